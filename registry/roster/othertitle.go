package roster

import "strings"

// withoutOthers asks about a sheet whose name or titles say that its people have not
// graduated, and leaves it out where a person said so.
func (r *reader) withoutOthers(rows []int) []int {
	row, title := r.titleOfOthers()
	if title == "" || len(rows) == 0 {
		return rows
	}
	if r.report(CodeListOfOthers, row, -1, title) != AnswerLeaveOut {
		return rows
	}
	for _, row := range rows {
		r.leave(row)
		r.reportColumn(CodeRowLeftOut, row, -1, r.nameShown(row))
	}
	return nil
}

// titleOfOthers returns what says so: the sheet's name or a text above the table, of
// row -1, or a cell above the header.
func (r *reader) titleOfOthers() (row int, title string) {
	name := sayingOf(r.table.Name)
	isLetter := len(strings.TrimSpace(name.words)) < 3 // of a class, such as K
	if name.has(failedPhrases) || name.is(failedWords) && !isLetter {
		return -1, r.table.Name
	}
	if sayingOf(r.table.Title).has(failedPhrases) {
		return -1, r.table.Title
	}
	for row := range min(r.layout.first, len(r.table.Rows)) {
		for _, c := range r.table.Rows[row].Cells {
			if sayingOf(c.Text).has(failedPhrases) {
				return row, c.Text
			}
		}
	}
	return 0, ""
}
