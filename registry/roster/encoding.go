package roster

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// legacyFont returns the code for fonts that draw Vietnamese over other
// letters: TCVN3 (.VnTime, .VnArialH, whose capitals are the font's) and VNI
// (VNI-Times). Any letter under such a font means something else than it says.
func legacyFont(font, text string) Code {
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return ""
	}
	font = strings.ToLower(strings.TrimSpace(font))
	switch {
	case strings.HasPrefix(font, ".vn"):
		return CodeTCVN3
	case strings.HasPrefix(font, "vni-"), strings.HasPrefix(font, "vni "):
		return CodeVNI
	}
	return ""
}

// misencoded returns the code for text whose letters are another encoding's,
// CodeUnusual where it may as well be a foreign name, "" for good text. It
// looks before anything is folded: a soft hyphen is TCVN3's ư, a no-break
// space half of a UTF-8 letter.
func misencoded(text string) Code {
	switch {
	case isASCII(text):
		return ""
	case isMojibake(text):
		return CodeMojibake
	case isTCVN3(text):
		return CodeTCVN3
	}
	strong, weak := vniMarks(norm.NFC.String(text))
	switch {
	case strong > 0 || weak > 1:
		return CodeVNI
	case weak == 1:
		return CodeUnusual
	}
	return ""
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}

// isMojibake reports whether text is UTF-8 that was read as Windows-1252:
// written back as Windows-1252 it is UTF-8 again, which no Vietnamese text is.
func isMojibake(text string) bool {
	raw, err := charmap.Windows1252.NewEncoder().String(text)
	return err == nil && utf8.ValidString(raw)
}

// isTCVN3 looks for what TCVN3 text looks like in Unicode: signs such as § ® µ
// amid letters, a soft hyphen, or a Latin-1 capital right after a small letter.
func isTCVN3(text string) bool {
	previous := ' '
	for _, r := range text {
		switch {
		case r == '\u00ad', r >= '¡' && r <= '¿' && r != '·' && r != '«' && r != '»', r == '×', r == '÷':
			return true
		case (r == '·' || r == '«' || r == '»') && unicode.IsLetter(previous):
			return true
		case r >= 'À' && r <= 'Þ' && unicode.IsLower(previous):
			return true
		}
		previous = r
	}
	return false
}

// vniMarks counts what VNI text looks like in Unicode: a vowel followed by a
// letter that is VNI's tone sign. Strong marks stand in no Vietnamese word and
// hardly in a foreign one; weak ones may be a foreign name's (Raúl, Léa).
func vniMarks(text string) (strong, weak int) {
	const (
		vowels = "aeiouyöôAEIOUYÖÔ"
		tones  = "øûåäØÛÅÄ"             // never a letter of Vietnamese
		hats   = "ãõùâêáàéèúÃÕÙÂÊÁÀÉÈÚ" // after a and e never in Vietnamese
	)
	previous := ' '
	for _, r := range text {
		switch {
		case strings.ContainsRune(vowels, previous) && strings.ContainsRune(tones, r),
			strings.ContainsRune("ñÑ", previous) && strings.ContainsRune("öÖ", r),
			strings.ContainsRune("öÖôÔ", previous) && strings.ContainsRune("ùïõøûÙÏÕØÛ", r):
			strong++
		case strings.ContainsRune("aeAE", previous) && strings.ContainsRune(hats, r):
			weak++
		}
		previous = r
	}
	return strong, weak
}

// lookalikes are letters that print like Đ and đ, frequent in old data.
var lookalikes = strings.NewReplacer("\u00d0", "Đ", "\u0189", "Đ", "\u00f0", "đ", "\u0256", "đ")

// invisible characters carry nothing and break every comparison.
var invisible = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "")

// fold returns text in NFC with single plain spaces, without invisible
// characters and with Đ for its look-alikes; the second result says that
// there were look-alikes.
func fold(text string) (string, bool) {
	plain := lookalikes.Replace(text)
	folded := norm.NFC.String(strings.Join(strings.Fields(invisible.Replace(plain)), " "))
	return folded, plain != text
}

// nameForm reports whether text may be a person's name: letters, spaces,
// apostrophes, hyphens and full stops, of any people.
func nameForm(text string) bool {
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune(" '’ʼ‘-.", r) {
			return false
		}
	}
	return strings.ContainsFunc(text, unicode.IsLetter)
}
