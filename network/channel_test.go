package network

import (
	"bytes"
	"strings"
	"testing"

	"github.com/hyperledger/fabric-protos-go/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"sogoc/verifier/ledger"
)

// plainBlock is a block with a header's hash and nothing in it.
func plainBlock(t *testing.T) []byte {
	t.Helper()
	block, err := proto.Marshal(protoadapt.MessageV2Of(&common.Block{
		Header: &common.BlockHeader{Number: 0, DataHash: bytes.Repeat([]byte{0xab}, 32)},
		Data:   &common.BlockData{Data: [][]byte{{1, 2, 3}}},
	}))
	require.NoError(t, err)
	return block
}

func TestGenesisHash(t *testing.T) {
	t.Parallel()

	t.Run("IsOverTheHeaderInASN1", func(t *testing.T) {
		t.Parallel()
		data := bytes.Repeat([]byte{0xab}, 32)
		// SEQUENCE { INTEGER 0, OCTET STRING "", OCTET STRING data }
		der := append([]byte{0x30, 0x27, 0x02, 0x01, 0x00, 0x04, 0x00, 0x04, 0x20}, data...)
		got, err := GenesisHash(plainBlock(t))
		require.NoError(t, err)
		require.Equal(t, ledger.SumDigest(der), got)
	})

	t.Run("RefusesWhatIsNoBlock", func(t *testing.T) {
		t.Parallel()
		for _, block := range [][]byte{nil, {0xff}, []byte("not a block")} {
			_, err := GenesisHash(block)
			require.Error(t, err)
		}
	})
}

func TestChannelText(t *testing.T) {
	t.Parallel()
	_, signed := initAll(t)
	members := Candidate{Members: signed}.members()
	text, err := channelText(members)
	require.NoError(t, err)
	require.Equal(t, len(Organisations()), strings.Count(string(text), "AnchorPeers:"))
	for i, o := range Organisations() {
		require.Contains(t, string(text), `OrdererEndpoints: ["`+members[i].Orderer+`"]`)
		require.Contains(t, string(text), "MSPID: "+o.OrdererMSP)
		require.Contains(t, string(text), "ID: "+o.MSP)
	}
}
