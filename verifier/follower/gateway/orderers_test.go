package gateway_test

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
)

// consenter signs blocks with a real orderer's own key.
type consenter struct {
	*blockstest.Member
	id uint32
}

// consenter returns an organisation's orderer with the key that it has now.
// The ids are those of the channel's first configuration.
func (n *ownNetwork) consenter(id uint32, organisation, msp string) consenter {
	dir := []string{"organisations", organisation, "orderer", "msp"}
	return consenter{
		blockstest.LoadMember(
			n.t,
			blockstest.OrdererMSP(msp),
			n.read(append(dir, "signcerts", "certificate.pem")...),
			n.read(append(dir, "keystore", "key.pem")...),
		),
		id,
	}
}

// ordererAdmins returns administrators of three of the four orderer
// organisations: the majority that a change of the ordering asks for.
func (n *ownNetwork) ordererAdmins() []*blockstest.Member {
	var admins []*blockstest.Member
	for _, o := range []struct{ name, msp string }{{"ministry", "MinistryMSP"}, {"university", "UniversityMSP"}, {"schools", "SchoolsMSP"}} {
		admins = append(
			admins,
			n.authority(o.name, blockstest.OrdererMSP(o.msp), "orderers").Issue("admin", "admin"),
		)
	}
	return admins
}

// block returns a committed block.
func (n *ownNetwork) block(by *actor, number uint64) *common.Block {
	raw, err := by.gateway.GetNetwork(by.channel).
		GetContract("qscc").
		EvaluateTransaction("GetBlockByNumber", by.channel, strconv.FormatUint(number, 10))
	require.NoError(n.t, err)
	block := &common.Block{}
	require.NoError(n.t, proto.Unmarshal(raw, block))
	return block
}

func signaturesOf(t *testing.T, b *common.Block) *common.Metadata {
	metadata := &common.Metadata{}
	require.NoError(t, proto.Unmarshal(b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES], metadata))
	return metadata
}

// signed are the bytes of a block that a consenter signs.
func signed(b *common.Block, metadata *common.Metadata, identifier []byte) []byte {
	return slices.Concat(metadata.Value, identifier, blocks.HeaderBytes(b.Header))
}

// signedBy reports whether a block carries a consenter's good signature.
func signedBy(t *testing.T, b *common.Block, by consenter) bool {
	metadata := signaturesOf(t, b)
	return slices.ContainsFunc(metadata.Signatures, func(s *common.MetadataSignature) bool {
		id := &common.IdentifierHeader{}
		require.NoError(t, proto.Unmarshal(s.IdentifierHeader, id))
		sum := sha256.Sum256(signed(b, metadata, s.IdentifierHeader))
		return id.Identifier == by.id &&
			ecdsa.VerifyASN1(by.Certificate.PublicKey.(*ecdsa.PublicKey), sum[:], s.Signature)
	})
}

// resign makes the header fit the envelopes, and these consenters sign it in
// the place of those who did.
func resign(t *testing.T, b *common.Block, by ...consenter) {
	sum := blocks.DataHash(b.Data)
	b.Header.DataHash = sum[:]
	metadata := signaturesOf(t, b)
	metadata.Signatures = nil
	for _, c := range by {
		identifier := encode(
			t,
			&common.IdentifierHeader{Identifier: c.id, Nonce: []byte("nonce of a forger's own")},
		)
		metadata.Signatures = append(
			metadata.Signatures,
			&common.MetadataSignature{
				IdentifierHeader: identifier,
				Signature:        c.Sign(signed(b, metadata, identifier)),
			},
		)
	}
	b.Metadata.Metadata[common.BlockMetadataIndex_SIGNATURES] = encode(t, metadata)
}

// judge puts a block in the place of the real one before a follower that has
// all before it: it stops there for this reason, or takes it where there is none.
func (c *changing) judge(t *testing.T, real []*common.Block, number uint64, forged *common.Block, want error) {
	t.Helper()
	o := c.before(real, number)
	if want == nil { // a follower that is stopped stays where it was
		o = c.another(o)
	}
	f, err := follower.Open(o)
	require.NoError(t, err)
	err = f.Run(t.Context(), memory{blocks: append(slices.Clone(real[:number]), forged)})
	if want == nil {
		require.NoError(t, err)
		require.Equal(t, number+1, f.Head().Height)
		require.Equal(t, blocks.HeaderHash(forged.Header), f.Head().Hash)
	} else {
		require.ErrorIs(t, err, follower.ErrIntegrity)
		require.ErrorIs(t, err, want)
		require.Equal(t, number, f.Head().Height)
	}
	require.NoError(t, f.Close())
}

// before returns where a follower stands that has all blocks below a number.
func (c *changing) before(real []*common.Block, number uint64) follower.Options {
	o := options(c.t, c.trust)
	for n := number; n > 0; n-- {
		if known, ok := c.followers[n]; ok {
			if n == number {
				return known
			}
			o = c.another(known)
			break
		}
	}
	runAll(c.t, o, real[:number])
	c.followers[number] = o
	return o
}

// another returns a copy of a follower's folder.
func (c *changing) another(o follower.Options) follower.Options {
	copied := options(c.t, c.trust)
	require.NoError(c.t, os.CopyFS(copied.Dir, os.DirFS(o.Dir)))
	return copied
}
