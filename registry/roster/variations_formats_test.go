package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

const csvHead = "Mã HS;Họ tên;Ngày sinh"

// list is a CSV file of three columns and more.
func list(more string, rows ...string) []byte {
	return []byte(csvHead + more + "\n" + strings.Join(rows, "\n") + "\n")
}

func page(table string) []byte {
	return []byte(`<html><head><meta charset="utf-8"></head><body><table>` + table + `</table></body></html>`)
}

// numberFormat gives cells a number format.
func numberFormat(t *testing.T, from, to, code string) func(f *excelize.File) {
	return func(f *excelize.File) { require.NoError(t, f.SetCellStyle("Sheet1", from, to, format(t, f, code))) }
}

func font(t *testing.T, name string) func(f *excelize.File) {
	return func(f *excelize.File) {
		style, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Family: name, Size: 12}})
		require.NoError(t, err)
		require.NoError(t, f.SetCellStyle("Sheet1", "A2", "D9", style))
	}
}

// twice encodes a text in UTF-8 two times, as programs do that take it for Windows-1252.
func twice(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for _, c := range []byte(text) {
		r := charmap.Windows1252.DecodeByte(c)
		if r == '\ufffd' {
			r = rune(c)
		}
		b.WriteRune(r)
	}
	return b.String()
}

const (
	htmlHead = `<tr><th>Mã HS</th><th>Họ tên</th><th>Ngày sinh</th><th>Nơi sinh</th></tr>`
	htmlRow1 = `<td>A1</td><td>Lê Thị Mẫu</td><td>25/12/2008</td><td>Huế</td></tr>`
	htmlRow2 = `<td>A2</td><td>Trần Văn Mẫu</td><td>13/11/2008</td><td>Vinh</td></tr>`
	xmlHead  = `<Row><Cell><Data ss:Type="String">Mã HS</Data></Cell><Cell><Data ss:Type="String">Họ tên</Data></Cell>` +
		`<Cell><Data ss:Type="String">Ngày sinh</Data></Cell><Cell><Data ss:Type="String">Nơi sinh</Data></Cell></Row>`
	xmlCells = `<Cell><Data ss:Type="String">A1</Data></Cell><Cell><Data ss:Type="String">Lê Thị Mẫu</Data></Cell>` +
		`<Cell><Data ss:Type="String">25/12/2008</Data></Cell><Cell><Data ss:Type="String">Huế</Data></Cell></Row>`
)

// hiddenAndMerged are pages and SpreadsheetML in which not everything is seen.
func hiddenAndMerged(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"html hidden row", page(htmlHead + "<tr>" + htmlRow1 + `<tr style="display: none">` + htmlRow2), nil},
		{"html hidden attribute", page(htmlHead + "<tr>" + htmlRow1 + `<tr hidden>` + htmlRow2), nil},
		{"html hidden group", page(htmlHead + "<tr>" + htmlRow1 + `<tbody style="DISPLAY:NONE"><tr>` + htmlRow2), nil},
		{"html hidden col", page(`<col span="3"><col style="display:none">` + htmlHead + "<tr>" + htmlRow1), nil},
		{"html hidden cells", page(htmlHead + `<tr><td>A1</td><td>Lê Thị Mẫu</td><td>25/12/2008</td><td style="display:none">Huế</td></tr>`), nil},
		{"html hidden table", []byte(`<html><table>` + htmlHead + "<tr>" + htmlRow1 + `</table><table style="display:none">` + htmlHead + "<tr>" + htmlRow2 + `</table></html>`), nil},
		{"html struck row", page(htmlHead + "<tr>" + htmlRow1 + `<tr style="text-decoration: line-through">` + htmlRow2), nil},
		{"html struck element", page(htmlHead + `<tr><td><del>A1</del></td><td><del>Lê Thị Mẫu</del></td><td>25/12/2008</td><td>Huế</td></tr>`), nil},
		{"html rowspan place", page(htmlHead + `<tr><td>A1</td><td>Lê Thị Mẫu</td><td>25/12/2008</td><td rowspan="2">Huế</td></tr><tr><td>A2</td><td>Trần Văn Mẫu</td><td>13/11/2008</td></tr>`), nil},
		{"html colspan", page(htmlHead + `<tr><td>A1</td><td>Lê Thị Mẫu</td><td colspan="2">25/12/2008</td></tr>`), nil},
		{"html header rowspan", page(`<tr><th rowspan="2">Mã HS</th><th rowspan="2">Họ tên</th><th colspan="2">Sinh</th></tr><tr><th>Ngày sinh</th><th>Nơi sinh</th></tr><tr>` + htmlRow1), nil},
		{"xml hidden row", xml2003(xmlHead + `<Row>` + xmlCells + `<Row ss:Hidden="1">` + strings.ReplaceAll(strings.ReplaceAll(xmlCells, "A1", "A2"), "Lê Thị", "Trần Văn")), nil},
		{"xml hidden column", xml2003(`<Column ss:Index="2" ss:Span="1"/><Column ss:Hidden="1"/>` + xmlHead + `<Row>` + xmlCells), nil},
		{"xml hidden columns span", xml2003(`<Column ss:Index="3" ss:Hidden="1" ss:Span="1"/>` + xmlHead + `<Row>` + xmlCells), nil},
	}
}

// fewDates are short lists of dates that nothing tells the order of.
func fewDates(t *testing.T) []variation {
	t.Helper()
	birth := func(code string) []byte {
		return spreadsheet(t, numberFormat(t, "C2", "C3", code), heads(), []any{"A1", "Lê Thị Mẫu", born(5, 6, 2008)}, []any{"A2", "Trần Văn Mẫu", born(7, 8, 2008)})
	}
	return []variation{
		{"few dates month first format", birth("mm/dd/yyyy"), nil},
		{"few dates short month format", birth("m/d/yy;@"), nil},
		{"few dates day first format", birth("dd/mm/yyyy"), nil},
		{"few dates year first format", birth("yyyy-mm-dd"), nil},
		{"few dates format of the program", spreadsheet(t, func(f *excelize.File) {
			style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
			require.NoError(t, err)
			require.NoError(t, f.SetCellStyle("Sheet1", "C2", "C2", style))
		}, heads(), []any{"A1", "Lê Thị Mẫu", born(5, 6, 2008)}), nil},
		{"one date same day and month", spreadsheet(t, numberFormat(t, "C2", "C2", "mm/dd/yyyy"), heads(), []any{"A1", "Lê Thị Mẫu", born(6, 6, 2008)}), nil},
		{"dates late month first format", spreadsheet(t, numberFormat(t, "C2", "C3", "mm/dd/yyyy"), heads(), []any{"A1", "Lê Thị Mẫu", born(25, 6, 2008)}, []any{"A2", "Trần Văn Mẫu", born(7, 8, 2008)}), nil},
		{"month first with tabs", []byte("Mã HS\tHọ tên\tNgày sinh\nA1\tLê Thị Mẫu\t12/25/2008\nA2\tTrần Văn Mẫu\t03/04/2008\n"), nil},
		{"month first and day first", list("", "A1;Lê Thị Mẫu;12/25/2008", "A2;Trần Văn Mẫu;25/12/2008"), nil},
		{"month first enrol date", list(";Ngày nhập học", "A1;Lê Thị Mẫu;25/12/2004;09/25/2022", "A2;Trần Văn Mẫu;13/11/2004;09/05/2022"), nil},
		{"two digit years", list("", "A1;Lê Thị Mẫu;25/12/08"), nil},
		{"serial as text", list("", "A1;Lê Thị Mẫu;39807"), nil},
		{"serial as number", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu", 39807}), nil},
		{"1904 system", spreadsheet(t, func(f *excelize.File) {
			yes := true
			require.NoError(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
			require.NoError(t, f.SetCellFloat("Sheet1", "C2", 38345, -1, 64))
			require.NoError(t, f.SetCellStyle("Sheet1", "C2", "C2", format(t, f, "dd/mm/yyyy")))
		}, heads(), []any{"A1", "Lê Thị Mẫu", ""}), nil},
	}
}

// singleCells are single cells of an old encoding in a good list.
func singleCells(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"rank of tcvn3 that looks vietnamese", list(";Xếp loại", "A1;Lê Thị Mẫu;25/12/2008;Giái", "A2;Trần Văn Mẫu;13/11/2008;Khá"), nil},
		{"rank of tcvn3 with signs", list(";Xếp loại", "A1;Lê Thị Mẫu;25/12/2008;Kh¸", "A2;Trần Văn Mẫu;13/11/2008;XuÊt s¾c"), nil},
		{"rank of vni", list(";Xếp loại", "A1;Lê Thị Mẫu;25/12/2008;Gioûi"), nil},
		{"ethnic group of tcvn3", list(";Dân tộc", "A1;Lê Thị Mẫu;25/12/2008;Tµy", "A2;Trần Văn Mẫu;13/11/2008;Kinh"), nil},
		{"ethnic group of vni", list(";Dân tộc", "A1;Lê Thị Mẫu;25/12/2008;Taøy"), nil},
		{"sex of tcvn3", list(";Giới tính", "A1;Lê Thị Mẫu;25/12/2008;N÷", "A2;Trần Văn Mẫu;13/11/2008;Nam"), nil},
		{"sex of vni", list(";Giới tính", "A1;Lê Thị Mẫu;25/12/2008;Nöõ"), nil},
		{"province of tcvn3", list(";Nơi sinh", "A1;Lê Thị Mẫu;25/12/2008;Hµ Néi", "A2;Trần Văn Mẫu;13/11/2008;Xã Mẫu, HuÕ"), nil},
		{"status of tcvn3", list(";Kết quả", "A1;Lê Thị Mẫu;25/12/2008;Tr\u00adît", "A2;Trần Văn Mẫu;13/11/2008;§ç"), nil},
		{"capitals font", spreadsheet(t, font(t, ".VnTimeH"), heads("Nơi sinh"), []any{"A1", "lª thÞ mÉu", "25/12/2008", "huÕ"}), nil},
		{"capitals font typed in capitals", spreadsheet(t, font(t, ".VnTimeH"), heads(), []any{"A1", "L£ THÞ MÉU", "25/12/2008"}), nil},
		{"vni lower case", spreadsheet(t, nil, heads(), []any{"A1", "nguyeãn vaên maãu", "25/12/2008"}), nil},
		{"mojibake name alone", list("", "A1;"+twice(t, "Nguyễn Thị Mẫu")+";25/12/2008", "A2;Trần Văn Mẫu;13/11/2008"), nil},
		{"mojibake twice", list("", "A1;"+twice(t, twice(t, "Lê Thị Mẫu"))+";25/12/2008"), nil},
		{"mojibake place of NFD", list(";Nơi sinh", "A1;Lê Thị Mẫu;25/12/2008;"+twice(t, norm.NFD.String("Huế"))), nil},
		{"korean name", list("", "A1;\uae40\ubbfc\uacbd;25/12/2008"), nil},
	}
}

// signsAndStatuses are marks of sex, words of standing and cells that fail.
func signsAndStatuses(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"female by other signs", list(";Nữ", "A1;Lê Thị Mẫu;25/12/2008;✓", "A2;Phạm Mẫu Ba;13/11/2008;X", "A3;Bùi Thị Mẫu;14/11/2008;v", "A4;Trần Văn Mẫu;15/11/2008;"), nil},
		{"female by unknown sign", list(";Nữ", "A1;Lê Thị Mẫu;25/12/2008;o", "A2;Trần Văn Mẫu;13/11/2008;"), nil},
		{"male column with x", list(";Nam", "A1;Lê Thị Mẫu;25/12/2008;", "A2;Trần Văn Mẫu;13/11/2008;x"), nil},
		{"statuses on hold", list(";Trạng thái", "A1;Lê Thị Mẫu;25/12/2008;Bảo lưu", "A2;Trần Văn Mẫu;13/11/2008;Chưa đạt", "A3;Phạm Mẫu Ba;14/11/2008;Vắng", "A4;Bùi Thị Mẫu;15/11/2008;Đạt"), nil},
		{"statuses in capitals without accents", list(";TRANG THAI", "A1;Lê Thị Mẫu;25/12/2008;THOI HOC", "A2;Trần Văn Mẫu;13/11/2008;DO"), nil},
		{"formula error", spreadsheet(t, func(f *excelize.File) {
			require.NoError(t, f.SetCellFormula("Sheet1", "D2", "VLOOKUP(A2,X:Y,2,0)"))
		}, heads("Nơi sinh"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "#N/A"}), nil},
		{"error texts in csv", list(";Nơi sinh", "A1;Lê Thị Mẫu;25/12/2008;#N/A", "A2;Trần Văn Mẫu;13/11/2008;#REF!"), nil},
		{"placeholders", list(";Nơi sinh;Xếp loại", "A1;Lê Thị Mẫu;25/12/2008;NULL;-", "A2;Trần Văn Mẫu;13/11/2008;n/a;?"), nil},
		{"ids in scientific notation", list(";Số CCCD", "A1;Lê Thị Mẫu;25/12/2008;1.2E+11", "A2;Trần Văn Mẫu;13/11/2008;3,08E+08"), nil},
		{"id with spaces and quote", list(";Số CCCD", "A1;Lê Thị Mẫu;25/12/2008;'001 308 000 001"), nil},
		{"duplicates by case", list("", "A1;Lê Thị Mẫu;25/12/2008", "A2;LÊ THỊ MẪU;25/12/2008", "a1;Trần Văn Mẫu;13/11/2008"), nil},
		{"duplicates by diacritics", list("", "A1;Lê Thị Mẫu;25/12/2008", "A2;Le Thi Mau;25/12/2008"), nil},
		{"capitals", list("", "A1;LÊ THỊ MẪU;25/12/2008"), nil},
		{"names of NFD", list("", "A1;"+norm.NFD.String("Lê Thị Mẫu")+";25/12/2008", "A2;Lê Thị Mẫu;25/12/2008"), nil},
		{"decimals by comma", list(";TBTL hệ 10", "A1;Lê Thị Mẫu;25/12/2004;8,25", "A2;Trần Văn Mẫu;13/11/2004;10,00"), nil},
		{"thousands", list(";TBTL hệ 10;Tổng tín chỉ", "A1;Lê Thị Mẫu;25/12/2004;8.250;1.120"), nil},
		{"notes below", list(";Nơi sinh", "A1;Lê Thị Mẫu;25/12/2008;Huế", ";Tổng cộng: 45 học sinh;;", ";(Bốn mươi lăm học sinh);;", ";;;Huế, ngày 05 tháng 06 năm 2026", ";Người lập;;Hiệu trưởng"), nil},
		{"header in row 8", []byte("SỞ GIÁO DỤC VÀ ĐÀO TẠO;;\nTRƯỜNG THPT MẪU;;\n\nDANH SÁCH TỐT NGHIỆP;;\nNăm 2026;;\n\n\n" + csvHead + "\nA1;Lê Thị Mẫu;25/12/2008\n"), nil},
		{"sep line", []byte("sep=;\r\n" + csvHead + "\r\nA1;Lê Thị Mẫu;25/12/2008\r\n"), nil},
		{"sep line of another separator", []byte("sep=,\r\n" + csvHead + "\r\nA1;Lê Thị Mẫu;25/12/2008\r\n"), nil},
		{"several sheets", spreadsheet(t, func(f *excelize.File) {
			_, err := f.NewSheet("12B")
			require.NoError(t, err)
			for i, row := range [][]any{heads(), {"A2", "Trần Văn Mẫu", "13/11/2008"}} {
				require.NoError(t, f.SetSheetRow("12B", "A"+itoa(i+1), &row))
			}
		}, heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}), nil},
		{"inline texts", xlsx(t, 1, sheetHead+headerRow+`<row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c><c r="B2" t="inlineStr"><is><r><t>Lê </t></r><r><t>Thị Mẫu</t></r></is></c><c r="C2" t="str"><v>25/12/2008</v></c></row>`+sheetFoot), nil},
		{"cells without references", xlsx(t, 1, sheetHead+strings.NewReplacer(` r="A1"`, "", ` r="B1"`, "", ` r="C1"`, "").Replace(headerRow)+`<row><c t="inlineStr"><is><t>A1</t></is></c><c t="inlineStr"><is><t>Lê Thị Mẫu</t></is></c><c t="inlineStr"><is><t>25/12/2008</t></is></c></row>`+sheetFoot), nil},
	}
}
