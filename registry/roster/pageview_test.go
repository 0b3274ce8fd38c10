package roster_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster"
)

func TestRowsCrossedOutByABorder(t *testing.T) {
	t.Parallel()
	crossed := func(line int) []byte {
		return workbook(t, func(f *excelize.File) {
			style, err := f.NewStyle(
				&excelize.Style{Border: []excelize.Border{{Type: "diagonalUp", Style: line, Color: "FF0000"}}},
			)
			require.NoError(t, err)
			require.NoError(t, f.SetCellStyle("Sheet1", "A3", "C3", style))
		}, three()...)
	}
	got := readList(t, crossed(2))
	require.Equal(t, []roster.Code{roster.CodeRowStruck}, codes(got))
	require.Equal(t, 3, got.Report.Problems[0].Row)
	again := readAnswered(t, roster.Input{List: crossed(2)}, answerAll(got.Report, roster.AnswerLeaveOut))
	require.Len(t, again.Rows, len(three())-2)
	framed := workbook(t, func(f *excelize.File) {
		style, err := f.NewStyle(
			&excelize.Style{Border: []excelize.Border{{Type: "left", Style: 1}, {Type: "bottom", Style: 2}}},
		)
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("Sheet1", "A1", "C3", style))
	}, three()...)
	require.Empty(t, codes(readList(t, framed)))
}

func TestHeadersAndFootersOfPagesAreShown(t *testing.T) {
	t.Parallel()
	printed := func(header, footer string) []byte {
		return workbook(t, func(f *excelize.File) {
			require.NoError(
				t,
				f.SetHeaderFooter("Sheet1", &excelize.HeaderFooterOptions{OddHeader: header, OddFooter: footer}),
			)
		}, three()...)
	}
	got := readList(t, printed("&CBẢN NHÁP - KHÔNG DÙNG ĐỂ CẤP BẰNG", ""))
	require.Equal(t, []roster.Code{roster.CodeListOfDraft, roster.CodePageText}, codes(got))
	got = readList(t, printed(`&L&"Times New Roman,Bold"&12Sở Mẫu && Phòng Mẫu`, "&CTrang &P/&N"))
	require.Equal(t, []roster.Code{roster.CodePageText, roster.CodePageText}, codes(got))
	require.Equal(t, "Sở Mẫu & Phòng Mẫu", got.Report.Problems[0].Found)
	require.False(t, got.Report.Open())
	require.Empty(t, codes(readList(t, printed("&L&D&R&F", "&P"))), "nothing but codes")
}

func TestBoxesPicturesAndStylesOfPages(t *testing.T) {
	t.Parallel()
	rows := func(header, first, second string) []byte {
		return page(`<tr><th>Mã HS</th><th>Họ tên</th><th>Ngày sinh</th><th>` + header + `</th></tr>` +
			`<tr><td>A1</td><td>Lê Thị Mẫu</td><td>25/12/2008</td><td>` + first + `</td></tr>` +
			`<tr><td>A2</td><td>Trần Văn Mẫu</td><td>13/07/2008</td><td>` + second + `</td></tr>`)
	}
	ticked, open := `<input type="checkbox" checked>`, `<input type="checkbox">`
	require.Equal(t, []roster.Code{roster.CodeRowStatusEmpty}, codes(readList(t, rows("Công nhận TN", ticked, open))))
	require.Empty(t, codes(readList(t, rows("Công nhận TN", ticked, ticked))))
	passed, failed := `<img src="a.gif" alt="đạt">`, `<img src="b.gif" alt="không đạt">`
	require.Equal(t, []roster.Code{roster.CodeRowStatus}, codes(readList(t, rows("Kết quả", passed, failed))))
	require.Empty(t, codes(readList(t, rows("Kết quả", passed, passed))))
	require.Equal(t, []roster.Code{roster.CodeDrawing}, codes(readList(t, rows("Kết quả", `<img src="a.gif">`, ""))))
	require.Empty(
		t,
		codes(readList(t, rows(`Nơi sinh <img src="sort.gif" alt="sort">`, "Huế", "Vinh"))),
		"a sign beside a text",
	)

	styled := func(css string) []byte {
		return append(
			[]byte(`<html><head><meta charset="utf-8"><style>`+css+`</style></head>`),
			rows("Nơi sinh", "Huế", "Vinh")...)
	}
	require.Equal(
		t,
		[]roster.Code{roster.CodeStruckByRule},
		codes(readList(t, styled("tr:nth-child(3){text-decoration:line-through}"))),
	)
	require.Equal(
		t,
		[]roster.Code{roster.CodeStruckByRule},
		codes(readList(t, styled("td{color:black} #a2 {text-decoration: line-through}"))),
	)
	require.Empty(
		t,
		codes(
			readList(
				t,
				styled("td{font-size:11pt} a:hover{text-decoration:line-through} .x{text-decoration:line-through}"),
			),
		),
	)
}
