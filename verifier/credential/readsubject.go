package credential

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// anySubject is a diplomaSubject or a clrSubject as it is read.
type anySubject struct {
	ID          string
	Type        []string
	Identifiers []string // digests of identityObjects
	SD          []string // of a clrSubject; of a diplomaSubject they are the award's
	Award       award    // of a diplomaSubject

	Whole        embedded[awardSubject] // of a clrSubject, likewise all that follow
	Credentials  int                    // number of elements of verifiableCredential
	Courses      []string               // digests of courseCredentials
	Associations []association
}

func (r *reader) subject(form Form, s *anySubject) {
	r.open('{')
	for r.more('}') {
		switch name := r.name(); {
		case name == "id":
			s.ID = r.string()
		case name == "type":
			s.Type = r.strings()
		case name == "identifier":
			r.open('[')
			for r.more(']') {
				s.Identifiers = append(s.Identifiers, r.hiddenElement())
			}
		case form == FormTranscript:
			r.transcriptMember(name, s)
		default:
			r.awardMember(name, &s.Award)
		}
	}
}

func (r *reader) transcriptMember(name string, s *anySubject) {
	switch name {
	case "_sd":
		s.SD = r.strings()
	case "verifiableCredential":
		r.open('[')
		for r.more(']') {
			if s.Credentials == 0 {
				readEmbedded(r, &s.Whole, r.awardSubject)
			} else {
				s.Courses = append(s.Courses, r.hiddenElement())
			}
			s.Credentials++
		}
	case "association":
		r.open('[')
		for r.more(']') {
			s.Associations = append(s.Associations, r.association())
		}
	default:
		r.fail(errMember)
	}
}

// hiddenElement reads what stands in the place of a disclosable element of an
// array (RFC 9901 §4.2.4.2) and returns its digest.
func (r *reader) hiddenElement() (digest string) {
	r.open('{')
	for r.more('}') {
		if r.name() != "..." {
			r.fail(errNotHidden)
		}
		digest = r.string()
	}
	if digest == "" {
		r.fail(errNotHidden)
	}
	return digest
}

func (r *reader) association() (a association) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "type":
			a.Type = r.string()
		case "associationType":
			a.AssociationType = r.string()
		case "sourceId":
			a.SourceID = r.string()
		case "targetId":
			a.TargetID = r.string()
		default:
			r.fail(errMember)
		}
	}
	return a
}

// awardMember reads one of an award's members.
func (r *reader) awardMember(name string, a *award) {
	switch name {
	case "achievement":
		r.achievement(&a.Achievement)
	case "activityStartDate":
		a.StartDate = r.string()
	case "creditsEarned":
		a.CreditsEarned = jsontext.Value(r.decimal())
	case "licenseNumber":
		a.LicenseNumber = r.string()
	case "registerNumber":
		a.RegisterNumber = r.string()
	case "graduationYear":
		a.GraduationYear = r.integer()
	case "mode":
		a.Mode = r.string()
	case "school":
		a.School = r.string()
	case "examCouncil":
		a.ExamCouncil = r.string()
	case "examSession":
		a.ExamSession = r.string()
	case "language":
		a.Language = r.string()
	case "duration":
		a.Duration = r.string()
	case "level":
		a.Level = r.string()
	case "diplomaSerial":
		a.DiplomaSerial = r.string()
	case "_sd":
		a.SD = r.strings()
	default:
		r.fail(errMember)
	}
}

func (r *reader) awardSubject(s *awardSubject) {
	r.open('{')
	for r.more('}') {
		switch name := r.name(); name {
		case "id":
			s.ID = r.string()
		case "type":
			s.Type = r.strings()
		default:
			r.awardMember(name, &s.award)
		}
	}
}

func (r *reader) achievement(a *achievement) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "id":
			a.ID = r.string()
		case "type":
			a.Type = r.strings()
		case "achievementType":
			a.AchievementType = r.string()
		case "name":
			a.Name = r.string()
		case "nameEn":
			a.NameEn = r.string()
		case "description":
			a.Description = r.string()
		case "criteria":
			r.criteria(&a.Criteria)
		case "humanCode":
			a.HumanCode = r.string()
		case "fieldOfStudy":
			a.FieldOfStudy = r.string()
		case "fieldOfStudyEn":
			a.FieldOfStudyEn = r.string()
		case "specialization":
			a.Specialization = r.string()
		case "resultDescription":
			r.open('[')
			for r.more(']') {
				a.ResultDescription = append(a.ResultDescription, r.resultDescription())
			}
		default:
			r.fail(errMember)
		}
	}
}

func (r *reader) criteria(c *criteria) {
	r.open('{')
	for r.more('}') {
		if r.name() != "narrative" {
			r.fail(errMember)
		}
		c.Narrative = r.string()
	}
}

func (r *reader) resultDescription() (d resultDescription) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "id":
			d.ID = r.string()
		case "type":
			d.Type = r.strings()
		case "name":
			d.Name = r.string()
		case "resultType":
			d.ResultType = r.string()
		default:
			r.fail(errMember)
		}
	}
	return d
}

// results reads an array of results, which stays as it is until results are read again.
func (r *reader) results() []result {
	all := r.found[:0]
	r.open('[')
	for r.more(']') {
		var one result
		r.open('{')
		for r.more('}') {
			switch r.name() {
			case "type":
				one.Type = r.strings()
			case "resultDescription":
				one.Description = r.string()
			case "value":
				one.Value = r.string()
			default:
				r.fail(errMember)
			}
		}
		all = append(all, one)
	}
	r.found = all
	return all
}

func (r *reader) identity(i *identityObject) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "type":
			i.Type = r.string()
		case "hashed":
			i.Hashed = r.boolean()
		case "identityHash":
			i.IdentityHash = r.string()
		case "identityType":
			i.IdentityType = r.string()
		default:
			r.fail(errMember)
		}
	}
}

// readEmbedded reads an embedded credential, whose subject the last argument reads.
func readEmbedded[S any](r *reader, e *embedded[S], subject func(*S)) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "@context":
			e.Context = r.strings()
		case "id":
			e.ID = r.string()
		case "type":
			e.Type = r.strings()
		case "issuer":
			e.Issuer = r.string()
		case "validFrom":
			e.ValidFrom = r.string()
		case "credentialSubject":
			subject(&e.Subject)
		default:
			r.fail(errMember)
		}
	}
}

func (r *reader) courseSubject(s *courseSubject) {
	r.open('{')
	for r.more('}') {
		switch r.name() {
		case "id":
			s.ID = r.string()
		case "type":
			s.Type = r.strings()
		case "achievement":
			r.achievement(&s.Achievement)
		case "creditsEarned":
			s.CreditsEarned = jsontext.Value(r.decimal())
		case "term":
			s.Term = r.string()
		case "result":
			s.Result = r.results()
		case "year":
			s.Year = r.string()
		case "attempt":
			s.Attempt = r.integer()
		case "earnedAt":
			s.EarnedAt = r.string()
		case "exempt":
			s.Exempt = r.boolean()
		case "note":
			s.Note = r.string()
		default:
			r.fail(errMember)
		}
	}
}

// isEmbedded reports whether an embedded credential says of itself what it must.
func isEmbedded[S any](c *Credential, e *embedded[S]) bool {
	return slices.Equal(e.Context, []string{contextVC, contextOB}) &&
		slices.Equal(e.Type, []string{typeCredential, typeAchievement}) &&
		e.Issuer == c.did && isUUIDURN(e.ID) && e.ValidFrom == string(c.Issuance.IssueDate)+startOfDay
}
