package credential

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

// ErrDocument is what every Problems wraps.
var ErrDocument = errors.New("document")

// Fault says what is wrong with a field.
type Fault string

// The faults.
const (
	FaultMissing  Fault = "missing"   // required and empty
	FaultFormat   Fault = "format"    // breaks the format that Want describes
	FaultTooLong  Fault = "too_long"  // longer than Want says
	FaultText     Fault = "text"      // not UTF-8, not NFC, or with control characters or outer spaces
	FaultUnknown  Fault = "unknown"   // not in the code list
	FaultConflict Fault = "conflict"  // contradicts another field
	FaultQRLength Fault = "qr_length" // the QR code has no room for it
)

// Problem is one fault of one field. It never holds the field's content.
type Problem struct {
	Field string `json:"field"` // JSON path, "subject.birthDate", "courses[3].credits"
	Fault Fault  `json:"fault"`
	Want  string `json:"want"` // what is expected, for people, in English
}

// Problems is the error of a document that cannot be issued: every fault, not
// only the first.
type Problems []Problem

// Error implements error, without any content of the document.
func (p Problems) Error() string {
	texts := make([]string, len(p))
	for i, problem := range p {
		texts[i] = fmt.Sprintf("%s: %s (want %s)", problem.Field, problem.Fault, problem.Want)
	}
	return ErrDocument.Error() + ": " + strings.Join(texts, "; ")
}

// Unwrap makes errors.Is(p, ErrDocument) true.
func (p Problems) Unwrap() error { return ErrDocument }

// PartialDate is a date of birth as known: "2004-03-15", "2004-03" or "2004".
type PartialDate string

// ErrPartialDate is returned for text that is no such date.
var ErrPartialDate = errors.New("a partial date is YYYY-MM-DD, YYYY-MM or YYYY")

// Validate returns ErrPartialDate unless d is a day, month or year of the calendar.
func (d PartialDate) Validate() error {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if len(d) == len(layout) {
			if t, err := time.Parse(layout, string(d)); err == nil && t.Year() >= 1900 {
				return nil
			}
		}
	}
	return ErrPartialDate
}

// MaxCourses is the largest number of courses of one transcript.
const MaxCourses = 400

// Validate implements Document.
func (d Diploma) Validate() error { return validate(d) }

// Validate implements Document.
func (t Transcript) Validate() error { return validate(t) }

func validate(doc Document) error {
	var c checker
	if err := c.check(doc); err != nil {
		return err
	}
	c.qrLength(doc)
	return c.result()
}

// check is what Validate asks of a document, but for the length of its QR claims.
func (c *checker) check(doc Document) error {
	c.issuing = true
	doc.check(c)
	return c.result()
}

func (d Diploma) check(c *checker) {
	c.issuance(d.Issuance, FormDiploma)
	c.subject(d.Subject, true)
}

func (t Transcript) check(c *checker) {
	c.issuance(t.Issuance, FormTranscript)
	c.subject(t.Subject, true)
	c.summary(t.Summary)
	if len(t.Courses) == 0 || len(t.Courses) > MaxCourses {
		c.add("courses", FaultFormat, fmt.Sprintf("1 to %d courses", MaxCourses))
	}
	c.courses(t.Courses)
}

type checker struct {
	problems Problems
	// issuing is set before a signature: what is signed already is read although
	// it has characters that would not be signed now, and is shown with marks.
	issuing bool
	course  int // of the fields "courses[n].…", counted from 1; 0 for others
}

func (c *checker) add(field string, fault Fault, want string) {
	if c.course > 0 {
		field = fmt.Sprintf("courses[%d].%s", c.course-1, field)
	}
	c.problems = append(c.problems, Problem{field, fault, want})
}

func (c *checker) result() error {
	if len(c.problems) == 0 {
		return nil
	}
	return c.problems
}

func (c *checker) issuance(i Issuance, form Form) {
	c.pattern("id", i.ID, isUUIDURN, true, "urn:uuid: and a lower-case UUID")
	if ledger.ValidateIssuerCode(i.Issuer.Code) != nil {
		c.add("issuer.code", FaultFormat, "an issuer code as on the ledger")
	}
	c.text("issuer.name", i.Issuer.Name, 250, true)
	c.text("issuer.nameEn", i.Issuer.NameEn, 250, false)
	c.pattern("issuer.host", i.Issuer.Host, isPublicHost, true, "a host name in lower case, or host:port")
	kind, err := TypeOf(i.Kind)
	if err != nil {
		c.add("kind", FaultUnknown, "a type code of the table, with the field-of-study code that it asks for")
	} else if kind.Form != form {
		c.add("kind", FaultConflict, "a kind whose form is "+string(form))
	}
	c.text("award", i.Award, 150, true)
	c.text("awardEn", i.AwardEn, 150, false)
	c.text("major", i.Major, 150, i.Kind.Field() != "")
	c.text("majorEn", i.MajorEn, 150, false)
	c.text("specialization", i.Specialization, 150, false)
	c.text("rank", i.Rank, 50, false)
	c.text("mode", i.Mode, 100, false)
	if i.GraduationYear != 0 && (i.GraduationYear < 1900 || i.GraduationYear > 2999) {
		c.add("graduationYear", FaultFormat, "a year, or 0")
	}
	c.text("school", i.School, 250, false)
	c.text("examCouncil", i.ExamCouncil, 150, false)
	c.text("examSession", i.ExamSession, 150, false)
	c.text("serialNumber", i.SerialNumber, 30, kind.Numbered)
	c.text("registerNumber", i.RegisterNumber, 40, kind.Numbered)
	c.text("decisionNumber", i.DecisionNumber, 50, kind.Numbered)
	c.date("decisionDate", i.DecisionDate, kind.Numbered || i.DecisionNumber != "")
	c.date("issueDate", i.IssueDate, true)
	c.date("validUntil", i.ValidUntil, false)
	if i.ValidUntil != "" && i.ValidUntil < i.IssueDate {
		c.add("validUntil", FaultConflict, "a day not before issueDate")
	}
	c.text("place", i.Place, 50, false)
	c.text("signedBy.name", i.SignedBy.Name, 150, true)
	c.text("signedBy.title", i.SignedBy.Title, 150, true)
	if i.Status.List == 0 {
		c.add("status.list", FaultMissing, "the number of a status list, from 1")
	}
	if i.Status.Index >= ledger.StatusListSize {
		c.add("status.index", FaultFormat, fmt.Sprintf("below %d", ledger.StatusListSize))
	}
}

// subject checks a learner: the whole one of a document, or what a presentation shows.
func (c *checker) subject(s Subject, whole bool) {
	c.text("subject.fullName", s.FullName, 150, whole)
	switch {
	case s.BirthDate == "" && whole:
		c.add("subject.birthDate", FaultMissing, ErrPartialDate.Error())
	case s.BirthDate != "" && s.BirthDate.Validate() != nil:
		c.add("subject.birthDate", FaultFormat, ErrPartialDate.Error())
	}
	c.text("subject.birthPlace", s.BirthPlace, 250, false)
	c.text("subject.sex", s.Sex, 20, false)
	c.pattern("subject.nationalId", s.NationalID, isNationalID, false, "12 digits, or 9 on older papers")
	c.text("subject.learnerCode", s.LearnerCode, 40, false)
	if known := s.LearnerScheme == SchemeMOET || s.LearnerScheme == SchemeSchool; (s.LearnerCode != "") != known {
		c.add(
			"subject.learnerScheme",
			FaultConflict,
			SchemeMOET+" or "+SchemeSchool+" with a learner code, else nothing",
		)
	}
	if s.LearnerScheme == SchemeMOET && !isDigits(s.LearnerCode, 40) {
		c.add("subject.learnerCode", FaultFormat, "digits")
	}
	c.text("subject.ethnicity", s.Ethnicity, 50, false)
	c.text("subject.nationality", s.Nationality, 100, false)
}

func (c *checker) summary(s Summary) {
	c.date("summary.enrolDate", s.EnrolDate, false)
	c.text("summary.language", s.Language, 100, false)
	c.text("summary.duration", s.Duration, 100, false)
	c.text("summary.level", s.Level, 100, false)
	c.decimal("summary.totalCredits", s.TotalCredits)
	c.decimal("summary.gpa10", s.GPA10)
	c.decimal("summary.gpa4", s.GPA4)
	c.text("summary.learning", s.Learning, 50, false)
	c.text("summary.conduct", s.Conduct, 50, false)
	c.text("summary.diplomaSerial", s.DiplomaSerial, 30, false)
}

func (c *checker) courses(courses []Course) {
	for i, s := range courses {
		c.course = i + 1
		c.oneCourse(s)
	}
	c.course = 0
}

func (c *checker) oneCourse(s Course) {
	c.text("code", s.Code, 30, false)
	c.text("name", s.Name, 200, true)
	c.text("nameEn", s.NameEn, 200, false)
	c.decimal("credits", s.Credits)
	c.decimal("tenPoint", s.TenPoint)
	c.text("letter", s.Letter, 10, false)
	c.decimal("fourPoint", s.FourPoint)
	c.text("term", s.Term, 50, false)
	c.text("year", s.Year, 20, false)
	if s.Attempt < 0 || s.Attempt > 99 {
		c.add("attempt", FaultFormat, "1 to 99, or 0")
	}
	c.text("earnedAt", s.EarnedAt, 250, false)
	c.text("note", s.Note, 250, false)
}

// qrLength is asked last, since only a sound document has QR claims.
func (c *checker) qrLength(doc Document) {
	if len(c.problems) == 0 && CheckQRLength(doc) != nil {
		c.add("subject.fullName", FaultQRLength, fmt.Sprintf("QR claims of at most %d bytes", qrtoken.MaxClaims))
	}
}

// CheckQRLength returns qrtoken.ErrTooLong if the document's QR claims have no
// room in the QR code even with codes for major and award. An import may ask
// it before the numbers, the dates and the status entry are known, having put
// the longest that it expects in their place; what is missing still is
// qrtoken.ErrMalformed.
func CheckQRLength(doc Document) error {
	_, err := qrClaims(doc, [qrtoken.SaltSize]byte{}, longestThumbprint)
	return err
}

// longestThumbprint has the length that every thumbprint has.
var longestThumbprint = strings.Repeat("A", 43)

func isTooLong(err error) bool { return errors.Is(err, qrtoken.ErrTooLong) }

// text checks one printed text; most is in characters.
func (c *checker) text(field, value string, most int, required bool) {
	switch {
	case value == "" && required:
		c.add(field, FaultMissing, "text")
	case !plain(value):
		c.add(field, FaultText, "NFC text without control characters and outer spaces")
	case c.issuing && strings.ContainsFunc(value, ledger.SteersText):
		c.add(field, FaultText, "text without characters that change its direction (U+202A to U+202E, U+2066 to U+2069)")
	case utf8.RuneCountInString(value) > most:
		c.add(field, FaultTooLong, fmt.Sprintf("at most %d characters", most))
	}
}

func (c *checker) pattern(field, value string, isOfForm func(string) bool, required bool, want string) {
	switch {
	case value == "" && required:
		c.add(field, FaultMissing, want)
	case value != "" && !isOfForm(value):
		c.add(field, FaultFormat, want)
	}
}

func (c *checker) decimal(field, value string) {
	if value != "" && !isDecimal(value, 4, 3) {
		c.add(field, FaultFormat, "a decimal number with a point")
	}
}

// isDecimal reports whether text is digits without a leading zero, and
// perhaps a point and more digits: what is a decimal and a JSON number alike.
func isDecimal(text string, whole, fraction int) bool {
	before, after, point := strings.Cut(text, ".")
	return isDigits(before, whole) && (before == "0" || before[0] != '0') && (!point || isDigits(after, fraction))
}

func isDigits(text string, most int) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != "" && len(text) <= most
}

func (c *checker) date(field string, value ledger.Date, required bool) {
	switch {
	case value == "" && required:
		c.add(field, FaultMissing, "YYYY-MM-DD")
	case value != "" && (value.Validate() != nil || value < "1900"):
		c.add(field, FaultFormat, "YYYY-MM-DD")
	}
}

// plain reports whether text is UTF-8, NFC, on one line, and without spaces around it.
func plain(text string) bool { return ledger.IsPlainText(text) && strings.TrimSpace(text) == text }
