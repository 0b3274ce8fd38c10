package receipt_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// service is a verifier service with its key.
type service struct {
	*testevidence.World
	key   testledger.Signer
	trust ledger.Trust
	now   time.Time
}

func setup(t *testing.T) service {
	t.Helper()
	w := testevidence.New(t)
	testledger.Must[ledger.Tick](t, w.Ledger, w.Ledger.Registry, ledger.FuncTick) // so that the reading is fresh
	s := service{World: w, key: testledger.NewSigner(t), trust: w.Trust, now: w.Ledger.Clock.Now()}
	s.trust.VerifierKeys = []ledger.PublicKey{testledger.NewSigner(t).PublicKey(), s.key.PublicKey()}
	return s
}

func (s service) verify() verifier.Result {
	return verifier.Verify(s.Link(), verifier.FreshReading(s.Ledger.View()), s.now, verifier.Options{})
}

func (s service) issue(t *testing.T) string {
	t.Helper()
	text, err := receipt.Issue(s.verify(), s.Trust.Genesis, s.key)
	require.NoError(t, err)
	return text
}

func requireResult(t *testing.T, r verifier.Result, want verifier.Code, detail verifier.Detail) {
	t.Helper()
	require.Equal(t, want, r.Result, "%+v", r.Checks)
	require.Equal(t, detail, r.Detail)
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	s := setup(t)
	text := s.issue(t)
	require.True(t, receipt.Is([]byte(text)))
	signed, err := receipt.Parse(text)
	require.NoError(t, err)
	require.Equal(t, text, signed.Encode())

	r := receipt.Check(text+"\n", s.trust, nil, s.now.AddDate(1, 0, 0))
	want := s.verify()
	requireResult(t, r, verifier.Valid, "")
	require.Equal(t, want.Checks, r.Checks)
	require.Equal(t, want.Digest, r.Digest)
	require.Equal(t, want.Ledger, r.Ledger)
	require.Equal(t, s.now, *r.AsOf, "a receipt is about the past")
	require.Equal(t, &verifier.ReceiptInfo{
		Known:   verifier.Known{Result: verifier.Valid, AsOf: s.now},
		Key:     s.key.PublicKey().Thumbprint(),
		MadeAt:  s.now,
		Reading: verifier.ReadingInfo{Kind: verifier.ReadingFresh},
	}, r.Receipt)
	require.Equal(t, receipt.Form, r.Form)
}

// Without a trust file no key is known, and nothing that a receipt states is passed on.
func TestWithoutATrustFileNoKeyIsKnown(t *testing.T) {
	t.Parallel()
	s := setup(t)
	r := receipt.CheckUnpinned(s.issue(t), s.now)
	requireResult(t, r, verifier.Indeterminate, verifier.DetailNoTrust)
	require.Nil(t, r.Receipt)
	require.Nil(t, r.Digest)
	requireResult(t, receipt.CheckUnpinned("eyJ.eyJ.", s.now), verifier.Malformed, verifier.DetailForm)
}

func TestReceiptTellsNothingPersonal(t *testing.T) {
	t.Parallel()
	s := setup(t)
	parts := strings.Split(s.issue(t), ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	for _, secret := range []string{"Nguy", "2004", "000304001234", "A 00123456", "2026/CNTT"} {
		require.NotContains(t, string(payload), secret)
	}
}

func TestReceiptOfWhatIsNotValid(t *testing.T) {
	t.Parallel()
	s := setup(t)
	s.Ledger.SetEntry(
		t,
		testevidence.Issuer,
		testevidence.Status.List,
		testevidence.Status.Index,
		ledger.Revoked,
		s.Key,
	)
	r := receipt.Check(s.issue(t), s.trust, nil, s.now)
	requireResult(t, r, verifier.Revoked, verifier.DetailEntry)
	require.Equal(t, "issuer", r.Receipt.By)
	require.True(t, s.verify().Status.Since.Equal(*r.Receipt.Since))

	for name, c := range map[string]struct {
		result verifier.Result
		want   verifier.Code
		detail verifier.Detail
	}{
		"Unreadable": {
			verifier.Verify("nothing", verifier.FreshReading(s.Ledger.View()), s.now, verifier.Options{}),
			verifier.Malformed, verifier.DetailNotRead,
		},
		"WithoutALedger": {
			verifier.Verify(s.Link(), verifier.Reading{}, s.now, verifier.Options{}),
			verifier.Indeterminate, verifier.DetailNoLedger,
		},
	} {
		text, err := receipt.Issue(c.result, s.Trust.Genesis, s.key)
		require.NoError(t, err, name)
		requireResult(t, receipt.Check(text, s.trust, nil, s.now), c.want, c.detail)
	}
}

// TestEveryFlippedBitIsRefused flips each bit of a receipt.
func TestEveryFlippedBitIsRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	text := s.issue(t)
	for bit := range len(text) * 8 {
		forged := []byte(text)
		forged[bit/8] ^= 1 << (bit % 8)
		r := receipt.Check(string(forged), s.trust, nil, s.now)
		require.Contains(
			t,
			[]verifier.Code{verifier.Malformed, verifier.Tampered, verifier.Indeterminate},
			r.Result,
			"bit %d of byte %d",
			bit%8,
			bit/8,
		)
		require.Nil(t, r.Receipt)
	}
}

// TestForged has receipts that are signed by a key that is believed, and not
// in the one form.
func TestForged(t *testing.T) {
	t.Parallel()
	s := setup(t)
	genuine := strings.Split(s.issue(t), ".")
	decode := func(part string) string {
		text, err := base64.RawURLEncoding.DecodeString(part)
		require.NoError(t, err)
		return string(text)
	}
	resign := func(old, new string, of int) string {
		parts := slices.Clone(genuine[:2])
		changed := strings.Replace(decode(parts[of]), old, new, 1)
		require.NotEqual(t, decode(parts[of]), changed)
		parts[of] = base64.RawURLEncoding.EncodeToString([]byte(changed))
		message := strings.Join(parts, ".")
		signature, err := s.key.Sign([]byte(message))
		require.NoError(t, err)
		return message + "." + signature.String()
	}
	for name, text := range map[string]string{
		"Empty":                  "",
		"TwoParts":               genuine[0] + "." + genuine[1],
		"FourParts":              strings.Join(genuine, ".") + ".",
		"Padded":                 strings.Join([]string{genuine[0] + "=", genuine[1], genuine[2]}, "."),
		"NoAlgorithm":            resign(`"ES256"`, `"none"`, 0),
		"AnotherType":            resign("sogoc-receipt", "sogoc-deceipt", 0),
		"OneMoreHeader":          resign(`{"alg"`, `{"aaa":1,"alg"`, 0),
		"Space":                  resign(`{"checks"`, `{ "checks"`, 1),
		"AnotherVersion":         resign("receipt/v3", "receipt/v1", 1),
		"FractionsOfASecond":     resign(`:00Z"`, `:00.5Z"`, 1),
		"UnknownReading":         resign(`"kind":"fresh"`, `"kind":"newest"`, 1),
		"UnknownOutcome":         resign(`"passed"`, `"done"`, 1),
		"ReasonWithoutFailure":   resign(`"reason":""`, `"reason":"revoked"`, 1),
		"NotTheResultOfItsSteps": resign(`"result":"valid"`, `"result":"revoked"`, 1),
		"NotTheDetailOfItsSteps": resign(`"detail":"","lastKnown"`, `"detail":"entry","lastKnown"`, 1),
		"TooLong":                strings.Repeat("A", receipt.MaxSize+1),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := receipt.Parse(text)
			require.ErrorIs(t, err, receipt.ErrMalformed)
			requireResult(t, receipt.Check(text, s.trust, nil, s.now), verifier.Malformed, verifier.DetailForm)
		})
	}
	t.Run("AlgorithmOfAnotherCurve", func(t *testing.T) {
		t.Parallel()
		requireResult(
			t,
			receipt.Check(resign(`"ES256"`, `"ES256K"`, 0), s.trust, nil, s.now),
			verifier.Tampered,
			verifier.DetailSignature,
		)
	})
	t.Run("SignedByAnother", func(t *testing.T) {
		t.Parallel()
		other := setup(t)
		parts := strings.Split(other.issue(t), ".")
		requireResult(
			t,
			receipt.Check(genuine[0]+"."+parts[1]+"."+parts[2], s.trust, nil, s.now),
			verifier.Tampered,
			verifier.DetailSignature,
		)
	})
}

func FuzzParse(f *testing.F) {
	w := testevidence.New(f)
	r := verifier.Verify(w.Link(), verifier.FreshReading(w.Ledger.View()), w.Ledger.Clock.Now(), verifier.Options{})
	text, err := receipt.Issue(r, w.Trust.Genesis, w.Key)
	require.NoError(f, err)
	f.Add(text)
	f.Fuzz(func(t *testing.T, text string) {
		s, err := receipt.Parse(text)
		if err != nil {
			require.ErrorIs(t, err, receipt.ErrMalformed)
			return
		}
		require.Equal(t, strings.Trim(text, " \t\r\n"), s.Encode())
	})
}
