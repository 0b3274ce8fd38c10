package intake

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// transcriptType is the type of the transcript that comes with a diploma.
const transcriptType = "VN-BD"

// assembly makes drafts of an import's rows. It is pure but for newID.
type assembly struct {
	terms    registry.Terms
	typ      credential.Type
	issuer   credential.Issuer
	book     registry.Book
	newID    func() (uuid.UUID, error)
	drafts   []registry.Draft
	problems Problems
	reported map[string]bool // faults of the terms are told once
	seen     map[string]bool // numbers and learners of rows before
}

// assemble returns the drafts of all rows, or Problems.
func assemble(
	r ImportRequest,
	issuer credential.Issuer,
	book registry.Book,
	newID func() (uuid.UUID, error),
) ([]registry.Draft, error) {
	a := &assembly{
		terms:    r.Terms,
		issuer:   issuer,
		book:     book,
		newID:    newID,
		reported: map[string]bool{},
		seen:     map[string]bool{},
	}
	if err := a.check(r); err != nil {
		return nil, err
	}
	for _, row := range r.Rows {
		if err := a.row(row); err != nil {
			return nil, err
		}
	}
	if len(a.problems) > 0 {
		return nil, a.problems
	}
	return a.drafts, nil
}

// check looks at what must be right before any row can be.
func (a *assembly) check(r ImportRequest) error {
	if len(r.Rows) == 0 || len(r.Rows) > MaxRows {
		return fmt.Errorf("%w: want 1 to %d rows", registry.ErrInvalid, MaxRows)
	}
	for _, t := range credential.Types() {
		if t.Code == r.Terms.Type {
			a.typ = t
		}
	}
	switch {
	case a.typ.Code == "":
		a.add(0, "type", credential.FaultUnknown, "a type code of the table")
	case a.typ.Legacy:
		a.add(0, "type", credential.FaultUnknown, "a type that is still issued")
	case a.typ.Numbered && a.book.Validate() != nil:
		a.add(0, "book", credential.FaultFormat, "a register book: 1 to 20 of A-Z, Đ, 0-9, dot, slash and hyphen")
	}
	if len(a.problems) > 0 {
		return a.problems
	}
	return nil
}

func (a *assembly) add(line int, field string, fault credential.Fault, want string) {
	a.problems = append(
		a.problems,
		Problem{Line: line, Problem: credential.Problem{Field: field, Fault: fault, Want: want}},
	)
}

// row makes the one or two drafts of a learner.
func (a *assembly) row(row registry.Row) error {
	about := a.issuance(row)
	a.repeated(row)
	if a.typ.Form == credential.FormTranscript {
		return a.draft(row, about, true, nil)
	}
	if err := a.draft(row, about, false, nil); err != nil || len(row.Courses) == 0 {
		return err
	}
	about.Kind = ledger.NewKind(transcriptType, about.Kind.Field())
	about.Award, about.AwardEn, about.SerialNumber, about.RegisterNumber = labels(transcriptType)
	return a.draft(row, about, true, &a.drafts[len(a.drafts)-1].ID)
}

func labels(code string) (label, labelEn, noSerial, noRegister string) {
	t, _ := credential.TypeOf(ledger.Kind(code))
	return t.Label, t.LabelEn, "", ""
}

// issuance puts together what row and terms say; the row goes first.
func (a *assembly) issuance(row registry.Row) credential.Issuance {
	t := a.terms
	field, major, majorEn := cmp.Or(row.Field, t.Field), row.Major, row.MajorEn
	if major == "" && field == t.Field {
		major, majorEn = t.Major, cmp.Or(majorEn, t.MajorEn)
	}
	if row.Major != "" && row.Field == "" && t.Major != "" && row.Major != t.Major && a.typ.FieldRequired {
		a.add(row.Line, "field", credential.FaultMissing, "the field-of-study code of this row's major")
	}
	if !a.typ.FieldAllowed {
		field = ""
	}
	about := credential.Issuance{
		Issuer: a.issuer, Kind: ledger.NewKind(t.Type, field),
		Award: cmp.Or(row.Award, t.Award, a.typ.Label), AwardEn: cmp.Or(row.AwardEn, t.AwardEn),
		Major: major, MajorEn: majorEn, Specialization: row.Specialization, Rank: row.Rank, Mode: cmp.Or(row.Mode, t.Mode),
		GraduationYear: cmp.Or(row.GraduationYear, t.GraduationYear), School: cmp.Or(row.School, t.School),
		ExamCouncil: cmp.Or(row.ExamCouncil, t.ExamCouncil), ExamSession: cmp.Or(row.ExamSession, t.ExamSession),
		SerialNumber: row.SerialNumber, RegisterNumber: row.RegisterNumber,
		DecisionNumber: cmp.Or(
			row.DecisionNumber,
			t.DecisionNumber,
		), DecisionDate: cmp.Or(row.DecisionDate, t.DecisionDate),
		IssueDate: cmp.Or(row.IssueDate, t.IssueDate), ValidUntil: t.ValidUntil, Place: t.Place, SignedBy: t.SignedBy,
	}
	if about.Award == a.typ.Label {
		about.AwardEn = cmp.Or(about.AwardEn, a.typ.LabelEn)
	}
	return about
}

// repeated refuses numbers that stand twice in the list, and numbers where the
// type has none.
func (a *assembly) repeated(row registry.Row) {
	for _, n := range []struct{ field, value string }{{"serialNumber", row.SerialNumber}, {"registerNumber", row.RegisterNumber}} {
		switch {
		case n.value == "":
		case !a.typ.Numbered:
			a.add(row.Line, n.field, credential.FaultConflict, "nothing: this type has no numbers")
		case !registry.IsNumberText(n.value):
			a.add(row.Line, n.field, credential.FaultFormat,
				"letters, digits, spaces and ./- only, with no letter O, I or l among the digits")
		case a.seen[n.field+registry.NumberKey(n.value)]:
			a.add(row.Line, n.field, credential.FaultConflict, "a number that no other row has, however it is written")
		}
		a.seen[n.field+registry.NumberKey(n.value)] = true
	}
}

// draft adds one document, and the problems that it would have when issued.
func (a *assembly) draft(row registry.Row, about credential.Issuance, transcript bool, diploma *uuid.UUID) error {
	id, err := a.newID()
	if err != nil {
		return err
	}
	about.ID = "urn:uuid:" + id.String()
	d := registry.Draft{
		Entry: registry.Entry{ID: id, Position: len(a.drafts), Line: row.Line, Kind: about.Kind, DiplomaID: diploma,
			SerialNumber: about.SerialNumber, RegisterNumber: about.RegisterNumber},
	}
	if transcript {
		d.Content.Transcript = &credential.Transcript{
			Issuance: about,
			Subject:  row.Subject,
			Summary:  row.Summary,
			Courses:  row.Courses,
		}
	} else {
		d.Content.Diploma = &credential.Diploma{Issuance: about, Subject: row.Subject}
	}
	numbered := a.typ.Numbered && diploma == nil
	if numbered {
		d.Book = a.book.Code
	}
	a.validate(row, d.Content, numbered)
	a.drafts = append(a.drafts, d)
	return nil
}

// validate asks what issuing will ask, with the longest numbers and status
// entry in the place of those that are not known yet.
func (a *assembly) validate(row registry.Row, content registry.Content, numbered bool) {
	about := content.Issuance()
	kept := *about
	defer func() { *about = kept }()
	about.Status = credential.StatusRef{List: 1 << 16, Index: ledger.StatusListSize - 1}
	if numbered {
		const longest = 999999
		about.SerialNumber = cmp.Or(about.SerialNumber, a.book.FormatSerialNumber(longest))
		about.RegisterNumber = cmp.Or(about.RegisterNumber, a.book.FormatRegisterNumber(longest))
	}
	var problems credential.Problems
	if !errors.As(content.Document().Validate(), &problems) {
		return
	}
	for _, p := range problems {
		line := row.Line
		if a.ofTerms(p.Field, row) {
			line = 0
		}
		if key := fmt.Sprint(line, p.Field, p.Fault); !a.reported[key] {
			a.reported[key] = true
			a.add(line, p.Field, p.Fault, p.Want)
		}
	}
}

// ofTerms reports whether a field's content came with the upload, not with the row.
func (a *assembly) ofTerms(field string, row registry.Row) bool {
	switch field {
	case "validUntil", "place", "issuer.host", "issuer.name", "issuer.nameEn", "issuer.code":
		return true
	case "issueDate":
		return row.IssueDate == ""
	case "decisionNumber":
		return row.DecisionNumber == ""
	case "decisionDate":
		return row.DecisionDate == ""
	}
	return strings.HasPrefix(field, "signedBy.")
}
