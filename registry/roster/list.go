package roster

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sogoc/registry"
	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
)

var (
	nameFields    = []Field{FieldFullName, FieldFamilyName}
	learnerFields = []Field{FieldLearnerCode, FieldMOETID, FieldNationalID}
	bornFields    = []Field{FieldBirthDate, FieldBirthYear}
	anyLearner    = demanded{"Mã học sinh, Mã sinh viên hoặc Số định danh cá nhân", learnerFields}
)

// listSheet reads one sheet of graduates; false where it has no header.
func (b *builder) listSheet(r *reader) bool {
	l, ok := b.listHeader(r)
	if !ok {
		return false
	}
	r.layout = l
	b.sheets = append(b.sheets, span{r.table.Name, b.lines + 1})
	first := b.lines
	b.lines += len(r.table.Rows)
	r.prefer()
	r.takeMeans()
	r.withoutOtherKinds()
	complete := r.demand(demand(nameFields...), demand(bornFields...), anyLearner)
	if _, split := r.column(FieldFamilyName); split {
		complete = r.demand(demand(FieldGivenName)) && complete
	}
	r.fillMerged()
	rows := r.dataRows(listKeys)
	r.continuedName(rows)
	r.reportColumns()
	r.reportHeader()
	if !complete {
		return true
	}
	r.beyondHeader(rows)
	r.askChosen(rows)
	r.askAcross(rows)
	r.askHiddenColumns()
	r.judgeDates(rows, FieldBirthDate, FieldDecisionDate, FieldEnrolDate)
	r.askPartialBirths(rows)
	r.askDragged(rows)
	r.compareTotal(rows, b.rows)
	r.noteSkips(rows)
	rows = r.withoutOtherYear(r.withoutOthers(r.withoutKeptSheet(rows)))
	r.askTitles(rows)
	r.compareSignatures(rows)
	rows = r.decided(rows)
	r.demandFields(rows)
	r.compareMajors(rows)
	r.compareTerms(rows)
	r.askRareValues(rows)
	r.askMissing(rows)
	r.judgeShownCodes(rows)
	r.judgeCodes(rows)
	r.judgeSexes(rows)
	r.judgePlaceCase(rows)
	r.judgeDecimals(rows, FieldGPA10, FieldGPA4, FieldTotalCredits)
	r.seconds = r.secondColumns()
	b.count.find(len(rows))
	b.rows = slices.Grow(b.rows, len(rows))
	for _, row := range rows {
		if b.left() {
			break
		}
		b.rows = append(b.rows, b.graduate(r, row, first+row+1))
		b.count.judge()
	}
	r.askSexes()
	return true
}

// reportHeader notes headers that came in an old encoding.
func (r *reader) reportHeader() {
	for row := r.layout.first; row < r.layout.end; row++ {
		for _, c := range r.table.Rows[row].Cells {
			if was, converted := r.table.converted[cellAt{row, int(c.Col)}]; converted {
				r.reportColumn(CodeHeaderConverted, row, int(c.Col), was.text, c.Text)
			}
		}
	}
}

// prefer forgets the columns that say again what another one says better: a
// full name goes before its parts, the school's learner code before the
// ministry's, a column of sexes before one of signs, a date before its parts.
func (r *reader) prefer() {
	for _, rule := range []struct{ better, worse Field }{
		{FieldFullName, FieldFamilyName}, {FieldFullName, FieldMiddleName}, {FieldFullName, FieldGivenName},
		{FieldLearnerCode, FieldMOETID},
		{FieldSex, FieldFemale}, {FieldSex, FieldMale},
	} {
		col, again := r.column(rule.worse)
		if _, ok := r.column(rule.better); ok && again {
			delete(r.layout.columns, rule.worse)
			r.layout.again[rule.worse] = col
		}
	}
	_, day := r.column(FieldBirthDay)
	_, month := r.column(FieldBirthMonth)
	_, year := r.column(FieldBirthYear)
	if _, whole := r.column(FieldBirthDate); whole || !day || !month || !year {
		for _, f := range []Field{FieldBirthDay, FieldBirthMonth, FieldBirthYear} {
			delete(r.layout.columns, f)
		}
	}
}

// learnerField returns the field of the code that tells learners apart.
func (r *reader) learnerField() Field {
	for _, f := range learnerFields {
		if _, ok := r.column(f); ok {
			return f
		}
	}
	return FieldLearnerCode
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
	for _, f := range []Field{r.nameField(), FieldBirthDate, FieldBirthYear, r.learnerField()} {
		r.require(row, f)
	}
	born := r.birthDate(row, b.at)
	code, scheme := r.learner(row)
	g := registry.Row{
		Line:           line,
		Subject:        r.subject(row),
		SerialNumber:   r.number(row, FieldSerial, 30, CodeNumberCell),
		RegisterNumber: r.number(row, FieldRegister, 40, CodeNumberCell),
		Field:          r.majorCode(row),
		Major:          r.major(row, FieldMajor),
		Specialization: r.major(row, FieldSpecialization),
		Rank:           r.rank(row),
		Mode:           r.mode(row),
		GraduationYear: r.year(row, FieldGraduationYear, b.at),
		DecisionNumber: r.number(row, FieldDecisionNo, 50, CodeNumberCell),
		DecisionDate:   r.day(row, FieldDecisionDate, b.at),
		ExamCouncil:    r.text(row, FieldExamCouncil, 150),
		ExamSession:    r.session(row),
		Summary: credential.Summary{
			EnrolDate:    r.day(row, FieldEnrolDate, b.at),
			Language:     r.text(row, FieldLanguage, 100),
			Duration:     r.text(row, FieldDuration, 100),
			TotalCredits: r.decimal(row, FieldTotalCredits, 500),
			GPA10:        r.decimal(row, FieldGPA10, 10),
			GPA4:         r.decimal(row, FieldGPA4, 4),
		},
	}
	g.Subject.LearnerCode, g.Subject.LearnerScheme = code, scheme
	if born.year != 0 {
		g.Subject.BirthDate = credential.PartialDate(born.String())
	}
	r.compareSeconds(row, born, g.Subject)
	r.noteSex(row, g.Subject)
	b.plausible(r, row, born, g)
	b.relate(r, row, g)
	return g
}

// subject reads what a row says of the person, but for the birth date and the code.
func (r *reader) subject(row int) credential.Subject {
	return credential.Subject{
		FullName:    r.fullName(row),
		BirthPlace:  r.place(row),
		Sex:         r.sex(row),
		NationalID:  r.nationalID(row),
		Ethnicity:   r.ethnicity(row),
		Nationality: r.text(row, FieldNationality, 100),
	}
}

// fullName joins what the list keeps apart.
func (r *reader) fullName(row int) string {
	var parts []string
	col := r.layout.columns[FieldFullName]
	if _, whole := r.column(FieldFullName); whole {
		parts = []string{r.unjudgedText(row, FieldFullName, 150), r.continuation(row)}
	} else {
		col = r.layout.columns[FieldFamilyName]
		r.require(row, FieldGivenName)
		parts = []string{r.unjudgedText(row, FieldFamilyName, 150), r.unjudgedText(row, FieldMiddleName, 100),
			r.unjudgedText(row, FieldGivenName, 50)}
		parts = r.inOrder(row, col, parts)
	}
	name := letters.Fold(strings.Join(parts, " "))
	switch {
	case name == "":
		return ""
	case !letters.IsName(name):
		r.report(CodeName, row, col, name)
		return ""
	case utf8.RuneCountInString(name) > 150:
		r.report(CodeTooLong, row, col, name)
		return ""
	}
	if code, found := scriptCodes[letters.Scripts(name)]; found {
		r.report(code, row, col, name)
	} else if r.isUnusualName(name) || isTurnedName(name) || r.isMisread(row, name) ||
		isExchanged(parts) || saysMore(name) || repeatsWords(name) || r.endsInLetter(row, name) || r.isMisspelt(row, name) {
		r.reportColumn(CodeNameUnusual, row, col, name)
	} else if isPlainName(name) {
		r.reportColumn(CodeNamesPlain, row, col, name)
	}
	r.compareParts(row, col, name)
	return name
}

// scriptCodes say what each finding about scripts is; Latin is no problem.
var scriptCodes = map[letters.Finding]Code{letters.RareLatin: CodeUnusual, letters.OtherScript: CodeScript,
	letters.NeedsShaping: CodeScriptShaped, letters.MixedScripts: CodeScriptMixed}

func (r *reader) continuation(row int) string {
	if r.layout.joined < 0 {
		return ""
	}
	c, ok := r.content(row, r.layout.joined)
	if ok && c.Kind != grid.Text {
		r.report(CodeNotText, row, r.layout.joined, c.Text)
		return ""
	}
	if !ok || !r.printable(row, r.layout.joined, c.Text) {
		return ""
	}
	return c.Text
}

// session returns the exam session as printed; a spreadsheet may have made a
// date of it.
func (r *reader) session(row int) string {
	col, ok := r.column(FieldExamSession)
	if !ok {
		return ""
	}
	if c := r.table.Cell(row, col); c.Kind == grid.Date && !c.Day.IsZero() {
		return c.Day.String()
	}
	return r.text(row, FieldExamSession, 150)
}
