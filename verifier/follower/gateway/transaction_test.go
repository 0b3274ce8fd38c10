package gateway_test

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

// transaction is a real envelope taken apart, for a test to change.
type transaction struct {
	payload   *common.Payload
	channel   *common.ChannelHeader
	signature *common.SignatureHeader
	tx        *peer.Transaction
	action    *peer.ChaincodeActionPayload
	by        *blockstest.Member // who signs it
}

// respelt returns an envelope with an edit, signed anew.
func respelt(t *testing.T, envelope []byte, by *blockstest.Member, edit func(*transaction)) []byte {
	outer := &common.Envelope{}
	x := &transaction{
		&common.Payload{},
		&common.ChannelHeader{},
		&common.SignatureHeader{},
		&peer.Transaction{},
		&peer.ChaincodeActionPayload{},
		by,
	}
	require.NoError(t, proto.Unmarshal(envelope, outer))
	require.NoError(t, proto.Unmarshal(outer.Payload, x.payload))
	require.NoError(t, proto.Unmarshal(x.payload.Header.ChannelHeader, x.channel))
	require.NoError(t, proto.Unmarshal(x.payload.Header.SignatureHeader, x.signature))
	require.NoError(t, proto.Unmarshal(x.payload.Data, x.tx))
	require.NoError(t, proto.Unmarshal(x.tx.Actions[0].Payload, x.action))
	edit(x)
	x.tx.Actions[0].Payload = encode(t, x.action)
	x.payload.Data = encode(t, x.tx)
	x.payload.Header.ChannelHeader, x.payload.Header.SignatureHeader = encode(t, x.channel), encode(t, x.signature)
	payload := encode(t, x.payload)
	return encode(t, &common.Envelope{Payload: payload, Signature: x.by.Sign(payload)})
}

// ordered are transactions that the network's orderers would not take, or that
// peers flag invalid: a quorum of orderers puts them on the ledger anyhow.
func ordered(t *testing.T, c *changing, real []*common.Block) {
	last, client := uint64(len(real)-1), c.client()
	stranger := blockstest.NewAuthority(t, client.MSP).Issue("registryd", "client", "registry")
	for name, test := range map[string]struct {
		edit func(*transaction)
		want error
	}{
		"as it was":            {func(*transaction) {}, nil},
		"for another channel":  {func(x *transaction) { x.channel.ChannelId = "another" }, blocks.ErrHeader},
		"in a stranger's name": {func(x *transaction) { x.signature.Creator, x.by = stranger.Identity, stranger }, blocks.ErrCreator},
		"signed by a stranger": {func(x *transaction) { x.by = stranger }, blocks.ErrCreator},
		"under another id":     {func(x *transaction) { x.channel.TxId = x.channel.TxId[1:] + "0" }, blocks.ErrTxID},
		"of two actions":       {func(x *transaction) { x.tx.Actions = append(x.tx.Actions, x.tx.Actions[0]) }, blocks.ErrAction},
		"of another proposal": {func(x *transaction) {
			x.action.ChaincodeProposalPayload = append(x.action.ChaincodeProposalPayload, 0x7a, 0)
		}, blocks.ErrProposalHash},
		"with two endorsements":         {func(x *transaction) { x.action.Action.Endorsements = x.action.Action.Endorsements[:2] }, blocks.ErrEndorsement},
		"with an endorsement by itself": {endorsedByClient(t, client), blocks.ErrEndorsement},
	} {
		t.Run(name, func(t *testing.T) {
			c.judge(t, real, last, c.fork(t, real[last], respelt(t, c.rival, client, test.edit)), test.want)
		})
	}
	t.Run("a second time", func(t *testing.T) {
		c.judge(t, real, last, c.fork(t, real[last], real[c.revocation].Data.Data[0]), blocks.ErrDuplicate)
	})
	t.Run("after what it read has changed", func(t *testing.T) {
		c.judge(t, real, last-1, c.fork(t, real[last-1], c.heldBack), nil)
		c.judge(t, real, last, c.fork(t, real[last], c.heldBack), blocks.ErrRace)
	})
}

func endorsedByClient(t *testing.T, client *blockstest.Member) func(*transaction) {
	return func(x *transaction) { endorsedBy(t, client)(x.tx, x.action) }
}
