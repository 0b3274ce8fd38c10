package roster

import (
	"slices"
	"strings"

	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
)

// findSubjects looks for the header of a sheet with a column of marks for each
// subject: it names a learner and at least two subjects.
func findSubjects(t *table, index aliasIndex) (layout, bool) {
	best, most := layout{}, 1
	for row := 0; row < len(t.Rows) && row < headerRows; row++ {
		l := readHeader(t, row, index)
		if !l.hasEach([][]Field{ownerFields}) {
			continue
		}
		subjects := 0
		for _, name := range l.names {
			subjects += count(codelist.IsSubject(name))
		}
		if subjects < 2 {
			l.subjects = l.subjectColumns(t)
			subjects = len(l.subjects)
		}
		if subjects > most {
			best, most = l, subjects
		}
	}
	if most < 2 {
		return best, false
	}
	best.subjects = best.subjectColumns(t)
	return best, true
}

// subjectColumns returns the columns that are known subjects, or hold nothing but
// marks under a header that is nothing else.
func (l *layout) subjectColumns(t *table) []int {
	var columns []int
	for col, name := range l.names {
		if f, _ := listIndex.field(name); f != "" && !codelist.IsSubject(name) || codelist.IsResult(name) {
			continue
		}
		if codelist.IsSubject(name) || l.holdsMarks(t, col) {
			columns = append(columns, col)
		}
	}
	slices.Sort(columns)
	return columns
}

// holdsMarks reports whether at least four of five filled cells of a column are marks.
func (l *layout) holdsMarks(t *table, col int) bool {
	filled, marks := 0, 0
	for row := l.end; row < len(t.Rows); row++ {
		text := t.shown(row, col)
		if text == "" {
			continue
		}
		filled++
		_, code := parseDecimal(text, 10)
		marks += count(code == "" || slices.Contains(markWords, text) || isExemptMark(text))
	}
	return filled > 0 && 5*marks >= 4*filled
}

// subjectRows reads a sheet with a column for each subject.
func (b *builder) subjectRows(r *reader, l layout) {
	l.findCredits(r.table)
	r.layout = l
	for _, f := range []Field{FieldMark10, FieldMarkLetter, FieldMark4, FieldCourseName, FieldCourseCode} {
		if col, ok := r.column(f); ok && slices.Contains(l.subjects, col) {
			delete(r.layout.columns, f)
		}
	}
	r.prefer()
	r.fillMerged()
	rows := r.dataRows(append([]Field{FieldFullName, FieldFamilyName, FieldBirthDate}, learnerFields...))
	r.judgeDates(rows, FieldBirthDate)
	r.layout.subjects = r.askSubjects(l.subjects, rows)
	r.reportColumns()
	r.reportHeader()
	r.beyondHeader(rows)
	r.add(r.problem(CodeMarksBySubject, r.layout.first, -1, ""))
	rows = r.withoutMarked(r.withoutKeptSheet(rows))
	r.judgeShownCodes(rows)
	r.judgeShown(rows, r.layout.subjects)
	r.judgeWholeNumbers(rows, r.layout.subjects)
	b.count.find(len(rows))
	for _, row := range rows {
		if b.left() {
			break
		}
		b.count.judge()
		i, known := b.owner(r, row)
		if !known {
			continue
		}
		for _, col := range r.layout.subjects {
			b.subjectMark(r, row, col, i)
		}
	}
}

// subjectMark reads one mark; an empty cell is no course of that learner.
func (b *builder) subjectMark(r *reader, row, col, i int) {
	if r.table.shown(row, col) == "" {
		return
	}
	name, ok := r.content(r.layout.first, col)
	c := credential.Course{Name: name.Text, Credits: strings.Replace(r.layout.credits[col], ",", ".", 1)}
	if !ok || r.layout.end > r.layout.first+1 || c.Credits != "" {
		c.Name = letters.Fold(r.layout.names[col])
	}
	r.tenPoint(row, col, &c)
	if c.TenPoint != "" || c.Letter != "" || c.Exempt {
		b.addCourse(r, row, col, i, c)
	}
}

// chooseSubjects takes what a person said of columns: a column of marks is a
// subject, every other one is none.
func (l *layout) chooseSubjects(choice Choice) {
	l.choose(choice.Columns)
	for name, field := range choice.Columns {
		if col, ok := grid.Column(name); ok && field == FieldMark10 {
			l.subjects = append(l.subjects, col)
		}
	}
	slices.Sort(l.subjects)
}

// learnerOfSheet finds whose marks a sheet holds: a code, an id or a name above the
// header, "Mã SV: …", or the sheet's name. It returns the index in rows, -1 where
// the list has no such learner, and what the sheet says.
func (b *builder) learnerOfSheet(r *reader, l layout) (i int, by string, found bool) {
	name := ""
	for row := range l.first {
		cells := r.table.Rows[row].Cells
		for k, c := range cells {
			label, value, colon := strings.Cut(c.Text, ":")
			f, _ := r.index.field(label)
			if value = strings.TrimSpace(value); (!colon || value == "") && k+1 < len(cells) {
				value = strings.TrimSpace(cells[k+1].Text)
			}
			if f == FieldFullName && name == "" {
				name = letters.Fold(value)
			}
			if fields := strings.Fields(value); slices.Contains(learnerFields, f) && len(fields) > 0 {
				return b.index(fields[0]), fields[0], true
			}
		}
	}
	title := strings.TrimSpace(r.table.Name)
	if i := b.index(title); i >= 0 {
		return i, title, true
	}
	for _, called := range []string{name, letters.Fold(title)} {
		if called == "" {
			continue
		}
		switch same := b.named(called, ""); {
		case len(same) == 1:
			return same[0], called, true
		case len(same) > 1 || called == name:
			return -1, called, true
		}
	}
	return -1, "", false
}

// index returns the index in rows of a learner's code or id, or -1.
func (b *builder) index(learner string) int {
	if i, known := b.learners[learner]; known {
		return i
	}
	return -1
}

// learnerSheet reads the courses of one learner, by the index in rows; by is how
// the sheet calls the learner.
func (b *builder) learnerSheet(r *reader, l layout, i int, by string) {
	r.layout = l
	r.fillMerged()
	complete := r.demand(demand(FieldCourseName), demand(markFields...))
	rows := r.dataRows([]Field{FieldCourseCode, FieldCourseName, FieldMark10, FieldMarkLetter, FieldMark4,
		FieldCredits})
	r.reportColumns()
	r.reportHeader()
	if !complete {
		return
	}
	r.beyondHeader(rows)
	r.askUnreadMarks(rows)
	p := r.problem(CodeSheetOfLearner, -1, -1, by)
	switch {
	case i < 0 && len(b.named(by, "")) > 1:
		p.Code, p.Row = CodeManyOfTheName, l.first+1
	case i < 0 && (r.leftOut[by] || r.leftOut[leftName(by)]):
		p.Code = CodeCoursesLeftOut
	case i < 0:
		p.Code, p.Row = CodeUnknownLearner, l.first+1
	case b.index(by) < 0:
		p.Code, p.Row, p.Suggestion = CodeJoinedByName, l.first+1, b.called(i)
	}
	r.add(p)
	if i < 0 {
		return
	}
	rows = r.withoutMarked(rows)
	r.judgeShownCodes(rows)
	r.judgeDecimals(rows, FieldMark10, FieldMark4)
	for _, row := range rows {
		b.addCourse(r, row, r.layout.columns[FieldCourseName], i, b.course(r, row))
	}
}
