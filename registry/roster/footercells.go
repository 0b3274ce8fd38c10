package roster

import (
	"regexp"
	"slices"
	"strings"

	"sogoc/registry/roster/letters"
)

var (
	// partOfDay is a part of the day of a signature that separators have cut: "ngày 15", "tháng …",
	// "năm 2026", "ngày 15/6/2026".
	partOfDay = regexp.MustCompile(`(?i)^(?:(?:ngày|tháng|năm)[\s.…_]*[0-9]{0,4}[\s.…_]*)+$|` +
		`^ngày[\s.…_]*[0-9]{0,2}[\s.…_]*[/-][\s.…_]*[0-9]{0,2}[\s.…_]*[/-][\s.…_]*[0-9]{0,4}[\s.…_]*$`)
	// placeAndDay is place and day of a signature in figures: "Sơn La, ngày 15/6/2026".
	placeAndDay = regexp.MustCompile(`(?i)^[^0-9:;]{2,40},\s*ngày\s*[0-9.…_ ]{1,6}[/-][0-9.…_ ]{1,6}[/-][0-9.…_ ]{1,8}$`)
)

func isPartOfDay(text string) bool { return partOfDay.MatchString(strings.TrimSpace(text)) }

// isCutFooter reports whether a row is that of a signature of which separators within its text have
// made several cells: each is one of those that stand below lists, and one is its day, or a part of it. A
// day that stands where birth dates do may be somebody's.
func (r *reader) isCutFooter(row int) bool {
	cells := r.table.Rows[row].Cells
	dated := false
	for _, c := range cells {
		part := isPartOfDay(c.Text)
		if part && r.isBirthColumn(int(c.Col)) && strings.HasPrefix(letters.Key(c.Text), "ngay") {
			return false
		}
		dated = dated || part || placeAndDay.MatchString(strings.TrimSpace(c.Text))
	}
	return dated && !slices.ContainsFunc(r.shownRow(row), func(text string) bool { return !isBelowList(text) })
}

// isBirthColumn reports whether a column has birth dates, or a part of them.
func (r *reader) isBirthColumn(col int) bool {
	return slices.ContainsFunc([]Field{FieldBirthDate, FieldBirthDay, FieldBirthMonth, FieldBirthYear}, func(f Field) bool {
		at, ok := r.column(f)
		return ok && at == col
	})
}
