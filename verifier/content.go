package verifier

import (
	"errors"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// Content is what a credential says, as far as it is shown. It is in a result
// only when the signature over it was verified.
type Content struct {
	ID      string   `json:"id,omitempty"` // the credential's id, where the form shows it
	Kind    KindInfo `json:"kind"`
	Facts   []Fact   `json:"facts"` // in the order of the paper; what is withheld or not said is absent
	Courses []Course `json:"courses,omitempty"`
	// CoursesShown of CoursesTotal courses are shown; both are absent where
	// the form shows no courses at all.
	CoursesShown *int `json:"coursesShown,omitempty"`
	CoursesTotal *int `json:"coursesTotal,omitempty"`
}

// KindInfo names the kind from the table of kinds, not from the credential.
type KindInfo struct {
	Code   ledger.Kind `json:"code"`
	Name   string      `json:"name"`   // in Vietnamese
	NameEn string      `json:"nameEn"` // in English
}

// Fact is one thing that the credential says.
type Fact struct {
	Name  string `json:"name"` // one of FactNames
	Value string `json:"value"`
	// Printed marks free text: the issuer's own words, verbatim, which no code
	// table vouches for. Facts without it are dates and numbers of a fixed form.
	Printed bool `json:"printed"`
}

// Course is one line of a transcript; every text of it is as printed.
type Course struct {
	Code      string `json:"code,omitempty"`
	Name      string `json:"name"`
	NameEn    string `json:"nameEn,omitempty"`
	Credits   string `json:"credits,omitempty"`
	TenPoint  string `json:"tenPoint,omitempty"`
	Letter    string `json:"letter,omitempty"`
	FourPoint string `json:"fourPoint,omitempty"`
	Term      string `json:"term,omitempty"`
	Year      string `json:"year,omitempty"`
	Attempt   int    `json:"attempt,omitzero"`
	EarnedAt  string `json:"earnedAt,omitempty"`
	Exempt    bool   `json:"exempt,omitzero"`
	Note      string `json:"note,omitempty"`
}

// parse takes step 1. A disclosure or a form that does not belong to the
// credential is the third step's failure, though reading already found it.
func (v *verification) parse(input string) bool {
	r := &v.result
	shown, err := presentation.Parse(input)
	switch {
	case errors.Is(err, presentation.ErrTampered):
		r.Pass(StepParse)
		r.Fail(StepDisclosures, Verdict{Code: Tampered, Detail: DetailDisclosure})
		return false
	case errors.Is(err, presentation.ErrDamagedCode):
		r.Fail(StepParse, Verdict{Code: Malformed, Detail: DetailDamagedCode})
		return false
	case errors.Is(err, presentation.ErrNotRead):
		r.Fail(StepParse, Verdict{Code: Malformed, Detail: DetailNotRead})
		return false
	case err != nil:
		r.Fail(StepParse, Verdict{Code: Malformed, Detail: DetailForm})
		return false
	}
	return v.accept(shown)
}

// accept ends step 1 with what was read.
func (v *verification) accept(shown *presentation.Presentation) bool {
	if !v.refer(referenceOf(shown)) {
		v.result.Fail(StepParse, Verdict{Code: Malformed, Detail: DetailForm})
		return false
	}
	v.shown = shown
	v.result.Form = shown.Form
	v.result.Pass(StepParse)
	return true
}

// referenceOf returns what of a presentation the ledger is asked about.
func referenceOf(p *presentation.Presentation) Reference {
	return Reference{
		Issuer:     p.Issuer(),
		Digest:     p.Digest(),
		Kind:       p.Kind(),
		Key:        p.Thumbprint(),
		List:       p.Status().List,
		Index:      p.Status().Index,
		ValidFrom:  p.IssueDate(),
		ValidUntil: p.ValidUntil(),
	}
}

// contentOf returns what the presentation says.
func contentOf(p *presentation.Presentation) *Content {
	s := &Content{Kind: KindInfo{Code: p.Kind()}}
	if kind, err := credential.TypeOf(p.Kind()); err == nil {
		s.Kind.Name, s.Kind.NameEn = kind.Label, kind.LabelEn
	}
	if p.Credential != nil {
		s.ID = p.Credential.Issuance.ID
		if p.Credential.Form == credential.FormTranscript {
			shown, total := len(p.Credential.Courses), p.Credential.CourseCount
			s.CoursesShown, s.CoursesTotal = &shown, &total
			s.Courses = make([]Course, 0, shown)
			for _, c := range p.Credential.Courses {
				s.Courses = append(s.Courses, Course(c))
			}
		}
	}
	s.Facts = factsOf(p.Credential, p.Claims)
	return s
}
