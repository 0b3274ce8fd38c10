package roster

import (
	"slices"

	"sogoc/registry/roster/codelist"
)

// ownFields are of columns that may be empty and of which something is printed of each person alone.
// Nationality is empty for those of Viet Nam; the import says for all what is the same of all.
var ownFields = []Field{FieldBirthPlace, FieldSex, FieldEthnicity, FieldRank, FieldGPA10, FieldGPA4, FieldTotalCredits}

// askMissing asks about cells that are empty in few rows of a column that nearly all fill. Where
// cells were moved up by one, it is the last ones.
func (r *reader) askMissing(rows []int) {
	for _, f := range ownFields {
		col, ok := r.column(f)
		if !ok {
			continue
		}
		empty := slices.DeleteFunc(slices.Clone(rows), func(row int) bool { return !r.isEmptyOf(f, row, col) })
		if len(rows) < leastOfGaps || len(empty)*rareShare > len(rows) {
			continue
		}
		for _, row := range empty {
			r.reportColumn(CodeMissingOfFew, row, col, "", r.nameShown(row))
		}
	}
}

// isEmptyOf reports whether a row says nothing of a field. A birth place may stand in several columns.
func (r *reader) isEmptyOf(f Field, row, col int) bool {
	columns := []int{col}
	if f == FieldBirthPlace {
		columns = append(columns, r.layout.places...)
	}
	return !slices.ContainsFunc(columns, func(col int) bool { return r.table.shown(row, col) != "" })
}

// codeHeaders are whole headers of columns that tell learners apart where there is no code.
var codeHeaders = phraseList(`số báo danh; sbd; mã; mã số; mã thí sinh; mã cá nhân; mã số cá nhân; code; id`)

// suggestedField returns what an unknown header probably means: a code where the list has none, nothing
// for a subject, else what it resembles.
func (r *reader) suggestedField(header string, resembles Field) Field {
	switch {
	case sayingOf(header).is(codeHeaders) && !r.layout.hasEach([][]Field{learnerFields}):
		return FieldLearnerCode
	case codelist.IsSubject(header):
		return ""
	}
	return resembles
}
