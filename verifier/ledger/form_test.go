package ledger

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sogoc/verifier/canonicaljson"
)

// formExpressions are what the functions of name.go stand for.
var formExpressions = []struct {
	isOfForm   func(string) bool
	expression *regexp.Regexp
}{
	{isIssuerCode, regexp.MustCompile(`^[A-Z0-9][A-Z0-9-]{0,30}[A-Z0-9]$`)},
	{isTypeCode, regexp.MustCompile(`^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$`)},
	{isFieldCode, regexp.MustCompile(`^[0-9]{1,12}$`)},
}

var formSeeds = []string{
	"", "A", "AB", "A-", "-A", "A--B", "A-B", "DH-MAU", "dh-mau", "VN-USE", "VN-", "1A", "A1-2", "A\n", "AB\n", "12", "123456789012",
	"1234567890123", "ÀB", "A\xff", strings.Repeat("A", 32), strings.Repeat("A", 33), "A " + strings.Repeat("1", 12),
}

func TestFormsAreTheirExpressions(t *testing.T) {
	t.Parallel()
	for _, form := range formExpressions {
		for _, text := range formSeeds {
			require.Equal(t, form.expression.MatchString(text), form.isOfForm(text), "%s: %q", form.expression, text)
		}
	}
}

func FuzzForms(f *testing.F) {
	for _, text := range formSeeds {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, form := range formExpressions {
			require.Equal(t, form.expression.MatchString(text), form.isOfForm(text), "%s: %q", form.expression, text)
		}
	})
}

func TestIsPlainText(t *testing.T) {
	t.Parallel()
	for c := range rune(0x110000) {
		if isPlainAnywhere(c) {
			properties := norm.NFC.PropertiesString(string(c))
			require.True(t, properties.BoundaryBefore(), "%U", c)
			require.True(t, norm.NFC.IsNormalString(string(c)), "%U", c)
			require.False(t, unicode.IsControl(c), "%U", c)
		}
	}
	for text, plain := range map[string]bool{
		"": true, "Nguyễn Thị Mẫu – “ƠƯ”": true, "Ha\u0300": false, "Hà\u0323": false, "\xff": false, "a\xc3": false,
		"\x7f": false, "\n": false, "\u0085": false, "\ud55c": true, "\u1112\u1161\u11ab": false, "\ufffd": true, "漢字": true,
	} {
		require.Equal(t, plain, IsPlainText(text), "%q", text)
	}
}

// A key's canonical form is written out where it needs no escapes.
func TestCanonicalKeyIsWhatTheLibraryWrites(t *testing.T) {
	t.Parallel()
	for _, k := range []PublicKey{
		{}, {Crv: "P-256", Kty: "EC", X: "abc_-", Y: "09AZ"}, {Crv: "é", Kty: "\"", X: "\n", Y: "<>&"}, {X: "=", Y: "+/"},
	} {
		want, err := canonicaljson.Marshal(k)
		require.NoError(t, err)
		require.Equal(t, string(want), string(k.Canonical()))
	}
}

// A key that is not on its curve is no key, whatever the signature says.
func TestPointsOffTheCurveAreNoKeys(t *testing.T) {
	t.Parallel()
	private, err := crypto.GenerateKey()
	require.NoError(t, err)
	good, err := NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	require.ErrorIs(t, good.Verify([]byte("m"), Signature{1}), ErrSignature)
	for _, k := range []PublicKey{
		{Crv: good.Crv, Kty: good.Kty, X: good.Y, Y: good.X},
		{Crv: curveP256, Kty: good.Kty, X: good.X, Y: good.Y},
		{Crv: good.Crv, Kty: good.Kty, X: good.X, Y: good.Y[1:]},
		{Crv: good.Crv, Kty: good.Kty, X: strings.Repeat("_", 42) + "8", Y: good.Y}, // above the field's prime
		{Crv: good.Crv, Kty: good.Kty, X: strings.Repeat("A", 43), Y: strings.Repeat("A", 43)},
		{Crv: "P-384", Kty: good.Kty, X: good.X, Y: good.Y},
	} {
		require.ErrorIs(t, k.Validate(), ErrKey)
		require.ErrorIs(t, k.Verify([]byte("m"), Signature{1}), ErrKey)
	}
}
