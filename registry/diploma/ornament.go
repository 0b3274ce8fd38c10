package diploma

import (
	"math"

	"codeberg.org/go-pdf/fpdf"

	"sogoc/verifier/pdffile"
	"sogoc/verifier/qr"
)

// A4 in mm.
const (
	pageLong  = 297.0
	pageShort = 210.0
)

// Where a diploma's frame stands, in mm from the page's edge.
const (
	frameOuter = 7.0
	frameInner = 12.0
)

// drawBackground draws what is behind the text of every diploma of a template once;
// pages refer to it.
func drawBackground(pdf *fpdf.Fpdf, t Template) fpdf.Template {
	accent := colourOf(t.Accent)
	size := fpdf.SizeType{Wd: pageLong, Ht: pageShort}
	drawn := pdf.CreateTemplateCustom(fpdf.PointType{}, size, func(tpl *fpdf.Tpl) {
		stroke := func(c colour, width float64) {
			tpl.SetDrawColor(int(c[0]), int(c[1]), int(c[2]))
			tpl.SetLineWidth(width)
		}
		if !t.Plain {
			stroke(accent.tint(0.13), 0.12)
			drawRosette(tpl, rightHalf.x+rightHalf.w/2, pageShort/2)
			drawRosette(tpl, leftHalf.x+leftHalf.w/2, pageShort/2)
		}
		frame := func(at, width float64, c colour) {
			stroke(c, width)
			tpl.Rect(at, at, pageLong-2*at, pageShort-2*at, "D")
		}
		switch t.Frame {
		case FrameDouble:
			frame(frameOuter, 0.9, accent)
			frame(frameOuter+1.8, 0.25, accent)
		case FrameGuilloche:
			frame(frameOuter, 0.6, accent)
			frame(frameInner, 0.25, accent)
			stroke(accent.tint(0.55), 0.14)
			drawBraid(tpl)
		}
		stroke(accent.tint(0.35), 0.15)
		tpl.Line(pageLong/2, 24, pageLong/2, pageShort-24)
	})
	return namedTemplate{drawn, drawn.ID()}
}

// namedTemplate is a template whose name is made once: the library makes it of all that
// was drawn, whenever a page refers to it.
type namedTemplate struct {
	fpdf.Template
	id string
}

// ID implements fpdf.Template.
func (t namedTemplate) ID() string { return t.id }

// drawRosette draws two rings of interlaced waves around a point.
func drawRosette(tpl *fpdf.Tpl, x, y float64) {
	for _, ring := range []struct {
		radius, swing float64
		waves, phases int
	}{{47, 5, 24, 6}, {33, 9, 12, 6}} {
		for phase := range ring.phases {
			points := ring.waves * 14
			for i := 0; i <= points; i++ {
				a := 2 * math.Pi * float64(i) / float64(points)
				d := ring.radius + ring.swing*math.Sin(
					a*float64(ring.waves)+2*math.Pi*float64(phase)/float64(ring.phases),
				)
				extendPath(tpl, i == 0, x+d*math.Cos(a), y+d*math.Sin(a))
			}
			tpl.DrawPath("D")
		}
	}
}

// extendPath begins a path or goes on with it.
func extendPath(tpl *fpdf.Tpl, begin bool, x, y float64) {
	if begin {
		tpl.MoveTo(x, y)
		return
	}
	tpl.LineTo(x, y)
}

// drawBraid draws interlaced waves between the two rules of the frame.
func drawBraid(tpl *fpdf.Tpl) {
	const (
		wave   = 7.0 // mm, about
		phases = 4
		mid    = (frameOuter + frameInner) / 2
		swing  = (frameInner-frameOuter)/2 - 0.35
	)
	sides := []struct{ x, y, dx, dy, length float64 }{
		{mid, mid, 1, 0, pageLong - 2*mid}, {pageLong - mid, mid, 0, 1, pageShort - 2*mid},
		{pageLong - mid, pageShort - mid, -1, 0, pageLong - 2*mid}, {mid, pageShort - mid, 0, -1, pageShort - 2*mid}}
	for _, side := range sides {
		waves := math.Round(side.length / wave)
		for phase := range phases {
			steps := int(waves) * 12
			for i := 0; i <= steps; i++ {
				along := side.length * float64(i) / float64(steps)
				off := swing * math.Sin(2*math.Pi*waves*float64(i)/float64(steps)+math.Pi*float64(phase)/phases*2)
				extendPath(tpl, i == 0, side.x+side.dx*along-side.dy*off, side.y+side.dy*along+side.dx*off)
			}
			tpl.DrawPath("D")
		}
	}
}

// Sizes of a printed QR code. At 150 dpi a module of 0.55 mm is 3.2 pixels
// wide, which is what a scanner needs of a page that lies askew.
const (
	moduleSize = 0.55 // mm, of the smallest module
	codeSize   = 40.0 // mm, of the smallest code without its quiet zone
	quietZone  = 4    // modules around it (ISO/IEC 18004 §5.3.8)
)

// code is a QR code and its size on paper.
type code struct {
	squares string  // what fills the dark modules; "" for a specimen's, which has a frame in its place
	module  float64 // mm
	side    float64 // mm, with the quiet zone
}

func newCode(link string) (code, error) {
	modules, err := qr.Modules(link)
	if err != nil {
		return code{}, err
	}
	module := max(moduleSize, codeSize/float64(len(modules)))
	return code{squares: pdffile.Squares(modules), module: module, side: module * float64(len(modules)+2*quietZone)}, nil
}

// drawCode sets a code on white, x and y being the corner of its quiet zone.
func (s *sheet) drawCode(c code, x, y float64) {
	if c.squares == "" {
		s.drawCodePlace(c, x, y)
		return
	}
	s.fillRectangle(x, y, c.side, c.side, white)
	pdffile.DrawSquares(s.pdf, c.squares, x+quietZone*c.module, y+quietZone*c.module, c.module)
}
