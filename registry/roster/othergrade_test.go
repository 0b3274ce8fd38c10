package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry/roster"
)

// underTerms reads a list of a type as an upload of the tests says.
func underTerms(t *testing.T, kind string, list []byte, answers map[string]string) roster.Result {
	t.Helper()
	terms := termsOfSchool()
	terms.Type = kind
	return readAnswered(t, roster.Input{List: list, Terms: terms, School: "Trường THPT Mẫu"}, answers)
}

// Nobody graduates from a class below the last one.
func TestClassesOfOtherGradesAreAskedAbout(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, header string
		own, other   any
		n            int
	}{
		{"VN-USE", "Lớp", "12A1", "11A1", 2},
		{"VN-USE", "Lớp", "Lớp 12.1", "Lớp 10.2", 2},
		{"VN-USE", "Tên lớp", "12A1", "10B2", 1},
		{"VN-USE", "Khối", 12, 11, 2},
		{"VN-USE", "Khối", 12, 10, 20},
		{"VN-USE", "Lớp", "12A1", "11A1", 20},
		{"VN-HB-THPT", "Lớp", 12, 11, 2},
		{"VN-LSE", "Lớp", "9A", "8B", 2},
	} {
		list := twentyWith(t, c.header, c.own, c.other, c.n)
		got := underTerms(t, c.kind, list, nil)
		require.Equal(t, []roster.Code{roster.CodeOtherGrade}, codes(got), "%s %v", c.header, c.other)
		left := underTerms(t, c.kind, list, answerAll(got.Report, roster.AnswerLeaveOut))
		require.False(t, left.Report.Open())
		if c.n < 20 {
			require.Len(t, left.Rows, 20-c.n)
		}
		require.Len(t, underTerms(t, c.kind, list, answerAll(got.Report, roster.AnswerIssue)).Rows, 20)
	}
	for _, c := range []struct {
		kind, header string
		own, other   any
	}{
		{"VN-USE", "Lớp", "12A1", "12A9"},
		{"VN-USE", "Lớp", "12A1", "A2"},
		{"VN-USE", "Lớp", 1, 2},
		{"VN-USE", "Lớp 10", "10A1", "10A2"},
		{"VN-USE", "Lớp 11", "11A1", "11A2"},
		{"VN-USE", "Khối thi", "A00", "D01"},
		{"VN-USE", "Lớp", "K60A", "K61A"},
		{"VN-BA", "Lớp", "10CNTT", "11CNTT"},
	} {
		got := underTerms(t, c.kind, twentyWith(t, c.header, c.own, c.other, 3), nil)
		require.NotContains(t, codes(got), roster.CodeOtherGrade, "%s %v", c.header, c.other)
	}
}

// An age that does not suit the birth date is asked about, once for the column.
func TestAgesAreComparedWithBirthDates(t *testing.T) {
	t.Parallel()
	for age, want := range map[any][]roster.Code{12: {roster.CodeBirthDiffers}, 25: {roster.CodeBirthDiffers},
		17: nil, 18: nil, 19: nil, "18 tuổi": nil} {
		got := underTerms(t, "VN-USE", twentyWith(t, "Tuổi", 18, age, 2), nil)
		require.Equal(t, want, codes(got), "%v", age)
	}
}

func TestAnotherSchoolInAFewRowsIsAskedAbout(t *testing.T) {
	t.Parallel()
	got := underTerms(t, "VN-USE", twentyWith(t, "Trường", "THPT Mẫu", "THPT Khác", 2), nil)
	require.Equal(t, []roster.Code{roster.CodeColumnTerms}, codes(got))
	require.Equal(t, []int{20, 21}, got.Report.Problems[0].Rows)
}

// A sheet or title of another year than the one in which people graduate is asked about.
func TestSheetsAndTitlesOfOtherYears(t *testing.T) {
	t.Parallel()
	in := func(list []byte) roster.Input { return roster.Input{List: list, Terms: termsOfSchool()} }
	for _, name := range []string{"2025", "TN 2025", "TN2025", "Danh sách năm 2027", "Khóa thi 2025"} {
		list := in(onSheets(t, "2026", name))
		got := readAnswered(t, list, nil)
		require.Equal(t, []roster.Code{roster.CodeSheetYear}, codes(got), name)
		require.Len(t, readAnswered(t, list, answerAll(got.Report, roster.AnswerLeaveOut)).Rows, 1)
		require.Len(t, readAnswered(t, list, answerAll(got.Report, roster.AnswerIssue)).Rows, 2)
	}
	for _, name := range []string{"2026", "TN2026", "2025-2026", "NH 2025", "K2025", "Khóa 2025", "12A1"} {
		require.Empty(t, codes(readAnswered(t, in(onSheets(t, "Sheet9", name)), nil)), name)
	}
	early := in(onSheets(t, "2025"))
	early.Terms.DecisionDate, early.Terms.IssueDate = "2026-01-15", "2026-01-20"
	require.Empty(t, codes(readAnswered(t, early, nil)), "decided in January of those of the year before")
	early = in(onSheets(t, "2025"))
	early.Terms.GraduationYear = 2025
	require.NotContains(t, codes(readAnswered(t, early, nil)), roster.CodeSheetYear, "the upload says so")

	for title, want := range map[string][]roster.Code{
		"DANH SÁCH HỌC SINH TỐT NGHIỆP THPT NĂM 2025":                    {roster.CodeTitleYear},
		"DANH SÁCH CẤP BẰNG, KHÓA THI NĂM 2025 - ĐỢT 2":                  {roster.CodeTitleYear},
		"DANH SÁCH HỌC SINH TỐT NGHIỆP THPT NĂM 2026":                    nil,
		"DANH SÁCH HỌC SINH TỐT NGHIỆP NĂM HỌC 2025 - 2026":              nil,
		"DANH SÁCH HỌC SINH TỐT NGHIỆP NĂM 2025-2026":                    nil,
		"DANH SÁCH TỐT NGHIỆP NĂM HỌC 2024-2025":                         {roster.CodeTitleYear},
		"DANH SÁCH TỐT NGHIỆP, NIÊN KHÓA 2022 - 2025":                    {roster.CodeTitleYear},
		"Năm học: 2024 - 2025":                                           {roster.CodeTitleYear},
		"Năm học: 2025 - 2026":                                           nil,
		"Niên khóa 2023-2026":                                            nil,
		"(Kèm theo Quyết định cấp bằng số 12/QĐ-THPTM năm 2025)":         nil,
		"DANH SÁCH CẤP BẰNG TỐT NGHIỆP, ĐỢT THÁNG 12 NĂM 2025, NĂM 2026": nil,
	} {
		list := workbook(t, nil, []any{title}, head, learner("A1", "Lê Thị Mẫu", "25/12/2008"))
		require.Equal(t, want, codes(readAnswered(t, in(list), nil)), title)
	}
}
