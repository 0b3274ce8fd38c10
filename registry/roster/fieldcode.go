package roster

// demandFields refuses a list whose documents need the code or the name of a field of study
// where neither a row nor the upload has it: once for the list or for the column.
func (r *reader) demandFields(rows []int) {
	terms := r.input.Terms
	kind, known := issuedType(terms.Type)
	if !known || !kind.FieldRequired {
		return
	}
	for _, row := range rows {
		code, major := r.shownOf(row, FieldMajorCode), r.shownOf(row, FieldMajor)
		other := major != "" && terms.Major != "" && major != terms.Major // whose code the upload does not know
		switch {
		case code == "" && (terms.Field == "" || other):
			r.reportField(CodeFieldMissing, row, FieldMajorCode, major)
		case major == "" && (terms.Major == "" || code != "" && code != terms.Field):
			r.reportField(CodeMajorMissing, row, FieldMajor, code)
		}
	}
}

// shownOf returns what a row shows of a field, "" where no column has it.
func (r *reader) shownOf(row int, f Field) string {
	col, ok := r.column(f)
	if !ok {
		return ""
	}
	return r.table.shown(row, col)
}

// reportField adds a row to the problem of a column that lacks a value, or to that of a list
// without the column; beside is what the row says of the field of study.
func (r *reader) reportField(code Code, row int, f Field, beside string) {
	if col, ok := r.column(f); ok {
		r.reportColumn(code, row, col, beside)
		return
	}
	p := r.problem(code, row, -1, beside)
	p.Header = f.Name()
	r.addToColumn(p)
}
