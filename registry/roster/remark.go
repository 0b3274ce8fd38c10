package roster

import (
	"slices"

	"sogoc/registry"
)

// maxRemarks bounds what is kept of a list beside its rows.
const maxRemarks = 2000

// Remarks returns what the person who approves must see of how the list was read:
// everything that was answered, with the person who did, and what was repaired or
// guessed without a question.
func (r *Result) Remarks(answers map[string]Answer) []registry.Remark {
	var remarks []registry.Remark
	for _, p := range r.Report.Problems {
		if len(remarks) == maxRemarks {
			break
		}
		remark := registry.Remark{
			Code:   string(p.Code),
			Lines:  r.linesOf(p),
			Count:  p.Count,
			Header: p.Header,
			Found:  p.Found,
			Meant:  p.Suggestion,
			Text:   [2]string{p.Message.Vi, p.Message.En},
			LeftOut: p.File == FileList &&
				(p.Code == CodeRowLeftOut || p.Answer == AnswerLeaveOut),
		}
		if len(p.texts) == len(remark.Lines) {
			remark.Texts = p.texts
		}
		if i := slices.IndexFunc(p.Options, func(o Option) bool { return o.Value == p.Answer }); i >= 0 {
			given := answers[p.ID]
			remark.Answer = [2]string{p.Options[i].Label.Vi, p.Options[i].Label.En}
			remark.By = &given.Person
			if !given.At.IsZero() {
				remark.At = &given.At
			}
		}
		remarks = append(remarks, remark)
	}
	return remarks
}

// linesOf returns the lines of a problem's rows; none for one of a whole sheet, or
// of the file of courses.
func (r *Result) linesOf(p Problem) []int {
	if p.File != FileList || p.Row == 0 {
		return nil
	}
	at := slices.IndexFunc(r.sheets, func(s span) bool { return s.name == p.Sheet })
	if at < 0 {
		return nil
	}
	rows := p.Rows
	if len(rows) == 0 {
		rows = []int{p.Row}
	}
	lines := make([]int, len(rows))
	for i, row := range rows {
		lines[i] = r.sheets[at].first + row - 1
	}
	return lines
}
