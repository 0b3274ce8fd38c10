package roster_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// two are two learners in the order of heads.
func two(first, second []any) [][]any {
	return [][]any{append([]any{"A1", "Lê Thị Mẫu", "25/12/2008"}, first...), append([]any{"A2", "Trần Văn Mẫu", "13/11/2008"}, second...)}
}

// under puts two learners under the usual headers and one more.
func under(t *testing.T, header string, change func(f *excelize.File), first, second any) []byte {
	t.Helper()
	return spreadsheet(t, change, append([][]any{heads(header)}, two([]any{first}, []any{second})...)...)
}

// listed is a workbook of a header and rows.
func listed(t *testing.T, head []any, rows [][]any) []byte {
	t.Helper()
	return spreadsheet(t, nil, append([][]any{head}, rows...)...)
}

// onSheets is a workbook whose sheets have these names and a learner each.
func onSheets(t *testing.T, names ...string) []byte {
	t.Helper()
	learners := []string{"Lê Thị Mẫu", "Trần Văn Mẫu", "Phạm Mẫu Ba"}
	return spreadsheet(t, func(f *excelize.File) {
		require.NoError(t, f.SetSheetName("Sheet1", names[0]))
		for i, name := range names[1:] {
			_, err := f.NewSheet(name)
			require.NoError(t, err)
			for j, row := range [][]any{heads(), {"B" + itoa(i+1), learners[i+1], "13/11/2008"}} {
				require.NoError(t, f.SetSheetRow(name, "A"+itoa(j+1), &row))
			}
		}
	}, heads(), []any{"A1", learners[0], "25/12/2008"})
}

func comment(t *testing.T, at, text string) func(f *excelize.File) {
	return func(f *excelize.File) {
		require.NoError(t, f.AddComment("Sheet1", excelize.Comment{Cell: at, Author: "GVCN", Text: text}))
	}
}

// numbered puts a number with a format into a cell.
func numbered(t *testing.T, at string, value float64, code string) func(f *excelize.File) {
	return func(f *excelize.File) {
		require.NoError(t, f.SetCellFloat("Sheet1", at, value, -1, 64))
		require.NoError(t, f.SetCellStyle("Sheet1", at, at, format(t, f, code)))
	}
}

// schoolExports are lists as school systems and people write them.
func schoolExports(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"vnedu with conduct and titles", spreadsheet(t, nil, []any{"TRƯỜNG THPT MẪU"}, []any{"DANH SÁCH HỌC SINH LỚP 12A1"}, []any{},
			[]any{"STT", "Mã học sinh", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Nơi sinh", "Học lực", "Hạnh kiểm", "Danh hiệu", "Ghi chú"},
			[]any{"1", "A1", "Lê Thị Mẫu", "25/12/2008", "Nữ", "Kinh", "Huế", "Giỏi", "Tốt", "Học sinh giỏi", ""}), nil},
		{"smas two header rows", spreadsheet(t, merge(t, "A1:A2", "B1:B2", "C1:C2", "D1:F1"), heads("Kết quả cuối năm", "", ""),
			[]any{nil, nil, nil, "HL", "HK", "Kết quả"}, two([]any{"K", "T", "Lên lớp"}, nil)[0], two(nil, []any{"Y", "TB", "Rèn luyện lại trong hè"})[1]), nil},
		{"statuses of a term", spreadsheet(t, nil, heads("Trạng thái"), []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Bảo lưu kết quả"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008", "Xin nghỉ"}, []any{"A3", "Phạm Mẫu Ba", "13/11/2008", "Đình chỉ 1 năm"}, []any{"A4", "Phạm Mẫu Tư", "13/11/2008", "Hoãn xét"}, []any{"A5", "Phạm Mẫu Năm", "13/11/2008", "Thi lại"}, []any{"A6", "Phạm Mẫu Sáu", "13/11/2008", "Buộc thôi học"}, []any{"A7", "Phạm Mẫu Bảy", "13/11/2008", "Đã tốt nghiệp"}, []any{"A8", "Phạm Mẫu Tám", "13/11/2008", "Xoá tên"}, []any{"A9", "Phạm Mẫu Chín", "13/11/2008", "Cảnh báo học vụ"}), nil},
		{"statuses as codes", listed(t, heads("KQ"), two([]any{"TN"}, []any{"HTN"})), nil},
		{"status below rank", listed(t, heads("Xếp loại TN"), two([]any{"Hoãn xét"}, []any{"Khá"})), nil},
		{"status behind the name", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu [BL]", "13/11/2008"}), nil},
		{"status instead of birth date", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"A2", "Trần Văn Mẫu", "Nghỉ học"}), nil},
		{"status in English", listed(t, heads("Status"), two([]any{"Graduated"}, []any{"Deferred"})), nil},
		{"sheet of those who failed", onSheets(t, "Tốt nghiệp", "Chưa tốt nghiệp"), nil},
		{"sheet that repeats the classes", spreadsheet(t, func(f *excelize.File) {
			for _, name := range []string{"12A", "Tổng hợp"} {
				_, err := f.NewSheet(name)
				require.NoError(t, err)
				for j, row := range [][]any{heads(), {"A1", "Lê Thị Mẫu", "25/12/2008"}} {
					require.NoError(t, f.SetSheetRow(name, "A"+itoa(j+1), &row))
				}
			}
		}, []any{"Hướng dẫn nhập liệu"}), nil},
		{"title of those who failed", spreadsheet(t, nil, []any{"DANH SÁCH HỌC SINH KHÔNG ĐẠT TỐT NGHIỆP"}, heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}), nil},
		{"second table of those who failed", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{}, []any{"DANH SÁCH THI LẠI"}, heads(), []any{"A2", "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"notes in the middle", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}, []any{"", "Chuyển từ lớp 12B"}, []any{"--- hết trang 1 ---"}, []any{"A2", "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"numbering below the header", spreadsheet(t, nil, heads("Nơi sinh"), []any{"(1)", "(2)", "(3)", "(4)"}, []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Huế"}), nil},
		{"parents beside the learner", spreadsheet(t, merge(t, "D1:E1", "A1:A2", "B1:B2", "C1:C2"), heads("Cha", ""), []any{nil, nil, nil, "Họ và tên", "Năm sinh"}, []any{"A1", "Lê Thị Mẫu", "25/12/2008", "Lê Văn Mẫu", "1975"}), nil},
		{"place of the identity card", listed(t, heads("Ngày cấp", "Nơi cấp", "Quê quán"), two([]any{"01/02/2022", "Cục CS QLHC", "Vinh"}, []any{"01/02/2022", "Cục CS QLHC", "Huế"})), nil},
		{"comment that says why", under(t, "Nơi sinh", comment(t, "B3", "Em này thôi học từ tháng 3"), "Huế", "Vinh"), nil},
		{"comment without meaning", under(t, "Nơi sinh", comment(t, "B3", "Lớp trưởng"), "Huế", "Vinh"), nil},
	}
}

// shownOtherwise are numbers that a spreadsheet shows otherwise than it keeps them.
func shownOtherwise(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"percent", under(t, "TBTL hệ 10", numbered(t, "D2", 0.85, "0%"), nil, 7.5), nil},
		{"currency", under(t, "TBTL hệ 10", numbered(t, "D2", 8.5, `#,##0.00 "₫"`), nil, 7.5), nil},
		{"rounded mark", under(t, "TBTL hệ 10", numbered(t, "D2", 8.46, "0.0"), nil, 7.5), nil},
		{"rounded to whole", under(t, "TBTL hệ 10", numbered(t, "D2", 7.5, "0"), nil, 7.5), nil},
		{"more zeros than kept", under(t, "TBTL hệ 10", numbered(t, "D2", 8.5, "0.00"), nil, 7.5), nil},
		{"mark of many digits", xlsx(t, 1, sheetHead+strings.Replace(headerRow, `</row>`, `<c r="D1" t="inlineStr"><is><t>TBTL hệ 10</t></is></c></row>`, 1)+
			`<row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c><c r="B2" t="inlineStr"><is><t>Lê Thị Mẫu</t></is></c><c r="C2" t="inlineStr"><is><t>25/12/2008</t></is></c><c r="D2"><v>8.4000000000000004</v></c></row>`+sheetFoot), nil},
		{"code shown with zeros", spreadsheet(t, numbered(t, "A2", 26000001, "0000000000"), heads(), []any{nil, "Lê Thị Mẫu", "25/12/2008"}), nil},
		{"id shown with zeros", under(t, "Số CCCD", numbered(t, "D2", 1308000001, "000000000000"), nil, "001208000002"), nil},
		{"year of a date", under(t, "Năm TN", numbered(t, "D2", 46188, "yyyy"), nil, 2026), nil},
		{"hidden by its format", under(t, "Nơi sinh", func(f *excelize.File) {
			require.NoError(t, f.SetCellStyle("Sheet1", "D2", "D2", format(t, f, ";;;")))
		}, "Huế", "Vinh"), nil},
		{"Thai calendar format", spreadsheet(t, numberFormat(t, "C2", "C2", "[$-D07041E]dd/mm/yyyy"), heads(), []any{"A1", "Lê Thị Mẫu", born(25, 12, 2008)}), nil},
		{"Buddhist years", list("", "A1;Lê Thị Mẫu;25/12/2551"), nil},
		{"iso date cell", xlsx(t, 1, sheetHead+headerRow+`<row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c><c r="B2" t="inlineStr"><is><t>Lê Thị Mẫu</t></is></c><c r="C2" t="d"><v>2008-12-25</v></c></row>`+sheetFoot), nil},
		{"phonetic guide", xlsx(t, 1, sheetHead+headerRow+`<row r="2"><c r="A2" t="inlineStr"><is><t>A1</t></is></c><c r="B2" t="inlineStr"><is><t>Lê Thị Mẫu</t><rPh sb="0" eb="2"><t>XX</t></rPh></is></c><c r="C2" t="inlineStr"><is><t>25/12/2008</t></is></c></row>`+sheetFoot), nil},
	}
}

// separatedExports are CSV files of spreadsheet programs and school systems.
func separatedExports(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"google sheets dates exchanged", []byte("Mã HS,Họ tên,Ngày sinh\nA1,Lê Thị Mẫu,25/12/2008\nA2,Trần Văn Mẫu,2008-05-09\nA3,Phạm Mẫu Ba,2008-04-03\n"), nil},
		{"google sheets truths", []byte("Mã HS,Họ tên,Ngày sinh,Nữ\nA1,Lê Thị Mẫu,25/12/2008,TRUE\nA2,Trần Văn Mẫu,13/11/2008,FALSE\n"), nil},
		{"numbers of macos", []byte("Bảng 1;;\nMã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;25 thg 12, 2008\n"), nil},
		{"libreoffice all quoted", []byte("\"Mã HS\",\"Họ\nvà tên\",\"Ngày sinh\"\n\"A1\",\"Lê Thị Mẫu\",\"25/12/08\"\n\"A2\",\"Trần Văn Mẫu\",\"13/11/2008\"\n"), nil},
		{"formula texts that keep zeros", list(";Số CCCD", `"=""0026000001""";Lê Thị Mẫu;25/12/2008;"=""001308000001"""`, `"=""0026000002""";Trần Văn Mẫu;13/11/2008;"=""001208000002"""`), nil},
		{"tabs that keep zeros", list(";Số CCCD", "\t0026000001;Lê Thị Mẫu;25/12/2008;\t001308000001"), nil},
		{"times of day", list("", "A1;Lê Thị Mẫu;25/12/2008 00:00:00", "A2;Trần Văn Mẫu;5/6/2008 12:00:00 AM"), nil},
		{"months first without a day above 12", []byte("Mã HS,Họ tên,Ngày sinh (mm/dd/yyyy)\nA1,Lê Thị Mẫu,05/06/2008\nA2,Trần Văn Mẫu,03/04/2008\n"), nil},
		{"dates with apostrophes", list("", "A1;Lê Thị Mẫu;'25/12/2008", "A2;Trần Văn Mẫu;'05/06/2008"), nil},
		{"day unknown", list("", "A1;Lê Thị Mẫu;00/12/2008", "A2;Trần Văn Mẫu;00/00/2008"), nil},
		{"full width slashes", list("", "A1;Lê Thị Mẫu;25／12／2008"), nil},
		{"names turned round", list("", `A1;Mẫu, Lê Thị;25/12/2008`), nil},
		{"names with remarks", list("", "A1;Lê Thị Mẫu (Nữ);25/12/2008", "A2;Trần Văn Mẫu*;13/11/2008", "A3;Phạm Mẫu Ba - LT;14/11/2008"), nil},
		{"numbers before names", list("", "A1;1. Lê Thị Mẫu;25/12/2008"), nil},
		{"titles before names", list("", "A1;Em Lê Thị Mẫu;25/12/2008", "A2;Ông Trần Văn Mẫu;13/11/2008"), nil},
		{"letters lost to question marks", list(";Nơi sinh", "A1;Lê Th? M?u;25/12/2008;Hu?"), nil},
		{"invisible letters", list("", "A\u200b1;Lê\u200d Thị Mẫu\u2060;25/12/2008\u200b", "A2;Trần\u00ad Văn Mẫu;\ufeff13/11/2008"), nil},
		{"direction marks", list("", "A1;\u202eLê Thị Mẫu;25/12/2008", "A2;Trần Văn Mẫu\u200e;13/11/2008"), nil},
		{"codes that differ by an invisible letter", list("", "A1;Lê Thị Mẫu;25/12/2008", "A1\u200b;Trần Văn Mẫu;13/11/2008"), nil},
		{"letters O for zeros", list(";Số CCCD", "A1;Lê Thị Mẫu;25/12/2008;O013O8000001"), nil},
		{"sex as 1 and 2", list(";Giới tính", "A1;Lê Thị Mẫu;25/12/2008;2", "A2;Trần Văn Mẫu;13/11/2008;1"), nil},
		{"sex as 1 of girls", list(";Giới tính", "A1;Lê Thị Mẫu;25/12/2008;1", "A2;Phạm Thị Mẫu;13/11/2008;1"), nil},
		{"sex sorted alone", list(";Giới tính", "A1;Lê Thị Mẫu;25/12/2008;Nam", "A2;Trần Văn Mẫu;13/11/2008;Nữ", "A3;Phạm Thị Ba;13/11/2008;Nam", "A4;Vũ Văn Tư;13/11/2008;Nữ"), nil},
		{"one boy whose name has Thị", list(";Giới tính", "A1;Lê Thị Mẫu;25/12/2008;Nam", "A2;Trần Văn Mẫu;13/11/2008;Nam", "A3;Phạm Thị Ba;13/11/2008;Nữ"), nil},
		{"sex in capitals and letters", list(";Phái", "A1;Lê Thị Mẫu;25/12/2008;NỮ", "A2;Trần Văn Mẫu;13/11/2008;M", "A3;Phạm Mẫu Ba;13/11/2008;N"), nil},
		{"names of many peoples", list(";Dân tộc", "A1;H'Hen Niê Mẫu;25/12/2008;Ê Đê", "A2;Y Blô Mẫu;13/11/2008;Ê-đê", "A3;K’ Brỗi Mẫu;14/11/2008;Cơ Ho", "A4;Rơ Châm H'Lý;15/11/2008;Gia-rai",
			"A5;Zơ Râm Mẫu;16/11/2008;Cơ Tu", "A6;Bh'nướch Mẫu;17/11/2008;Tà Ôi", "A7;Pinăng Thị Mẫu;18/11/2008;Ra Glai", "A8;Giàng A Páo;19/11/2008;Mông", "A9;Thạch Sa Rinh;20/11/2008;Khmer",
			"B1;Điểu K'Rá;21/11/2008;X’Tiêng", "B2;Lò Văn Mẫu;22/11/2008;Thái", "B3;Ka Să Ha Bơ;23/11/2008;Chu-ru", "B4;Hồ Thị Kăn;24/11/2008;Bru-Vân Kiều", "B5;Chamaléa Mẫu;26/11/2008;Raglay"), nil},
		{"ethnic groups written otherwise", list(";Dân tộc", "A1;Lê Thị Mẫu;25/12/2008;kinh", "A2;Trần Văn Mẫu;13/11/2008;H'Mông", "A3;Phạm Mẫu Ba;14/11/2008;Dao đỏ", "A4;Vũ Mẫu Tư;15/11/2008;K"), nil},
		{"provinces written otherwise", list(";Nơi sinh", "A1;Lê Thị Mẫu;25/12/2008;TP HCM", "A2;Trần Văn Mẫu;13/11/2008;Sông Bé", "A3;Phạm Mẫu Ba;14/11/2008;BV Từ Dũ, TP.HCM", "A4;Vũ Mẫu Tư;15/11/2008;ĐăkLăk", "A5;Đỗ Mẫu Năm;16/11/2008;BR-VT", "A6;Bùi Mẫu Sáu;17/11/2008;Hà Tây cũ"), nil},
	}
}

// lettersOfOldLists are legacy texts in lists of today.
func lettersOfOldLists(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"vni capitals", list("", "A1;NGUYEÃN VAÊN MAÃU;25/12/2008", "A2;Trần Văn Mẫu;13/11/2008"), nil},
		{"vni with plain words", list("", "A1;Leâ Minh An;25/12/2008", "A2;Trần Văn Mẫu;13/11/2008"), nil},
		{"vni place among good ones", list(";Nơi sinh", "A1;Lê Thị Mẫu;25/12/2008;Xaõ Maãu, Caàn Thô", "A2;Trần Văn Mẫu;13/11/2008;Cần Thơ"), nil},
		{"vni font over good letters", spreadsheet(t, font(t, "VNI-Times"), heads(), []any{"A1", "Lê Thị Mẫu", "25/12/2008"}), nil},
		{"tcvn3 rows among good ones", list(";Nơi sinh", "A1;Lª ThÞ MÉu;25/12/2008;H¶i Phßng", "A2;Trần Văn Mẫu;13/11/2008;Hải Phòng", "A3;Ph¹m MÉu Ba;14/11/2008;Hµ Néi"), nil},
		{"tcvn3 that looks like capitals", list("", "A1;Hå Hïng;25/12/2008", "A2;Trần Văn Mẫu;13/11/2008"), nil},
		{"tcvn3 that looks vietnamese", list("", "A1;Vò ThÕ Hång;25/12/2008", "A2;Lý Nam;13/11/2008"), nil},
		{"tcvn3 words that are impossible", list("", "A1;TrÇn TuÊn KhÝ;25/12/2008", "A2;Tèng ThÞ Hoµ;13/11/2008"), nil},
		{"viqr", list("", "A1;Nguye^~n Va(n Ma^~u;25/12/2008"), nil},
		{"viscii", list("", "A1;Nguyn Vån Mçu;25/12/2008", "A2;Trần Văn Mẫu;13/11/2008"), nil},
		{"telex", list("", "A1;Leej Thij Maaux;25/12/2008"), nil},
		{"tones where none can be", list(";Dân tộc", "A1;Leõ Thị Mẫu;25/12/2008;Kinh", "A2;Trần Văn Nghiã;13/11/2008;Kinh", "A3;Hòang Thị Thuý;14/11/2008;Kinh", "A4;Phạm Cườc Mẫu;15/11/2008;Kinh"), nil},
		{"letters that Vietnamese lacks", list(";Dân tộc", "A1;Nguyn Vån Mçu;25/12/2008;Kinh", "A2;Zoë Mẫu;13/11/2008;", "A3;Blúp Mẫu;14/11/2008;Ê Đê"), nil},
		{"html font of capitals", page(htmlHead + `<tr><td>A1</td><td><font face=".VnTimeH">lª thÞ mÉu</font></td><td>25/12/2008</td><td>Huế</td></tr>`), nil},
		{"html font in a span", page(htmlHead + `<tr><td>A1</td><td><span style="font-family:.VnTimeH">lª thÞ mÉu</span></td><td>25/12/2008</td><td>Huế</td></tr>`), nil},
	}
}

// pagesOfPrograms are pages as Excel and school systems save them.
func pagesOfPrograms(t *testing.T) []variation {
	t.Helper()
	classes := func(css, row string) []byte {
		return []byte(`<html><head><meta charset="utf-8"><style><!-- td {font-size:11pt;} ` + css + ` --></style></head><body><table>` + htmlHead + "<tr>" + htmlRow1 + row + `</table></body></html>`)
	}
	return []variation{
		{"html struck by a class", classes(`.xl66 {mso-style-parent:style0; text-decoration:line-through;}`, `<tr><td class=xl66>A2</td><td class=xl66>Trần Văn Mẫu</td><td>13/11/2008</td><td>Vinh</td></tr>`), nil},
		{"html struck by a span", page(htmlHead + `<tr><td><span style="text-decoration:line-through">A1</span></td><td>Lê Thị Mẫu</td><td>25/12/2008</td><td>Huế</td></tr>`), nil},
		{"html hidden by a class", classes(`.an {display:none}`, `<tr class="an">`+htmlRow2), nil},
		{"html font of a class", classes(`.xl67 {font-family:".VnTimeH", sans-serif;}`, `<tr><td>A2</td><td class=xl67>trÇn v¨n mÉu</td><td>13/11/2008</td><td>Vinh</td></tr>`), nil},
		{"html line breaks and spaces", page(htmlHead + `<tr><td>A1&nbsp;</td><td>Lê&nbsp;Thị<br>Mẫu</td><td>25/12/2008</td><td>Huế</td></tr>`), nil},
		{"html rowspan name", page(htmlHead + `<tr><td>A1</td><td rowspan="2">Lê Thị Mẫu</td><td>25/12/2008</td><td>Huế</td></tr><tr><td>A2</td><td>13/11/2008</td><td>Vinh</td></tr>`), nil},
		{"html inputs", page(htmlHead + `<tr><td>A1</td><td>Lê Thị Mẫu</td><td><input value="25/12/2008"></td><td><select><option>Huế</option><option selected>Vinh</option></select></td></tr>`), nil},
		{"html script and style in cells", page(htmlHead + `<tr><td>A1</td><td>Lê Thị Mẫu<script>var a=1</script></td><td>25/12/2008</td><td><!-- Vinh -->Huế</td></tr>`), nil},
		{"html two tables of one header", []byte(`<html><table>` + htmlHead + "<tr>" + htmlRow1 + `</table><p>Danh sách thi lại</p><table>` + htmlHead + "<tr>" + htmlRow2 + `</table></html>`), nil},
		{"html hidden text in a cell", page(htmlHead + `<tr><td>A1</td><td>Lê Thị <span style="display:none">X</span>Mẫu</td><td>25/12/2008</td><td>Huế</td></tr>`), nil},
		{"html sup", page(htmlHead + `<tr><td>A1</td><td>Lê Thị Mẫu<sup>(1)</sup></td><td>25/12/2008</td><td>Huế</td></tr>`), nil},
		{"xml struck row style", xml2003Styled(`<Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style>`, xmlHead+`<Row>`+xmlCells+`<Row ss:StyleID="s1">`+strings.NewReplacer("A1", "A2", "Lê Thị", "Trần Văn").Replace(xmlCells)), nil},
		{"xml struck cell style", xml2003Styled(`<Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style>`, xmlHead+`<Row>`+strings.Replace(xmlCells, "<Cell>", `<Cell ss:StyleID="s1">`, 1)), nil},
		{"xml comment", xml2003(xmlHead + `<Row>` + strings.Replace(xmlCells, "</Cell>", `<Comment ss:Author="GVCN"><ss:Data>Thôi học</ss:Data></Comment></Cell>`, 1)), nil},
		{"xml merged down", xml2003(xmlHead + `<Row>` + strings.Replace(xmlCells, `<Cell><Data ss:Type="String">Huế`, `<Cell ss:MergeDown="1"><Data ss:Type="String">Huế`, 1) + `<Row>` + strings.NewReplacer("A1", "A2", "Lê Thị", "Trần Văn", `<Cell><Data ss:Type="String">Huế</Data></Cell>`, "").Replace(xmlCells)), nil},
		{"xml date and number", xml2003(xmlHead + `<Row>` + strings.Replace(xmlCells, `"String">25/12/2008`, `"DateTime">2008-12-25T00:00:00.000`, 1)), nil},
		{"xml formula and error", xml2003(xmlHead + `<Row>` + strings.Replace(xmlCells, `<Cell><Data ss:Type="String">Huế`, `<Cell ss:Formula="=R1C1"><Data ss:Type="Error">#N/A`, 1)), nil},
	}
}

// courseTexts are marks as people type them.
func courseTexts(t *testing.T) []variation {
	t.Helper()
	one := []byte("Mã HS;Họ tên;Ngày sinh\nA1;Lê Thị Mẫu;2008\n")
	marks := func(values ...string) []byte {
		var b strings.Builder
		b.WriteString("Mã HS;Môn;Điểm\n")
		for i, v := range values {
			fmt.Fprintf(&b, "A1;Môn %c;%s\n", 'A'+i, v)
		}
		return []byte(b.String())
	}
	return []variation{
		{"marks with blanks", one, marks("8,5 ", " 8 ", "8 ,5", "8\u00a0")},
		{"marks with stars", one, marks("8.5*", "8,5đ", "(8)", "8.5/10")},
		{"marks of other forms", one, marks("08,5", ".5", "8,", "8-", "+8", "8.5.0")},
		{"marks in words", one, marks("Tám", "Đạt", "M", "Miễn")},
		{"marks above ten", one, marks("85", "10,5", "100")},
		{"marks with full width digits", one, marks("８,５", "8٫5")},
		{"marks in scientific notation", one, marks("8.5E+00", "1e1")},
		{"letter marks", one, []byte("Mã HS;Môn;Điểm chữ\nA1;Toán;a+\nA1;Văn;A +\nA1;Anh;Е\nA1;Lý;Đ\n")},
		{"marks percent and rounded", one, spreadsheet(t, func(f *excelize.File) {
			numbered(t, "C2", 0.85, "0%")(f)
			numbered(t, "C3", 8.46, "0.0")(f)
		}, []any{"Mã HS", "Môn", "Điểm"}, []any{"A1", "Toán"}, []any{"A1", "Văn"})},
		{"subject by another name", one, []byte("Mã HS;Toán;Toán học;Văn\nA1;8;7;6\n")},
		{"term columns of one subject", one, []byte("Mã HS;Môn;HK1;HK2;Cả năm\nA1;Toán;8;7;7,5\n")},
		{"retaken course", one, []byte("Mã HS;Môn;Điểm;Lần thi\nA1;Toán;3;1\nA1;Toán;8;2\n")},
	}
}

// xml2003Styled is SpreadsheetML with styles.
func xml2003Styled(styles, table string) []byte {
	return []byte(strings.Replace(string(xml2003(table)), "<Worksheet", "<Styles>"+styles+"</Styles><Worksheet", 1))
}
