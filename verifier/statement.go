package verifier

import (
	"errors"
	"strconv"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qrtoken"
)

// Statement is what a credential says, as far as it is shown. It is in a
// result only when the signature over it was verified.
type Statement struct {
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
		r.pass(StepParse)
		r.fail(StepDisclosures, verdict{Tampered, DetailDisclosure})
		return false
	case err != nil:
		r.fail(StepParse, verdict{Malformed, DetailForm})
		return false
	}
	from, err := ledger.Date(shown.IssueDate()).Begin()
	if err != nil {
		r.fail(StepParse, verdict{Malformed, DetailForm})
		return false
	}
	digest := shown.Digest()
	v.shown, v.issuer, v.digest, v.from = shown, shown.Issuer(), digest, from
	r.Form, r.Digest = shown.Form, &digest
	r.pass(StepParse)
	return true
}

// says returns what the presentation says.
func says(p *presentation.Presentation) *Statement {
	s := &Statement{Kind: KindInfo{Code: p.Kind()}}
	if kind, err := credential.TypeOf(p.Kind()); err == nil {
		s.Kind.Name, s.Kind.NameEn = kind.Label, kind.LabelEn
	}
	var f facts
	switch {
	case p.Credential != nil:
		s.ID = p.Credential.Issuance.ID
		f = factsOf(p.Credential, p.Claims)
		if p.Credential.Form == credential.FormTranscript {
			shown, total := len(p.Credential.Courses), p.Credential.CourseCount
			s.CoursesShown, s.CoursesTotal = &shown, &total
			for _, c := range p.Credential.Courses {
				s.Courses = append(s.Courses, Course(c))
			}
		}
	default:
		f = factsOfClaims(p.Claims)
	}
	for _, name := range factNames {
		if value := f[name]; value != "" {
			s.Facts = append(s.Facts, Fact{Name: name, Value: value, Printed: !typed[name]})
		}
	}
	return s
}

// factNames holds all names, in the order of the paper.
var factNames = []string{"fullName", "birthDate", "birthPlace", "sex", "ethnicity", "nationality", "nationalId", "learnerCode",
	"award", "awardEn", "major", "majorEn", "specialization", "rank", "mode", "school", "graduationYear", "examCouncil", "examSession",
	"enrolDate", "language", "duration", "level", "totalCredits", "gpa10", "gpa4", "learning", "conduct", "diplomaSerial",
	"serialNumber", "registerNumber", "decisionNumber", "decisionDate", "issueDate", "validUntil", "place", "signerName", "signerTitle"}

// typed are the facts of a fixed form.
var typed = map[string]bool{"birthDate": true, "nationalId": true, "graduationYear": true, "enrolDate": true, "totalCredits": true,
	"gpa10": true, "gpa4": true, "decisionDate": true, "issueDate": true, "validUntil": true}

// FactNames returns the names that a Fact can have, in the order of the paper.
func FactNames() []string { return append([]string(nil), factNames...) }

type facts map[string]string

func factsOfClaims(c *qrtoken.Claims) facts {
	return facts{"fullName": c.FullName, "birthDate": c.BirthDate, "award": c.Award, "major": c.Major, "rank": c.Rank,
		"serialNumber": c.SerialNumber, "registerNumber": c.RegisterNumber, "issueDate": string(c.IssueDate), "validUntil": string(c.ValidUntil)}
}

// factsOf reads an SD-JWT, and what it withholds from the QR claims where they
// were presented with it.
func factsOf(c *credential.Credential, claims *qrtoken.Claims) facts {
	i, s, t := c.Issuance, c.Subject, c.Summary
	f := facts{
		"fullName": s.FullName, "birthDate": string(s.BirthDate), "birthPlace": s.BirthPlace, "sex": s.Sex, "ethnicity": s.Ethnicity,
		"nationality": s.Nationality, "nationalId": s.NationalID, "learnerCode": s.LearnerCode,
		"award": i.Award, "awardEn": i.AwardEn, "major": i.Major, "majorEn": i.MajorEn, "specialization": i.Specialization, "rank": i.Rank,
		"mode": i.Mode, "school": i.School, "examCouncil": i.ExamCouncil, "examSession": i.ExamSession,
		"enrolDate": string(t.EnrolDate), "language": t.Language, "duration": t.Duration, "level": t.Level, "totalCredits": t.TotalCredits,
		"gpa10": t.GPA10, "gpa4": t.GPA4, "learning": t.Learning, "conduct": t.Conduct, "diplomaSerial": t.DiplomaSerial,
		"serialNumber": i.SerialNumber, "registerNumber": i.RegisterNumber, "decisionNumber": i.DecisionNumber, "decisionDate": string(i.DecisionDate),
		"issueDate": string(i.IssueDate), "validUntil": string(i.ValidUntil), "place": i.Place, "signerName": i.SignedBy.Name, "signerTitle": i.SignedBy.Title,
	}
	if i.GraduationYear != 0 {
		f["graduationYear"] = strconv.Itoa(i.GraduationYear)
	}
	if claims != nil {
		for name, value := range factsOfClaims(claims) {
			if f[name] == "" {
				f[name] = value
			}
		}
	}
	return f
}
