package roster

import (
	"strings"

	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/letters"
)

// aliasIndex maps the key of each header to its field.
type aliasIndex struct {
	fields map[string]Field
	weak   map[string]bool
}

var (
	listIndex   = buildIndex(listColumns)
	courseIndex = buildIndex(courseColumns)
)

// buildIndex panics where two fields claim one header: that is a mistake of the
// table, found when the package starts.
func buildIndex(columns []columnSpec) aliasIndex {
	index := aliasIndex{map[string]Field{}, map[string]bool{}}
	for _, spec := range columns {
		for i, header := range append(append([]string{}, spec.aliases...), spec.weak...) {
			key := letters.Key(header)
			if other, taken := index.fields[key]; taken && other != spec.field {
				panic("roster: two fields are called " + header)
			}
			index.fields[key] = spec.field
			index.weak[key] = i >= len(spec.aliases)
		}
	}
	return index
}

// maxHeader is the longest header, in bytes, that is looked at.
const maxHeader = 400

// shortKey is the key of a text that may be a novel.
func shortKey(text string) string { return letters.Key(clip(text)) }

// field returns what a column of that header holds, "" for none that is needed,
// and whether another column goes before it. What follows a line break or stands
// in parentheses at the end and only explains the header ("Ngày sinh (dd/mm/yyyy)") is
// passed over; what makes another thing of it ("Ngày sinh (cha)") is not.
func (a aliasIndex) field(header string) (f Field, weak bool) {
	f, weak, addition := a.split(header)
	if !a.isExplanation(f, addition) {
		return "", false
	}
	return f, weak
}

// split returns what a header names without what is added to it, and the addition.
func (a aliasIndex) split(header string) (f Field, weak bool, addition string) {
	if len(header) > maxHeader {
		return "", false, ""
	}
	key := letters.Key(header)
	if f, ok := a.fields[key]; ok {
		return f, a.weak[key], ""
	}
	for _, cut := range []string{"(", "[", "\n", ":"} {
		for _, i := range []int{strings.LastIndex(header, cut), strings.Index(header, cut)} {
			if i <= 0 {
				continue
			}
			key := letters.Key(header[:i])
			if f, ok := a.fields[key]; ok {
				return f, a.weak[key], header[i:]
			}
		}
	}
	return a.bilingual(header)
}

// bilingual is split of a header that says the field in two languages: "Họ tên / Full name". What
// stands behind the sign must be a name of the same field, or an explanation.
func (a aliasIndex) bilingual(header string) (f Field, weak bool, addition string) {
	for _, sign := range []string{"/", "|", " - ", " – "} {
		before, after, found := strings.Cut(header, sign)
		key := letters.Key(before)
		if f, known := a.fields[key]; found && known && a.isExplanation(f, after) {
			return f, a.weak[key], after
		}
	}
	return "", false, ""
}

// suggest returns the field that an unknown header probably means, "" for none:
// one or two letters are different, or words were added to a long header.
func (a aliasIndex) suggest(header string) Field {
	key := shortKey(header)
	best, least := Field(""), 3
	for alias, f := range a.fields {
		if len(alias) < 5 || len(key) < 5 {
			continue
		}
		d := codelist.Distance(alias, key, 1+len(alias)/8)
		if d > 1+len(alias)/8 {
			if len(alias) < 7 || !strings.HasPrefix(key, alias) {
				continue
			}
			d = 2
		}
		if d < least || d == least && f < best {
			best, least = f, d
		}
	}
	return best
}
