package verifier_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/presentation"
)

// Whatever is presented has a result with nine steps, and only what was issued
// is valid.
func FuzzVerify(f *testing.F) {
	l := testledger.New(f, testledger.Options{})
	key := testledger.NewSigner(f)
	l.Accredit(f, accreditation(code))
	l.AddKey(f, code, key)
	issued := issue(f, diploma(), key)
	l.AnchorDigests(f, code, kind, key, issued.Digest)
	file, err := presentation.HolderFile(issued.SDJWT(), issued.QRClaims)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(presentation.URL("https://vanbang.example", issued.QRToken))
	f.Add(presentation.Digits(issued.QRToken))
	f.Add(issued.SDJWT())
	f.Add(issued.JWT + "~")
	f.Add(string(file))
	f.Add("")
	for _, v := range testvectors.Load(f, "testdata/vectors") {
		f.Add(v.Presentation)
	}
	view, now := l.View(), l.Clock.Now()
	f.Fuzz(func(t *testing.T, input string) {
		r := verifier.Verify(input, verifier.FreshReading(view), now, verifier.Options{})
		if len(r.Checks) != 9 {
			t.Fatal("not nine steps")
		}
		if r.Result == verifier.Valid && *r.Digest != issued.Digest {
			t.Fatal("valid, and never issued")
		}
		for i := range r.Checks[:verifier.StepFreshness-1] {
			if r.Result == verifier.Valid && !r.Passed(i+1) {
				t.Fatal("valid without every step")
			}
		}
	})
}

// FuzzVerifyAltered: of a presentation with an edit the result is valid only
// where the edit leaves the credential as it is, such as another host.
func FuzzVerifyAltered(f *testing.F) {
	l := testledger.New(f, testledger.Options{})
	key := testledger.NewSigner(f)
	l.Accredit(f, accreditation(code))
	l.AddKey(f, code, key)
	issued := issue(f, diploma(), key)
	l.AnchorDigests(f, code, kind, key, issued.Digest)
	file, err := presentation.HolderFile(issued.SDJWT(), issued.QRClaims)
	require.NoError(f, err)
	forms := []string{presentation.URL("https://vanbang.example", issued.QRToken), issued.SDJWT(), string(file)}
	view, now := l.View(), l.Clock.Now()
	verify := func(input string) verifier.Result {
		return verifier.Verify(input, verifier.FreshReading(view), now, verifier.Options{})
	}
	for i := range forms {
		require.Equal(f, verifier.Valid, verify(forms[i]).Result)
		f.Add(uint8(i), uint32(0), uint8(0), []byte{})
		f.Add(uint8(i), uint32(60), uint8(1), []byte("A"))
	}
	f.Fuzz(func(t *testing.T, which uint8, at uint32, cut uint8, insert []byte) {
		good := forms[int(which)%len(forms)]
		want := verify(good)
		r := verify(string(blockstest.Splice([]byte(good), at, cut, insert)))
		if r.Result != verifier.Valid {
			require.Contains(
				t,
				[]verifier.Code{verifier.Malformed, verifier.Tampered, verifier.UntrustedIssuer},
				r.Result,
			)
			require.Nil(t, r.Credential)
			return
		}
		require.Equal(t, issued.Digest, *r.Digest)
		for _, fact := range r.Credential.Facts { // disclosures may be left out
			require.Contains(t, want.Credential.Facts, fact)
		}
	})
}

// BenchmarkVerify times whole verifications; the test ledger's look-ups are in memory.
func BenchmarkVerify(b *testing.B) {
	l := testledger.New(b, testledger.Options{})
	key := newSigner(b)
	l.Accredit(b, accreditation(code))
	l.AddKey(b, code, key)
	issued := issue(b, diploma(), key)
	l.AnchorDigests(b, code, kind, key, issued.Digest)
	view, now := l.View(), l.Clock.Now()
	for form, input := range map[string]string{"QR": presentation.Digits(issued.QRToken), "SDJWT": issued.SDJWT()} {
		b.Run(form, func(b *testing.B) {
			for b.Loop() {
				if r := verifier.Verify(input, verifier.FreshReading(view), now, verifier.Options{}); r.Result != verifier.Valid {
					b.Fatal(r.Result)
				}
			}
		})
	}
}
