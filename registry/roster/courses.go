package roster

import (
	"slices"
	"strconv"
	"strings"

	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
)

var (
	courseNames = []Field{FieldCourseName, FieldCourseCode}
	markFields  = []Field{FieldMark10, FieldMarkLetter, FieldMark4}
)

// courseSheet reads one sheet of courses; false where it has no header. Sheets have
// a row for each course, or a column for each subject, or are one learner's.
func (b *builder) courseSheet(r *reader) bool {
	if l, chosen := r.chosenHeader(); chosen {
		return b.chosenCourses(r, l, r.choice)
	}
	if l, ok := b.header(r, ownerFields, courseNames); ok {
		b.courseRows(r, l)
		return true
	}
	if l, ok := findSubjects(r.table, r.index); ok {
		l.chooseSubjects(r.choice)
		b.subjectRows(r, l)
		return true
	}
	if l, ok := b.header(r, courseNames, markFields); ok {
		if i, by, found := b.learnerOfSheet(r, l); found {
			b.learnerSheet(r, l, i, by)
			return true
		}
	}
	return false
}

// chosenCourses reads a sheet whose header a person pointed to: the columns that it
// has say which of the three forms it is of.
func (b *builder) chosenCourses(r *reader, l layout, choice Choice) bool {
	if l.hasEach([][]Field{ownerFields, courseNames}) {
		b.courseRows(r, l)
		return true
	}
	if l.hasEach([][]Field{courseNames, markFields}) {
		if i, by, found := b.learnerOfSheet(r, l); found {
			b.learnerSheet(r, l, i, by)
			return true
		}
	}
	subjects := l
	subjects.subjects = l.subjectColumns(r.table)
	subjects.chooseSubjects(choice)
	if subjects.hasEach([][]Field{ownerFields}) && len(subjects.subjects) > 0 {
		b.subjectRows(r, subjects)
		return true
	}
	b.courseRows(r, l) // which says what is missing
	return true
}

// courseRows reads a sheet with a row for each course.
func (b *builder) courseRows(r *reader, l layout) {
	r.layout = l
	r.prefer()
	complete := r.demand(anyOwner, demand(FieldCourseName), demand(markFields...))
	r.fillMerged()
	rows := r.dataRows(courseKeys)
	r.judgeDates(rows, FieldBirthDate)
	r.reportColumns()
	r.reportHeader()
	if !complete {
		return
	}
	r.beyondHeader(rows)
	r.askChosen(rows)
	r.askUnreadMarks(rows)
	rows = r.withoutMarked(r.withoutKeptSheet(rows))
	r.judgeShownCodes(rows)
	r.judgeDecimals(rows, FieldMark10, FieldMark4)
	b.count.find(len(rows))
	for _, row := range rows {
		if b.left() {
			break
		}
		b.count.judge()
		c := b.course(r, row)
		if i, ok := b.owner(r, row); ok {
			b.addCourse(r, row, r.layout.columns[FieldCourseName], i, c)
		}
	}
}

// course reads one row of a course.
func (b *builder) course(r *reader, row int) credential.Course {
	r.require(row, FieldCourseName)
	c := credential.Course{
		Code:    r.number(row, FieldCourseCode, 30, ""),
		Name:    r.text(row, FieldCourseName, 200),
		Credits: r.decimal(row, FieldCredits, 500),
		Term:    r.number(row, FieldTerm, 50, ""),
		Year:    r.number(row, FieldSchoolYear, 20, ""),
		Attempt: r.attempt(row),
	}
	r.letter(row, &c)
	if !r.takeExempt(row, FieldMark4, &c) {
		c.FourPoint = r.decimal(row, FieldMark4, 4)
	}
	if col, ok := r.column(FieldMark10); ok {
		r.tenPoint(row, col, &c)
	}
	r.transferred(row, &c)
	if c.TenPoint == "" && c.Letter == "" && c.FourPoint == "" && c.EarnedAt == "" && !c.Exempt {
		r.requireMark(row)
	}
	b.doubtCourse(r, row, c)
	return c
}

// addCourse gives a course to a learner by the index in rows, unless the learner
// has it already.
func (b *builder) addCourse(r *reader, row, col, i int, c credential.Course) {
	if codelist.IsResult(c.Name) {
		if r.addValue(r.problem(CodeCourseResult, row, col, c.Name)) == AnswerLeaveOut {
			return
		}
	}
	name := c.Code
	if name == "" {
		name = letters.Key(c.Name)
	}
	parts := []string{strconv.Itoa(i), name, c.Year, c.Term, strconv.Itoa(c.Attempt)}
	key := uniqueKey{CodeRepeatedCourse, strings.Join(parts, "\x00")}
	if other, repeated := b.seen[key]; repeated {
		r.reportRepeated(CodeRepeatedCourse, row, col, c.Name, other)
		return
	}
	b.seen[key] = r.table.name(row, col)
	if i < len(b.rows) {
		b.rows[i].Courses = append(b.rows[i].Courses, c)
	}
}

// withoutCourses notes learners of whom the second file says nothing.
func (b *builder) withoutCourses() {
	for _, row := range b.rows {
		learner := row.Subject.LearnerCode
		if learner == "" {
			learner = row.Subject.NationalID
		}
		if learner == "" || len(row.Courses) > 0 {
			continue
		}
		sheet, line := (&Result{sheets: b.sheets}).Position(row.Line)
		b.add(Problem{Code: CodeNoCourses, File: FileList, Sheet: sheet, Row: line, Found: learner})
	}
}

// markWords are the marks in letters and words that courses may have.
var markWords = []string{"A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F+", "F",
	"P", "Đ", "CĐ", "Đạt", "Chưa đạt", "I", "R", "X"}

var exemptWords = []string{"m", "mien", "x", "co", "1"}

// exemptMarks are the keys of words by which a column of marks says that a learner is exempt from a
// course.
var exemptMarks = []string{"m", "mien", "mienhoc", "mienthi", "mienhocphan", "mienmon", "exempt"}

func isExemptMark(text string) bool {
	return text != "" && slices.Contains(exemptMarks, letters.Key(text))
}

// takeExempt reports whether a column of marks says that the learner is exempt from the course.
func (r *reader) takeExempt(row int, f Field, c *credential.Course) bool {
	col, ok := r.column(f)
	if !ok || !isExemptMark(r.table.shown(row, col)) {
		return false
	}
	c.Exempt = true
	return true
}

// letter reads a mark in letters, in whose column exempted courses have a word.
func (r *reader) letter(row int, c *credential.Course) {
	text := r.number(row, FieldMarkLetter, 40, "")
	switch {
	case text == "" || r.takeExempt(row, FieldMarkLetter, c):
	case slices.Contains(markWords, text):
		c.Letter = text
	default:
		r.report(CodeMark, row, r.layout.columns[FieldMarkLetter], text)
	}
}

// tenPoint reads a ten-point mark, in whose column passed and exempted courses have
// a word.
func (r *reader) tenPoint(row, col int, c *credential.Course) {
	text := r.mark(row, col)
	switch {
	case text == "":
	case slices.Contains(markWords, text):
		if c.Letter == "" {
			c.Letter = text
		}
	case isExemptMark(text):
		c.Exempt = true
	default:
		value, code := parseDecimal(text, 10)
		if code != "" {
			r.report(code, row, col, text)
		}
		c.TenPoint = value
	}
}

// transferred reads "miễn", or the institution where the credits were earned.
func (r *reader) transferred(row int, c *credential.Course) {
	text := r.text(row, FieldTransferred, 250)
	if slices.Contains(exemptWords, letters.Key(text)) {
		c.Exempt = true
		return
	}
	c.EarnedAt = text
}

func (r *reader) attempt(row int) int {
	text := r.number(row, FieldAttempt, 40, "")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 20 {
		r.report(CodeAttempt, row, r.layout.columns[FieldAttempt], text)
		return 0
	}
	return n
}

// requireMark notes a course without any mark, unless its mark was refused.
func (r *reader) requireMark(row int) {
	for _, f := range markFields {
		if col, ok := r.column(f); ok && r.table.shown(row, col) != "" {
			return
		}
	}
	for _, f := range markFields {
		if col, ok := r.column(f); ok {
			r.report(CodeMissing, row, col, "")
			return
		}
	}
}

// cellName names a cell, from 0, as a spreadsheet program does.
func cellName(row, col int) string { return grid.Letter(col) + strconv.Itoa(row+1) }
