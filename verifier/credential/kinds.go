package credential

import (
	"fmt"

	"sogoc/verifier/ledger"
)

// Form says which data model a type of credential has.
type Form string

// The two forms.
const (
	FormDiploma    Form = "diploma"    // Open Badges 3.0 AchievementCredential
	FormTranscript Form = "transcript" // CLR 2.0 ClrCredential
)

// Type is one line of the table of types of credential: the part of a
// ledger.Kind before the slash.
type Type struct {
	Code            string // "VN-BA"
	Label           string // in Vietnamese, as it is printed
	LabelEn         string // in English
	AchievementType string // Open Badges 3.0 §B.1.1 achievementType of the award
	Form            Form
	FieldRequired   bool // the kind must name a field-of-study code: "VN-BA/7480201"
	FieldAllowed    bool // the kind may name one
	Numbered        bool // it has a serial number, a register number and a decision
	Expires         bool // it may say a last day of validity
	Legacy          bool // issued no more; those that were issued stay valid
}

// types is the code list, from primary school upwards.
var types = []Type{
	{
		Code:            "VN-PRI-CONF",
		Label:           "Xác nhận hoàn thành chương trình tiểu học",
		LabelEn:         "Confirmation of completion of primary education",
		AchievementType: "CertificateOfCompletion",
		Form:            FormDiploma,
	},
	{
		Code:            "VN-LSE-CONF",
		Label:           "Xác nhận hoàn thành chương trình trung học cơ sở",
		LabelEn:         "Confirmation of completion of lower secondary education",
		AchievementType: "CertificateOfCompletion",
		Form:            FormDiploma,
	},
	{Code: "VN-LSE", Label: "Bằng tốt nghiệp trung học cơ sở", LabelEn: "Lower secondary school diploma",
		AchievementType: "SecondarySchoolDiploma", Form: FormDiploma, Numbered: true, Legacy: true},
	{Code: "VN-USE", Label: "Bằng tốt nghiệp trung học phổ thông", LabelEn: "Upper secondary school diploma",
		AchievementType: "SecondarySchoolDiploma", Form: FormDiploma, Numbered: true},
	{
		Code:            "VN-USE-CONF",
		Label:           "Giấy chứng nhận hoàn thành chương trình giáo dục phổ thông",
		LabelEn:         "Certificate of completion of general education",
		AchievementType: "CertificateOfCompletion",
		Form:            FormDiploma,
		Numbered:        true,
	},
	{Code: "VN-USE-TEMP", Label: "Giấy chứng nhận tốt nghiệp tạm thời", LabelEn: "Provisional graduation certificate",
		AchievementType: "CertificateOfCompletion", Form: FormDiploma, Numbered: true, Expires: true},
	{Code: "VN-VHS", Label: "Bằng trung học nghề", LabelEn: "Vocational upper secondary diploma",
		AchievementType: "Diploma", Form: FormDiploma, FieldAllowed: true, Numbered: true},
	{Code: "VN-INT", Label: "Bằng trung cấp", LabelEn: "Intermediate diploma",
		AchievementType: "Diploma", Form: FormDiploma, FieldRequired: true, FieldAllowed: true, Numbered: true},
	{Code: "VN-COL", Label: "Bằng cao đẳng", LabelEn: "College diploma",
		AchievementType: "AssociateDegree", Form: FormDiploma, FieldRequired: true, FieldAllowed: true, Numbered: true},
	{Code: "VN-BA", Label: "Bằng cử nhân", LabelEn: "Bachelor's degree",
		AchievementType: "BachelorDegree", Form: FormDiploma, FieldRequired: true, FieldAllowed: true, Numbered: true},
	{
		Code:            "VN-SPEC",
		Label:           "Văn bằng chuyên sâu đặc thù",
		LabelEn:         "Specialised professional degree (engineer, physician, pharmacist, architect)",
		AchievementType: "Degree",
		Form:            FormDiploma,
		FieldRequired:   true,
		FieldAllowed:    true,
		Numbered:        true,
	},
	{Code: "VN-MA", Label: "Bằng thạc sĩ", LabelEn: "Master's degree",
		AchievementType: "MasterDegree", Form: FormDiploma, FieldRequired: true, FieldAllowed: true, Numbered: true},
	{Code: "VN-PHD", Label: "Bằng tiến sĩ", LabelEn: "Doctoral degree",
		AchievementType: "ResearchDoctorate", Form: FormDiploma, FieldRequired: true, FieldAllowed: true, Numbered: true},
	{Code: "VN-CERT", Label: "Chứng chỉ", LabelEn: "Certificate",
		AchievementType: "Certificate", Form: FormDiploma, Numbered: true, Expires: true},
	{Code: "VN-RECOG", Label: "Giấy công nhận văn bằng nước ngoài", LabelEn: "Recognition of a foreign degree",
		AchievementType: "QualityAssuranceCredential", Form: FormDiploma, Numbered: true},
	{Code: "VN-HB-TH", Label: "Học bạ tiểu học", LabelEn: "Primary school record",
		AchievementType: "LearningProgram", Form: FormTranscript},
	{Code: "VN-HB-THCS", Label: "Học bạ trung học cơ sở", LabelEn: "Lower secondary school record",
		AchievementType: "LearningProgram", Form: FormTranscript},
	{Code: "VN-HB-THPT", Label: "Học bạ trung học phổ thông", LabelEn: "Upper secondary school record",
		AchievementType: "LearningProgram", Form: FormTranscript},
	{Code: "VN-BD", Label: "Bảng điểm", LabelEn: "Transcript",
		AchievementType: "LearningProgram", Form: FormTranscript, FieldAllowed: true},
}

var typeByCode = func() map[string]Type {
	m := make(map[string]Type, len(types))
	for _, t := range types {
		m[t.Code] = t
	}
	return m
}()

// Types returns the table of types, in its order.
func Types() []Type { return append([]Type(nil), types...) }

// TypeOf returns the table's line for a kind. It returns ledger.ErrKind for a
// kind that is badly formed, not in the table, without the field-of-study code
// that its type requires, or with one where its type has none.
func TypeOf(kind ledger.Kind) (Type, error) {
	if err := kind.Validate(); err != nil {
		return Type{}, err
	}
	t, known := typeByCode[kind.Type()]
	switch {
	case !known:
		return Type{}, fmt.Errorf("%w: no such type of credential: %q", ledger.ErrKind, kind.Type())
	case t.FieldRequired && kind.Field() == "":
		return Type{}, fmt.Errorf("%w: %s needs a field-of-study code", ledger.ErrKind, t.Code)
	case !t.FieldAllowed && kind.Field() != "":
		return Type{}, fmt.Errorf("%w: %s has no field-of-study code", ledger.ErrKind, t.Code)
	}
	return t, nil
}
