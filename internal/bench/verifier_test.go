package bench_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// verifierSide are the measurements of verifying and of following the ledger.
func verifierSide() []bench.Measurement {
	return []bench.Measurement{
		{
			Name:  "verify_sdjwt_ratio",
			What:  "diploma, SD-JWT with all disclosures, view in memory",
			Goal:  bench.AtMost(2.2),
			Quick: true,
			Run: func(t testing.TB) bench.Figure {
				return verifyInMemory(t, diploma(), credential.Issued.SDJWT)
			},
		},
		{
			Name:  "verify_qr_ratio",
			What:  "diploma, QR token, view in memory",
			Goal:  bench.AtMost(1.5),
			Quick: true,
			Run: func(t testing.TB) bench.Figure {
				return verifyInMemory(t, diploma(), link)
			},
		},
		{
			Name:  "verify_transcript_ratio",
			What:  "transcript of 40 courses, SD-JWT with all disclosures, view in memory",
			Goal:  bench.AtMost(12),
			Quick: true,
			Run: func(t testing.TB) bench.Figure {
				return verifyInMemory(t, transcript(40), credential.Issued.SDJWT)
			},
		},
	}
}

// link returns what the QR code of the paper holds.
func link(issued credential.Issued) string {
	return presentation.URL("https://"+schoolHost, issued.QRToken)
}

// accreditation lets the school issue what is measured.
func accreditation() ledger.Accreditation {
	return ledger.Accreditation{
		Code: schoolCode,
		Name: "Trường Đại học Mẫu (mẫu)",
		Scopes: []ledger.Scope{
			{Type: "VN-BA", Field: "748", From: "2026-01-01", Until: "2035-12-31", Quota: 20_000_000},
			{Type: "VN-BD", From: "2026-01-01", Until: "2035-12-31", Quota: 20_000_000},
		},
	}
}

// verifyInMemory measures whole verifications of one document, as it is
// presented, whose ledger is in memory.
func verifyInMemory(t testing.TB, document credential.Document, present func(credential.Issued) string) bench.Figure {
	t.Helper()
	l := testledger.New(t, testledger.Options{})
	key := newSigner(t)
	l.Accredit(t, accreditation())
	l.AddKey(t, schoolCode, key)
	issued := issue(t, document, key)
	parsed, err := credential.Parse(issued.SDJWT())
	require.NoError(t, err)
	l.Clock.Advance(time.Minute)
	l.AnchorDigests(t, schoolCode, parsed.Issuance.Kind, key, issued.Digest)
	return compareVerification(t, present(issued), l.View(), l.Clock.Now())
}

// compareVerification holds whole verifications against one verification of a
// signature.
func compareVerification(t testing.TB, input string, view ledger.View, now time.Time) bench.Figure {
	t.Helper()
	verify := func() {
		r := verifier.Verify(input, verifier.FreshReading(view), now, verifier.Options{})
		if r.Result != verifier.Valid {
			t.Fatalf("a valid credential is %s: %s", r.Result, r.Detail)
		}
	}
	return bench.Compare(verify, oneVerification(t))
}
