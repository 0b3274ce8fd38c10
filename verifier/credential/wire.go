package credential

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/ledger"
	"sogoc/verifier/statuslist"
)

// MediaType is the media type of an SD-JWT credential, and its header's typ
// without the prefix (W3C VC-JOSE-COSE §3.2).
const MediaType = "application/" + headerType

const (
	headerType = "vc+sd-jwt"
	hashName   = "sha-256"

	contextVC  = "https://www.w3.org/ns/credentials/v2"
	contextOB  = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	contextCLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

	typeCredential  = "VerifiableCredential"
	typeAchievement = "AchievementCredential" // an Open Badges alias of OpenBadgeCredential
	typeBadge       = "OpenBadgeCredential"
	typeCLR         = "ClrCredential"

	startOfDay = "T00:00:00+07:00"
	endOfDay   = "T23:59:59+07:00"
)

// header is the JOSE header: these members and no others, so that no crit,
// jwk, jku or x5c ever has a meaning here.
type header struct {
	Alg ledger.Algorithm `json:"alg"`
	Kid string           `json:"kid"`
	Typ string           `json:"typ"`
}

// payload is the JWT's payload: a VC 2.0 whose subject is a diplomaSubject or
// a clrSubject. It is closed: an unknown member is malformed.
type payload[S any] struct {
	Context     []jsontext.Value `json:"@context"`
	ID          string           `json:"id"`
	Type        []string         `json:"type"`
	Kind        ledger.Kind      `json:"kind"`
	Name        string           `json:"name"`
	Issuer      profile          `json:"issuer"`
	ValidFrom   string           `json:"validFrom"`
	ValidUntil  string           `json:"validUntil,omitempty"`
	AwardedDate string           `json:"awardedDate"`
	Subject     S                `json:"credentialSubject"`
	Status      []statusEntry    `json:"credentialStatus"`
	Evidence    []evidence       `json:"evidence,omitempty"`
	Place       string           `json:"place,omitempty"`
	SignedBy    Signatory        `json:"signedBy"`
	QR          string           `json:"qr"` // SHA-256 of the QR claims, base64url
	SDAlg       string           `json:"_sd_alg"`
}

type profile struct {
	ID     string   `json:"id"`
	Type   []string `json:"type"`
	Name   string   `json:"name"`
	NameEn string   `json:"nameEn,omitempty"`
}

type statusEntry struct {
	ID      string             `json:"id"`
	Type    string             `json:"type"`
	Purpose statuslist.Purpose `json:"statusPurpose"`
	Index   string             `json:"statusListIndex"`
	List    string             `json:"statusListCredential"`
}

type evidence struct {
	Type           []string    `json:"type"`
	Name           string      `json:"name"`
	DecisionNumber string      `json:"decisionNumber"`
	DecisionDate   ledger.Date `json:"decisionDate"`
}

// diplomaSubject is an Open Badges AchievementSubject that holds the learner
// and the award. Its _sd lists members of both.
type diplomaSubject struct {
	ID         string           `json:"id"`
	Type       []string         `json:"type"`
	Identifier []jsontext.Value `json:"identifier"` // digests of identityObjects
	award
}

// clrSubject holds the learner, the award as the first credential, and the
// courses as digests of courseCredentials.
type clrSubject struct {
	ID          string           `json:"id"`
	Type        []string         `json:"type"`
	Identifier  []jsontext.Value `json:"identifier"`
	SD          []string         `json:"_sd"`
	Credentials []jsontext.Value `json:"verifiableCredential"`
	Association []association    `json:"association"`
}

// award is what an AchievementSubject says of the award.
type award struct {
	Achievement    achievement    `json:"achievement"`
	StartDate      string         `json:"activityStartDate,omitempty"`
	CreditsEarned  jsontext.Value `json:"creditsEarned,omitzero"`
	LicenseNumber  string         `json:"licenseNumber,omitempty"` // the serial number
	RegisterNumber string         `json:"registerNumber,omitempty"`
	GraduationYear int            `json:"graduationYear,omitzero"`
	Mode           string         `json:"mode,omitempty"`
	School         string         `json:"school,omitempty"`
	ExamCouncil    string         `json:"examCouncil,omitempty"`
	ExamSession    string         `json:"examSession,omitempty"`
	Language       string         `json:"language,omitempty"`
	Duration       string         `json:"duration,omitempty"`
	Level          string         `json:"level,omitempty"`
	DiplomaSerial  string         `json:"diplomaSerial,omitempty"`
	SD             []string       `json:"_sd,omitempty"`
}

type achievement struct {
	ID                string              `json:"id"`
	Type              []string            `json:"type"`
	AchievementType   string              `json:"achievementType"`
	Name              string              `json:"name"`
	NameEn            string              `json:"nameEn,omitempty"`
	Description       string              `json:"description"`
	Criteria          criteria            `json:"criteria"`
	HumanCode         string              `json:"humanCode,omitempty"`
	FieldOfStudy      string              `json:"fieldOfStudy,omitempty"`
	FieldOfStudyEn    string              `json:"fieldOfStudyEn,omitempty"`
	Specialization    string              `json:"specialization,omitempty"`
	ResultDescription []resultDescription `json:"resultDescription,omitempty"`
}

type criteria struct {
	Narrative string `json:"narrative"`
}

type resultDescription struct {
	ID         string   `json:"id"`
	Type       []string `json:"type"`
	Name       string   `json:"name"`
	ResultType string   `json:"resultType"`
}

// result is one result; its description is Vocabulary and one of the result names.
type result struct {
	Type        []string `json:"type"`
	Description string   `json:"resultDescription"`
	Value       string   `json:"value"`
}

// identityObject is never hashed: the salted digest of its disclosure hides
// it, and a hash of twelve digits beside its own salt would hide nothing.
type identityObject struct {
	Type         string `json:"type"`
	Hashed       bool   `json:"hashed"`
	IdentityHash string `json:"identityHash"`
	IdentityType string `json:"identityType"`
}

// embedded is an AchievementCredential inside a ClrCredential, without a
// proof of its own; its subject is an awardSubject or a courseSubject.
type embedded[S any] struct {
	Context   []string `json:"@context"`
	ID        string   `json:"id"`
	Type      []string `json:"type"`
	Issuer    string   `json:"issuer"`
	ValidFrom string   `json:"validFrom"`
	Subject   S        `json:"credentialSubject"`
}

type awardSubject struct {
	ID   string   `json:"id"`
	Type []string `json:"type"`
	award
}

type courseSubject struct {
	ID            string         `json:"id"`
	Type          []string       `json:"type"`
	Achievement   achievement    `json:"achievement"`
	CreditsEarned jsontext.Value `json:"creditsEarned,omitzero"`
	Term          string         `json:"term,omitempty"`
	Result        []result       `json:"result,omitempty"`
	Year          string         `json:"year,omitempty"`
	Attempt       int            `json:"attempt,omitzero"`
	EarnedAt      string         `json:"earnedAt,omitempty"`
	Exempt        bool           `json:"exempt,omitzero"`
	Note          string         `json:"note,omitempty"`
}

type association struct {
	Type            string `json:"type"`
	AssociationType string `json:"associationType"`
	SourceID        string `json:"sourceId"` // the course's achievement
	TargetID        string `json:"targetId"` // the award's achievement
}

// Identifier types (Open Badges 3.0 §B.1.9).
const (
	identityName       = "name"
	identityNationalID = "nationalIdentityNumber"
	identityMOET       = "systemId"
	identitySchool     = "sisSourcedId"
)

// Names of the members of a subject that stand in disclosures.
const (
	memberBirthDate   = "birthDate"
	memberBirthPlace  = "birthPlace"
	memberSex         = "sex"
	memberEthnicity   = "ethnicity"
	memberNationality = "nationality"
	memberResult      = "result"
)

// Names of results, each the fragment of its description's id.
const (
	resultRank      = "rank"
	resultGPA10     = "gpa10"
	resultGPA4      = "gpa4"
	resultLearning  = "learning"
	resultConduct   = "conduct"
	resultTenPoint  = "tenPoint"
	resultLetter    = "letter"
	resultFourPoint = "fourPoint"
)

// resultScales describes the results; a diploma has the first one only.
var resultScales = []struct{ name, label, kind string }{
	{resultRank, "Xếp loại", "PerformanceLevel"},
	{resultGPA10, "Điểm trung bình (thang điểm 10)", "GradePointAverage"},
	{resultGPA4, "Điểm trung bình (thang điểm 4)", "GradePointAverage"},
	{resultLearning, "Kết quả học tập", "PerformanceLevel"},
	{resultConduct, "Kết quả rèn luyện", "PerformanceLevel"},
	{resultTenPoint, "Điểm (thang điểm 10)", "RawScore"},
	{resultLetter, "Điểm chữ", "LetterGrade"},
	{resultFourPoint, "Điểm (thang điểm 4)", "ScaledScore"},
}

func resultDescriptions(form Form) []resultDescription {
	scales := resultScales
	if form == FormDiploma {
		scales = scales[:1]
	}
	out := make([]resultDescription, len(scales))
	for i, s := range scales {
		out[i] = resultDescription{
			ID:         Vocabulary + s.name,
			Type:       []string{"ResultDescription"},
			Name:       s.label,
			ResultType: s.kind,
		}
	}
	return out
}

// Vocabulary is what the terms begin with that VC 2.0, Open Badges and CLR do not
// define: the same for every deployment and for ever, so that a term of two registers
// is one term. It is a URN (RFC 9562 §4) with a fragment (RFC 8141 §2.3.3), and no
// address. What the terms mean is served at https://HOST/ns; see VocabularyDocument.
const Vocabulary = "urn:uuid:b8a4b655-3002-4a94-a44b-e012c4f2f38f#"

// earlierVocabulary is what the terms began with in credentials that were signed
// until November 2026, and are read for ever: each host's own.
func earlierVocabulary(host string) string { return "https://" + host + "/ns#" }

func kindURL(host string, kind ledger.Kind) string {
	return "https://" + host + "/kinds/" + string(kind)
}

// StatusListURL returns the address of a status list credential.
func StatusListURL(host, issuer string, list uint32, purpose statuslist.Purpose) string {
	return "https://" + host + "/status/" + issuer + "/" + strconv.FormatUint(
		uint64(list),
		10,
	) + "/" + string(
		purpose,
	)
}

// TokenListURL returns the address of a Status List Token of the same entries.
func TokenListURL(host, issuer string, list uint32) string {
	return "https://" + host + "/status/" + issuer + "/" + strconv.FormatUint(uint64(list), 10)
}

// statusPurposes are those of a credential's entries, in their order.
var statusPurposes = [...]statuslist.Purpose{statuslist.Revocation, statuslist.Suspension}

func statusEntries(i Issuer, ref StatusRef) []statusEntry {
	entries := make([]statusEntry, 0, 2)
	index := strconv.FormatUint(uint64(ref.Index), 10)
	for _, purpose := range statusPurposes {
		list := StatusListURL(i.Host, i.Code, ref.List, purpose)
		entries = append(
			entries,
			statusEntry{
				ID:      list + "#" + index,
				Type:    "BitstringStatusListEntry",
				Purpose: purpose,
				Index:   index,
				List:    list,
			},
		)
	}
	return entries
}

// contexts returns the @context of a credential of that form. The last one
// gives a meaning to the terms of this package.
func contexts(form Form, vocabulary string) []jsontext.Value {
	urls := []string{contextVC, contextOB}
	if form == FormTranscript {
		urls = []string{contextVC, contextCLR, contextOB}
	}
	out := make([]jsontext.Value, 0, len(urls)+1)
	for _, url := range urls {
		out = append(out, jsontext.Value(`"`+url+`"`))
	}
	return append(out, jsontext.Value(`{"@vocab":"`+vocabulary+`"}`))
}

// ownContexts are those of contexts with Vocabulary. They are not to be changed.
var ownContexts = map[Form][]jsontext.Value{
	FormDiploma:    contexts(FormDiploma, Vocabulary),
	FormTranscript: contexts(FormTranscript, Vocabulary),
}

// typesOf returns the type of a credential of that form, which is not to be changed.
func typesOf(form Form) []string {
	if form == FormTranscript {
		return transcriptTypes
	}
	return diplomaTypes
}

var (
	transcriptTypes = []string{typeCredential, typeCLR}
	diplomaTypes    = []string{typeCredential, typeBadge}
)
