package letters

import (
	"strings"
	"unicode"
)

// typing are the keys with which marks are typed: Telex doubles letters or adds w, and
// puts s, f, r, x or j for the tone at the end.
var typing = strings.NewReplacer("aa", "â", "ee", "ê", "oo", "ô", "dd", "đ", "aw", "ă", "ow", "ơ", "uw", "ư")

var typedTones = map[byte]string{'s': "\u0301", 'f': "\u0300", 'r': "\u0309", 'x': "\u0303", 'j': "\u0323"}

// IsTyped reports whether a word is what the keys of a Vietnamese keyboard give while
// its program is off, "Nguyeenx", or has a letter twice by mistake, "Nguyễnn": it is
// no syllable, and becomes one.
func IsTyped(word string) bool {
	if IsSyllable(word) || !strings.ContainsFunc(word, unicode.IsLetter) {
		return false
	}
	lower := strings.ToLower(word)
	if isASCII(lower) {
		body, tone := lower, ""
		if mark, ok := typedTones[lower[len(lower)-1]]; ok {
			body, tone = lower[:len(lower)-1], mark
		}
		typed := typing.Replace(body)
		if (typed != body || tone != "") && len(body) > 1 && IsSyllable(withTone(typed, tone)) {
			return true
		}
	}
	runes := []rune(lower)
	for i := 1; i < len(runes); i++ {
		if runes[i] == runes[i-1] && IsSyllable(string(runes[:i])+string(runes[i+1:])) {
			return true
		}
	}
	return false
}

// withTone puts a tone on the first vowel: for being a syllable its place is no matter.
func withTone(word, tone string) string {
	for i, r := range word {
		if end := i + len(string(r)); strings.ContainsRune("aăâeêioôơuưy", r) {
			return word[:end] + tone + word[end:]
		}
	}
	return word
}
