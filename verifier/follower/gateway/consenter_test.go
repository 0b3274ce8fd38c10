package gateway_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
)

// replacement is a real change of a consenter, and the keys on both sides of it.
type replacement struct {
	old, fresh consenter   // the auditor's orderer
	others     []consenter // the three that stay
	block      uint64      // the configuration that names the fresh one
	later      uint64      // a block that the network's fresh one signed
}

// consenterReplaced lets the auditor's orderer have another certificate and
// key. Until it is started with them it signs for nobody, and the other three
// order without it.
func (c *changing) consenterReplaced() {
	r := &c.replacement
	r.others = []consenter{
		c.consenter(1, "ministry", "MinistryMSP"),
		c.consenter(2, "university", "UniversityMSP"),
		c.consenter(3, "schools", "SchoolsMSP"),
	}
	r.old = c.consenter(4, "auditor", "AuditorMSP")
	r.fresh = consenter{c.authority("auditor", r.old.MSP, "orderers").Issue("auditor-orderer", "orderer"), r.old.id}
	certificate, key := r.fresh.PEM(c.t)
	r.block = c.reconfigure(c.registry, func(g *common.ConfigGroup) {
		ordering := g.Groups["Orderer"]
		mapping, policy := &common.Orderers{}, &common.SignaturePolicyEnvelope{}
		require.NoError(c.t, proto.Unmarshal(ordering.Values["Orderers"].Value, mapping))
		require.NoError(c.t, proto.Unmarshal(ordering.Policies["BlockValidation"].Policy.Value, policy))
		for i, known := range mapping.ConsenterMapping {
			if known.Id == r.old.id {
				require.Equal(c.t, r.old.Identity, policy.Identities[i].Principal)
				known.Identity, policy.Identities[i].Principal = certificate, r.fresh.Identity
			}
		}
		ordering.Values["Orderers"].Value = encode(c.t, mapping)
		ordering.Policies["BlockValidation"].Policy.Value = encode(c.t, policy)
	}, c.ordererAdmins()...)
	c.configs = append(c.configs, r.block)
	c.valid(nil)
	folder := filepath.Join(c.Dir, "organisations", "auditor", "orderer", "msp")
	require.NoError(c.t, os.WriteFile(filepath.Join(folder, "signcerts", "certificate.pem"), certificate, 0o600))
	require.NoError(c.t, os.WriteFile(filepath.Join(folder, "keystore", "key.pem"), key, 0o600))
}

// signedByTheFreshOne writes until the network itself counts the fresh
// certificate: any three of the four may be a block's quorum.
func (c *changing) signedByTheFreshOne() {
	r := &c.replacement
	for deadline := time.Now().Add(patience); ; {
		r.later = c.valid(nil)
		if signedBy(c.t, c.block(c.registry, r.later), r.fresh) {
			return
		}
		require.True(c.t, time.Now().Before(deadline), "the orderer signs with its fresh key")
	}
}

// consenters has real blocks signed anew, by quorums that hold good or not
// according to whether a consenter's old certificate counts.
func consenters(t *testing.T, c *changing, real []*common.Block) {
	r := c.replacement
	for name, test := range map[string]struct {
		number uint64
		by     []consenter
		want   error
	}{
		"the quorum needs the old one":       {r.later, []consenter{r.others[0], r.others[1], r.old}, blocks.ErrQuorum},
		"the quorum needs the fresh one":     {r.later, []consenter{r.others[0], r.others[1], r.fresh}, nil},
		"both are one consenter":             {r.later, []consenter{r.others[2], r.fresh, r.old}, blocks.ErrQuorum},
		"the old one beside a quorum":        {r.later, append([]consenter{r.old}, r.others...), nil},
		"the last block, by the old one":     {uint64(len(real) - 1), []consenter{r.others[1], r.others[2], r.old}, blocks.ErrQuorum},
		"the fresh one signs itself in":      {r.block, []consenter{r.others[0], r.others[1], r.fresh}, blocks.ErrQuorum},
		"the old one signs its own leave":    {r.block, []consenter{r.others[0], r.others[1], r.old}, nil},
		"the fresh one before it was named":  {r.block - 1, []consenter{r.others[0], r.others[1], r.fresh}, blocks.ErrQuorum},
		"the old one while it was consenter": {r.block - 1, []consenter{r.others[0], r.others[1], r.old}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			forged := proto.CloneOf(real[test.number])
			resign(t, forged, test.by...)
			c.judge(t, real, test.number, forged, test.want)
		})
	}
}
