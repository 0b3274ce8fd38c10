package ledger

import (
	"fmt"
	"strings"
	"unicode"
)

// SteersText reports whether a character would steer what shows a text, so that
// its reader sees other words than were written: a control character (Cc), a line
// or paragraph separator, one that changes the direction of text (Bidi_Control:
// U+061C, U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069). It is the one rule
// for every text that goes to the ledger or into a credential; what was written
// before stays readable, with these characters shown as marks.
func SteersText(r rune) bool {
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
