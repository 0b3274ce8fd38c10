package roster

import (
	"slices"
	"strings"

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

// isMisspelt reports whether a name that is Vietnamese by its family or middle name has a
// word with accents that no Vietnamese syllable is, such as "Nguyẽn". A row that names
// another people than the Kinh is not judged: their names have other syllables.
func (r *reader) isMisspelt(row int, name string) bool {
	if col, ok := r.column(FieldEthnicity); ok {
		if group := letters.Key(r.table.shown(row, col)); group != "" && group != "kinh" {
			return false
		}
	}
	words := strings.Fields(name)
	family := strings.ToLower(strings.TrimSpace(names.Of(words[0]).Plain))
	middle := len(words) > 2 && slices.Contains([]string{"thị", "văn"}, strings.ToLower(words[1]))
	if !middle && !slices.Contains(plainSurnames, family) && !slices.Contains(moreSurnames, words[0]) {
		return false
	}
	return slices.ContainsFunc(words, func(word string) bool { return !letters.IsVietnamese(word) })
}
