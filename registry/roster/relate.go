package roster

import (
	"strings"

	"sogoc/registry"
	"sogoc/registry/roster/letters"
)

// numbering watches one column of numbers, which a list fills or leaves out.
type numbering struct {
	filled int
	empty  []func() // notes the empty cells, once it is known that others are filled
}

// relate compares a row with those before it.
func (b *builder) relate(r *reader, row int, g registry.Row) {
	b.unique(r, row, FieldSerial, CodeRepeatedSerial, g.SerialNumber)
	b.unique(r, row, FieldRegister, CodeRepeatedRegister, g.RegisterNumber)
	if b.unique(r, row, FieldNationalID, CodeRepeatedID, g.Subject.NationalID) {
		b.learners[g.Subject.NationalID] = len(b.rows)
	}
	if s := g.Subject; s.FullName != "" && s.BirthDate != "" {
		b.askSamePerson(r, row, oneNameKey(s.FullName), string(s.BirthDate))
	}
	if code := g.Subject.LearnerCode; b.unique(r, row, r.learnerField(), CodeRepeatedLearner, code) {
		b.learners[code] = len(b.rows)
	}
	for i, f := range []Field{FieldSerial, FieldRegister} {
		col, ok := r.column(f)
		switch {
		case ok && r.table.shown(row, col) != "":
			b.numbers[i].filled++
		case ok:
			b.numbers[i].empty = append(b.numbers[i].empty, func() { r.report(CodePartlyFilled, row, col, "") })
		default:
			b.numbers[i].empty = append(b.numbers[i].empty, func() { r.reportRow(CodePartlyFilled, row) })
		}
	}
}

// oneNameKey is the same for spellings of one name: without accents and spaces, and with i for y,
// as in Vy and Vi, Lý and Lí.
func oneNameKey(name string) string { return strings.ReplaceAll(letters.Key(name), "y", "i") }

// askSamePerson asks about a name and birth date that stand in an earlier row. Where only the
// year is known of one of two rows, the year tells whether they may be the same.
func (b *builder) askSamePerson(r *reader, row int, name, born string) {
	key := name + " " + born
	ofYear := uniqueKey{CodeRepeatedPerson, name + " in " + born[:4]}
	ofYearAlone := uniqueKey{CodeRepeatedPerson, name + " in the year " + born[:4]}
	known := ofYearAlone
	if born == born[:4] {
		known = ofYear
	}
	other, repeated := b.seen[known]
	if b.unique(r, row, r.nameField(), CodeRepeatedPerson, key) && repeated {
		r.reportRepeated(CodeRepeatedPerson, row, r.layout.columns[r.nameField()], r.nameShown(row), other)
	}
	at := r.table.name(row, r.layout.columns[r.nameField()])
	b.seen[ofYear] = at
	if known == ofYear {
		b.seen[ofYearAlone] = at
	}
}

// unique notes a value that stands in an earlier row, and returns whether it is new.
func (b *builder) unique(r *reader, row int, f Field, code Code, value string) bool {
	col, ok := r.column(f)
	if !ok || value == "" {
		return false
	}
	key := uniqueKey{code, strings.ToLower(value)} // codes that only capitals tell apart are one
	if other, repeated := b.seen[key]; repeated {
		r.reportRepeated(code, row, col, r.table.shown(row, col), other)
		return false
	}
	b.seen[key] = r.table.name(row, col)
	return true
}

// partlyFilled notes the empty cells of a column of numbers that others fill.
func (b *builder) partlyFilled() {
	for _, n := range b.numbers {
		if n.filled == 0 {
			continue
		}
		for _, report := range n.empty {
			report()
		}
	}
}
