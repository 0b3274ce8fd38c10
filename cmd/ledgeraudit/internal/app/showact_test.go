package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
	"sogoc/verifier/words"
)

// TestActsAreToldWithTheirDecision: what stands on the ledger in clear in words, and
// of what stands there as a digest, whether a file holds the reason.
func TestActsAreToldWithTheirDecision(t *testing.T) {
	t.Parallel()
	b := setup(t)
	mill := b.World.Accredit("TRUONG-HAI")
	envelope, _ := mill.Anchor("VN-USE", ledger.SumDigest([]byte("one")))
	b.Add(envelope)
	b.Add(mill.SuspendFor(ledger.Reason{
		DecisionDate: "2026-11-18", DecisionNumber: "12/QĐ-SGDĐT", Ground: ledger.GroundViolation,
	}))
	detail := ledger.NewStatusDetail(ledger.Reason{
		DecisionDate: "2026-11-19", DecisionNumber: "13/QĐ-SGDĐT", Ground: ledger.GroundFraud,
	}, [ledger.SaltSize]byte{1})
	digest, err := detail.Digest()
	require.NoError(t, err)
	b.Add(mill.AnchorStatusFor(1, ledger.Revoked, digest))
	b.folder = b.Save()
	text, err := detail.Canonical()
	require.NoError(t, err)
	kept := filepath.Join(t.TempDir(), "reason.json")
	require.NoError(t, os.WriteFile(kept, text, 0o600))
	history := []string{"history", b.folder, "issuer", "TRUONG-HAI", "-trust", b.trust}

	code, out, complaints := ledgeraudit(t, append(history, "-lang", "vi")...)
	require.Zero(t, code, complaints)
	require.Contains(t, out, "đình chỉ TRUONG-HAI theo Quyết định số 12/QĐ-SGDĐT ngày 18/11/2026, lý do: "+
		"vi phạm quy định về cấp văn bằng, chứng chỉ")
	require.Contains(t, out, "neo 1 đến 1 đã thu hồi, do MinistryMSP, lý do chỉ có mã băm "+digest.String())
	require.NotContains(t, out, "13/QĐ-SGDĐT")
	require.Contains(t, out, "đơn vị được ủy quyền: không có")
	require.Contains(t, out, "Bằng tốt nghiệp trung học phổ thông (VN-USE), từ 2020-01-01 đến 2030-12-31: 1.000 một năm")

	code, out, complaints = ledgeraudit(t, append(history, "-reason", kept)...)
	require.Zero(t, code, complaints)
	require.Contains(
		t,
		out,
		"TRUONG-HAI suspended by decision 12/QĐ-SGDĐT of 18 November 2026: rules on issuing were broken",
	)
	require.Contains(
		t,
		out,
		"by decision 13/QĐ-SGDĐT of 19 November 2026: fraud in admission, study, examination or file "+
			"(its digest is the ledger's)",
	)
	code, out, _ = ledgeraudit(t, append(history, "-reason", kept, "--json")...)
	require.Zero(t, code)
	require.Contains(t, out, `"decisionNumber": "12/QĐ-SGDĐT"`)

	other := filepath.Join(t.TempDir(), "other.json")
	require.NoError(t, os.WriteFile(other, append(text[:len(text):len(text)], '\n'), 0o600))
	code, _, complaints = ledgeraudit(t, append(history, "-reason", other)...)
	require.Zero(t, code, "a line feed at its end changes nothing: %s", complaints)
	detail.Ground = ledger.GroundIssuerError
	text, err = detail.Canonical()
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(other, text, 0o600))
	code, _, complaints = ledgeraudit(t, append(history, "-reason", other)...)
	require.Equal(t, 1, code)
	require.Contains(t, complaints, "is not the one that the ledger holds")
	code, _, complaints = ledgeraudit(t, append(history, "-reason", b.trust)...)
	require.Equal(t, 2, code, complaints)
}

// TestAnAccreditationIsToldWithItsScopes: with who may act for the accreditor, which
// fields of study, from when to when and how many, each time it is given or amended.
func TestAnAccreditationIsToldWithItsScopes(t *testing.T) {
	t.Parallel()
	issuer := ledger.Issuer{Accreditation: ledger.Accreditation{
		Code: "TRUONG-HAI", Delegate: "SchoolsMSP\u202e", Scopes: []ledger.Scope{
			{Type: "VN-BA", From: "2026-01-01", Until: "2030-12-31", Quota: 1500},
			{Type: "VN-MA", Field: "848", From: "2026-01-01", Until: "2026-12-31", Quota: 20},
		},
	}}
	for function, told := range map[string]bool{
		ledger.FuncAccredit: true, ledger.FuncAmendAccreditation: true,
		ledger.FuncSuspendIssuer: false, ledger.FuncAddKey: false,
	} {
		var out strings.Builder
		s := speaker{w: &out, lang: words.English}
		s.events([]audit.Event{{Function: function, Issuer: &issuer}})
		for _, line := range []string{
			"  delegate: SchoolsMSP⟨U+202E⟩\n",
			"  Bachelor's degree (VN-BA), all fields of study, 2026-01-01 to 2030-12-31: 1,500 a year\n",
			"  Master's degree (VN-MA), fields of study 848…, 2026-01-01 to 2026-12-31: 20 a year\n",
		} {
			require.Equal(t, told, strings.Contains(out.String(), line), "%s: %s", function, out.String())
		}
	}
}
