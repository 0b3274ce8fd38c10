package roster

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"sogoc/registry/roster/grid"
)

// marks are what people say of rows beside the cells' texts.
type marks struct {
	comments map[int][]grid.Comment // by row
	noted    map[string]people      // at whose rows each comment stands, by text
	colours  map[int]string         // by row: of those that have another colour than most rows
	leftOut  map[string]bool        // colours of which a person said that their rows are left out
}

// marksOf gathers what is said of rows of data by comments and by colours, and asks
// about conditional formats, whose outcome only a spreadsheet program knows. What stands
// outside these rows is noted.
func (r *reader) marksOf(rows []int) marks {
	m := marks{comments: map[int][]grid.Comment{}, colours: r.unusualColours(rows)}
	m.leftOut = r.askColours(rows, m.colours)
	r.askDrawings()
	if len(r.table.Comments)+len(r.table.Rules) == 0 {
		return m
	}
	ofData := make(map[int]bool, len(rows))
	for _, row := range rows {
		ofData[row] = true
	}
	for _, c := range r.table.Comments {
		c.Text = personsNote(c)
		switch {
		case c.Text == "":
		case ofData[c.Row]:
			m.comments[c.Row] = append(m.comments[c.Row], c)
		default:
			r.addValue(r.problem(CodeCommentElsewhere, c.Row, c.Col, c.Text))
		}
	}
	m.noted = r.peopleBy(rows, func(row int) (texts []string) {
		for _, c := range m.comments[row] {
			texts = append(texts, c.Text)
		}
		return texts
	})
	r.judgeRules(rows)
	return m
}

// askDrawings asks about texts in shapes, and notes shapes and pictures without text, and what
// stands at the edge of the printed pages.
func (r *reader) askDrawings() {
	for _, text := range r.table.PageTexts {
		r.add(r.problem(CodePageText, -1, -1, text))
	}
	for _, d := range r.table.Drawings {
		if d.Text == "" {
			r.addToColumn(r.problem(CodeDrawing, d.Row, -1, ""))
			continue
		}
		r.addValue(r.problem(CodeDrawingText, d.Row, d.Col, d.Text))
	}
}

// judgeRules asks about rows that a conditional format may strike through, and notes
// those that it may do something else to.
func (r *reader) judgeRules(rows []int) {
	for _, code := range []Code{CodeStruckByRule, CodeRuleNotRead} {
		under := r.rowsUnder(code == CodeStruckByRule)
		for _, row := range rows {
			if under[row] {
				name := r.nameShown(row)
				r.addToColumn(r.problem(code, row, -1, name), name)
			}
		}
	}
}

// rowsUnder says of each row of the sheet whether a conditional format is on it. It
// counts where formats begin and end, since there may be many on many rows.
func (r *reader) rowsUnder(struck bool) []bool {
	steps := make([]int, len(r.table.Rows)+1)
	for _, rule := range r.table.Rules {
		if rule.Struck == struck && rule.Row1 <= rule.Row2 && rule.Row1 < len(r.table.Rows) {
			steps[rule.Row1]++
			steps[min(rule.Row2+1, len(r.table.Rows))]--
		}
	}
	under, open := make([]bool, len(r.table.Rows)), 0
	for row := range under {
		open += steps[row]
		under[row] = open > 0
	}
	return under
}

// askMarks asks about what is said of a row; true leaves it out. A comment that says the
// same of many rows is asked about once.
func (r *reader) askMarks(row int, m marks) bool {
	leaveOut := false
	for _, c := range m.comments[row] {
		p := r.problem(CodeRowComment, row, c.Col, c.Text)
		answer := ""
		if s := sayingOf(c.Text); s.has(failedPhrases) || s.has(correctedPhrases) || s.is(failedWords) {
			answer = r.add(p)
		} else {
			answer = r.addValueOf(m.noted[c.Text].String(), p)
		}
		leaveOut = leaveOut || answer == AnswerLeaveOut
	}
	return leaveOut || m.leftOut[m.colours[row]]
}

// askColours asks about the rows of each unusual colour, and returns the colours whose
// rows are left out.
func (r *reader) askColours(rows []int, colours map[int]string) map[string]bool {
	leftOut := map[string]bool{}
	for _, row := range rows {
		colour := colours[row]
		if colour == "" {
			continue
		}
		name := r.nameShown(row)
		p := r.problem(CodeRowColoured, row, -1, name)
		p.Header = describeColour(colour)
		r.addToColumn(p, "–", name)
		leftOut[colour] = false
	}
	for colour := range leftOut {
		answer := r.answerOfColumn(CodeRowColoured, r.table.file, r.table.Name, "", describeColour(colour))
		leftOut[colour] = answer == AnswerLeaveOut
	}
	return leftOut
}

// noColour is how rows are called that have no colour among those that have one.
const noColour = "none"

// unusualColours finds rows of which the running number or a cell that is read is marked by
// a colour, where at least half of the rows have another one or none, and rows without the
// colour that most others have.
func (r *reader) unusualColours(rows []int) map[int]string {
	unusual := map[int]string{}
	coloured := func(c grid.Cell) bool { return c.Style != nil && c.Style.Colour != "" }
	if !slices.ContainsFunc(
		rows,
		func(row int) bool { return slices.ContainsFunc(r.table.Rows[row].Cells, coloured) },
	) {
		return unusual
	}
	for _, col := range append(r.runningColumns(), r.readColumns()...) {
		counts, filled := map[string]int{}, 0
		for _, row := range rows {
			if r.table.At(row, col) != nil {
				counts[r.colour(row, col)]++
				filled++
			}
		}
		if len(counts) < 2 {
			continue
		}
		for _, row := range rows {
			colour := r.colour(row, col)
			if r.table.At(row, col) == nil || 2*counts[colour] > filled || unusual[row] != "" {
				continue
			}
			if colour != "" {
				unusual[row] = colour
			} else if len(counts) == 2 && 2*counts[""] < filled {
				unusual[row] = noColour // the others have one colour
			}
		}
	}
	return unusual
}

// colour returns the colour of a cell where it is one by which people mark something.
func (r *reader) colour(row, col int) string {
	c := r.table.At(row, col)
	if c == nil || c.Style == nil || !isMarking(c.Style.Colour) {
		return ""
	}
	return c.Style.Colour
}

// leastMarking is by how much the parts of a colour differ at least where people mark
// something by it: greys, and the pale colours of every second row, say nothing.
const leastMarking = 48

// isMarking reports whether a colour marks something. Text in white is not seen. The
// colours of Annotate are no mark of a person.
func isMarking(colour string) bool {
	if colour == "FFFFFF" {
		return true
	}
	red, green, blue, ok := partsOf(colour)
	if !ok || slices.Contains(slices.Collect(maps.Values(fills)), colour) {
		return false
	}
	return max(red, green, blue)-min(red, green, blue) >= leastMarking
}

func partsOf(colour string) (red, green, blue int, ok bool) {
	n, err := strconv.ParseUint(colour, 16, 32)
	return int(n >> 16), int(n >> 8 & 0xff), int(n & 0xff), err == nil && len(colour) == len("FFFFFF")
}

// hues are the names of colours, in both languages, up to an angle of the colour circle.
var hues = []struct {
	below float64
	name  string
}{
	{15, "đỏ, red"},
	{45, "cam, orange"},
	{70, "vàng, yellow"},
	{170, "xanh lá, green"},
	{260, "xanh dương, blue"},
	{330, "tím, purple"},
	{345, "hồng, pink"},
	{361, "đỏ, red"},
}

// describeColour names a colour for people.
func describeColour(colour string) string {
	if colour == noColour {
		return "không màu, no colour"
	}
	red, green, blue, _ := partsOf(colour)
	most, least := max(red, green, blue), min(red, green, blue)
	if most == least {
		return "trắng, white"
	}
	span, angle := float64(most-least), 0.0
	switch most {
	case red:
		angle = 60 * float64(green-blue) / span
	case green:
		angle = 120 + 60*float64(blue-red)/span
	default:
		angle = 240 + 60*float64(red-green)/span
	}
	if angle < 0 {
		angle += 360
	}
	i := slices.IndexFunc(hues, func(h struct {
		below float64
		name  string
	}) bool {
		return angle < h.below
	})
	return fmt.Sprintf("%s (#%s)", hues[i].name, colour)
}

// registerAuthor is whose the comments of Annotate and Template are.
const registerAuthor = "Sổ Gốc"

// personsMark stands in a comment of Annotate before what a person had noted there.
const personsMark = "Ghi chú đã có trong tệp:"

// personsNote returns what a person noted at a cell, without what Annotate wrote there.
func personsNote(c grid.Comment) string {
	if c.Author != registerAuthor {
		return strings.TrimSpace(c.Text)
	}
	_, note, _ := strings.Cut(c.Text, personsMark)
	return strings.TrimSpace(note)
}
