package credential_test

import (
	"crypto/ecdsa"
	"crypto/sha256"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// ethSigner signs with secp256k1.
type ethSigner struct {
	key    *ecdsa.PrivateKey
	public ledger.PublicKey
}

func newSigner(t testing.TB) ethSigner {
	t.Helper()
	key, err := crypto.GenerateKey()
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&key.PublicKey)
	require.NoError(t, err)
	return ethSigner{key, public}
}

func (s ethSigner) PublicKey() ledger.PublicKey { return s.public }

func (s ethSigner) Sign(message []byte) (ledger.Signature, error) {
	sum := sha256.Sum256(message)
	signature, err := crypto.Sign(sum[:], s.key)
	if err != nil {
		return ledger.Signature{}, err
	}
	return ledger.Signature(signature[:ledger.SignatureSize]), nil
}

func school() credential.Issuer {
	return credential.Issuer{
		Code:   "DH-MAU",
		Name:   "Trường Đại học Mẫu (mẫu)",
		NameEn: "Sample University (sample)",
		Host:   "vanbang.example",
	}
}

func diploma() credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID: "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b", Issuer: school(), Kind: "VN-BA/7480201",
			Award: "Bằng cử nhân", AwardEn: "Bachelor of Science", Major: "Công nghệ thông tin", MajorEn: "Information Technology",
			Specialization: "Kỹ thuật phần mềm", Rank: "Giỏi", Mode: "Chính quy", GraduationYear: 2026,
			SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/00123", DecisionNumber: "1234/QĐ-ĐHM", DecisionDate: "2026-06-15",
			IssueDate: "2026-06-20", Place: "Hà Nội",
			SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"},
			Status:   credential.StatusRef{List: 1, Index: 94567},
		},
		Subject: credential.Subject{
			FullName: "Nguyễn Thị Hương Giang", BirthDate: "2004-03-15", BirthPlace: "Hà Nam Ninh", Sex: "Nữ", NationalID: "000304001234",
			LearnerCode: "2220600001", LearnerScheme: credential.SchemeSchool, Ethnicity: "Kinh", Nationality: "Việt Nam",
		},
	}
}

func transcript(courses int) credential.Transcript {
	d := diploma()
	d.Kind = "VN-BD/7480201"
	d.Award = "Bảng điểm"
	d.AwardEn = "Transcript"
	d.SerialNumber = ""
	t := credential.Transcript{Issuance: d.Issuance, Subject: d.Subject, Summary: credential.Summary{
		EnrolDate: "2022-09-01", Language: "Tiếng Việt", Duration: "4 năm", Level: "Trình độ 6", TotalCredits: "130", GPA10: "8.12",
		GPA4: "3.41", Learning: "Giỏi", Conduct: "Tốt", DiplomaSerial: "A 00123456"}}
	names := []string{"Giải tích 1", "Đại số tuyến tính", "Cấu trúc dữ liệu và giải thuật", "Triết học Mác – Lênin"}
	for i := range courses {
		t.Courses = append(
			t.Courses,
			credential.Course{Code: "INT10" + string(rune('0'+i%10)), Name: names[i%len(names)], Credits: "3",
				TenPoint: "8.5", Letter: "A", FourPoint: "4.0", Term: "Học kỳ 1", Year: "2024-2025", Attempt: 1},
		)
	}
	return t
}

// smallDiploma has the required fields only.
func smallDiploma() credential.Diploma {
	d := diploma()
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID: d.ID, Issuer: credential.Issuer{Code: "TH01", Name: "Trường (mẫu)", Host: "a.vn"}, Kind: "VN-USE-CONF", Award: "Giấy chứng nhận",
			SerialNumber: "1", RegisterNumber: "1", DecisionNumber: "1/QĐ", DecisionDate: "2026-06-15", IssueDate: "2026-06-20",
			SignedBy: credential.Signatory{Name: "N", Title: "HT"}, Status: credential.StatusRef{List: 1},
		},
		Subject: credential.Subject{FullName: "Lò Văn A", BirthDate: "2008"},
	}
}

// malleate returns the other signature that the equation accepts: (r, N-s).
func malleate(t testing.TB, key ledger.PublicKey, s ledger.Signature) ledger.Signature {
	t.Helper()
	public, err := key.ECDSA()
	require.NoError(t, err)
	value := new(big.Int).SetBytes(s[32:])
	value.Sub(public.Params().N, value).FillBytes(s[32:])
	return s
}

func isOneOf(err error, targets ...error) bool {
	return slices.ContainsFunc(targets, func(target error) bool { return errors.Is(err, target) })
}
