package credential

import (
	"encoding/binary"
	"unicode/utf8"
)

// The eight bytes of a word at once.
const (
	eachByte = 0x0101010101010101
	highBits = 0x80 * eachByte
)

// isQuotedAsIs reports whether JSON writes a text between quotation marks as it is
// (RFC 8259 §7): it is UTF-8 without control characters below U+0020, quotation marks
// and backslashes. Nearly every text of a credential is such.
func isQuotedAsIs(text string) bool {
	rest, ascii := text, true
	for ; len(rest) >= 8; rest = rest[8:] {
		word := binary.LittleEndian.Uint64([]byte(rest[:8]))
		if escapes(word) {
			return false
		}
		ascii = ascii && word&highBits == 0
	}
	for i := range len(rest) {
		c := rest[i]
		if c < ' ' || c == '"' || c == '\\' {
			return false
		}
		ascii = ascii && c < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(text)
}

// escapes reports whether one of eight bytes is escaped in JSON. A byte that is not less
// than n borrows nothing when n is taken from it, so the lowest byte that does is found
// surely, whatever becomes of those above it.
func escapes(word uint64) bool {
	low := (word - ' '*eachByte) &^ word
	quote, backslash := word^'"'*eachByte, word^'\\'*eachByte
	return (low|(quote-eachByte)&^quote|(backslash-eachByte)&^backslash)&highBits != 0
}
