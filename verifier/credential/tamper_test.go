package credential_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

func TestForeignDisclosureIsTampering(t *testing.T) {
	t.Parallel()
	signer := newSigner(t)
	issued, other := issue(t, diploma(), signer), issue(t, diploma(), signer)
	for name, disclosures := range map[string][]string{
		"OfAnotherCredential": {other.Disclosures[0]},
		"Changed":             {encode(strings.Replace(decode(t, issued.Disclosures[0]), "Giang", "Giàng", 1))},
		"Unreadable":          {issued.Disclosures[0] + "!"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := credential.Parse(issued.JWT + "~" + strings.Join(disclosures, "~") + "~")
			require.ErrorIs(t, err, credential.ErrTampered)
		})
	}
}

func TestHeaderDoesNotChooseTheAlgorithm(t *testing.T) {
	t.Parallel()
	signer := newSigner(t)
	f := takeApart(t, issue(t, diploma(), signer))
	f.header = strings.Replace(f.header, `"ES256K"`, `"ES256"`, 1)
	c, err := credential.Parse(f.compact())
	require.NoError(t, err)
	require.ErrorIs(t, c.VerifySignature(signer.PublicKey()), ledger.ErrSignature)
}

func TestHighSIsRefused(t *testing.T) {
	t.Parallel()
	for name, signer := range map[string]credential.Signer{"ES256K": newSigner(t), "ES256": testledger.NewSigner(t)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := takeApart(t, issue(t, diploma(), signer))
			low, err := ledger.ParseSignature(f.signature)
			require.NoError(t, err)
			f.signature = malleate(t, signer.PublicKey(), low).String()
			c, err := credential.Parse(f.compact())
			require.NoError(t, err)
			require.ErrorIs(t, c.VerifySignature(signer.PublicKey()), ledger.ErrSignature)
		})
	}
}

// TestEveryFlippedBitIsRefused flips each bit of a whole presentation: either
// it cannot be read any more, or its signature does not verify.
func TestEveryFlippedBitIsRefused(t *testing.T) {
	t.Parallel()
	signer := newSigner(t)
	d := smallDiploma()
	issued := issue(t, d, signer)
	compact := []byte(issued.SDJWT())
	step := 1
	if testing.Short() {
		step = 17
	}
	for bit := 0; bit < len(compact)*8; bit += step {
		flipped := slices.Clone(compact)
		flipped[bit/8] ^= 1 << (bit % 8)
		c, err := credential.Parse(string(flipped))
		if err != nil {
			continue
		}
		if err = c.VerifySignature(signer.PublicKey()); err == nil {
			require.Fail(t, "accepted", "bit %d of byte %d", bit%8, bit/8)
		}
	}
}

func FuzzParse(f *testing.F) {
	signer := newSigner(f)
	for _, doc := range []credential.Document{diploma(), smallDiploma(), transcript(2)} {
		issued := issue(f, doc, signer)
		f.Add(issued.SDJWT())
		f.Add(issued.JWT + "~")
		public, err := credential.Present(issued.SDJWT(), credential.Public)
		require.NoError(f, err)
		f.Add(public)
	}
	f.Add("e30.e30.AA~W10~")
	f.Fuzz(func(t *testing.T, compact string) {
		c, err := credential.Parse(compact)
		if err != nil {
			require.True(t, isOneOf(err, credential.ErrMalformed, credential.ErrTampered), "%v", err)
			return
		}
		require.Equal(t, compact, c.SDJWT())
		_, err = c.VerifiableCredential()
		require.NoError(t, err)
	})
}

// FuzzParseInside fuzzes what stands inside the base64url.
func FuzzParseInside(f *testing.F) {
	signer := newSigner(f)
	for _, doc := range []credential.Document{diploma(), smallDiploma(), transcript(1)} {
		parts := takeApart(f, issue(f, doc, signer))
		for _, d := range parts.disclosures {
			f.Add(parts.header, strings.Replace(parts.payload, digestOf(d), "DIGEST", 1), decode(f, d))
		}
	}
	signature := strings.Repeat("A", 86)
	f.Fuzz(func(t *testing.T, header, payload, disclosure string) {
		payload = strings.Replace(payload, "DIGEST", digestOf(encode(disclosure)), 1)
		parts := forgery{header, payload, signature, []string{encode(disclosure)}}
		c, err := credential.Parse(parts.compact())
		if err != nil {
			require.True(t, isOneOf(err, credential.ErrMalformed, credential.ErrTampered), "%v", err)
			return
		}
		require.Equal(t, parts.compact(), c.SDJWT())
		require.ErrorIs(t, c.VerifySignature(signer.PublicKey()), ledger.ErrSignature)
		_, err = c.VerifiableCredential()
		require.NoError(t, err)
	})
}
