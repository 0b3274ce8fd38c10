package review

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"sogoc/registry/roster/letters"
)

// Reason says why a value stands out.
type Reason string

// The reasons.
const (
	ReasonMissing Reason = "missing" // nearly all other rows have something there
	ReasonRare    Reason = "rare"    // a value of few rows where others are of many
	ReasonVariant Reason = "variant" // written otherwise than in more rows, but for accents and case
	ReasonFar     Reason = "far"     // far from nearly all others
	ReasonLetters Reason = "letters" // letters or signs that Vietnamese names are not written with
	ReasonShape   Reason = "shape"   // a code built otherwise than nearly all others
)

// Mark is a reason to look at a value.
type Mark struct {
	Reason Reason
	Detail string // the letters, the value of more rows, or in how many rows it is; may be personal data
}

// Summary is what stands out in one column.
type Summary struct {
	Column
	Filled   int
	Empty    int
	Distinct int
	Least    Value   // smallest, earliest or shortest; of no row for categories and where Filled is 0
	Most     Value   // largest, latest or longest
	Values   []Value // the most frequent ones, of columns of categories
	Rare     []Value // the least frequent ones, where they are not among Values
	Letters  []Value // letters that few rows have
}

// Value is something that rows have.
type Value struct {
	Text  string
	Count int // of rows
	Row   int // the number of the first
}

// Bounds of the judgement. A list of few rows has no majority to stand out from.
const (
	enoughRows    = 8    // for a judgement by comparison
	nearlyAll     = 0.9  // of the rows
	rareShare     = 0.01 // of the rows, or one row
	manyValues    = 0.2  // of the rows: with more values a column has no rare ones
	farFactor     = 3.0  // of the middle half's width beyond it
	shownValues   = 12
	shownRare     = 8
	shownLetters  = 24
	seldomLetters = 0.01 // of the rows, or two rows
)

// judgeColumn marks what stands out in a column, and sums it up.
func (t *Table) judgeColumn(i int) {
	column := t.Columns[i]
	cells := make([]*Cell, len(t.Rows))
	for k := range t.Rows {
		cells[k] = &t.Rows[k].Cells[i]
	}
	s := sumUp(column, cells)
	if len(cells) >= enoughRows && float64(s.Filled) >= nearlyAll*float64(len(cells)) {
		for _, c := range cells {
			if c.Text == "" {
				c.mark(ReasonMissing, "")
			}
		}
	}
	switch column.Form {
	case FormCategory:
		markRare(cells)
	case FormCode:
		markShapes(cells)
	case FormDate, FormNumber:
		markFar(cells)
	}
	if column.Form == FormName || column.Name == "birthPlace" {
		for _, c := range cells {
			if odd := oddLetters(c.Text, column.Form == FormName); odd != "" {
				c.mark(ReasonLetters, odd)
			}
		}
	}
	t.Summary = append(t.Summary, s)
}

func (c *Cell) mark(reason Reason, detail string) {
	c.Marks = append(c.Marks, Mark{reason, detail})
}

// few returns how many rows are few of so many.
func few(rows int, share float64, least int) int {
	return max(least, int(share*float64(rows)))
}

// counted returns the values of cells, the most frequent ones first.
func counted(cells []*Cell) []Value {
	at := map[string]int{}
	var values []Value
	for row, c := range cells {
		if c.Text == "" {
			continue
		}
		k, found := at[c.Text]
		if !found {
			k = len(values)
			at[c.Text] = k
			values = append(values, Value{Text: c.Text, Row: row + 1})
		}
		values[k].Count++
	}
	slices.SortStableFunc(values, func(a, b Value) int { return b.Count - a.Count })
	return values
}

// markRare marks values of few rows, and those that a more frequent value differs
// from by accents and case alone.
func markRare(cells []*Cell) {
	values := counted(cells)
	most, spelled := map[string]Value{}, map[string]Value{}
	for _, v := range values {
		most[v.Text] = v
		if key := letters.Key(v.Text); spelled[key].Count == 0 {
			spelled[key] = v
		}
	}
	limit := few(len(cells), rareShare, 1)
	categorical := len(cells) >= enoughRows && float64(len(values)) <= max(2, manyValues*float64(len(cells)))
	for _, c := range cells {
		if c.Text == "" {
			continue
		}
		v := most[c.Text]
		if usual := spelled[letters.Key(c.Text)]; usual.Text != c.Text && usual.Count > v.Count {
			c.mark(ReasonVariant, usual.Text)
		} else if categorical && v.Count <= limit && values[0].Count > limit {
			c.mark(ReasonRare, fmt.Sprint(v.Count))
		}
	}
}

// shapeOf writes a code with 9 for each digit and A for each letter.
func shapeOf(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsDigit(r):
			return '9'
		case unicode.IsLetter(r):
			return 'A'
		}
		return r
	}, code)
}

// markShapes marks codes that are built otherwise than nearly all.
func markShapes(cells []*Cell) {
	shapes, filled, usual := map[string]int{}, 0, ""
	for _, c := range cells {
		if c.Text != "" {
			filled++
			shape := shapeOf(c.Text)
			if shapes[shape]++; shapes[shape] > shapes[usual] {
				usual = shape
			}
		}
	}
	if filled < enoughRows || float64(shapes[usual]) < nearlyAll*float64(filled) {
		return
	}
	for _, c := range cells {
		if c.Text != "" && shapeOf(c.Text) != usual {
			c.mark(ReasonShape, usual)
		}
	}
}

// markFar marks dates and numbers that are far from the middle half of all: three
// times as far beyond it as it is wide.
func markFar(cells []*Cell) {
	var sizes []float64
	for _, c := range cells {
		if size, ok := c.size(); ok {
			sizes = append(sizes, size)
		}
	}
	if len(sizes) < enoughRows {
		return
	}
	slices.Sort(sizes)
	low, high := sizes[len(sizes)/4], sizes[len(sizes)*3/4]
	width := farFactor * max(high-low, narrowest(cells))
	for _, c := range cells {
		if size, ok := c.size(); ok && (size < low-width || size > high+width) {
			c.mark(ReasonFar, "")
		}
	}
}

// narrowest is the least width of a middle half: half a mark, or half a year.
func narrowest(cells []*Cell) float64 {
	for _, c := range cells {
		if len(c.sort) >= 4 && !strings.ContainsAny(c.sort, ".,") && strings.Contains(c.sort, "-") {
			return 183
		}
	}
	return 0.5
}

// sumUp counts a column and finds its ends.
func sumUp(column Column, cells []*Cell) Summary {
	s := Summary{Column: column}
	values := counted(cells)
	s.Distinct = len(values)
	var least, most *Cell
	for row, c := range cells {
		if c.Text == "" {
			s.Empty++
			continue
		}
		s.Filled++
		if least == nil || compareCells(column.Form, c, least) < 0 {
			least, s.Least = c, Value{c.Text, 1, row + 1}
		}
		if most == nil || compareCells(column.Form, c, most) > 0 {
			most, s.Most = c, Value{c.Text, 1, row + 1}
		}
	}
	switch column.Form {
	case FormCategory:
		s.Least, s.Most = Value{}, Value{}
		s.Values = values[:min(len(values), shownValues)]
		if rest := values[len(s.Values):]; len(rest) > 0 {
			s.Rare = rest[max(0, len(rest)-shownRare):]
		}
	case FormName, FormText:
		s.Letters = seldom(cells)
	case FormCode, FormDate, FormNumber:
	}
	if column.Name == "birthPlace" {
		s.Letters = seldom(cells)
	}
	return s
}

// compareCells orders values as people mean it when they ask for the smallest: by
// size, date or length.
func compareCells(form Form, a, b *Cell) int {
	if form == FormDate || form == FormNumber {
		x, okX := a.size()
		y, okY := b.size()
		if okX && okY {
			return cmp.Compare(x, y)
		}
		return cmp.Compare(a.sort, b.sort)
	}
	return cmp.Compare(len([]rune(a.Text)), len([]rune(b.Text)))
}

// seldom returns the letters that few rows have, the rarest first.
func seldom(cells []*Cell) []Value {
	found := map[rune]*Value{}
	for row, c := range cells {
		seen := map[rune]bool{}
		for _, r := range strings.ToLower(c.Text) {
			if r == ' ' || seen[r] {
				continue
			}
			seen[r] = true
			if found[r] == nil {
				found[r] = &Value{Text: string(r), Row: row + 1}
			}
			found[r].Count++
		}
	}
	limit := few(len(cells), seldomLetters, 2)
	var all []Value
	for _, v := range found {
		if v.Count <= limit {
			all = append(all, *v)
		}
	}
	slices.SortFunc(all, func(a, b Value) int {
		return cmp.Or(cmp.Compare(a.Count, b.Count), cmp.Compare(a.Row, b.Row), cmp.Compare(a.Text, b.Text))
	})
	return all[:min(len(all), shownLetters)]
}

// vietnamese are the letters of the Vietnamese alphabet, in lower case.
const vietnamese = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"

// oddLetters returns what a text has that Vietnamese is not written with. Places
// have digits and signs too.
func oddLetters(text string, name bool) string {
	var odd []rune
	for _, r := range strings.ToLower(text) {
		plain := r == ' ' || strings.ContainsRune(vietnamese, r)
		if !name {
			plain = plain || unicode.IsDigit(r) || strings.ContainsRune(",.-–/()'", r)
		}
		if !plain && !slices.Contains(odd, r) {
			odd = append(odd, r)
		}
	}
	return string(odd)
}

// size returns a date or a number as one that can be subtracted: dates in days.
func (c *Cell) size() (float64, bool) {
	if c.Text == "" {
		return 0, false
	}
	if days, ok := daysOf(c.sort); ok {
		return days, true
	}
	var n float64
	_, err := fmt.Sscanf(strings.Replace(c.sort, ",", ".", 1), "%g", &n)
	return n, err == nil && !math.IsNaN(n)
}
