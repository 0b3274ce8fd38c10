// Package words says what the verifier found in sentences, in Vietnamese and in
// English: for the page, for credverify and for ledgeraudit, so that one result
// is said in one way.
//
// Here belong the words for what package verifier defines: reason codes,
// details, steps, facts, moments. What belongs to a page alone (its buttons and
// headings) stands there. The package decides nothing: it takes a result as it
// is, and never makes an answer sound better than its reason code.
package words

import (
	"strings"
	"time"

	"sogoc/verifier/ledger"
)

// Language is one of the two languages.
type Language string

// The languages. Vietnamese comes first.
const (
	Vietnamese Language = "vi"
	English    Language = "en"
)

// Other returns the other language.
func (l Language) Other() Language {
	if l == English {
		return Vietnamese
	}
	return English
}

// LanguageOf returns the language of that tag; false for any other.
func LanguageOf(tag string) (Language, bool) {
	l := Language(tag)
	return l, l == Vietnamese || l == English
}

// LanguageIn returns the language that a command line asks for, so that also an
// error of the command line itself is said in it; English where it asks for none.
func LanguageIn(args []string) Language {
	for i, arg := range args {
		name, value, joined := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		if name != "lang" || !strings.HasPrefix(arg, "-") {
			continue
		}
		if !joined && i+1 < len(args) {
			value = args[i+1]
		}
		if lang, known := LanguageOf(value); known {
			return lang
		}
	}
	return English
}

// Text is one text in both languages: Vietnamese, then English.
type Text [2]string

// In returns the text in a language.
func (t Text) In(l Language) string {
	if l == English {
		return t[1]
	}
	return t[0]
}

// Moment says a moment to the second, in Vietnamese time, with the zone.
func Moment(t time.Time, l Language) string {
	if l == English {
		return t.In(ledger.Vietnam).Format("15:04:05, 2 January 2006") + " (UTC+7)"
	}
	return t.In(ledger.Vietnam).Format("15:04:05 ngày 02/01/2006") + " (giờ Việt Nam)"
}

// Day says the day of a moment in Vietnam.
func Day(t time.Time, l Language) string {
	return t.In(ledger.Vietnam).Format(Text{"02/01/2006", "2 January 2006"}.In(l))
}

// dayAndTime says a moment where its day alone would not tell it from another of
// the same day. It stands where Day stands.
func dayAndTime(t time.Time, l Language) string {
	if l == English {
		return t.In(ledger.Vietnam).Format("2 January 2006 at 15:04:05") + " (UTC+7)"
	}
	return t.In(ledger.Vietnam).Format("02/01/2006 lúc 15:04:05") + " (giờ Việt Nam)"
}
