package audit

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// Block is a judged block taken apart.
type Block struct {
	Number       uint64
	Hash         ledger.Digest
	Transactions []Transaction
	raw          *common.Block
}

// Transaction is one envelope of a block as it stands there. Of one that is
// not Valid nothing below Flag has been checked by anybody.
type Transaction struct {
	Position    ledger.Position
	Config      bool
	Flag        peer.TxValidationCode
	Creator     Identity
	Chaincode   string
	Arguments   [][]byte // the first is the function's name
	Endorsers   []Identity
	Writes      []Write // public ones, of all namespaces, in order
	Collections []Collection
	Unreadable  bool // not of the form that transactions have
}

// Identity is what is told of a certificate: roles, not names.
type Identity struct {
	MSP   string   `json:"msp"`
	Units []string `json:"units"` // organisational units: roles
}

// Write is one key as a transaction leaves it.
type Write struct {
	Namespace string
	Key       string
	Value     []byte
	Delete    bool
}

// Collection is a private data collection of which a transaction wrote keys;
// their values are not on the ledger.
type Collection struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Writes    int    `json:"writes"`
}

// Valid reports whether the transaction took effect.
func (t Transaction) Valid() bool { return t.Flag == peer.TxValidationCode_VALID }

// Function returns the invoked function's name, without a contract's name before it.
func (t Transaction) Function() string {
	if len(t.Arguments) == 0 {
		return ""
	}
	return string(t.Arguments[0][bytes.LastIndexByte(t.Arguments[0], ':')+1:])
}

// Argument returns an argument after the function's name, or "".
func (t Transaction) Argument(index int) string {
	if index+1 >= len(t.Arguments) {
		return ""
	}
	return string(t.Arguments[index+1])
}

// takeApart reads a block that was judged; it judges nothing.
func takeApart(raw *common.Block) Block {
	b := Block{Number: raw.GetHeader().GetNumber(), Hash: blocks.HeaderHash(raw.GetHeader()), raw: raw}
	flags, err := blocks.Flags(raw)
	if err != nil || b.Number == 0 { // a genesis block is pinned, not validated
		flags = make([]byte, len(raw.GetData().GetData()))
	}
	for i, envelope := range raw.GetData().GetData() {
		t := Transaction{
			Position: ledger.Position{Block: b.Number, Index: i},
			Flag:     peer.TxValidationCode(flags[i]),
		}
		t.Unreadable = t.read(envelope) != nil
		b.Transactions = append(b.Transactions, t)
	}
	return b
}

func (t *Transaction) read(raw []byte) error {
	envelope, payload := &common.Envelope{}, &common.Payload{}
	channel, signature := &common.ChannelHeader{}, &common.SignatureHeader{}
	err := errors.Join(
		proto.Unmarshal(raw, envelope),
		proto.Unmarshal(envelope.GetPayload(), payload),
		proto.Unmarshal(
			payload.GetHeader().GetChannelHeader(),
			channel,
		),
		proto.Unmarshal(payload.GetHeader().GetSignatureHeader(), signature),
	)
	if err != nil {
		return err
	}
	t.Position.TxID, t.Config = channel.GetTxId(), channel.GetType() == int32(common.HeaderType_CONFIG)
	if t.Position.TxID == "" { // as Fabric files it
		sum := sha256.Sum256(append(append([]byte{}, signature.GetNonce()...), signature.GetCreator()...))
		t.Position.TxID = hex.EncodeToString(sum[:])
	}
	if channel.GetTimestamp() != nil {
		t.Position.Time = channel.GetTimestamp().AsTime()
	}
	t.Creator = identity(signature.GetCreator())
	if channel.GetType() != int32(common.HeaderType_ENDORSER_TRANSACTION) {
		return nil
	}
	return t.readAction(payload.GetData())
}

func (t *Transaction) readAction(data []byte) error {
	transaction, payload, header := &peer.Transaction{}, &peer.ChaincodeActionPayload{}, &common.SignatureHeader{}
	if err := proto.Unmarshal(data, transaction); err != nil {
		return err
	}
	if len(transaction.GetActions()) != 1 {
		return errors.New("not one action")
	}
	proposal, invocation := &peer.ChaincodeProposalPayload{}, &peer.ChaincodeInvocationSpec{}
	response, action := &peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}
	err := errors.Join(
		proto.Unmarshal(transaction.GetActions()[0].GetHeader(), header),
		proto.Unmarshal(transaction.GetActions()[0].GetPayload(), payload),
		proto.Unmarshal(payload.GetChaincodeProposalPayload(), proposal),
		proto.Unmarshal(proposal.GetInput(), invocation),
		proto.Unmarshal(payload.GetAction().GetProposalResponsePayload(), response),
		proto.Unmarshal(response.GetExtension(), action))
	if err != nil {
		return err
	}
	t.Creator = identity(header.GetCreator()) // whom the endorsers saw
	t.Chaincode = action.GetChaincodeId().GetName()
	t.Arguments = invocation.GetChaincodeSpec().GetInput().GetArgs()
	for _, e := range payload.GetAction().GetEndorsements() {
		t.Endorsers = append(t.Endorsers, identity(e.GetEndorser()))
	}
	return t.readWrites(action.GetResults())
}

func (t *Transaction) readWrites(raw []byte) error {
	set := &rwset.TxReadWriteSet{}
	if err := proto.Unmarshal(raw, set); err != nil {
		return err
	}
	for _, n := range set.GetNsRwset() {
		public := &kvrwset.KVRWSet{}
		if err := proto.Unmarshal(n.GetRwset(), public); err != nil {
			return err
		}
		for _, w := range public.GetWrites() {
			t.Writes = append(
				t.Writes,
				Write{Namespace: n.GetNamespace(), Key: w.GetKey(), Value: w.GetValue(), Delete: w.GetIsDelete()},
			)
		}
		for _, c := range n.GetCollectionHashedRwset() {
			hashed := &kvrwset.HashedRWSet{}
			if err := proto.Unmarshal(c.GetHashedRwset(), hashed); err != nil {
				return err
			}
			if len(hashed.GetHashedWrites()) > 0 {
				t.Collections = append(
					t.Collections,
					Collection{n.GetNamespace(), c.GetCollectionName(), len(hashed.GetHashedWrites())},
				)
			}
		}
	}
	return nil
}

// identity reads a serialised identity; what cannot be read stays empty.
func identity(serialised []byte) Identity {
	sid := &mspb.SerializedIdentity{}
	if proto.Unmarshal(serialised, sid) != nil {
		return Identity{}
	}
	id := Identity{MSP: sid.GetMspid()}
	if block, _ := pem.Decode(sid.GetIdBytes()); block != nil {
		if certificate, err := x509.ParseCertificate(block.Bytes); err == nil {
			id.Units = certificate.Subject.OrganizationalUnit
		}
	}
	return id
}
