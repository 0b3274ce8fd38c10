package blocks_test

import (
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/ledger"
)

// agreementOf is an agreement with a member's certificate. Its signature is not what
// CheckAgreements looks at.
func agreementOf(organisation string, by *blockstest.Member) ledger.Agreement {
	return ledger.Agreement{Organisation: organisation, Certificate: by.Certificate.Raw}
}

func TestAgreementsAreByAdministratorsOfTheGenesisBlock(t *testing.T) {
	t.Parallel()
	c := blockstest.New(t)
	var all []ledger.Agreement
	for _, msp := range blockstest.Organisations {
		all = append(all, agreementOf(msp, c.Admins[msp]))
	}
	require.NoError(t, blocks.CheckAgreements(c.Genesis(), all))
	require.NoError(t, blocks.CheckAgreements(c.Genesis(), nil))

	elsewhere := blockstest.NewAuthority(t, "MinistryMSP").Issue("admin", "admin")
	for name, wrong := range map[string]ledger.Agreement{
		"an authority of the same name":    agreementOf("MinistryMSP", elsewhere),
		"a peer":                           agreementOf("MinistryMSP", c.Peers["MinistryMSP"]),
		"another organisation's":           agreementOf("MinistryMSP", c.Admins["AuditorMSP"]),
		"an organisation that is not here": agreementOf("NobodyMSP", c.Admins["AuditorMSP"]),
		"no certificate":                   {Organisation: "MinistryMSP", Certificate: []byte("none")},
	} {
		err := blocks.CheckAgreements(c.Genesis(), append(all[1:4:4], wrong))
		require.ErrorIs(t, err, blocks.ErrAgreement, name)
		require.ErrorContains(t, err, wrong.Organisation, name)
	}
	require.Error(t, blocks.CheckAgreements(&common.Block{}, all))
}
