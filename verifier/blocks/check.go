package blocks

import (
	"bytes"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"sogoc/verifier/ledger"
)

// Chain is what must be known of a channel to judge its next block. It is a
// value: Check returns the next one and leaves this one as it is.
type Chain struct {
	Channel     string
	Chaincode   string        // the application's chaincode
	Owners      []string      // application organisations of the pinned genesis block, sorted
	Height      uint64        // number of the next block
	Hash        ledger.Digest // of the last block's header
	Config      *Config       // in force
	ConfigBlock uint64        // number of the newest configuration block, to which the orderers point
	Lifecycle   Lifecycle     // which chaincodes are defined
}

// Witnesses returns how many owners must say the same before it is no single
// one's word: f+1 with f = ⌊(owners-1)/3⌋, two of four.
func (c Chain) Witnesses() int { return (len(c.Owners)-1)/3 + 1 }

// Checked is a block that passed every check.
type Checked struct {
	Number       uint64
	Hash         ledger.Digest
	Transactions []Transaction
	Versions     map[Key]*Version // of the keys that the block changed; nil: it is deleted
	Chain        Chain            // after this block
	Notes        []Note           // what is odd in the block and no alarm

	// NeedsWitnesses says that a flag of the block decides by itself: the block
	// counts when as many organisations as Chain.Witnesses gave it with the
	// same flags, never one.
	NeedsWitnesses bool
}

// Note is something odd that a block holds and that stops nobody.
type Note struct {
	Block         uint64   `json:"block"`
	Transaction   string   `json:"transaction,omitempty"` // id
	Organisations []string `json:"organisations"`         // whom it is about
	Text          string   `json:"text"`
}

// Genesis checks the pinned first block and starts a chain with it.
// It returns ErrGenesis, ErrForm, ErrDataHash, ErrConfig or ErrBeyond.
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
	chain := Chain{
		Channel:   channel,
		Chaincode: chaincode,
		Owners:    config.Organisations(),
		Height:    1,
		Hash:      pinned,
		Config:    config,
		Lifecycle: Lifecycle{},
	}
	return Checked{
		Hash:         pinned,
		Transactions: []Transaction{{TxID: id, Config: true, valid: true}},
		Chain:        chain,
		Notes:        config.notes(0, nil),
	}, nil
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

// checkConfig judges a configuration. One whose envelope nobody in force
// signed is flagged invalid by Fabric's peers and stays without effect.
func (c Chain) checkConfig(
	block *common.Block,
	payload *common.Payload,
	flag flag,
	checked Checked,
) (Checked, error) {
	t := Transaction{TxID: claimedID(block.GetData().GetData()[0]), Flag: flag, Config: true}
	checked.Chain.ConfigBlock = checked.Number
	unjudged, invalid := c.Config.checkConfigCreator(block, payload)
	if invalid != nil {
		if flag == flagValid {
			return Checked{}, fmt.Errorf("%w: a configuration flagged valid: %w", ErrFlag, invalid)
		}
		t.Invalid = invalid
		checked.Transactions = []Transaction{t}
		return checked, nil
	}
	if flag != flagValid {
		return Checked{}, fmt.Errorf("%w: a configuration flagged %s", ErrFlag, flag)
	}
	next, err := c.Config.checkSuccessor(payload)
	if err != nil {
		return Checked{}, err
	}
	checked.Chain.Config, t.valid = next, true
	checked.Transactions = []Transaction{t}
	checked.Notes = next.notes(checked.Number, c.Config)
	if unjudged != nil {
		checked.note(t, unjudged.Error())
	}
	return checked, next.checkDefinition(c.Lifecycle, c.Chaincode)
}

func (c Chain) checkTransactions(block *common.Block, flags []flag, checked Checked, state State) (Checked, error) {
	here, r := map[string]bool{}, newReplay(state, checked.Number)
	for i, raw := range block.GetData().GetData() {
		t := Transaction{Index: i, TxID: claimedID(raw), Flag: flags[i]}
		if err := c.judge(raw, &t, r); err != nil {
			return Checked{}, err
		}
		if t.takesID() {
			if here[t.TxID] {
				t.Invalid = ErrDuplicate
			}
			here[t.TxID] = true
		}
		if err := c.settle(&t, raw, r, &checked); err != nil {
			return Checked{}, err
		}
		r.noteMetadata(t.set)
		if t.Valid() {
			if err := r.apply(t.set, t.Index); err != nil {
				return Checked{}, err
			}
			if public := t.set.namespaces[lifecycleNamespace].writes; len(public) > 0 {
				checked.Chain.Lifecycle = checked.Chain.Lifecycle.with(public)
			}
		}
		t.set, t.signers = writeSet{}, nil
		checked.Transactions = append(checked.Transactions, t)
	}
	checked.Versions = r.changes
	return checked, c.Config.checkDefinition(checked.Chain.Lifecycle, c.Chaincode)
}

// takesID reports whether a later transaction of the block with the same id is
// a duplicate: whether it passed all checks but those that Fabric makes last.
// Where that is not judged here, or the flag stands, the flag tells.
func (t Transaction) takesID() bool {
	if t.Unjudged != nil || t.Flag == flagValid {
		return passedEndorsement(t.Flag)
	}
	return t.Invalid == nil
}

// settle completes a transaction's verdict by a lost race, and holds it
// against the flag. A verdict that rests on what is not judged here is the
// flag's, and so is one that the flag contradicts, if the transaction writes
// neither the application's public state nor its definition.
func (c Chain) settle(t *Transaction, raw []byte, r *raceReplay, checked *Checked) error {
	if t.Invalid == nil {
		lost, unjudged, err := r.race(t.set)
		switch {
		case err != nil:
			return err
		case lost:
			t.Invalid = ErrRace
		case unjudged && t.Unjudged == nil:
			t.Unjudged = fmt.Errorf("%w: ranges, keys or private data that are not replayed", ErrUnjudged)
		}
	}
	t.valid = t.Flag == flagValid
	switch {
	case t.Invalid == nil && t.Unjudged != nil:
		checked.NeedsWitnesses = true
		checked.note(*t, fmt.Sprintf("flag %s decides: %v", t.Flag, t.Unjudged))
	case (t.Invalid == nil) != t.valid:
		if err := c.checkContradiction(t, raw); err != nil {
			return t.at(checked.Number, err)
		}
		checked.NeedsWitnesses = true
		checked.note(*t, fmt.Sprintf("flag %s stands against this program's verdict: %v", t.Flag, t.Invalid))
	}
	if t.valid && t.set.namespaces[c.Chaincode].writesPublic() {
		if err := c.checkApplication(t); err != nil {
			return t.at(checked.Number, err)
		}
	}
	return nil
}

// checkContradiction returns ErrFlag for a flag against the verdict on a
// transaction that writes the application's public state, or its definition,
// or of which that cannot be read.
func (c Chain) checkContradiction(t *Transaction, raw []byte) error {
	set, readable := resultsOf(raw)
	protected := !readable || set.namespaces[c.Chaincode].writesPublic()
	for _, w := range set.namespaces[lifecycleNamespace].writes {
		protected = protected || definesChaincode(w.GetKey(), c.Chaincode)
	}
	switch {
	case !protected:
		t.set = set
		return nil
	case t.Invalid != nil:
		return fmt.Errorf("%w: flagged %s: %w", ErrFlag, t.Flag, t.Invalid)
	}
	return fmt.Errorf("%w: flagged %s, and nothing is wrong with it", ErrFlag, t.Flag)
}

// at says which transaction an error is about, and whose it is.
func (t Transaction) at(block uint64, err error) error {
	return &TransactionError{Block: block, Index: t.Index, TxID: t.TxID, Organisations: t.participants(), Err: err}
}

// TransactionError says which transaction of a block an error is about. It
// wraps Err.
type TransactionError struct {
	Block         uint64
	Index         int
	TxID          string
	Organisations []string // of its creator and of whose endorsements verify
	Err           error
}

// Error names them.
func (e *TransactionError) Error() string {
	return fmt.Sprintf(
		"block %d, transaction %d (%.64s) of %v: %v",
		e.Block,
		e.Index,
		e.TxID,
		e.Organisations,
		e.Err,
	)
}

// Unwrap returns Err.
func (e *TransactionError) Unwrap() error { return e.Err }

func (c *Checked) note(t Transaction, text string) {
	c.Notes = append(
		c.Notes,
		Note{Block: c.Number, Transaction: t.TxID, Organisations: t.participants(), Text: text},
	)
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
	if n := len(block.GetData().GetData()); len(flags) != n {
		return nil, fmt.Errorf("%w: %d validation flags for %d envelopes", ErrForm, len(flags), n)
	}
	return flags, nil
}

func flagsOf(block *common.Block) ([]flag, error) {
	raw, err := Flags(block)
	if err != nil {
		return nil, err
	}
	flags := make([]flag, len(raw))
	for i, f := range raw {
		flags[i] = flag(f)
	}
	return flags, nil
}
