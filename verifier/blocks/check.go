package blocks

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"sogoc/verifier/ledger"
)

// Chain is what must be known of a channel to judge its next block. It is a
// value: Check returns the next one and leaves this one as it is.
type Chain struct {
	Channel     string
	Chaincode   string        // the application's chaincode
	Height      uint64        // number of the next block
	Hash        ledger.Digest // of the last block's header
	Config      *Config       // in force
	ConfigBlock uint64        // number of the block that set it
	Lifecycle   Lifecycle     // which chaincodes are defined
}

// Checked is a block that passed every check.
type Checked struct {
	Number       uint64
	Hash         ledger.Digest
	Transactions []Transaction
	Versions     map[Key]*Version // of the keys that the block changed; nil: it is deleted
	Chain        Chain            // after this block
}

// Genesis checks the pinned first block and starts a chain with it.
// It returns ErrGenesis, ErrForm, ErrDataHash or ErrConfig.
func Genesis(block *common.Block, channel, chaincode string, pinned ledger.Digest) (Checked, error) {
	header := block.GetHeader()
	if header == nil || header.GetNumber() != 0 || HeaderHash(header) != pinned {
		return Checked{}, fmt.Errorf("%w: header hash %s, want %s", ErrGenesis, HeaderHash(header), pinned)
	}
	payload, err := checkForm(block)
	if err != nil {
		return Checked{}, err
	}
	if sum := DataHash(block.GetData()); !bytes.Equal(sum[:], header.GetDataHash()) {
		return Checked{}, ErrDataHash
	}
	if payload == nil {
		return Checked{}, fmt.Errorf("%w: the genesis block is no configuration", ErrConfig)
	}
	config, err := parseConfig(payload)
	if err != nil {
		return Checked{}, err
	}
	if config.channel != channel {
		return Checked{}, fmt.Errorf("%w: channel %.64q, want %.64q", ErrGenesis, config.channel, channel)
	}
	id := claimedID(block.GetData().GetData()[0])
	return Checked{Hash: pinned, Transactions: []Transaction{{TxID: id, Config: true}}, Chain: Chain{
		Channel: channel, Chaincode: chaincode, Height: 1, Hash: pinned, Config: config, Lifecycle: Lifecycle{}}}, nil
}

// Check judges the next block. Where it returns an error the block must not
// be used; the error wraps one of this package's, or is state's own.
func (c Chain) Check(block *common.Block, state State) (Checked, error) {
	payload, err := c.checkBlock(block)
	if err != nil {
		return Checked{}, err
	}
	flags, err := flagsOf(block)
	if err != nil {
		return Checked{}, err
	}
	number := block.GetHeader().GetNumber()
	checked := Checked{Number: number, Hash: HeaderHash(block.GetHeader()), Chain: c}
	checked.Chain.Height, checked.Chain.Hash = number+1, checked.Hash
	if payload != nil {
		return c.checkConfig(block, payload, flags[0], checked)
	}
	return c.checkTransactions(block, flags, checked, state)
}

// checkBlock checks what does not depend on single transactions: form, hash
// chain, data hash, quorum. The result is a configuration's payload, or nil.
func (c Chain) checkBlock(block *common.Block) (*common.Payload, error) {
	payload, err := checkForm(block)
	if err != nil {
		return nil, err
	}
	header := block.GetHeader()
	if header.GetNumber() != c.Height || !bytes.Equal(header.GetPreviousHash(), c.Hash[:]) {
		return nil, fmt.Errorf("%w: block %d, want %d after %s", ErrChain, header.GetNumber(), c.Height, c.Hash)
	}
	if sum := DataHash(block.GetData()); !bytes.Equal(sum[:], header.GetDataHash()) {
		return nil, ErrDataHash
	}
	last := c.ConfigBlock
	if payload != nil {
		last = header.GetNumber()
	}
	return payload, c.Config.checkQuorum(block, last)
}

func (c Chain) checkConfig(block *common.Block, payload *common.Payload, flag peer.TxValidationCode, checked Checked) (Checked, error) {
	if flag != peer.TxValidationCode_VALID {
		return Checked{}, fmt.Errorf("%w: a configuration flagged %s", ErrFlag, flag)
	}
	next, err := c.Config.follow(block, payload)
	if err != nil {
		return Checked{}, err
	}
	checked.Chain.Config, checked.Chain.ConfigBlock = next, checked.Number
	checked.Transactions = []Transaction{{TxID: claimedID(block.GetData().GetData()[0]), Flag: flag, Config: true}}
	return checked, next.checkDefinition(c.Lifecycle, c.Chaincode)
}

func (c Chain) checkTransactions(block *common.Block, flags []peer.TxValidationCode, checked Checked, state State) (Checked, error) {
	here, r := map[string]bool{}, newReplay(state, checked.Number)
	for i, raw := range block.GetData().GetData() {
		t := Transaction{Index: i, TxID: claimedID(raw), Flag: flags[i]}
		t.Fault = c.judge(raw, &t, state)
		var lookup lookupError
		if errors.As(t.Fault, &lookup) {
			return Checked{}, lookup.error
		}
		if taken := t.Fault == nil || errors.As(t.Fault, &strictError{}); taken {
			if here[t.TxID] {
				t.Fault = ErrDuplicate
			}
			here[t.TxID] = true
		}
		if err := r.judge(&t); err != nil {
			return Checked{}, fmt.Errorf("block %d, transaction %d: %w", checked.Number, i, err)
		}
		if t.Valid() {
			r.apply(t)
			if public := t.set.namespaces[lifecycleNamespace].public; len(public) > 0 {
				checked.Chain.Lifecycle = checked.Chain.Lifecycle.with(public)
			}
		}
		t.set = writeSet{}
		checked.Transactions = append(checked.Transactions, t)
	}
	checked.Versions = r.changes
	return checked, c.Config.checkDefinition(checked.Chain.Lifecycle, c.Chaincode)
}

// Flags returns the validation flags that a peer put on a block: not signed
// by anybody, so worth comparing between peers. It returns ErrForm unless
// there is one for each envelope.
func Flags(block *common.Block) ([]byte, error) {
	all := block.GetMetadata().GetMetadata()
	if len(all) <= int(common.BlockMetadataIndex_TRANSACTIONS_FILTER) {
		return nil, fmt.Errorf("%w: no validation flags", ErrForm)
	}
	flags := all[common.BlockMetadataIndex_TRANSACTIONS_FILTER]
	if len(flags) != len(block.GetData().GetData()) {
		return nil, fmt.Errorf("%w: %d validation flags for %d envelopes", ErrForm, len(flags), len(block.GetData().GetData()))
	}
	return flags, nil
}

func flagsOf(block *common.Block) ([]peer.TxValidationCode, error) {
	raw, err := Flags(block)
	if err != nil {
		return nil, err
	}
	flags := make([]peer.TxValidationCode, len(raw))
	for i, f := range raw {
		flags[i] = peer.TxValidationCode(f)
	}
	return flags, nil
}
