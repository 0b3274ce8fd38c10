package verifier_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
)

// Flipped bits in each form of a credential, of the QR token every one: no
// verification of it is valid, and nothing is shown whose signature was not
// verified. Every bit of an SD-JWT is package credential's test.
func TestEveryFlippedBitIsRefused(t *testing.T) {
	t.Parallel()
	for name, key := range map[string]testledger.Signer{"ES256K": newSigner(t), "ES256": testledger.NewSigner(t)} {
		b := bundle{t: t, ledger: testledger.New(t, testledger.Options{}), key: key}
		b.ledger.Accredit(t, accreditation(code))
		b.ledger.AddKey(t, code, key)
		b.issued = b.issue(diploma(), key)
		b.anchor(b.issued)
		shown, err := credential.Present(
			b.issued.SDJWT(),
			func(f credential.Fact, _ int) bool { return f == credential.FactFullName },
		)
		require.NoError(t, err)
		file, err := presentation.HolderFile(shown, b.issued.QRClaims)
		require.NoError(t, err)
		for form, c := range map[string]struct {
			data  []byte
			input func([]byte) string
		}{
			"QR":     {b.issued.QRToken, presentation.Digits},
			"SDJWT":  {[]byte(shown), func(data []byte) string { return string(data) }},
			"Holder": {file, func(data []byte) string { return string(data) }},
		} {
			t.Run(name+form, func(t *testing.T) {
				t.Parallel()
				view, now := b.ledger.View(), b.ledger.Clock.Now()
				verify := func(data []byte) verifier.Result {
					return verifier.Verify(c.input(data), verifier.FreshReading(view), now, verifier.Options{})
				}
				require.Equal(t, verifier.Valid, verify(c.data).Result)
				step := 1
				if form != "QR" {
					step = 11 // meets every place in a byte
				}
				for bit := 0; bit < len(c.data)*8; bit += step {
					flipped := slices.Clone(c.data)
					flipped[bit/8] ^= 1 << (bit % 8)
					r := verify(flipped)
					require.Contains(
						t,
						[]verifier.Code{verifier.Malformed, verifier.Tampered, verifier.UntrustedIssuer},
						r.Result,
						"bit %d of byte %d",
						bit%8,
						bit/8,
					)
					require.Nil(t, r.Credential)
				}
			})
		}
	}
}
