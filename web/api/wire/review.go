package wire

import (
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry/roster"
	"sogoc/verifier/ledger"
)

// ReviewView is the body of POST /api/v1/batches/{id}/review: which rows, in which
// order. It may name a person, so it travels in no URL. Without members it is the
// first 100 rows in the order of the list.
type ReviewView struct {
	Only   string `json:"only,omitempty"` // "unusual": something stands out; "remarked": repaired or confirmed; "" for all
	Sort   string `json:"sort,omitempty"` // a column's name; "unusual" for what stands out most; "" for the order of the list
	Down   bool   `json:"down,omitzero"`  // the largest first
	Find   string `json:"find,omitempty"` // rows that have these letters in a cell, whatever their accents
	Offset int    `json:"offset,omitzero"`
	Limit  int    `json:"limit,omitzero"` // 0 for 100; at most 1,000
}

// LogValue implements slog.LogValuer: what is looked for may be a name.
func (v ReviewView) LogValue() slog.Value { return slog.StringValue(v.Only) }

// Review answers POST /api/v1/batches/{id}/review: all that will be signed of a
// batch, as its papers print it, and what stands out in it.
type Review struct {
	Rows     int            `json:"rows"`     // learners in the batch
	Count    int            `json:"count"`    // credentials of theirs, as approve asks for it
	Unusual  int            `json:"unusual"`  // of them with a reason to look at them
	Remarked int            `json:"remarked"` // of them with something that was repaired or confirmed
	Found    int            `json:"found"`    // rows of the view, of which Shown is a page
	Shown    []ReviewRow    `json:"shown"`
	Fixed    []ReviewCell   `json:"fixed"`   // what is the same in every row, and not repeated there
	Columns  []ReviewColumn `json:"columns"` // what rows are read for, and what stands out in each
	Lacks    []ReviewLack   `json:"lacks"`   // what papers of this kind print and rows do not say
	Remarks  []ReviewRemark `json:"remarks"` // what reading the list repaired and people confirmed
	// Files are the names of the files that the rows come from, as they were uploaded.
	Files []string `json:"files"`
	// ColumnsNotUsed are columns of these files that no document says anything of.
	ColumnsNotUsed []ReviewColumnNotUsed `json:"columnsNotUsed"`
	// Specimens are the numbers of the rows whose papers are worth seeing first: the
	// first, the longest name, the one of which most stands out.
	Specimens []int `json:"specimens"`
}

// LogValue implements slog.LogValuer: the counts only.
func (r Review) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("rows", r.Rows), slog.Int("found", r.Found))
}

// ReviewColumnNotUsed is a column of an uploaded file that was not used.
type ReviewColumnNotUsed struct {
	Header string `json:"header"` // as printed over it; "" where it has none
	Place  string `json:"place"`  // its letter, with the sheet's name where there are sheets: "12A!F"
}

// ReviewRow is what the documents of one learner will say.
type ReviewRow struct {
	Number  int            `json:"number"` // from 1, in the order of the list; changes when rows before it are set aside
	Line    int            `json:"line"`   // in the uploaded file
	Drafts  []uuid.UUID    `json:"drafts"` // any of them names the row to be set aside
	Kind    ledger.Kind    `json:"kind"`
	Cells   []ReviewCell   `json:"cells"` // those that say something or stand out
	Courses []ReviewCourse `json:"courses,omitempty"`
	Remarks []ReviewRemark `json:"remarks,omitempty"`
}

// ReviewCell is one value as the paper prints it. Readers see
// national ids masked, registrar and approver in full.
type ReviewCell struct {
	Column string       `json:"column"`
	Text   string       `json:"text"`
	Marks  []ReviewMark `json:"marks,omitempty"`
}

// ReviewCourse is one line of a transcript as it is printed.
type ReviewCourse struct {
	Text  string       `json:"text"`
	Marks []ReviewMark `json:"marks,omitempty"`
}

// ReviewRemark is something that reading the list repaired, guessed or asked about,
// with the answer where a person gave one.
type ReviewRemark struct {
	Code    string   `json:"code"`
	Lines   []int    `json:"lines,omitempty"`  // of the rows that it is about; none for the whole list
	Count   int      `json:"count,omitzero"`   // number of rows, where not all lines are named
	Header  string   `json:"header,omitempty"` // of the column
	Found   string   `json:"found,omitempty"`  // what the file holds
	Meant   string   `json:"meant,omitempty"`  // what it was held to mean
	Texts   []string `json:"texts,omitempty"`  // what it holds in each of lines, where that differs
	LeftOut bool     `json:"leftOut,omitzero"` // nobody gets anything for the rows
	// BesideRows says that Lines are no learners' rows: titles, headings, totals, notes.
	BesideRows bool            `json:"besideRows,omitzero"`
	Message    roster.Message  `json:"message"`
	Answer     *roster.Message `json:"answer,omitempty"` // what was chosen
	By         *uuid.UUID      `json:"by,omitempty"`     // the person who chose it
	At         *time.Time      `json:"at,omitempty"`
}

// ReviewMark is a reason to look at a value: "missing", "rare", "variant", "far",
// "letters" or "shape".
type ReviewMark struct {
	Reason string `json:"reason"`
	Detail string `json:"detail,omitempty"` // the letters, the value of more rows, or in how many rows it is
}

// ReviewColumn sums a column up. One of a course's marks is named "course:" and the
// course's name.
type ReviewColumn struct {
	Name     string        `json:"name"`
	Filled   int           `json:"filled"`
	Empty    int           `json:"empty"`
	Distinct int           `json:"distinct"`
	Least    *ReviewValue  `json:"least,omitempty"` // smallest, earliest or shortest
	Most     *ReviewValue  `json:"most,omitempty"`
	Values   []ReviewValue `json:"values,omitempty"`  // the most frequent ones
	Rare     []ReviewValue `json:"rare,omitempty"`    // the least frequent ones, where they are not among Values
	Letters  []ReviewValue `json:"letters,omitempty"` // that few rows have
}

// ReviewValue is something that rows have.
type ReviewValue struct {
	Text  string `json:"text"`
	Count int    `json:"count"` // of rows
	Row   int    `json:"row"`   // number of the first
}

// ReviewLack is something that papers of the kind print and rows do not say.
type ReviewLack struct {
	Column  string `json:"column"`
	RuleSet string `json:"ruleSet,omitempty"` // the circular; "" for the English half of a degree
	Rows    int    `json:"rows"`              // that lack it
	First   int    `json:"first"`             // number of the first of them
}
