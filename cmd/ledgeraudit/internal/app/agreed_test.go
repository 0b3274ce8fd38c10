package app

import (
	"encoding/asn1"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit"
	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/ledger"
)

// agreed writes the trust file of a ledger with the agreement of an organisation by
// this member.
func agreed(t *testing.T, w *audittest.World, organisation string, by *blockstest.Member) string {
	t.Helper()
	trust := w.Trust()
	agreement, err := trust.Agree(
		organisation,
		by.Certificate.Raw,
		func(message []byte) (s ledger.Signature, err error) {
			var rs struct{ R, S *big.Int }
			if _, err = asn1.Unmarshal(by.Sign(message), &rs); err == nil {
				rs.R.FillBytes(s[:32])
				rs.S.FillBytes(s[32:])
			}
			return s, err
		},
	)
	require.NoError(t, err)
	trust.Agreements = []ledger.Agreement{agreement}
	text, err := json.Marshal(trust)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "trust.json")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

// TestWhatStandsBehindTheTrustFileIsSaid: an organisation's signature is believed by
// its certificate in the genesis block; where no block holds, nothing is said of it.
func TestWhatStandsBehindTheTrustFileIsSaid(t *testing.T) {
	t.Parallel()
	b := setup(t)
	signed := agreed(t, b.World, "MinistryMSP", b.Admins["MinistryMSP"])
	code, out, complaints := ledgeraudit(t, "verify", b.folder, "-trust", signed)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "The trust file is signed by administrators of MinistryMSP")
	code, out, complaints = ledgeraudit(t, "verify", b.folder, "-trust", signed, "--json")
	require.Zero(t, code, complaints)
	var report audit.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	require.Equal(t, []string{"MinistryMSP"}, report.Agreed)

	code, out, complaints = ledgeraudit(t, "verify", b.folder, "-trust", b.trust)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "The trust file carries no organisation's signature")

	elsewhere := blockstest.NewAuthority(t, "MinistryMSP").Issue("admin", "admin")
	forged := agreed(t, b.World, "MinistryMSP", elsewhere)
	code, out, complaints = ledgeraudit(t, "verify", b.folder, "-trust", forged, "-lang=vi")
	require.Equal(t, 2, code, "the trust file is at fault, and no block")
	require.Empty(t, out)
	require.Contains(t, complaints, "không phải quản trị viên của tổ chức đó theo khối đầu")

	other := audittest.New(t)
	code, out, _ = ledgeraudit(
		t,
		"verify",
		b.folder,
		"-trust",
		agreed(t, other, "MinistryMSP", other.Admins["MinistryMSP"]),
	)
	require.Equal(t, 4, code)
	require.Contains(t, out, "ONLY 0 OF")
	require.NotContains(t, out, "The trust file carries")
	require.NotContains(t, out, "The trust file is signed")
}
