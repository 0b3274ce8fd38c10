package registrar

import (
	"cmp"
	"slices"

	"sogoc/registry/roster"
)

// excerpt is part of a sheet around some of its rows.
type excerpt struct {
	File, Sheet string
	Columns     []roster.Column
	Lines       []line
}

// line is a row of a sheet, and what has to be mended in it.
type line struct {
	Row    int
	Gap    bool // rows before it are not shown
	Meant  bool // the excerpt is about this row, not about its neighbour
	Cells  []cell
	Faults []fault
}

type cell struct{ Text, Class string } // Class: "", "bad" or "odd", as the style sheet names it

var cellClasses = map[roster.Severity]string{roster.Error: "bad", roster.Question: "odd"}

// excerptOf returns an excerpt of a sheet that shows no row yet.
func (l *readUpload) excerptOf(file, sheet string) excerpt {
	return excerpt{File: file, Sheet: sheet, Columns: columnsOf(&l.Result.Result, file, sheet)}
}

// errors sorts the errors that only another file or other terms mend into what concerns
// no row, and one page of the rows that they are in, each with its neighbours.
func (d *previewData) errors(l *readUpload) {
	type rowPosition struct {
		file, sheet string
		row         int
	}
	byRow, order := map[rowPosition][]fault{}, []rowPosition{}
	for _, f := range l.faults {
		if f.Row > 0 {
			d.Marked[f.File] = true
		}
		if f.Severity != roster.Error || f.Asked {
			continue
		}
		if f.Row == 0 {
			d.General = append(d.General, f)
			continue
		}
		at := rowPosition{f.File, f.Sheet, f.Row}
		if byRow[at] == nil {
			order = append(order, at)
		}
		byRow[at] = append(byRow[at], f)
	}
	sheets := map[[2]string]int{}
	for i, s := range l.Sheets() {
		sheets[[2]string{s.File, s.Name}] = i
	}
	slices.SortStableFunc(order, func(a, b rowPosition) int {
		return cmp.Or(
			cmp.Compare(sheets[[2]string{a.file, a.sheet}], sheets[[2]string{b.file, b.sheet}]),
			cmp.Compare(a.row, b.row),
		)
	})
	d.Pages = max(1, (len(order)+rowsOnPage-1)/rowsOnPage)
	d.Page = min(max(d.Page, 1), d.Pages)
	order = order[min(len(order), (d.Page-1)*rowsOnPage):min(len(order), d.Page*rowsOnPage)]
	for _, at := range order {
		sheet, ok := l.Sheet(at.file, at.sheet)
		if !ok {
			continue
		}
		if n := len(d.Excerpts); n == 0 || d.Excerpts[n-1].File != at.file || d.Excerpts[n-1].Sheet != at.sheet {
			d.Excerpts = append(d.Excerpts, l.excerptOf(at.file, at.sheet))
		}
		shown := &d.Excerpts[len(d.Excerpts)-1]
		if i := shown.around(sheet, at.row, byRow[at]); i >= 0 {
			shown.Lines[i].Faults = byRow[at]
		}
	}
}

func columnsOf(result *roster.Result, file, sheet string) []roster.Column {
	var columns []roster.Column
	for _, c := range result.Report.Columns {
		if c.File == file && c.Sheet == sheet {
			columns = append(columns, c)
		}
	}
	return columns
}

// around adds a row and its neighbours where they do not stand there already, marks the
// cells that faults are about, and returns the row's place in Lines; -1 for a row beyond
// the sheet. Rows come in ascending order.
func (e *excerpt) around(sheet roster.Sheet, row int, faults []fault) int {
	for at := max(1, row-1); at <= min(row+1, sheet.Rows); at++ {
		if at == sheet.Header && at != row {
			continue
		}
		last := 0
		if n := len(e.Lines); n > 0 {
			last = e.Lines[n-1].Row
		}
		if at > last {
			added := line{Row: at, Gap: last > 0 && at > last+1}
			for _, c := range e.Columns {
				added.Cells = append(added.Cells, cell{Text: sheet.Cell(at, c.Column)})
			}
			e.Lines = append(e.Lines, added)
		}
	}
	i := slices.IndexFunc(e.Lines, func(l line) bool { return l.Row == row })
	if i < 0 {
		return i
	}
	e.Lines[i].Meant = true
	for _, f := range faults {
		for k, c := range e.Columns {
			if c.Column == f.Column && e.Lines[i].Cells[k].Class != "bad" && f.Severity != roster.Note {
				e.Lines[i].Cells[k].Class = cellClasses[f.Severity]
			}
		}
	}
	return i
}
