package roster

// askPartialBirths asks about birth dates of which only the year, or month and year, stands
// there, where most rows have the whole date.
func (r *reader) askPartialBirths(rows []int) {
	col, ok := r.column(FieldBirthDate)
	if !ok {
		return
	}
	var partial []int
	whole := 0
	for _, row := range rows {
		d, code := parseDate(r.table.shown(row, col), false)
		switch {
		case code == "" && !d.whole():
			partial = append(partial, row)
		case r.table.shown(row, col) != "":
			whole++
		}
	}
	if whole <= len(partial) {
		return
	}
	for _, row := range partial {
		text := r.table.shown(row, col)
		r.reportColumn(CodeBirthPartial, row, col, text, text)
	}
}
