package letters

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Encoding is how a text that should be Unicode was really encoded.
type Encoding string

// The encodings. Each appears in a cell as Windows-1252 shows its bytes.
const (
	TCVN3       Encoding = "tcvn3"        // fonts .VnTime; one byte a letter
	VNI         Encoding = "vni"          // fonts VNI-Times; a vowel and its mark are two bytes
	UTF8        Encoding = "utf8"         // UTF-8 that was read as Windows-1252
	Windows1258 Encoding = "windows-1258" // a vowel and a tone byte
)

// Encodings are all encodings, in the order in which they are tried.
var Encodings = []Encoding{UTF8, TCVN3, VNI, Windows1258}

// FontEncoding returns the encoding of a font under which letters mean others than
// they say, "" for other fonts. The capitals of TCVN3 are those fonts whose names
// end with H.
func FontEncoding(font string) (encoding Encoding, capitals bool) {
	font = strings.ToLower(strings.TrimSpace(font))
	switch {
	case strings.HasPrefix(font, ".vn"):
		return TCVN3, strings.HasSuffix(font, "h")
	case strings.HasPrefix(font, "vni-"), strings.HasPrefix(font, "vni "):
		return VNI, false
	}
	return "", false
}

// tcvn3 are the letters of TCVN 5712:1993 VN3 by their byte.
var tcvn3 = pairs("¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \u00adư ®đ µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ Ìè Îẻ Ïẽ Ðé Ñẹ " +
	"Òề Óể Ôễ Õế Öệ ×ì Øỉ Üĩ Ýí Þị ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ")

func pairs(text string) map[rune]rune {
	all := map[rune]rune{}
	for _, pair := range strings.Fields(text) {
		from, size := utf8.DecodeRuneInString(pair)
		to, _ := utf8.DecodeRuneInString(pair[size:])
		all[from] = to
	}
	return all
}

// VNI writes a vowel and then a letter that draws its marks.
var (
	vniMarks = map[rune]string{'ø': "\u0300", 'ù': "\u0301", 'û': "\u0309", 'õ': "\u0303", 'ï': "\u0323",
		'ê': "\u0306", 'è': "\u0306\u0300", 'é': "\u0306\u0301", 'ú': "\u0306\u0309", 'ü': "\u0306\u0303",
		'ë': "\u0306\u0323",
		'â': "\u0302", 'à': "\u0302\u0300", 'á': "\u0302\u0301", 'å': "\u0302\u0309", 'ã': "\u0302\u0303",
		'ä': "\u0302\u0323"}
	vniLetters = pairs("ñđ ôơ öư ìì íí æỉ óĩ òị îỵ ÑĐ ÔƠ ÖƯ ÌÌ ÍÍ ÆỈ ÓĨ ÒỊ ÎỴ")
)

const (
	vniBases = "aeouyôö" // letters that a mark may follow
	vniTones = "øùûõï"   // marks of every base; the others belong to a, e and o
)

// Convert reads a text as an encoding. It fails where the text has a letter that
// the encoding does not have in that position.
func Convert(e Encoding, text string) (string, bool) {
	switch e {
	case TCVN3:
		return fromTCVN3(text)
	case VNI:
		return fromVNI(text)
	case UTF8:
		return fromWindows1252(text)
	case Windows1258:
		raw, err := charmap.Windows1252.NewEncoder().String(text)
		if err != nil || isASCII(text) {
			return "", false
		}
		decoded, err := charmap.Windows1258.NewDecoder().String(raw)
		return norm.NFC.String(decoded), err == nil && !strings.ContainsRune(decoded, utf8.RuneError)
	}
	return "", false
}

func fromTCVN3(text string) (string, bool) {
	var b strings.Builder
	for _, r := range text {
		to, known := tcvn3[r]
		if !known {
			if r >= utf8.RuneSelf && unicode.IsLetter(r) {
				return "", false
			}
			to = r
		}
		b.WriteRune(to)
	}
	return capitalise(b.String()), true
}

// capitalise makes capitals of the marked letters of words in capitals, since
// TCVN3 has but seven of its own.
func capitalise(text string) string {
	fields := strings.Split(text, " ")
	for i, word := range fields {
		capitals, small := 0, 0
		for _, r := range word {
			if r < utf8.RuneSelf && unicode.IsUpper(r) {
				capitals++
			} else if r < utf8.RuneSelf && unicode.IsLower(r) {
				small++
			}
		}
		if capitals > 1 && small == 0 {
			fields[i] = strings.ToUpper(word)
		}
	}
	return strings.Join(fields, " ")
}

func fromVNI(text string) (string, bool) {
	var b strings.Builder
	previous := rune(0) // a base that may still have a mark
	for _, r := range norm.NFC.String(text) {
		small := unicode.ToLower(r)
		marks, isMark := vniMarks[small]
		switch {
		case isMark && strings.ContainsRune(vniBases, previous) && vniFits(previous, small):
			b.WriteString(marks)
			previous = 0
			continue
		case vniLetters[r] != 0:
			b.WriteRune(vniLetters[r])
		case r >= utf8.RuneSelf && unicode.IsLetter(r):
			return "", false
		default:
			b.WriteRune(r)
		}
		previous = small
	}
	return norm.NFC.String(b.String()), true
}

func vniFits(base, mark rune) bool {
	switch {
	case strings.ContainsRune(vniTones, mark):
		return true
	case strings.ContainsRune("êèéúüë", mark): // with the breve
		return base == 'a'
	}
	return strings.ContainsRune("aeo", base) // with the circumflex
}

// fromWindows1252 writes a text back as Windows-1252 and reads it as UTF-8, which
// no Vietnamese text is by chance.
func fromWindows1252(text string) (string, bool) {
	if isASCII(text) {
		return "", false
	}
	raw, ok := windows1252Bytes(text)
	if !ok || !utf8.ValidString(raw) {
		return "", false
	}
	if again, twice := fromWindows1252(raw); twice {
		return again, true
	}
	return norm.NFC.String(raw), true
}

// windows1252Bytes writes a text in Windows-1252. Bytes that the set leaves free,
// and all others where the text was read as Latin-1, are control characters.
func windows1252Bytes(text string) (string, bool) {
	raw := make([]byte, 0, len(text))
	for _, r := range text {
		b, ok := charmap.Windows1252.EncodeRune(r)
		if !ok {
			if r >= 0x100 {
				return "", false
			}
			b = byte(r)
		}
		raw = append(raw, b)
	}
	return string(raw), true
}

// Detect returns the encoding that a text was surely written in, "" where it may
// be what it says. A text is converted only if all of its words become Vietnamese
// syllables and some of them were none, or if it has signs amid letters that no
// name has.
func Detect(text string) Encoding {
	if isASCII(text) || HasModernLetter(text) {
		return ""
	}
	for _, e := range Encodings {
		converted, ok := Convert(e, text)
		if !ok || converted == text {
			continue
		}
		if e == UTF8 || AreSyllables(converted) && !AreSyllables(Fold(text)) {
			return e
		}
	}
	if converted, ok := Convert(TCVN3, text); ok && converted != text && hasSignAmidLetters(text) {
		return TCVN3
	}
	if converted, ok := Convert(VNI, text); ok && HasMiddleTho(text) && AreSyllables(converted) {
		return VNI
	}
	return ""
}

// HasMiddleTho reports whether "Thò" stands between other words of a text, as VNI writes the
// middle name Thị: all letters of it are Vietnamese, and nobody has such a middle name.
func HasMiddleTho(text string) bool {
	all := words(text)
	return len(all) > 2 && slices.ContainsFunc(all[1:len(all)-1], func(word string) bool {
		return strings.EqualFold(norm.NFC.String(word), "Thò")
	})
}

// IsLegacyWord reports whether a word is no Vietnamese syllable, and is one when it is read in
// VNI or TCVN3: "Traàn" is Trần.
func IsLegacyWord(word string) bool {
	if isASCII(word) || IsSyllable(word) {
		return false
	}
	return slices.ContainsFunc([]Encoding{VNI, TCVN3}, func(e Encoding) bool {
		converted, ok := Convert(e, word)
		return ok && converted != word && IsSyllable(converted)
	})
}

// Damaged reports whether a text looks like UTF-8 read as Windows-1252 that has
// lost some bytes since, so that it cannot be turned back.
func Damaged(text string) bool {
	for _, pair := range []string{"á»", "áº", "Æ°", "Ã¡", "Ã©", "Ã³", "Ãª", "Ã´", "Ã¢", "Ä‘", "Äƒ", "Ä\u0090",
		"\ufffd"} {
		if strings.Contains(text, pair) {
			return true
		}
	}
	return false
}

// Lost reports whether a converted text lacks the letter ư: in TCVN3 it is the
// soft hyphen, which programs remove without a sign.
func Lost(e Encoding, converted string) bool {
	if e != TCVN3 {
		return false
	}
	for _, word := range words(converted) {
		if IsSyllable(word) {
			continue
		}
		for i := range word {
			if IsSyllable(word[:i] + "ư" + word[i:]) {
				return true
			}
		}
	}
	return false
}

// Suits reports whether a text of a table that is mostly written in an encoding
// is written in it too: it can be converted, and is no Vietnamese as it stands.
func Suits(e Encoding, text string) (converted string, ok bool) {
	if isASCII(text) || HasModernLetter(text) {
		return "", false
	}
	converted, ok = Convert(e, text)
	return converted, ok && converted != text && (e != UTF8 || !Damaged(converted))
}

// HasModernLetter reports whether a text has a letter that only Unicode has beside
// Vietnamese: none of the encodings shows it.
func HasModernLetter(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		if r < 0x100 {
			return false
		}
		_, windows := charmap.Windows1252.EncodeRune(r)
		return !windows
	})
}

// hasSignAmidLetters looks for what TCVN3 looks like in Unicode: signs such as § ®
// µ or a soft hyphen beside letters.
func hasSignAmidLetters(text string) bool {
	previous := ' '
	for _, r := range text {
		sign := r == '\u00ad' || r >= '¡' && r <= '¿' && !strings.ContainsRune("ªº·«»°²³´¨", r) || r == '×' ||
			r == '÷'
		if sign && (unicode.IsLetter(previous) || previous == ' ') {
			return true
		}
		previous = r
	}
	return false
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
}
