package credential

import (
	"errors"
	"log/slog"

	"sogoc/verifier/ledger"
)

var (
	// ErrKeyClosed is returned by a Signer whose key was closed: it signs again once it
	// was opened again.
	ErrKeyClosed = errors.New("the signing key is closed")
	// ErrSignerUnavailable is returned where a key's keeper, on another host or in
	// hardware, does not answer as it should. It may later.
	ErrSignerUnavailable = errors.New("the signer does not answer")
	// ErrSignerRefused is returned where a key's keeper will not sign.
	ErrSignerRefused = errors.New("the signer refuses")
)

// Signer signs for one issuer with one key. It may be called concurrently.
type Signer interface {
	// PublicKey returns the key that the ledger knows the signer by.
	PublicKey() ledger.PublicKey
	// Sign returns a low-S signature over SHA-256 of message. It returns ErrKeyClosed,
	// ErrSignerUnavailable, ErrSignerRefused, or what keeps the key from signing.
	Sign(message []byte) (ledger.Signature, error)
}

// DigestSigner is a Signer whose key is in this process: it signs what has been hashed
// already. Issue hashes a credential once for it, for the signature and the ledger.
type DigestSigner interface {
	Signer
	// SignDigest is Sign for a message with this SHA-256.
	SignDigest(digest ledger.Digest) (ledger.Signature, error)
}

// Document is what is issued: a Diploma or a Transcript.
type Document interface {
	// Validate returns Problems, all of them, or nil.
	Validate() error

	check(c *checker)
	issuance() Issuance
	subject() Subject
	payload(b *builder, qr ledger.Digest) ([]byte, error)
}

// Diploma is a diploma, degree or certificate: one award to one learner.
type Diploma struct {
	Issuance
	Subject Subject `json:"subject"`
}

// Transcript is a transcript (bảng điểm, phụ lục văn bằng) or school record
// (học bạ): one award, or one stretch of school, and the courses that make it up.
type Transcript struct {
	Issuance
	Subject Subject  `json:"subject"`
	Summary Summary  `json:"summary"`
	Courses []Course `json:"courses"` // 1 to 400, in the order of printing
}

// Issuance is what every document says besides the learner: who issued what,
// by which decision and under which numbers. All of it is always disclosed,
// but for Rank.
//
// All texts are NFC and kept verbatim as they are printed; those that say
// nothing else may be empty.
type Issuance struct {
	ID             string      `json:"id"`             // "urn:uuid:" and a lower-case UUID, of this credential and no other; required
	Issuer         Issuer      `json:"issuer"`         // required
	Kind           ledger.Kind `json:"kind"`           // required; its field-of-study code is the major's code
	Award          string      `json:"award"`          // name as printed, "Bằng cử nhân"; required
	AwardEn        string      `json:"awardEn"`        // English name
	Major          string      `json:"major"`          // ngành đào tạo; required where the kind names a field of study
	MajorEn        string      `json:"majorEn"`        // English name
	Specialization string      `json:"specialization"` // chuyên ngành
	Rank           string      `json:"rank"`           // xếp loại, as printed; selectively disclosable
	Mode           string      `json:"mode"`           // hình thức đào tạo
	GraduationYear int         `json:"graduationYear"` // 0 where not said
	School         string      `json:"school"`         // the school attended, where it is not the issuer
	ExamCouncil    string      `json:"examCouncil"`    // hội đồng thi
	ExamSession    string      `json:"examSession"`    // khoá thi
	SerialNumber   string      `json:"serialNumber"`   // số hiệu; required where the type is numbered
	RegisterNumber string      `json:"registerNumber"` // số vào sổ gốc; required where the type is numbered
	DecisionNumber string      `json:"decisionNumber"` // of the recognition decision; required where the type is numbered
	DecisionDate   ledger.Date `json:"decisionDate"`   // goes with DecisionNumber
	IssueDate      ledger.Date `json:"issueDate"`      // required
	ValidUntil     ledger.Date `json:"validUntil"`     // last day, included; "" for no end
	Place          string      `json:"place"`          // địa danh
	SignedBy       Signatory   `json:"signedBy"`       // required
	Status         StatusRef   `json:"status"`         // required
}

// Issuer is the school as its credentials name it. A verifier takes the name
// from the ledger; this one is what the paper says.
type Issuer struct {
	Code   string `json:"code"`   // issuer code, as on the ledger; required
	Name   string `json:"name"`   // legal name; required
	NameEn string `json:"nameEn"` // English name
	Host   string `json:"host"`   // host, or host:port, of the permanent public address; required
}

// DID returns the issuer's identifier: did:web:HOST:issuers:CODE, with a
// port's colon percent-encoded (did:web method, §3.1).
func (i Issuer) DID() string { return didPrefix + escapeHost(i.Host) + didPath + i.Code }

// Signatory is the person who signed the paper, in an office.
type Signatory struct {
	Name  string `json:"name"`  // required
	Title string `json:"title"` // as printed, "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"; required
}

// StatusRef is the place of a credential's status: an entry of one of its
// issuer's lists, of its own for ever.
type StatusRef struct {
	List  uint32 `json:"list"`  // the list's number, from 1
	Index uint32 `json:"index"` // below ledger.StatusListSize, random
}

// Schemes of a learner code.
const (
	SchemeMOET   = "moet-learner-id" // mã định danh Bộ GD&ĐT
	SchemeSchool = "school"          // the school's own student number
)

// Subject is the learner. All of it is selectively disclosable; NationalID and
// Ethnicity are in no presentation unless the holder asks for them.
type Subject struct {
	FullName      string      `json:"fullName"`      // họ, chữ đệm và tên, as printed; required
	BirthDate     PartialDate `json:"birthDate"`     // required
	BirthPlace    string      `json:"birthPlace"`    // as printed, never rewritten after a merger of provinces
	Sex           string      `json:"sex"`           // as printed, "Nam" or "Nữ"
	NationalID    string      `json:"nationalId"`    // 12 digits, or 9 on older papers
	LearnerCode   string      `json:"learnerCode"`   // mã người học
	LearnerScheme string      `json:"learnerScheme"` // SchemeMOET or SchemeSchool, where LearnerCode is set
	Ethnicity     string      `json:"ethnicity"`     // dân tộc
	Nationality   string      `json:"nationality"`   // quốc tịch
}

// Summary is what a transcript says of the whole. GPA10, GPA4, Conduct and
// Learning are disclosed together with Issuance.Rank or withheld with it; the
// rest is always disclosed.
type Summary struct {
	EnrolDate     ledger.Date `json:"enrolDate"`     // ngày nhập học
	Language      string      `json:"language"`      // ngôn ngữ đào tạo
	Duration      string      `json:"duration"`      // thời gian đào tạo, "4 năm"
	Level         string      `json:"level"`         // bậc trình độ, "Trình độ 6"
	TotalCredits  string      `json:"totalCredits"`  // decimal, "130"
	GPA10         string      `json:"gpa10"`         // ten-point average, decimal
	GPA4          string      `json:"gpa4"`          // four-point average, decimal
	Learning      string      `json:"learning"`      // kết quả học tập, as printed
	Conduct       string      `json:"conduct"`       // kết quả rèn luyện, as printed
	DiplomaSerial string      `json:"diplomaSerial"` // số hiệu of the diploma that this supplements
}

// Course is one line of a transcript. Each is disclosed or withheld as a whole.
type Course struct {
	Code      string `json:"code"`      // mã học phần
	Name      string `json:"name"`      // required
	NameEn    string `json:"nameEn"`    // English name
	Credits   string `json:"credits"`   // decimal, "3" or "1.5"
	TenPoint  string `json:"tenPoint"`  // decimal, "8.5"
	Letter    string `json:"letter"`    // "B+", or "Đ" and "CĐ" for subjects that are commented on
	FourPoint string `json:"fourPoint"` // decimal, "3.5"
	Term      string `json:"term"`      // học kỳ
	Year      string `json:"year"`      // năm học, "2024-2025"
	Attempt   int    `json:"attempt"`   // lần học, from 1; 0 where not said
	EarnedAt  string `json:"earnedAt"`  // the other institution, where the credits were earned elsewhere
	Exempt    bool   `json:"exempt"`    // miễn
	Note      string `json:"note"`      // ghi chú
}

func (d Diploma) issuance() Issuance { return d.Issuance }
func (d Diploma) subject() Subject   { return d.Subject }

func (t Transcript) issuance() Issuance { return t.Issuance }
func (t Transcript) subject() Subject   { return t.Subject }

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (i Issuance) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("id", i.ID),
		slog.String("issuer", i.Issuer.Code),
		slog.String("kind", string(i.Kind)),
	)
}

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (d Diploma) LogValue() slog.Value { return d.Issuance.LogValue() }

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (t Transcript) LogValue() slog.Value { return t.Issuance.LogValue() }

// LogValue implements slog.LogValuer: nothing personal reaches a log.
func (s Subject) LogValue() slog.Value { return slog.StringValue("[learner]") }

// Issued is one document in both of its signed forms.
type Issued struct {
	JWT         string        // the issuer-signed JWT: ASCII, without disclosures
	Disclosures []string      // all of them, base64url, in the order of the document
	QRClaims    []byte        // deterministic CBOR: what the paper's QR code says
	QRToken     []byte        // COSE_Sign1 over the JWT's hash and the QR claims: what the QR code carries
	Digest      ledger.Digest // what is anchored: Digest(JWT, QRClaims)
}

// SDJWT returns the compact form with all disclosures: what a holder keeps.
func (i Issued) SDJWT() string { return joinSDJWT(i.JWT, i.Disclosures) }

// LogValue implements slog.LogValuer: of a credential only its digest is logged.
func (i Issued) LogValue() slog.Value { return slog.StringValue(i.Digest.String()) }

// Digest returns what the ledger knows a credential by:
// SHA-256( SHA-256(jwt) ‖ SHA-256(qrClaims) ), where jwt is the issuer-signed
// JWT without disclosures. Each form of a credential holds one of the two
// byte strings and the hash of the other.
func Digest(jwt string, qrClaims []byte) ledger.Digest {
	return JoinDigest(ledger.SumDigest([]byte(jwt)), ledger.SumDigest(qrClaims))
}

// JoinDigest is Digest for a caller that holds one or both of the two hashes only.
func JoinDigest(jwtHash, qrHash ledger.Digest) ledger.Digest {
	var both [2 * ledger.DigestSize]byte
	copy(both[:], jwtHash[:])
	copy(both[ledger.DigestSize:], qrHash[:])
	return ledger.SumDigest(both[:])
}
