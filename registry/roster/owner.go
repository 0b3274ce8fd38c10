package roster

import (
	"strings"

	"sogoc/registry/names"
	"sogoc/registry/roster/letters"
)

// ownerFields tell whose marks a row holds.
var (
	ownerFields = []Field{FieldLearnerCode, FieldMOETID, FieldNationalID, FieldFullName, FieldFamilyName}
	anyOwner    = demanded{"Mã học sinh, Mã sinh viên, Số định danh cá nhân hoặc Họ tên", ownerFields}
)

// owner returns the index in rows of the learner whose marks a row holds: by code or
// id, or by name and birth date in a sheet without these.
func (b *builder) owner(r *reader, row int) (int, bool) {
	if !r.layout.hasEach([][]Field{learnerFields}) {
		return b.ownerByName(r, row)
	}
	r.require(row, r.learnerField())
	learner, col, known := b.knownLearner(r, row)
	if !known {
		if learner != "" && !r.isLeftOut(row, col, learner) {
			r.report(CodeUnknownLearner, row, col, learner)
		}
		return 0, false
	}
	i := b.learners[learner]
	b.compareName(r, row, i)
	b.compareBirth(r, row, i)
	return i, true
}

// knownLearner returns the code or id by which a row's learner is in the list of
// graduates, or the first one that it has.
func (b *builder) knownLearner(r *reader, row int) (learner string, col int, known bool) {
	first, firstCol := "", 0
	for _, f := range learnerFields {
		at, ok := r.column(f)
		if !ok {
			continue
		}
		code := ""
		switch f {
		case FieldLearnerCode:
			code = r.learnerCode(row)
		case FieldMOETID:
			code, _ = r.moetID(row)
		case FieldNationalID:
			code = r.nationalID(row)
		}
		if code == "" {
			continue
		}
		if _, known := b.learners[code]; known {
			return code, at, true
		}
		if first == "" {
			first, firstCol = code, at
		}
	}
	return first, firstCol, false
}

// sameName reports whether two spellings are one name but for capitals and the
// place of tone marks.
func sameName(a, b string) bool { return names.ToneOf(a) == names.ToneOf(b) }

// nameShown returns the name in a row of marks, as it stands there.
func (r *reader) nameShown(row int) string {
	var parts []string
	for _, f := range []Field{FieldFullName, FieldFamilyName, FieldMiddleName, FieldGivenName} {
		if col, ok := r.column(f); ok {
			parts = append(parts, r.table.shown(row, col))
		}
	}
	return letters.Fold(letters.ReplaceLookalikes(strings.Join(parts, " ")))
}

// compareName asks where marks stand beside another name than their code has in
// the list of graduates.
func (b *builder) compareName(r *reader, row, i int) {
	name := r.nameShown(row)
	if name == "" || i >= len(b.rows) || sameName(name, b.rows[i].Subject.FullName) {
		return
	}
	p := r.problem(CodeOtherName, row, r.layout.columns[r.nameField()], name)
	p.Suggestion = b.rows[i].Subject.FullName
	r.addValue(p)
}

// ownerByName finds a learner by name and, where the sheet has that column, birth
// date: there must be exactly one.
func (b *builder) ownerByName(r *reader, row int) (int, bool) {
	r.require(row, r.nameField())
	name := r.nameShown(row)
	if name == "" {
		return 0, false
	}
	col := r.layout.columns[r.nameField()]
	born, dated := "", false
	if _, dated = r.column(FieldBirthDate); dated {
		d, ok := r.date(row, FieldBirthDate, false, b.at)
		if !ok {
			r.require(row, FieldBirthDate)
			return 0, false
		}
		born = d.String()
	}
	found := b.named(name, born)
	switch len(found) {
	case 0:
		if !r.isLeftOut(row, col, leftName(name)) {
			r.report(CodeUnknownLearner, row, col, name)
		}
		return 0, false
	case 1:
		r.reportColumn(CodeJoinedByName, row, col, name, b.called(found[0]))
		return found[0], true
	}
	r.report(CodeManyOfTheName, row, col, name)
	return 0, false
}

// named returns the learners of a name and, unless born is "", birth date.
func (b *builder) named(name, born string) []int {
	if b.byName == nil {
		b.byName = map[string][]int{}
		for i, row := range b.rows {
			key := names.ToneOf(row.Subject.FullName)
			b.byName[key] = append(b.byName[key], i)
		}
	}
	var found []int
	for _, i := range b.byName[names.ToneOf(name)] {
		if born == "" || string(b.rows[i].Subject.BirthDate) == born {
			found = append(found, i)
		}
	}
	return found
}

// called is how a learner of the list is told apart from others.
func (b *builder) called(i int) string {
	s := b.rows[i].Subject
	code := s.LearnerCode
	if code == "" {
		code = s.NationalID
	}
	return strings.TrimSpace(code + " " + s.FullName)
}
