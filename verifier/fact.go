package verifier

import (
	"cmp"
	"slices"
	"strconv"

	"sogoc/verifier/credential"
	"sogoc/verifier/qrtoken"
)

// factSource is where facts are read: an SD-JWT, QR claims or both.
type factSource struct {
	subject  *credential.Subject
	issuance *credential.Issuance
	summary  *credential.Summary
	claims   *qrtoken.Claims
}

// factRow is one fact that a credential may say.
type factRow struct {
	name  string
	fixed bool // dates and numbers, which have one form
	value func(factSource) string
}

// factTable has all facts in the order of the paper. What an SD-JWT withholds is
// read from the QR claims where they were presented with it.
var factTable = [...]factRow{
	{"fullName", false, func(s factSource) string { return cmp.Or(s.subject.FullName, s.claims.FullName) }},
	{"birthDate", true, func(s factSource) string { return cmp.Or(string(s.subject.BirthDate), s.claims.BirthDate) }},
	{"birthPlace", false, func(s factSource) string { return s.subject.BirthPlace }},
	{"sex", false, func(s factSource) string { return s.subject.Sex }},
	{"ethnicity", false, func(s factSource) string { return s.subject.Ethnicity }},
	{"nationality", false, func(s factSource) string { return s.subject.Nationality }},
	{"nationalId", true, func(s factSource) string { return s.subject.NationalID }},
	{"learnerCode", false, func(s factSource) string { return s.subject.LearnerCode }},
	{"award", false, func(s factSource) string { return cmp.Or(s.issuance.Award, s.claims.Award) }},
	{"awardEn", false, func(s factSource) string { return s.issuance.AwardEn }},
	{"major", false, func(s factSource) string { return cmp.Or(s.issuance.Major, s.claims.Major) }},
	{"majorEn", false, func(s factSource) string { return s.issuance.MajorEn }},
	{"specialization", false, func(s factSource) string { return s.issuance.Specialization }},
	{"rank", false, func(s factSource) string { return cmp.Or(s.issuance.Rank, s.claims.Rank) }},
	{"mode", false, func(s factSource) string { return s.issuance.Mode }},
	{"school", false, func(s factSource) string { return s.issuance.School }},
	{"graduationYear", true, func(s factSource) string { return yearText(s.issuance.GraduationYear) }},
	{"examCouncil", false, func(s factSource) string { return s.issuance.ExamCouncil }},
	{"examSession", false, func(s factSource) string { return s.issuance.ExamSession }},
	{"enrolDate", true, func(s factSource) string { return string(s.summary.EnrolDate) }},
	{"language", false, func(s factSource) string { return s.summary.Language }},
	{"duration", false, func(s factSource) string { return s.summary.Duration }},
	{"level", false, func(s factSource) string { return s.summary.Level }},
	{"totalCredits", true, func(s factSource) string { return s.summary.TotalCredits }},
	{"gpa10", true, func(s factSource) string { return s.summary.GPA10 }},
	{"gpa4", true, func(s factSource) string { return s.summary.GPA4 }},
	{"learning", false, func(s factSource) string { return s.summary.Learning }},
	{"conduct", false, func(s factSource) string { return s.summary.Conduct }},
	{"diplomaSerial", false, func(s factSource) string { return s.summary.DiplomaSerial }},
	{"serialNumber", false, func(s factSource) string { return cmp.Or(s.issuance.SerialNumber, s.claims.SerialNumber) }},
	{"registerNumber", false, func(s factSource) string { return cmp.Or(s.issuance.RegisterNumber, s.claims.RegisterNumber) }},
	{"decisionNumber", false, func(s factSource) string { return s.issuance.DecisionNumber }},
	{"decisionDate", true, func(s factSource) string { return string(s.issuance.DecisionDate) }},
	{"issueDate", true, func(s factSource) string { return string(cmp.Or(s.issuance.IssueDate, s.claims.IssueDate)) }},
	{"validUntil", true, func(s factSource) string { return string(cmp.Or(s.issuance.ValidUntil, s.claims.ValidUntil)) }},
	{"place", false, func(s factSource) string { return s.issuance.Place }},
	{"signerName", false, func(s factSource) string { return s.issuance.SignedBy.Name }},
	{"signerTitle", false, func(s factSource) string { return s.issuance.SignedBy.Title }},
}

func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}

// FactNames returns the names that a Fact can have, in the order of the paper.
func FactNames() []string {
	names := make([]string, 0, len(factTable))
	for _, row := range factTable {
		names = append(names, row.name)
	}
	return names
}

// IsPrinted reports whether a fact of that name is the issuer's own words; see Fact.
func IsPrinted(name string) bool {
	return !slices.ContainsFunc(factTable[:], func(row factRow) bool { return row.fixed && row.name == name })
}

// factsOf returns the facts that are shown; either argument may be nil.
func factsOf(c *credential.Credential, claims *qrtoken.Claims) []Fact {
	if c == nil {
		c = &noCredential
	}
	if claims == nil {
		claims = &noClaims
	}
	source := factSource{subject: &c.Subject, issuance: &c.Issuance, summary: &c.Summary, claims: claims}
	values, count := [len(factTable)]string{}, 0
	for i, row := range factTable {
		if values[i] = row.value(source); values[i] != "" {
			count++
		}
	}
	if count == 0 {
		return nil
	}
	found := make([]Fact, 0, count)
	for i, row := range factTable {
		if values[i] != "" {
			found = append(found, Fact{Name: row.name, Value: values[i], Printed: !row.fixed})
		}
	}
	return found
}

// What says nothing, for factsOf to read.
var (
	noCredential credential.Credential
	noClaims     qrtoken.Claims
)
