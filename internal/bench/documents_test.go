package bench_test

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// The synthetic school of all measurements.
const (
	schoolCode = "DH-MAU"
	schoolHost = "vanbang.example"
)

// signer signs with secp256k1, as most schools' keys do.
type signer struct {
	private *ecdsa.PrivateKey
	public  ledger.PublicKey
}

func newSigner(t testing.TB) signer {
	t.Helper()
	private, err := crypto.GenerateKey()
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&private.PublicKey)
	require.NoError(t, err)
	return signer{private, public}
}

func (s signer) PublicKey() ledger.PublicKey { return s.public }

func (s signer) Sign(message []byte) (ledger.Signature, error) {
	return s.SignDigest(ledger.SumDigest(message))
}

func (s signer) SignDigest(sum ledger.Digest) (ledger.Signature, error) {
	signed, err := crypto.Sign(sum[:], s.private)
	if err != nil {
		return ledger.Signature{}, err
	}
	return ledger.Signature(signed[:ledger.SignatureSize]), nil
}

// oneVerification is the floor of a verification: one secp256k1 signature over
// a short message, verified by the library that the product uses.
func oneVerification(t testing.TB) bench.Floor {
	t.Helper()
	key := newSigner(t)
	sum := sha256.Sum256([]byte("a message"))
	signature, err := crypto.Sign(sum[:], key.private)
	require.NoError(t, err)
	point := crypto.FromECDSAPub(&key.private.PublicKey)
	return bench.Floor{Name: "one secp256k1 verification", Do: func() {
		if !crypto.VerifySignature(point, sum[:], signature[:64]) {
			t.Fatal("a good signature does not verify")
		}
	}}
}

// diploma has every member that a bachelor's diploma usually has.
func diploma() credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID:             "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			Issuer:         credential.Issuer{Code: schoolCode, Name: "Trường Đại học Mẫu (mẫu)", Host: schoolHost},
			Kind:           "VN-BA/7480201",
			Award:          "Bằng cử nhân",
			AwardEn:        "Bachelor of Science",
			Major:          "Công nghệ thông tin",
			Rank:           "Giỏi",
			Mode:           "Chính quy",
			GraduationYear: 2026,
			SerialNumber:   "A 00123456",
			RegisterNumber: "2026/CNTT/00123",
			DecisionNumber: "1234/QĐ-ĐHM",
			DecisionDate:   "2026-06-15",
			IssueDate:      "2026-06-20",
			Place:          "Hà Nội",
			SignedBy:       credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status:         credential.StatusRef{List: 1, Index: 94567},
		},
		Subject: credential.Subject{
			FullName:   "Nguyễn Thị Mẫu",
			BirthDate:  "2004-03-15",
			BirthPlace: "Hà Nam Ninh",
			Sex:        "Nữ",
			NationalID: "000304001234",
			Ethnicity:  "Kinh",
		},
	}
}

// transcript has that many courses.
func transcript(courses int) credential.Transcript {
	d := diploma()
	d.Kind = "VN-BD/7480201"
	d.Award = "Bảng điểm"
	d.AwardEn = "Transcript"
	d.SerialNumber = ""
	d.RegisterNumber = ""
	t := credential.Transcript{
		Issuance: d.Issuance,
		Subject:  d.Subject,
		Summary:  credential.Summary{TotalCredits: "130", GPA10: "8.12", GPA4: "3.41"},
	}
	names := []string{"Giải tích 1", "Đại số tuyến tính", "Cấu trúc dữ liệu và giải thuật", "Triết học Mác – Lênin"}
	for i := range courses {
		t.Courses = append(t.Courses, credential.Course{
			Code:      fmt.Sprintf("INT%d", 101+i),
			Name:      names[i%len(names)],
			Credits:   "3",
			TenPoint:  "8.5",
			Letter:    "A",
			FourPoint: "4.0",
			Term:      "Học kỳ 1",
			Year:      "2024-2025",
			Attempt:   1,
		})
	}
	return t
}

func issue(t testing.TB, document credential.Document, by signer) credential.Issued {
	t.Helper()
	issued, err := credential.Issue(document, by, rand.Reader)
	require.NoError(t, err)
	return issued
}
