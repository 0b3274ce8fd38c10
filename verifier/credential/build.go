package credential

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
	"slices"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// saltSize is the length of a disclosure's salt: 128 bits (RFC 9901 §9.3).
const saltSize = 16

// builder collects the disclosures of one credential. Its first error sticks.
type builder struct {
	random    io.Reader
	about     Issuance
	did       string
	validFrom string
	err       error

	*buffers

	described map[string]string // results by name
}

// buffers hold one credential while it is written, before what is kept of it is copied.
// The next credential is written in them again.
type buffers struct {
	payload     []byte   // of the JWT
	jwt         []byte   // the JWT
	plain       writer   // a disclosure, as JSON
	disclosures []byte   // all of them, in base64url
	ends        []int    // where each of them ends
	list        []result // of one course
	random      []byte   // drawn and not used yet are the last left of them
	left        int
}

var bufferPool = sync.Pool{New: func() any { return new(buffers) }}

// release gives the buffers to another credential.
func (b *buffers) release() {
	if max(cap(b.payload), cap(b.jwt), cap(b.plain.text), cap(b.disclosures)) > maxKeptBuffer {
		return
	}
	clear(b.list[:cap(b.list)]) // they hold somebody's marks
	b.disclosures, b.ends, b.plain.err, b.left = b.disclosures[:0], b.ends[:0], nil, 0
	bufferPool.Put(b)
}

// The types that stand in every course.
var (
	achievementSubjectTypes = []string{"AchievementSubject"}
	achievementTypes        = []string{"Achievement"}
	resultTypes             = []string{"Result"}
	embeddedContexts        = []string{contextVC, contextOB}
	embeddedTypes           = []string{typeCredential, typeAchievement}
)

func (b *builder) diplomaSubject(d Diploma) diplomaSubject {
	learner := d.Subject
	out := diplomaSubject{ID: b.uuid(), Type: achievementSubjectTypes, Identifier: b.identifiers(learner)}
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
	whole := awardSubject{ID: out.ID, Type: achievementSubjectTypes, award: b.award(FormTranscript, t.Summary)}
	whole.SD = b.results(nil, t.Summary)
	out.Credentials = make([]jsontext.Value, 0, len(t.Courses)+1)
	out.Credentials = append(out.Credentials, b.embedAward(whole))
	out.Association = make([]association, len(t.Courses))
	b.drawAhead(drawsPerCourse * len(t.Courses))
	for i, course := range t.Courses {
		id := b.uuid()
		credential := embed(b, b.course(course, out.ID, id))
		out.Credentials = append(out.Credentials, b.element(func(w *writer) {
			writeEmbedded(w, credential, writeCourseSubject)
		}))
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
		Context:   embeddedContexts,
		ID:        b.uuid(),
		Type:      embeddedTypes,
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
			ID: kindURL(i.Issuer.Host, i.Kind), Type: achievementTypes, AchievementType: kind.AchievementType,
			Name: i.Award, NameEn: i.AwardEn, Description: kind.LabelEn, Criteria: criteria{Narrative: kind.Label},
			HumanCode: i.Kind.Field(), FieldOfStudy: i.Major, FieldOfStudyEn: i.MajorEn, Specialization: i.Specialization,
			ResultDescription: resultDescriptions(form),
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
		ID: subjectID, Type: achievementSubjectTypes,
		Achievement: achievement{
			ID:              id,
			Type:            achievementTypes,
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

// resultList returns the results that there are. They stand until the next call.
func (b *builder) resultList(values []namedValue) []result {
	out := b.list[:0]
	for _, v := range values {
		if v.value != "" {
			out = append(out, result{Type: resultTypes, Description: b.describe(v.name), Value: v.value})
		}
	}
	b.list = out
	return out
}

// describe returns the description of a result: the same of every course.
func (b *builder) describe(name string) string {
	if b.described == nil {
		b.described = map[string]string{}
	}
	if b.described[name] == "" {
		b.described[name] = Vocabulary + name
	}
	return b.described[name]
}

// results adds the rank, and a transcript's averages, as one disclosed member.
func (b *builder) results(sd []string, s Summary) []string {
	results := b.resultList([]namedValue{{resultRank, b.about.Rank}, {resultGPA10, s.GPA10}, {resultGPA4, s.GPA4},
		{resultLearning, s.Learning}, {resultConduct, s.Conduct}})
	if len(results) == 0 {
		return sd
	}
	return append(sd, b.member(memberResult, func(w *writer) { list(w, ``, results, writeResult) }))
}

func (b *builder) identifiers(s Subject) []jsontext.Value {
	scheme := identitySchool
	if s.LearnerScheme == SchemeMOET {
		scheme = identityMOET
	}
	var out []jsontext.Value
	for _, v := range []namedValue{{identityName, s.FullName}, {scheme, s.LearnerCode}, {identityNationalID, s.NationalID}} {
		if v.value != "" {
			identity := identityObject{Type: "IdentityObject", IdentityHash: v.value, IdentityType: v.name}
			out = append(out, b.element(func(w *writer) { writeIdentity(w, identity) }))
		}
	}
	return out
}

func (b *builder) learnerMembers(s Subject) []string {
	var sd []string
	for _, v := range []namedValue{{memberBirthDate, string(s.BirthDate)}, {memberBirthPlace, s.BirthPlace}, {memberSex, s.Sex},
		{memberEthnicity, s.Ethnicity}, {memberNationality, s.Nationality}} {
		if v.value != "" {
			sd = append(sd, b.member(v.name, func(w *writer) { w.quote(v.value) }))
		}
	}
	return sd
}

// embedAward returns the credential of a whole transcript's award.
func (b *builder) embedAward(whole awardSubject) jsontext.Value {
	w := &b.plain
	w.text = w.text[:0]
	writeEmbedded(w, embed(b, whole), writeAwardSubject)
	return slices.Clone(w.text)
}

// member discloses an object's member and returns its digest (RFC 9901 §4.2.1).
func (b *builder) member(name string, write func(*writer)) string {
	digest := b.disclose(func(w *writer) {
		w.quote(name)
		w.add(`,`)
		write(w)
	})
	return base64.RawURLEncoding.EncodeToString(digest[:])
}

// element discloses an array's element and returns what stands in its place (RFC 9901 §4.2.4.2).
func (b *builder) element(write func(*writer)) jsontext.Value {
	digest := b.disclose(write)
	place := append(make([]byte, 0, len(`{"...":""}`)+digestLength), `{"...":"`...)
	return append(base64.RawURLEncoding.AppendEncode(place, digest[:]), `"}`...)
}

// disclose appends the disclosure of a salt and of what write appends, and returns its digest.
func (b *builder) disclose(write func(*writer)) [sha256.Size]byte {
	w := &b.plain
	w.text = append(w.text[:0], '[', '"')
	w.text = encodeBase64(w.text, b.draw())
	w.add(`",`)
	write(w)
	w.add(`]`)
	start := len(b.disclosures)
	b.disclosures = encodeBase64(b.disclosures, w.text)
	b.ends = append(b.ends, len(b.disclosures))
	return sha256.Sum256(b.disclosures[start:])
}

// disclosed returns the disclosures, all in one piece of memory.
func (b *builder) disclosed() []string {
	all, start := string(b.disclosures), 0
	out := make([]string, len(b.ends))
	for i, end := range b.ends {
		out[i], start = all[start:end], end
	}
	return out
}

func (b *builder) keepError(err error) {
	if b.err == nil {
		b.err = err
	}
}

// drawsPerCourse are the draws for a course: two identifiers and a salt.
const drawsPerCourse = 3

// drawAhead reads random bytes for so many draws at once: each read has its own price.
func (b *builder) drawAhead(draws int) {
	b.left = draws * saltSize
	b.buffers.random = slices.Grow(b.buffers.random[:0], b.left)[:b.left]
	_, err := io.ReadFull(b.random, b.buffers.random)
	b.keepError(err)
}

// draw returns random bytes, which stand until the next call.
func (b *builder) draw() []byte {
	if b.left == 0 {
		b.drawAhead(1)
	}
	drawn := b.buffers.random[len(b.buffers.random)-b.left:]
	b.left -= saltSize
	return drawn[:saltSize]
}

// uuid returns a random UUID (RFC 9562 §5.4) as a URN.
func (b *builder) uuid() string {
	id := uuid.UUID(b.draw())
	id[6] = id[6]&0x0f | 0x40
	id[8] = id[8]&0x3f | 0x80
	return id.URN()
}

// number returns a decimal as a JSON number, digit by digit as it is printed,
// or nil where there is none.
func number(decimal string) jsontext.Value {
	if decimal == "" {
		return nil
	}
	return jsontext.Value(decimal)
}
