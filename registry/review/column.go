package review

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Form says how the values of a column are judged and sorted.
type Form int

// The forms.
const (
	FormText     Form = iota // free text: letters are judged
	FormName                 // a person's name: letters are judged, sorted as Vietnamese names are
	FormCategory             // few values, each in many rows: rare ones are judged
	FormCode                 // a code: its shape is judged
	FormDate                 // a date, or what is known of one: far ones are judged
	FormNumber               // a number: far ones are judged
)

// Column is one thing that a document says.
type Column struct {
	Name     string // of the field, "birthDate"; of a course's marks, "course:" and the course's name
	Form     Form
	Personal bool // it is about the learner, so that every row shows it
}

// coursePrefix begins the names of columns of marks.
const coursePrefix = "course:"

// Course returns the course of whose marks the column is, "" for other columns.
func (c Column) Course() string {
	name, is := strings.CutPrefix(c.Name, coursePrefix)
	if !is {
		return ""
	}
	return name
}

// learner is what the documents of one row of the list say.
type learner struct {
	lead       *registry.Draft        // the diploma, or a transcript that came alone
	transcript *credential.Transcript // nil where there is none
	ids        []uuid.UUID            // of the drafts
}

func (l learner) about() *credential.Issuance  { return l.lead.Content.Issuance() }
func (l learner) subject() *credential.Subject { return l.lead.Content.Subject() }

// summary is empty where there is no transcript.
func (l learner) summary() credential.Summary {
	if l.transcript == nil {
		return credential.Summary{}
	}
	return l.transcript.Summary
}

// columnSpec is a column and where its value comes from. sort is the value in the
// form in which values compare, where that is another than the printed one.
type columnSpec struct {
	Column
	text func(learner) string
	sort func(learner) string
}

// columnSpecs are all columns, in the order in which people read a register book.
// What a document comes to say anew needs a line here: a test compares them.
var columnSpecs = []columnSpec{
	learnersName("fullName", FormName, func(s *credential.Subject) string { return s.FullName }),
	{
		Column: Column{Name: "birthDate", Form: FormDate, Personal: true},
		text:   func(l learner) string { return diploma.DateText(string(l.subject().BirthDate)) },
		sort:   func(l learner) string { return string(l.subject().BirthDate) },
	},
	learnersName("sex", FormCategory, func(s *credential.Subject) string { return s.Sex }),
	learnersName("birthPlace", FormCategory, func(s *credential.Subject) string { return s.BirthPlace }),
	learnersName("ethnicity", FormCategory, func(s *credential.Subject) string { return s.Ethnicity }),
	learnersName("nationality", FormCategory, func(s *credential.Subject) string { return s.Nationality }),
	{
		Column: Column{Name: "nationalId", Form: FormCode, Personal: true},
		text:   func(l learner) string { return l.subject().NationalID },
	},
	learnersName("learnerCode", FormCode, func(s *credential.Subject) string { return s.LearnerCode }),
	{
		Column: Column{Name: "learnerScheme", Form: FormCategory},
		text:   func(l learner) string { return l.subject().LearnerScheme },
	},
	issued("rank", FormCategory, func(i *credential.Issuance) string { return i.Rank }),
	issued("major", FormCategory, func(i *credential.Issuance) string { return i.Major }),
	issued("majorCode", FormCategory, func(i *credential.Issuance) string { return i.Kind.Field() }),
	issued("majorEn", FormCategory, func(i *credential.Issuance) string { return i.MajorEn }),
	issued("specialization", FormCategory, func(i *credential.Issuance) string { return i.Specialization }),
	issued("mode", FormCategory, func(i *credential.Issuance) string { return i.Mode }),
	issued("graduationYear", FormCategory, func(i *credential.Issuance) string { return wholeText(i.GraduationYear) }),
	issued("school", FormCategory, func(i *credential.Issuance) string { return i.School }),
	issued("examCouncil", FormCategory, func(i *credential.Issuance) string { return i.ExamCouncil }),
	issued("examSession", FormCategory, func(i *credential.Issuance) string { return i.ExamSession }),
	{
		Column: Column{Name: "registerNumber", Form: FormCode, Personal: true},
		text:   func(l learner) string { return l.lead.RegisterNumber },
	},
	{
		Column: Column{Name: "serialNumber", Form: FormCode, Personal: true},
		text:   func(l learner) string { return l.lead.SerialNumber },
	},
	summed("totalCredits", FormNumber, func(s credential.Summary) string { return diploma.DecimalText(s.TotalCredits) }),
	summed("gpa10", FormNumber, func(s credential.Summary) string { return diploma.DecimalText(s.GPA10) }),
	summed("gpa4", FormNumber, func(s credential.Summary) string { return diploma.DecimalText(s.GPA4) }),
	summed("learning", FormCategory, func(s credential.Summary) string { return s.Learning }),
	summed("conduct", FormCategory, func(s credential.Summary) string { return s.Conduct }),
	{
		Column: Column{Name: "enrolmentDate", Form: FormDate},
		text:   func(l learner) string { return diploma.DateText(string(l.summary().EnrolDate)) },
		sort:   func(l learner) string { return string(l.summary().EnrolDate) },
	},
	summed("language", FormCategory, func(s credential.Summary) string { return s.Language }),
	summed("duration", FormCategory, func(s credential.Summary) string { return s.Duration }),
	summed("level", FormCategory, func(s credential.Summary) string { return s.Level }),
	summed("diplomaSerial", FormCode, func(s credential.Summary) string { return s.DiplomaSerial }),
	{Column: Column{Name: "courses", Form: FormCategory, Personal: true}, text: courseCount},
	{Column: Column{Name: "document", Form: FormCategory}, text: documentTexts},
	issued("awardEn", FormCategory, func(i *credential.Issuance) string { return i.AwardEn }),
	issued("decisionNumber", FormCategory, func(i *credential.Issuance) string { return i.DecisionNumber }),
	issuedOn("decisionDate", func(i *credential.Issuance) ledger.Date { return i.DecisionDate }),
	issuedOn("issueDate", func(i *credential.Issuance) ledger.Date { return i.IssueDate }),
	issuedOn("validUntil", func(i *credential.Issuance) ledger.Date { return i.ValidUntil }),
	issued("place", FormCategory, func(i *credential.Issuance) string { return i.Place }),
	issued("signedBy.name", FormCategory, func(i *credential.Issuance) string { return i.SignedBy.Name }),
	issued("signedBy.title", FormCategory, func(i *credential.Issuance) string { return i.SignedBy.Title }),
	issued("issuer.name", FormCategory, func(i *credential.Issuance) string { return i.Issuer.Name }),
	issued("issuer.nameEn", FormCategory, func(i *credential.Issuance) string { return i.Issuer.NameEn }),
}

// learnersName is a column of what is said of the learner.
func learnersName(name string, form Form, of func(*credential.Subject) string) columnSpec {
	return columnSpec{
		Column: Column{Name: name, Form: form, Personal: true},
		text:   func(l learner) string { return of(l.subject()) },
	}
}

// issued is a column of what is said of the award.
func issued(name string, form Form, of func(*credential.Issuance) string) columnSpec {
	return columnSpec{
		Column: Column{Name: name, Form: form},
		text:   func(l learner) string { return of(l.about()) },
	}
}

func issuedOn(name string, of func(*credential.Issuance) ledger.Date) columnSpec {
	return columnSpec{
		Column: Column{Name: name, Form: FormDate},
		text:   func(l learner) string { return diploma.DateText(string(of(l.about()))) },
		sort:   func(l learner) string { return string(of(l.about())) },
	}
}

// summed is a column of what a transcript says of the whole.
func summed(name string, form Form, of func(credential.Summary) string) columnSpec {
	return columnSpec{
		Column: Column{Name: name, Form: form},
		text:   func(l learner) string { return of(l.summary()) },
	}
}

func courseCount(l learner) string {
	if l.transcript == nil {
		return ""
	}
	return strconv.Itoa(len(l.transcript.Courses))
}

// documentTexts names what the learner gets.
func documentTexts(l learner) string {
	text := l.about().Award
	if l.transcript != nil && l.lead.Content.Transcript == nil {
		text += " + " + l.transcript.Award
	}
	return text
}

func wholeText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
