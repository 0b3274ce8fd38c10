package registry

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

var (
	zerosBefore   = regexp.MustCompile(`(^|[^0-9Oo])[0Oo]+([0-9])`)
	alikeInDigits = regexp.MustCompile(`[0-9][OoIl|]+([0-9]|[^\p{L}]|$)`)
)

// smallLetters are those that numbers are written with: of the Vietnamese alphabet, and
// the other ones of ASCII.
const smallLetters = "abcdefghijklmnopqrstuvwxyzđàáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệ" +
	"ìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"

// NumberKey returns what all ways to write a serial or register number share: without
// spaces, in capitals, without zeros before a number, and with digits for letters that
// look like them and stand behind a digit, or before one for a zero. "2026/THPT/862"
// and "2026/THPT/00862" are the same number, and so are "C 0000004", "C 4" and
// "c000O004". The database's number_key (migration 0017) does the same.
func NumberKey(text string) string {
	var written strings.Builder
	behindDigit := false
	for _, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		if digit, ok := alikeDigit(r); ok && behindDigit {
			r = digit
		}
		behindDigit = r >= '0' && r <= '9'
		written.WriteRune(r)
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(smallLetters, r) {
			return unicode.ToUpper(r)
		}
		return r
	}, zerosBefore.ReplaceAllString(written.String(), "$1$2"))
}

// alikeDigit returns the digit that people write a letter or sign for.
func alikeDigit(r rune) (rune, bool) {
	switch r {
	case 'O', 'o':
		return '0', true
	case 'I', 'l', '|':
		return '1', true
	}
	return 0, false
}

// IsNumberText reports whether a text can be a serial or register number: letters,
// digits, spaces, full stops, slashes and hyphens, and no letter that looks like a
// digit right behind one.
func IsNumberText(text string) bool {
	return !alikeInDigits.MatchString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && (r < '0' || r > '9') && !strings.ContainsRune(" ./-", r)
	})
}

// RegisterOrdinal returns which register number of the book a text is; false where it
// is none of this book.
func (b Book) RegisterOrdinal(number string) (uint64, bool) {
	return ordinal(number, b.RegisterPrefix)
}

// SerialOrdinal returns which serial number of the book a text is; false where it is
// none of this book.
func (b Book) SerialOrdinal(number string) (uint64, bool) {
	return ordinal(number, b.SerialPrefix)
}

func ordinal(number, prefix string) (uint64, bool) {
	digits, ok := strings.CutPrefix(number, prefix)
	if !ok || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, err == nil && n > 0
}
