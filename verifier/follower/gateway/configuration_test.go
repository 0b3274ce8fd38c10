package gateway_test

import (
	"slices"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
)

// configuration is a real configuration block taken apart, for a test to
// change who signed the update, or what came of it.
type configuration struct {
	n        *ownNetwork
	t        *testing.T
	envelope *common.Payload
	set      *common.ConfigEnvelope
	update   *common.Payload // inside set
	signed   *common.ConfigUpdateEnvelope
}

func takeApart(t *testing.T, n *ownNetwork, b *common.Block) *configuration {
	p := &configuration{
		n:        n,
		t:        t,
		envelope: &common.Payload{},
		set:      &common.ConfigEnvelope{},
		update:   &common.Payload{},
		signed:   &common.ConfigUpdateEnvelope{},
	}
	outer := &common.Envelope{}
	require.NoError(t, proto.Unmarshal(b.Data.Data[0], outer))
	require.NoError(t, proto.Unmarshal(outer.Payload, p.envelope))
	require.NoError(t, proto.Unmarshal(p.envelope.Data, p.set))
	require.NoError(t, proto.Unmarshal(p.set.LastUpdate.Payload, p.update))
	require.NoError(t, proto.Unmarshal(p.update.Data, p.signed))
	return p
}

// by replaces those who signed the update.
func (p *configuration) by(members ...*blockstest.Member) {
	p.signed.Signatures = nil
	for _, m := range members {
		header := p.n.header(m)
		p.signed.Signatures = append(
			p.signed.Signatures,
			&common.ConfigSignature{
				SignatureHeader: header,
				Signature:       m.Sign(slices.Concat(header, p.signed.ConfigUpdate)),
			},
		)
	}
}

// putTogether returns the block with what became of its configuration. A real
// orderer signs the envelope, as the leader does, and a quorum signs the block.
func (p *configuration) putTogether(b *common.Block, by ...consenter) *common.Block {
	if p.set.LastUpdate != nil {
		p.update.Data = encode(p.t, p.signed)
		p.set.LastUpdate.Payload = encode(p.t, p.update)
	}
	p.envelope.Data = encode(p.t, p.set)
	p.envelope.Header.SignatureHeader = p.n.header(by[0].Member)
	payload := encode(p.t, p.envelope)
	b = proto.CloneOf(b)
	b.Data.Data = [][]byte{encode(p.t, &common.Envelope{Payload: payload, Signature: by[0].Sign(payload)})}
	resign(p.t, b, by...)
	return b
}

// ungranted are configurations that a quorum of the real orderers signs, and
// that those did not grant who may.
func ungranted(t *testing.T, c *changing, real []*common.Block) {
	admins := c.ordererAdmins()
	members := []*blockstest.Member{
		c.admin("ministry", "MinistryMSP"),
		c.admin("university", "UniversityMSP"),
		c.admin("schools", "SchoolsMSP"),
		c.admin("auditor", "AuditorMSP"),
	}
	var strangers, orderers []*blockstest.Member
	for i, a := range admins {
		strangers = append(strangers, blockstest.NewAuthority(t, a.MSP).Issue("admin", "admin"))
		orderers = append(orderers, c.replacement.others[i].Member)
	}
	for name, test := range map[string]struct {
		edit func(*configuration)
		want error
	}{
		"as it was":                        {func(*configuration) {}, nil},
		"granted by the same three again":  {func(p *configuration) { p.by(admins...) }, nil},
		"by two of four":                   {func(p *configuration) { p.signed.Signatures = p.signed.Signatures[:2] }, blocks.ErrConfigChange},
		"by one three times":               {func(p *configuration) { p.by(admins[0], admins[0], admins[0]) }, blocks.ErrConfigChange},
		"by nobody":                        {func(p *configuration) { p.by() }, blocks.ErrConfigChange},
		"by administrators of the members": {func(p *configuration) { p.by(members...) }, blocks.ErrConfigChange},
		"by the orderers that sign blocks": {func(p *configuration) { p.by(orderers...) }, blocks.ErrConfigChange},
		"by strangers of the same names":   {func(p *configuration) { p.by(strangers...) }, blocks.ErrConfigChange},
		"with signatures of another update": {func(p *configuration) {
			p.signed.Signatures = takeApart(t, c.ownNetwork, real[c.configs[0]]).signed.Signatures
		}, blocks.ErrConfigChange},
		"without the update":             {func(p *configuration) { p.set.LastUpdate = nil }, blocks.ErrConfigChange},
		"with more than the update says": {func(p *configuration) { usurp(p, c.replacement.others[0].id, c.replacement.old.Member) }, blocks.ErrConfigChange},
	} {
		t.Run(name, func(t *testing.T) {
			number := c.replacement.block
			p := takeApart(t, c.ownNetwork, real[number])
			require.Len(t, p.signed.Signatures, 3)
			test.edit(p)
			forged := p.putTogether(real[number], c.replacement.others...)
			c.judge(t, real, number, forged, test.want)
		})
	}
}

// usurp gives a consenter's place to somebody else, whom the update does not name.
func usurp(p *configuration, id uint32, to *blockstest.Member) {
	value := p.set.Config.ChannelGroup.Groups["Orderer"].Values["Orderers"]
	mapping := &common.Orderers{}
	require.NoError(p.t, proto.Unmarshal(value.Value, mapping))
	certificate, _ := to.PEM(p.t)
	for _, known := range mapping.ConsenterMapping {
		if known.Id == id {
			known.MspId, known.Identity = to.MSP, certificate
		}
	}
	value.Value = encode(p.t, mapping)
}
