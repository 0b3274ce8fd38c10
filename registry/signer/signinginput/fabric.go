package signinginput

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/ledger"
)

// fabricFirst is the first byte of each of an accreditor's messages: field 1, of a
// length that follows. No other document begins with it.
const fabricFirst = 0x0a

// nonceSize is the length of the nonce that the gateway client draws.
const nonceSize = 24

// Call is what an accreditor's message asks of the ledger. Of a question for a commit
// status MSP and Channel alone are set.
type Call struct {
	MSP       string // of the creator
	Channel   string
	Chaincode string
	Function  string        // of ledger.Functions
	Issuer    string        // whom the call is about: an issuer code, or a verifier service's name
	Ledger    ledger.Digest // for which the statement in the arguments is; zero where none of them names one
	Moment    time.Time     // when the proposal says that it was made
	Proposal  ledger.Digest // SHA-256 of the proposal; of a transaction, of the one that was endorsed
}

// parseFabric reads a message that the gateway client signs: a peer.Proposal, the
// common.Payload of a transaction, or a gateway.CommitStatusRequest. The three are told
// apart by what can stand in one of them alone: Proposal and Payload have the same two
// fields, and a Payload's second is a Transaction with one action that has a payload,
// which is no ChaincodeProposalPayload of an invocation in its form.
func parseFabric(input []byte) (Document, error) {
	if d, err := parseCommitStatus(input); err == nil {
		return d, nil
	}
	payload, transaction := &common.Payload{}, &peer.Transaction{}
	if readExact(input, payload) == nil && readExact(payload.GetData(), transaction) == nil &&
		len(transaction.GetActions()) == 1 && len(transaction.GetActions()[0].GetPayload()) > 0 {
		return parseTransaction(payload, transaction.GetActions()[0])
	}
	return parseProposal(input)
}

func parseCommitStatus(input []byte) (Document, error) {
	request := &gateway.CommitStatusRequest{}
	if err := readExact(input, request); err != nil {
		return Document{}, err
	}
	if sum, err := hex.DecodeString(request.GetTransactionId()); err != nil || len(sum) != sha256.Size {
		return Document{}, fmt.Errorf("%w: a commit status of what is no transaction", ErrUnknown)
	}
	mspID, thumbprint, err := parseCreator(request.GetIdentity())
	if err != nil {
		return Document{}, err
	}
	call := &Call{MSP: mspID, Channel: request.GetChannelId()}
	return Document{Kind: CommitStatus, Key: thumbprint, Call: call}, nil
}

func parseProposal(input []byte) (Document, error) {
	proposal, header := &peer.Proposal{}, &common.Header{}
	if readExact(input, proposal) != nil || readExact(proposal.GetHeader(), header) != nil ||
		len(proposal.GetExtension()) > 0 {
		return Document{}, fmt.Errorf("%w: not a message to the ledger in its form", ErrUnknown)
	}
	d, err := parseInvocation(header, proposal.GetPayload())
	if err != nil {
		return Document{}, err
	}
	d.Call.Proposal = ledger.SumDigest(input)
	return d, nil
}

// parseTransaction reads what was endorsed: the header and the invocation of the
// proposal again, and what the chaincode answered. That the answer is right the
// endorsements show, which peers check.
func parseTransaction(payload *common.Payload, action *peer.TransactionAction) (Document, error) {
	unknown := fmt.Errorf("%w: a transaction not in its form", ErrUnknown)
	header, endorsed, response := payload.GetHeader(), &peer.ChaincodeActionPayload{}, &peer.ProposalResponsePayload{}
	if readExact(action.GetPayload(), endorsed) != nil ||
		readExact(endorsed.GetAction().GetProposalResponsePayload(), response) != nil ||
		!bytes.Equal(action.GetHeader(), header.GetSignatureHeader()) {
		return Document{}, unknown
	}
	d, err := parseInvocation(header, endorsed.GetChaincodeProposalPayload())
	if err != nil {
		return Document{}, err
	}
	sum := sha256.Sum256(bytes.Join([][]byte{
		header.GetChannelHeader(),
		header.GetSignatureHeader(),
		endorsed.GetChaincodeProposalPayload(),
	}, nil))
	if !bytes.Equal(sum[:], response.GetProposalHash()) {
		return Document{}, fmt.Errorf("%w: a transaction whose endorsements are of another proposal", ErrUnknown)
	}
	answer := &peer.ChaincodeAction{}
	if readExact(response.GetExtension(), answer) != nil || answer.GetChaincodeId().GetName() != d.Call.Chaincode {
		return Document{}, unknown
	}
	if d.Kind != LedgerProposal {
		return Document{}, fmt.Errorf("%w: a transaction of a function that only reads", ErrUnknown)
	}
	d.Kind = LedgerTransaction
	d.Call.Proposal = ledger.SumDigest(encode(&peer.Proposal{
		Header:  encode(header),
		Payload: endorsed.GetChaincodeProposalPayload(),
	}))
	return d, nil
}

// parseInvocation reads the header of a proposal and the invocation that it is for. What
// it read it builds again, and what is not the same to the byte is refused: so nothing
// else is in them that a peer might act on, as transient data or another epoch.
func parseInvocation(header *common.Header, payload []byte) (Document, error) {
	channel, signature := &common.ChannelHeader{}, &common.SignatureHeader{}
	proposal, invocation := &peer.ChaincodeProposalPayload{}, &peer.ChaincodeInvocationSpec{}
	if readExact(header.GetChannelHeader(), channel) != nil ||
		readExact(header.GetSignatureHeader(), signature) != nil ||
		readExact(payload, proposal) != nil ||
		readExact(proposal.GetInput(), invocation) != nil {
		return Document{}, fmt.Errorf("%w: not a message to the ledger in its form", ErrUnknown)
	}
	chaincode := &peer.ChaincodeID{Name: invocation.GetChaincodeSpec().GetChaincodeId().GetName()}
	arguments := invocation.GetChaincodeSpec().GetInput().GetArgs()
	txID := sha256.Sum256(append(bytes.Clone(signature.GetNonce()), signature.GetCreator()...))
	wantChannel := encode(&common.ChannelHeader{
		Type:      int32(common.HeaderType_ENDORSER_TRANSACTION),
		Timestamp: channel.GetTimestamp(),
		ChannelId: channel.GetChannelId(),
		TxId:      hex.EncodeToString(txID[:]),
		Extension: encode(&peer.ChaincodeHeaderExtension{ChaincodeId: chaincode}),
	})
	wantPayload := encode(&peer.ChaincodeProposalPayload{Input: encode(&peer.ChaincodeInvocationSpec{
		ChaincodeSpec: &peer.ChaincodeSpec{ChaincodeId: chaincode, Input: &peer.ChaincodeInput{Args: arguments}},
	})})
	if !bytes.Equal(header.GetChannelHeader(), wantChannel) || !bytes.Equal(payload, wantPayload) ||
		len(signature.GetNonce()) != nonceSize || channel.GetTimestamp().CheckValid() != nil {
		return Document{}, fmt.Errorf("%w: more or other in a message to the ledger than a call needs", ErrUnknown)
	}
	mspID, thumbprint, err := parseCreator(signature.GetCreator())
	if err != nil {
		return Document{}, err
	}
	d := Document{Key: thumbprint, Call: &Call{
		MSP:       mspID,
		Channel:   channel.GetChannelId(),
		Chaincode: chaincode.GetName(),
		Moment:    channel.GetTimestamp().AsTime(),
	}}
	d.Kind, err = d.Call.readArguments(arguments)
	return d, err
}

// parseCreator reads a serialised identity, and returns its MSP and the thumbprint of
// its certificate's key.
func parseCreator(creator []byte) (mspID, thumbprint string, err error) {
	unknown := fmt.Errorf("%w: its creator is no identity of the ledger's in its form", ErrUnknown)
	identity := &msp.SerializedIdentity{}
	if readExact(creator, identity) != nil || identity.GetMspid() == "" {
		return "", "", unknown
	}
	block, rest := pem.Decode(identity.GetIdBytes())
	if block == nil || block.Type != "CERTIFICATE" || len(block.Headers) > 0 || len(bytes.TrimSpace(rest)) > 0 {
		return "", "", unknown
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", "", unknown
	}
	public, is := certificate.PublicKey.(*ecdsa.PublicKey)
	if !is {
		return "", "", unknown
	}
	key, err := ledger.NewPublicKey(public)
	if err != nil {
		return "", "", unknown
	}
	return identity.GetMspid(), key.Thumbprint(), nil
}

// readExact reads a message that encodes to the same bytes again: no unknown, repeated
// or reordered field, so that nobody reads it as something else.
func readExact(raw []byte, into proto.Message) error {
	if len(raw) == 0 {
		return ErrUnknown
	}
	if err := (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(raw, into); err != nil {
		return ErrUnknown
	}
	if !bytes.Equal(raw, encode(into)) {
		return ErrUnknown
	}
	return nil
}

// encode returns a message's one encoding; nil for one that has none, which no bytes are.
func encode(m proto.Message) []byte {
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		return nil
	}
	return raw
}
