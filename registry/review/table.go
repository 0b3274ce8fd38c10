package review

import (
	"slices"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Table is everything that a batch's documents will say, a row for each learner.
type Table struct {
	Columns []Column  // in which any row has something, in the order of reading
	Rows    []Row     // in the order of the list
	Summary []Summary // one for each of Columns, then one for the marks of each course
	Lacks   []Lack    // what papers of this kind print and rows do not say
	Remarks []registry.Remark
	Files   []string  // names of the files that the rows come from, as they were uploaded
	NotUsed []NotUsed // columns of the files that no document says anything of
}

// Credentials returns how many credentials the batch is of: a row may have two.
func (t *Table) Credentials() int {
	n := 0
	for i := range t.Rows {
		n += len(t.Rows[i].IDs)
	}
	return n
}

// NotUsed is a column of a file that was not used.
type NotUsed struct {
	Header string // as printed over it; "" where it has none
	Place  string // its letter, with the sheet's name where there are sheets: "12A!F"
}

// Row is what the documents of one learner will say: a diploma and its transcript
// are one row.
type Row struct {
	Number  int         // from 1, in the order of the list
	Line    int         // in the uploaded file
	IDs     []uuid.UUID // of the drafts
	Kind    ledger.Kind // of the first of them
	Cells   []Cell      // one for each of Table.Columns
	Courses []Course
	Remarks []registry.Remark // what reading the file repaired and people confirmed
}

// Cell is one value as the paper prints it, and why it stands out.
type Cell struct {
	Text  string
	Marks []Mark

	sort string // the value as it compares
}

// Course is one line of a transcript as it is printed.
type Course struct {
	credential.Course
	Marks []Mark // of its marks
}

// Unusual returns how many reasons there are to look at a row.
func (r *Row) Unusual() int {
	n := 0
	for _, c := range r.Cells {
		n += len(c.Marks)
	}
	for _, c := range r.Courses {
		n += len(c.Marks)
	}
	return n
}

// RowOf returns the number of the row that is of a line of the list, 0 for none.
func (t *Table) RowOf(line int) int {
	for i := range t.Rows {
		if t.Rows[i].Line == line {
			return t.Rows[i].Number
		}
	}
	return 0
}

// Name returns the learner's name.
func (r *Row) Name() string { return r.Cells[0].Text }

// Fixed returns the columns that say the same in every row and nothing about the
// learner, with what they say: they are read once.
func (t *Table) Fixed() []Fixed {
	var fixed []Fixed
	for i, c := range t.Columns {
		if t.isFixed(i) {
			fixed = append(fixed, Fixed{c, t.Rows[0].Cells[i].Text})
		}
	}
	return fixed
}

// Fixed is a column with the one value that it has.
type Fixed struct {
	Column
	Text string
}

// Varying returns the places in Columns of those that rows are read for.
func (t *Table) Varying() []int {
	var varying []int
	for i := range t.Columns {
		if !t.isFixed(i) {
			varying = append(varying, i)
		}
	}
	return varying
}

func (t *Table) isFixed(column int) bool {
	return !t.Columns[column].Personal && t.Summary[column].Distinct == 1 && t.Summary[column].Empty == 0
}

// Of makes the table of a batch's drafts, in the order of the list, and of what
// was remarked when it was read. The template says what the English
// half of the school's papers translates.
func Of(drafts []registry.Draft, remarks []registry.Remark, template *diploma.Template) *Table {
	learners := gather(drafts)
	t := &Table{Rows: make([]Row, len(learners))}
	for i, l := range learners {
		t.Rows[i] = Row{Number: i + 1, Line: l.lead.Line, Kind: l.lead.Kind, IDs: l.ids}
		if l.transcript != nil {
			t.Rows[i].Courses = coursesOf(l.transcript)
		}
	}
	for _, spec := range columnSpecs {
		t.addColumn(spec, learners)
	}
	for i := range t.Columns {
		t.judgeColumn(i)
	}
	t.judgeCourses()
	t.addRemarks(remarks)
	t.Lacks = lacks(learners, template)
	return t
}

// gather puts a diploma and its transcript together.
func gather(drafts []registry.Draft) []learner {
	var learners []learner
	at := map[uuid.UUID]int{} // of diplomas
	for i := range drafts {
		d := &drafts[i]
		if d.DiplomaID != nil {
			if k, found := at[*d.DiplomaID]; found {
				learners[k].transcript = d.Content.Transcript
				learners[k].ids = append(learners[k].ids, d.ID)
				continue
			}
		}
		at[d.ID] = len(learners)
		learners = append(learners, learner{d, d.Content.Transcript, []uuid.UUID{d.ID}})
	}
	return learners
}

// DraftsOfRow returns the drafts of the row with that number, none where there is
// no such row.
func DraftsOfRow(drafts []registry.Draft, number int) []registry.Draft {
	learners := gather(drafts)
	if number < 1 || number > len(learners) {
		return nil
	}
	ids := learners[number-1].ids
	return slices.DeleteFunc(slices.Clone(drafts), func(d registry.Draft) bool { return !slices.Contains(ids, d.ID) })
}

// coursesOf returns the courses with their numbers as they are printed.
func coursesOf(t *credential.Transcript) []Course {
	courses := make([]Course, len(t.Courses))
	for i, c := range t.Courses {
		for _, number := range []*string{&c.Credits, &c.TenPoint, &c.FourPoint} {
			*number = diploma.DecimalText(*number)
		}
		courses[i].Course = c
	}
	return courses
}

// addColumn adds a column in which any row says something.
func (t *Table) addColumn(spec columnSpec, learners []learner) {
	texts := make([]string, len(learners))
	for i, l := range learners {
		texts[i] = spec.text(l)
	}
	if !slices.ContainsFunc(texts, func(text string) bool { return text != "" }) {
		return
	}
	for i, l := range learners {
		c := Cell{Text: texts[i], sort: texts[i]}
		if spec.sort != nil {
			c.sort = spec.sort(l)
		}
		t.Rows[i].Cells = append(t.Rows[i].Cells, c)
	}
	t.Columns = append(t.Columns, spec.Column)
}

// addRemarks puts each remark at its rows, with what the file holds there. One of no
// row, or of a good part of them, is of the whole list and stands in Remarks alone; so
// does one of rows that were left out, of which nothing else is seen, and one of lines
// that are no rows: titles, headings and totals.
func (t *Table) addRemarks(remarks []registry.Remark) {
	at := make(map[int]int, len(t.Rows))
	for i, r := range t.Rows {
		at[r.Line] = i
	}
	for _, remark := range remarks {
		switch remark.Code {
		case registry.RemarkFile:
			t.Files = append(t.Files, remark.Found)
			continue
		case registry.RemarkColumnNotUsed:
			t.NotUsed = append(t.NotUsed, NotUsed{remark.Header, remark.Found})
			continue
		}
		if len(remark.Lines) > 0 && !remark.LeftOut && !remark.BesideRows &&
			!slices.ContainsFunc(remark.Lines, func(line int) bool {
				_, here := at[line]
				return here
			}) {
			continue // of rows that were set aside
		}
		t.Remarks = append(t.Remarks, remark)
		if len(remark.Lines) > few(len(t.Rows), manyValues, enoughRows) {
			continue
		}
		for k, line := range remark.Lines {
			i, found := at[line]
			if !found {
				continue
			}
			ofRow := remark
			if k < len(remark.Texts) {
				ofRow.Found, ofRow.Texts = remark.Texts[k], nil
			}
			t.Rows[i].Remarks = append(t.Rows[i].Remarks, ofRow)
		}
	}
}
