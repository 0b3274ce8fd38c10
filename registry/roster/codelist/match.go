package codelist

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"sogoc/registry/names"
	"sogoc/registry/roster/letters"
)

// Entry is a value of a list with its other spellings. Years are those in which it
// was in force; 0 means that there is no such bound.
type Entry struct {
	Name     string
	Others   []string // accepted as they are
	From, To int
}

// List is a code list, prepared for comparing.
type List struct {
	entries []Entry
	exact   map[string]int      // places in entries by the key of tone placement, in capitals
	plain   map[string][]string // spellings by the key without accents
}

func newList(entries ...Entry) *List {
	l := &List{entries: entries, exact: map[string]int{}, plain: map[string][]string{}}
	for i, e := range entries {
		for _, spelling := range append([]string{e.Name}, e.Others...) {
			if _, known := l.exact[toneKey(spelling)]; !known {
				l.exact[toneKey(spelling)] = i
			}
			key := letters.Key(spelling)
			l.plain[key] = append(l.plain[key], spelling)
		}
	}
	return l
}

func toneKey(text string) string { return strings.TrimSpace(names.ToneOf(text)) }

// Entries returns the list.
func (l *List) Entries() []Entry { return l.entries }

// Known reports whether a text is a value of the list as it would be printed: with
// its accents, and in capitals altogether or as proper names are written.
func (l *List) Known(text string) bool {
	_, known := l.exact[toneKey(text)]
	return known && text != strings.ToLower(text)
}

// HasPlain reports whether letters.Key gives this of a value of the list.
func (l *List) HasPlain(key string) bool { return len(l.plain[key]) > 0 }

// Suggest returns the value that a text probably means, "" for none: the same
// letters without accents, or one letter different.
func (l *List) Suggest(text string) string {
	if l.Known(text) {
		return ""
	}
	if spellings := l.plain[letters.Key(text)]; len(spellings) > 0 {
		for _, s := range spellings {
			if toneKey(s) == toneKey(text) {
				return s
			}
		}
		return spellings[0]
	}
	typed := []rune(norm.NFC.String(strings.ToLower(text)))
	if len(typed) < 4 || len(typed) > 40 {
		return ""
	}
	for _, e := range l.entries {
		if distance(typed, []rune(strings.ToLower(e.Name)), 1) <= 1 {
			return e.Name
		}
	}
	return ""
}

// distance returns how many letters must be changed, added or left out, or more
// than most as soon as that is sure.
func distance(a, b []rune, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal, least := row[0], i+1
		row[0] = i + 1
		for j := range b {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
			least = min(least, cost)
		}
		if least > most {
			return most + 1
		}
	}
	return row[len(b)]
}

// Distance returns how many letters two words differ by, or most+1 where they
// differ by more.
func Distance(a, b string, most int) int { return distance([]rune(a), []rune(b), most) }
