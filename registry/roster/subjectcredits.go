package roster

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"sogoc/registry/roster/codelist"
)

// creditsNamed is how the header of a subject says its credits: "Giải tích (3 TC)".
var creditsNamed = regexp.MustCompile(`(?i)\s*[(\[]\s*([0-9]{1,2})\s*(?:TC|tín\s+chỉ|ĐVHT|credits?)\s*[)\]]\s*$`)

// creditsLabels begin a row of credits under a header.
var creditsLabels = keysOf(
	"Số tín chỉ",
	"Tín chỉ",
	"Số TC",
	"TC",
	"STC",
	"Số ĐVHT",
	"ĐVHT",
	"Credits",
	"Số tín chỉ/ĐVHT",
)

// findCredits takes the credits of subjects from their headers, from the lowest row of the
// header or from the row below it, which then belongs to the header too.
func (l *layout) findCredits(t *table) {
	l.credits = map[int]string{}
	for _, col := range l.subjects {
		if m := creditsNamed.FindStringSubmatch(l.names[col]); m != nil {
			l.credits[col] = m[1]
			l.names[col] = strings.TrimSpace(strings.TrimSuffix(l.names[col], m[0]))
		}
	}
	switch {
	case len(l.credits) > 0:
	case l.end > l.first+1 && l.areCredits(t, l.end-1, false):
		for col, credits := range l.credits {
			l.names[col] = strings.TrimSpace(strings.TrimSuffix(l.names[col], credits))
		}
	case l.areCredits(t, l.end, true):
		l.end++
	}
}

// areCredits reports whether a row has nothing but the credits of subjects, and takes them.
func (l *layout) areCredits(t *table, row int, labelled bool) bool {
	if row >= len(t.Rows) {
		return false
	}
	credits, label := map[int]string{}, false
	for _, c := range t.Rows[row].Cells {
		text := t.shown(row, int(c.Col))
		n, err := strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
		switch {
		case text == "":
		case slices.Contains(creditsLabels, shortKey(text)):
			label = true
		case slices.Contains(l.subjects, int(c.Col)) && err == nil && n >= 0 && n <= mostCredits:
			credits[int(c.Col)] = text
		case !labelled && err != nil: // another part of the header
		default:
			return false
		}
	}
	if len(credits) < 2 || labelled && !label {
		return false
	}
	l.credits = credits
	return true
}

// askSubjects asks about columns that are not known to be subjects, of several in one question,
// and returns those that are read.
func (r *reader) askSubjects(columns, rows []int) []int {
	var unknown []int
	for _, col := range columns {
		if !codelist.IsSubject(r.layout.names[col]) && !r.layout.chosen[col] && r.firstFilled(rows, col) >= 0 {
			unknown = append(unknown, col)
		}
	}
	answer := ""
	switch len(unknown) {
	case 0:
	case 1:
		for _, row := range rows {
			if text := r.table.shown(row, unknown[0]); text != "" {
				name := r.layout.names[unknown[0]]
				r.reportColumn(CodeSubjectColumn, row, unknown[0], text, name+": "+text, "–")
			}
		}
		answer = r.columnAnswer(CodeSubjectColumn, unknown[0])
	default:
		answer = r.askSubjectColumns(unknown, rows)
	}
	return slices.DeleteFunc(slices.Clone(columns), func(col int) bool {
		return answer == AnswerLeaveOut && slices.Contains(unknown, col)
	})
}

// askSubjectColumns asks about several columns in one question, which shows a mark of each.
func (r *reader) askSubjectColumns(columns, rows []int) string {
	p := r.problem(CodeSubjectColumns, r.layout.first, -1, "")
	names := make([]string, len(columns))
	for i, col := range columns {
		row := r.firstFilled(rows, col)
		names[i] = r.layout.names[col]
		mark := r.table.shown(row, col)
		p.Examples = append(
			p.Examples,
			Example{Row: row + 1, Found: mark, Readings: []string{clip(names[i]) + ": " + mark, "–"}},
		)
	}
	p.Found, p.person = firstOf(names), strings.Join(names, "; ") // the answer is of all of them
	return r.add(p)
}

// firstOf lists the names that there is room for, and says how many more there are. All stand in the
// examples.
func firstOf(names []string) string {
	const room = 100
	text := names[0]
	for i, name := range names[1:] {
		if utf8.RuneCountInString(text+name) > room {
			return text + "; … (+" + strconv.Itoa(len(names)-1-i) + ")"
		}
		text += "; " + name
	}
	return text
}

// firstFilled returns the first of some rows in which a column is filled, or -1.
func (r *reader) firstFilled(rows []int, col int) int {
	i := slices.IndexFunc(rows, func(row int) bool { return r.table.shown(row, col) != "" })
	if i < 0 {
		return -1
	}
	return rows[i]
}

// ofMarks are the words of headers of columns of marks: of parts, of an attempt.
var ofMarks = phraseList(`điểm; lần 1; lần 2; lần 3; lần thi 1; lần thi 2; quá trình; thi; mark; score; kết quả`)

// askUnreadMarks asks about columns of marks that are not read where no ten-point mark is:
// the documents would have none.
func (r *reader) askUnreadMarks(rows []int) {
	if _, read := r.column(FieldMark10); read {
		return
	}
	columns := r.readColumns()
	for col := range r.table.Width() {
		name := r.layout.names[col]
		if name == "" || slices.Contains(columns, col) || r.layout.dropped[col] || !sayingOf(name).has(ofMarks) ||
			!r.layout.holdsMarks(r.table, col) {
			continue
		}
		for _, row := range rows {
			if text := r.table.shown(row, col); text != "" {
				r.reportColumn(CodeMarksNotRead, row, col, text, "–")
			}
		}
	}
}
