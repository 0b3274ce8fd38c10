package verifier

import (
	"errors"
	"slices"
	"strconv"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qrtoken"
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
	case err != nil || !v.refer(referenceOf(shown)):
		r.Fail(StepParse, Verdict{Code: Malformed, Detail: DetailForm})
		return false
	}
	v.shown = shown
	r.Form = shown.Form
	r.Pass(StepParse)
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
	var f facts
	switch {
	case p.Credential != nil:
		s.ID = p.Credential.Issuance.ID
		f = factsOf(p.Credential, p.Claims)
		if p.Credential.Form == credential.FormTranscript {
			shown, total := len(p.Credential.Courses), p.Credential.CourseCount
			s.CoursesShown, s.CoursesTotal = &shown, &total
			s.Courses = make([]Course, 0, shown)
			for _, c := range p.Credential.Courses {
				s.Courses = append(s.Courses, Course(c))
			}
		}
	default:
		f = factsOfClaims(p.Claims)
	}
	s.Facts = make([]Fact, 0, len(f))
	for _, name := range factNames {
		if value := f[name]; value != "" {
			s.Facts = append(
				s.Facts,
				Fact{Name: name, Value: value, Printed: IsPrinted(name)},
			)
		}
	}
	return s
}

// factNames holds all names, in the order of the paper.
var factNames = []string{
	"fullName", "birthDate", "birthPlace", "sex", "ethnicity", "nationality", "nationalId", "learnerCode",
	"award", "awardEn", "major", "majorEn", "specialization", "rank", "mode", "school",
	"graduationYear", "examCouncil", "examSession",
	"enrolDate", "language", "duration", "level", "totalCredits", "gpa10", "gpa4", "learning", "conduct", "diplomaSerial",
	"serialNumber", "registerNumber", "decisionNumber", "decisionDate", "issueDate", "validUntil",
	"place", "signerName", "signerTitle",
}

// factsOfFixedForm are dates and numbers, which have one form.
var factsOfFixedForm = []string{
	"birthDate", "nationalId", "graduationYear", "enrolDate", "totalCredits", "gpa10", "gpa4",
	"decisionDate", "issueDate", "validUntil",
}

// IsPrinted reports whether a fact of that name is the issuer's own words; see Fact.
func IsPrinted(name string) bool { return !slices.Contains(factsOfFixedForm, name) }

// FactNames returns the names that a Fact can have, in the order of the paper.
func FactNames() []string { return slices.Clone(factNames) }

// facts are values by the names of factNames.
type facts map[string]string

func factsOfClaims(c *qrtoken.Claims) facts {
	return facts{
		"fullName":       c.FullName,
		"birthDate":      c.BirthDate,
		"award":          c.Award,
		"major":          c.Major,
		"rank":           c.Rank,
		"serialNumber":   c.SerialNumber,
		"registerNumber": c.RegisterNumber,
		"issueDate":      string(c.IssueDate),
		"validUntil":     string(c.ValidUntil),
	}
}

// factsOf reads an SD-JWT, and what it withholds from the QR claims where they
// were presented with it.
func factsOf(c *credential.Credential, claims *qrtoken.Claims) facts {
	f := make(facts, len(factNames))
	f.addSubject(c.Subject)
	f.addIssuance(c.Issuance)
	f.addSummary(c.Summary)
	if claims == nil {
		return f
	}
	for name, value := range factsOfClaims(claims) {
		if f[name] == "" {
			f[name] = value
		}
	}
	return f
}

func (f facts) addSubject(s credential.Subject) {
	f["fullName"] = s.FullName
	f["birthDate"] = string(s.BirthDate)
	f["birthPlace"] = s.BirthPlace
	f["sex"] = s.Sex
	f["ethnicity"] = s.Ethnicity
	f["nationality"] = s.Nationality
	f["nationalId"] = s.NationalID
	f["learnerCode"] = s.LearnerCode
}

func (f facts) addIssuance(i credential.Issuance) {
	f["award"] = i.Award
	f["awardEn"] = i.AwardEn
	f["major"] = i.Major
	f["majorEn"] = i.MajorEn
	f["specialization"] = i.Specialization
	f["rank"] = i.Rank
	f["mode"] = i.Mode
	f["school"] = i.School
	f["examCouncil"] = i.ExamCouncil
	f["examSession"] = i.ExamSession
	f["serialNumber"] = i.SerialNumber
	f["registerNumber"] = i.RegisterNumber
	f["decisionNumber"] = i.DecisionNumber
	f["decisionDate"] = string(i.DecisionDate)
	f["issueDate"] = string(i.IssueDate)
	f["validUntil"] = string(i.ValidUntil)
	f["place"] = i.Place
	f["signerName"] = i.SignedBy.Name
	f["signerTitle"] = i.SignedBy.Title
	if i.GraduationYear != 0 {
		f["graduationYear"] = strconv.Itoa(i.GraduationYear)
	}
}

func (f facts) addSummary(s credential.Summary) {
	f["enrolDate"] = string(s.EnrolDate)
	f["language"] = s.Language
	f["duration"] = s.Duration
	f["level"] = s.Level
	f["totalCredits"] = s.TotalCredits
	f["gpa10"] = s.GPA10
	f["gpa4"] = s.GPA4
	f["learning"] = s.Learning
	f["conduct"] = s.Conduct
	f["diplomaSerial"] = s.DiplomaSerial
}
