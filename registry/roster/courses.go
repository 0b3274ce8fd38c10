package roster

import (
	"slices"
	"strconv"
	"strings"

	"sogoc/verifier/credential"
)

// courseSheet reads one sheet of courses, a row each; false where it has no header.
func (b *builder) courseSheet(r *reader) bool {
	l, ok := b.header(r, courseIndex, learnerFields, []Field{FieldCourseName, FieldCourseCode})
	if !ok {
		return false
	}
	r.layout = l
	r.prefer()
	complete := r.demand(courseAliases, learnerFields, []Field{FieldCourseName},
		[]Field{FieldMark10, FieldMarkLetter, FieldMark4})
	r.columns()
	if complete {
		r.rows(courseKeys, func(row int) { b.course(r, row) })
	}
	return true
}

// course reads one row and gives it to its learner.
func (b *builder) course(r *reader, row int) {
	r.require(row, r.learnerField())
	r.require(row, FieldCourseName)
	c := credential.Course{
		Code:      r.number(row, FieldCourseCode, 30, ""),
		Name:      r.text(row, FieldCourseName, 200),
		Credits:   r.mark(row, FieldCredits, 500),
		Letter:    r.letter(row, FieldMarkLetter),
		FourPoint: r.mark(row, FieldMark4, 4),
		Term:      r.number(row, FieldTerm, 50, ""),
		Year:      r.number(row, FieldSchoolYear, 20, ""),
		Attempt:   r.attempt(row),
	}
	r.tenPoint(row, &c)
	r.transferred(row, &c)
	if c.TenPoint == "" && c.Letter == "" && c.FourPoint == "" && c.EarnedAt == "" && !c.Exempt {
		r.requireMark(row)
	}
	code, _ := r.learner(row)
	if code == "" {
		return
	}
	if i, known := b.learners[code]; !known {
		r.note(CodeUnknownLearner, row, r.layout.columns[r.learnerField()], code)
	} else if b.newCourse(r, row, code, c) {
		b.rows[i].Courses = append(b.rows[i].Courses, c)
	}
}

// newCourse notes a course that its learner has already.
func (b *builder) newCourse(r *reader, row int, learner string, c credential.Course) bool {
	name := c.Code
	if name == "" {
		name = headerKey(c.Name)
	}
	key := uniqueKey{CodeRepeatedCourse, strings.Join([]string{learner, name, c.Year, c.Term, strconv.Itoa(c.Attempt)}, "\x00")}
	col := r.layout.columns[FieldCourseName]
	if other, repeated := b.seen[key]; repeated {
		r.clash(CodeRepeatedCourse, row, col, c.Name, other)
		return false
	}
	b.seen[key] = r.sheet.place(row, col)
	return true
}

// withoutCourses notes learners of whom the second file says nothing.
func (b *builder) withoutCourses() {
	for i, row := range b.rows {
		if row.Subject.LearnerCode == "" || len(row.Courses) > 0 || b.learners[row.Subject.LearnerCode] != i {
			continue
		}
		sheet, line := (&Result{sheets: b.sheets}).Place(row.Line)
		b.report.add(Problem{Code: CodeNoCourses, File: FileList, Sheet: sheet, Row: line, Found: row.Subject.LearnerCode})
	}
}

// letters are the marks in letters and words that courses may have.
var letters = []string{"A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F+", "F",
	"P", "Đ", "CĐ", "Đạt", "Chưa đạt", "I", "R", "X"}

var exempt = []string{"m", "mien", "x", "co", "1"}

func (r *reader) letter(row int, f Field) string {
	text := r.number(row, f, 40, "")
	if text != "" && !slices.Contains(letters, text) {
		r.note(CodeMark, row, r.layout.columns[f], text)
		return ""
	}
	return text
}

// tenPoint reads the ten-point mark, in whose column passed and exempted
// courses have a word.
func (r *reader) tenPoint(row int, c *credential.Course) {
	col, ok := r.column(FieldMark10)
	if !ok {
		return
	}
	shown, _ := fold(r.sheet.shown(row, col))
	switch {
	case slices.Contains(letters, shown):
		if text := r.letter(row, FieldMark10); c.Letter == "" {
			c.Letter = text
		}
	case headerKey(shown) == "m" || headerKey(shown) == "mien":
		c.Exempt = true
	default:
		c.TenPoint = r.mark(row, FieldMark10, 10)
	}
}

// transferred reads "miễn", or the institution where the credits were earned.
func (r *reader) transferred(row int, c *credential.Course) {
	text := r.text(row, FieldTransferred, 250)
	if slices.Contains(exempt, headerKey(text)) {
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
		r.note(CodeAttempt, row, r.layout.columns[FieldAttempt], text)
		return 0
	}
	return n
}

// requireMark notes a course without any mark, unless its mark was refused.
func (r *reader) requireMark(row int) {
	for _, f := range []Field{FieldMark10, FieldMarkLetter, FieldMark4} {
		if col, ok := r.column(f); ok && strings.TrimSpace(r.sheet.shown(row, col)) != "" {
			return
		}
	}
	for _, f := range []Field{FieldMark10, FieldMarkLetter, FieldMark4} {
		if col, ok := r.column(f); ok {
			r.note(CodeMissing, row, col, "")
			return
		}
	}
}
