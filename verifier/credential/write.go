package credential

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// writer writes the wire types as JSON, byte for byte as package json marshals them:
// an issuer signs tens of thousands at a time, and a course is written forty times for
// each. TestWritingIsMarshalling holds the two against each other. Its first error
// sticks.
type writer struct {
	text []byte
	err  error
}

// add appends JSON as it is: "name": and brackets.
func (w *writer) add(raw string) { w.text = append(w.text, raw...) }

// quote appends a text as a JSON string.
func (w *writer) quote(text string) {
	if isQuotedAsIs(text) {
		w.text = append(append(append(w.text, '"'), text...), '"')
		return
	}
	quoted, err := jsontext.AppendQuote(w.text, text)
	if err != nil {
		if w.err == nil {
			w.err = err
		}
		return
	}
	w.text = quoted
}

// member appends what stands before a text, and the text.
func (w *writer) member(before, text string) {
	w.add(before)
	w.quote(text)
}

// again is member; a text that is the same as another is written as that one was.
func (w *writer) again(before, text, same string, quoted []byte) {
	if text != same {
		w.member(before, text)
		return
	}
	w.add(before)
	w.text = append(w.text, quoted...)
}

// optional is member where there is a text.
func (w *writer) optional(before, text string) {
	if text != "" {
		w.member(before, text)
	}
}

// optionalNumber appends a number other than 0.
func (w *writer) optionalNumber(before string, n int) {
	if n != 0 {
		w.add(before)
		w.text = strconv.AppendInt(w.text, int64(n), 10)
	}
}

// optionalValue appends JSON where there is any.
func (w *writer) optionalValue(before string, value jsontext.Value) {
	if value != nil {
		w.add(before)
		writeValue(w, value)
	}
}

// list appends an array, each element of which write appends.
func list[T any](w *writer, before string, elements []T, write func(*writer, T)) {
	w.add(before)
	w.add(`[`)
	for i, e := range elements {
		if i > 0 {
			w.add(`,`)
		}
		write(w, e)
	}
	w.add(`]`)
}

// optionalList is list where there is an element.
func optionalList[T any](w *writer, before string, elements []T, write func(*writer, T)) {
	if len(elements) > 0 {
		list(w, before, elements, write)
	}
}

func writeText(w *writer, text string)           { w.quote(text) }
func writeValue(w *writer, value jsontext.Value) { w.text = append(w.text, value...) }

func writeHeader(w *writer, h header) {
	w.member(`{"alg":`, string(h.Alg))
	w.member(`,"kid":`, h.Kid)
	w.member(`,"typ":`, h.Typ)
	w.add(`}`)
}

func writePayload[S any](w *writer, p payload[S], subject func(*writer, S)) {
	list(w, `{"@context":`, p.Context, writeValue)
	w.member(`,"id":`, p.ID)
	list(w, `,"type":`, p.Type, writeText)
	w.member(`,"kind":`, string(p.Kind))
	w.member(`,"name":`, p.Name)
	w.member(`,"issuer":{"id":`, p.Issuer.ID)
	list(w, `,"type":`, p.Issuer.Type, writeText)
	w.member(`,"name":`, p.Issuer.Name)
	w.optional(`,"nameEn":`, p.Issuer.NameEn)
	w.member(`},"validFrom":`, p.ValidFrom)
	w.optional(`,"validUntil":`, p.ValidUntil)
	w.member(`,"awardedDate":`, p.AwardedDate)
	w.add(`,"credentialSubject":`)
	subject(w, p.Subject)
	list(w, `,"credentialStatus":`, p.Status, writeStatus)
	optionalList(w, `,"evidence":`, p.Evidence, writeEvidence)
	w.optional(`,"place":`, p.Place)
	w.member(`,"signedBy":{"name":`, p.SignedBy.Name)
	w.member(`,"title":`, p.SignedBy.Title)
	w.member(`},"qr":`, p.QR)
	w.member(`,"_sd_alg":`, p.SDAlg)
	w.add(`}`)
}

func writeStatus(w *writer, s statusEntry) {
	w.member(`{"id":`, s.ID)
	w.member(`,"type":`, s.Type)
	w.member(`,"statusPurpose":`, string(s.Purpose))
	w.member(`,"statusListIndex":`, s.Index)
	w.member(`,"statusListCredential":`, s.List)
	w.add(`}`)
}

func writeEvidence(w *writer, e evidence) {
	list(w, `{"type":`, e.Type, writeText)
	w.member(`,"name":`, e.Name)
	w.member(`,"decisionNumber":`, e.DecisionNumber)
	w.member(`,"decisionDate":`, string(e.DecisionDate))
	w.add(`}`)
}

func writeDiplomaSubject(w *writer, s diplomaSubject) {
	w.member(`{"id":`, s.ID)
	list(w, `,"type":`, s.Type, writeText)
	list(w, `,"identifier":`, s.Identifier, writeValue)
	writeAward(w, s.award)
	w.add(`}`)
}

func writeCLRSubject(w *writer, s clrSubject) {
	w.member(`{"id":`, s.ID)
	list(w, `,"type":`, s.Type, writeText)
	list(w, `,"identifier":`, s.Identifier, writeValue)
	list(w, `,"_sd":`, s.SD, writeText)
	list(w, `,"verifiableCredential":`, s.Credentials, writeValue)
	list(w, `,"association":`, s.Association, writeAssociation)
	w.add(`}`)
}

func writeAssociation(w *writer, a association) {
	w.member(`{"type":`, a.Type)
	w.member(`,"associationType":`, a.AssociationType)
	w.member(`,"sourceId":`, a.SourceID)
	w.member(`,"targetId":`, a.TargetID)
	w.add(`}`)
}

func writeEmbedded[S any](w *writer, e embedded[S], subject func(*writer, S)) {
	list(w, `{"@context":`, e.Context, writeText)
	w.member(`,"id":`, e.ID)
	list(w, `,"type":`, e.Type, writeText)
	w.member(`,"issuer":`, e.Issuer)
	w.member(`,"validFrom":`, e.ValidFrom)
	w.add(`,"credentialSubject":`)
	subject(w, e.Subject)
	w.add(`}`)
}

func writeAwardSubject(w *writer, s awardSubject) {
	w.member(`{"id":`, s.ID)
	list(w, `,"type":`, s.Type, writeText)
	writeAward(w, s.award)
	w.add(`}`)
}

// writeAward appends an award's members behind others of its subject.
func writeAward(w *writer, a award) {
	w.add(`,"achievement":`)
	writeAchievement(w, a.Achievement)
	w.optional(`,"activityStartDate":`, a.StartDate)
	w.optionalValue(`,"creditsEarned":`, a.CreditsEarned)
	w.optional(`,"licenseNumber":`, a.LicenseNumber)
	w.optional(`,"registerNumber":`, a.RegisterNumber)
	w.optionalNumber(`,"graduationYear":`, a.GraduationYear)
	w.optional(`,"mode":`, a.Mode)
	w.optional(`,"school":`, a.School)
	w.optional(`,"examCouncil":`, a.ExamCouncil)
	w.optional(`,"examSession":`, a.ExamSession)
	w.optional(`,"language":`, a.Language)
	w.optional(`,"duration":`, a.Duration)
	w.optional(`,"level":`, a.Level)
	w.optional(`,"diplomaSerial":`, a.DiplomaSerial)
	optionalList(w, `,"_sd":`, a.SD, writeText)
}

func writeAchievement(w *writer, a achievement) {
	w.member(`{"id":`, a.ID)
	list(w, `,"type":`, a.Type, writeText)
	w.member(`,"achievementType":`, a.AchievementType)
	w.add(`,"name":`)
	start := len(w.text)
	w.quote(a.Name)
	name := w.text[start:]
	w.optional(`,"nameEn":`, a.NameEn)
	w.again(`,"description":`, a.Description, a.Name, name)
	w.again(`,"criteria":{"narrative":`, a.Criteria.Narrative, a.Name, name)
	w.add(`}`)
	w.optional(`,"humanCode":`, a.HumanCode)
	w.optional(`,"fieldOfStudy":`, a.FieldOfStudy)
	w.optional(`,"fieldOfStudyEn":`, a.FieldOfStudyEn)
	w.optional(`,"specialization":`, a.Specialization)
	optionalList(w, `,"resultDescription":`, a.ResultDescription, writeResultDescription)
	w.add(`}`)
}

func writeResultDescription(w *writer, r resultDescription) {
	w.member(`{"id":`, r.ID)
	list(w, `,"type":`, r.Type, writeText)
	w.member(`,"name":`, r.Name)
	w.member(`,"resultType":`, r.ResultType)
	w.add(`}`)
}

func writeCourseSubject(w *writer, s courseSubject) {
	w.member(`{"id":`, s.ID)
	list(w, `,"type":`, s.Type, writeText)
	w.add(`,"achievement":`)
	writeAchievement(w, s.Achievement)
	w.optionalValue(`,"creditsEarned":`, s.CreditsEarned)
	w.optional(`,"term":`, s.Term)
	optionalList(w, `,"result":`, s.Result, writeResult)
	w.optional(`,"year":`, s.Year)
	w.optionalNumber(`,"attempt":`, s.Attempt)
	w.optional(`,"earnedAt":`, s.EarnedAt)
	if s.Exempt {
		w.add(`,"exempt":true`)
	}
	w.optional(`,"note":`, s.Note)
	w.add(`}`)
}

func writeResult(w *writer, r result) {
	list(w, `{"type":`, r.Type, writeText)
	w.member(`,"resultDescription":`, r.Description)
	w.member(`,"value":`, r.Value)
	w.add(`}`)
}

func writeIdentity(w *writer, i identityObject) {
	w.member(`{"type":`, i.Type)
	w.add(`,"hashed":` + strconv.FormatBool(i.Hashed))
	w.member(`,"identityHash":`, i.IdentityHash)
	w.member(`,"identityType":`, i.IdentityType)
	w.add(`}`)
}
