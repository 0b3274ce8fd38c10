package roster

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"

	"sogoc/registry"
)

// personFields tell which person a row is of and, in a file of courses, of which course.
var personFields = []Field{FieldLearnerCode, FieldMOETID, FieldNationalID, FieldFullName, FieldFamilyName,
	FieldMiddleName, FieldGivenName, FieldBirthDate, FieldBirthDay, FieldBirthMonth, FieldBirthYear,
	FieldCourseCode, FieldCourseName}

// person returns what a row of data says of its person: codes, name and birth date. The
// answer to a question about the row is the answer for that person alone: the same words
// in the row of somebody else are another question. "" for rows above the data.
func (r *reader) person(row int) string {
	if row < r.layout.end || r.layout.columns == nil {
		return ""
	}
	var parts []string
	for _, f := range personFields {
		if col, ok := r.column(f); ok {
			parts = append(parts, r.table.shown(row, col))
		}
	}
	if r.layout.joined >= 0 {
		parts = append(parts, r.table.shown(row, r.layout.joined))
	}
	return joinParts(parts)
}

// calledIn returns what people know the learner of a row by: code and name, as they stand there;
// "" for rows above the data.
func (r *reader) calledIn(row int) string {
	if row < r.layout.end || r.layout.columns == nil {
		return ""
	}
	code := ""
	if col, ok := r.column(r.learnerField()); ok {
		code = strings.TrimPrefix(r.table.shown(row, col), "'")
	}
	return strings.TrimSpace(code + " " + r.nameShown(row))
}

// personOf is person of a row that was read.
func personOf(row registry.Row) string {
	s := row.Subject
	return joinParts([]string{s.LearnerCode, s.NationalID, s.FullName, string(s.BirthDate)})
}

// personIn is person of a row, from 1, of a sheet of the list that was read.
func (r *Result) personIn(s Sheet, row int) string {
	var parts []string
	for _, f := range personFields {
		if column, ok := r.columnOf(s.Name, []Field{f}); ok {
			parts = append(parts, s.Cell(row, column.Column))
		}
	}
	return joinParts(parts)
}

// joinParts joins texts so that no other texts give the same.
func joinParts(parts []string) string {
	var all strings.Builder
	for _, part := range parts {
		all.WriteString(strconv.Itoa(len(part)) + ":" + part)
	}
	return all.String()
}

// people is a sum of persons, in the order of their rows; the zero value is that of none.
type people [sha256.Size]byte

func (p people) with(row int, person string) people {
	return sha256.Sum256([]byte(string(p[:]) + strconv.Itoa(row) + ":" + person))
}

func (p people) String() string { return string(p[:]) }

// notePeople keeps whose rows of data a sheet has, before any of them is left out: a
// question by whose answer rows are left out is about these people.
func (r *reader) notePeople(rows []int) {
	r.data = slices.Clone(rows)
	var all people
	for _, row := range rows {
		all = all.with(row, r.person(row))
	}
	r.people[identity(r.table.file, r.table.Name)] = all
	if r.table.file == FileList {
		r.listed = r.listed.with(len(rows), all.String())
	}
}

// peopleWith returns the people of the rows in which a cell shows a text.
func (r *reader) peopleWith(col int, text string) string {
	if r.withText == nil {
		r.withText = map[int]map[string]people{}
	}
	byText, known := r.withText[col]
	if !known {
		byText = r.peopleBy(r.data, func(row int) []string { return []string{r.table.shown(row, col)} })
		r.withText[col] = byText
	}
	return byText[text].String()
}

// peopleBy returns the people of rows of data of which texts are said, by text.
func (r *reader) peopleBy(rows []int, said func(row int) []string) map[string]people {
	by := map[string]people{}
	for _, row := range rows {
		for _, text := range said(row) {
			by[text] = by[text].with(row, r.person(row))
		}
	}
	return by
}

// decidesRows reports whether rows are issued or left out by the answer to a problem.
func decidesRows(code Code) bool { return slices.Contains(codeOptions[code], AnswerIssue) }

// aboutSheet are problems of a line or a title that are about all people of its sheet.
var aboutSheet = []Code{CodeListOfOthers, CodeSheetYear, CodeSheetKept, CodeTotalDiffers}

// about returns whom a problem of its own is about, as its identity has them.
func (c *collector) about(p Problem) string {
	if slices.Contains(aboutSheet, p.Code) {
		return c.people[identity(p.File, p.Sheet)].String()
	}
	return p.person
}
