package sample

import (
	"fmt"
	"time"

	"github.com/xuri/excelize/v2"
)

// The school of the upper-secondary list.
const (
	SchoolName   = "Trường THPT Số 1 (mẫu)"
	SchoolNameEn = "Upper Secondary School No. 1 (sample)"
)

// THPTCount is the number of graduates in THPT.
const THPTCount = 250

// thptHeader is that of the student list which the sector database exports,
// in the order of its columns. Nearly all of it is nobody's business here.
var thptHeader = []string{"STT", "Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh", "Giới tính", "Dân tộc", "Trạng thái",
	"SĐT liên hệ", "Nơi sinh chi tiết", "Tổ/thôn Hộ khẩu thường trú", "Tỉnh thành quê quán", "Phường Xã quê quán",
	"Chỗ ở hiện nay", "Số CMND", "Ngày cấp", "Nơi cấp", "Tên cha", "Nghề nghiệp cha", "Năm sinh cha", "Tên mẹ",
	"Nghề nghiệp mẹ", "Năm sinh mẹ", "Lớp học", "Khối học", "Số định danh cá nhân"}

// thptHeaderRow is the row of the header, under the titles.
const thptHeaderRow = 4

// THPT makes the list of upper-secondary graduates.
func THPT() (*excelize.File, error) {
	s := newSource(1)
	rows := make([][]any, THPTCount)
	for i := range rows {
		rows[i] = thptRow(s, i)
	}
	return thptFile(rows)
}

// thptRow makes one row. Birth dates are text, as the database exports them.
func thptRow(s *source, i int) []any {
	p := s.person(2008, 2008, 2008, 2008, 2008, 2008, 2008, 2007)
	return []any{i + 1, fmt.Sprintf("00%08d", 26_000_001+i), p.name, dateText(p.born), p.sex(), p.ethnicity, "Đang học",
		"0000000000", p.birthPlace, "Thôn mẫu", "Tỉnh mẫu", "Xã mẫu", "Số 0 đường mẫu", fmt.Sprintf("%09d", i+1),
		"01/01/2022", "Nơi cấp mẫu", fmt.Sprintf("Cha mẫu %d", i+1), "Nghề mẫu", 1980, fmt.Sprintf("Mẹ mẫu %d", i+1),
		"Nghề mẫu", 1982, fmt.Sprintf("12A%d", 1+i/42), "Khối 12", p.nationalID}
}

// thptFile lays rows out under titles and over signatures.
func thptFile(rows [][]any) (*excelize.File, error) {
	w := &sheetWriter{file: excelize.NewFile(), sheet: "Danh sách"}
	w.keepError(w.file.SetSheetName("Sheet1", w.sheet))
	w.merged("A1", "H1", "SỞ GIÁO DỤC VÀ ĐÀO TẠO TỈNH MẪU")
	w.merged("A2", "Y2", "DANH SÁCH HỌC SINH TỐT NGHIỆP THPT NĂM 2026 (MẪU)")
	w.row(thptHeaderRow, toAny(thptHeader))
	for i, row := range rows {
		w.row(thptHeaderRow+1+i, row)
	}
	end := thptHeaderRow + len(rows) + 2
	w.row(end, []any{nil, nil, fmt.Sprintf("Tổng số: %d học sinh", len(rows))})
	w.row(end+1, []any{nil, nil, "Người lập biểu", nil, nil, nil, nil, nil, "Tỉnh Mẫu, ngày 30 tháng 6 năm 2026"})
	w.row(end+2, []any{nil, nil, nil, nil, nil, nil, nil, nil, "HIỆU TRƯỞNG"})
	w.keepError(
		w.file.SetDocProps(
			&excelize.DocProperties{
				Creator:  "sample",
				Created:  "2026-06-30T00:00:00Z",
				Modified: "2026-06-30T00:00:00Z",
			},
		),
	)
	return w.file, w.err
}

// sheetWriter keeps the first error of many small steps.
type sheetWriter struct {
	file  *excelize.File
	sheet string
	date  int // style of date cells, 0 until needed
	err   error
}

func (w *sheetWriter) keepError(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *sheetWriter) merged(from, to, text string) {
	w.keepError(w.file.SetCellStr(w.sheet, from, text))
	w.keepError(w.file.MergeCell(w.sheet, from, to))
}

// row writes one row; nil leaves a cell out, a time.Time is a date cell, and
// every text stays text.
func (w *sheetWriter) row(row int, values []any) {
	for i, value := range values {
		name, err := excelize.CoordinatesToCellName(i+1, row)
		w.keepError(err)
		switch v := value.(type) {
		case nil:
		case time.Time:
			w.dateCell(name, v)
		case string:
			w.keepError(w.file.SetCellStr(w.sheet, name, v))
		default:
			w.keepError(w.file.SetCellValue(w.sheet, name, v))
		}
	}
}

func (w *sheetWriter) dateCell(name string, at time.Time) {
	if w.date == 0 {
		format := "dd/mm/yyyy"
		style, err := w.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
		w.keepError(err)
		w.date = style
	}
	w.keepError(w.file.SetCellValue(w.sheet, name, at))
	w.keepError(w.file.SetCellStyle(w.sheet, name, name, w.date))
}

func toAny(texts []string) []any {
	values := make([]any, len(texts))
	for i, text := range texts {
		values[i] = text
	}
	return values
}
