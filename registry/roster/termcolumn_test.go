package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
)

// termsOfSchool are what an upload of the tests says for all of its rows.
func termsOfSchool() registry.Terms {
	return registry.Terms{
		Type:           "VN-USE",
		School:         "Trường THPT Mẫu",
		Place:          "Sơn La",
		DecisionNumber: "12/QĐ-THPTM",
		DecisionDate:   "2026-06-15",
		IssueDate:      "2026-06-18",
		SignedBy:       credential.Signatory{Name: "Trần Văn Mẫu", Title: "Hiệu trưởng"},
	}
}

// codesUnderTerms returns what a list gives under these terms.
func codesUnderTerms(t *testing.T, list []byte) []roster.Code {
	t.Helper()
	return codes(readAnswered(t, roster.Input{List: list, Terms: termsOfSchool()}, nil))
}

func TestColumnsThatRepeatTheTermsAreCompared(t *testing.T) {
	t.Parallel()
	for _, c := range [][3]string{
		{"Ngày cấp", "18/06/2026", "18/06/2025"}, {"Ngày cấp bằng", "18/6/2026", "20/06/2026"},
		{"Nơi cấp", "Sơn La", "Huế"}, {"Nơi cấp bằng", "Tỉnh Sơn La", "Hà Nội"},
		{"Người ký", "TRẦN VĂN MẪU", "Lê Văn Mẫu"}, {"Chức vụ người ký", "Hiệu trưởng", "Giám đốc"},
		{"Trường", "THPT Mẫu", "THPT Mẫu Khác"}, {"Trường", "Trường Trung học phổ thông Mẫu, tỉnh Sơn La", "THPT Mẫu 2"},
		{"Tên văn bằng", "Bằng tốt nghiệp THPT", "Bằng tốt nghiệp THCS"},
	} {
		require.Empty(t, codesUnderTerms(t, sixWith(t, c[0], c[1], c[1])), c)
		require.Equal(t, []roster.Code{roster.CodeColumnTerms}, codesUnderTerms(t, sixWith(t, c[0], c[2], c[2])), c)
	}
	for _, c := range [][2]string{{"Số QĐ", "13/QĐ-THPTM"}, {"Ngày QĐ", "16/06/2026"}} {
		require.Equal(t, []roster.Code{roster.CodeDecisionDiffers}, codesUnderTerms(t, sixWith(t, c[0], c[1], c[1])), c)
	}
	for _, number := range []string{"12/QĐ-THPTM", "12", "012/QĐ-THPTM"} {
		require.Empty(t, codesUnderTerms(t, sixWith(t, "Số QĐ", number, number)), number)
	}
	card := []byte("Mã HS;Họ tên;Ngày sinh;Số CCCD;Ngày cấp;Nơi cấp\n" +
		"A1;Lê Thị Mẫu;13/05/2008;014308000001;20/07/2022;Cục CSQLHC\n")
	require.Empty(t, codesUnderTerms(t, card), "these are of the identity card")
}

func TestTheIssuersNameIsThatOfItsSchool(t *testing.T) {
	t.Parallel()
	list := workbook(t, nil, []any{"TRƯỜNG THPT MẪU KHÁC"}, head, learner("A1", "Lê Thị Mẫu", "13/05/2008"))
	for school, want := range map[string][]roster.Code{
		"Trường THPT Mẫu (mẫu)": {roster.CodeTitleDiffers}, "Trường THPT Mẫu Khác (cơ sở 2)": nil, "": nil,
	} {
		require.Equal(t, want, codes(readAnswered(t, roster.Input{List: list, School: school}, nil)), school)
	}
}

func TestTitlesOfOtherSchools(t *testing.T) {
	t.Parallel()
	for title, other := range map[string]bool{
		"TRƯỜNG THPT MẪU": false, "Trường Trung học phổ thông Mẫu": false, "TRƯỜNG THPT MẪU - TỈNH SƠN LA": false,
		"Trường THPT Mẫu, huyện Mẫu": false, "TRƯỜNG THPT MẪU NĂM HỌC 2025-2026": false, "TRƯỜNG THPT": false,
		"Danh sách học sinh trường THPT Mẫu tốt nghiệp năm 2026": false, "TRƯỜNG THPT MẪU SƠN LA": false,
		"SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN LA": false, "TRUONG THPT MAU": false, "Danh sách số 2": false,
		"TRƯỜNG THPT MẪU KHÁC": true, "TRƯỜNG THPT MẪU 2": true, "TRƯỜNG THPT CHUYÊN MẪU": true, "TRƯỜNG THPT MẦU A": true,
		"Danh sách học sinh trường THPT Mẫu Khác tốt nghiệp năm 2026": true, "Trường THCS và THPT Mẫu": true,
		"SỞ GD&ĐT SƠN LA - TRƯỜNG THPT MẪU KHÁC": true,
	} {
		got := codesUnderTerms(t, workbook(t, nil, []any{title}, head, learner("A1", "Lê Thị Mẫu", "13/05/2008")))
		if other {
			require.Equal(t, []roster.Code{roster.CodeTitleDiffers}, got, title)
		} else {
			require.Empty(t, got, title)
		}
	}
}
