package roster

import (
	"slices"

	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
)

// sexOf is what a row's name lets expect of the sex, and what the row says.
type sexOf struct {
	row       int
	found     string // the name and the sex
	female    bool   // the name is a woman's
	differs   bool
	confirmed bool // the national id says the sex that the row says
}

// Which sexes that do not suit the middle name are asked about. Hardly any man is called Thị, so
// that one is enough; of women who are called Văn there are some, so that there must be several,
// and one in so many of those with that middle name. Both hold for people whose national id does
// not say the same. A list whose values slipped has both, whatever the ids say.
const (
	contradictionsEachWay = 2
	oneContradicted       = 10
)

// judgeSexes looks at whole columns of sexes.
func (r *reader) judgeSexes(rows []int) {
	r.askEmptySex(rows)
	r.judgeSexDigits(rows)
}

// askEmptySex asks about a column that is called by a sex and is wholly empty, where no
// other one tells the sex: everybody would be of the other one.
func (r *reader) askEmptySex(rows []int) {
	female, hasFemale := r.column(FieldFemale)
	male, hasMale := r.column(FieldMale)
	_, inWords := r.column(FieldSex)
	if inWords || hasFemale == hasMale || len(rows) == 0 {
		return
	}
	col, printed := female, "Nam"
	if hasMale {
		col, printed = male, "Nữ"
	}
	if slices.ContainsFunc(rows, func(row int) bool { return r.table.shown(row, col) != "" }) {
		return
	}
	for _, row := range rows {
		r.reportColumn(CodeSexEmpty, row, col, "", printed)
	}
}

// noteSex holds a row's sex against its middle name.
func (r *reader) noteSex(row int, person credential.Subject) {
	name, sex := person.FullName, person.Sex
	if sex == "" {
		return
	}
	if expected := sexOfName(name); expected != "" {
		r.sexes = append(r.sexes, sexOf{
			row:       row,
			found:     name + ": " + sex,
			female:    expected == "Nữ",
			differs:   expected != sex,
			confirmed: twelveDigits.MatchString(person.NationalID) && agrees(person.NationalID, sex, date{}),
		})
	}
}

// askSexes asks about a column of sexes that are all numbers, and about one that
// contradicts the names as a column does that was sorted by itself.
func (r *reader) askSexes() {
	if col, ok := r.column(FieldSex); ok && !r.sexInWords {
		for _, row := range r.sexNumbers {
			text := r.table.shown(row, col)
			r.reportColumn(CodeSexNumber, row, col, text, sexes[letters.Key(text)])
		}
	}
	differing := r.contradictedSexes()
	col := -1
	for _, f := range []Field{FieldMale, FieldFemale, FieldSex} {
		if at, ok := r.column(f); ok {
			col = at
		}
	}
	for _, s := range differing {
		r.reportColumn(CodeSexNames, s.row, col, r.table.shown(s.row, col), s.found)
	}
}

// contradictedSexes returns the rows that are asked about.
func (r *reader) contradictedSexes() []sexOf {
	differing := slices.DeleteFunc(slices.Clone(r.sexes), func(s sexOf) bool { return !s.differs })
	women, unconfirmedMen, men := 0, 0, 0
	for _, s := range r.sexes {
		men += count(!s.female)
		women += count(s.differs && s.female)
		unconfirmedMen += count(s.differs && !s.female && !s.confirmed)
	}
	if min(women, len(differing)-women) >= contradictionsEachWay && len(differing)*oneContradicted >= len(r.sexes) {
		return differing
	}
	manyMen := unconfirmedMen >= contradictionsEachWay && unconfirmedMen*oneContradicted >= men
	return slices.DeleteFunc(differing, func(s sexOf) bool { return s.confirmed || !s.female && !manyMen })
}
