package credential

import (
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

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
	fact  Fact // what a disclosure turned out to be
}

// slots holds every digest of a payload, by its text.
type slots map[string]slot

func (s slots) add(digest string, at slot) error {
	if _, err := decodeDigest(digest); err != nil {
		return malformed("a digest of a disclosure")
	}
	if _, repeated := s[digest]; repeated {
		return malformed("a digest of a disclosure is repeated")
	}
	s[digest] = at
	return nil
}

func (s slots) members(digests []string, at place) error {
	for _, d := range digests {
		if err := s.add(d, slot{place: at}); err != nil {
			return err
		}
	}
	return nil
}

func (s slots) elements(values []jsontext.Value, at place) error {
	for i, v := range values {
		var hidden map[string]string
		if json.Unmarshal(v, &hidden) != nil || len(hidden) != 1 || hidden["..."] == "" {
			return malformed("an element that must be selectively disclosable is not")
		}
		if err := s.add(hidden["..."], slot{place: at, index: i}); err != nil {
			return err
		}
	}
	return nil
}

// disclose puts every disclosure in its place (RFC 9901 §7.1, steps 3 to 5).
func (c *Credential) disclose(digests slots) error {
	seen, facts := map[string]bool{}, map[Fact]bool{}
	for _, text := range c.Disclosures {
		digest := sum(text)
		at, known := digests[digest]
		switch {
		case !known:
			return tampered("a disclosure does not belong to the credential")
		case seen[digest]:
			return malformed("a disclosure is repeated")
		}
		seen[digest] = true
		if err := c.discloseOne(text, &at); err != nil {
			return err
		}
		if at.fact != FactCourse && facts[at.fact] {
			return malformed("a disclosure repeats a claim")
		}
		facts[at.fact] = true
		c.shown = append(c.shown, at)
	}
	c.complete = len(seen) == len(digests)
	for _, i := range slices.Sorted(maps.Keys(c.courses)) {
		c.Courses = append(c.Courses, c.courses[i])
	}
	return nil
}

func (c *Credential) discloseOne(text string, at *slot) error {
	raw, err := decodeBase64(text)
	if err != nil {
		return malformed("a disclosure is not base64url")
	}
	var parts []jsontext.Value
	if err := decode(raw, "disclosure", &parts); err != nil {
		return err
	}
	member := at.place&(placeLearner|placeResults) != 0
	if len(parts) != 2 && len(parts) != 3 || member != (len(parts) == 3) {
		return malformed("a disclosure stands in the wrong place")
	}
	var salt, name string
	if json.Unmarshal(parts[0], &salt) != nil || !isSalt(salt) {
		return malformed("a disclosure's salt is not base64url of 128 bits")
	}
	value := parts[len(parts)-1]
	switch {
	case at.place == placeIdentity:
		return c.discloseIdentity(value, at)
	case at.place == placeCourse:
		return c.discloseCourse(value, at)
	case json.Unmarshal(parts[1], &name) != nil:
		return malformed("a disclosure's name")
	case at.place&placeResults != 0 && name == memberResult:
		return c.discloseResults(value, at)
	case at.place&placeLearner != 0:
		return c.discloseLearner(name, value, at)
	}
	return malformed("a disclosure stands outside the listed paths")
}

// isSalt reports whether text is the one base64url form of 128 bits.
func isSalt(text string) bool {
	raw, err := decodeBase64(text)
	return err == nil && len(raw) == qrtoken.SaltSize
}

func (c *Credential) discloseLearner(name string, value jsontext.Value, at *slot) error {
	field, known := map[string]*string{
		memberBirthDate: (*string)(&c.Subject.BirthDate), memberBirthPlace: &c.Subject.BirthPlace, memberSex: &c.Subject.Sex,
		memberEthnicity: &c.Subject.Ethnicity, memberNationality: &c.Subject.Nationality,
	}[name]
	if !known {
		return malformed("a disclosure stands outside the listed paths")
	}
	at.fact = Fact(name)
	return setText(field, value)
}

func (c *Credential) discloseIdentity(value jsontext.Value, at *slot) error {
	var identity identityObject
	if err := unmarshalClosed(value, "identifier", &identity); err != nil {
		return err
	}
	if identity.Type != "IdentityObject" || identity.Hashed {
		return malformed("identifier")
	}
	s, field := &c.Subject, (*string)(nil)
	switch identity.IdentityType {
	case identityName:
		field, at.fact = &s.FullName, FactFullName
	case identityNationalID:
		field, at.fact = &s.NationalID, FactNationalID
	case identityMOET, identitySchool:
		field, at.fact = &s.LearnerCode, FactLearnerCode
		s.LearnerScheme = SchemeSchool
		if identity.IdentityType == identityMOET {
			s.LearnerScheme = SchemeMOET
		}
	default:
		return malformed("identifier: type")
	}
	if *field != "" || identity.IdentityHash == "" {
		return malformed("identifier is empty or repeated")
	}
	*field = identity.IdentityHash
	return nil
}

func (c *Credential) discloseResults(value jsontext.Value, at *slot) error {
	at.fact = FactResults
	var list []result
	if err := unmarshalClosed(value, "result", &list); err != nil {
		return err
	}
	fields := map[string]*string{resultRank: &c.Issuance.Rank}
	if c.Form == FormTranscript {
		fields[resultGPA10], fields[resultGPA4] = &c.Summary.GPA10, &c.Summary.GPA4
		fields[resultLearning], fields[resultConduct] = &c.Summary.Learning, &c.Summary.Conduct
	}
	return c.readResults(list, fields)
}

func (c *Credential) readResults(list []result, fields map[string]*string) error {
	for _, r := range list {
		name, ok := strings.CutPrefix(r.Description, vocabulary(c.host))
		field := fields[name]
		if !ok || field == nil || *field != "" || r.Value == "" || !slices.Equal(r.Type, []string{"Result"}) {
			return malformed("result")
		}
		*field = r.Value
	}
	return nil
}

func (c *Credential) discloseCourse(value jsontext.Value, at *slot) error {
	at.fact = FactCourse
	e, err := readEmbedded[courseSubject](c, value, "course")
	if err != nil {
		return err
	}
	s, a := e.Subject, e.Subject.Achievement
	if s.ID != c.subjectID || !slices.Equal(s.Type, []string{"AchievementSubject"}) || a.ID != c.sources[at.index] ||
		a.AchievementType != "Course" || !slices.Equal(a.Type, []string{"Achievement"}) {
		return malformed("course")
	}
	course := Course{
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
	fields := map[string]*string{
		resultTenPoint:  &course.TenPoint,
		resultLetter:    &course.Letter,
		resultFourPoint: &course.FourPoint,
	}
	if err := c.readResults(s.Result, fields); err != nil {
		return err
	}
	c.courses[at.index] = course
	return nil
}

func readEmbedded[S any](c *Credential, value jsontext.Value, what string) (embedded[S], error) {
	var e embedded[S]
	if err := unmarshalClosed(value, what, &e); err != nil {
		return e, err
	}
	if !slices.Equal(e.Context, []string{contextVC, contextOB}) || !slices.Equal(e.Type, []string{typeCredential, typeAchievement}) ||
		e.Issuer != c.did || !uuidURN.MatchString(e.ID) ||
		e.ValidFrom != string(c.Issuance.IssueDate)+startOfDay {
		return e, malformed(what)
	}
	return e, nil
}

func setText(field *string, value jsontext.Value) error {
	if *field != "" {
		return malformed("a disclosure repeats a claim")
	}
	if json.Unmarshal(value, field) != nil || *field == "" {
		return malformed("a disclosure's value is no text")
	}
	return nil
}
