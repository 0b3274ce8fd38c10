package roster

import (
	"maps"
	"slices"
)

// otherMeanings are words of headers that say what a column holds, and that no field is
// called by.
var otherMeanings = phraseList(`
	quê; quê quán; nguyên quán; thường trú; tạm trú; hộ khẩu; chỗ ở; nơi ở; cư trú; địa chỉ; nơi cấp; ngày cấp;
	ngày vào; ngày nhận; ngày thi; tôn giáo; lớp; bí danh; tên khác; thường gọi; nghề nghiệp; điện thoại; sđt;
	email; ghi chú; address; hometown; class; phone; note`)

// askChosen asks about columns that a person chose, now or for an earlier list, against what
// their headers say: of other people, of another field, or while a column whose header
// names the field is not read. It asks anew for each list, and the approver sees the answer.
func (r *reader) askChosen(rows []int) {
	read := r.readColumns()
	for _, f := range slices.Sorted(maps.Keys(r.layout.columns)) {
		col := r.layout.columns[f]
		if f == FieldMark10 || !r.layout.chosen[col] || !r.isAgainstHeader(col, f, read) {
			continue
		}
		for _, row := range rows {
			if text := r.table.shown(row, col); text != "" {
				p := r.problem(CodeColumnChosen, row, col, text)
				p.Suggestion = f.Name()
				r.addToColumn(p, text)
			}
		}
	}
}

// isAgainstHeader reports whether a column's header says something else than the field as
// which it is read.
func (r *reader) isAgainstHeader(col int, f Field, read []int) bool {
	header := r.layout.names[col]
	named, _, addition := r.index.split(header)
	switch {
	case r.isOfAnotherPerson(col):
		return true
	case named != "" && !areSame(named, f), named == "" && sayingOf(header).has(otherMeanings):
		return true
	case named == f && r.index.isExplanation(named, addition):
		return false
	}
	for _, other := range slices.Sorted(maps.Keys(r.layout.names)) {
		called, weak := r.index.field(r.layout.names[other])
		if called == f && !weak && !slices.Contains(read, other) {
			return true
		}
	}
	return false
}

// areSame reports whether two fields say the same of a person, in one form or another.
func areSame(a, b Field) bool {
	return a == b || slices.ContainsFunc(sameFields, func(same []Field) bool {
		return slices.Contains(same, a) && slices.Contains(same, b)
	})
}
