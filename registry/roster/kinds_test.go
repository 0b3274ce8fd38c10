package roster_test

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry"
	"sogoc/registry/roster"
)

// workbook writes rows of cells: texts stay texts, times are date cells.
func workbook(t *testing.T, change func(f *excelize.File), rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	style := format(t, f, "dd/mm/yyyy")
	for i, row := range rows {
		for j, value := range row {
			at := letterOf(j) + itoa(i+1)
			require.NoError(t, f.SetCellValue("Sheet1", at, value))
			if _, isTime := value.(time.Time); isTime {
				require.NoError(t, f.SetCellStyle("Sheet1", at, at, style))
			}
		}
	}
	if change != nil {
		change(f)
	}
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	require.NoError(t, f.Close())
	return b.Bytes()
}

// sorted returns the keys of a map in order.
func sorted[V any](all map[string]V) []string { return slices.Sorted(maps.Keys(all)) }

func itoa(n int) string { return strconv.Itoa(n) }

func born(day, month, year int) time.Time {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
}

// row is one learner of a list of code, name and birth date, with more columns.
func learner(code, name string, birth any, more ...any) []any {
	return append([]any{code, name, birth}, more...)
}

var head = []any{"Mã HS", "Họ và tên", "Ngày sinh"}

// answerAll answers every open question by choosing the option where it has it, its
// first one otherwise.
func answerAll(report roster.Report, choice string) map[string]string {
	answers := map[string]string{}
	for _, p := range report.Problems {
		if len(p.Options) == 0 {
			continue
		}
		answers[p.ID] = p.Options[0].Value
		for _, o := range p.Options {
			if o.Value == choice {
				answers[p.ID] = choice
			}
		}
	}
	return answers
}

func births(got roster.Result) []string {
	var all []string
	for _, row := range got.Rows {
		all = append(all, string(row.Subject.BirthDate))
	}
	return all
}

func TestColumnsOfDatesAreJudged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		list   []byte
		code   roster.Code
		fails  bool
		choice string
		want   []string
	}{
		"SwappedByAnAmericanExcel": {workbook(t, nil, head, learner("A1", "Lê Thị Mẫu", "25/12/2008"), learner("A2",
			"Trần Văn Mẫu", born(9, 5, 2008)),
			learner("A3", "Phạm Mẫu Ba", "13/07/2008")), roster.CodeDateSwapped, true, roster.AnswerSwap,
			[]string{"2008-12-25", "2008-09-05", "2008-07-13"}},
		"NotSwappedAfterAll": {workbook(t, nil, head, learner("A1", "Lê Thị Mẫu", "25/12/2008"), learner("A2",
			"Trần Văn Mẫu", born(9, 5, 2008))),
			roster.CodeDateSwapped, true, roster.AnswerAsRead, []string{"2008-12-25", "2008-05-09"}},
		"MonthFirst": {[]byte("Mã HS,Họ và tên,Ngày sinh\nA1,Lê Thị Mẫu,12/25/2008\nA2,Trần Văn Mẫu,03/04/2008\n"),
			roster.CodeDateMonthFirst, true, roster.AnswerMonthFirst, []string{"2008-12-25", "2008-03-04"}},
		"DatesAndTexts": {workbook(t, nil, head, learner("A1", "Lê Thị Mẫu", "05/12/2008"), learner("A2",
			"Trần Văn Mẫu", born(19, 5, 2008))),
			roster.CodeDateMixed, false, roster.AnswerAsRead, []string{"2008-12-05", "2008-05-19"}},
		"AllDaysAreEarly": {workbook(t, nil, append([][]any{head}, early(12)...)...), roster.CodeDatesEarly, false,
			roster.AnswerSwap,
			[]string{"2008-01-01", "2008-06-01", "2008-11-01", "2008-04-01", "2008-09-01", "2008-02-01",
				"2008-07-01", "2008-12-01", "2008-05-01",
				"2008-10-01", "2008-03-01", "2008-08-01"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readList(t, c.list)
			require.Equal(t, []roster.Code{c.code}, codes(got))
			require.Equal(t, c.fails, got.Report.Failed())
			require.Equal(t, !c.fails, got.Report.Open())
			p := got.Report.Problems[0]
			require.Equal(t, "C", p.Column)
			require.NotEmpty(t, p.Examples)
			require.Len(t, p.Examples[0].Readings, len(p.Options),
				"every answer is shown with what it makes of a cell")
			again := readAnswered(t, roster.Input{List: c.list}, answerAll(got.Report, c.choice))
			require.False(t, again.Report.Failed() || again.Report.Open())
			require.Equal(t, 1, again.Report.Answered)
			require.Equal(t, c.want, births(again))
		})
	}
}

// early are learners born on days up to 12, as date cells.
func early(n int) [][]any {
	var rows [][]any
	for i := range n {
		rows = append(rows, learner("A"+itoa(i+1), nameOf(i), born(1+i*5%12, 1, 2008)))
	}
	return rows
}

func TestDatesNearMidnightAndTimestamps(t *testing.T) {
	t.Parallel()
	list := workbook(t, func(f *excelize.File) {
		style := format(t, f, "dd/mm/yyyy")
		for i, serial := range []float64{39604.0003472222, 39603.9995023148, 39604.000011574} {
			at := "C" + itoa(i+2)
			require.NoError(t, f.SetCellFloat("Sheet1", at, serial, -1, 64))
			require.NoError(t, f.SetCellStyle("Sheet1", at, at, style))
		}
	}, head, learner("A1", "Lê Thị Mẫu", ""), learner("A2", "Trần Văn Mẫu", ""), learner("A3", "Phạm Mẫu Ba", ""))
	got := readAnswered(t, roster.Input{List: list}, nil)
	require.False(t, got.Report.Open(), "nothing is asked")
	require.Equal(t, []string{"2008-06-05", "2008-06-05", "2008-06-05"}, births(got))
	require.Equal(t, []roster.Code{roster.CodeDateMidnight}, codes(got))
	require.Equal(t, roster.Note, got.Report.Problems[0].Severity)
	require.Equal(t, roster.Example{Row: 3, Found: "04/06/2008", Readings: []string{"05/06/2008"}},
		got.Report.Problems[0].Examples[0])
	text := []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008-06-24T23:59:59\n")
	require.Equal(t, []roster.Code{roster.CodeDateMidnight}, codes(readList(t, text)))
	for _, text := range []string{"2008-06-05T00:00:00", "2008-06-05 00:00:00", "2008-06-04T17:00:00Z",
		"2008-06-05T00:00:00+07:00", "2008-06-05T00:00:00.000Z0"} {
		got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;"+text+"\n"))
		if strings.HasSuffix(text, "Z0") {
			require.Equal(t, []roster.Code{roster.CodeDateForm}, codes(got))
			continue
		}
		require.Equal(t, []string{"2008-06-05"}, births(got), text)
	}
}

func TestBirthDatesInThreeColumns(t *testing.T) {
	t.Parallel()
	split := workbook(t, func(f *excelize.File) {
		require.NoError(t, f.MergeCell("Sheet1", "C1", "E1"))
	}, []any{"Mã HS", "Họ và tên", "Ngày tháng năm sinh"}, []any{nil, nil, "Ngày", "Tháng", "Năm"}, []any{"A1",
		"Lê Thị Mẫu", 5, 6, 2008},
		[]any{"A2", "Trần Văn Mẫu", nil, nil, 2008})
	got := readList(t, split)
	require.Empty(t, codes(got))
	require.Equal(t, []string{"2008-06-05", "2008"}, births(got))

	got = readList(t,
		[]byte("Mã HS;Họ tên;Ngày sinh;Tháng sinh;Năm sinh\nA1;Lê Thị Mẫu;05;06;2008\nA2;Trần Văn Mẫu;31;06;2008\n"))
	require.Equal(t, []roster.Code{roster.CodeDateCalendar}, codes(got))
}

func TestNothingIsThrownAwayInSilence(t *testing.T) {
	t.Parallel()
	t.Run("CellsBeyondTheHeader", func(t *testing.T) {
		t.Parallel()
		list := []byte(
			"Mã HS,Họ và tên,Ngày sinh,Nơi sinh\nA1,Lê Thị Mẫu,25/06/2008,Xã Mẫu, Hà Nội\nA2,Trần Văn Mẫu,06/06/2008,Huế\n",
		)
		got := readList(t, list)
		require.Equal(t, []roster.Code{roster.CodeBeyondHeader}, codes(got))
		require.Equal(t, 2, got.Report.Problems[0].Row)
		got = readWith(t, list, roster.Choice{File: roster.FileList, Columns: map[string]roster.Field{"E": ""}})
		require.Empty(t, codes(got), "a person said that it is not read")
	})
	t.Run("ValuesOfMergedCells", func(t *testing.T) {
		t.Parallel()
		got := readList(t, workbook(t, func(f *excelize.File) {
			require.NoError(t, f.MergeCell("Sheet1", "D2", "D3"))
		}, append(head, "Nơi sinh"), learner("A1", "Lê Thị Mẫu", "05/06/2008", "Hà Nội"), learner("A2",
			"Trần Văn Mẫu", "06/06/2008")))
		require.Equal(t, []roster.Code{roster.CodeMergedFilled}, codes(got))
		require.Equal(t, "Hà Nội", got.Rows[1].Subject.BirthPlace)
	})
	t.Run("RowsThatSayTheyFailed", func(t *testing.T) {
		t.Parallel()
		list := []byte(
			"Mã HS;Họ tên;Ngày sinh;Kết quả;Ghi chú\nA1;Lê Thị Mẫu;2008;Đỗ;\nA2;Trần Văn Mẫu;2008;Trượt;\nA3;Phạm Mẫu Ba;2008;Đỗ;Thôi học từ 10/3\n" +
				"A4;Bùi Mẫu Bốn;2008;Đỗ;Con ông Hồng\n",
		)
		got := readList(t, list)
		require.Equal(t, []roster.Code{roster.CodeRowStatus, roster.CodeRowStatus}, codes(got))
		require.Len(t, got.Rows, 4)
		require.True(t, got.Report.Open())
		answers := answerAll(got.Report, "")
		answers[got.Report.Problems[1].ID] = roster.AnswerIssue
		again := readAnswered(t, roster.Input{List: list}, answers)
		require.False(t, again.Report.Open())
		require.Len(t, again.Rows, 3, "one is left out, one is issued all the same")
		require.Contains(t, codes(again), roster.CodeRowLeftOut)
	})
	t.Run("RowsThatAreStruckThrough", func(t *testing.T) {
		t.Parallel()
		list := workbook(t, func(f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
			require.NoError(t, err)
			require.NoError(t, f.SetCellStyle("Sheet1", "A3", "C3", style))
		}, head, learner("A1", "Lê Thị Mẫu", "05/06/2008"), learner("A2", "Trần Văn Mẫu", "06/06/2008"))
		got := readList(t, list)
		require.Equal(t, []roster.Code{roster.CodeRowStruck}, codes(got))
		again := readAnswered(t, roster.Input{List: list}, answerAll(got.Report, roster.AnswerLeaveOut))
		require.Len(t, again.Rows, 1)
	})
	t.Run("HiddenRows", func(t *testing.T) {
		t.Parallel()
		list := workbook(t, func(f *excelize.File) { require.NoError(t, f.SetRowVisible("Sheet1", 3, false)) },
			head, learner("A1", "Lê Thị Mẫu", "05/06/2008"), learner("A2", "Trần Văn Mẫu", "06/06/2008"))
		got := readList(t, list)
		require.Equal(t, []roster.Code{roster.CodeRowHidden}, codes(got))
		require.Len(t, readAnswered(t, roster.Input{List: list}, answerAll(got.Report, roster.AnswerLeaveOut)).Rows,
			1)
		require.Len(t, readAnswered(t, roster.Input{List: list}, answerAll(got.Report, roster.AnswerIssue)).Rows, 2)
	})
	t.Run("SexBySigns", func(t *testing.T) {
		t.Parallel()
		got := readList(t, []byte("Mã HS;Họ tên;Nữ;Ngày sinh\nA1;Lê Thị Mẫu;x;2008\nA2;Trần Văn Mẫu;;2008\n"))
		require.Equal(t, []roster.Code{roster.CodeSexFromSign}, codes(got))
		require.Equal(t, []string{"Nữ", "Nam"}, []string{got.Rows[0].Subject.Sex, got.Rows[1].Subject.Sex})
		got = readList(
			t,
			[]byte(
				"Mã HS;Họ tên;Nam;Nữ;Ngày sinh\nA1;Lê Thị Mẫu;;x;2008\nA2;Trần Văn Mẫu;x;x;2008\nA3;Phạm Mẫu Ba;?;;2008\n",
			),
		)
		require.Equal(t, 2, got.Report.Errors)
	})
	t.Run("ColumnsThatMayBeNeeded", func(t *testing.T) {
		t.Parallel()
		got := readList(t,
			[]byte("Mã HS;Họ tên;Ngày sinh;Xếp loại tôt nghiêp;Số hiệu bắng;Lớp\nA1;Lê Thị Mẫu;2008;Giỏi;1;12A\n"))
		require.Contains(t, headers(got.Report.Columns), "Xếp loại tôt nghiêp", "accents do not matter")
		got = readList(t, []byte("Mã HS;Họ tên;Ngày sinh;Nơi sing;Lớp\nA1;Lê Thị Mẫu;2008;Huế;12A\n"))
		require.Equal(t, []roster.Code{roster.CodeColumnSuggested}, codes(got))
		require.Equal(t, roster.FieldBirthPlace, got.Report.Dropped[0].Suggestion)
		require.Empty(t, got.Report.Dropped[1].Suggestion)
	})
}

func TestLegacyEncodings(t *testing.T) {
	t.Parallel()
	font := func(name string) func(f *excelize.File) {
		return func(f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: name, Size: 12}})
			require.NoError(t, err)
			require.NoError(t, f.SetCellStyle("Sheet1", "A1", "D9", style))
		}
	}
	plain := []byte(
		"M· häc sinh;Hä vµ tªn;Ngµy sinh;N¬i sinh\nA1;NguyÔn V¨n MÉu;05/06/2008;§¾k L¾k\nA2;TrÇn ThÞ MÉu;06/06/2008;HuÕ\n",
	)
	tcvn3 := make([]byte, 0, len(plain))
	for _, r := range string(plain) {
		tcvn3 = append(tcvn3, byte(r)) // as the old program wrote it, one byte a letter
	}
	for name, c := range map[string]struct {
		list []byte
		code roster.Code
		want string
	}{
		"WholeFileByFont": {workbook(t, font(".VnTime"), []any{"M· HS", "Hä vµ tªn", "Ngµy sinh"}, learner("A1",
			"NguyÔn V¨n MÉu", "05/06/2008")),
			roster.CodeTCVN3, "Nguyễn Văn Mẫu"},
		"CapitalsByFont": {workbook(t, font(".VnTimeH"), []any{"M· HS", "Hä vµ tªn", "Ngµy sinh"}, learner("A1",
			"nguyÔn v¨n mÉu", "05/06/2008")),
			roster.CodeTCVN3, "NGUYỄN VĂN MẪU"},
		"WholeFileOfVNI": {workbook(t, font("VNI-Times"), []any{"Maõ HS", "Hoï vaø teân", "Ngaøy sinh"},
			learner("A1", "Nguyeãn Vaên Maãu", "05/06/2008")),
			roster.CodeVNI, "Nguyễn Văn Mẫu"},
		"WithoutFont": {workbook(t, nil, []any{"M· HS", "Hä vµ tªn", "Ngµy sinh"}, learner("A1", "NguyÔn V¨n MÉu",
			"05/06/2008")),
			roster.CodeTCVN3, "Nguyễn Văn Mẫu"},
		"BytesInCSV": {tcvn3, roster.CodeTCVN3, "Nguyễn Văn Mẫu"},
		"SingleRowOfTCVN3": {workbook(t, nil, head, learner("A1", "Hå Hïng", "05/06/2008")), roster.CodeTCVN3,
			"Hồ Hùng"},
		"SingleRowOfVNI": {workbook(t, nil, head, learner("A1", "Ñaït Tröông", "05/06/2008")), roster.CodeVNI,
			"Đạt Trương"},
		"DoubleEncoded": {workbook(t, nil, []any{"MÃ£ há»\u008dc sinh", "Há»\u008d vÃ\u00a0 tÃªn", "NgÃ\u00a0y sinh"},
			learner("A1", "Nguyá»…n VÄƒn Máº«u", "05/06/2008")), roster.CodeMojibake, "Nguyễn Văn Mẫu"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readList(t, c.list)
			require.False(t, got.Report.Failed(), "%v", got.Report.Problems)
			require.True(t, got.Report.Open())
			require.Contains(t, codes(got), c.code)
			require.Equal(t, c.want, got.Rows[0].Subject.FullName)
			for _, p := range got.Report.Problems {
				if p.Code == c.code {
					require.NotEmpty(t, p.Examples[0].Found)
					require.NotEmpty(t, p.Examples[0].Readings)
				}
			}
			again := readAnswered(t, roster.Input{List: c.list}, answerAll(got.Report, ""))
			require.False(t, again.Report.Open())
		})
	}
	t.Run("LettersAreLost", func(t *testing.T) {
		t.Parallel()
		got := readList(t, workbook(t, font(".VnTime"), []any{"M· HS", "Hä vµ tªn", "Ngµy sinh"}, learner("A1",
			"Hng", "05/06/2008")))
		require.Contains(t, codes(got), roster.CodeLettersLost)
		got = readList(t, workbook(t, nil, head, learner("A1", "Há» c Mẫu", "05/06/2008")))
		require.Contains(t, codes(got), roster.CodeBytesLost)
	})
	t.Run("GoodRowsAmongThemStayAsTheyAre", func(t *testing.T) {
		t.Parallel()
		got := readList(t, workbook(t, nil, head, learner("A1", "NguyÔn V¨n MÉu", "05/06/2008"), learner("A2",
			"TrÇn ThÞ MÉu", "06/06/2008"),
			learner("A3", "Lê Hà", "07/06/2008"), learner("A4", "Phạm Ngọc Mẫu", "08/06/2008")))
		require.False(t, got.Report.Failed(), "%v", got.Report.Problems)
		require.Equal(t, "Lê Hà", got.Rows[2].Subject.FullName)
		require.Equal(t, []int{2, 3}, got.Report.Problems[0].Rows)
	})
}

func TestLettersOfNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]struct {
		code roster.Code
		open bool
	}{
		"Nguyễn Văn \u0410\u043d":        {roster.CodeScriptMixed, false},
		"Nguy\u0435n Van Mau":            {roster.CodeScriptMixed, false},
		"\u0418\u0432\u0430\u043d":       {roster.CodeScript, true},
		"\u962e\u6587\u6a23":             {roster.CodeScript, true},
		"\u0e2a\u0e21\u0e0a\u0e32\u0e22": {roster.CodeScriptShaped, false},
		"Nguyễn\u202e Văn Mẫu":           {roster.CodeControl, false},
	} {
		got := readList(t, []byte("Mã HS;Họ tên;Ngày sinh\nA1;"+name+";2008\n"))
		require.Equal(t, []roster.Code{want.code}, codes(got), name)
		require.Equal(t, want.open, got.Report.Open(), name)
	}
}

func TestLettersThatPaperCannotShow(t *testing.T) {
	t.Parallel()
	latin := func(r rune) bool { return r < 0x500 || r >= 0x1E00 && r < 0x2200 }
	asian := func(r rune) bool { return latin(r) || r >= 0x3000 && r < 0xD800 }
	for name, c := range map[string]struct {
		row      string
		canPrint func(rune) bool
		want     []roster.Code
		column   string
	}{
		"NoFont":        {"A1;\u962e\u6587\u6a23;2008;Huế;;", latin, []roster.Code{roster.CodeNoEastAsianFont}, "B"},
		"Font":          {"A1;\u962e\u6587\u6a23;2008;Huế;;", asian, []roster.Code{roster.CodeScript}, "B"},
		"FontLacksIt":   {"A1;\U0002000b\u6587;2008;Huế;;", asian, []roster.Code{roster.CodeNotPrintable}, "B"},
		"Place":         {"A1;Lê Thị Mẫu;2008;\u5927\u962a;;", latin, []roster.Code{roster.CodeNoEastAsianFont}, "D"},
		"Korean":        {"A1;\uae40\ubbfc\uacbd;2008;Huế;;", latin, []roster.Code{roster.CodeScriptShaped}, "B"},
		"ShapedPlace":   {"A1;Lê Thị Mẫu;2008;\u0e81\u0ea5;;", latin, []roster.Code{roster.CodeScriptShaped}, "D"},
		"Sign":          {"A1;Lê Thị Mẫu;2008;Huế \u2620;;", func(r rune) bool { return r != 0x2620 && latin(r) }, []roster.Code{roster.CodeNotPrintable}, "D"},
		"Major":         {"A1;Lê Thị Mẫu;2008;Huế;\u041aế toán;", asian, []roster.Code{roster.CodeScriptMixed}, "E"},
		"DecisionShape": {"A1;Lê Thị Mẫu;2008;Huế;;12/Q\u0410", asian, []roster.Code{roster.CodeScriptMixed}, "F"},
	} {
		got := readAnswered(t, roster.Input{
			List:     []byte("Mã HS;Họ tên;Ngày sinh;Nơi sinh;Ngành;Số QĐ\n" + c.row + "\n"),
			CanPrint: c.canPrint,
		}, nil)
		require.Equal(t, c.want, codes(got), name)
		require.Equal(t, c.column, got.Report.Problems[0].Column, name)
	}
}

func TestWhatIsNotLikelyIsAsked(t *testing.T) {
	t.Parallel()
	list := []byte("Mã HS;Họ tên;Ngày sinh;Giới tính;Nơi sinh;Dân tộc;Số CCCD;Năm TN;Ngày QĐ\n" +
		"A1;Lê Thị Mẫu;05/06/1908;Nữ;Hà Nội;Kinh;;2026;15/06/2026\n" +
		"A2;Trần Văn Mẫu;05/06/2024;Nam;ha noi;Kinh;;2026;15/06/2026\n" +
		"A3;Phạm Mẫu Ba;05/06/2008;Nam;Xã Mẫu, hà nội;Kính;;2026;15/06/2026\n" +
		"A4;Bùi Mẫu Bốn;05/06/2008;Nam;Paris;Kính;000308000001;2019;15/06/2026\n")
	in := roster.Input{List: list, Terms: registry.Terms{Type: "VN-USE"}}
	got := readAnswered(t, in, nil)
	require.ElementsMatch(t, []roster.Code{roster.CodeAge, roster.CodeAge, roster.CodeProvince, roster.CodeProvince,
		roster.CodeEthnicity,
		roster.CodeNationalCheck, roster.CodeYearDecision}, codes(got))
	require.Equal(t, "Kính", got.Rows[2].Subject.Ethnicity, "nothing is changed before somebody says so")
	again := readAnswered(t, in, answerAll(got.Report, roster.AnswerSuggested))
	require.False(t, again.Report.Open())
	require.Equal(t, []string{"Hà Nội", "Hà Nội", "Xã Mẫu, Hà Nội", "Paris"}, places(again))
	require.Equal(t, "Kinh", again.Rows[3].Subject.Ethnicity, "one answer for a value of a column")
	require.Equal(t, "ha noi", readAnswered(t, in, answerAll(got.Report,
		roster.AnswerConfirm)).Rows[1].Subject.BirthPlace)
}

func places(got roster.Result) []string {
	var all []string
	for _, row := range got.Rows {
		all = append(all, row.Subject.BirthPlace)
	}
	return all
}

func failed(got roster.Result) bool { return got.Report.Failed() }

func TestQuestionsStayTheSameWhenRowsAreLeftOut(t *testing.T) {
	t.Parallel()
	list := []byte(
		"Mã HS;Họ tên;Ngày sinh;Kết quả\nA1;NguyÔn V¨n MÉu;12/25/2008;Đỗ\nA2;TrÇn ThÞ MÉu;03/04/2008;Trượt\n",
	)
	got := readList(t, list)
	again := readAnswered(t, roster.Input{List: list}, answerAll(got.Report, roster.AnswerMonthFirst))
	require.Len(t, again.Rows, 1)
	require.False(t, again.Report.Open() || again.Report.Failed(), "%v", codes(again))
}

func TestAnswersBelongToWhatWasSeen(t *testing.T) {
	t.Parallel()
	list := func(day int) []byte {
		return workbook(t, nil, head, learner("A1", "Lê Thị Mẫu", "25/12/2008"), learner("A2", "Trần Văn Mẫu",
			born(day, 5, 2008)))
	}
	got := readList(t, list(9))
	answers := answerAll(got.Report, roster.AnswerSwap)
	require.False(t, failed(readAnswered(t, roster.Input{List: list(9)}, answers)), "the same file is answered")
	require.True(t, failed(readAnswered(t, roster.Input{List: list(8)}, answers)), "another cell is another question")
	for id := range answers {
		answers[id] = "whatever"
	}
	require.True(t, failed(readAnswered(t, roster.Input{List: list(9)}, answers)), "what is no option is no answer")
}
