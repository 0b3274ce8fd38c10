package roster

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sogoc/registry/roster/letters"
)

// judgePlaceCase asks about places that others of the column differ from by capitals alone, once for
// the column: which are printed, these or the others'.
func (r *reader) judgePlaceCase(rows []int) {
	r.otherCase = map[cellText]string{}
	for _, col := range r.columnsOf([]Field{FieldBirthPlace}) {
		r.askPlaceCase(rows, col)
	}
}

// cellText is what cells of a column hold.
type cellText struct {
	col  int
	text string
}

func (r *reader) askPlaceCase(rows []int, col int) {
	counts := map[string]int{}
	for _, row := range rows {
		counts[r.table.shown(row, col)]++
	}
	usual := usualCase(counts)
	if len(usual) == 0 {
		return
	}
	for _, row := range rows {
		text := r.table.shown(row, col)
		if meant, other := usual[text]; other {
			r.reportColumn(CodePlaceCase, row, col, text, meant, text)
		}
	}
	answer := r.columnAnswer(CodePlaceCase, col)
	for text, meant := range usual {
		if answer == AnswerConfirm {
			meant = text
		}
		r.otherCase[cellText{col, text}] = meant
	}
}

// usualCase returns how most of the texts are written that a text differs from by capitals alone, for
// each text that is not written so. Of equally many the one with more capitals at the beginning of
// words counts, and of these the first one in the alphabet.
func usualCase(counts map[string]int) map[string]string {
	forms := map[string][]string{} // by the text in small letters
	for text := range counts {
		if text != "" {
			key := norm.NFC.String(strings.ToLower(text))
			forms[key] = append(forms[key], text)
		}
	}
	usual := map[string]string{}
	for _, texts := range forms {
		if len(texts) < 2 {
			continue
		}
		best := slices.MinFunc(texts, func(a, b string) int {
			if counts[a] != counts[b] {
				return counts[b] - counts[a]
			}
			if titled := capitalWords(b) - capitalWords(a); titled != 0 {
				return titled
			}
			return strings.Compare(a, b)
		})
		for _, text := range texts {
			if norm.NFC.String(text) != norm.NFC.String(best) {
				usual[text] = best
			}
		}
	}
	return usual
}

// capitalWords counts the words that begin with a capital and go on in small letters.
func capitalWords(text string) int {
	n := 0
	for _, word := range strings.Fields(text) {
		n += count(word != strings.ToLower(word) && word != strings.ToUpper(word) && isCased(word))
	}
	return n
}

// inUsualCase returns a place as others of its column are written, where it differs from them by
// capitals alone and nobody said that it is right.
func (r *reader) inUsualCase(row, col int, text string) string {
	if len(r.otherCase) == 0 || text == "" {
		return text
	}
	if meant, other := r.otherCase[cellText{col, r.table.shown(row, col)}]; other {
		return letters.Fold(meant)
	}
	return text
}

// isCaseConfirmed reports whether somebody said that capitals of a place are right as they stand.
func (r *reader) isCaseConfirmed(row, col int) bool {
	text := r.table.shown(row, col)
	meant, other := r.otherCase[cellText{col, text}]
	return other && meant == text
}
