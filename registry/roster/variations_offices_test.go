package roster_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// changed applies several changes to a workbook.
func changed(changes ...func(f *excelize.File)) func(f *excelize.File) {
	return func(f *excelize.File) {
		for _, change := range changes {
			change(f)
		}
	}
}

// rowOfNoHeight hides a row as people do who draw its border up, without hiding it.
func rowOfNoHeight(t *testing.T, book []byte, row string) []byte {
	t.Helper()
	return withParts(t, book, func(name, text string) string {
		if strings.HasSuffix(name, "sheet1.xml") {
			return strings.Replace(text, `<row r="`+row+`"`, `<row ht="0" customHeight="1" r="`+row+`"`, 1)
		}
		return text
	}, nil)
}

// columnOfNoWidth hides a column so.
func columnOfNoWidth(t *testing.T, book []byte, column string) []byte {
	t.Helper()
	return withParts(t, book, func(name, text string) string {
		if strings.HasSuffix(name, "sheet1.xml") {
			return strings.Replace(text, "<sheetData>",
				`<cols><col min="`+column+`" max="`+column+`" width="0" customWidth="1"/></cols><sheetData>`, 1)
		}
		return text
	}, nil)
}

// formatsThatHide are numbers and dates of which a spreadsheet shows something else.
func formatsThatHide(t *testing.T) []variation {
	t.Helper()
	plain := spreadsheet(t, nil, append([][]any{heads("Nơi sinh")}, two([]any{"Huế"}, []any{"Vinh"})...)...)
	dates := func(code string) []byte {
		return spreadsheet(t, numberFormat(t, "C2", "C3", code), heads(), []any{"A1", "Lê Thị Mẫu", born(15, 1, 2008)},
			[]any{"A2", "Trần Văn Mẫu", born(16, 1, 2008)})
	}
	return []variation{
		{"date shown as a year", spreadsheet(t, numberFormat(t, "C2", "C2", "yyyy"), heads(), []any{"A1", "Lê Thị Mẫu", born(1, 1, 2008)}), nil},
		{"dates shown as month and year", dates("mm/yyyy"), nil},
		{"dates shown as day and month", dates("dd/mm"), nil},
		{"dates shown with two digits of the year", dates("dd/mm/yy"), nil},
		{"dates shown in words", dates(`"ngày "dd" tháng "mm" năm "yyyy`), nil},
		{"dates shown as a quarter", dates(`"Q"m"-"yyyy`), nil},
		{"code with letters of its format", spreadsheet(t, numbered(t, "A2", 26000001, `"HS"00000000`), heads(), []any{nil, "Lê Thị Mẫu", "25/12/2008"}), nil},
		{"codes with spaces of their format", spreadsheet(t, changed(numbered(t, "A2", 26000001, `00 000 000`), numbered(t, "A3", 26000002, `00 000 000`)), heads(), []any{nil, "Lê Thị Mẫu", "25/12/2008"}, []any{nil, "Trần Văn Mẫu", "13/11/2008"}), nil},
		{"value that its format hides", under(t, "TBTL hệ 10", numbered(t, "D2", 8.5, ";;;"), nil, "7,5"), nil},
		{"mean in another unit", under(t, "TBTL hệ 10", numbered(t, "D2", 8.5, `0.0" điểm"`), nil, "7,5"), nil},
		{"text that its format hides", under(t, "Nơi sinh", numberFormat(t, "D2", "D2", ";;;"), "Huế", "Vinh"), nil},
		{"row of no height", rowOfNoHeight(t, plain, "3"), nil},
		{"column of no width", columnOfNoWidth(t, plain, "4"), nil},
		{"xml row of no height", xml2003(xmlHead + `<Row>` + xmlCells + `<Row ss:Height="0" ss:AutoFitHeight="0">` + strings.NewReplacer("A1", "A2", "Lê Thị", "Trần Văn").Replace(xmlCells)), nil},
		{"html row of no height", page(htmlHead + "<tr>" + htmlRow1 + `<tr style="height:0;overflow:hidden;font-size:0">` + htmlRow2), nil},
	}
}

// titlesAndTotals are what stands above and below a list.
func titlesAndTotals(t *testing.T) []variation {
	t.Helper()
	titled := func(title string) []byte {
		return spreadsheet(t, nil, append([][]any{{title}, heads("Nơi sinh")}, two([]any{"Huế"}, []any{"Vinh"})...)...)
	}
	ended := func(footer ...any) []byte {
		return spreadsheet(t, nil, append(append([][]any{heads("Nơi sinh")}, two([]any{"Huế"}, []any{"Vinh"})...), footer)...)
	}
	numberedRows := func(numbers ...any) []byte {
		rows := [][]any{{"STT", "Mã HS", "Họ và tên", "Ngày sinh"}}
		for i, n := range numbers {
			rows = append(rows, []any{n, "A" + itoa(i+1), nameOf(i), "25/12/200" + itoa(i+1)})
		}
		return spreadsheet(t, nil, rows...)
	}
	return []variation{
		{"title of a draft", titled("DANH SÁCH DỰ KIẾN TỐT NGHIỆP NĂM 2026"), nil},
		{"title of a proposal", titled("Danh sách đề nghị xét tốt nghiệp (bản nháp)"), nil},
		{"title of another year", titled("DANH SÁCH HỌC SINH TỐT NGHIỆP NĂM 2023"), nil},
		{"title of a course of years", titled("DANH SÁCH TỐT NGHIỆP KHÓA 2023-2026"), nil},
		{"title with the decision", titled("(Kèm theo Quyết định số 15/QĐ ngày 15/06/2026)"), nil},
		{"title of the decision of another year", titled("(Kèm theo Quyết định số 15/QĐ ngày 15 tháng 6 năm 2019)"), nil},
		{"total of more than there are", ended("Danh sách gồm 3 học sinh"), nil},
		{"total of all there are", ended("Danh sách gồm 2 học sinh./."), nil},
		{"total beside its number", ended("", "Tổng số:", 45), nil},
		{"total in words", ended("(Ấn định danh sách có bốn mươi lăm học sinh)"), nil},
		{"total of both sexes", ended("Tổng cộng: 2 học sinh (1 nam, 1 nữ)"), nil},
		{"numbers that skip one", numberedRows(1, 2, 4), nil},
		{"numbers in another order", numberedRows(2, 1, 3), nil},
		{"numbers that begin again", numberedRows(1, 2, 1, 2), nil},
	}
}

// columnsThatDisagree are values that contradict each other, as after sorting one column
// without the others.
func columnsThatDisagree(t *testing.T) []variation {
	t.Helper()
	return []variation{
		{"rank above the mean", list(";TBTL hệ 4;Xếp loại", "A1;Lê Thị Mẫu;25/12/2003;2,31;Xuất sắc", "A2;Trần Văn Mẫu;13/11/2003;3,65;Xuất sắc"), nil},
		{"rank below the mean", list(";TBTL hệ 4;Xếp loại", "A1;Lê Thị Mẫu;25/12/2003;3,31;Khá", "A2;Trần Văn Mẫu;13/11/2003;3,65;Trung bình"), nil},
		{"rank against the mean of ten", list(";TBTL hệ 10;Xếp loại", "A1;Lê Thị Mẫu;25/12/2003;6,1;Giỏi", "A2;Trần Văn Mẫu;13/11/2003;8,2;Giỏi"), nil},
		{"means that disagree", list(";TBTL hệ 10;TBTL hệ 4", "A1;Lê Thị Mẫu;25/12/2003;9,1;2,0", "A2;Trần Văn Mẫu;13/11/2003;8,2;3,4"), nil},
		{"major of another code", list(";Mã ngành;Tên ngành", "A1;Lê Thị Mẫu;25/12/2003;7480201;Công nghệ thông tin", "A2;Trần Văn Mẫu;13/11/2003;7480201;Kế toán", "A3;Phạm Mẫu Ba;14/11/2003;7480201;Công nghệ thông tin"), nil},
		{"major of two codes", list(";Mã ngành;Tên ngành", "A1;Lê Thị Mẫu;25/12/2003;7480201;Kế toán", "A2;Trần Văn Mẫu;13/11/2003;7340301;Kế toán", "A3;Phạm Mẫu Ba;14/11/2003;7340301;Kế toán"), nil},
		{"name and place exchanged", list(";Nơi sinh", "A1;Lê Thị Mẫu;25/12/2008;Huế", "A2;Hà Nội;13/11/2008;Trần Văn Mẫu"), nil},
		{"sex and ethnic group exchanged", list(";Giới tính;Dân tộc", "A1;Lê Thị Mẫu;25/12/2008;Nữ;Kinh", "A2;Trần Văn Mẫu;13/11/2008;Kinh;Nam"), nil},
		{"rank and place exchanged", list(";Nơi sinh;Xếp loại", "A1;Lê Thị Mẫu;25/12/2008;Huế;Khá", "A2;Trần Văn Mẫu;13/11/2008;Giỏi;Vinh"), nil},
		{"sorted without the ids", list(";Giới tính;Số CCCD", "A1;Lê Thị Mẫu;25/12/2008;Nữ;000208000001", "A2;Trần Văn Mẫu;13/11/2007;Nam;000308000002"), nil},
		{"year before the course began", list(";Ngày nhập học;Năm TN", "A1;Lê Thị Mẫu;25/12/2003;05/09/2025;2026"), nil},
		{"enrolled after the decision", list(";Ngày nhập học", "A1;Lê Thị Mẫu;25/12/2003;15/09/2027"), nil},
		{"enrolled as a child", list(";Ngày nhập học", "A1;Lê Thị Mẫu;25/12/2003;15/09/2005"), nil},
	}
}

// namesAsTyped are names and dates as people type and export them.
func namesAsTyped(t *testing.T) []variation {
	t.Helper()
	dated := func(texts ...string) []byte {
		rows := []string{}
		for i, text := range texts {
			rows = append(rows, "A"+itoa(i+1)+";"+nameOf(i)+";"+text)
		}
		return list("", rows...)
	}
	return []variation{
		{"given name first", list("", "A1;Mẫu Thị Nguyễn;25/12/2008", "A2;Văn Mẫu Trần;13/11/2008"), nil},
		{"columns of names exchanged", []byte("Mã HS;Họ đệm;Tên;Ngày sinh\nA1;Mẫu;Lê Thị;25/12/2008\nA2;Hùng;Trần Văn;13/11/2008\n"), nil},
		{"name without accents", list("", "A1;Nguyen Van Mau;25/12/2008", "A2;Trần Văn Mẫu;13/11/2008"), nil},
		{"names without accents all", list("", "A1;Nguyen Van Mau;25/12/2008", "A2;Tran Thi Mau;13/11/2008"), nil},
		{"foreign names", list(";Quốc tịch", "A1;Somchai Keo;25/12/2008;Lào", "A2;Anna Müller;13/11/2008;Đức"), nil},
		{"names with letters of viscii", list("", "A1;Nguyn Vån Mçu;25/12/2008", "A2;Trần Văn Mẫu;13/11/2008"), nil},
		{"two people in a cell", spreadsheet(t, nil, heads(), []any{"A1\nA2", "Lê Thị Mẫu\nTrần Văn Mẫu", "25/12/2008"}), nil},
		{"two names with and", list("", "A1;Lê Thị Mẫu và Trần Văn Mẫu;25/12/2008"), nil},
		{"name with a slash", list("", "A1;Lê Thị Mẫu/Trần Văn Mẫu;25/12/2008"), nil},
		{"nickname in brackets", list("", "A1;Lê Thị Mẫu (Bin);25/12/2008"), nil},
		{"star behind the name", list("", "A1;Lê Thị Mẫu *;25/12/2008", "A2;Trần Văn Mẫu;13/11/2008"), nil},
		{"class behind the name", list("", "A1;Lê Thị Mẫu - A;25/12/2008", "A2;Trần Văn Mẫu - B;13/11/2008"), nil},
		{"name cut at its end", list("", "A1;Lê Thị M…;25/12/2008", "A2;Trần Văn...;13/11/2008"), nil},
		{"name of a placeholder", list("", "A1;Chưa cập nhật;25/12/2008", "A2;Trần Văn Mẫu;13/11/2008", "A3;Nguyễn Văn A;14/11/2008"), nil},
		{"place of a placeholder", list(";Nơi sinh", "A1;Lê Thị Mẫu;25/12/2008;Chưa rõ", "A2;Trần Văn Mẫu;13/11/2008;chưa cập nhật", "A3;Phạm Mẫu Ba;14/11/2008;Không", "A4;Bùi Mẫu Bốn;15/11/2008;xxx"), nil},
		{"ditto marks", list(";Nơi sinh;Xếp loại", `A1;Lê Thị Mẫu;25/12/2008;Huế;Giỏi`, `A2;Trần Văn Mẫu;13/11/2008;nt;nt`, `A3;Phạm Mẫu Ba;14/11/2008;-nt-;//`, `A4;Bùi Mẫu Bốn;15/11/2008;như trên;-`, `A5;Hồ Mẫu Năm;16/11/2008;"""";"""`+`"`), nil},
		{"dates of eight digits", dated("25122008", "20081225"), nil},
		{"date of eight digits as a number", spreadsheet(t, nil, heads(), []any{"A1", "Lê Thị Mẫu", 25122008}, []any{"A2", "Trần Văn Mẫu", 5062008}), nil},
		{"dates in English", dated("25-Dec-2008", "Dec 25, 2008", "25 December 2008"), nil},
		{"dates with Vietnamese months", dated("25 tháng 12, 2008", "25-thg12-2008", "25 Tháng Mười Hai 2008"), nil},
		{"dates with a time", dated("25/12/2008 00:00", "25/12/2008 12:00:00 SA", "25/12/2008 0:00:00", "25/12/2008 07:30"), nil},
		{"dates with a question", dated("25/12/2008?", "?/12/2008", "00/00/2008", "00/12/2008", "25/12/2008 (?)"), nil},
		{"dates with letters for digits", dated("25/l2/2008", "25/12/2O08", "2 5/12/2008"), nil},
		{"year twice wrong", dated("25/12/20008", "25/12/208", "25/12/2080"), nil},
		{"year first with slashes", dated("2008/12/25", "2008.12.25", "2008/05/06"), nil},
		{"year and day before the month", dated("2008-25-12", "2008-13-05"), nil},
		{"ids typed with letters", list(";Số CCCD", "A1;Lê Thị Mẫu;25/12/2008;O003O8000001", "A2;Trần Văn Mẫu;13/11/2008;l00208000001"), nil},
		{"phone in the column of ids", list(";Số CCCD", "A1;Lê Thị Mẫu;25/12/2008;0912345678"), nil},
	}
}

// markedByHand are rows that people marked by colour, comment or format.
func markedByHand(t *testing.T) []variation {
	t.Helper()
	rows := append([][]any{heads("Nơi sinh")}, two([]any{"Huế"}, []any{"Vinh"})...)
	return []variation{
		{"row in yellow", spreadsheet(t, painted(t, "A3", "D3", "FFFF00", false), rows...), nil},
		{"row in red letters", spreadsheet(t, painted(t, "A3", "D3", "FF0000", true), rows...), nil},
		{"cell in orange", spreadsheet(t, painted(t, "C3", "C3", "FFC000", false), rows...), nil},
		{"row in grey", spreadsheet(t, painted(t, "A3", "D3", "D9D9D9", false), rows...), nil},
		{"rows in two colours", spreadsheet(t, changed(painted(t, "A2", "D2", "FFFF00", false), painted(t, "A3", "D3", "FF0000", false)), rows...), nil},
		{"comment on the header", spreadsheet(t, comment(t, "C1", "ngày trước tháng sau"), rows...), nil},
		{"comment of a correction", spreadsheet(t, comment(t, "C3", "sai, đúng là 13/10/2008"), rows...), nil},
		{"comments on every row", spreadsheet(t, changed(comment(t, "A2", "đủ hồ sơ"), comment(t, "A3", "đủ hồ sơ")), rows...), nil},
		{"letters struck beside a colour", spreadsheet(t, changed(painted(t, "A3", "D3", "FFFF00", false), strike(t, "B3", "B3")), rows...), nil},
		{"mark in red", []byte(csvHead + "\nA1;Lê Thị Mẫu;2008\n"), spreadsheet(t, painted(t, "C3", "C3", "FF0000", true), []any{"Mã HS", "Môn", "Điểm"}, []any{"A1", "Toán", "8"}, []any{"A1", "Văn", "3"}, []any{"A1", "Anh", "7"})},
		{"mark with a comment", []byte(csvHead + "\nA1;Lê Thị Mẫu;2008\n"), spreadsheet(t, comment(t, "C3", "điểm phúc khảo 5"), []any{"Mã HS", "Môn", "Điểm"}, []any{"A1", "Toán", "8"}, []any{"A1", "Văn", "3"})},
		{"html row in yellow", page(htmlHead + "<tr>" + htmlRow1 + `<tr bgcolor="yellow">` + htmlRow2), nil},
	}
}

func TestWithPartsKeepsABook(t *testing.T) {
	t.Parallel()
	book := workbook(t, nil, three()...)
	same := withParts(t, book, func(_, text string) string { return text }, nil)
	require.Equal(t, births(readList(t, book)), births(readList(t, same)))
}
