package roster_test

import (
	"archive/zip"
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

// three are the rows of three learners.
func three() [][]any {
	return [][]any{head, learner("A1", "Lê Thị Mẫu", "25/12/2008"), learner("A2", "Trần Văn Mẫu", "13/11/2008"),
		learner("A3", "Phạm Mẫu Ba", "14/11/2008")}
}

// noted puts comments at cells.
func noted(t *testing.T, author string, texts ...string) func(f *excelize.File) {
	return func(f *excelize.File) {
		for i := 0; i < len(texts); i += 2 {
			require.NoError(t, f.AddComment("Sheet1", excelize.Comment{Cell: texts[i], Author: author,
				Paragraph: []excelize.RichTextRun{{Text: author + ":\n"}, {Text: texts[i+1]}}}))
		}
	}
}

// withParts changes the parts of a workbook, as other programs write them.
func withParts(t *testing.T, book []byte, change func(name, text string) string, more map[string]string) []byte {
	t.Helper()
	archive, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	require.NoError(t, err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	write := func(name, text string) {
		part, err := w.Create(name)
		require.NoError(t, err)
		_, err = part.Write([]byte(text))
		require.NoError(t, err)
	}
	for _, part := range archive.File {
		r, err := part.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		write(part.Name, change(part.Name, string(text)))
	}
	for _, name := range sorted(more) {
		write(name, more[name])
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

// What a person noted at a cell of a row is a question of that row.
func TestCommentsOfCellsAreAskedAbout(t *testing.T) {
	t.Parallel()
	list := workbook(t, noted(t, "GVCN", "B3", "Thôi học từ tháng 3", "C2", "đã xem giấy khai sinh",
		"C4", "đã xem giấy khai sinh", "C1", "ghi ngày trước"), three()...)
	got := readList(t, list)
	require.Equal(
		t,
		[]roster.Code{roster.CodeCommentElsewhere, roster.CodeRowComment, roster.CodeRowComment},
		codes(got),
	)
	require.True(t, got.Report.Open())
	harmless, left := got.Report.Problems[1], got.Report.Problems[2]
	require.Equal(t, "đã xem giấy khai sinh", harmless.Found, "without the author that programs put before it")
	require.Equal(t, []int{2, 4}, harmless.Rows, "what is said of many rows is asked once")
	require.Equal(t, "Thôi học từ tháng 3", left.Found)
	require.Equal(t, 3, left.Row)

	answers := map[string]string{harmless.ID: roster.AnswerIssue, left.ID: roster.AnswerLeaveOut}
	again := readAnswered(t, roster.Input{List: list}, answers)
	require.False(t, again.Report.Open())
	require.Equal(t, []string{"2008-12-25", "2008-11-14"}, births(again))
	require.Contains(t, codes(again), roster.CodeRowLeftOut)
	remarks := again.Remarks(nil)
	require.Contains(t, remarks[2].Found, "Thôi học", "the approver reads it")
}

func TestCommentsOfOtherPrograms(t *testing.T) {
	t.Parallel()
	threaded := withParts(
		t,
		workbook(t, noted(t, "tc={1}", "B3", "[Threaded comment]\n\nYour version of Excel allows you to "+
			"read this threaded comment.\n\nComment:\n    Nghỉ học"), three()...),
		func(name, text string) string {
			if strings.HasSuffix(name, "sheet1.xml.rels") {
				return strings.Replace(
					text,
					"</Relationships>",
					`<Relationship Id="rIdT" Target="../threadedComments/threadedComment1.xml"
				Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>`,
					1,
				)
			}
			return text
		},
		map[string]string{"xl/threadedComments/threadedComment1.xml": `<ThreadedComments>
		<threadedComment ref="B3" id="{1}"><text>Nghỉ học</text></threadedComment>
		<threadedComment ref="B3" id="{2}" parentId="{1}"><text>Đã xác nhận với GVCN</text></threadedComment></ThreadedComments>`},
	)
	got := readList(t, threaded)
	require.Equal(
		t,
		[]roster.Code{roster.CodeRowComment, roster.CodeRowComment},
		codes(got),
		"the copy is passed over",
	)
	require.Equal(t, "Nghỉ học", got.Report.Problems[0].Found)
	require.Equal(t, "Đã xác nhận với GVCN", got.Report.Problems[1].Found)

	got = readList(
		t,
		workbook(t, noted(t, "tc={1}", "B3", "[Threaded comment]\n\nYour version.\n\nComment:\n    Nghỉ học"),
			three()...),
	)
	require.Equal(t, "Nghỉ học", got.Report.Problems[0].Found, "where a program kept the copy alone")
}

// Marks of rows that a comment speaks of are asked about too.
func TestCommentsOnMarks(t *testing.T) {
	t.Parallel()
	courses := workbook(t, noted(t, "GVBM", "C3", "điểm sai, đang phúc khảo"), []any{"Mã HS", "Môn", "Điểm"},
		[]any{"A1", "Toán", "8"}, []any{"A1", "Văn", "3"})
	in := roster.Input{List: list("", "A1;Lê Thị Mẫu;25/12/2008"), Courses: courses}
	got := readAnswered(t, in, nil)
	require.Equal(t, []roster.Code{roster.CodeRowComment}, codes(got))
	got = readAnswered(t, in, answerAll(got.Report, roster.AnswerLeaveOut))
	require.Len(t, got.Rows[0].Courses, 1)
}

// A file that was marked by Annotate keeps what a person had noted, and its own notes
// are no question.
func TestAMarkedFileKeepsCommentsOfPeople(t *testing.T) {
	t.Parallel()
	book := workbook(t, noted(t, "GVCN", "B3", "Thôi học từ tháng 3"), three()...)
	notes := []roster.Annotation{{Row: 3, Column: "B", Severity: roster.Question, Text: "Xem ghi chú."},
		{Row: 2, Column: "C", Severity: roster.Error, Text: "Sửa ngày sinh, đang sai."}}
	for range 2 { // marked again, it keeps it again
		marked, err := roster.Annotate(t.Context(), book, roster.FileList, notes)
		require.NoError(t, err)
		got := readList(t, marked)
		require.Equal(t, []roster.Code{roster.CodeRowComment}, codes(got))
		require.Equal(t, "Thôi học từ tháng 3", got.Report.Problems[0].Found)
		book = marked
	}
}

// painted gives cells a colour behind the text, or with ink the text itself.
func painted(t *testing.T, from, to, colour string, ink bool) func(f *excelize.File) {
	return func(f *excelize.File) {
		style := &excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}}
		if ink {
			style = &excelize.Style{Font: &excelize.Font{Color: colour}}
		}
		id, err := f.NewStyle(style)
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("Sheet1", from, to, id))
	}
}

// Rows of another colour than most are asked about, each colour once. Pale and grey
// stripes, and columns of one colour, say nothing.
func TestRowsThatAreColouredOtherwise(t *testing.T) {
	t.Parallel()
	got := readList(t, workbook(t, painted(t, "A2", "C3", "FFFF00", false), three()...))
	require.Equal(t, []roster.Code{roster.CodeRowColoured}, codes(got), "all but one are yellow")
	require.Equal(t, 4, got.Report.Problems[0].Row)
	require.Contains(t, got.Report.Problems[0].Header, "không màu")

	rows := [][]any{append([]any{"STT"}, head...)}
	for i := range 5 {
		rows = append(rows, append([]any{i + 1}, learner("A"+itoa(i+1), nameOf(i), birthOf(i))...))
	}
	got = readList(t, workbook(t, painted(t, "A4", "A4", "FF0000", false), rows...))
	require.Equal(t, []roster.Code{roster.CodeRowColoured}, codes(got), "only the running number is red")
	require.Equal(t, 4, got.Report.Problems[0].Row)
}

func TestColouredRowsAreAskedAbout(t *testing.T) {
	t.Parallel()
	page := func(mark string) []byte {
		return page(
			`<tr><th>Mã HS</th><th>Họ tên</th><th>Ngày sinh</th></tr><tr><td>A1</td><td>Lê Thị Mẫu</td><td>25/12/2008</td></tr>` + mark,
		)
	}
	cells := `<td>A2</td><td>Trần Văn Mẫu</td><td>13/11/2008</td></tr>`
	xml := func(style string) []byte {
		second := strings.NewReplacer("A1", "A2", "Lê Thị", "Trần Văn", "25/12", "13/11").Replace(xmlCells)
		return xml2003Styled(
			`<Style ss:ID="s1">`+style+`</Style>`,
			xmlHead+`<Row>`+xmlCells+`</Row><Row ss:StyleID="s1">`+second,
		)
	}
	for name, c := range map[string]struct {
		list []byte
		want string // the colour's name, "" for no question
	}{
		"YellowRow":       {workbook(t, painted(t, "A3", "C3", "FFFF00", false), three()...), "vàng"},
		"RedName":         {workbook(t, painted(t, "B3", "B3", "FF0000", true), three()...), "đỏ"},
		"WhiteText":       {workbook(t, painted(t, "A3", "C3", "FFFFFF", true), three()...), "trắng"},
		"GreyRow":         {workbook(t, painted(t, "A3", "C3", "D9D9D9", false), three()...), ""},
		"PaleStripe":      {workbook(t, painted(t, "A3", "C3", "DDEBF7", false), three()...), ""},
		"YellowColumn":    {workbook(t, painted(t, "C2", "C4", "FFFF00", false), three()...), ""},
		"YellowHeader":    {workbook(t, painted(t, "A1", "C1", "FFFF00", false), three()...), ""},
		"AllAreYellow":    {workbook(t, painted(t, "A2", "C4", "FFFF00", false), three()...), ""},
		"PageRow":         {page(`<tr style="background-color: #ff0">` + cells), "vàng"},
		"PageAttribute":   {page(`<tr bgcolor="red">` + cells), "đỏ"},
		"PageFont":        {page(`<tr><td>A2</td><td><font color="#ff0000">Trần Văn Mẫu</font></td><td>13/11/2008</td></tr>`), "đỏ"},
		"PageText":        {page(`<tr style="color: rgb(255, 0, 0)">` + cells), "đỏ"},
		"PageUsual":       {page(`<tr style="color: black; background: white">` + cells), ""},
		"SpreadsheetML":   {xml(`<Interior ss:Color="#FFA500" ss:Pattern="Solid"/>`), "cam"},
		"SpreadsheetFont": {xml(`<Font ss:Color="#FF0000"/>`), "đỏ"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readList(t, c.list)
			if c.want == "" {
				require.Empty(t, codes(got))
				return
			}
			require.Equal(t, []roster.Code{roster.CodeRowColoured}, codes(got))
			require.Contains(t, got.Report.Problems[0].Header, c.want)
			require.Contains(t, got.Report.Problems[0].Examples[0].Found, "Trần Văn Mẫu")
			again := readAnswered(t, roster.Input{List: c.list}, answerAll(got.Report, roster.AnswerLeaveOut))
			require.NotContains(t, births(again), "2008-11-13")
			again = readAnswered(t, roster.Input{List: c.list}, answerAll(got.Report, roster.AnswerIssue))
			require.False(t, again.Report.Open())
			require.Contains(t, births(again), "2008-11-13")
		})
	}
}

// What a conditional format does only a spreadsheet program knows: where it may strike
// rows through, a person says that it strikes none; its colours are noted as not read.
func TestConditionalFormatsAreAskedAbout(t *testing.T) {
	t.Parallel()
	conditional := func(style *excelize.Style, where string) []byte {
		return workbook(t, func(f *excelize.File) {
			id, err := f.NewConditionalStyle(style)
			require.NoError(t, err)
			rule := excelize.ConditionalFormatOptions{Type: "formula", Criteria: `$D2="x"`, Format: &id}
			require.NoError(t, f.SetConditionalFormat("Sheet1", where, []excelize.ConditionalFormatOptions{rule}))
		}, three()...)
	}
	struck := conditional(&excelize.Style{Font: &excelize.Font{Strike: true}}, "A3:C40")
	got := readList(t, struck)
	require.Equal(t, []roster.Code{roster.CodeStruckByRule}, codes(got))
	require.Equal(t, []int{3, 4}, got.Report.Problems[0].Rows)
	require.True(t, got.Report.Open())
	again := readAnswered(t, roster.Input{List: struck}, answerAll(got.Report, ""))
	require.False(t, again.Report.Open())
	require.Len(t, again.Rows, 3)

	red := conditional(&excelize.Style{Font: &excelize.Font{Color: "FF0000"}}, "A2:C40")
	got = readList(t, red)
	require.Equal(t, []roster.Code{roster.CodeRuleNotRead}, codes(got))
	require.False(t, got.Report.Open())
	require.Empty(t, codes(readList(t, conditional(&excelize.Style{Font: &excelize.Font{Strike: true}}, "A1:C1"))))
}

func TestDrawingsAreNotPassedOverInSilence(t *testing.T) {
	t.Parallel()
	list := workbook(t, func(f *excelize.File) {
		require.NoError(t, f.AddShape("Sheet1", &excelize.Shape{Cell: "B3", Type: "rect", Width: 90, Height: 40,
			Paragraph: []excelize.RichTextRun{{Text: "Em này "}, {Text: "chưa xét"}}}))
		require.NoError(t, f.AddShape("Sheet1", &excelize.Shape{Cell: "F1", Type: "rect", Width: 90, Height: 40}))
	}, three()...)
	got := readList(t, list)
	require.Equal(t, []roster.Code{roster.CodeDrawingText, roster.CodeDrawing}, codes(got))
	require.Equal(t, "Em này chưa xét", got.Report.Problems[0].Found)
	require.Equal(t, "B", got.Report.Problems[0].Column)
	require.Equal(t, 3, got.Report.Problems[0].Row)
}
