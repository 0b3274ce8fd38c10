package credential

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/ledger"
)

// MediaLinkedData is the media type of JSON-LD (W3C JSON-LD 1.1 §C).
const MediaLinkedData = "application/ld+json"

// Term is a name that VC 2.0, Open Badges and CLR do not define and credentials
// of this register use: what stands behind Vocabulary.
type Term struct{ Name, Label, LabelEn string }

// ownTerms are the members of package credential's documents with a meaning of
// their own, and what the results are called. The Vietnamese labels are the
// papers' words.
var ownTerms = []Term{
	{"kind", "Loại văn bằng", "Code of the kind of document, of the table of kinds"},
	{"nameEn", "Tên tiếng Anh", "Name in English"},
	{"decisionNumber", "Số quyết định", "Number of the decision to award"},
	{"decisionDate", "Ngày quyết định", "Date of the decision to award"},
	{"place", "Nơi cấp", "Place of signing, as printed"},
	{"signedBy", "Người ký", "Person whose signature the paper bears: name and title"},
	{"title", "Chức danh người ký", "Title of the person who signed, as printed"},
	{"qr", "Giá trị băm của nội dung mã QR", "SHA-256 of the claims of the printed QR code, in base64url"},
	{"registerNumber", "Số vào sổ gốc", "Number in the register of awards"},
	{"graduationYear", "Năm tốt nghiệp", "Year of graduation"},
	{"mode", "Hình thức đào tạo", "Mode of study"},
	{"school", "Trường", "School that the learner attended"},
	{"examCouncil", "Hội đồng thi", "Examination council"},
	{"examSession", "Khoá thi", "Examination session"},
	{"language", "Ngôn ngữ đào tạo", "Language of instruction"},
	{"duration", "Thời gian đào tạo", "Duration of study"},
	{"level", "Trình độ đào tạo", "Level of study"},
	{"diplomaSerial", "Số hiệu văn bằng", "Serial number of the diploma that a transcript belongs to"},
	{"fieldOfStudyEn", "Ngành đào tạo bằng tiếng Anh", "Field of study in English"},
	{memberBirthDate, "Ngày sinh", "Date of birth"},
	{memberBirthPlace, "Nơi sinh", "Place of birth"},
	{memberSex, "Giới tính", "Sex, as printed"},
	{memberEthnicity, "Dân tộc", "Ethnicity, as printed"},
	{memberNationality, "Quốc tịch", "Nationality, as printed"},
	{"year", "Năm học", "School year of a course"},
	{"attempt", "Lần học", "Number of the attempt at a course"},
	{"earnedAt", "Nơi tích luỹ", "Institution at which a course was taken"},
	{"exempt", "Được miễn", "Whether the learner was exempt from a course"},
	{"note", "Ghi chú", "Note on a course"},
}

// Terms returns the own terms, then the results.
func Terms() []Term {
	all := append([]Term(nil), ownTerms...)
	for _, scale := range resultScales {
		all = append(all, Term{Name: scale.name, Label: scale.label, LabelEn: "Result of type " + scale.kind})
	}
	return all
}

// languageText is a text of one language (JSON-LD 1.1 §4.2.4).
type languageText struct {
	Language string `json:"@language"`
	Value    string `json:"@value"`
}

// definedTerm is a term as a vocabulary lists it, in RDF Schema's words.
type definedTerm struct {
	ID      string         `json:"@id"`
	Type    string         `json:"@type"`
	Labels  []languageText `json:"rdfs:label"`
	Comment languageText   `json:"rdfs:comment"`
	Defined nodeID         `json:"rdfs:isDefinedBy"`
	Earlier nodeID         `json:"owl:equivalentProperty"`
}

type nodeID struct {
	ID string `json:"@id"`
}

// VocabularyDocument returns the JSON-LD document of https://HOST/ns: a context that
// gives the own terms the meaning that credentials' @vocab gives them, and their
// list, each with what it is the same as in the host's earlier credentials.
func VocabularyDocument(host string) ([]byte, error) {
	names := map[string]string{}
	names["owl"] = "http://www.w3.org/2002/07/owl#"
	names["rdf"] = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	names["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#"
	var defined []definedTerm
	for _, term := range Terms() {
		id := Vocabulary + term.Name
		names[term.Name] = id
		defined = append(defined, definedTerm{
			ID:      id,
			Type:    "rdf:Property",
			Labels:  []languageText{{"vi", term.Label}},
			Comment: languageText{"en", term.LabelEn},
			Defined: nodeID{strings.TrimSuffix(Vocabulary, "#")},
			Earlier: nodeID{earlierVocabulary(host) + term.Name},
		})
	}
	return json.Marshal(struct {
		Context map[string]string `json:"@context"`
		Graph   []definedTerm     `json:"@graph"`
	}{names, defined}, json.Deterministic(true))
}

// kindDocument is an Open Badges Achievement with its context.
type kindDocument struct {
	Context []jsontext.Value `json:"@context"`
	achievement
}

// KindAchievement returns the document of https://HOST/kinds/KIND: the Open Badges
// Achievement that all credentials of the kind name, without what an issuer says of
// its own award. It returns ledger.ErrKind for what no credential names.
func KindAchievement(host string, kind ledger.Kind) ([]byte, error) {
	t, err := TypeOf(kind)
	if err != nil {
		return nil, err
	}
	return json.Marshal(kindDocument{
		Context: contexts(FormDiploma, Vocabulary),
		achievement: achievement{
			ID:                kindURL(host, kind),
			Type:              []string{"Achievement"},
			AchievementType:   t.AchievementType,
			Name:              t.Label,
			NameEn:            t.LabelEn,
			Description:       t.LabelEn,
			Criteria:          criteria{Narrative: t.Label},
			HumanCode:         kind.Field(),
			ResultDescription: resultDescriptions(t.Form),
		},
	})
}
