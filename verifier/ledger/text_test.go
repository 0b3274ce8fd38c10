package ledger_test

import (
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func TestCheckText(t *testing.T) {
	t.Parallel()
	require.NoError(t, ledger.CheckText("Trường Đại học “Mẫu” – cơ sở 2 (mẫu)"))
	for _, steering := range []rune{
		0, '\t', '\n', '\r', 0x1b, 0x7f, 0x85, 0x9f, 0x61c, 0x200e, 0x200f,
		0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
	} {
		err := ledger.CheckText("Mẫu" + string(steering) + "x")
		require.ErrorContains(t, err, "character 4 is U+", "%U", steering)
	}
}

// The short way and Unicode's tables agree on every character.
func TestLettersOfVietnameseSteerNothing(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		require.Equal(t, unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r), ledger.SteersText(r), "%U", r)
	}
}

// What steers text is refused in a new accreditation, and read in an old record:
// a ledger that took one before must be read as it is.
func TestAccreditationsWithTextsThatSteer(t *testing.T) {
	t.Parallel()
	good := ledger.Accreditation{
		Code: "TRUONG-MAU", Name: "Trường (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-BA", From: "2026-01-01", Until: "2026-12-31", Quota: 1}},
	}
	require.NoError(t, good.ValidateNew())
	for name, change := range map[string]func(*ledger.Accreditation){
		"Name":     func(a *ledger.Accreditation) { a.Name += "\u202e" },
		"NameEn":   func(a *ledger.Accreditation) { a.NameEn = "Sample\u2067" },
		"Delegate": func(a *ledger.Accreditation) { a.Delegate = "Ministry\u0085MSP" },
		"Delete":   func(a *ledger.Accreditation) { a.Name += "\x7f" },
	} {
		a := good
		change(&a)
		require.NoError(t, a.Validate(), name)
		require.ErrorIs(t, a.ValidateNew(), ledger.ErrRecord, name)
		_, err := ledger.ParseAccreditation(a.Canonical())
		require.ErrorIs(t, err, ledger.ErrRecord, name)
	}
}
