package roster

import "slices"

// Names of sheets that people keep beside the one that counts. Without accents some of them are
// names of people and places too, so that they must be the whole name then.
var (
	keptSheets = phraseList(`
		cũ; nháp; bản lưu; lưu trữ; sao lưu; không dùng; không sử dụng; bỏ đi; thay thế; chưa sửa; trước khi sửa;
		old; draft; backup; copy; previous; do not use`)
	keptSheetsPlain = phraseList(`cu; nhap; ban cu; ban nhap; danh sach cu; ds cu; ban luu; sao luu; khong dung; chua sua`)
	keptEnglish     = phraseList(`old; draft; backup; copy; previous; do not use`)
)

// isKeptSheet reports whether a sheet's name says that it is an older version, a copy or a draft.
func isKeptSheet(name string) bool {
	s := sayingOf(name)
	if s.plain {
		return s.is(keptSheetsPlain) || s.has(keptEnglish)
	}
	return s.has(keptSheets)
}

// withoutKeptSheet asks about a sheet that its name calls an older version, a copy or a draft, where
// the file has another one that can be read, and leaves it out where a person said so.
func (r *reader) withoutKeptSheet(rows []int) []int {
	if len(rows) == 0 || !isKeptSheet(r.table.Name) || !slices.ContainsFunc(r.tables, r.isReadBeside) {
		return rows
	}
	r.isKept = true
	if r.report(CodeSheetKept, -1, -1, r.table.Name) != AnswerLeaveOut {
		return rows
	}
	return r.withoutAll(rows)
}

// isReadBeside reports whether another sheet has a header and is none of those that are kept.
func (r *reader) isReadBeside(t *table) bool {
	if t == r.table || isKeptSheet(t.Name) {
		return false
	}
	_, ok, _ := findHeader(t, r.index)
	return ok
}
