package testvectors_test

import (
	"fmt"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// The issuers of the vectors.
const (
	university = "DH-MAU"
	school     = "THPT-MAU"
	successor  = "DH-KE-TUC"
)

func accreditation(code, name, nameEn string, types ...string) ledger.Accreditation {
	a := ledger.Accreditation{Code: code, Name: name, NameEn: nameEn}
	for _, t := range types {
		a.Scopes = append(a.Scopes, ledger.Scope{Type: t, From: "2026-01-01", Until: "2030-12-31", Quota: 1000})
	}
	return a
}

func allTypes() []string {
	var codes []string
	for _, t := range credential.Types() {
		codes = append(codes, t.Code)
	}
	return codes
}

// diploma is a synthetic diploma with that place in the first status list.
func diploma(index uint32) credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID: uuid(index), Kind: "VN-BA/7480201",
			Issuer: credential.Issuer{
				Code:   university,
				Name:   "Trường Đại học Mẫu (mẫu)",
				NameEn: "Sample University (sample)",
				Host:   host,
			},
			Award: "Bằng cử nhân", AwardEn: "Bachelor of Science", Major: "Công nghệ thông tin", MajorEn: "Information Technology", Rank: "Giỏi", Mode: "Chính quy", GraduationYear: 2026,
			SerialNumber: fmt.Sprintf(
				"A %08d",
				index,
			), RegisterNumber: fmt.Sprintf("2026/CNTT/%05d", index), DecisionNumber: "1234/QĐ-ĐHM", DecisionDate: "2026-06-15",
			IssueDate: "2026-06-20", Place: "Hà Nội", SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status: credential.StatusRef{List: 1, Index: index},
		},
		Subject: credential.Subject{
			FullName:      "Nguyễn Thị Mẫu",
			BirthDate:     "2004-03-15",
			BirthPlace:    "Hà Nam Ninh",
			Sex:           "Nữ",
			NationalID:    "000304001234",
			LearnerCode:   "2220600001",
			LearnerScheme: credential.SchemeSchool,
			Ethnicity:     "Kinh",
			Nationality:   "Việt Nam",
		},
	}
}

func uuid(index uint32) string { return fmt.Sprintf("urn:uuid:3f1c2b9e-7a64-4a1d-9d35-%012x", index) }

// ofType is a synthetic document of any type of the table.
func ofType(t credential.Type, index uint32) credential.Document {
	d := diploma(index)
	field := ""
	if t.FieldRequired {
		field = "7480201"
	} else {
		d.Major, d.MajorEn = "", ""
	}
	d.Kind, d.Award, d.AwardEn = ledger.NewKind(t.Code, field), t.Label, t.LabelEn
	if !t.Numbered {
		d.SerialNumber = ""
		d.RegisterNumber = ""
		d.DecisionNumber = ""
		d.DecisionDate = ""
	}
	if t.Form == credential.FormDiploma {
		return d
	}
	return credential.Transcript{
		Issuance: d.Issuance,
		Subject:  d.Subject,
		Summary:  credential.Summary{Learning: "Tốt", Conduct: "Khá"},
		Courses:  courses(),
	}
}

// transcript is a synthetic university transcript.
func transcript(index uint32) credential.Transcript {
	d := diploma(index)
	d.Kind = "VN-BD/7480201"
	d.Award = "Bảng điểm"
	d.AwardEn = "Transcript"
	d.SerialNumber = ""
	d.RegisterNumber = ""
	return credential.Transcript{Issuance: d.Issuance, Subject: d.Subject, Courses: courses(),
		Summary: credential.Summary{
			EnrolDate:     "2022-09-05",
			Language:      "Tiếng Việt",
			Duration:      "4 năm",
			Level:         "Trình độ 6",
			TotalCredits:  "130",
			GPA10:         "8.12",
			GPA4:          "3.41",
			DiplomaSerial: "A 00094567",
		}}
}

func courses() []credential.Course {
	return []credential.Course{
		{
			Code:      "INT101",
			Name:      "Giải tích 1",
			NameEn:    "Calculus 1",
			Credits:   "3",
			TenPoint:  "8.5",
			Letter:    "A",
			FourPoint: "4.0",
			Term:      "Học kỳ 1",
			Year:      "2022-2023",
			Attempt:   1,
		},
		{
			Code:     "INT102",
			Name:     "Đại số tuyến tính",
			Credits:  "3",
			TenPoint: "7.0",
			Letter:   "B",
			Term:     "Học kỳ 1",
			Year:     "2022-2023",
		},
		{
			Code:     "INT103",
			Name:     "Cấu trúc dữ liệu",
			Credits:  "4",
			TenPoint: "9.0",
			Letter:   "A",
			Note:     "Chuyển điểm",
			EarnedAt: "Trường Đại học Khác (mẫu)",
		},
		{Code: "PE1", Name: "Giáo dục thể chất", Letter: "Đ", Exempt: true},
	}
}
