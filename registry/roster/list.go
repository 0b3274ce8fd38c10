package roster

import (
	"strconv"
	"strings"

	"sogoc/registry"
	"sogoc/verifier/credential"
)

var (
	nameFields    = []Field{FieldFullName, FieldFamilyName}
	learnerFields = []Field{FieldLearnerCode, FieldMOETID}
)

// listSheet reads one sheet of graduates; false where it has no header.
func (b *builder) listSheet(r *reader) bool {
	l, ok := b.header(r, listIndex, nameFields, []Field{FieldBirthDate, FieldLearnerCode, FieldMOETID, FieldNationalID})
	if !ok {
		return false
	}
	r.layout = l
	b.sheets = append(b.sheets, span{r.sheet.name, b.lines + 1})
	first := b.lines
	b.lines += len(r.sheet.raw)
	r.prefer()
	complete := r.demand(listAliases, nameFields, []Field{FieldBirthDate}, learnerFields)
	if _, split := r.column(FieldFamilyName); split {
		complete = r.demand(listAliases, []Field{FieldGivenName}) && complete
	}
	r.continuedName()
	r.columns()
	if !complete {
		return true
	}
	r.rows(listKeys, func(row int) {
		b.rows = append(b.rows, b.graduate(r, row, first+row+1))
	})
	return true
}

// prefer forgets the columns that say again what another one says better: a
// full name goes before its parts, the school's learner code before the
// ministry's.
func (r *reader) prefer() {
	if _, ok := r.column(FieldFullName); ok {
		delete(r.layout.columns, FieldFamilyName)
		delete(r.layout.columns, FieldGivenName)
	}
	if _, ok := r.column(FieldLearnerCode); ok {
		delete(r.layout.columns, FieldMOETID)
	}
}

// learnerField returns the field of the code that tells learners apart.
func (r *reader) learnerField() Field {
	if _, ok := r.column(FieldLearnerCode); ok {
		return FieldLearnerCode
	}
	return FieldMOETID
}

// nameField returns the field of the full name, or of its first part.
func (r *reader) nameField() Field {
	if _, ok := r.column(FieldFullName); ok {
		return FieldFullName
	}
	return FieldFamilyName
}

// graduate reads one row. What cannot be read is noted and left empty: a
// report with an error lets no row out.
func (b *builder) graduate(r *reader, row, line int) registry.Row {
	for _, f := range []Field{r.nameField(), FieldBirthDate, r.learnerField()} {
		r.require(row, f)
	}
	born, _ := r.date(row, FieldBirthDate, false, b.at)
	code, scheme := r.learner(row)
	g := registry.Row{
		Line: line,
		Subject: credential.Subject{
			FullName: r.fullName(row), BirthPlace: r.text(row, FieldBirthPlace, 250), Sex: r.sex(row),
			NationalID: r.nationalID(row), LearnerCode: code, LearnerScheme: scheme,
			Ethnicity: r.text(row, FieldEthnicity, 50), Nationality: r.text(row, FieldNationality, 100),
		},
		SerialNumber:   r.number(row, FieldSerial, 30, CodeNumberCell),
		RegisterNumber: r.number(row, FieldRegister, 40, CodeNumberCell),
		Field:          r.majorCode(row),
		Major:          r.text(row, FieldMajor, 150),
		Specialization: r.text(row, FieldSpecialization, 150),
		Rank:           r.text(row, FieldRank, 50),
		Mode:           r.text(row, FieldMode, 100),
		GraduationYear: r.year(row, FieldGraduationYear, b.at),
		DecisionNumber: r.number(row, FieldDecisionNo, 50, CodeNumberCell),
		DecisionDate:   r.day(row, FieldDecisionDate, b.at),
		ExamCouncil:    r.text(row, FieldExamCouncil, 150),
		ExamSession:    r.session(row),
		Summary: credential.Summary{
			EnrolDate: r.day(row, FieldEnrolDate, b.at), Language: r.text(row, FieldLanguage, 100),
			Duration: r.text(row, FieldDuration, 100), TotalCredits: r.mark(row, FieldTotalCredits, 500),
			GPA10: r.mark(row, FieldGPA10, 10), GPA4: r.mark(row, FieldGPA4, 4),
		},
	}
	if born.year != 0 {
		g.Subject.BirthDate = credential.PartialDate(born.String())
	}
	if id := g.Subject.NationalID; id != "" && !agrees(id, g.Subject.Sex, born) {
		r.note(CodeNationalCheck, row, r.layout.columns[FieldNationalID], id)
	}
	b.relate(r, row, g)
	return g
}

// fullName joins what the list keeps apart.
func (r *reader) fullName(row int) string {
	var parts []string
	col := r.layout.columns[FieldFullName]
	if _, whole := r.column(FieldFullName); whole {
		parts = []string{r.text(row, FieldFullName, 150), r.continuation(row)}
	} else {
		col = r.layout.columns[FieldFamilyName]
		r.require(row, FieldGivenName)
		parts = []string{r.text(row, FieldFamilyName, 150), r.text(row, FieldGivenName, 50)}
	}
	name := strings.TrimSpace(strings.Join(parts, " "))
	switch {
	case name == "":
		return ""
	case !nameForm(name):
		r.note(CodeName, row, col, name)
		return ""
	case len([]rune(name)) > 150:
		r.note(CodeTooLong, row, col, name)
		return ""
	}
	return name
}

func (r *reader) continuation(row int) string {
	if r.layout.joined < 0 {
		return ""
	}
	c, ok := r.content(row, r.layout.joined)
	if ok && c.kind != cellText {
		r.note(CodeNotText, row, r.layout.joined, c.text)
		return ""
	}
	return c.text
}

// session returns the exam session as printed; a spreadsheet may have made a
// date of it.
func (r *reader) session(row int) string {
	col, ok := r.column(FieldExamSession)
	if !ok {
		return ""
	}
	if d, ok := r.sheet.dateOf(r.sheet.inspect(row, col)); ok {
		return twoDigits(d.day) + "/" + twoDigits(d.month) + "/" + strconv.Itoa(d.year)
	}
	return r.text(row, FieldExamSession, 150)
}

func twoDigits(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// numbering watches one column of numbers, which a list fills or leaves out.
type numbering struct {
	filled int
	empty  []func() // notes the empty cells, once it is known that others are filled
}

// relate compares a row with those before it.
func (b *builder) relate(r *reader, row int, g registry.Row) {
	b.unique(r, row, FieldSerial, CodeRepeatedSerial, g.SerialNumber)
	b.unique(r, row, FieldRegister, CodeRepeatedRegister, g.RegisterNumber)
	b.unique(r, row, FieldNationalID, CodeRepeatedID, g.Subject.NationalID)
	if s := g.Subject; s.FullName != "" && s.BirthDate != "" {
		b.unique(r, row, r.nameField(), CodeRepeatedPerson, headerKey(s.FullName)+" "+string(s.BirthDate))
	}
	if code := g.Subject.LearnerCode; b.unique(r, row, r.learnerField(), CodeRepeatedLearner, code) {
		b.learners[code] = len(b.rows)
	}
	for i, f := range []Field{FieldSerial, FieldRegister} {
		if col, ok := r.column(f); ok && strings.TrimSpace(r.sheet.shown(row, col)) != "" {
			b.numbers[i].filled++
		} else {
			b.numbers[i].empty = append(b.numbers[i].empty, func() {
				if !ok {
					r.noteRow(CodePartlyFilled, row)
					return
				}
				r.note(CodePartlyFilled, row, col, "")
			})
		}
	}
}

// unique notes a value that stands in an earlier row, and returns whether it is new.
func (b *builder) unique(r *reader, row int, f Field, code Code, value string) bool {
	col, ok := r.column(f)
	if !ok || value == "" {
		return false
	}
	key := uniqueKey{code, value}
	if other, repeated := b.seen[key]; repeated {
		r.clash(code, row, col, strings.TrimSpace(r.sheet.shown(row, col)), other)
		return false
	}
	b.seen[key] = r.sheet.place(row, col)
	return true
}

// partlyFilled notes the empty cells of a column of numbers that others fill.
func (b *builder) partlyFilled() {
	for _, n := range b.numbers {
		if n.filled == 0 {
			continue
		}
		for _, note := range n.empty {
			note()
		}
	}
}
