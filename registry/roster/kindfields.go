package roster

import (
	"slices"

	"sogoc/registry/roster/codelist"
	"sogoc/verifier/credential"
)

// generalTypes are awarded by general schools: they say nothing of a field of study.
var generalTypes = []string{"VN-PRI", "VN-LSE", "VN-USE", "VN-HB"}

var (
	// fieldsOfStudy are on no document of a general school, whose lists use their headers for other
	// things: "Nghề" is a mark in vocational training there.
	fieldsOfStudy = []Field{FieldMajor, FieldMajorCode, FieldSpecialization, FieldMode, FieldLanguage, FieldDuration}
	// transcriptFields are on transcripts only.
	transcriptFields = []Field{FieldEnrolDate, FieldLanguage, FieldDuration}
	// comparedFields are on transcripts only too, and are held against the rank in every list.
	comparedFields = []Field{FieldTotalCredits, FieldGPA10, FieldGPA4}
)

// isOfOtherKinds reports whether the documents of the upload cannot have a field.
func (r *reader) isOfOtherKinds(f Field) bool {
	kind, known := issuedType(r.input.Terms.Type)
	switch {
	case !known || r.table.file != FileList:
		return false
	case slices.Contains(fieldsOfStudy, f) && r.isType(generalTypes), f == FieldMajorCode && !kind.FieldAllowed:
		return true
	}
	return slices.Contains(transcriptFields, f) && !r.hasTranscripts(kind)
}

// isComparedOnly reports whether a field is read to be compared with others and is on no document.
func (r *reader) isComparedOnly(f Field) bool {
	kind, known := issuedType(r.input.Terms.Type)
	return known && r.table.file == FileList && slices.Contains(comparedFields, f) && !r.hasTranscripts(kind)
}

func (r *reader) hasTranscripts(kind credential.Type) bool {
	return kind.Form == credential.FormTranscript || r.input.Courses != nil
}

// withoutOtherKinds forgets the columns of fields that the documents cannot have: they are listed
// as not used. It says so of columns that a person chose to be such a field.
func (r *reader) withoutOtherKinds() {
	l := &r.layout
	for _, f := range Fields(FileList) {
		if !r.isOfOtherKinds(f) {
			continue
		}
		if col, ok := l.columns[f]; ok && l.chosen[col] {
			r.report(CodeFieldOfOtherKind, l.first, col, l.names[col])
		}
		delete(l.columns, f)
		delete(l.again, f)
		l.repeated = slices.DeleteFunc(l.repeated, func(col int) bool {
			named, _ := r.index.field(l.names[col])
			return named == f
		})
	}
}

// major reads the name of a field of study or a specialization, and asks about one that is the name
// of a rank.
func (r *reader) major(row int, f Field) string {
	text := r.text(row, f, 150)
	if codelist.Ranks.Known(text) {
		r.addValue(r.problem(CodeMajorRank, row, r.layout.columns[f], text))
	}
	return text
}

// mode reads a mode of study, and asks about one that is none of those that are known.
func (r *reader) mode(row int) string {
	text, col := r.text(row, FieldMode, 100), r.layout.columns[FieldMode]
	asked := isPlaceholder(text) || r.undecided[cellAt{row, col}]
	if hasLetterOrDigit(text) && !asked && !isMode(text) {
		r.addValue(r.problem(CodeModeUnknown, row, col, text))
	}
	return text
}

// weakRanks are those of learners who do not graduate.
var weakRanks = phraseList(`yếu; kém; loại yếu; loại kém; xếp loại yếu; xếp loại kém`)

// isWeakRank reports whether a cell of the column of ranks has one with which nobody graduates.
// School records have it of everybody.
func (r *reader) isWeakRank(col int, cell saying) bool {
	ranks, ok := r.column(FieldRank)
	if !ok || ranks != col || !cell.is(weakRanks) {
		return false
	}
	kind, known := issuedType(r.input.Terms.Type)
	return !known || kind.Form != credential.FormTranscript
}
