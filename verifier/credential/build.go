package credential

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// saltSize is the length of a disclosure's salt: 128 bits (RFC 9901 §9.3).
const saltSize = 16

// builder collects the disclosures of one credential. Its first error sticks.
type builder struct {
	random      io.Reader
	about       Issuance
	did         string
	validFrom   string
	disclosures []string
	err         error

	text, encoded []byte // scratch space of disclose
}

func (b *builder) diplomaSubject(d Diploma) diplomaSubject {
	learner := d.Subject
	out := diplomaSubject{ID: b.uuid(), Type: []string{"AchievementSubject"}, Identifier: b.identifiers(learner)}
	out.award = b.award(FormDiploma, Summary{})
	out.SD = b.learnerMembers(learner)
	out.SD = b.results(out.SD, Summary{})
	slices.Sort(out.SD)
	return out
}

func (b *builder) transcriptSubject(t Transcript) clrSubject {
	out := clrSubject{
		ID:         b.uuid(),
		Type:       []string{"ClrSubject"},
		Identifier: b.identifiers(t.Subject),
		SD:         b.learnerMembers(t.Subject),
	}
	slices.Sort(out.SD)
	whole := awardSubject{ID: out.ID, Type: []string{"AchievementSubject"}, award: b.award(FormTranscript, t.Summary)}
	whole.SD = b.results(nil, t.Summary)
	out.Credentials = make([]jsontext.Value, 0, len(t.Courses)+1)
	out.Credentials = append(out.Credentials, b.marshal(embed(b, whole)))
	out.Association = make([]association, len(t.Courses))
	for i, course := range t.Courses {
		id := b.uuid()
		out.Credentials = append(out.Credentials, b.element(embed(b, b.course(course, out.ID, id))))
		out.Association[i] = association{
			Type:            "Association",
			AssociationType: "isChildOf",
			SourceID:        id,
			TargetID:        whole.Achievement.ID,
		}
	}
	return out
}

func embed[S any](b *builder, subject S) embedded[S] {
	return embedded[S]{
		Context:   []string{contextVC, contextOB},
		ID:        b.uuid(),
		Type:      []string{typeCredential, typeAchievement},
		Issuer:    b.did,
		ValidFrom: b.validFrom,
		Subject:   subject,
	}
}

func (b *builder) award(form Form, s Summary) award {
	i := b.about
	kind := typeByCode[i.Kind.Type()]
	a := award{
		Achievement: achievement{
			ID: kindURL(i.Issuer.Host, i.Kind), Type: []string{"Achievement"}, AchievementType: kind.AchievementType,
			Name: i.Award, NameEn: i.AwardEn, Description: kind.LabelEn, Criteria: criteria{Narrative: kind.Label},
			HumanCode: i.Kind.Field(), FieldOfStudy: i.Major, FieldOfStudyEn: i.MajorEn, Specialization: i.Specialization,
			ResultDescription: resultDescriptions(form, i.Issuer.Host),
		},
		CreditsEarned: number(s.TotalCredits), LicenseNumber: i.SerialNumber, RegisterNumber: i.RegisterNumber,
		GraduationYear: i.GraduationYear, Mode: i.Mode, School: i.School, ExamCouncil: i.ExamCouncil, ExamSession: i.ExamSession,
		Language: s.Language, Duration: s.Duration, Level: s.Level, DiplomaSerial: s.DiplomaSerial,
	}
	if s.EnrolDate != "" {
		a.StartDate = string(s.EnrolDate) + startOfDay
	}
	return a
}

func (b *builder) course(c Course, subjectID, id string) courseSubject {
	return courseSubject{
		ID: subjectID, Type: []string{"AchievementSubject"},
		Achievement: achievement{
			ID:              id,
			Type:            []string{"Achievement"},
			AchievementType: "Course",
			Name:            c.Name,
			NameEn:          c.NameEn,
			Description:     c.Name,
			Criteria:        criteria{Narrative: c.Name},
			HumanCode:       c.Code,
		},
		CreditsEarned: number(c.Credits), Term: c.Term, Year: c.Year, Attempt: c.Attempt, EarnedAt: c.EarnedAt,
		Exempt: c.Exempt, Note: c.Note,
		Result: b.resultList(
			[]namedValue{{resultTenPoint, c.TenPoint}, {resultLetter, c.Letter}, {resultFourPoint, c.FourPoint}},
		),
	}
}

type namedValue struct{ name, value string }

func (b *builder) resultList(values []namedValue) []result {
	var out []result
	for _, v := range values {
		if v.value != "" {
			out = append(
				out,
				result{
					Type:        []string{"Result"},
					Description: vocabulary(b.about.Issuer.Host) + v.name,
					Value:       v.value,
				},
			)
		}
	}
	return out
}

// results adds the rank, and a transcript's averages, as one disclosed member.
func (b *builder) results(sd []string, s Summary) []string {
	list := b.resultList([]namedValue{{resultRank, b.about.Rank}, {resultGPA10, s.GPA10}, {resultGPA4, s.GPA4},
		{resultLearning, s.Learning}, {resultConduct, s.Conduct}})
	if list == nil {
		return sd
	}
	return append(sd, b.member(memberResult, b.marshal(list)))
}

func (b *builder) identifiers(s Subject) []jsontext.Value {
	scheme := identitySchool
	if s.LearnerScheme == SchemeMOET {
		scheme = identityMOET
	}
	var out []jsontext.Value
	for _, v := range []namedValue{{identityName, s.FullName}, {scheme, s.LearnerCode}, {identityNationalID, s.NationalID}} {
		if v.value != "" {
			out = append(
				out,
				b.element(identityObject{Type: "IdentityObject", IdentityHash: v.value, IdentityType: v.name}),
			)
		}
	}
	return out
}

func (b *builder) learnerMembers(s Subject) []string {
	var sd []string
	for _, v := range []namedValue{{memberBirthDate, string(s.BirthDate)}, {memberBirthPlace, s.BirthPlace}, {memberSex, s.Sex},
		{memberEthnicity, s.Ethnicity}, {memberNationality, s.Nationality}} {
		if v.value != "" {
			sd = append(sd, b.member(v.name, quote(v.value)))
		}
	}
	return sd
}

// member discloses an object's member and returns its digest (RFC 9901 §4.2.1).
func (b *builder) member(name string, value jsontext.Value) string {
	return b.disclose(quote(name), value)
}

// element discloses an array's element and returns what stands in its place (RFC 9901 §4.2.4.2).
func (b *builder) element(value any) jsontext.Value {
	return jsontext.Value(`{"...":"` + b.disclose(b.marshal(value)) + `"}`)
}

// disclose appends the disclosure of a salt and rest, and returns its digest.
func (b *builder) disclose(rest ...[]byte) string {
	salt := b.draw()
	text := append(b.text[:0], '[', '"')
	text = base64.RawURLEncoding.AppendEncode(text, salt[:])
	text = append(text, '"')
	for _, part := range rest {
		text = append(append(text, ','), part...)
	}
	b.text = append(text, ']')
	b.encoded = base64.RawURLEncoding.AppendEncode(b.encoded[:0], b.text)
	b.disclosures = append(b.disclosures, string(b.encoded))
	digest := sha256.Sum256(b.encoded)
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

func (b *builder) draw() (drawn [saltSize]byte) {
	if _, err := io.ReadFull(b.random, drawn[:]); err != nil && b.err == nil {
		b.err = err
	}
	return drawn
}

// uuid returns a random UUID (RFC 9562 §5.4) as a URN.
func (b *builder) uuid() string {
	id := uuid.UUID(b.draw())
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return "urn:uuid:" + id.String()
}

func (b *builder) marshal(v any) jsontext.Value {
	text, err := json.Marshal(v)
	if err != nil && b.err == nil {
		b.err = err
	}
	return text
}

// quote returns text as a JSON string; text is valid UTF-8.
func quote(text string) jsontext.Value {
	quoted, err := jsontext.AppendQuote(nil, text)
	if err != nil {
		panic("credential: text that Validate accepted is not UTF-8")
	}
	return quoted
}

// number returns a decimal as a JSON number, digit by digit as it is printed,
// or nil where there is none.
func number(decimal string) jsontext.Value {
	if decimal == "" {
		return nil
	}
	return jsontext.Value(decimal)
}
