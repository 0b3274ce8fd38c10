package roster

import (
	"slices"
	"strings"
)

// mostTogether is how many wordings of a column of remarks are listed in one question at most.
const mostTogether = 50

// doubtedWords let a remark be asked about by itself, though it says nothing of graduating.
var doubtedWords = phraseList(`
	không; ko; chưa; thiếu; hủy; huỷ; giả; nợ; chờ; vắng; hoãn; bỏ; thu hồi; mất; chết; sai; nhầm; trùng; cấm; phạt;
	khiếu nại; tạm; nghỉ; rút; tách; chuyển khóa; lùi; sau; khác; xem; hỏi; not; no; wait; pending`)

// askTogether asks about the harmless remarks among some rows of a column of remarks in one question,
// which lists the wordings with their rows. It returns the rows that are to be asked about by
// themselves: those of other remarks, and all where there are not several wordings or a person wants
// to decide on each.
func (r *reader) askTogether(odd []int, col int) (alone []int) {
	if r.headerSaying(col).kind != standsInText {
		return odd
	}
	var wordings []string
	rowsOf := map[string][]int{}
	for _, row := range odd {
		text := r.table.shown(row, col)
		if text == "" || r.standingOfCell(row, col, false) != "" || sayingOf(text).has(doubtedWords) {
			alone = append(alone, row)
			continue
		}
		if rowsOf[text] == nil {
			wordings = append(wordings, text)
		}
		rowsOf[text] = append(rowsOf[text], row)
	}
	if len(wordings) < 2 || len(wordings) > mostTogether {
		return odd
	}
	for _, row := range odd {
		if text := r.table.shown(row, col); !slices.Contains(alone, row) {
			r.reportColumn(CodeRemarksTogether, row, col, text)
		}
	}
	r.showInColumn(r.problem(CodeRemarksTogether, odd[0], col, ""), r.examplesOfWordings(wordings, rowsOf))
	if r.columnAnswer(CodeRemarksTogether, col) == AnswerEach {
		return odd
	}
	return alone
}

// examplesOfWordings shows each wording once, with all its rows and their learners.
func (r *reader) examplesOfWordings(wordings []string, rowsOf map[string][]int) []Example {
	examples := make([]Example, len(wordings))
	for i, text := range wordings {
		var rows []int
		var people []string
		for _, row := range rowsOf[text][:min(len(rowsOf[text]), maxRowsOf)] {
			rows = append(rows, row+1)
			people = append(people, r.calledIn(row))
		}
		examples[i] = Example{Row: rows[0], Found: clip(text), Readings: []string{clip(strings.Join(people, "; ")), "?"}}
		if len(rows) > 1 {
			examples[i].Rows = rows
		}
	}
	return examples
}
