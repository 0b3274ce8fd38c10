package blocks

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"
)

// Transaction is one envelope of a block, judged and taken apart. Of one with
// a Fault only Index, TxID, Flag and Fault mean anything.
type Transaction struct {
	Index     int
	TxID      string                // as the envelope claims it, where it can be read
	Flag      peer.TxValidationCode // what the peer said; signed by nobody
	Fault     error                 // why it is invalid; nil: it is good, or the flag speaks of what is not replayed
	Config    bool                  // a configuration
	Time      time.Time             // the client's timestamp
	Creator   Creator               // whom the endorsers saw
	Chaincode string                // that was invoked directly
	Arguments [][]byte              // of the invocation; the first is the function's name
	Writes    []Write               // in the application's namespace, in order

	set writeSet // of one whose endorsements are enough
}

// Valid reports whether the transaction took effect.
func (t Transaction) Valid() bool { return t.Flag == peer.TxValidationCode_VALID && t.Fault == nil }

// Creator is who signed a transaction's proposal.
type Creator struct {
	MSP         string
	Units       []string // organisational units of the certificate
	Certificate *x509.Certificate
}

// parts are the nested messages of an endorser transaction.
type parts struct {
	payload   *common.Payload
	channel   *common.ChannelHeader
	signature *common.SignatureHeader
	header    []byte // of the action: the endorsed signature header
	proposal  []byte // chaincode proposal payload, without what was transient
	endorsed  *peer.ChaincodeEndorsedAction
	response  *peer.ProposalResponsePayload
	action    *peer.ChaincodeAction
}

// claimedID returns the id under which Fabric files an envelope, valid or not.
func claimedID(raw []byte) string {
	envelope, payload := &common.Envelope{}, &common.Payload{}
	channel, signature := &common.ChannelHeader{}, &common.SignatureHeader{}
	if proto.Unmarshal(raw, envelope) != nil || proto.Unmarshal(envelope.GetPayload(), payload) != nil || payload.GetHeader() == nil ||
		proto.Unmarshal(payload.GetHeader().GetChannelHeader(), channel) != nil {
		return ""
	}
	if channel.GetTxId() != "" {
		return channel.GetTxId()
	}
	if proto.Unmarshal(payload.GetHeader().GetSignatureHeader(), signature) != nil {
		return ""
	}
	return transactionID(signature)
}

// transactionID returns the hash of nonce and creator.
func transactionID(h *common.SignatureHeader) string {
	hash := sha256.New()
	hash.Write(h.GetNonce())
	hash.Write(h.GetCreator())
	return hex.EncodeToString(hash.Sum(nil))
}

// judge decides whether an envelope is a good transaction by itself: all of
// Fabric's checks but duplicates within the block and lost races.
func (c Chain) judge(raw []byte, t *Transaction, state State) error {
	p, fault := c.readHeaders(raw)
	if fault != nil {
		return fault
	}
	if fault := p.readAction(); fault != nil {
		return fault
	}
	known, err := state.Seen(p.channel.GetTxId())
	if err != nil {
		return lookupError{err}
	}
	if known {
		return ErrDuplicate
	}
	if fault := c.judgeWrites(p, t); fault != nil {
		return fault
	}
	if fault := p.describe(t); fault != nil {
		return strictError{fault}
	}
	return nil
}

// strictError is a fault that only this package sees: Fabric takes the transaction.
type strictError struct{ error }

func (e strictError) Unwrap() error { return e.error }

// lookupError is a failure of the caller's store, not of the block.
type lookupError struct{ error }

func (e lookupError) Unwrap() error { return e.error }

// readHeaders checks type, channel, creator and creator's signature.
func (c Chain) readHeaders(raw []byte) (*parts, error) {
	envelope := &common.Envelope{}
	p := &parts{payload: &common.Payload{}, channel: &common.ChannelHeader{}, signature: &common.SignatureHeader{}}
	if err := errors.Join(proto.Unmarshal(raw, envelope), proto.Unmarshal(envelope.GetPayload(), p.payload)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	header := p.payload.GetHeader()
	if header == nil {
		return nil, fmt.Errorf("%w: none", ErrHeader)
	}
	if err := errors.Join(proto.Unmarshal(header.GetChannelHeader(), p.channel), proto.Unmarshal(header.GetSignatureHeader(), p.signature)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	switch {
	case p.channel.GetType() != int32(common.HeaderType_ENDORSER_TRANSACTION):
		return nil, fmt.Errorf("%w: type %d", ErrHeader, p.channel.GetType())
	case p.channel.GetChannelId() != c.Channel:
		return nil, fmt.Errorf("%w: channel %.64q", ErrHeader, p.channel.GetChannelId())
	case p.channel.GetEpoch() != 0 || len(p.signature.GetNonce()) == 0 || len(p.signature.GetCreator()) == 0:
		return nil, fmt.Errorf("%w: an epoch, or no nonce or creator", ErrHeader)
	}
	if err := c.Config.checkCreator(p.signature.GetCreator(), envelope); err != nil {
		return nil, err
	}
	if p.channel.GetTxId() != transactionID(p.signature) {
		return nil, ErrTxID
	}
	return p, nil
}

// checkCreator checks certificate and signature of an envelope's creator.
func (c *Config) checkCreator(creator []byte, envelope *common.Envelope) error {
	id, err := c.identify(creator)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrCreator, err)
	case id.invalid != nil:
		return fmt.Errorf("%w: %w", ErrCreator, id.invalid)
	case !verifySignature(id.certificate, envelope.GetPayload(), envelope.GetSignature()):
		return fmt.Errorf("%w: signature does not verify", ErrCreator)
	}
	return nil
}

// readAction takes the one action apart and recomputes the proposal's hash:
// channel header, the action's own signature header, proposal payload.
func (p *parts) readAction() error {
	transaction := &peer.Transaction{}
	if err := proto.Unmarshal(p.payload.GetData(), transaction); err != nil {
		return fmt.Errorf("%w: %w", ErrAction, err)
	}
	if len(transaction.GetActions()) != 1 {
		return fmt.Errorf("%w: %d of them, want one", ErrAction, len(transaction.GetActions()))
	}
	endorser, payload := &common.SignatureHeader{}, &peer.ChaincodeActionPayload{}
	p.header = transaction.GetActions()[0].GetHeader()
	if err := errors.Join(proto.Unmarshal(p.header, endorser), proto.Unmarshal(transaction.GetActions()[0].GetPayload(), payload)); err != nil {
		return fmt.Errorf("%w: %w", ErrAction, err)
	}
	p.proposal, p.endorsed = payload.GetChaincodeProposalPayload(), payload.GetAction()
	p.response, p.action = &peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}
	if len(endorser.GetNonce()) == 0 || len(endorser.GetCreator()) == 0 || len(p.proposal) == 0 || p.endorsed == nil {
		return fmt.Errorf("%w: no nonce, creator, proposal or endorsement", ErrAction)
	}
	if err := proto.Unmarshal(p.endorsed.GetProposalResponsePayload(), p.response); err != nil {
		return fmt.Errorf("%w: %w", ErrAction, err)
	}
	hash := sha256.New()
	hash.Write(p.payload.GetHeader().GetChannelHeader())
	hash.Write(p.header)
	hash.Write(p.proposal)
	if string(hash.Sum(nil)) != string(p.response.GetProposalHash()) {
		return ErrProposalHash
	}
	if err := proto.Unmarshal(p.response.GetExtension(), p.action); err != nil || len(p.response.GetExtension()) == 0 {
		return fmt.Errorf("%w: no chaincode action", ErrAction)
	}
	return nil
}

// chaincode returns the name of the chaincode that was invoked, which header,
// result and event must agree on.
func (p *parts) chaincode() (string, error) {
	extension := &peer.ChaincodeHeaderExtension{}
	if err := proto.Unmarshal(p.channel.GetExtension(), extension); err != nil {
		return "", fmt.Errorf("%w: %w", ErrHeader, err)
	}
	name := extension.GetChaincodeId().GetName()
	if name == "" || p.action.GetChaincodeId().GetName() != name || p.action.GetChaincodeId().GetVersion() == "" {
		return "", fmt.Errorf("%w: chaincode %.64q in the header, %.64q in the result", ErrAction, name, p.action.GetChaincodeId().GetName())
	}
	if p.action.GetEvents() != nil {
		event := &peer.ChaincodeEvent{}
		if err := proto.Unmarshal(p.action.GetEvents(), event); err != nil || event.GetChaincodeId() != name {
			return "", fmt.Errorf("%w: an event of another chaincode", ErrAction)
		}
	}
	return name, nil
}

// describe fills in what a good transaction says. Creator and arguments are
// those that the endorsers saw and signed for.
func (p *parts) describe(t *Transaction) error {
	header, sid := &common.SignatureHeader{}, &mspb.SerializedIdentity{}
	if err := errors.Join(proto.Unmarshal(p.header, header), proto.Unmarshal(header.GetCreator(), sid)); err != nil {
		return fmt.Errorf("%w: %w", ErrCreator, err)
	}
	certificate, err := parseCertificate(sid.GetIdBytes())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCreator, err)
	}
	t.Creator = Creator{MSP: sid.GetMspid(), Units: certificate.Subject.OrganizationalUnit, Certificate: certificate}
	t.Time = p.channel.GetTimestamp().AsTime()
	proposal, invocation := &peer.ChaincodeProposalPayload{}, &peer.ChaincodeInvocationSpec{}
	if err := errors.Join(proto.Unmarshal(p.proposal, proposal), proto.Unmarshal(proposal.GetInput(), invocation)); err != nil {
		return fmt.Errorf("%w: %w", ErrAction, err)
	}
	t.Arguments = invocation.GetChaincodeSpec().GetInput().GetArgs()
	return nil
}
