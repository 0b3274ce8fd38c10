package diploma

import "math"

// align places lines between left and right.
type align int

const (
	left align = iota
	centre
	right
)

// block is a paragraph of a stack. Sizes and gaps are those of full scale.
type block struct {
	label       run   // stands before the text, in a column of its own
	text        []run // the paragraph
	align       align
	gap         float64 // mm above
	stretch     float64 // share of the stack's spare room that is added to the gap
	maxLines    int     // lines it should have; it shrinks to 0.62 of its size for that, then wraps
	underlined  bool    // a rule under the last line, as wide as the text
	image       string  // name of an image instead of text
	imageHeight float64 // the image's height in mm
}

// area is where a stack stands.
type area struct{ x, y, w, h float64 }

const (
	minScale      = 42  // percent: how far a stack shrinks, 12 pt to 5 pt
	minBlockScale = 62  // percent: how far a block shrinks by itself to have fewer lines
	minSize       = 5.0 // pt
)

// placedBlock is a block with its lines at the scale that fits.
type placedBlock struct {
	block
	lines  []line
	gap    float64
	indent float64 // of the lines, behind the labels
	height float64
}

// writeStack sets blocks one under the other, at the largest scale at which they
// fit, and shares the room that is left by what they give.
func (s *sheet) writeStack(blocks []block, a area) {
	for percent := 100; percent >= minScale && s.err == nil; percent -= 2 {
		all, height := s.layOut(blocks, a.w, float64(percent)/100)
		if height > a.h {
			continue
		}
		shares := 0.0
		for _, b := range blocks {
			shares += b.stretch
		}
		y := a.y
		for _, b := range all {
			y += b.gap
			if shares > 0 {
				y += (a.h - height) * b.stretch / shares
			}
			s.writeBlock(b, a, y)
			y += b.height
		}
		return
	}
	s.fail(ErrOverflow)
}

// layOut breaks blocks into lines at a scale and returns their height.
func (s *sheet) layOut(blocks []block, width, scale float64) (all []placedBlock, height float64) {
	column := 0.0
	for _, b := range blocks {
		if b.label.text != "" {
			column = max(column, s.textWidth(b.label.text, b.label.style, b.label.size*scale)+2.5*scale)
		}
	}
	for _, b := range blocks {
		l := placedBlock{block: b, gap: b.gap * scale}
		if b.image != "" {
			l.height = b.imageHeight * scale
		} else {
			if b.label.text != "" {
				l.indent = column
				l.label.size *= scale
			}
			l.lines = s.shrinkToLines(b, width-l.indent, scale)
			l.height = s.heightOf(l.lines)
		}
		if b.underlined {
			l.height += 1.2 * scale
		}
		all = append(all, l)
		height += l.gap + l.height
	}
	return all, height
}

// shrinkToLines wraps a block at the largest size at which it has no more lines than
// it should, or at the smallest where that does not help.
func (s *sheet) shrinkToLines(b block, width, scale float64) []line {
	for own := 100; ; own -= 2 {
		runs := make([]run, len(b.text))
		for i, r := range b.text {
			r.size = max(minSize, math.Round(r.size*scale*float64(own))/100)
			runs[i] = r
		}
		lines := s.wrap(runs, width)
		if b.maxLines > 0 && len(lines) > b.maxLines && own > minBlockScale {
			continue
		}
		if b.align == centre && len(lines) > 1 {
			return s.balanceLines(runs, width, lines)
		}
		return lines
	}
}

// balanceLines wraps again to the smallest width that takes no more lines, so that
// centred lines are about as long as each other.
func (s *sheet) balanceLines(runs []run, width float64, lines []line) []line {
	low, high := width/float64(len(lines)+1), width
	for high-low > 0.5 {
		middle := (low + high) / 2
		if narrower := s.wrap(runs, middle); len(narrower) <= len(lines) {
			high, lines = middle, narrower
		} else {
			low = middle
		}
	}
	return lines
}

// heightOf returns what lines take in mm.
func (s *sheet) heightOf(lines []line) float64 {
	height := 0.0
	for _, l := range lines {
		height += l.size * leading / pointsPerMM
	}
	return height
}

// writeBlock writes a block with its top at y.
func (s *sheet) writeBlock(b placedBlock, a area, y float64) {
	if b.image != "" {
		info := s.pdf.GetImageInfo(b.image)
		wide := b.height * info.Width() / info.Height()
		if wide > a.w { // a banner
			wide = a.w
		}
		high := wide * info.Height() / info.Width()
		s.pdf.Image(b.image, a.x+(a.w-wide)/2, y+(b.height-high)/2, wide, high, false, "", 0, "")
		return
	}
	for i, l := range b.lines {
		base := y + l.size*1.0/pointsPerMM
		if i == 0 && b.label.text != "" {
			s.writeText(a.x, base, b.label)
		}
		x := a.x + b.indent
		switch b.align {
		case centre:
			x += (a.w - b.indent - l.width) / 2
		case right:
			x += a.w - b.indent - l.width
		}
		for _, p := range l.pieces {
			s.writeText(x+p.x, base, p.run)
		}
		y += l.size * leading / pointsPerMM
		if b.underlined && i == len(b.lines)-1 {
			s.drawLine(x, y+0.3, x+l.width, y+0.3, 0.25, l.pieces[0].colour)
		}
	}
}
