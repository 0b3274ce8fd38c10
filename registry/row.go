package registry

import (
	"log/slog"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Terms are what a class list does not hold and its upload therefore says for
// all rows. A row's own value, where it has one, goes before the term's.
type Terms struct {
	Type           string               `json:"type"`                     // type code, "VN-BA"; required
	Field          string               `json:"field,omitempty"`          // field-of-study code of rows without one
	Major          string               `json:"major,omitempty"`          // its name, as printed
	MajorEn        string               `json:"majorEn,omitempty"`        // its English name
	Award          string               `json:"award,omitempty"`          // name of the award as printed; "" for the type's label
	AwardEn        string               `json:"awardEn,omitempty"`        // "" for the type's English label
	Book           string               `json:"book"`                     // register book, "2026/THPT"; opened when it is first named; required for numbered types
	DecisionNumber string               `json:"decisionNumber,omitempty"` // of the recognition decision
	DecisionDate   ledger.Date          `json:"decisionDate,omitempty"`
	IssueDate      ledger.Date          `json:"issueDate"` // required
	ValidUntil     ledger.Date          `json:"validUntil,omitempty"`
	SignedBy       credential.Signatory `json:"signedBy"` // who signs the paper; required
	Place          string               `json:"place,omitempty"`
	Mode           string               `json:"mode,omitempty"`
	GraduationYear int                  `json:"graduationYear,omitempty"`
	School         string               `json:"school,omitempty"`
	ExamCouncil    string               `json:"examCouncil,omitempty"`
	ExamSession    string               `json:"examSession,omitempty"`
}

// Row is one learner of a class list: what roster reads from a file. Texts are
// NFC, without spaces around them, and verbatim as they will be printed.
type Row struct {
	Line           int                 `json:"line"` // in the file, from 1, for messages
	Subject        credential.Subject  `json:"subject"`
	SerialNumber   string              `json:"serialNumber,omitempty"`   // số hiệu; "" for the book's next one
	RegisterNumber string              `json:"registerNumber,omitempty"` // số vào sổ gốc; "" for the book's next one
	Field          string              `json:"field,omitempty"`          // field-of-study code, "7480201"
	Major          string              `json:"major,omitempty"`
	MajorEn        string              `json:"majorEn,omitempty"`
	Specialization string              `json:"specialization,omitempty"`
	Award          string              `json:"award,omitempty"`
	AwardEn        string              `json:"awardEn,omitempty"`
	Rank           string              `json:"rank,omitempty"` // xếp loại, verbatim
	Mode           string              `json:"mode,omitempty"`
	GraduationYear int                 `json:"graduationYear,omitempty"`
	DecisionNumber string              `json:"decisionNumber,omitempty"`
	DecisionDate   ledger.Date         `json:"decisionDate,omitempty"`
	IssueDate      ledger.Date         `json:"issueDate,omitempty"`
	School         string              `json:"school,omitempty"`
	ExamCouncil    string              `json:"examCouncil,omitempty"`
	ExamSession    string              `json:"examSession,omitempty"`
	Summary        credential.Summary  `json:"summary,omitzero"`  // goes into the transcript
	Courses        []credential.Course `json:"courses,omitempty"` // with courses, a row of a diploma type makes a diploma and a transcript (VN-BD)
}

// LogValue implements slog.LogValuer: the line only.
func (r Row) LogValue() slog.Value { return slog.IntValue(r.Line) }
