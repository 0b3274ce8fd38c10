package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

// graduates are two learners of one school and year.
const graduates = "Mã HS;Họ và tên;Ngày sinh;Kết quả\nA1;Lê Thị Mẫu;05/06/2008;Đỗ\nA2;Trần Văn Mẫu;07/08/2008;Đỗ\n"

// readCourses reads the courses of the two, with what a person says of them.
func readCourses(t *testing.T, courses []byte, answers map[string]string, choices ...roster.Choice) roster.Result {
	t.Helper()
	got, err := roster.Read(t.Context(), roster.Input{List: []byte(graduates), Courses: courses, At: now,
		Choices: choices, Answers: answers})
	require.NoError(t, err)
	return got
}

// marks says which ten-point marks or letters each learner has, by subject.
func marks(got roster.Result) map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, row := range got.Rows {
		all[row.Subject.LearnerCode] = map[string]string{}
		for _, c := range row.Courses {
			all[row.Subject.LearnerCode][c.Name] = c.TenPoint + c.Letter
		}
	}
	return all
}

var bothMarks = map[string]map[string]string{"A1": {"Toán": "8.5", "Ngữ văn": "7"}, "A2": {"Toán": "6", "Ngữ văn": "9.25"}}

func TestLayoutsOfMarks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		courses []byte
		want    []roster.Code
	}{
		"RowForEachCourse": {[]byte("Mã HS;Môn;Điểm\nA1;Toán;8,5\nA1;Ngữ văn;7\nA2;Toán;6\nA2;Ngữ văn;9,25\n"), nil},
		"RowForEachCourseWithNames": {[]byte("Mã HS;Họ và tên;Môn;Điểm\nA1;LÊ THỊ MẪU;Toán;8,5\nA1;Lê Thị Mẫu;Ngữ văn;7\n" +
			"A2;Trần Văn Mẫu;Toán;6\nA2;Trần Văn Mẫu;Ngữ văn;9,25\n"), nil},
		"NamesInsteadOfCodes": {[]byte("Họ và tên;Ngày sinh;Môn;Điểm\nLê Thị Mẫu;5/6/2008;Toán;8,5\nLê Thị Mẫu;5/6/2008;Ngữ văn;7\n" +
			"Trần Văn Mẫu;7/8/2008;Toán;6\nTrần Văn Mẫu;7/8/2008;Ngữ văn;9,25\n"), []roster.Code{roster.CodeJoinedByName}},
		"ColumnForEachSubject": {[]byte("STT;Mã HS;Họ và tên;Toán;Ngữ văn;ĐTB\n1;A1;Lê Thị Mẫu;8,5;7;7,8\n2;A2;Trần Văn Mẫu;6;9,25;7,6\n"),
			[]roster.Code{roster.CodeMarksBySubject}},
		"ColumnForEachSubjectWithNames": {[]byte("STT;Họ;Tên;Toán;Ngữ văn\n1;Lê Thị;Mẫu;8,5;7\n2;Trần Văn;Mẫu;6;9,25\n"),
			[]roster.Code{roster.CodeMarksBySubject, roster.CodeJoinedByName}},
		"SheetForEachLearner": {sheets(t, map[string][][]any{
			"1": {{"BẢNG ĐIỂM"}, {"Họ và tên: Lê Thị Mẫu"}, {"Mã HS:", "A1"}, {"Môn", "Điểm"}, {"Toán", 8.5}, {"Ngữ văn", 7}},
			"2": {{"BẢNG ĐIỂM"}, {"Mã HS: A2"}, {"Môn", "Điểm"}, {"Toán", 6}, {"Ngữ văn", "9,25"}}}),
			[]roster.Code{roster.CodeSheetOfLearner, roster.CodeSheetOfLearner}},
		"SheetNamedByCode": {sheets(t, map[string][][]any{
			"A1": {{"Môn", "Điểm"}, {"Toán", 8.5}, {"Ngữ văn", 7}}, "A2": {{"Môn", "Điểm"}, {"Toán", 6}, {"Ngữ văn", "9,25"}}}),
			[]roster.Code{roster.CodeSheetOfLearner, roster.CodeSheetOfLearner}},
		"SheetNamedByName": {sheets(t, map[string][][]any{
			"Lê Thị Mẫu": {{"Môn", "Điểm"}, {"Toán", 8.5}, {"Ngữ văn", 7}}, "x": {{"Họ tên", "Trần Văn Mẫu"}, {}, {"Môn", "Điểm"}, {"Toán", 6}, {"Ngữ văn", "9,25"}}}),
			[]roster.Code{roster.CodeJoinedByName, roster.CodeJoinedByName}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readCourses(t, c.courses, nil)
			require.Equal(t, c.want, codes(got))
			got = readCourses(t, c.courses, answerAll(got.Report, ""))
			require.False(t, got.Report.Open() || got.Report.Failed())
			require.Equal(t, bothMarks, marks(got))
		})
	}
}

func TestMarksOfSomebodyElse(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		courses string
		want    []roster.Code
		fails   bool
	}{
		"OtherName":      {"Mã HS;Họ và tên;Môn;Điểm\nA1;Trần Văn Mẫu;Toán;8,5\nA2;Trần Văn Mẫu;Toán;6\n", []roster.Code{roster.CodeOtherName}, false},
		"OtherAccents":   {"Họ và tên;Môn;Điểm\nLê Thị Mậu;Toán;8,5\nTrần Văn Mẫu;Toán;6\n", []roster.Code{roster.CodeUnknownLearner, roster.CodeJoinedByName, roster.CodeNoCourses}, true},
		"OtherBirthDate": {"Họ và tên;Ngày sinh;Môn;Điểm\nLê Thị Mẫu;6/6/2008;Toán;8,5\nTrần Văn Mẫu;7/8/2008;Toán;6\n", []roster.Code{roster.CodeUnknownLearner, roster.CodeJoinedByName, roster.CodeNoCourses}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readCourses(t, []byte(c.courses), nil)
			require.Equal(t, c.want, codes(got))
			require.Equal(t, c.fails, got.Report.Failed())
			require.True(t, c.fails || got.Report.Open())
		})
	}
	twins := []byte("Mã HS;Họ và tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\nA2;Lê Thị Mẫu;2007\n")
	got, err := roster.Read(t.Context(), roster.Input{List: twins, Courses: []byte("Họ tên;Môn;Điểm\nLê Thị Mẫu;Toán;8\n"), At: now})
	require.NoError(t, err)
	require.Contains(t, codes(got), roster.CodeManyOfTheName)
}

func TestMarksOfRowsThatAreLeftOut(t *testing.T) {
	t.Parallel()
	list := []byte("Mã HS;Họ và tên;Ngày sinh;Kết quả\nA1;Lê Thị Mẫu;2008;Đỗ\nA2;Trần Văn Mẫu;2008;Trượt\n")
	for name, courses := range map[string]string{
		"ByCode": "Mã HS;Môn;Điểm\nA1;Toán;8\nA2;Toán;3\n", "ByName": "Họ tên;Môn;Điểm\nLê Thị Mẫu;Toán;8\nTrần Văn Mẫu;Toán;3\n",
		"BySubject": "Mã HS;Toán;Lý\nA1;8;7\nA2;3;2\n",
	} {
		in := roster.Input{List: list, Courses: []byte(courses), At: now}
		got, err := roster.Read(t.Context(), in)
		require.NoError(t, err)
		in.Answers = answerAll(got.Report, roster.AnswerLeaveOut)
		got, err = roster.Read(t.Context(), in)
		require.NoError(t, err)
		if got.Report.Open() { // the question of joining has other rows now
			in.Answers = answerAll(got.Report, roster.AnswerLeaveOut)
			got, err = roster.Read(t.Context(), in)
			require.NoError(t, err)
		}
		require.False(t, got.Report.Open() || got.Report.Failed(), "%s %v", name, codes(got))
		require.Contains(t, codes(got), roster.CodeCoursesLeftOut, name)
		require.Len(t, got.Rows, 1)
		require.Equal(t, "8", got.Rows[0].Courses[0].TenPoint)
	}
}

func TestColumnsOfMarksAreChosen(t *testing.T) {
	t.Parallel()
	choice := func(header int, columns map[string]roster.Field) roster.Choice {
		return roster.Choice{File: roster.FileCourses, Header: header, Columns: columns}
	}
	bySubject := []byte("Mã HS;Toán;Văn học dân gian;Chuyên đề\nA1;8;7;6\nA2;6;9;5\n")
	got := readCourses(t, bySubject, nil)
	require.Equal(t, []roster.Code{roster.CodeSubjectColumns, roster.CodeMarksBySubject}, codes(got))
	got = readCourses(t, bySubject, nil, choice(0, map[string]roster.Field{"C": roster.FieldMark10, "D": ""}))
	require.Equal(t, []roster.Code{roster.CodeMarksBySubject}, codes(got))
	require.Equal(t, map[string]map[string]string{"A1": {"Toán": "8", "Văn học dân gian": "7"}, "A2": {"Toán": "6", "Văn học dân gian": "9"}}, marks(got))

	unnamed := []byte("Điểm cả năm;;\nSố;Môn 1;Môn 2\nA1;8;7\nA2;6;9\n")
	require.Contains(t, codes(readCourses(t, unnamed, nil)), roster.CodeNoHeader)
	got = readCourses(t, unnamed, nil, choice(2, map[string]roster.Field{"A": roster.FieldLearnerCode, "B": roster.FieldMark10, "C": roster.FieldMark10}))
	require.False(t, got.Report.Failed(), "%v", codes(got))
	require.Equal(t, map[string]map[string]string{"A1": {"Môn 1": "8", "Môn 2": "7"}, "A2": {"Môn 1": "6", "Môn 2": "9"}}, marks(got))

	rows := []byte("x;y;z\nA1;Toán;8,5\nA1;Ngữ văn;7\nA2;Toán;6\nA2;Ngữ văn;9,25\n")
	got = readCourses(t, rows, nil, choice(1, map[string]roster.Field{"A": roster.FieldLearnerCode, "B": roster.FieldCourseName, "C": roster.FieldMark10}))
	require.Equal(t, bothMarks, marks(got))
	got = readCourses(t, rows, nil, choice(1, map[string]roster.Field{"A": roster.FieldLearnerCode}))
	require.True(t, got.Report.Failed(), "the marks stand in a column of no name")
}

// sheets makes a workbook of several sheets, in the order of their names.
func sheets(t *testing.T, all map[string][][]any) []byte {
	t.Helper()
	return workbook(t, func(f *excelize.File) {
		for _, name := range sorted(all) {
			_, err := f.NewSheet(name)
			require.NoError(t, err)
			for i, row := range all[name] {
				require.NoError(t, f.SetSheetRow(name, "A"+itoa(i+1), &row))
			}
		}
		require.NoError(t, f.DeleteSheet("Sheet1"))
	})
}
