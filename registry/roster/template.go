package roster

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"
)

// templates are the columns of the files to fill in, with what to write there.
// The first ones must be filled.
var templates = map[string][]struct {
	field  Field
	needed bool
	vi, en string
}{
	FileList: {
		{FieldLearnerCode, true, "Mã học sinh hoặc mã sinh viên; mỗi người một mã.", "Learner code; one for each."},
		{FieldFullName, true, "Đúng như sẽ in trên văn bằng.", "As it will be printed on the diploma."},
		{FieldBirthDate, true, "dd/mm/yyyy, ví dụ 05/06/2008. Chỉ biết năm sinh thì ghi năm.", "dd/mm/yyyy, such as 05/06/2008; the year alone where only that is known."},
		{FieldBirthPlace, false, "Như trên giấy khai sinh hoặc căn cước.", "As in the birth certificate or identity card."},
		{FieldSex, false, "Nam hoặc Nữ.", "Nam (male) or Nữ (female)."},
		{FieldEthnicity, false, "Ví dụ: Kinh, Tày, Khmer.", "Such as Kinh, Tày, Khmer."},
		{FieldNationality, false, "Bỏ trống nếu là Việt Nam.", "Leave empty for Viet Nam."},
		{FieldNationalID, false, "12 chữ số, giữ số 0 ở đầu.", "12 digits, with leading zeros."},
		{FieldRank, false, "Đúng như sẽ in, ví dụ: Giỏi.", "As it will be printed, such as Giỏi."},
		{FieldMajorCode, false, "Đại học, cao đẳng: mã ngành, ví dụ 7480201.", "Higher education: major code, such as 7480201."},
		{FieldMajor, false, "Tên ngành như sẽ in.", "The major's name as it will be printed."},
		{FieldGraduationYear, false, "Bốn chữ số.", "Four digits."},
		{FieldSerial, false, "Điền cho cả danh sách, hoặc xoá cột để hệ thống cấp số.", "Fill it for the whole list, or delete the column to have numbers assigned."},
		{FieldRegister, false, "Điền cho cả danh sách, hoặc xoá cột để hệ thống cấp số.", "Fill it for the whole list, or delete the column to have numbers assigned."},
	},
	FileCourses: {
		{FieldLearnerCode, true, "Mã người học như trong danh sách tốt nghiệp; mỗi học phần một dòng.", "The learner code of the list of graduates; one row for each course."},
		{FieldCourseCode, false, "Mã học phần.", "Course code."},
		{FieldCourseName, true, "Tên học phần như in trên bảng điểm.", "The course's name as it will be printed."},
		{FieldCredits, false, "Số tín chỉ.", "Credits."},
		{FieldMark10, false, "Từ 0 đến 10, ví dụ 8,5; cần ít nhất một loại điểm.", "0 to 10, such as 8,5; one kind of mark is needed."},
		{FieldMarkLetter, false, "A+ đến F.", "A+ to F."},
		{FieldMark4, false, "Từ 0 đến 4.", "0 to 4."},
		{FieldTerm, false, "Học kỳ.", "Term."},
		{FieldSchoolYear, false, "Ví dụ 2025-2026.", "Such as 2025-2026."},
	},
}

// templateRows is how many rows below the header are formatted as text, so
// that codes keep their zeros and dates stay as they are typed.
const templateRows = 2_000

// Template returns an empty XLSX file of one of the two kinds, to be filled
// in: needed columns have a darker head, and each head says what to write.
func Template(file string) ([]byte, error) {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }()
	sheet := f.GetSheetName(0)
	text, err := textStyle(f)
	if err != nil {
		return nil, err
	}
	columns := templates[file]
	last := letter(len(columns) - 1)
	if err := f.SetCellStyle(sheet, "A2", last+fmt.Sprint(templateRows), text); err != nil {
		return nil, err
	}
	for i, c := range columns {
		at := letter(i) + "1"
		color, words := "E7EFEB", c.vi+"\n"+c.en
		if c.needed {
			color, words = "A9CDBE", "Bắt buộc. "+words
		}
		head, err := f.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}},
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
		if err != nil {
			return nil, err
		}
		for _, err := range []error{
			f.SetCellStr(sheet, at, c.field.Name()), f.SetCellStyle(sheet, at, at, head), f.SetColWidth(sheet, letter(i), letter(i), 22),
			f.AddComment(sheet, excelize.Comment{Cell: at, Author: "Sổ Gốc", Width: 280, Height: 90, Paragraph: []excelize.RichTextRun{{Text: words}}}),
		} {
			if err != nil {
				return nil, fmt.Errorf("template: %w", err)
			}
		}
	}
	if err := f.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return out.Bytes(), nil
}
