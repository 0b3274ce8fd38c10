package roster

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sogoc/registry/names"
	"sogoc/registry/roster/letters"
)

// saysMore reports whether a cell of names says how somebody stands, or names two people.
func saysMore(name string) bool {
	if sayingOf(name).has(failedPhrases) {
		return true
	}
	words := strings.Fields(name)
	for i := 2; i+2 < len(words); i++ {
		family := func(surname string) bool { return strings.EqualFold(surname, words[i]) }
		if !slices.ContainsFunc(surnames, family) && !slices.ContainsFunc(moreSurnames, family) {
			continue
		}
		if strings.EqualFold(words[i+1], "Thị") || strings.EqualFold(words[i+1], "Văn") {
			return true
		}
	}
	return false
}

// isOfOtherPeople reports whether a row names another people than the Kinh.
func (r *reader) isOfOtherPeople(row int) bool {
	col, ok := r.column(FieldEthnicity)
	if !ok {
		return false
	}
	group := letters.Key(r.table.shown(row, col))
	return group != "" && group != "kinh"
}

// isMisspelt reports whether a name that is Vietnamese by its family or middle name has a
// word with accents that no Vietnamese syllable is, such as "Nguyẽn". A row that names
// another people than the Kinh is not judged: their names have other syllables.
func (r *reader) isMisspelt(row int, name string) bool {
	if r.isOfOtherPeople(row) {
		return false
	}
	words := strings.Fields(name)
	family := strings.ToLower(strings.TrimSpace(names.PlainOf(words[0])))
	middle := len(words) > 2 && slices.Contains([]string{"thị", "văn"}, strings.ToLower(words[1]))
	if !middle && !slices.Contains(plainSurnames, family) && !slices.Contains(moreSurnames, words[0]) {
		return false
	}
	return slices.ContainsFunc(words, func(word string) bool { return !letters.IsVietnamese(word) })
}

// inOrder returns family, middle and given name in the order in which they are printed. Lists
// in English are made for people of many countries: there it is asked of those who have no
// Vietnamese family name.
func (r *reader) inOrder(row, col int, parts []string) []string {
	english := []string{"firstname", "givenname", "lastname", "familyname"}
	given, ok := r.column(FieldGivenName)
	if !ok || !slices.Contains(english, shortKey(r.layout.names[given])) || parts[0] == "" || isSurname(parts[0]) {
		return parts
	}
	turned := []string{parts[2], parts[1], parts[0]}
	joined := func(parts []string) string { return letters.Fold(strings.Join(parts, " ")) }
	r.reportColumn(
		CodeNameOrder,
		row,
		col,
		strings.Join([]string{parts[0], parts[2]}, " | "),
		joined(parts),
		joined(turned),
	)
	if r.columnAnswer(CodeNameOrder, col) == AnswerGivenFirst {
		return turned
	}
	return parts
}

// isSurname reports whether a family name begins with a frequent one of Viet Nam.
func isSurname(family string) bool {
	first, _, _ := strings.Cut(family, " ")
	is := func(known string) bool { return strings.EqualFold(known, first) }
	return slices.ContainsFunc(surnames, is) || slices.ContainsFunc(moreSurnames, is) ||
		slices.ContainsFunc(plainSurnames, is)
}

// vowels are the letters of which a word has one at least, without their marks.
const vowels = "aeiouyæøœıəɛɔ"

// lacksVowel reports whether a word of a name has several letters and no vowel among them: a
// program that does not know Unicode drops letters with accents, so that "Trần Thị" is "Trn Th".
// Letters stand alone in names of the Ê Đê and others.
func lacksVowel(word string) bool {
	var plain strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		if unicode.IsLetter(r) {
			plain.WriteRune(r)
		}
	}
	text := plain.String()
	return utf8.RuneCountInString(text) > 1 && !strings.ContainsAny(text, vowels)
}

// endsInLetter reports whether a letter stands behind a name by which a school tells people of one
// name apart: "Nguyễn Thị Hương A". Names of other peoples than the Kinh have single letters.
func (r *reader) endsInLetter(row int, name string) bool {
	words := strings.Fields(name)
	if len(words) < 3 || r.isOfOtherPeople(row) {
		return false
	}
	last := words[len(words)-1]
	return len(last) == 1 && last >= "A" && last <= "E"
}

// repeatsWords reports whether a name has a word or two twice, as where its parts were joined twice.
// A given name of two equal words is none, nor a family name that is a middle name too: "Lê Vy Vy",
// "Hoàng Hoàng Anh".
func repeatsWords(name string) bool {
	words := strings.Fields(strings.TrimSpace(names.ToneOf(name)))
	seen, pairs := map[string]int{}, map[string]bool{}
	for i, word := range words {
		if seen[word]++; seen[word] > 2 {
			return true
		}
		if i == 0 {
			continue
		}
		if word == words[i-1] && i < len(words)-1 && (i > 1 || isOnlySurname(word)) {
			return true
		}
		if pair := words[i-1] + " " + word; pairs[pair] && word != words[i-1] {
			return true
		}
		pairs[words[i-1]+" "+word] = true
	}
	return false
}

// isOnlySurname reports whether a word is a frequent family name that is no given name.
func isOnlySurname(word string) bool {
	return slices.ContainsFunc(surnames, func(surname string) bool { return strings.EqualFold(surname, word) })
}

// isExchanged reports whether parts of a name, in columns of their own, are in each other's place:
// what stands as the given name begins with a family name and has more words, and what stands as
// the family name begins with none: "Anh" and "Trần Văn".
func isExchanged(parts []string) bool {
	family, given := parts[0], parts[len(parts)-1]
	return family != "" && !isSurname(family) && len(strings.Fields(given)) > 1 && isSurname(given)
}
