package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
)

func TestFieldsThatTheDocumentsCannotHaveAreNotUsed(t *testing.T) {
	t.Parallel()
	read := func(kind, header, value string, courses []byte) roster.Result {
		list := sixPeople(t, learner("A3", "Lê Thị Chi", "13/05/2008"), nil, header, value)
		terms := registry.Terms{Type: kind, Field: "7340301", Major: "Kế toán"}
		return readAnswered(t, roster.Input{List: list, Courses: courses, Terms: terms}, nil)
	}
	for _, c := range [][2]string{
		{"Nghề", "Giỏi"}, {"Ngành", "Nông nghiệp"}, {"Hệ", "THPT"}, {"Hệ", "A"}, {"Ngôn ngữ", "Tiếng Anh"},
		{"Thời gian đào tạo", "3 năm"}, {"Mã ngành", "7340301"}, {"Ngày nhập học", "05/09/2023"},
		{"Chuyên ngành", "Toán"}, {"TBTL hệ 10", "8,5"},
	} {
		got := read("VN-USE", c[0], c[1], nil)
		require.Empty(t, codes(got), c)
		require.Contains(t, headers(got.Report.Dropped), c[0])
		require.NotContains(t, headers(got.Report.Columns), c[0])
		require.Empty(t, got.Rows[0].Major+got.Rows[0].Mode+got.Rows[0].Field+got.Rows[0].Specialization, c)
		require.Empty(t, got.Rows[0].Summary.Language+got.Rows[0].Summary.Duration, c)
	}
	twice := sixPeople(t, learner("A3", "Lê Thị Chi", "13/05/2008"), nil, "Nghề", "Khá")
	choice := roster.Choice{File: roster.FileList, Sheet: "Sheet1", Columns: map[string]roster.Field{"D": roster.FieldMajor}}
	got := readAnswered(t, roster.Input{List: twice, Terms: registry.Terms{Type: "VN-USE"}, Choices: []roster.Choice{choice}}, nil)
	require.Equal(t, []roster.Code{roster.CodeFieldOfOtherKind}, codes(got))
	require.Empty(t, got.Rows[0].Major)

	courses := []byte("Mã HS,Tên học phần,Điểm 10\n")
	for i := range 6 {
		courses = append(courses, "A"+itoa(i+1)+",Giải tích,8\n"...)
	}
	for header, value := range map[string]string{"Ngôn ngữ": "Tiếng Anh", "Thời gian đào tạo": "4 năm"} {
		require.Contains(t, headers(read("VN-BA", header, value, nil).Report.Dropped), header)
		got := read("VN-BA", header, value, courses)
		require.Contains(t, headers(got.Report.Columns), header, "transcripts have it")
		require.NotEqual(t, credential.Summary{}, got.Rows[0].Summary)
	}
}

func TestUnknownModesAndRanksAsMajorsAreAsked(t *testing.T) {
	t.Parallel()
	read := func(header string, values ...string) []roster.Code {
		list := []byte("Mã SV;Họ tên;Ngày sinh;" + header + "\n")
		for i := range 6 {
			list = append(list, "A"+itoa(i+1)+";"+nameOf(i)+";"+itoa(13+2*i)+"/05/2004;"+values[i%len(values)]+"\n"...)
		}
		terms := registry.Terms{Type: "VN-BA", Field: "7340301", Major: "Kế toán"}
		return codes(readAnswered(t, roster.Input{List: list, Terms: terms}, nil))
	}
	require.Equal(t, []roster.Code{roster.CodeModeUnknown}, read("Hệ", "THPT"))
	require.Equal(t, []roster.Code{roster.CodeModeUnknown, roster.CodeModeUnknown}, read("Hệ đào tạo", "A", "B"))
	require.Equal(t, []roster.Code{roster.CodeModeUnknown}, read("mode", "x"))
	for _, mode := range []string{"Chính quy", "VLVH", "Đại học chính quy", "Từ xa", "GDTX", "Full-time", "Liên thông"} {
		require.Empty(t, read("Hình thức đào tạo", mode), mode)
	}
	require.Equal(t, []roster.Code{roster.CodeMajorRank}, read("Chuyên ngành", "Giỏi"))
	require.Contains(t, read("Nghề", "Khá", "Giỏi"), roster.CodeMajorRank)
	require.Empty(t, read("Chuyên ngành", "Kiểm toán"))
}

func TestRanksOfThoseWhoDoNotGraduateAreAsked(t *testing.T) {
	t.Parallel()
	read := func(kind, rank string) []roster.Code {
		list := sixPeople(t, learner("A3", "Lê Thị Chi", "13/05/2008"), nil, "Xếp loại", "Khá", "Giỏi", "Trung bình", "Khá", rank, "Giỏi")
		return codes(readAnswered(t, roster.Input{List: list, Terms: registry.Terms{Type: kind}}, nil))
	}
	for _, rank := range []string{"Yếu", "Kém", "Loại yếu"} {
		require.Contains(t, read("VN-USE", rank), roster.CodeRowStatus, rank)
	}
	require.Empty(t, read("VN-USE", "Trung bình khá"))
	require.Empty(t, read("VN-HB-THPT", "Yếu"), "records of school have it")
}
