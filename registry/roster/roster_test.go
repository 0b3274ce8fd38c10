package roster_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/internal/sample"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
)

var now = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)

func file(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "testdata", "rosters", name))
	require.NoError(t, err)
	return data
}

func TestSectorDatabaseList(t *testing.T) {
	t.Parallel()
	got := readList(t, file(t, sample.THPTFile))
	require.Equal(t, []roster.Code{roster.CodeBelowList}, codes(got), "the signatures below it")
	require.Len(t, got.Rows, sample.THPTCount)

	row := got.Rows[0]
	require.Equal(t, 5, row.Line)
	require.Equal(t, "0026000001", row.Subject.LearnerCode)
	require.Equal(t, credential.SchemeMOET, row.Subject.LearnerScheme)
	require.Regexp(t, `^000[23]0[78]\d{6}$`, row.Subject.NationalID)
	for _, row := range got.Rows {
		require.NoError(t, row.Subject.BirthDate.Validate())
		require.Contains(t, []string{"Nam", "Nữ"}, row.Subject.Sex)
		require.NotEmpty(t, row.Subject.FullName)
		require.NotEmpty(t, row.Subject.BirthPlace)
	}

	dropped := headers(got.Report.Dropped)
	for _, header := range []string{"STT", "Trạng thái", "SĐT liên hệ", "Số CMND", "Ngày cấp", "Tên cha",
		"Nghề nghiệp cha", "Năm sinh cha",
		"Tên mẹ", "Chỗ ở hiện nay", "Phường Xã quê quán", "Lớp học"} {
		require.Contains(t, dropped, header)
	}
	require.Equal(t, []string{"Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh", "Giới tính", "Dân tộc",
		"Nơi sinh chi tiết", "Số định danh cá nhân"},
		headers(got.Report.Columns))
	require.NotContains(t, fmt.Sprintf("%+v", got.Rows), "mẫu", "what is not needed is not kept")
}

func TestUniversityListWithCourses(t *testing.T) {
	t.Parallel()
	got := readBoth(t, file(t, sample.DaihocFile), file(t, sample.CoursesFile))
	require.Empty(t, codes(got))
	require.Len(t, got.Rows, sample.DaihocCount)

	row, fields := got.Rows[0], map[string]bool{}
	require.Equal(t, "Bùi Ngọc Tuyết", row.Subject.FullName)
	require.Equal(t, credential.PartialDate("2004-09-04"), row.Subject.BirthDate)
	require.Equal(t, credential.SchemeSchool, row.Subject.LearnerScheme)
	require.Equal(t, "M 00000001", row.SerialNumber)
	require.Equal(t, "2026/ĐHM/00001", row.RegisterNumber)
	require.EqualValues(t, "2026-06-15", row.DecisionDate)
	require.EqualValues(t, "2022-09-05", row.Summary.EnrolDate)
	require.Equal(t, "Khá", row.Rank)
	require.Contains(t, row.Summary.GPA10, ".", "a decimal comma becomes a point")
	require.Len(t, row.Courses, 20)
	require.Equal(t, credential.Course{Code: "GE101", Name: "Triết học Mác - Lênin",
		Credits: row.Courses[0].Credits, TenPoint: "7.8", Letter: "B",
		FourPoint: "3.0", Term: "1", Year: "2022-2023", Attempt: 1}, row.Courses[0])
	for _, row := range got.Rows {
		fields[row.Field] = true
	}
	require.Len(t, fields, 5)
}

func TestDirtyListYieldsAllProblemsAndNoRow(t *testing.T) {
	t.Parallel()
	_, faults, err := sample.Dirty()
	require.NoError(t, err)
	got := readList(t, file(t, sample.DirtyFile))
	require.Empty(t, got.Rows)
	var want, have []string
	for _, f := range faults {
		want = append(want, fmt.Sprintf("%d%s %s", f.Row, f.Column, f.Code))
	}
	for _, p := range got.Report.Problems {
		have = append(have, fmt.Sprintf("%d%s %s", p.Row, p.Column, p.Code))
		require.NotEmpty(t, p.Message.Vi)
		require.NotEmpty(t, p.Message.En)
		require.NotEmpty(t, p.Sheet)
	}
	require.ElementsMatch(t, want, have)
}

func TestEveryAlias(t *testing.T) {
	t.Parallel()
	for field, aliases := range roster.ListAliases() {
		for _, alias := range aliases {
			for _, header := range []string{alias, strings.ToUpper(alias), strings.ToLower(alias),
				"  " + alias + " (ghi rõ)"} {
				require.Equal(t, field, roster.FieldOf(header), header)
			}
		}
	}
}

func TestHeaderForms(t *testing.T) {
	t.Parallel()
	t.Run("MergedOverTwoColumns", func(t *testing.T) {
		t.Parallel()
		f, s := excelize.NewFile(), "Sheet1"
		cells(t, f, s, "A1", "TRƯỜNG THPT (MẪU)", "A3", "Mã HS", "B3", "Họ và tên", "D3", "Ngày sinh",
			"A4", "(1)", "B4", "(2)", "D4", "(3)", "A5", "HS1", "B5", "Nguyễn Văn", "C5", "Mẫu", "D5", "1/2/2008")
		require.NoError(t, f.MergeCell(s, "B3", "C3"))
		require.NoError(t, f.MergeCell(s, "A1", "D1"))
		got := read(t, f)
		require.Empty(t, codes(got))
		require.Equal(t, "Nguyễn Văn Mẫu", got.Rows[0].Subject.FullName)
		require.EqualValues(t, "2008-02-01", got.Rows[0].Subject.BirthDate)
	})
	t.Run("TwoRows", func(t *testing.T) {
		t.Parallel()
		f, s := excelize.NewFile(), "Sheet1"
		cells(t, f, s, "A2", "Mã HS", "B2", "Họ và tên", "C2", "Ngày sinh", "D2", "Quyết định tốt nghiệp", "D3",
			"Số QĐ", "E3", "Ngày QĐ",
			"A4", "HS1", "B4", "Nguyễn Văn Mẫu", "C4", "2008", "D4", "12/QĐ", "E4", "30/6/2026")
		for _, m := range [][2]string{{"A2", "A3"}, {"B2", "B3"}, {"C2", "C3"}, {"D2", "E2"}} {
			require.NoError(t, f.MergeCell(s, m[0], m[1]))
		}
		got := read(t, f)
		require.Empty(t, codes(got))
		require.Equal(t, "12/QĐ", got.Rows[0].DecisionNumber)
		require.EqualValues(t, "2026-06-30", got.Rows[0].DecisionDate)
	})
	t.Run("NameGoesOnInAColumnWithoutHeader", func(t *testing.T) {
		t.Parallel()
		got := readList(t, []byte("Mã HS,Họ và tên,,Ngày sinh\nA1,Nguyễn Văn,Mẫu,21/02/2008\n"))
		require.Equal(t, []roster.Code{roster.CodeNameColumns}, codes(got))
		require.Equal(t, "Nguyễn Văn Mẫu", got.Rows[0].Subject.FullName)
	})
	t.Run("TwoSheetsAndAHiddenOne", func(t *testing.T) {
		t.Parallel()
		f := excelize.NewFile()
		for i, s := range []string{"12A1", "12A2", "cũ", "ghi chú"} {
			_, err := f.NewSheet(s)
			require.NoError(t, err)
			cells(t, f, s, "A1", "Mã HS", "B1", "Họ tên", "C1", "NTNS", "A2", fmt.Sprintf("A%d", i), "B2",
				"Lò Thị Mẫu", "C2", fmt.Sprintf("0%d/02/2008", i+1))
		}
		cells(t, f, "ghi chú", "A1", "x", "B1", "", "C1", "")
		require.NoError(t, f.SetSheetVisible("cũ", false))
		got := read(t, f)
		require.ElementsMatch(t, []roster.Code{roster.CodeSheetHidden, roster.CodeSheetIgnored}, codes(got))
		require.Len(t, got.Rows, 2)
		sheet, row := got.Position(got.Rows[1].Line)
		require.Equal(t, "12A2", sheet)
		require.Equal(t, 2, row)
	})
	t.Run("RepeatedAndMissingColumns", func(t *testing.T) {
		t.Parallel()
		got := readList(t, []byte("Họ tên;Số hiệu;Ngày sinh;Số hiệu bằng\nNguyễn Văn Mẫu;1;2008;2\n"))
		require.ElementsMatch(t, []roster.Code{roster.CodeColumnMissing, roster.CodeColumnRepeated}, codes(got))
	})
}

func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	wide := "Họ tên;Ngày sinh;Mã HS" + strings.Repeat(";x", 300) + "\n"
	for name, c := range map[string]struct {
		data []byte
		want roster.Code
	}{
		"Empty":          {nil, roster.CodeNoHeader},
		"NoHeader":       {[]byte("a;b;c\n1;2;3\n"), roster.CodeNoHeader},
		"NoRows":         {[]byte("Họ tên;Ngày sinh;Mã HS\n"), roster.CodeNoRows},
		"OldExcel":       {[]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), roster.CodeOldExcel},
		"BrokenZip":      {[]byte("PK\x03\x04 and then nothing"), roster.CodeFormat},
		"NotUTF8":        {[]byte("Ma HS;Ho ten;Ngay sinh\nA1;Fran\xe7ois Mau;2004\n"), roster.CodeNotUTF8},
		"UTF16":          {[]byte("\xff\xfeH\x00"), roster.CodeNoHeader},
		"Quotes":         {[]byte("Họ tên;Ngày sinh;Mã HS\n\"a;1;2\n"), roster.CodeCSV},
		"TooManyColumns": {[]byte(wide), roster.CodeTooLarge},
		"TooManyRows": {[]byte("Họ tên;Ngày sinh;Mã HS\n" + strings.Repeat("a;1;2\n", roster.MaxRows)),
			roster.CodeTooLarge},
		"TooManyBytes": {make([]byte, roster.MaxFile+1), roster.CodeTooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readList(t, c.data)
			require.Empty(t, got.Rows)
			require.Contains(t, codes(got), c.want)
		})
	}
}

func TestZipBombIsRefusedBeforeItIsUnpacked(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	t.Cleanup(func() { require.NoError(t, f.Close()) }) // it has a temporary file
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(t, err)
	row := make([]any, 200)
	for i := range row {
		row[i] = strings.Repeat("a", 200)
	}
	for i := range 2600 {
		require.NoError(t, w.SetRow(fmt.Sprintf("A%d", i+1), row))
	}
	require.NoError(t, w.Flush())
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	require.Less(t, b.Len(), roster.MaxFile)
	require.Equal(t, []roster.Code{roster.CodeTooLarge}, codes(readList(t, b.Bytes())))
}

func TestSeparatorsAndByteOrderMark(t *testing.T) {
	t.Parallel()
	for _, separator := range []string{";", ",", "\t", "|"} {
		for _, start := range []string{"", "\xef\xbb\xbf", "DANH SÁCH, NĂM 2026; KHOÁ 1\n\n"} {
			text := start + strings.ReplaceAll("Mã HS;Họ tên;Ngày sinh;Số CCCD\nA1;Rơ Châm Mẫu;15/03/2004;\"=\"\"000204000001\"\"\"\n", ";", separator)
			got := readList(t, []byte(text))
			require.Empty(t, codes(got), "%q", text)
			require.Equal(t, "000204000001", got.Rows[0].Subject.NationalID)
		}
	}
	got := readList(t, []byte("sep=^\nMã HS^Họ tên^Ngày sinh\nA1^Y Mẫu Niê^2004\n"))
	require.Empty(t, codes(got))
	require.Equal(t, 3, got.Rows[0].Line)
}

func TestCourses(t *testing.T) {
	t.Parallel()
	list := []byte("Mã SV;Họ tên;Ngày sinh\nA1;Nguyễn Văn Mẫu;2004\nA2;Trần Thị Mẫu;2004\n")
	header := "Mã SV;Tên HP;Điểm hệ 10;Miễn/chuyển;Số TC\n"
	for name, c := range map[string]struct {
		rows string
		want []roster.Code
	}{
		"Fine":              {"A1;Toán;8,25;;3\nA2;Toán;Miễn;;3\nA2;Bơi;Đ;;1\nA2;Lý;;Trường Mẫu;2\n", nil},
		"UnknownLearner":    {"A1;Toán;8;;3\nA2;Toán;7;;3\nA3;Toán;7;;3\n", []roster.Code{roster.CodeUnknownLearner}},
		"LearnerWithout":    {"A1;Toán;8;;3\n", []roster.Code{roster.CodeNoCourses}},
		"Twice":             {"A1;Toán;8;;3\nA1;Toán;9;;3\nA2;Toán;7;;3\n", []roster.Code{roster.CodeRepeatedCourse}},
		"AmbiguousMark":     {"A1;Toán;1.234;;3\nA2;Toán;7;;3\n", []roster.Code{roster.CodeMarkAmbiguous}},
		"MarkOutsideScale":  {"A1;Toán;11;;3\nA2;Toán;7;;3\n", []roster.Code{roster.CodeMarkRange}},
		"MarkIsNoMark":      {"A1;Toán;tám;;3\nA2;Toán;7;;3\n", []roster.Code{roster.CodeMark}},
		"NoMark":            {"A1;Toán;;;3\nA2;Toán;7;;3\n", []roster.Code{roster.CodeMissing}},
		"NoName":            {"A1;;8;;3\nA1;Toán;8;;3\nA2;Toán;7;;3\n", []roster.Code{roster.CodeMissing}},
		"CreditsAreNumbers": {"A1;Toán;8;;ba\nA2;Toán;7;;3\n", []roster.Code{roster.CodeCredits}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readBoth(t, list, []byte(header+c.rows))
			require.ElementsMatch(t, c.want, codes(got))
			if c.want != nil {
				return
			}
			require.Equal(t, "8.25", got.Rows[0].Courses[0].TenPoint)
			require.True(t, got.Rows[1].Courses[0].Exempt)
			require.Equal(t, "Đ", got.Rows[1].Courses[1].Letter)
			require.Equal(t, "Trường Mẫu", got.Rows[1].Courses[2].EarnedAt)
		})
	}
	t.Run("ColumnsAreMissing", func(t *testing.T) {
		t.Parallel()
		got := readBoth(t, list, []byte("Mã SV;Tên HP;Số TC\nA1;Toán;3\n"))
		require.Contains(t, codes(got), roster.CodeColumnMissing)
	})
}

func TestNothingPersonalIsLogged(t *testing.T) {
	t.Parallel()
	got := readList(t, file(t, sample.DirtyFile))
	var b bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&b, nil))
	log.Info("read", slog.Any("report", &got.Report), slog.Any("problem", got.Report.Problems[0]), slog.Any("rows",
		got.Rows))
	require.NotContains(t, b.String(), "Mẫu")
	require.NotContains(t, b.String(), "Thị")
	require.Contains(t, b.String(), `"errors"`)
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("Mã HS;Họ tên;Ngày sinh\nA1;Nguyễn Văn Mẫu;15/03/2004\n"))
	f.Add([]byte("sep=;\n\xef\xbb\xbf\"Họ tên\";x\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got := readBoth(t, data, data)
		require.True(t, got.Report.Failed() || len(got.Rows) > 0)
	})
}

// readList reads a list of graduates.
func readList(t testing.TB, list []byte) roster.Result { return readBoth(t, list, nil) }

// readBoth reads a list and its courses.
func readBoth(t testing.TB, list, courses []byte) roster.Result {
	t.Helper()
	got, err := roster.Read(t.Context(), roster.Input{List: list, Courses: courses, At: now})
	require.NoError(t, err)
	return got
}

// readWith reads a list with a choice of columns.
func readWith(t testing.TB, list []byte, choices ...roster.Choice) roster.Result {
	t.Helper()
	got, err := roster.Read(t.Context(), roster.Input{List: list, At: now, Choices: choices})
	require.NoError(t, err)
	return got
}

// readAnswered reads a list with answers to its questions.
func readAnswered(t testing.TB, in roster.Input, answers map[string]string) roster.Result {
	t.Helper()
	in.Answers = answers
	if in.At.IsZero() {
		in.At = now
	}
	got, err := roster.Read(t.Context(), in)
	require.NoError(t, err)
	return got
}

func headers(columns []roster.Column) []string {
	var all []string
	for _, c := range columns {
		all = append(all, c.Header)
	}
	return all
}

// codes returns what was found, in order, but for the note of dates whose order the file
// does not show: it is in most lists of a few learners.
func codes(r roster.Result) []roster.Code {
	var all []roster.Code
	for _, p := range r.Report.Problems {
		if p.Code != roster.CodeDateOrderAssumed {
			all = append(all, p.Code)
		}
	}
	return all
}

func cells(t *testing.T, f *excelize.File, sheet string, pairs ...string) {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		require.NoError(t, f.SetCellStr(sheet, pairs[i], pairs[i+1]))
	}
}

func read(t *testing.T, f *excelize.File) roster.Result {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return readList(t, b.Bytes())
}
