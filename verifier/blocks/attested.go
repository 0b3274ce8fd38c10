package blocks

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"
)

// Attested is a query that peers of most organisations endorsed and nobody
// submitted: what they say, signed, is committed at one moment.
type Attested struct {
	TxID      string
	Time      time.Time // the client's timestamp, which the chaincode held against the endorsers' clocks
	Chaincode string
	Arguments [][]byte // of the invocation; the first is the function's name
	Answer    []byte   // what the function returned
	Reads     []Read   // of the chaincode's namespace, in order
	Endorsers []string // MSPs, sorted, each once
}

// Read is one key that a query read, with the transaction that wrote it last.
type Read struct {
	Key   string
	Found bool   // the rest means something only then
	Block uint64 // number
	Index int    // in the block
}

// Attested judges the payload of a transaction's envelope, as the gateway's
// service assembles it after endorsement, that only reads. It returns nil if
// more than half of the application's organisations endorsed it, one peer
// each, by certificates in force under c, as also the channel's own
// endorsement policy asks; if id and proposal hash are right; if the chaincode
// answered 200 and nothing is written. Every endorsement must count and every
// byte must be hashed or signed, so that no byte of an attestation can be
// another one. Otherwise it returns ErrForm, ErrHeader, ErrTxID, ErrAction,
// ErrProposalHash, ErrWriteSet or ErrEndorsement.
func (c *Config) Attested(payload []byte) (Attested, error) {
	p, err := c.readAttested(payload)
	if err != nil {
		return Attested{}, err
	}
	if err := p.readAction(); err != nil {
		return Attested{}, err
	}
	name, err := p.chaincode()
	if err != nil {
		return Attested{}, err
	}
	if status := p.action.GetResponse().GetStatus(); status != 200 {
		return Attested{}, fmt.Errorf("%w: the chaincode answered %d", ErrAction, status)
	}
	a := Attested{TxID: p.channel.GetTxId(), Chaincode: name, Answer: p.action.GetResponse().GetPayload()}
	if a.Endorsers, err = c.attesters(p.endorsed); err != nil {
		return Attested{}, err
	}
	if a.Reads, err = readsOnly(p.action.GetResults(), name); err != nil {
		return Attested{}, err
	}
	var t Transaction
	if err := p.describe(&t); err != nil {
		return Attested{}, err
	}
	a.Time, a.Arguments = t.Time, t.Arguments
	return a, nil
}

// readAttested reads the layers around the action and checks what is neither
// hashed nor signed: that each is in its one encoding, and the headers.
func (c *Config) readAttested(raw []byte) (*transactionParts, error) {
	p := &transactionParts{
		payload:   &common.Payload{},
		channel:   &common.ChannelHeader{},
		signature: &common.SignatureHeader{},
	}
	transaction := &peer.Transaction{}
	if err := readStrict(raw, p.payload); err != nil {
		return nil, err
	}
	if err := readStrict(p.payload.GetData(), transaction); err != nil {
		return nil, err
	}
	if len(transaction.GetActions()) != 1 {
		return nil, fmt.Errorf("%w: %d of them, want one", ErrAction, len(transaction.GetActions()))
	}
	action, header := transaction.GetActions()[0], p.payload.GetHeader()
	if err := readStrict(action.GetPayload(), &peer.ChaincodeActionPayload{}); err != nil {
		return nil, err
	}
	err := errors.Join(
		proto.Unmarshal(header.GetChannelHeader(), p.channel),
		proto.Unmarshal(header.GetSignatureHeader(), p.signature),
	)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	switch {
	case p.channel.GetType() != int32(common.HeaderType_ENDORSER_TRANSACTION):
		return nil, fmt.Errorf("%w: type %d", ErrHeader, p.channel.GetType())
	case p.channel.GetChannelId() != c.channel:
		return nil, fmt.Errorf("%w: channel %.64q", ErrHeader, p.channel.GetChannelId())
	case !bytes.Equal(header.GetSignatureHeader(), action.GetHeader()):
		return nil, fmt.Errorf("%w: not the one that was endorsed", ErrHeader)
	case p.channel.GetTxId() != transactionID(p.signature):
		return nil, ErrTxID
	}
	return p, nil
}

// attesters returns the organisations that endorsed. An endorsement that does
// not count is one too many: by nobody of the application, not in force, not
// a peer's, of an organisation that has endorsed already, or badly signed.
func (c *Config) attesters(endorsed *peer.ChaincodeEndorsedAction) ([]string, error) {
	var organisations []string
	var signers []*identity
	for i, e := range endorsed.GetEndorsements() {
		id, err := c.identify(e.GetEndorser())
		if err == nil {
			err = id.invalid
		}
		if err != nil {
			return nil, fmt.Errorf("%w: endorsement %d: %w", ErrEndorsement, i, err)
		}
		name := id.organisation.id
		message := slices.Concat(endorsed.GetProposalResponsePayload(), e.GetEndorser())
		switch {
		case !slices.Contains(c.application, name):
			return nil, fmt.Errorf("%w: endorsement %d: %s is not of the application", ErrEndorsement, i, name)
		case !id.hasRole(mspb.MSPRole_PEER):
			return nil, fmt.Errorf("%w: endorsement %d: not by a peer", ErrEndorsement, i)
		case slices.Contains(organisations, name):
			return nil, fmt.Errorf("%w: endorsement %d: %s again", ErrEndorsement, i, name)
		case !exactSignature(e.GetSignature()) || !id.verify(message, e.GetSignature()):
			return nil, fmt.Errorf("%w: endorsement %d: signature does not verify", ErrEndorsement, i)
		}
		organisations, signers = append(organisations, name), append(signers, id)
	}
	if 2*len(organisations) <= len(c.application) {
		return nil, fmt.Errorf(
			"%w: %d of %d organisations, want most",
			ErrEndorsement,
			len(organisations),
			len(c.application),
		)
	}
	if own, defined := c.find(policyEndorsement); defined && decide(own, signers) == notSatisfied {
		return nil, fmt.Errorf("%w: the channel's own", ErrEndorsement)
	}
	slices.Sort(organisations)
	return organisations, nil
}

// readsOnly returns what was read of a namespace, and ErrWriteSet if anything
// at all is written, or read in a way that does not name single keys.
func readsOnly(raw []byte, namespace string) ([]Read, error) {
	set, err := parseWriteSet(raw)
	if err != nil {
		return nil, err
	}
	for name, n := range set.namespaces {
		if n.writesAny() {
			return nil, fmt.Errorf("%w: a query writes %.64q", ErrWriteSet, name)
		}
	}
	both := &rwset.TxReadWriteSet{}
	if err := proto.Unmarshal(raw, both); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrWriteSet, err)
	}
	var reads []Read
	for _, entry := range both.GetNsRwset() {
		if entry.GetNamespace() != namespace {
			continue
		}
		public := &kvrwset.KVRWSet{}
		if err := proto.Unmarshal(entry.GetRwset(), public); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrWriteSet, err)
		}
		for _, r := range public.GetReads() {
			v := r.GetVersion()
			reads = append(
				reads,
				Read{Key: r.GetKey(), Found: v != nil, Block: v.GetBlockNum(), Index: int(v.GetTxNum())},
			)
		}
	}
	return reads, nil
}
