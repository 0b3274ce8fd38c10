package diploma_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

var keep = flag.String("keep", "", "folder for the PDF files that the tests make, to look at")

const base = "https://vanbang.example"

// signer signs with P-256, low-S.
type signer struct {
	key    *ecdsa.PrivateKey
	public ledger.PublicKey
}

func newSigner(t testing.TB) signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&key.PublicKey)
	require.NoError(t, err)
	return signer{key, public}
}

func (s signer) PublicKey() ledger.PublicKey { return s.public }

func (s signer) Sign(message []byte) (ledger.Signature, error) {
	sum := sha256.Sum256(message)
	r, sValue, err := ecdsa.Sign(rand.Reader, s.key, sum[:])
	if err != nil {
		return ledger.Signature{}, err
	}
	if n := s.key.Params().N; sValue.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		sValue.Sub(n, sValue)
	}
	var out ledger.Signature
	r.FillBytes(out[:32])
	sValue.FillBytes(out[32:])
	return out, nil
}

func bachelor() credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID: "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			Issuer: credential.Issuer{
				Code:   "DH-MAU",
				Name:   "Trường Đại học Mẫu (mẫu)",
				NameEn: "Sample University (sample)",
				Host:   "vanbang.example",
			},
			Kind: "VN-BA/7480201", Award: "Bằng cử nhân", AwardEn: "Bachelor of Science", Major: "Công nghệ thông tin", MajorEn: "Information Technology",
			Specialization: "Kỹ thuật phần mềm", Rank: "Giỏi", Mode: "Chính quy", GraduationYear: 2026,
			SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/00123", DecisionNumber: "1234/QĐ-ĐHM", DecisionDate: "2026-06-05",
			IssueDate: "2026-06-05", Place: "Hà Nội",
			SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "KT. HIỆU TRƯỞNG – PHÓ HIỆU TRƯỞNG"},
			Status:   credential.StatusRef{List: 1, Index: 94567},
		},
		Subject: credential.Subject{
			FullName: "Nguyễn Thị Hương Giang", BirthDate: "2004-03-15", BirthPlace: "Hà Nam Ninh", Sex: "Nữ", NationalID: "000304001234",
			LearnerCode: "2220600001", LearnerScheme: credential.SchemeSchool, Ethnicity: "Kinh", Nationality: "Việt Nam",
		},
	}
}

func upperSecondary() credential.Diploma {
	d := bachelor()
	d.Issuer = credential.Issuer{Code: "THPT-MAU", Name: "Trường THPT Nguyễn Văn Mẫu (mẫu)", Host: "vanbang.example"}
	d.Kind, d.Award, d.AwardEn, d.Major, d.MajorEn, d.Specialization, d.Rank, d.Mode = "VN-USE", "Bằng tốt nghiệp trung học phổ thông", "", "", "", "", "", ""
	d.ExamCouncil, d.ExamSession, d.SignedBy.Title = "Hội đồng thi số 01 – Hà Nội", "26/06/2026", "HIỆU TRƯỞNG"
	d.RegisterNumber, d.SerialNumber, d.IssueDate = "2026/THPT/00007", "M 00000007", "2026-07-24"
	d.Subject.FullName, d.Subject.Ethnicity, d.Subject.BirthDate = "LÒ THỊ MAI ĐẶNG", "Thái", "2008"
	return d
}

var courseNames = [][2]string{
	{"Giải tích 1", "Calculus 1"},
	{"Đại số tuyến tính", "Linear Algebra"},
	{"Cấu trúc dữ liệu và giải thuật", "Data Structures and Algorithms"},
	{
		"Triết học Mác – Lênin",
		"Marxist–Leninist Philosophy",
	},
	{"Kiến trúc máy tính", ""},
	{"Thực tập doanh nghiệp tại cơ sở đào tạo liên kết ngoài nước", "Industrial placement abroad"},
}

func transcript(courses int) credential.Transcript {
	d := bachelor()
	d.Kind, d.Award, d.AwardEn, d.SerialNumber, d.RegisterNumber = "VN-BD/7480201", "Bảng điểm", "Transcript", "", ""
	t := credential.Transcript{Issuance: d.Issuance, Subject: d.Subject, Summary: credential.Summary{
		EnrolDate: "2022-09-01", Language: "Tiếng Việt", Duration: "4 năm", Level: "Trình độ 6", TotalCredits: "130", GPA10: "8.12",
		GPA4: "3.41", Learning: "Giỏi", Conduct: "Tốt", DiplomaSerial: "A 00123456"}}
	for i := range courses {
		name := courseNames[i%len(courseNames)]
		c := credential.Course{
			Code:      fmt.Sprintf("INT%04d", 1000+i),
			Name:      name[0],
			NameEn:    name[1],
			Credits:   "3",
			TenPoint:  "8.5",
			Letter:    "A",
			FourPoint: "4.0",
			Term:      fmt.Sprint(i/7%2 + 1),
			Year:      fmt.Sprintf("%d-%d", 2022+i/14, 2023+i/14),
			Attempt:   1,
		}
		if i%13 == 5 {
			c.Attempt, c.EarnedAt = 2, "Trường Đại học Khác (mẫu)"
		}
		t.Courses = append(t.Courses, c)
	}
	return t
}

// schoolRecord is a transcript without credits.
func schoolRecord() credential.Transcript {
	t := transcript(0)
	t.Issuer = upperSecondary().Issuer
	t.Kind, t.Award, t.AwardEn, t.Major, t.MajorEn, t.Specialization, t.Mode, t.Rank = "VN-HB-THPT", "Học bạ trung học phổ thông", "", "", "", "", "", ""
	t.Summary = credential.Summary{Learning: "Tốt", Conduct: "Tốt", GPA10: "8.9"}
	for _, name := range []string{"Toán", "Ngữ văn", "Tiếng Anh", "Vật lí", "Hóa học", "Giáo dục thể chất", "Lịch sử", "Tin học"} {
		c := credential.Course{Name: name, TenPoint: "9.1", Year: "2025-2026", Term: "Cả năm"}
		if name == "Giáo dục thể chất" {
			c.TenPoint, c.Letter = "", "Đ"
		}
		t.Courses = append(t.Courses, c)
	}
	return t
}

func issue(t testing.TB, doc credential.Document) credential.Issued {
	t.Helper()
	issued, err := credential.Issue(doc, newSigner(t), rand.Reader)
	require.NoError(t, err)
	return issued
}

func newPrinter(t testing.TB, templates diploma.Templates) *diploma.Printer {
	t.Helper()
	printer, err := diploma.New(
		diploma.Config{FontDir: os.Getenv("SOGOC_FONT_DIR"), Templates: templates, PublicURL: base},
	)
	require.NoError(t, err)
	err = printer.Load()
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./registry/diploma", err)
	}
	require.NoError(t, err)
	return printer
}

// write prints documents of one issuer into one file and returns its bytes.
func write(t testing.TB, printer *diploma.Printer, issuer string, issued ...credential.Issued) []byte {
	t.Helper()
	file, err := printer.File(issuer)
	require.NoError(t, err)
	for _, one := range issued {
		require.NoError(t, file.Add(one))
	}
	var out bytes.Buffer
	n, err := file.WriteTo(&out)
	require.NoError(t, err)
	require.EqualValues(t, out.Len(), n)
	return out.Bytes()
}

// saved puts a file where the programs of a test find it.
func saved(t testing.TB, name string, pdf []byte) string {
	t.Helper()
	dir := t.TempDir()
	if *keep != "" {
		dir = *keep
	}
	path := filepath.Join(dir, name+".pdf")
	require.NoError(t, os.WriteFile(path, pdf, 0o600))
	return path
}
