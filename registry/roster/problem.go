package roster

import "log/slog"

// Severity says whether a problem keeps the list from being imported.
type Severity string

// The two severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Which of the two files a problem or column is in.
const (
	FileList    = "list"
	FileCourses = "courses"
)

// MaxProblems bounds a report; how many more there are is counted.
const MaxProblems = 10_000

// Message is what is expected and how to mend it, in both languages.
type Message struct {
	Vi string `json:"vi"`
	En string `json:"en"`
}

// Problem is one thing that is wrong, or worth a look, with its place.
type Problem struct {
	Severity Severity `json:"severity"`
	Code     Code     `json:"code"`
	File     string   `json:"file"`             // FileList or FileCourses
	Sheet    string   `json:"sheet,omitempty"`  // as named in the workbook; "" in CSV
	Row      int      `json:"row,omitempty"`    // as numbered by a spreadsheet program, from 1; 0: the whole sheet or file
	Column   string   `json:"column,omitempty"` // letter
	Header   string   `json:"header,omitempty"` // as printed over the column
	Found    string   `json:"found,omitempty"`  // what stands there: may be personal data
	Other    string   `json:"other,omitempty"`  // the place that it clashes with, "Sheet1!C7"
	Message  Message  `json:"message"`          // what is expected
}

// LogValue keeps what stands in the cell, and everything else that a person
// wrote, out of logs.
func (p Problem) LogValue() slog.Value {
	return slog.GroupValue(slog.String("code", string(p.Code)), slog.String("severity", string(p.Severity)),
		slog.String("file", p.File), slog.Int("row", p.Row), slog.String("column", p.Column))
}

// Column is a column of a file, as its header names it.
type Column struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`
	Column string `json:"column"`          // letter
	Header string `json:"header"`          // as printed; "" where a column with content has none
	Field  Field  `json:"field,omitempty"` // what it was read as; "" for a dropped column
}

// Report is what reading found, for the person who uploaded the files.
type Report struct {
	Columns  []Column  `json:"columns"`           // read
	Dropped  []Column  `json:"dropped"`           // not needed, hence not kept
	Problems []Problem `json:"problems"`          // in the order of the files; at most MaxProblems
	Omitted  int       `json:"omitted,omitempty"` // problems beyond MaxProblems
	Errors   int       `json:"errors"`            // number of errors, omitted ones included
	Warnings int       `json:"warnings"`
}

// Failed reports whether anything is wrong that keeps the list out.
func (r *Report) Failed() bool { return r.Errors > 0 }

// LogValue is the report's size; a Problem may hold personal data.
func (r *Report) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("errors", r.Errors), slog.Int("warnings", r.Warnings),
		slog.Int("columns", len(r.Columns)), slog.Int("dropped", len(r.Dropped)))
}

func (r *Report) add(p Problem) {
	text := messages[p.Code]
	p.Severity, p.Message = text.severity, text.message
	if p.Severity == Error {
		r.Errors++
	} else {
		r.Warnings++
	}
	if len(r.Problems) == MaxProblems {
		r.Omitted++
		return
	}
	p.Found = clip(p.Found)
	r.Problems = append(r.Problems, p)
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
