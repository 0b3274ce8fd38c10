package qrcorpus

import (
	"strings"

	"sogoc/verifier/credential"
)

// schoolCode is the issuer of the documents.
const schoolCode = "DH-MAU"

// usual is a bachelor's diploma of usual length.
func usual() credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID: "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b",
			Issuer: credential.Issuer{
				Code:   schoolCode,
				Name:   "Trường Đại học Mẫu (mẫu)",
				NameEn: "Sample University (sample)",
				Host:   "vanbang.example",
			},
			Kind:           "VN-BA/7480201",
			Award:          "Bằng cử nhân",
			AwardEn:        "Bachelor of Science",
			Major:          "Công nghệ thông tin",
			MajorEn:        "Information Technology",
			Rank:           "Giỏi",
			Mode:           "Chính quy",
			GraduationYear: 2026,
			SerialNumber:   "A 00123456",
			RegisterNumber: "2026/CNTT/00123",
			DecisionNumber: "1234/QĐ-ĐHM",
			DecisionDate:   "2026-06-05",
			IssueDate:      "2026-06-05",
			Place:          "Hà Nội",
			SignedBy:       credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status:         credential.StatusRef{List: 1, Index: 94567},
		},
		Subject: credential.Subject{
			FullName:   "Nguyễn Thị Mẫu",
			BirthDate:  "2004-03-15",
			BirthPlace: "Hà Nam Ninh",
			Sex:        "Nữ",
		},
	}
}

// shortest has as few characters in its code as an upper secondary school's
// diploma can have.
func shortest() credential.Diploma {
	d := usual()
	d.Issuer.Code, d.Issuer.NameEn = "TH01", ""
	d.Kind, d.Award, d.AwardEn = "VN-USE", "Bằng tốt nghiệp trung học phổ thông", ""
	d.Major, d.MajorEn, d.Rank, d.Mode = "", "", "", ""
	d.ExamCouncil, d.ExamSession = "Hội đồng thi số 01 (mẫu)", "26/06/2026"
	d.SerialNumber, d.RegisterNumber, d.Subject.FullName = "1", "1", "Lò A"
	return d
}

// longest has a name as long as its code has room for.
func longest() credential.Diploma {
	d := usual()
	d.Rank = strings.Repeat("Đặng ", 4)[:len("Đặng Đặng Đặng Đặng")]
	d.Award, d.Major = strings.Repeat("Ngành đào tạo ", 10)+"mẫu", strings.Repeat("Ngành đào tạo ", 10)+"mẫu"
	d.SerialNumber, d.RegisterNumber = "A 000000000123456789", "2026/CNTT/0000000123"
	d.ValidUntil = "2036-12-31"
	for name := "Ng"; credential.CheckQRLength(withName(d, name)) == nil; name += "ễ" {
		d = withName(d, name)
	}
	return d
}

func withName(d credential.Diploma, name string) credential.Diploma {
	d.Subject.FullName = name
	return d
}
