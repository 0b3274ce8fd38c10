package roster

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"sogoc/registry/roster/grid"
)

// templateOrder is the order of the columns of the files to fill in. The first ones
// must be filled; what to write in each is in the table of columns.
var templateOrder = map[string][]Field{
	FileList: {FieldLearnerCode, FieldFullName, FieldBirthDate, FieldBirthPlace, FieldSex, FieldEthnicity,
		FieldNationality, FieldNationalID,
		FieldRank, FieldMajorCode, FieldMajor, FieldGraduationYear, FieldSerial, FieldRegister},
	FileCourses: {FieldLearnerCode, FieldCourseCode, FieldCourseName, FieldCredits, FieldMark10, FieldMarkLetter,
		FieldMark4, FieldTerm, FieldSchoolYear},
}

// templateColumns returns the columns of one of the two files to fill in.
func templateColumns(file string) []columnSpec {
	var columns []columnSpec
	for _, f := range templateOrder[file] {
		for _, spec := range columnsOf(file) {
			if spec.field == f {
				columns = append(columns, spec)
			}
		}
	}
	return columns
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
	columns := templateColumns(file)
	last := grid.Letter(len(columns) - 1)
	if err := f.SetCellStyle(sheet, "A2", last+fmt.Sprint(templateRows), text); err != nil {
		return nil, err
	}
	for i, c := range columns {
		at := grid.Letter(i) + "1"
		color, words := "E7EFEB", c.help.Vi+"\n"+c.help.En
		if c.needed {
			color, words = "A9CDBE", "Bắt buộc. "+words
		}
		head, err := f.NewStyle(&excelize.Style{
			NumFmt:    49,
			Font:      &excelize.Font{Bold: true},
			Fill:      excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}},
			Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"},
		})
		if err != nil {
			return nil, err
		}
		comment := excelize.Comment{Cell: at, Author: registerAuthor, Width: 280, Height: 90,
			Paragraph: []excelize.RichTextRun{{Text: words}}}
		for _, err := range []error{
			f.SetCellStr(sheet, at, c.aliases[0]+c.form),
			f.SetCellStyle(sheet, at, at, head),
			f.SetColWidth(sheet, grid.Letter(i), grid.Letter(i), 22),
			f.AddComment(sheet, comment),
		} {
			if err != nil {
				return nil, fmt.Errorf("template: %w", err)
			}
		}
	}
	panes := &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}
	if err := f.SetPanes(sheet, panes); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return out.Bytes(), nil
}
