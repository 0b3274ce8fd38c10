package testvectors_test

import (
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier"
	"sogoc/verifier/bundle"
)

// configurations writes the vectors of a bundle whose channel was configured
// anew twice: its configuration has the genesis block and both updates.
func configurations(e *evidence) {
	for range 2 {
		e.Blocks = append(e.Blocks, e.Channel.Reconfigure(func(root *common.ConfigGroup) { e.Channel.Touch(root) }))
	}
	genuine, now := e.bundle(e.Link()), e.Ledger.Clock.Now()
	require.Len(e.t, genuine.Configuration, 3)
	forged := expect{verifier.Tampered, verifier.DetailConfiguration, 2}
	ask := func(name, about string, want expect, change func(all []bundle.Bytes) []bundle.Bytes) {
		e.t.Helper()
		b := genuine
		b.Configuration = change(slices.Clone(genuine.Configuration))
		e.ask("bundle/configuration-"+name, about, e.encode(b), e.Trust, now, want)
	}
	signatures := func(change func(m *common.Metadata)) func([]bundle.Bytes) []bundle.Bytes {
		return func(all []bundle.Bytes) []bundle.Bytes {
			block, m := &common.Block{}, &common.Metadata{}
			require.NoError(e.t, proto.Unmarshal(all[1], block))
			require.NoError(e.t, proto.Unmarshal(block.Metadata.Metadata[0], m))
			change(m)
			block.Metadata.Metadata[0] = e.marshal(m)
			all[1] = e.marshal(block)
			return all
		}
	}
	ask("updated", "Two updates after the genesis block, each signed by a quorum of the one before.", valid,
		func(all []bundle.Bytes) []bundle.Bytes { return all })
	ask(
		"left-out",
		"The first of two updates is left out: the second does not follow from the genesis block.",
		forged,
		func(all []bundle.Bytes) []bundle.Bytes { return []bundle.Bytes{all[0], all[2]} },
	)
	ask("older", "The last update is left out: nothing in a bundle tells, and its peers may still count.", valid,
		func(all []bundle.Bytes) []bundle.Bytes { return all[:2] })
	ask("reordered", "The two updates in the other order.", forged,
		func(all []bundle.Bytes) []bundle.Bytes { return []bundle.Bytes{all[0], all[2], all[1]} })
	ask("repeated", "An update that stands twice.", forged,
		func(all []bundle.Bytes) []bundle.Bytes { return append(all, all[2]) })
	ask("one-signature-less", "An update with one signature fewer than a quorum.", forged,
		signatures(func(m *common.Metadata) { m.Signatures = m.Signatures[1:] }))
	ask("one-signature-more", "An update with more signatures than a quorum.", forged,
		signatures(func(m *common.Metadata) { m.Signatures = append(m.Signatures, m.Signatures[0]) }))
	ask("signatures-reordered", "The signatures of an update in another order.", forged,
		signatures(func(m *common.Metadata) { slices.Reverse(m.Signatures) }))
}

func (e *evidence) marshal(m proto.Message) []byte {
	e.t.Helper()
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	require.NoError(e.t, err)
	return raw
}
