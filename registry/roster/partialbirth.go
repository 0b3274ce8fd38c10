package roster

// askPartialBirths asks about birth dates of which only the year, or month and year, stands
// there: about those among whole dates, and about a whole column of them. Of few people each
// may be one whose day nobody knows; of many that is hardly so.
func (r *reader) askPartialBirths(rows []int) {
	col, ok := r.column(FieldBirthDate)
	if !ok {
		col, ok = r.column(FieldBirthYear)
	}
	if !ok {
		return
	}
	partial, whole := map[int]string{}, 0
	for _, row := range rows {
		switch text, part := r.partOfBirth(row); {
		case part:
			partial[row] = text
		case text != "":
			whole++
		}
	}
	code := CodeBirthPartial
	if whole == 0 {
		code = CodeBirthsPartial
	}
	if whole <= len(partial) && len(partial) < leastOfGaps {
		return
	}
	for _, row := range rows {
		if text, part := partial[row]; part {
			r.reportColumn(code, row, col, text, text)
		}
	}
}

// partOfBirth returns what a row says of a birth date, and whether it says a part of it only.
func (r *reader) partOfBirth(row int) (text string, part bool) {
	if col, ok := r.column(FieldBirthDate); ok {
		text = r.table.shown(row, col)
		d, code := parseDate(text, false)
		return text, code == "" && !d.whole()
	}
	if text = r.table.shown(row, r.layout.columns[FieldBirthYear]); text == "" {
		return "", false
	}
	for _, f := range []Field{FieldBirthMonth, FieldBirthDay} {
		said := r.table.shown(row, r.layout.columns[f])
		if said == "" {
			return text, true
		}
		text = said + "/" + text
	}
	return text, false
}
