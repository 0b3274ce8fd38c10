package sample

import (
	"fmt"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"
)

// Expected is one thing that is wrong in the dirty list, with the code of the
// problem that a reader must find there. Row 0 is the sheet or file.
type Expected struct {
	Row    int
	Column string
	Code   string
}

// spoiledCell is one cell to spoil: a column of the list and what to put there.
type spoiledCell struct {
	column string
	value  any // a func of the clean cell, or a value; formula is a formula
	code   string
}

type formula string

// spoiledCells are the faults, one row each; a code of "" is odd but good.
var spoiledCells = []spoiledCell{
	{"C", func(clean any) any { return norm.NFD.String(clean.(string)) }, ""}, // as macOS writes
	{"C", func(clean any) any { return "\u00a0" + clean.(string) + "\u200b " }, "invisible_character"},
	{"C", "Ðỗ Thị Mẫu", "lookalike_letter"},
	{"C", "NguyÔn V¨n MÉu", "encoding_tcvn3"},
	{"C", "Nguyeãn Vaên Maãu", "encoding_vni"},
	{"C", "Nguyá»…n VÄƒn Máº«u", "encoding_mojibake"},
	{"C", "Nguyễn Văn 3", "name_form"},
	{"C", formula(`CONCATENATE("A","B")`), "formula"},
	{"C", 12345, "not_text"},
	{"D", 39522, "date_serial"},
	{"D", "29/02/2007", "date_not_in_calendar"},
	{"D", "05/13/2008", "date_not_in_calendar"},
	{"D", "5/6/08", "date_years_of_two_digits"},
	{"D", "mùa thu 2008", "date_form"},
	{"D", "01/01/2099", "date_range"},
	{"D", "2008", "birth_date_partial"}, // one problem of the column, with the next one
	{"D", "6/2008", ""},
	{"D", nil, "missing"},
	{"E", "nu", ""},
	{"E", "F", ""},
	{"E", 2, ""},
	{"E", "x", "sex_form"},
	{"B", 26000501, "moet_id_lost_zero"},
	{"B", "TS-01", "moet_id_form"},
	{"B", nil, "missing"},
	{"Y", 208000601, "national_id_lost_zero"},
	{"Y", "000308", "national_id_lost_zero"},
	{"Y", "0003080006AB", "national_id_form"},
	{"Y", "000099000699", "national_id_differs"},
	{"I", true, "not_text"},
	{"F", longText(60), "too_long"},
}

func longText(n int) string {
	text := ""
	for range n {
		text += "a"
	}
	return text
}

// Dirty makes the list with one of every fault, between rows that are in
// order, and says what is wrong where.
func Dirty() (*excelize.File, []Expected, error) {
	s := newSource(3)
	var rows [][]any
	var faults []Expected
	formulas := map[string]string{}
	for i, m := range spoiledCells {
		row := thptRow(s, i)
		row[1] = fmt.Sprintf("00%08d", 26_000_501+i)
		col, err := excelize.ColumnNameToNumber(m.column)
		if err != nil {
			return nil, nil, err
		}
		number := thptHeaderRow + 1 + i
		switch v := m.value.(type) {
		case func(any) any:
			row[col-1] = v(row[col-1])
		case formula:
			row[col-1] = nil
			formulas[m.column+strconv.Itoa(number)] = string(v)
		default:
			row[col-1] = v
		}
		if m.column == "D" && m.code == "" || m.code == "date_serial" {
			row[24] = nil // its year no longer follows from the row's
		}
		if m.column == "E" && m.code == "" {
			row[24] = nil
		}
		if m.code != "" {
			faults = append(faults, Expected{number, m.column, m.code})
		}
		rows = append(rows, row)
	}
	rows, faults = addRepeatedRows(s, rows, faults)
	file, err := thptFile(rows)
	if err != nil {
		return nil, nil, err
	}
	w := &sheetWriter{file: file, sheet: file.GetSheetName(0)}
	for cell, text := range formulas {
		w.keepError(file.SetCellFormula(w.sheet, cell, text))
	}
	after := thptHeaderRow + len(rows) + 6 // below the signatures
	w.row(after, thptRow(s, 998))
	faults = append(faults, Expected{after, "", "row_after_footer"}, Expected{after - 4, "", "rows_below_list"})
	// The total counts the title among the people, and the running number of what is
	// repeated begins elsewhere.
	faults = append(faults, Expected{after - 4, "C", "total_differs"},
		Expected{thptHeaderRow + len(spoiledCells) + 1, "A", "numbers_skip"})
	faults = append(faults, w.addSerialColumn(rows)...)
	w.setLegacyFont("C" + strconv.Itoa(thptHeaderRow+len(rows)))
	faults = append(faults, Expected{thptHeaderRow + len(rows), "C", "encoding_letters_lost"})
	return file, faults, w.err
}

// addSerialColumn adds a column of serial numbers, of which one repeats and one is missing.
func (w *sheetWriter) addSerialColumn(rows [][]any) (faults []Expected) {
	w.keepError(w.file.SetCellStr(w.sheet, "Z4", "Số hiệu"))
	for i := range rows {
		serial := fmt.Sprintf("B %08d", i+1)
		row := thptHeaderRow + 1 + i
		switch i {
		case 1:
			serial = "B 00000001"
			faults = append(faults, Expected{row, "Z", "serial_repeated"})
		case 2:
			serial = ""
			faults = append(faults, Expected{row, "Z", "partly_filled"})
		}
		if serial != "" && len(rows[i]) == len(thptHeader) { // titles have none
			w.keepError(w.file.SetCellStr(w.sheet, "Z"+strconv.Itoa(row), serial))
		}
	}
	return faults
}

// addRepeatedRows adds rows that repeat a code, an id or a person, a title within the
// list and a last row for a legacy font.
func addRepeatedRows(s *source, rows [][]any, faults []Expected) ([][]any, []Expected) {
	at := func() int { return thptHeaderRow + len(rows) }
	first, second := thptRow(s, 900), thptRow(s, 901)
	rows = append(rows, first)
	second[1] = first[1]
	rows = append(rows, second)
	faults = append(faults, Expected{at(), "B", "learner_code_repeated"})
	third := thptRow(s, 902)
	third[2], third[3], third[4], third[24] = first[2], first[3], first[4], first[24]
	if t, ok := third[3].(time.Time); ok {
		third[3] = dateText(t)
	}
	rows = append(rows, third)
	faults = append(faults, Expected{at(), "Y", "national_id_repeated"}, Expected{at(), "C", "person_repeated"})
	rows = append(rows, []any{nil, nil, "Lớp 12A9"})
	faults = append(faults, Expected{at(), "", "row_ignored"})
	rows = append(rows, thptRow(s, 903))
	return rows, faults
}

// setLegacyFont gives a cell a TCVN3 font, under which plain letters mean others.
func (w *sheetWriter) setLegacyFont(cell string) {
	style, err := w.file.NewStyle(&excelize.Style{Font: &excelize.Font{Family: ".VnTime", Size: 12}})
	w.keepError(err)
	w.keepError(w.file.SetCellStr(w.sheet, cell, "Hng"))
	w.keepError(w.file.SetCellStyle(w.sheet, cell, cell, style))
}
