package ledger

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// IsPlainText reports whether text is UTF-8, in NFC (Unicode normalisation form C)
// and without control characters, as every text of a credential is.
func IsPlainText(text string) bool {
	for _, c := range text {
		if !isPlainAnywhere(c) {
			return utf8.ValidString(text) && norm.NFC.IsNormalString(text) && !strings.ContainsFunc(text, unicode.IsControl)
		}
	}
	return true
}

// isPlainAnywhere reports whether c, wherever it stands, leaves a text plain: it is
// no control character, and NFC neither changes it nor joins it to the character
// before it. It knows the letters that Vietnamese texts are made of, not all.
func isPlainAnywhere(c rune) bool {
	return c >= ' ' && c <= '~' || c >= 0xa0 && c < 0x300 || c >= 0x1ea0 && c <= 0x1ef9 || c >= 0x2010 && c <= 0x2027
}

// SteersText reports whether a character would steer what shows a text, so that
// its reader sees other words than were written: a control character (Cc), a line
// or paragraph separator, one that changes the direction of text (Bidi_Control:
// U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069). It is the one rule
// for every text that goes to the ledger or into a credential; what was written
// before stays readable, with these characters shown as marks.
func SteersText(r rune) bool {
	if isPlainAnywhere(r) {
		return false // TestLettersOfVietnameseSteerNothing
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

// CheckText returns an error that names the first character of a text which
// SteersText reports, and where it stands, and nil where there is none.
func CheckText(text string) error {
	at := strings.IndexFunc(text, SteersText)
	if at < 0 {
		return nil
	}
	before := []rune(text[:at])
	steering := []rune(text[at:])[0]
	return fmt.Errorf("character %d is U+%04X, which steers how the text is shown: take it out", len(before)+1, steering)
}
