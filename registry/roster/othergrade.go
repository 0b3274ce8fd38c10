package roster

import (
	"regexp"
	"slices"
	"strings"
)

// lastGrades are the grades in which general schools end, with the types that are awarded then.
var lastGrades = []struct {
	grade int
	types []string
}{
	{5, []string{"VN-PRI", "VN-HB-TH"}},
	{9, []string{"VN-LSE", "VN-HB-THCS"}},
	{12, []string{"VN-USE", "VN-HB-THPT"}},
}

// lastGrade returns the grade of those who receive the type of the upload; 0 where there is none.
func (r *reader) lastGrade() int {
	for _, last := range lastGrades {
		if r.isType(last.types) {
			return last.grade
		}
	}
	return 0
}

// Whole headers of columns of classes, and of grades alone.
var (
	classHeaders = phraseList(`lớp; tên lớp; lớp học; mã lớp; lớp cuối cấp; lớp chủ nhiệm; lớp hiện tại; class;
		class name`)
	gradeHeaders = phraseList(`khối; khối lớp; khối học; grade; grade level`)
)

// gradeOfClass is how the name of a class begins with its grade: 11A1, Lớp 10B2, 11.3.
var gradeOfClass = regexp.MustCompile(`(?i)^(?:lớp|khối|class|grade)?\s*0?([0-9]{1,2})(?:[^0-9]|$)`)

// gradeOf returns the grade that a cell names, 0 for none; bare tells that nothing but the number
// stands there, which in a column of classes may be the class's.
func gradeOf(text string) (grade int, bare bool) {
	m := gradeOfClass.FindStringSubmatch(text)
	if m == nil {
		return 0, false
	}
	grade = parseSmall(m[1])
	return grade, strings.Trim(text, "0123456789") == ""
}

// ofOtherGrades returns the rows whose column of classes or grades names another grade than the
// one in which people receive what is awarded.
func (r *reader) ofOtherGrades(rows []int, col int) []int {
	header, last := sayingOf(r.layout.names[col]), r.lastGrade()
	grades := header.is(gradeHeaders)
	if r.table.file != FileList || r.layout.dropped[col] || last == 0 || !grades && !header.is(classHeaders) {
		return nil
	}
	own := 0
	for _, row := range rows {
		if grade, _ := gradeOf(r.table.shown(row, col)); grade == last {
			own++
		}
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row int) bool {
		grade, bare := gradeOf(r.table.shown(row, col))
		sure := !bare || grades || 2*own > len(rows)
		return grade == 0 || grade > 12 || grade == last || !sure
	})
}

// ageHeaders are whole headers of columns of ages.
var ageHeaders = phraseList(`tuổi; số tuổi; tuổi đời; age`)

// suitsBirth reports whether a cell of a second column says a birth date, a part of it, or in a
// column of ages the age.
func (r *reader) suitsBirth(col int, text string, born date) bool {
	if sayingOf(r.layout.names[col]).is(ageHeaders) {
		return r.isAge(text, born)
	}
	return isBorn(text, born)
}

// isAge reports whether a number of years is the age of somebody at the decision, as people count
// it: in years of the calendar, in years that are over, or with the one before the birth.
func (r *reader) isAge(text string, born date) bool {
	if !onlyDigits.MatchString(text) || len(text) > 3 {
		return true
	}
	at, ok := dayOfTerms(r.input.Terms.DecisionDate)
	if !ok {
		at = r.input.At
	}
	years := at.Year() - born.year
	age := parseSmall(text)
	return age >= years-1 && age <= years+1
}
