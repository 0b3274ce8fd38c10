package roster

import (
	"maps"
	"slices"
	"strings"
)

// groupOver is what the rows of a header say over several columns: whose data they are.
type groupOver struct {
	text string
	// merged is false for a cell above the header that is not merged over its columns: nobody
	// can tell how many of them it is for.
	merged bool
}

// otherPeople are those whose data lists have in columns of their own, beside the learner's.
var otherPeople = append(phraseList(`
	gia đình; thân nhân; người thân; người nuôi; nuôi dưỡng; đỡ đầu; vợ; chồng; ông; bà; anh chị em; bảo lãnh;
	liên hệ; liên lạc; đại diện; người nhận; nhận thay; nhận hộ; ủy quyền; người ký; người lập; cán bộ; người cấp;
	gvcn; gv; giáo viên; chủ nhiệm; giảng viên; cố vấn; hướng dẫn; hiệu trưởng; giám thị; giám khảo;
	father; mother; parent; parents; guardian; teacher; spouse; contact`),
	slices.DeleteFunc(slices.Clone(parents), func(p phrase) bool { return slices.Contains(shortParents, p) })...)

// shortParents mean something else within a longer text: "Đợt ba".
var shortParents = phrases("ba", "má", "PH")

// ofLearners are words of a group over columns of the learner's.
var ofLearners = phraseList(`
	học sinh; sinh viên; học viên; người học; thí sinh; hs; sv; hv; cá nhân; lý lịch; sơ yếu; thông tin; khai sinh;
	được cấp; văn bằng; bằng; chứng chỉ; tốt nghiệp; quyết định; sổ gốc; sổ; kết quả; điểm; xếp loại; học lực;
	họ; tên; sinh; ngày; tháng; năm; nơi; số; giới; giới tính; diện; thuộc; trong đó; cccd; cmnd; căn cước; định danh; giấy tờ;
	giấy; dân tộc; quốc tịch; student; learner; graduate; personal; name; birth; date`)

// personalFields are those that other people have too.
var personalFields = []Field{FieldFullName, FieldFamilyName, FieldMiddleName, FieldGivenName, FieldBirthDate,
	FieldBirthDay, FieldBirthMonth, FieldBirthYear, FieldBirthPlace, FieldSex, FieldFemale, FieldMale,
	FieldEthnicity, FieldNationality, FieldNationalID, FieldLearnerCode, FieldMOETID}

// isOfOtherPeople reports whether a group's words say that its columns are not the learner's.
func isOfOtherPeople(group string) bool {
	s := sayingOf(group)
	return s.has(otherPeople) || s.is(shortParents)
}

// groupAbove returns the words of other people in the row above a header, over a column. A
// cell in the first column, a long one and one that speaks of the list is a title.
func groupAbove(t *table, row, col int) groupOver {
	if row < 0 {
		return groupOver{}
	}
	cells := t.Rows[row].Cells
	i := len(cells) - 1
	for i >= 0 && (int(cells[i].Col) > col || strings.TrimSpace(cells[i].Text) == "") {
		i--
	}
	if i < 0 || cells[i].Col == 0 {
		return groupOver{}
	}
	at, text := int(cells[i].Col), t.shown(row, int(cells[i].Col))
	last := mergedTo(t, row, at)
	switch {
	case len(strings.Fields(text)) > groupWords/2, strings.Contains(text, ":"), !isOfOtherPeople(text),
		sayingOf(text).has(ofLists), last > at && last < col:
		return groupOver{}
	}
	return groupOver{text, last > at}
}

// ofLists are words of titles.
var ofLists = phraseList(`danh sách; lớp; khối; trường; phòng; khoa; học sinh; sinh viên; học viên; thí sinh; năm`)

// mergedTo returns the last column of the merged block that begins in a cell, or its own.
func mergedTo(t *table, row, col int) int {
	for _, m := range t.Merges {
		if m.Row1 == row && m.Col1 == col {
			return m.Col2
		}
	}
	return col
}

// takeUnder lets a column under a group have a field, unless the group is of other people.
func (l *layout) takeUnder(group groupOver, field Field, col int, weak bool) {
	switch {
	case !isOfOtherPeople(group.text), !slices.Contains(personalFields, field):
		l.take(field, col, weak)
	case group.merged:
		l.others[col] = field
	default: // another column goes before it
		l.take(field, col, true)
	}
}

// askGroups asks about columns that are read under a group of which nobody can tell whether
// it is the learner's.
func (r *reader) askGroups() {
	fields := map[int]Field{}
	for f, col := range r.layout.columns {
		fields[col] = f
	}
	for _, col := range slices.Sorted(maps.Keys(r.layout.groups)) {
		group := r.layout.groups[col]
		known, _, _ := r.index.split(group.text)
		if r.layout.chosen[col] || !slices.Contains(personalFields, fields[col]) || known != "" ||
			group.merged && sayingOf(group.text).has(ofLearners) {
			continue
		}
		p := r.problem(CodeColumnGroup, r.layout.first, col, group.text)
		p.Suggestion = fields[col].Name()
		r.add(p)
	}
}

// sameFields are fields of which a list has one or the other.
var sameFields = [][]Field{
	{FieldFullName, FieldFamilyName, FieldMiddleName, FieldGivenName},
	{FieldBirthDate, FieldBirthDay, FieldBirthMonth, FieldBirthYear},
	{FieldSex, FieldFemale, FieldMale},
	{FieldLearnerCode, FieldMOETID},
}

// reads reports whether a column is read that says what a field says.
func (r *reader) reads(f Field) bool {
	if _, ok := r.column(f); ok {
		return true
	}
	i := slices.IndexFunc(sameFields, func(same []Field) bool { return slices.Contains(same, f) })
	return i >= 0 && r.layout.hasEach([][]Field{sameFields[i]})
}
