package blocks

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"
)

// Transaction is one envelope of a block, judged and taken apart. Of one that
// is not Valid only Index, TxID, Flag, Invalid and Unjudged mean anything.
type Transaction struct {
	Index    int
	TxID     string                // as the envelope claims it, where it can be read
	Flag     peer.TxValidationCode // what the peer said; signed by nobody
	Invalid  error                 // why it is invalid by this package; nil: it is not, as far as judged
	Unjudged error                 // what decides and is not judged here (ErrUnjudged); nil: nothing
	Config   bool                  // a configuration

	Time      time.Time // the client's timestamp
	Creator   Creator   // whom the endorsers saw
	Chaincode string    // that was invoked directly
	Arguments [][]byte  // of the invocation; the first is the function's name
	Writes    []Write   // in the application's namespace, in order

	valid       bool
	set         writeSet
	signers     []*identity // whose endorsements verify
	undescribed error       // why Creator and Arguments do not read
}

// Valid reports whether the transaction took effect.
func (t Transaction) Valid() bool { return t.valid }

// participants names the organisations of creator and endorsers, each once.
func (t Transaction) participants() []string {
	var all []string
	if t.Creator.MSP != "" {
		all = append(all, t.Creator.MSP)
	}
	for _, s := range t.signers {
		all = append(all, s.organisation.id)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Creator is the client that signed a transaction's proposal.
type Creator struct {
	MSP         string
	Units       []string // organisational units of the certificate
	Certificate *x509.Certificate
}

// transactionParts are the nested messages of an endorser transaction.
type transactionParts struct {
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
	if proto.Unmarshal(raw, envelope) != nil || proto.Unmarshal(envelope.GetPayload(), payload) != nil ||
		payload.GetHeader() == nil ||
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
// Fabric's checks but duplicates within the block and lost races. Its error is
// the state's.
func (c Chain) judge(raw []byte, t *Transaction, r *raceReplay) error {
	err := c.judgeEnvelope(raw, t, r)
	var lookup stateError
	if errors.As(err, &lookup) {
		return lookup.error
	}
	t.Invalid = err
	return nil
}

func (c Chain) judgeEnvelope(raw []byte, t *Transaction, r *raceReplay) error {
	p, err := c.readHeaders(raw, t)
	if err != nil {
		return err
	}
	if err := p.readAction(); err != nil {
		return err
	}
	known, err := r.state.Seen(p.channel.GetTxId())
	if err != nil {
		return stateError{err}
	}
	if known {
		return ErrDuplicate
	}
	return c.judgeWrites(p, t, r)
}

// stateError is a failure of the caller's store, not of the block.
type stateError struct{ error }

func (e stateError) Unwrap() error { return e.error }

// readHeaders checks type, channel, creator and creator's signature.
func (c Chain) readHeaders(raw []byte, t *Transaction) (*transactionParts, error) {
	envelope := &common.Envelope{}
	p := &transactionParts{
		payload:   &common.Payload{},
		channel:   &common.ChannelHeader{},
		signature: &common.SignatureHeader{},
	}
	err := errors.Join(proto.Unmarshal(raw, envelope), proto.Unmarshal(envelope.GetPayload(), p.payload))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	}
	header := p.payload.GetHeader()
	if header == nil {
		return nil, fmt.Errorf("%w: none", ErrHeader)
	}
	err = errors.Join(
		proto.Unmarshal(header.GetChannelHeader(), p.channel),
		proto.Unmarshal(header.GetSignatureHeader(), p.signature),
	)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrHeader, err)
	case p.channel.GetType() != int32(common.HeaderType_ENDORSER_TRANSACTION):
		return nil, fmt.Errorf("%w: type %d", ErrHeader, p.channel.GetType())
	case p.channel.GetChannelId() != c.Channel:
		return nil, fmt.Errorf("%w: channel %.64q", ErrHeader, p.channel.GetChannelId())
	case p.channel.GetEpoch() != 0 || len(p.signature.GetNonce()) == 0 || len(p.signature.GetCreator()) == 0:
		return nil, fmt.Errorf("%w: an epoch, or no nonce or creator", ErrHeader)
	}
	unjudged, err := c.Config.checkCreator(p.signature.GetCreator(), envelope)
	if err != nil {
		return nil, err
	}
	if unjudged != nil {
		t.Unjudged = fmt.Errorf("%w: creator: %w", ErrUnjudged, unjudged)
	}
	if p.channel.GetTxId() != transactionID(p.signature) {
		return nil, ErrTxID
	}
	return p, nil
}

// checkCreator checks certificate and signature of an envelope's creator. The
// first result says why that cannot be done here, where it cannot.
func (c *Config) checkCreator(creator []byte, envelope *common.Envelope) (unjudged, err error) {
	id, err := c.identify(creator)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrCreator, err)
	case id.unjudged():
		return id.organisation.unjudged, nil
	case id.invalid != nil:
		return nil, fmt.Errorf("%w: %w", ErrCreator, id.invalid)
	case !id.verify(envelope.GetPayload(), envelope.GetSignature()):
		return nil, fmt.Errorf("%w: signature does not verify", ErrCreator)
	}
	return nil, nil
}

// readAction takes the one action apart and recomputes the proposal's hash:
// channel header, the action's own signature header, proposal payload.
func (p *transactionParts) readAction() error {
	transaction := &peer.Transaction{}
	if err := proto.Unmarshal(p.payload.GetData(), transaction); err != nil {
		return fmt.Errorf("%w: %w", ErrAction, err)
	}
	if len(transaction.GetActions()) != 1 {
		return fmt.Errorf("%w: %d of them, want one", ErrAction, len(transaction.GetActions()))
	}
	endorser, payload := &common.SignatureHeader{}, &peer.ChaincodeActionPayload{}
	p.header = transaction.GetActions()[0].GetHeader()
	err := errors.Join(
		proto.Unmarshal(p.header, endorser),
		proto.Unmarshal(transaction.GetActions()[0].GetPayload(), payload),
	)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAction, err)
	}
	p.proposal, p.endorsed = payload.GetChaincodeProposalPayload(), payload.GetAction()
	p.response, p.action = &peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}
	if len(endorser.GetNonce()) == 0 || len(endorser.GetCreator()) == 0 || len(p.proposal) == 0 ||
		p.endorsed == nil {
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
	if err := proto.Unmarshal(p.response.GetExtension(), p.action); err != nil ||
		len(p.response.GetExtension()) == 0 {
		return fmt.Errorf("%w: no chaincode action", ErrAction)
	}
	return nil
}

// chaincode returns the name of the chaincode that was invoked, which header,
// result and event must agree on.
func (p *transactionParts) chaincode() (string, error) {
	extension := &peer.ChaincodeHeaderExtension{}
	if err := proto.Unmarshal(p.channel.GetExtension(), extension); err != nil {
		return "", fmt.Errorf("%w: %w", ErrHeader, err)
	}
	name := extension.GetChaincodeId().GetName()
	if name == "" || p.action.GetChaincodeId().GetName() != name || p.action.GetChaincodeId().GetVersion() == "" {
		return "", fmt.Errorf(
			"%w: chaincode %.64q in the header, %.64q in the result",
			ErrAction,
			name,
			p.action.GetChaincodeId().GetName(),
		)
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
func (p *transactionParts) describe(t *Transaction) error {
	header, sid := &common.SignatureHeader{}, &mspb.SerializedIdentity{}
	if err := errors.Join(proto.Unmarshal(p.header, header), proto.Unmarshal(header.GetCreator(), sid)); err != nil {
		return fmt.Errorf("%w: %w", ErrCreator, err)
	}
	certificate, err := parseCertificate(sid.GetIdBytes())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrCreator, err)
	}
	t.Creator = Creator{
		MSP:         sid.GetMspid(),
		Units:       certificate.Subject.OrganizationalUnit,
		Certificate: certificate,
	}
	t.Time = p.channel.GetTimestamp().AsTime()
	proposal, invocation := &peer.ChaincodeProposalPayload{}, &peer.ChaincodeInvocationSpec{}
	err = errors.Join(proto.Unmarshal(p.proposal, proposal), proto.Unmarshal(proposal.GetInput(), invocation))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrAction, err)
	}
	t.Arguments = invocation.GetChaincodeSpec().GetInput().GetArgs()
	return nil
}

// resultsOf reads what a transaction writes without checking anything else;
// false where that does not read.
func resultsOf(raw []byte) (writeSet, bool) {
	envelope, payload, transaction := &common.Envelope{}, &common.Payload{}, &peer.Transaction{}
	err := errors.Join(proto.Unmarshal(raw, envelope), proto.Unmarshal(envelope.GetPayload(), payload))
	if err != nil || proto.Unmarshal(payload.GetData(), transaction) != nil || len(transaction.GetActions()) != 1 {
		return writeSet{}, false
	}
	action, response := &peer.ChaincodeActionPayload{}, &peer.ProposalResponsePayload{}
	result := &peer.ChaincodeAction{}
	err = proto.Unmarshal(transaction.GetActions()[0].GetPayload(), action)
	if err == nil {
		err = proto.Unmarshal(action.GetAction().GetProposalResponsePayload(), response)
	}
	if err == nil {
		err = proto.Unmarshal(response.GetExtension(), result)
	}
	if err != nil {
		return writeSet{}, false
	}
	set, err := parseWriteSet(result.GetResults())
	return set, err == nil
}
