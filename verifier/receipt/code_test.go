package receipt_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qr"
	"sogoc/verifier/receipt"
	"sogoc/verifier/words"
)

const address = "https://vanbang.bo-giao-duc-va-dao-tao.example"

func signed(t testing.TB, text string) receipt.Signed {
	t.Helper()
	s, err := receipt.Parse(text)
	require.NoError(t, err)
	return s
}

func digitsOf(t testing.TB, text string) string {
	t.Helper()
	digits, err := signed(t, text).Digits()
	require.NoError(t, err)
	return digits
}

// TestCodeHoldsTheReceipt: out of a QR code the receipt comes to the byte, whatever it
// states.
func TestCodeHoldsTheReceipt(t *testing.T) {
	t.Parallel()
	s := setup(t)
	valid := s.issue(t)
	s.Ledger.SetEntry(
		t,
		testevidence.Issuer,
		testevidence.Status.List,
		testevidence.Status.Index,
		ledger.Revoked,
		s.Key,
	)
	revoked := s.issue(t)
	unreadable, err := receipt.Issue(
		verifier.Unread(verifier.DetailNotRead, verifier.Reading{}, s.now), s.Trust.Genesis, s.key)
	require.NoError(t, err)
	texts := map[string]string{"Valid": valid, "Revoked": revoked, "Unreadable": unreadable, "Longest": longest(t, s)}
	for name, text := range texts {
		digits := digitsOf(t, text)
		for _, link := range []string{digits, " " + digits + "\n", address + "/v#" + digits, "http://127.0.0.1:8081/v#" + digits} {
			again, err := receipt.ParseLink(link)
			require.NoError(t, err, name)
			require.Equal(t, text, again.Encode(), name)
		}
		_, err := qr.Modules(address + "/v#" + digits)
		require.NoError(t, err, "%s does not fit a QR code", name)
		_, err = presentation.Parse(digits)
		require.Error(t, err, "a receipt is no presentation")
	}
}

// longest is a receipt with every member, with the longest texts that this program has
// for each, and with all steps failed that can fail beside each other: one of 2 to 6, and
// 7, 8 and 9. Result and what was found before differ.
func longest(t *testing.T, s service) string {
	t.Helper()
	r := s.verify()
	at := s.now.Add(-time.Hour)
	longestDetail := verifier.Detail("")
	for d := range words.NewTable().Details { // only its length counts
		if len(d) > len(longestDetail) {
			longestDetail = d
		}
	}
	reference := *r.Reference
	reference.Issuer = strings.Repeat("A", 32)
	reference.Kind = "VN-BA/123456789012"
	reference.List, reference.Index, reference.ValidUntil = 1<<32-1, 131071, "2099-12-31"
	r.Reference = &reference
	r.At, r.AsOf = &at, &at
	r.Fail(verifier.StepKey, verifier.Verdict{Code: verifier.UntrustedIssuer, Detail: "key_not_yet_valid"})
	r.SetStep(verifier.StepAccreditation, verifier.Skipped, verifier.Verdict{})
	r.Fail(verifier.StepStatus, verifier.Verdict{Code: verifier.Suspended, Detail: longestDetail})
	r.Fail(verifier.StepDates, verifier.Verdict{Code: verifier.Expired, Detail: "not_yet_valid"})
	r.Fail(verifier.StepFreshness, verifier.Verdict{Code: verifier.Indeterminate, Detail: "integrity_alarm"})
	r.Conclude()
	r.Reading = verifier.ReadingInfo{Kind: verifier.ReadingUnconfirmed}
	r.Outdate(verifier.DetailUnconfirmed, 5)
	require.NotNil(t, r.LastKnown)
	r.Status = &verifier.StatusInfo{By: "accreditor", Since: &at}
	r.Today = &verifier.Present{
		Known: verifier.Known{Result: verifier.Superseded, Detail: longestDetail, AsOf: s.now},
		By:    "accreditor", Since: &at,
	}
	text, err := receipt.Issue(r, s.Trust.Genesis, s.key)
	require.NoError(t, err)
	return text
}

// TestChangedCodesAreRefused changes each digit of a code: nobody is believed, and
// nothing is passed on.
func TestChangedCodesAreRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	digits := digitsOf(t, s.issue(t))
	read := 0
	for i := range digits {
		changed := []byte(digits)
		changed[i] = '0' + (changed[i]-'0'+1)%10
		again, err := receipt.ParseLink(string(changed))
		if err != nil {
			require.ErrorIs(t, err, receipt.ErrMalformed)
			continue
		}
		read++
		require.Nil(t, receipt.Check(again.Encode(), s.trust, nil, s.now).Receipt)
	}
	require.NotZero(t, read, "of some only the signature tells")
	for _, bad := range []string{
		"", "1", digits + "1", digits[1:], "ftp://" + address + "/v#" + digits, address + "/w#" + digits, s.Link(),
	} {
		_, err := receipt.ParseLink(bad)
		require.ErrorIs(t, err, receipt.ErrMalformed, bad)
	}
}

func FuzzParseLink(f *testing.F) {
	w := testevidence.New(f)
	r := verifier.Verify(w.Link(), verifier.FreshReading(w.Ledger.View()), w.Ledger.Clock.Now(), verifier.Options{})
	text, err := receipt.Issue(r, w.Trust.Genesis, testledger.NewSigner(f))
	require.NoError(f, err)
	number, _ := new(big.Int).SetString(digitsOf(f, text), 10)
	f.Add(number.Bytes()[1:])
	f.Add([]byte{0xa1, 0, 3})
	f.Fuzz(func(t *testing.T, code []byte) {
		s, err := receipt.ParseLink(presentation.Digits(code))
		if err != nil {
			require.ErrorIs(t, err, receipt.ErrMalformed)
			return
		}
		require.Equal(t, presentation.Digits(code), digitsOf(t, s.Encode()))
	})
}

// TestCodesHaveTerms: every code that a receipt can state has its number in the short
// form, of which the first and the last are pinned here.
func TestCodesHaveTerms(t *testing.T) {
	t.Parallel()
	all := words.NewTable()
	var codes []string
	for code := range all.Results {
		codes = append(codes, string(code))
	}
	for kind := range all.Readings {
		codes = append(codes, string(kind))
	}
	for author := range all.Authors {
		codes = append(codes, author)
	}
	codes = append(codes, receipt.DetailsInTheSource(t)...)
	for _, code := range codes {
		require.Contains(t, receipt.Terms, code)
	}
	require.Len(t, receipt.Terms, 65)
	require.Equal(t, []string{"valid", "incomplete"}, []string{receipt.Terms[0], receipt.Terms[64]})
}
