package credential

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"sogoc/verifier/ledger"
	"sogoc/verifier/qrtoken"
)

// place says what a digest at one path of the payload may hide. The paths are
// all that there are:
//
//	credentialSubject.identifier[*]                                    placeIdentity
//	credentialSubject._sd                                              placeLearner, of a diploma placeResults too
//	credentialSubject.verifiableCredential[0].credentialSubject._sd    placeResults
//	credentialSubject.verifiableCredential[1 and up]                   placeCourse
type place uint8

const (
	placeIdentity place = 1 << iota
	placeLearner
	placeResults
	placeCourse
)

// slot is one digest's place.
type slot struct {
	place place
	index int  // of a course
	seen  bool // a disclosure for it was read
	fact  Fact // what the disclosure turned out to be
}

// slots holds every digest of a payload, in the order of the digests once sort was
// called.
type slots []digestSlot

type digestSlot struct {
	digest ledger.Digest
	slot
}

// add adds digests that stand at one kind of place.
func (s *slots) add(digests []string, at place) error {
	for i, text := range digests {
		digest, err := decodeDigest(text)
		if err != nil {
			return malformed("a digest of a disclosure")
		}
		*s = append(*s, digestSlot{digest, slot{place: at, index: i}})
	}
	return nil
}

// sort ends the adding.
func (s slots) sort() error {
	slices.SortFunc(s, func(a, b digestSlot) int { return bytes.Compare(a.digest[:], b.digest[:]) })
	for i := range len(s) - 1 {
		if s[i].digest == s[i+1].digest {
			return malformed("a digest of a disclosure is repeated")
		}
	}
	return nil
}

// find returns the place of a digest, nil where it is none of the payload's.
func (s slots) find(digest ledger.Digest) *slot {
	at, found := slices.BinarySearchFunc(s, digest, func(a digestSlot, digest ledger.Digest) int {
		return bytes.Compare(a.digest[:], digest[:])
	})
	if !found {
		return nil
	}
	return &s[at].slot
}

// disclose puts every disclosure in its place (RFC 9901 §7.1, steps 3 to 5). The
// last argument has them all, each with the tilde behind it.
func (c *Credential) disclose(r *reader, digests slots, encoded []byte) error {
	courses := disclosedCourses{shown: make([]bool, c.CourseCount), courses: make([]Course, c.CourseCount)}
	c.shown = make([]slot, 0, len(c.Disclosures))
	facts := make([]Fact, 0, maxFacts)
	for _, text := range c.Disclosures {
		one := encoded[:len(text)]
		encoded = encoded[len(text)+1:]
		digest := ledger.SumDigest(one)
		at := digests.find(digest)
		switch {
		case at == nil:
			return tampered("a disclosure does not belong to the credential")
		case at.seen:
			return malformed("a disclosure is repeated")
		}
		at.seen = true
		if r.decode(one) != nil {
			return malformed("a disclosure is not base64url")
		}
		if err := c.discloseOne(r, at, &courses); err != nil {
			return err
		}
		if at.fact != FactCourse {
			if slices.Contains(facts, at.fact) {
				return malformed("a disclosure repeats a claim")
			}
			facts = append(facts, at.fact)
		}
		c.shown = append(c.shown, *at)
	}
	c.complete = len(c.Disclosures) == len(digests)
	c.Courses = courses.all()
	return nil
}

// disclosedCourses are the courses of a transcript by their positions.
type disclosedCourses struct {
	shown   []bool
	courses []Course
	read    embedded[courseSubject] // the last one, as it was read
}

// all returns those that are shown, in their order.
func (d *disclosedCourses) all() []Course {
	n := 0
	for i, shown := range d.shown {
		if shown {
			d.courses[n] = d.courses[i]
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return d.courses[:n:n]
}

// discloseOne reads a disclosure: an array of the salt, of a member also its name,
// and the value.
func (c *Credential) discloseOne(r *reader, at *slot, courses *disclosedCourses) error {
	r.open('[')
	r.element()
	if !isSalt(r.string()) {
		r.fail(errSalt)
	}
	r.element()
	if at.place&(placeLearner|placeResults) != 0 {
		name := r.string()
		r.element()
		c.discloseMember(r, name, at)
	} else if at.place == placeIdentity {
		c.discloseIdentity(r, at)
	} else {
		c.discloseCourse(r, at, courses)
	}
	if r.more(']') {
		r.fail(errPlace)
	}
	if err := r.end(); err != nil {
		return malformed("disclosure: " + err.Error())
	}
	return nil
}

func (c *Credential) discloseMember(r *reader, name string, at *slot) {
	switch {
	case at.place&placeResults != 0 && name == memberResult:
		c.discloseResults(r, at)
	case at.place&placeLearner != 0:
		c.discloseLearner(r, name, at)
	default:
		r.fail(errPlace)
	}
}

var (
	errSalt     = errors.New("a salt that is not base64url of 128 bits")
	errPlace    = errors.New("it stands in the wrong place")
	errRepeated = errors.New("it repeats a claim")
	errEmpty    = errors.New("its value is empty or no text")
)

// isSalt reports whether text is the one base64url form of 128 bits.
func isSalt(text string) bool {
	raw, err := decodeBase64(text)
	return err == nil && len(raw) == qrtoken.SaltSize
}

func (c *Credential) discloseLearner(r *reader, name string, at *slot) {
	field := (*string)(nil)
	switch name {
	case memberBirthDate:
		field = (*string)(&c.Subject.BirthDate)
	case memberBirthPlace:
		field = &c.Subject.BirthPlace
	case memberSex:
		field = &c.Subject.Sex
	case memberEthnicity:
		field = &c.Subject.Ethnicity
	case memberNationality:
		field = &c.Subject.Nationality
	default:
		r.fail(errPlace)
		return
	}
	at.fact = Fact(name)
	setOnce(r, field, r.string())
}

// setOnce gives a field its value, which must be the first one and some text.
func setOnce(r *reader, field *string, value string) {
	if *field != "" {
		r.fail(errRepeated)
	}
	if value == "" {
		r.fail(errEmpty)
	}
	*field = value
}

func (c *Credential) discloseIdentity(r *reader, at *slot) {
	var identity identityObject
	r.identity(&identity)
	if identity.Type != "IdentityObject" || identity.Hashed {
		r.fail(errIdentity)
	}
	s := &c.Subject
	switch identity.IdentityType {
	case identityName:
		at.fact = FactFullName
		setOnce(r, &s.FullName, identity.IdentityHash)
	case identityNationalID:
		at.fact = FactNationalID
		setOnce(r, &s.NationalID, identity.IdentityHash)
	case identityMOET, identitySchool:
		at.fact = FactLearnerCode
		s.LearnerScheme = SchemeSchool
		if identity.IdentityType == identityMOET {
			s.LearnerScheme = SchemeMOET
		}
		setOnce(r, &s.LearnerCode, identity.IdentityHash)
	default:
		r.fail(errIdentity)
	}
}

var (
	errIdentity = errors.New("an identifier of an unknown type")
	errResult   = errors.New("a result that does not belong there, or is repeated")
	errCourse   = errors.New("a course that is not that of its place")
)

func (c *Credential) discloseResults(r *reader, at *slot) {
	at.fact = FactResults
	s := &c.Summary
	c.readResults(r, r.results(), func(name string) *string {
		switch {
		case name == resultRank:
			return &c.Issuance.Rank
		case c.Form != FormTranscript:
			return nil
		case name == resultGPA10:
			return &s.GPA10
		case name == resultGPA4:
			return &s.GPA4
		case name == resultLearning:
			return &s.Learning
		case name == resultConduct:
			return &s.Conduct
		}
		return nil
	})
}

// readResults gives each result to its field, nil for a name that has none.
func (c *Credential) readResults(r *reader, list []result, field func(name string) *string) {
	for _, one := range list {
		name, ok := strings.CutPrefix(one.Description, c.vocabulary)
		to := field(name)
		if !ok || to == nil || *to != "" || one.Value == "" || len(one.Type) != 1 || one.Type[0] != "Result" {
			r.fail(errResult)
			return
		}
		*to = one.Value
	}
}

func (c *Credential) discloseCourse(r *reader, at *slot, courses *disclosedCourses) {
	at.fact = FactCourse
	e := &courses.read
	*e = embedded[courseSubject]{}
	readEmbedded(r, e, r.courseSubject)
	s, a := &e.Subject, &e.Subject.Achievement
	if !isEmbedded(c, e) || s.ID != c.subjectID || !slices.Equal(s.Type, []string{"AchievementSubject"}) ||
		a.ID != c.sources[at.index] || a.AchievementType != "Course" || !slices.Equal(a.Type, []string{"Achievement"}) {
		r.fail(errCourse)
		return
	}
	course := &courses.courses[at.index]
	*course = Course{
		Code:     a.HumanCode,
		Name:     a.Name,
		NameEn:   a.NameEn,
		Credits:  string(s.CreditsEarned),
		Term:     s.Term,
		Year:     s.Year,
		Attempt:  s.Attempt,
		EarnedAt: s.EarnedAt,
		Exempt:   s.Exempt,
		Note:     s.Note,
	}
	c.readResults(r, s.Result, func(name string) *string {
		switch name {
		case resultTenPoint:
			return &course.TenPoint
		case resultLetter:
			return &course.Letter
		case resultFourPoint:
			return &course.FourPoint
		}
		return nil
	})
	courses.shown[at.index] = true
}
