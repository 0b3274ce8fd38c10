package registry

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// alikeDigits are letters and signs that people write for digits.
var alikeDigits = strings.NewReplacer("O", "0", "o", "0", "I", "1", "l", "1", "|", "1")

var (
	digitsOrAlike = regexp.MustCompile(`[0-9OoIl|]*[0-9][0-9OoIl|]*`)
	alikeInDigits = regexp.MustCompile(`[0-9][OoIl|]+([0-9]|[^\p{L}]|$)`)
	lastDigits    = regexp.MustCompile(`^(.*?)([0-9]+)$`)
)

// NumberKey returns what all ways to write a serial or register number share: without
// spaces, in capitals, without zeros before a number, and with digits for letters that
// look like them. "2026/THPT/862" and "2026/THPT/00862" are the same number, and so
// are "C 0000004" and "c000O004".
func NumberKey(text string) string {
	text = strings.Join(strings.Fields(text), "")
	text = digitsOrAlike.ReplaceAllStringFunc(text, func(run string) string {
		digits := strings.TrimLeft(alikeDigits.Replace(run), "0")
		if digits == "" {
			return "0"
		}
		return digits
	})
	return strings.ToUpper(text)
}

// IsNumberText reports whether a text can be a serial or register number: letters,
// digits, spaces, full stops, slashes and hyphens, and no letter that looks like a
// digit right behind one.
func IsNumberText(text string) bool {
	return !alikeInDigits.MatchString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && (r < '0' || r > '9') && !strings.ContainsRune(" ./-", r)
	})
}

// widest is the number of digits up to which a number is looked for with zeros before
// it.
const widest = 8

// RegisterNumberForms returns the ways in which a register number may stand in the
// register, itself included: with more or fewer zeros before its last digits.
func RegisterNumberForms(number string) []string {
	forms := []string{number}
	parts := lastDigits.FindStringSubmatch(number)
	if parts == nil {
		return forms
	}
	digits := strings.TrimLeft(parts[2], "0")
	for ; len(digits) <= widest; digits = "0" + digits {
		if form := parts[1] + digits; form != number && digits != "" {
			forms = append(forms, form)
		}
	}
	return forms
}

// SerialNumberForms returns the ways in which a serial number may stand in the register,
// itself included: with and without a space before its last digits.
func SerialNumberForms(number string) []string {
	forms := []string{number}
	parts := lastDigits.FindStringSubmatch(number)
	if parts == nil || parts[1] == "" {
		return forms
	}
	prefix := strings.TrimRight(parts[1], " ")
	for _, form := range []string{prefix + parts[2], prefix + " " + parts[2]} {
		if form != number {
			forms = append(forms, form)
		}
	}
	return forms
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
