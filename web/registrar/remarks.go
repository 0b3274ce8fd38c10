package registrar

import (
	"fmt"
	"slices"

	"sogoc/registry"
	"sogoc/registry/review"
	"sogoc/registry/roster"
	"sogoc/web"
)

// Who returns the name of the person who answered, "" for nobody.
func (d *reviewData) Who(r registry.Remark) string {
	if r.By == nil {
		return ""
	}
	return d.names[*r.By]
}

// manyNotes is the number of remarks from which on they are folded.
const manyNotes = 20

// IsShort reports whether the remarks are so few that they stand open.
func (d *reviewData) IsShort() bool { return isShort(d.Noted) }

// remarkData is a remark with the person who answered and the learners that it is about.
type remarkData struct {
	registry.Remark
	Who  string
	Rows []*review.Row // the first of those that will be signed
}

// namedRows is how many rows a remark names.
const namedRows = 10

// rowsOf returns the first rows that a remark is about, of those by their lines.
func rowsOf(r registry.Remark, byLine map[int]*review.Row) []*review.Row {
	var rows []*review.Row
	for _, line := range r.Lines {
		if row := byLine[line]; row != nil && len(rows) < namedRows {
			rows = append(rows, row)
		}
	}
	return rows
}

// Unnamed returns how many rows it has beyond those that it names.
func (r remarkData) Unnamed() int {
	if r.BesideRows {
		return 0
	}
	return max(r.Count, len(r.Lines)) - len(r.Rows)
}

// Line returns the first line of the file that it is about, 0 for none.
func (r remarkData) Line() int {
	if len(r.Lines) == 0 {
		return 0
	}
	return r.Lines[0]
}

// Was returns texts that the file holds, where each line has another one: some of
// those of learners' rows, which show their own, and all of other lines.
func (r remarkData) Was() []string {
	if r.BesideRows {
		return r.Texts
	}
	return r.Texts[:min(len(r.Texts), 3)]
}

// Words are the remark's texts in both languages.
func (r remarkData) Words() web.Text       { return web.Text(r.Text) }
func (r remarkData) AnswerWords() web.Text { return web.Text(r.Answer) }

// kind is the same for remarks that say the same of one column, with the same answer in
// the same minute by the same person.
func (r remarkData) kind() string {
	kind := fmt.Sprintf("%q %q %q %q %q %t", r.Code, r.Header, r.Text, r.Answer, r.Who, r.BesideRows)
	if r.At != nil {
		kind += moment(*r.At, web.Vietnamese)
	}
	return kind
}

// remarkKind is all that was remarked of one kind: what it says is said once.
type remarkKind struct {
	remarkData // the first one
	All        []remarkData
}

// manyTogether is the number of rows or remarks of one kind from which on they are folded.
const manyTogether = 10

// IsLong reports whether the remarks are so many that they are folded.
func (k remarkKind) IsLong() bool { return len(k.All) >= manyTogether }

// leftOutData is rows of the file for which nobody gets anything, for the same reasons.
type leftOutData struct {
	People  []leftOutRow // in the order of the list; none where it is about no row
	More    int          // rows beyond those
	Reasons []remarkData
}

// Rows returns how many rows they are.
func (l leftOutData) Rows() int { return len(l.People) + l.More }

// IsLong reports whether the rows are so many that they are folded.
func (l leftOutData) IsLong() bool { return l.Rows() >= manyTogether }

// leftOutRow is a row that was left out.
type leftOutRow struct {
	Line int
	Name string   // as the file says; "" where it says none
	Was  []string // what the file holds there, where each row has another text
}

// sortRemarks puts what was remarked where the page shows it, what is of one kind
// together.
func (d *reviewData) sortRemarks() {
	var leftOut []remarkData
	kinds := map[string]int{} // places in Notes
	byLine := map[int]*review.Row{}
	for i := range d.Rows {
		byLine[d.Rows[i].Line] = &d.Rows[i]
	}
	for _, remark := range d.Remarks {
		r := remarkData{Remark: remark, Who: d.Who(remark)}
		if remark.LeftOut {
			leftOut = append(leftOut, r)
			continue
		}
		r.Rows = rowsOf(remark, byLine)
		kind := r.kind()
		i, known := kinds[kind]
		if !known {
			i = len(d.Notes)
			kinds[kind], d.Notes = i, append(d.Notes, remarkKind{remarkData: r})
		}
		d.Notes[i].All = append(d.Notes[i].All, r)
		d.Noted++
	}
	d.LeftOut = leftOutOf(leftOut)
	for _, l := range d.LeftOut {
		d.Left += l.Rows()
	}
}

// leftOutOf joins, row by row, what was remarked of rows that were left out: who it is
// and why. Rows with the same reasons stand together. A remark that names no row stands
// alone.
func leftOutOf(remarks []remarkData) []leftOutData {
	rows, reasons := map[int]*leftOutRow{}, map[int][]remarkData{}
	var lines []int
	var all []leftOutData
	for _, r := range remarks {
		if len(r.Lines) == 0 {
			all = append(all, leftOutData{More: r.Count, Reasons: []remarkData{r}})
		}
		for i, line := range r.Lines {
			if rows[line] == nil {
				rows[line] = &leftOutRow{Line: line}
				lines = append(lines, line)
			}
			rows[line].add(r, i)
			if r.Code != string(roster.CodeRowLeftOut) {
				reasons[line] = append(reasons[line], r)
			}
		}
	}
	slices.Sort(lines)
	groups := map[string]int{} // places in all
	for _, line := range lines {
		because := reasons[line]
		if len(because) == 0 { // the file says nothing but that it is left out
			i := slices.IndexFunc(remarks, func(r remarkData) bool { return slices.Contains(r.Lines, line) })
			because = []remarkData{remarks[i]}
			because[0].Found = ""
		}
		group := ""
		for _, r := range because {
			group += fmt.Sprintf("%s %q %q\n", r.kind(), r.Found, r.Meant)
		}
		i, known := groups[group]
		if !known {
			i = len(all)
			groups[group], all = i, append(all, leftOutData{Reasons: because})
			for _, r := range because {
				all[i].More = max(all[i].More, r.Count-len(r.Lines))
			}
		}
		all[i].People = append(all[i].People, *rows[line])
	}
	return all
}

// add takes over what a remark says of the row, which is the i-th of its lines.
func (l *leftOutRow) add(r remarkData, i int) {
	text := ""
	if len(r.Texts) == len(r.Lines) {
		text = r.Texts[i]
	}
	switch {
	case r.Code != string(roster.CodeRowLeftOut):
		if text != "" && !slices.Contains(l.Was, text) {
			l.Was = append(l.Was, text)
		}
	case text != "":
		l.Name = text
	case len(r.Lines) == 1:
		l.Name = r.Found
	}
}

// remarkText says in words what was remarked, and what was answered.
func remarkText(r registry.Remark, l web.Language) string {
	text := web.Text(r.Text).In(l)
	if answer := web.Text(r.Answer).In(l); answer != "" {
		text += " → " + answer
	}
	return text
}
