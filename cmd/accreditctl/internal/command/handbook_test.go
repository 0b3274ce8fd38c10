package command_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// TestTheHandbooksAccreditation: the example that an accreditor copies from the
// handbook is accepted as it stands, without a warning, by command and ledger.
func TestTheHandbooksAccreditation(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../../docs/handbook-accreditor.md")
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(page), "\n```json\n")
	require.True(t, found, "there is no example")
	example, _, found := strings.Cut(rest, "\n```\n")
	require.True(t, found)

	o := newOffice(t)
	_, said := o.run(0, "yes\n", decide("established", "accredit", "-file", writeFile(t, []byte(example)))...)
	require.NotContains(t, said, "WARNING")
	require.Contains(t, said, "Doctoral degree (VN-PHD), all fields of study, 2026-01-01 to 2030-12-31: 20 a year")
	accreditation := testledger.MustQuery[ledger.IssuerView](t, o.Ledger, ledger.FuncIssuer, "DHM").Issuer.Accreditation
	require.Contains(t, accreditation.Name, "(mẫu)")
	require.Equal(t, testledger.UniversityMSP, accreditation.Delegate)
	require.Len(t, accreditation.Scopes, 4)
}
