package letters

import (
	"slices"
	"strings"

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
// c, ch, p and t is sắc or nặng.
func IsSyllable(word string) bool {
	var plain strings.Builder
	tone := rune(0)
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		if !strings.ContainsRune(toneMarks, r) {
			plain.WriteRune(r)
			continue
		}
		if tone != 0 {
			return false
		}
		tone = r
	}
	base := norm.NFC.String(plain.String())
	return slices.ContainsFunc(onsets, func(onset string) bool {
		rhyme, fits := strings.CutPrefix(base, onset)
		if !fits || !rhymes[rhyme] {
			return false
		}
		stopped := strings.HasSuffix(rhyme, "c") || strings.HasSuffix(rhyme, "ch") || strings.HasSuffix(rhyme, "p") ||
			strings.HasSuffix(rhyme, "t")
		return !stopped || tone == '\u0301' || tone == '\u0323'
	})
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
