package words

import (
	"fmt"
	"strings"
	"unicode"

	"sogoc/verifier/ledger"
)

// Visible returns the text with every character that would steer a screen or
// hide in it (control characters, changes of direction, other invisible format
// characters) written as a visible mark, such as ⟨U+202E⟩. Texts of credentials
// are their issuers', and an issuer may have been deceived or have lied.
func Visible(text string) string {
	if !strings.ContainsFunc(text, steers) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if steers(r) {
			fmt.Fprintf(&b, "⟨U+%04X⟩", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func steers(r rune) bool {
	return ledger.SteersText(r) || r == unicode.ReplacementChar ||
		unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point)
}
