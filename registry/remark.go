package registry

import (
	"log/slog"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Remark is something that reading a list repaired, guessed or asked about, with
// the answer where a person gave one: what the person who approves must see of
// it. It holds personal data, and goes with the drafts.
type Remark struct {
	Code   string `json:"code"`             // of package roster
	Lines  []int  `json:"lines,omitempty"`  // of the rows that it is about; none for the whole list
	Count  int    `json:"count,omitempty"`  // number of rows, where not all lines are named
	Header string `json:"header,omitempty"` // of the column, as printed over it
	Found  string `json:"found,omitempty"`  // what the file holds
	// Texts are what the file holds in each of Lines, where that differs.
	Texts []string `json:"texts,omitempty"`
	// LeftOut says that rows of the file were left out: nobody gets anything for them.
	LeftOut bool `json:"leftOut,omitempty"`
	// BesideRows says that none of Lines is a learner's row: they are titles, headings,
	// totals or notes of the list.
	BesideRows bool   `json:"besideRows,omitempty"`
	Meant      string `json:"meant,omitempty"` // what it was held to mean
	// Text says what it is, Answer what was chosen; "" where nobody had to. First
	// in Vietnamese, then in English.
	Text   [2]string  `json:"text"`
	Answer [2]string  `json:"answer,omitzero"`
	By     *uuid.UUID `json:"by,omitempty"` // the person who answered
	At     *time.Time `json:"at,omitempty"`
}

// Codes of remarks that say where the rows come from. They are of no problem.
const (
	RemarkFile          = "file_name"       // Found is the file's name
	RemarkColumnNotUsed = "column_not_used" // Header is the column's, Found its place in the file
)

// LogValue implements slog.LogValuer: the code only.
func (r Remark) LogValue() slog.Value { return slog.StringValue(r.Code) }

// idDigits are as many digits as national ids have, 9 or 12, in groups or not.
var idDigits = regexp.MustCompile(`[0-9](?:[ .]?[0-9]){8,}`)

func maskIDs(text string) string {
	return idDigits.ReplaceAllStringFunc(text, func(digits string) string {
		return MaskNationalID(strings.NewReplacer(" ", "", ".", "").Replace(digits))
	})
}

// Masked returns a copy in whose texts the last four digits of a national id show.
func (r Remark) Masked() Remark {
	r.Found, r.Meant = maskIDs(r.Found), maskIDs(r.Meant)
	r.Texts = slices.Clone(r.Texts)
	for i := range r.Texts {
		r.Texts[i] = maskIDs(r.Texts[i])
	}
	return r
}
