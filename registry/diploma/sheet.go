package diploma

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"

	"sogoc/verifier/typeface"
)

var (
	// ErrGlyph means that a text has a letter that the font does not have.
	ErrGlyph = errors.New("the font lacks a letter")
	// ErrOverflow means that texts do not fit their page even at the smallest
	// size that can be read.
	ErrOverflow = errors.New("the texts do not fit the page")
)

// pointsPerMM turns millimetres into points.
const pointsPerMM = 72 / 25.4

// leading is the distance of lines, in font sizes.
const leading = 1.26

// style is one of the faces of a family.
type style = typeface.Style

const (
	regular = typeface.Regular
	bold    = typeface.Bold
	italic  = typeface.Italic
)

// sheet writes on the pages of a PDF file. All lengths are in mm from the top
// left corner, font sizes in points. The first error stays.
type sheet struct {
	pdf       *fpdf.Fpdf
	family    typeface.Family
	eastAsian *typeface.Face // nil where there is none
	usesAsian bool           // the file has the font
	err       error
}

// run is a text in one style.
type run struct {
	text   string
	style  style
	size   float64
	colour colour
}

// textWidth returns the width of a text in mm at a size.
func (s *sheet) textWidth(text string, st style, size float64) float64 {
	ems := 0.0
	for _, r := range text {
		face := s.family[st]
		if typeface.IsEastAsian(r) {
			face = s.eastAsian
		}
		if !face.Has(r) {
			s.fail(fmt.Errorf("%w: %U", ErrGlyph, r))
			return 0
		}
		ems += face.Advance[r]
	}
	return ems * size / pointsPerMM
}

func (s *sheet) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}

// writeText sets a text with its baseline at y.
func (s *sheet) writeText(x, y float64, r run) {
	s.pdf.SetTextColor(int(r.colour[0]), int(r.colour[1]), int(r.colour[2]))
	for text := r.text; text != "" && s.err == nil; {
		part, asian := firstPart(text)
		if asian {
			s.useEastAsian(r.size)
		} else {
			s.pdf.SetFont("text", string(r.style), r.size)
		}
		s.pdf.Text(x, y, part)
		x += s.textWidth(part, r.style, r.size)
		text = text[len(part):]
	}
}

// firstPart returns the beginning of a text that is of one font.
func firstPart(text string) (part string, asian bool) {
	for i, r := range text {
		if i == 0 {
			asian = typeface.IsEastAsian(r)
		} else if typeface.IsEastAsian(r) != asian {
			return text[:i], asian
		}
	}
	return text, asian
}

// useEastAsian chooses the font for Chinese and Japanese, which has one
// style. It is large, so that only files that need it have it.
func (s *sheet) useEastAsian(size float64) {
	if !s.usesAsian && s.eastAsian != nil {
		s.pdf.AddUTF8FontFromBytes("east-asian", "", s.eastAsian.File)
		s.usesAsian = true
	}
	s.pdf.SetFont("east-asian", "", size)
}

// drawLine draws a horizontal or other straight line.
func (s *sheet) drawLine(x1, y1, x2, y2, thickness float64, c colour) {
	s.pdf.SetDrawColor(int(c[0]), int(c[1]), int(c[2]))
	s.pdf.SetLineWidth(thickness)
	s.pdf.Line(x1, y1, x2, y2)
}

// fillRectangle fills a rectangle.
func (s *sheet) fillRectangle(x, y, w, h float64, c colour) {
	s.pdf.SetFillColor(int(c[0]), int(c[1]), int(c[2]))
	s.pdf.Rect(x, y, w, h, "F")
}

// piece is words of one run on one line.
type piece struct {
	run
	x float64 // from the line's start
}

// line is a line of text.
type line struct {
	pieces []piece
	width  float64
	size   float64 // of its largest piece
}

// wrap breaks runs into lines of at most that width, at spaces, and within a
// word only where the word alone is wider.
func (s *sheet) wrap(runs []run, width float64) []line {
	var lines []line
	var now line
	flush := func() {
		if len(now.pieces) > 0 {
			lines = append(lines, now)
			now = line{}
		}
	}
	for n, r := range runs {
		for i, word := range strings.Split(r.text, " ") {
			if word == "" {
				continue
			}
			gap := 0.0
			if len(now.pieces) > 0 && (i > 0 || n > 0) {
				gap = s.textWidth(" ", r.style, r.size)
			}
			wide := s.textWidth(word, r.style, r.size)
			if now.width+gap+wide > width {
				flush()
				gap = 0
			}
			for wide > width {
				head, rest := s.splitWord(word, r, width)
				now.addWord(piece{run: run{head, r.style, r.size, r.colour}}, s.textWidth(head, r.style, r.size), 0)
				flush()
				word, wide = rest, s.textWidth(rest, r.style, r.size)
			}
			now.addWord(piece{run: run{word, r.style, r.size, r.colour}}, wide, gap)
		}
	}
	flush()
	return lines
}

// addWord puts a word at the line's end; words of one style become one text.
func (l *line) addWord(p piece, width, gap float64) {
	l.size = max(l.size, p.size)
	if last := len(l.pieces) - 1; last >= 0 && l.pieces[last].style == p.style && l.pieces[last].size == p.size &&
		l.pieces[last].colour == p.colour {
		l.pieces[last].text += " " + p.text
	} else {
		p.x = l.width + gap
		l.pieces = append(l.pieces, p)
	}
	l.width += gap + width
}

// splitWord cuts a word so that its head fits, with at least one letter, and never
// before a combining mark.
func (s *sheet) splitWord(word string, r run, width float64) (head, rest string) {
	total := 0.0
	for i, c := range word {
		wide := s.textWidth(string(c), r.style, r.size)
		if i > 0 && total+wide > width && !unicode.IsMark(c) {
			return word[:i], word[i:]
		}
		total += wide
	}
	return word, ""
}
