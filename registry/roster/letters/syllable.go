package letters

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Consonants with which a Vietnamese syllable may begin, longest first.
var onsets = []string{"ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g",
	"h", "k", "l", "m", "n",
	"p", "q", "r", "s", "t", "v", "x", ""}

// rhymes are the parts of a Vietnamese syllable after the consonant, without tone.
var rhymes = set(`a ac ach ai am an ang anh ao ap at au ay
	ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
	e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
	i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
	o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet oi om on ong oong
	ooc op ot oc
	ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
	u ua uân uâng uât uây uc uê uêch uênh uêt ui um un ung up ut uôc uôi uôm uôn uông uôt uơ uơn
	uy uya uych uyên uyêt uyn uynh uyp uyt uyu
	ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
	y yêm yên yêng yêt yêu`)

func set(words string) map[string]bool {
	all := map[string]bool{}
	for _, word := range strings.Fields(words) {
		all[norm.NFC.String(word)] = true
	}
	return all
}

// toneMarks are huyền, sắc, ngã, hỏi and nặng as combining marks.
const toneMarks = "\u0300\u0301\u0303\u0309\u0323"

// IsSyllable reports whether a word can be a Vietnamese syllable, in any case:
// a consonant or none, a rhyme of the language, and at most one tone, which before
// c, ch, p and t is sắc or nặng, and stands on the vowel that bears it.
func IsSyllable(word string) bool {
	base, tone, toned := withoutTone(word)
	if tone == severalTones {
		return false
	}
	return slices.ContainsFunc(onsets, func(onset string) bool {
		rhyme, fits := strings.CutPrefix(base, onset)
		if !fits || !rhymes[rhyme] {
			return false
		}
		if tone != 0 && !bearsTone(rhyme, toned-utf8.RuneCountInString(onset)) {
			return false
		}
		stopped := strings.HasSuffix(rhyme, "c") || strings.HasSuffix(rhyme, "ch") || strings.HasSuffix(rhyme, "p") ||
			strings.HasSuffix(rhyme, "t")
		return !stopped || tone == '\u0301' || tone == '\u0323'
	})
}

// severalTones stands for the tone of a word that has more than one.
const severalTones = unicode.ReplacementChar

// withoutTone returns a word in small letters without its tone, the tone, 0 for none,
// and the number of letters up to the one that bears it.
func withoutTone(word string) (base string, tone rune, toned int) {
	plain, letters := make([]byte, 0, len(word)), 0
	for _, r := range word {
		l, known := vietnamese[r]
		if !known {
			return withoutMark(word)
		}
		plain = utf8.AppendRune(plain, l.base)
		letters++
		switch {
		case l.tone == 0:
		case tone != 0:
			tone = severalTones
		default:
			tone, toned = l.tone, letters
		}
	}
	return string(plain), tone, toned
}

// tonedLetter is a letter of Vietnamese, small and without its tone, and the tone.
type tonedLetter struct{ base, tone rune }

// vietnamese are the letters that Vietnamese is written with, composed, in both cases.
var vietnamese = func() map[rune]tonedLetter {
	all := map[rune]tonedLetter{}
	for _, base := range "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz" {
		for _, tone := range "\x00" + toneMarks {
			small := string(base)
			if tone != 0 {
				small = norm.NFC.String(small + string(tone))
			}
			for _, form := range []string{small, strings.ToUpper(small)} {
				if r := []rune(form); len(r) == 1 {
					all[r[0]] = tonedLetter{base, tone}
				}
			}
		}
	}
	return all
}()

// withoutMark is withoutTone of a word of any letters, composed or not.
func withoutMark(word string) (base string, tone rune, toned int) {
	var plain strings.Builder
	letters := 0
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case !strings.ContainsRune(toneMarks, r):
			plain.WriteRune(r)
			if !unicode.IsMark(r) {
				letters++
			}
		case tone != 0:
			tone = severalTones
		default:
			tone, toned = r, letters
		}
	}
	return norm.NFC.String(plain.String()), tone, toned
}

// IsMisread reports whether a text looks like Vietnamese in another encoding than it is
// read in: a word is a syllable but for a tone that no syllable has there, or is none
// and has a letter that Vietnamese lacks.
func IsMisread(text string) bool {
	return slices.ContainsFunc(words(text), func(word string) bool {
		if isASCII(word) || IsSyllable(word) {
			return false
		}
		base, _, _ := withoutTone(word)
		return hasRhyme(base) || strings.ContainsFunc(base, func(r rune) bool {
			return r > unicode.MaxASCII && !strings.ContainsRune("ăâđêôơư", r)
		})
	})
}

// HasForeign reports whether a text has letters that neither Vietnamese nor the other
// peoples of Viet Nam write: in an old encoding they stand for letters with tones.
func HasForeign(text string) bool {
	return strings.ContainsAny(text, "åÅæÆçÇøØþÞßÿŸ")
}

// hasRhyme reports whether letters without a tone are those of a syllable.
func hasRhyme(base string) bool {
	return slices.ContainsFunc(onsets, func(onset string) bool {
		rhyme, fits := strings.CutPrefix(base, onset)
		return fits && rhymes[rhyme]
	})
}

// bearsTone reports whether a rhyme's tone may stand on its n-th letter, from 1: on
// the last vowel with a sign of its own; else on the only vowel, on the middle one of
// three, on the first of two at the end and on the second before a consonant. In oa,
// oe, oo and uy people write it on either.
func bearsTone(rhyme string, n int) bool {
	var vowels []rune
	signed := 0
	for _, r := range rhyme {
		if !strings.ContainsRune("aăâeêioôơuưy", r) {
			break
		}
		vowels = append(vowels, r)
		if strings.ContainsRune("ăâêôơư", r) {
			signed = len(vowels)
		}
	}
	switch {
	case n < 1 || n > len(vowels):
		return false
	case signed > 0 && string(vowels) != "ưa":
		return n == signed
	case len(vowels) == 1:
		return true
	case len(vowels) == 3:
		return n == 2
	case slices.Contains([]string{"oa", "oe", "oo", "uy"}, string(vowels)):
		return true
	case len(vowels) == utf8.RuneCountInString(rhyme):
		return n == 1
	}
	return n == 2
}

// words cuts a text where letters and marks end.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) })
}

// AreSyllables reports whether a text has words and all of them are syllables.
func AreSyllables(text string) bool {
	all := words(text)
	return len(all) > 0 && !slices.ContainsFunc(all, func(w string) bool { return !IsSyllable(w) })
}

// IsVietnamese reports whether all words of a text that have other letters than
// plain ones are syllables.
func IsVietnamese(text string) bool {
	return !slices.ContainsFunc(words(text), func(w string) bool { return !isASCII(w) && !IsSyllable(w) })
}
