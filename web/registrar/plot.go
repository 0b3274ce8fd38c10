package registrar

import (
	"slices"
	"strconv"
)

// plot is a table of counts in rows, each with a bar of parts. It reads without
// colour and without pictures: parts have patterns, and every number
// stands beside its bar.
type plot struct {
	Series []series
	Rows   []row
}

// series is one part of every bar.
type series struct {
	Pattern string // its class, and the name of its pattern
	Text    string
	Total   int
}

type row struct {
	Text   string
	Counts []int // by series
	Total  int
	Parts  []part
}

// part is a part of a bar, in percent of the plot's width.
type part struct {
	series
	Count       int
	From, Width string
}

// patterns is how many there are; series beyond that share the last.
const patterns = 6

func patternOf(i int) string { return "p" + strconv.Itoa(min(i, patterns-1)+1) }

// draw adds up the rows and makes their bars, the longest of them all the
// width. Series without a count are left out.
func (p *plot) draw() {
	longest := 1
	for i := range p.Rows {
		for s, n := range p.Rows[i].Counts {
			p.Rows[i].Total += n
			p.Series[s].Total += n
		}
		longest = max(longest, p.Rows[i].Total)
	}
	percent := func(n int) string { return strconv.FormatFloat(100*float64(n)/float64(longest), 'f', 3, 64) + "%" }
	for i := range p.Rows {
		r, from := &p.Rows[i], 0
		for s, n := range r.Counts {
			if n > 0 {
				r.Parts = append(r.Parts, part{p.Series[s], n, percent(from), percent(n)})
				from += n
			}
		}
	}
	p.Series = slices.DeleteFunc(p.Series, func(s series) bool { return s.Total == 0 })
}
