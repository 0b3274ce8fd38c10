package roster

import (
	"log/slog"
)

// Severity says what becomes of a list with a problem.
type Severity string

// The three severities.
const (
	Error    Severity = "error"    // the list cannot be imported
	Question Severity = "question" // the list is imported after a named person has answered
	Note     Severity = "note"     // nothing stands in the way
)

// Which of the two files a problem or column is in. What the upload says for all
// rows stands in no file.
const (
	FileList    = "list"
	FileCourses = "courses"
	FileTerms   = "terms"
)

// Bounds of a report. How many more problems there are is counted.
const (
	MaxProblems = 10_000
	maxRowsOf   = 1_000 // rows that one problem names
	maxExamples = 5
)

// Message is a text in both languages.
type Message struct {
	Vi string `json:"vi"`
	En string `json:"en"`
}

// Problem is one thing that is wrong, must be confirmed or is worth knowing, with
// where it is: a cell, a row, a column or a value of a column, a sheet or a file.
type Problem struct {
	ID       string   `json:"id,omitempty"` // of what can be answered: the same for the same file
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	File     string   `json:"file"`             // FileList or FileCourses
	Sheet    string   `json:"sheet,omitempty"`  // as named in the workbook; "" in CSV
	Row      int      `json:"row,omitempty"`    // the first row, as spreadsheet programs number it; 0: sheet or file
	Column   string   `json:"column,omitempty"` // letter
	Header   string   `json:"header,omitempty"` // as printed over the column
	Found    string   `json:"found,omitempty"`  // what is in the cell: may be personal data
	Other    string   `json:"other,omitempty"`  // the cell that it clashes with, "Sheet1!C7"
	Message  Message  `json:"message"`          // what is expected

	Rows       []int     `json:"rows,omitempty"`       // all rows, where there are several; at most 1,000
	Count      int       `json:"count,omitempty"`      // number of rows, where there are several
	People     []string  `json:"people,omitempty"`     // of whom the answer is, by code and name, in the order of Rows; "" for a row with neither
	Suggestion string    `json:"suggestion,omitempty"` // what was probably meant
	Examples   []Example `json:"examples,omitempty"`   // some of the rows with what each answer makes of them
	Options    []Option  `json:"options,omitempty"`    // the possible answers
	Answer     string    `json:"answer,omitempty"`     // the value of the option that was chosen

	beside string   // letter of the column with which Column is compared
	person string   // of the row, as reader.person returns it
	called string   // code and name in the row; "" where it is no learner's
	texts  []string // what the cells of Rows, or of the one row, hold, where that differs
}

// Example is a cell with what each option of its problem makes of it.
type Example struct {
	Row      int      `json:"row"`
	Rows     []int    `json:"rows,omitempty"` // all rows with that content, where the example is for several
	Found    string   `json:"found"`
	Readings []string `json:"readings"` // in the order of the options
}

// Option is one possible answer.
type Option struct {
	Value string  `json:"value"`
	Label Message `json:"label"`
}

// Open reports whether the problem still keeps the list out.
func (p *Problem) Open() bool { return p.Severity != Note && p.Answer == "" }

// LogValue keeps what is in the cell, and everything else that a person wrote, out
// of logs.
func (p Problem) LogValue() slog.Value {
	return slog.GroupValue(slog.String("code", string(p.Code)), slog.String("severity", string(p.Severity)),
		slog.String("file", p.File), slog.Int("row", p.Row), slog.String("column", p.Column))
}

// Column is a column of a file, as its header names it.
type Column struct {
	File       string `json:"file"`
	Sheet      string `json:"sheet,omitempty"`
	Column     string `json:"column"`               // letter
	Header     string `json:"header"`               // as printed; "" where a column with content has none
	Field      Field  `json:"field,omitempty"`      // what it was read as; "" for a dropped column
	Suggestion Field  `json:"suggestion,omitempty"` // what a dropped column may be
}

// Report is what reading found, for the person who uploaded the files.
type Report struct {
	Columns   []Column  `json:"columns"`            // read
	Dropped   []Column  `json:"dropped"`            // not needed, hence not kept
	Problems  []Problem `json:"problems"`           // in the order of the files; at most MaxProblems
	Omitted   int       `json:"omitted,omitempty"`  // problems beyond MaxProblems
	Errors    int       `json:"errors"`             // number of errors without an answer, omitted ones included
	Questions int       `json:"questions"`          // number of questions without an answer, omitted ones included
	Answered  int       `json:"answered,omitempty"` // number of errors and questions with an answer
	Notes     int       `json:"notes"`              // number of notes, omitted ones included
}

// Failed reports whether anything is wrong that keeps the list out.
func (r *Report) Failed() bool { return r.Errors > 0 }

// Open reports whether a person must answer before the list can be imported.
func (r *Report) Open() bool { return r.Questions > 0 }

// LogValue is the report's size; a Problem may hold personal data.
func (r *Report) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("errors", r.Errors), slog.Int("questions", r.Questions), slog.Int("notes",
		r.Notes),
		slog.Int("columns", len(r.Columns)), slog.Int("dropped", len(r.Dropped)))
}

// clip keeps an answer small when a cell holds a novel.
func clip(s string) string {
	const limit = 120
	n := 0
	for i := range s {
		if n++; n > limit {
			return s[:i] + "…"
		}
	}
	return s
}
