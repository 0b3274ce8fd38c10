package roster

import (
	"slices"
	"strings"

	"sogoc/registry"
)

// maxRemarks bounds what is kept of a list beside its rows.
const maxRemarks = 2000

// maxNotUsed bounds the columns that are named as not used.
const maxNotUsed = 200

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
		if remark.BesideRows = r.besideRows(remark); remark.BesideRows && remark.Found == "" && len(remark.Texts) == 0 {
			remark.Texts = r.textsOf(p)
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

// OriginRemarks say which files the rows come from and which of their columns were not
// used. coursesName is "" where there is no such file.
func (r *Result) OriginRemarks(listName, coursesName string) []registry.Remark {
	var remarks []registry.Remark
	for _, name := range []string{listName, coursesName} {
		if name != "" {
			remarks = append(remarks, registry.Remark{
				Code:  registry.RemarkFile,
				Found: clip(name),
				Text:  [2]string{"Tệp đã đọc.", "The file that was read."},
			})
		}
	}
	for _, c := range r.Report.Dropped[:min(len(r.Report.Dropped), maxNotUsed)] {
		place := c.Column
		if c.Sheet != "" {
			place = c.Sheet + "!" + c.Column
		}
		remarks = append(remarks, registry.Remark{
			Code:   registry.RemarkColumnNotUsed,
			Header: clip(c.Header),
			Found:  place,
			Text:   [2]string{"Cột không dùng.", "The column was not used."},
		})
	}
	return remarks
}

// besideRows reports whether a remark names lines of which none is a learner's row.
// A row that was left out is one.
func (r *Result) besideRows(remark registry.Remark) bool {
	return len(remark.Lines) > 0 && !remark.LeftOut && !slices.ContainsFunc(remark.Lines, func(line int) bool {
		_, found := slices.BinarySearchFunc(
			r.Rows,
			line,
			func(row registry.Row, line int) int { return row.Line - line },
		)
		return found
	})
}

// textsOf returns what stands in the rows of a problem.
func (r *Result) textsOf(p Problem) []string {
	sheet, ok := r.Sheet(p.File, p.Sheet)
	if !ok {
		return nil
	}
	rows := p.Rows
	if len(rows) == 0 {
		rows = []int{p.Row}
	}
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = sheet.rowText(row)
	}
	return texts
}

// rowText returns what a row shows, its cells with bars between them.
func (s Sheet) rowText(row int) string {
	if row < 1 || row > len(s.table.Rows) {
		return ""
	}
	var cells []string
	for _, c := range s.table.Rows[row-1].Cells {
		if text := strings.TrimSpace(s.table.shown(row-1, int(c.Col))); text != "" {
			cells = append(cells, text)
		}
	}
	return clip(strings.Join(cells, " | "))
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
