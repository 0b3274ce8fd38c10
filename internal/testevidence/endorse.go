package testevidence

import (
	"crypto/sha256"
	"slices"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"sogoc/verifier/blocks/blockstest"
)

// Read is one key that a query read.
type Read struct {
	Key   string
	Found bool
	Block uint64
	Index int
}

// Query is a query with its answer, as endorsers see it. A test that changes
// it gets what endorsers would sign for.
type Query struct {
	Arguments []string // the first is the function's name
	Answer    []byte
	Reads     []Read
	Writes    map[string]string
	Status    int32
	Time      time.Time
	Channel   string
	Chaincode string
	Creator   *blockstest.Member
	Nonce     []byte
	TxID      string // claimed; the right one by default
	Endorsers []*blockstest.Member
	HighS     bool // the last endorsement

	EditAction func(*peer.ChaincodeActionPayload) // after endorsement
}

// Endorse returns the payload of the transaction's envelope, as the gateway's
// service assembles it.
func (w *World) Endorse(q Query) []byte {
	w.t.Helper()
	if q.TxID == "" {
		q.TxID = blockstest.ID(q.Nonce, q.Creator)
	}
	id := &peer.ChaincodeID{Name: q.Chaincode}
	channel := w.marshal(
		&common.ChannelHeader{Type: int32(common.HeaderType_ENDORSER_TRANSACTION), ChannelId: q.Channel, TxId: q.TxID,
			Timestamp: timestamppb.New(
				q.Time,
			), Extension: w.marshal(&peer.ChaincodeHeaderExtension{ChaincodeId: id})},
	)
	signature := w.marshal(&common.SignatureHeader{Creator: q.Creator.Identity, Nonce: q.Nonce})
	var arguments [][]byte
	for _, a := range q.Arguments {
		arguments = append(arguments, []byte(a))
	}
	proposal := w.marshal(
		&peer.ChaincodeProposalPayload{
			Input: w.marshal(&peer.ChaincodeInvocationSpec{ChaincodeSpec: &peer.ChaincodeSpec{
				ChaincodeId: id, Input: &peer.ChaincodeInput{Args: arguments}}}),
		},
	)
	sum := sha256.Sum256(slices.Concat(channel, signature, proposal))
	response := w.marshal(
		&peer.ProposalResponsePayload{ProposalHash: sum[:], Extension: w.marshal(&peer.ChaincodeAction{
			Results: w.results(
				q,
			), Response: &peer.Response{Status: q.Status, Payload: q.Answer}, ChaincodeId: &peer.ChaincodeID{Name: q.Chaincode, Version: "1"}})},
	)
	action := &peer.ChaincodeActionPayload{
		ChaincodeProposalPayload: proposal,
		Action:                   &peer.ChaincodeEndorsedAction{ProposalResponsePayload: response},
	}
	for i, e := range q.Endorsers {
		sign := e.Sign
		if q.HighS && i == len(q.Endorsers)-1 {
			sign = e.SignHigh
		}
		action.Action.Endorsements = append(
			action.Action.Endorsements,
			&peer.Endorsement{Endorser: e.Identity, Signature: sign(slices.Concat(response, e.Identity))},
		)
	}
	if q.EditAction != nil {
		q.EditAction(action)
	}
	transaction := &peer.Transaction{
		Actions: []*peer.TransactionAction{{Header: signature, Payload: w.marshal(action)}},
	}
	return w.marshal(
		&common.Payload{
			Header: &common.Header{ChannelHeader: channel, SignatureHeader: signature},
			Data:   w.marshal(transaction),
		},
	)
}

func (w *World) results(q Query) []byte {
	public := &kvrwset.KVRWSet{}
	for _, r := range q.Reads {
		read := &kvrwset.KVRead{Key: r.Key}
		if r.Found {
			read.Version = &kvrwset.Version{BlockNum: r.Block, TxNum: uint64(r.Index)}
		}
		public.Reads = append(public.Reads, read)
	}
	for key, value := range q.Writes {
		public.Writes = append(public.Writes, &kvrwset.KVWrite{Key: key, Value: []byte(value)})
	}
	return w.marshal(
		&rwset.TxReadWriteSet{NsRwset: []*rwset.NsReadWriteSet{{Namespace: q.Chaincode, Rwset: w.marshal(public)}}},
	)
}

func (w *World) marshal(m proto.Message) []byte {
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	require.NoError(w.t, err)
	return raw
}
