package roster_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
	"sogoc/verifier/credential"
)

// book is a workbook with one learner, whose cells a test changes.
func book(t *testing.T, change func(f *excelize.File, sheet string)) roster.Result {
	t.Helper()
	f, s := excelize.NewFile(), "Sheet1"
	for i, header := range []string{"Mã HS", "Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Số hiệu",
		"Mã ngành", "Năm TN", "TBTL hệ 10", "Khoá thi", "Ghi chú"} {
		cells(t, f, s, letterOf(i)+"1", header)
	}
	cells(t, f, s, "A2", "A1", "B2", "Nguyễn Văn Mẫu", "C2", "15/03/2004", "D2", "Nam", "E2", "000204000001")
	change(f, s)
	return read(t, f)
}

func letterOf(i int) string { return string(rune('A' + i)) }

func format(t *testing.T, f *excelize.File, format string) int {
	t.Helper()
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	require.NoError(t, err)
	return style
}

func TestDateCells(t *testing.T) {
	t.Parallel()
	born := time.Date(2004, 3, 15, 0, 0, 0, 0, time.UTC)
	for name, pattern := range map[string]string{"Vietnamese": "dd/mm/yyyy", "American": "m/d/yyyy", "WithWords": `"ngày" d "tháng" m "năm" yyyy`, "Locale": "[$-42A]dd/mm/yy;@"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := book(t, func(f *excelize.File, s string) {
				require.NoError(t, f.SetCellValue(s, "C2", born))
				require.NoError(t, f.SetCellStyle(s, "C2", "C2", format(t, f, pattern)))
			})
			require.Empty(t, codes(got))
			require.EqualValues(t, "2004-03-15", got.Rows[0].Subject.BirthDate)
		})
	}
	t.Run("CalendarOf1904", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) {
			yes := true
			require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
			require.NoError(t, f.SetCellInt(s, "C2", 36599))
			require.NoError(t, f.SetCellStyle(s, "C2", "C2", format(t, f, "dd/mm/yyyy")))
		})
		require.Empty(t, codes(got))
		require.EqualValues(t, "2004-03-15", got.Rows[0].Subject.BirthDate)
	})
	t.Run("WithTimeOfDay", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) {
			require.NoError(t, f.SetCellFloat(s, "C2", 38061.5, 1, 64))
			require.NoError(t, f.SetCellStyle(s, "C2", "C2", format(t, f, "dd/mm/yyyy hh:mm")))
		})
		require.Equal(t, []roster.Code{roster.CodeDateForm}, codes(got))
	})
	t.Run("ExamSessionThatBecameADate", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) {
			require.NoError(t, f.SetCellValue(s, "J2", time.Date(2026, 6, 26, 0, 0, 0, 0, time.UTC)))
			require.NoError(t, f.SetCellStyle(s, "J2", "J2", format(t, f, "dd/mm/yyyy")))
		})
		require.Empty(t, codes(got))
		require.Equal(t, "26/06/2026", got.Rows[0].ExamSession)
	})
}

func TestDateTexts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]credential.PartialDate{
		"15/03/2004": "2004-03-15", "5/3/2004": "2004-03-05", "15-03-2004": "2004-03-15", "15.3.2004": "2004-03-15",
		"'05/06/2004":    "2004-06-05",
		"15 / 03 / 2004": "2004-03-15", "2004-03-15": "2004-03-15", "ngày 15 tháng 3 năm 2004": "2004-03-15",
		"3/2004": "2004-03", "2004": "2004",
		"29/02/2004": "2004-02-29",
	} {
		got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh\nA1;Nguyễn Văn Mẫu;"+text+"\n"))
		require.Empty(t, codes(got), text)
		require.Equal(t, want, got.Rows[0].Subject.BirthDate, text)
	}
	for text, want := range map[string]roster.Code{
		"03/15/2004": roster.CodeDateMonthFirst, "31/13/2004": roster.CodeDateCalendar,
		"29/02/2003": roster.CodeDateCalendar, "0/3/2004": roster.CodeDateCalendar,
		"15/03/04": roster.CodeDateYears,
		"15032004": roster.CodeDateForm, "xưa": roster.CodeDateForm, "15/03/1899": roster.CodeDateRange,
		"02/07/2026": roster.CodeDateRange,
	} {
		got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh\nA1;Nguyễn Văn Mẫu;"+text+"\n"))
		require.Equal(t, []roster.Code{want}, codes(got), text)
	}
	got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh;Ngày QĐ\nA1;Nguyễn Văn Mẫu;2004;6/2026\n"))
	require.Equal(t, []roster.Code{roster.CodeDatePartial}, codes(got), "a decision has a day")
}

func TestNumbersInCells(t *testing.T) {
	t.Parallel()
	t.Run("IdThatLostItsZeros", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) { require.NoError(t, f.SetCellInt(s, "E2", 204000001)) })
		require.Equal(t, []roster.Code{roster.CodeNationalZero}, codes(got))
		p := got.Report.Problems[0]
		require.Equal(t, roster.Problem{Severity: roster.Error, Code: roster.CodeNationalZero,
			File: roster.FileList, Sheet: "Sheet1", Row: 2, Column: "E",
			Header: "Số CCCD", Found: "204000001", Message: p.Message}, p)
	})
	t.Run("IdOfTwelveDigits", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) {
			require.NoError(t, f.SetCellValue(s, "E2", 79204000001.0*10+3))
			cells(t, f, s, "C2", "2040", "D2", "")
		})
		require.NotContains(t, codes(got), roster.CodeNationalZero)
	})
	t.Run("OldIdentityCard", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) { cells(t, f, s, "E2", "000 000 001") })
		require.Equal(t, []roster.Code{roster.CodeNationalOld}, codes(got))
		require.Equal(t, "000000001", got.Rows[0].Subject.NationalID)
	})
	t.Run("SerialAsNumber", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) { require.NoError(t, f.SetCellInt(s, "F2", 123)) })
		require.Equal(t, []roster.Code{roster.CodeNumberCell}, codes(got))
		require.Equal(t, "123", got.Rows[0].SerialNumber)
	})
	t.Run("MarksAndYears", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) {
			require.NoError(t, f.SetCellInt(s, "G2", 7480201))
			require.NoError(t, f.SetCellInt(s, "H2", 2026))
			require.NoError(t, f.SetCellFloat(s, "I2", 8.1999999999999993, -1, 64))
		})
		require.Empty(t, codes(got))
		require.Equal(t, "7480201", got.Rows[0].Field)
		require.Equal(t, 2026, got.Rows[0].GraduationYear)
		require.Equal(t, "8.2", got.Rows[0].Summary.GPA10)
	})
	t.Run("YearAndMajorThatAreNone", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) { cells(t, f, s, "G2", "CNTT", "H2", "2K26") })
		require.ElementsMatch(t, []roster.Code{roster.CodeMajorCode, roster.CodeYear}, codes(got))
	})
}

func TestCellsThatCannotBeTrusted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(f *excelize.File, s string) error
		want   roster.Code
	}{
		"Formula": {func(f *excelize.File, s string) error { return f.SetCellFormula(s, "B2", `UPPER("a")`) }, roster.CodeFormula},
		"FormulaInADate": {func(f *excelize.File, s string) error {
			return f.SetCellFormula(s, "C2",
				"TODAY()")
		}, roster.CodeFormula},
		"TruthValue": {func(f *excelize.File, s string) error { return f.SetCellBool(s, "B2", true) },
			roster.CodeNotText},
		"NumberForAName": {func(f *excelize.File, s string) error { return f.SetCellInt(s, "B2", 7) },
			roster.CodeNotText},
		"ControlCharacter": {func(f *excelize.File, s string) error {
			return f.SetCellStr(s, "B2",
				"Mẫu\u0085Một\u009f")
		}, roster.CodeControl},
		"TooLong": {func(f *excelize.File, s string) error {
			return f.SetCellStr(s, "B2",
				strings.Repeat("a", 151))
		}, roster.CodeTooLong},
		"LearnerCode": {func(f *excelize.File, s string) error { return f.SetCellStr(s, "A2", "mã số 1") },
			roster.CodeLearnerCode},
		"HiddenRowIsRead": {func(f *excelize.File, s string) error { return f.SetRowVisible(s, 2, false) },
			roster.CodeRowHidden},
		"RareLetters": {func(f *excelize.File, s string) error {
			return f.SetCellStr(s, "B2",
				"R\u0251ul Mẫu")
		}, roster.CodeUnusual},
		"SoftHyphenIsTCVN3": {func(f *excelize.File, s string) error {
			return f.SetCellStr(s, "B2",
				"T\u00adn Mau")
		}, roster.CodeTCVN3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := book(t, func(f *excelize.File, s string) { require.NoError(t, c.change(f, s)) })
			require.Equal(t, []roster.Code{c.want}, codes(got))
		})
	}
	t.Run("FormulasOfAColumnAreOneError", func(t *testing.T) {
		t.Parallel()
		got := readList(t, workbook(t, func(f *excelize.File) {
			for _, row := range []string{"2", "3"} {
				require.NoError(t, f.SetCellFormula("Sheet1", "B"+row, `"Lê "&"Mẫu"`))
				require.NoError(t, f.SetCellFormula("Sheet1", "D"+row, `"Huế"`))
			}
		}, append(head, "Nơi sinh"), learner("A1", "", "25/12/2008"), learner("A2", "", "13/07/2008")))
		require.Equal(t, []roster.Code{roster.CodeFormula, roster.CodeFormula}, codes(got))
		require.Equal(t, []int{2, 3}, got.Report.Problems[0].Rows)
		require.Equal(t, 2, got.Report.Errors)
	})
	t.Run("InADroppedColumnNobodyCares", func(t *testing.T) {
		t.Parallel()
		got := book(t, func(f *excelize.File, s string) { require.NoError(t, f.SetCellFormula(s, "K2", "1/0")) })
		require.Empty(t, codes(got))
		require.Contains(t, headers(got.Report.Dropped), "Ghi chú")
	})
}

func TestNamesOfAllPeoples(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"H'Mẫu Niê", "Y Mẫu Êban", "Giàng A Mẫu", "Thạch Sa Mẫu", "R’Com Mẫu",
		"Rơ Châm Mẫu", "Müller Mẫu", "José Mẫu", "Raúl Mẫu", "Zoë Mẫu", "Söderström Mẫu",
		"Nguyễn Thị Mẫu - Anh", "Lò Thị Mẫu W", "Nguyễn Hoà Mẫu", "Nguyễn Quý Mẫu", "Trần Xuân Huế Khoẻ Thuỷ",
		"ĐỖ THỊ MẪU"} {
		got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh\nA1;"+name+";2004\n"))
		require.Empty(t, codes(got), name)
		require.Equal(t, name, got.Rows[0].Subject.FullName)
	}
}

func TestWhatStandsBelowAList(t *testing.T) {
	t.Parallel()
	for name, below := range map[string]string{
		"Signatures":      ";;\n;Người lập biểu;Hiệu trưởng\n;(ký, ghi rõ họ tên);(ký tên, đóng dấu)\n;;\nGiáo vụ mẫu;Nguyễn Văn Ký;Trần Thị Ký\n",
		"PlaceAndDate":    ";;Tỉnh Mẫu, ngày 30 tháng 6 năm 2026\n;NGƯỜI LẬP BIỂU;HIỆU TRƯỞNG\n",
		"DateInADateCell": ";Danh sách này có 1 học sinh;ngày 30 tháng 6 năm 2026\n",
		"Total":           "Tổng số: 1;;\n;Người lập;\n",
		"RepeatedHeader":  "Mã HS;Họ tên;Ngày sinh\n",
	} {
		got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh\n(1);(2);(3)\nA1;Nguyễn Văn Mẫu;2004\n"+below))
		if name == "RepeatedHeader" {
			require.Empty(t, codes(got))
		} else {
			require.Equal(t, []roster.Code{roster.CodeBelowList}, codes(got), "what is passed over is listed: %s", name)
			require.Zero(t, got.Report.Questions+got.Report.Errors)
		}
		require.Len(t, got.Rows, 1, name)
	}
	got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh\nA1;Nguyễn Văn Mẫu;2004\n;Người lập;\nA2;Trần Thị Mẫu;2004\n"))
	require.Equal(t, []roster.Code{roster.CodeBelowList, roster.CodeAfterFooter}, codes(got))
}

func TestNamesThatAreWrittenAsFewAre(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Mẫu", "Ng. Thị Mẫu", "nguyễn thị mẫu", "Nguyễn Thị mẫu", "NGuyễn Thị Mẫu", "Nguyễnn Thị Mẫu",
		"Nguyeenx Thij Maaux", "Phamj Thị Mẫu"} {
		got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh\nA1;"+name+";2004\n"))
		require.Equal(t, []roster.Code{roster.CodeNameUnusual}, codes(got), name)
		require.True(t, got.Report.Open())
		require.Equal(t, name, got.Rows[0].Subject.FullName, "it is printed as it stands once it is confirmed")
	}
}

func TestManyRows(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	t.Cleanup(func() { require.NoError(t, f.Close()) }) // it has a temporary file
	w, err := f.NewStreamWriter("Sheet1")
	require.NoError(t, err)
	require.NoError(t, w.SetRow("A1", []any{"Mã HS", "Họ tên", "Ngày sinh", "Giới tính"}))
	const n = 4000
	for i := range n {
		require.NoError(t, w.SetRow(fmt.Sprintf("A%d", i+2), []any{fmt.Sprintf("A%d", i),
			fmt.Sprintf("Nguyễn Văn Mẫu %s", strings.Repeat("a", i%40)), "15/03/2004", "Nam"}))
	}
	require.NoError(t, w.Flush())
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	start := time.Now()
	got := readList(t, b.Bytes())
	require.Len(t, got.Rows, n)
	t.Logf("%d rows in %v", n, time.Since(start))
}
