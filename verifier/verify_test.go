package verifier_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

func TestValid(t *testing.T) {
	t.Parallel()

	t.Run("EveryFormOfACredential", func(t *testing.T) {
		t.Parallel()
		for name, key := range map[string]testledger.Signer{"ES256K": newSigner(t), "ES256": testledger.NewSigner(t)} {
			b := bundle{t: t, ledger: testledger.New(t, testledger.Options{}), key: key}
			b.ledger.Accredit(t, accreditation(code))
			b.ledger.AddKey(t, code, key)
			b.issued = b.issue(diploma(), key)
			b.anchor(b.issued)
			file, err := presentation.HolderFile(b.issued.SDJWT(), b.issued.QRClaims)
			require.NoError(t, err)
			for form, input := range map[presentation.Form]string{presentation.FormQR: b.link(), presentation.FormSDJWT: b.issued.SDJWT(), presentation.FormHolder: string(file)} {
				r := b.verifyInput(input, verifier.Options{})
				requireResult(t, r, verifier.Valid, "", 0)
				require.Equal(t, form, r.Form, name)
				require.True(t, r.Passed(verifier.StepFreshness))
				require.Nil(t, r.AsOf)
				require.Equal(t, b.issued.Digest, *r.Digest)
				require.Equal(t, uint64(1), r.Anchor.Sequence)
				require.Equal(t, ledger.Active, r.Status.State)
			}
		}
	})

	t.Run("NamesIssuerAndKindFromTheLedgerAndTheTable", func(t *testing.T) {
		t.Parallel()
		r := anchored(t).verify()
		require.Equal(t, "Trường Đại học Mẫu (mẫu)", r.Issuer.Name, "not the name that the credential gives itself")
		require.Equal(t, testledger.MinistryMSP, r.Issuer.Accreditor)
		require.Equal(t, "Bằng cử nhân", r.Credential.Kind.Name)
		require.Equal(t, "Bachelor's degree", r.Credential.Kind.NameEn)
		require.Contains(t, r.Credential.Facts, verifier.Fact{Name: "fullName", Value: "Nguyễn Thị Mẫu", Printed: true})
		require.Contains(t, r.Credential.Facts, verifier.Fact{Name: "issueDate", Value: "2026-06-20"})
		require.Equal(t, verifier.CompareIdentity, r.Reader)
	})

	t.Run("ATranscriptSaysHowMuchIsShown", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.issued = b.issue(transcript(), b.key)
		b.anchor(b.issued)
		some, err := credential.Present(b.issued.SDJWT(), func(f credential.Fact, course int) bool { return f == credential.FactCourse && course != 1 })
		require.NoError(t, err)
		r := b.verifyInput(some, verifier.Options{})
		requireResult(t, r, verifier.Valid, "", 0)
		require.Equal(t, 2, *r.Credential.CoursesShown)
		require.Equal(t, 3, *r.Credential.CoursesTotal)
		require.Equal(t, []string{"Giải tích 1", "Cấu trúc dữ liệu"}, []string{r.Credential.Courses[0].Name, r.Credential.Courses[1].Name})
		for _, f := range r.Credential.Facts {
			require.NotEqual(t, "fullName", f.Name, "what is withheld is absent")
		}
	})

	t.Run("OfAnIssuerThatWasWithdrawnLater", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		b.ledger.Clock.Advance(time.Hour)
		testledger.Must[ledger.Issuer](t, b.ledger, b.ledger.Accreditor, ledger.FuncWithdrawIssuer, code)
		r := b.verify()
		requireResult(t, r, verifier.Valid, "", 0)
		require.Equal(t, ledger.IssuerWithdrawn, r.Issuer.State)
	})

	t.Run("BeforeTheKeyWasCompromisedOrRetired", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		b.compromise(b.key, b.ledger.Clock.Advance(time.Hour))
		requireResult(t, b.verify(), verifier.Valid, "", 0)
	})
}

func TestIssuer(t *testing.T) {
	t.Parallel()

	t.Run("UnknownToTheLedger", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		d := diploma()
		d.Issuer.Code = "DH-GIA"
		b.issued = b.issue(d, b.key)
		requireResult(t, b.verify(), verifier.UntrustedIssuer, verifier.DetailIssuerUnknown, verifier.StepSignature)
	})

	t.Run("ForgedWithAnotherKey", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.issued = b.issue(diploma(), newSigner(t))
		requireResult(t, b.verify(), verifier.UntrustedIssuer, verifier.DetailKeyUnknown, verifier.StepSignature)
	})

	t.Run("WithTheKeyOfAnotherIssuer", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		other := newSigner(t)
		b.ledger.Accredit(t, accreditation("DH-KHAC"))
		b.ledger.AddKey(t, "DH-KHAC", other)
		b.issued = b.issue(diploma(), other)
		requireResult(t, b.verify(), verifier.UntrustedIssuer, verifier.DetailKeyUnknown, verifier.StepSignature)
	})

	t.Run("NeverAnchored", func(t *testing.T) {
		t.Parallel()
		requireResult(t, setup(t).verify(), verifier.NotAnchored, verifier.DetailNoAnchor, verifier.StepAnchor)
	})

	t.Run("AnchoredAsAnotherKind", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		b.ledger.AnchorDigests(t, code, "VN-BA/7480101", b.key, b.issued.Digest)
		requireResult(t, b.verify(), verifier.NotAnchored, verifier.DetailOtherKind, verifier.StepAnchor)
	})

	t.Run("AnchoredByAnotherIssuerOnly", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		other := newSigner(t)
		b.ledger.Accredit(t, accreditation("DH-KHAC"))
		b.ledger.AddKey(t, "DH-KHAC", other)
		b.ledger.AnchorDigests(t, "DH-KHAC", kind, other, b.issued.Digest)
		requireResult(t, b.verify(), verifier.NotAnchored, verifier.DetailNoAnchor, verifier.StepAnchor)
	})

	for _, c := range []struct {
		name   string
		change func(*ledger.Issuer)
		want   verifier.Code
		detail verifier.Detail
	}{
		{"SuspendedWhenItAnchored", func(i *ledger.Issuer) { i.State = ledger.IssuerSuspended }, verifier.UntrustedIssuer, verifier.DetailIssuerState},
		{"AccreditedForAnotherKind", func(i *ledger.Issuer) {
			i.Accreditation.Scopes = []ledger.Scope{{Type: "VN-MA", From: "2026-01-01", Until: "2026-12-31", Quota: 1}}
		}, verifier.OutOfScope, verifier.DetailScope},
		{"AccreditationHadExpired", func(i *ledger.Issuer) {
			i.Accreditation.Scopes = []ledger.Scope{{Type: "VN-BA", From: "2025-01-01", Until: "2025-12-31", Quota: 1}}
		}, verifier.OutOfScope, verifier.DetailScope},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := anchored(t)
			view := altered{View: b.ledger.View(), issuer: func(versions []ledger.IssuerVersion) []ledger.IssuerVersion {
				for i := range versions {
					c.change(&versions[i].Issuer)
				}
				return versions
			}}
			requireResult(t, verifier.Verify(b.link(), verifier.FreshReading(view), b.ledger.Clock.Now(), verifier.Options{}), c.want, c.detail, verifier.StepAccreditation)
		})
	}

	t.Run("AccreditedOnlyAfterTheAnchor", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		view := altered{View: b.ledger.View(), issuer: func(versions []ledger.IssuerVersion) []ledger.IssuerVersion {
			last := versions[len(versions)-1]
			last.Position.Block = 1000
			return []ledger.IssuerVersion{last}
		}}
		requireResult(t, verifier.Verify(b.link(), verifier.FreshReading(view), b.ledger.Clock.Now(), verifier.Options{}), verifier.UntrustedIssuer, verifier.DetailNotAccredited, verifier.StepAccreditation)
	})

	t.Run("JudgedByTheRecordOfThatTimeNotByTodays", func(t *testing.T) {
		t.Parallel()
		b := anchored(t)
		narrower := accreditation(code)
		narrower.Name, narrower.Scopes = "Tên mới (mẫu)", []ledger.Scope{{Type: "VN-MA", From: "2026-01-01", Until: "2026-12-31", Quota: 1}}
		testledger.Must[ledger.Issuer](t, b.ledger, b.ledger.Accreditor, ledger.FuncAmendAccreditation, string(narrower.Canonical()))
		r := b.verify()
		requireResult(t, r, verifier.Valid, "", 0)
		require.Equal(t, "Trường Đại học Mẫu (mẫu)", r.Issuer.Name)
		require.Equal(t, "Tên mới (mẫu)", r.Issuer.Now)
	})

	t.Run("TheKeyWasRetiredBefore", func(t *testing.T) {
		t.Parallel()
		b := setup(t)
		retirement := ledger.KeyRetirement{Type: ledger.TypeKeyRetirement, Ledger: b.ledger.Genesis(), Issuer: code, Key: b.key.PublicKey().Thumbprint()}
		testledger.Must[ledger.Key](t, b.ledger, b.ledger.Accreditor, ledger.FuncRetireKey, string(ledger.Canonical(retirement)), "")
		next := newSigner(t)
		b.ledger.AddKey(t, code, next)
		b.ledger.Clock.Advance(time.Minute)
		b.ledger.AnchorDigests(t, code, kind, next, b.issued.Digest)
		requireResult(t, b.verify(), verifier.UntrustedIssuer, verifier.DetailKeyRetired, verifier.StepKey)
	})
}

func TestDates(t *testing.T) {
	t.Parallel()
	b := setup(t)
	d := diploma()
	d.Kind = "VN-USE-TEMP"
	d.Award = "Giấy chứng nhận tốt nghiệp tạm thời"
	d.Major = ""
	d.ValidUntil = "2026-07-31"
	b.issued = b.issue(d, b.key)
	b.anchor(b.issued)
	at := func(text string) verifier.Result {
		now, err := time.Parse(time.RFC3339, text)
		require.NoError(t, err)
		return verifier.Verify(b.link(), verifier.FreshReading(b.ledger.View()), now, verifier.Options{})
	}
	requireResult(t, at("2026-06-19T23:59:59+07:00"), verifier.Expired, verifier.DetailNotYetValid, verifier.StepDates)
	requireResult(t, at("2026-06-20T00:00:00+07:00"), verifier.Valid, "", 0)
	requireResult(t, at("2026-07-31T23:59:59+07:00"), verifier.Valid, "", 0)
	requireResult(t, at("2026-08-01T00:00:00+07:00"), verifier.Expired, verifier.DetailPastEnd, verifier.StepDates)
}

func TestMutants(t *testing.T) {
	t.Parallel()
	b := anchored(t)
	address, digits, _ := strings.Cut(b.link(), "#")
	seen := map[verifier.Code]int{}
	try := func(input string) {
		r := b.verifyInput(input, verifier.Options{})
		require.Contains(t, []verifier.Code{verifier.Tampered, verifier.Malformed, verifier.UntrustedIssuer}, r.Result)
		require.Nil(t, r.Credential, "nothing is shown whose signature was not verified")
		seen[r.Result]++
	}
	for i := range digits {
		changed := byte('0' + (digits[i]-'0'+1)%10)
		try(address + "#" + digits[:i] + string(changed) + digits[i+1:])
	}
	compact := b.issued.SDJWT()
	for i := 0; i < len(compact); i += 3 {
		changed := byte('A')
		if compact[i] == changed {
			changed = 'B'
		}
		try(compact[:i] + string(changed) + compact[i+1:])
	}
	require.Positive(t, seen[verifier.Tampered])
	require.Positive(t, seen[verifier.Malformed])
	for _, input := range []string{"", "1", strings.Repeat("9", 1601), "https://vanbang.example/v", "~", "{}", "\x00", strings.Repeat("x", presentation.MaxSize+1), strconv.Itoa(1 << 30)} {
		r := b.verifyInput(input, verifier.Options{})
		require.Equal(t, verifier.Malformed, r.Result, input)
		require.NotNil(t, r.Ledger, "freshness is told in any case")
	}
}

func TestFormsOfTwoCredentialsAreTampered(t *testing.T) {
	t.Parallel()
	b := anchored(t)
	other := diploma()
	other.Subject.FullName = "Trần Văn Mẫu"
	claims := b.issue(other, b.key).QRClaims
	disclosures := b.issue(other, b.key).Disclosures
	file, err := presentation.HolderFile(b.issued.SDJWT(), b.issued.QRClaims)
	require.NoError(t, err)
	mine, err := presentation.HolderFile(b.issue(other, b.key).SDJWT(), claims)
	require.Error(t, err, "even making such a file fails")
	require.Empty(t, mine)
	requireResult(t, b.verifyInput(string(file), verifier.Options{}), verifier.Valid, "", 0)
	requireResult(t, b.verifyInput(b.issued.JWT+"~"+disclosures[0]+"~", verifier.Options{}), verifier.Tampered, verifier.DetailDisclosure, verifier.StepDisclosures)
}

func TestUnsureIsNeverValid(t *testing.T) {
	t.Parallel()
	b := anchored(t)
	now := b.ledger.Clock.Now()
	for what, step := range map[string]int{"issuer": 2, "key": 2, "places": 4, "anchor": 4, "status": 7, "anchor statuses": 7} {
		r := verifier.Verify(b.link(), verifier.FreshReading(altered{View: b.ledger.View(), fail: what}), now, verifier.Options{})
		requireResult(t, r, verifier.Indeterminate, verifier.DetailViewError, step)
	}
	requireResult(t, verifier.Verify(b.link(), verifier.Reading{}, now, verifier.Options{}), verifier.Indeterminate, verifier.DetailNoLedger, verifier.StepSignature)

	inconsistent := altered{View: b.ledger.View(), anchor: func(a *ledger.AnchorRecord) { a.Anchor.Sequence = 9 }}
	requireResult(t, verifier.Verify(b.link(), verifier.FreshReading(inconsistent), now, verifier.Options{}), verifier.Indeterminate, verifier.DetailInconsistent, verifier.StepAnchor)
	beyond := altered{View: b.ledger.View(), places: func(p []ledger.Leaf) []ledger.Leaf { p[0].Index = 7; return p }}
	requireResult(t, verifier.Verify(b.link(), verifier.FreshReading(beyond), now, verifier.Options{}), verifier.Indeterminate, verifier.DetailInconsistent, verifier.StepAnchor)
}

func TestResultLogsNothingPersonal(t *testing.T) {
	t.Parallel()
	r := anchored(t).verify()
	require.NotContains(t, r.LogValue().String(), "Mẫu")
	require.Contains(t, r.LogValue().String(), r.Digest.String())
}
