package pdffile

import (
	"fmt"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
)

// pointsPerMM turns millimetres into points.
const pointsPerMM = 72 / 25.4

// Squares returns the instructions that fill a QR code's dark modules, a rectangle for
// each run of a row. Lengths are modules, from the code's top left corner.
func Squares(modules [][]bool) string {
	b := make([]byte, 0, 3*len(modules)*len(modules))
	for y, row := range modules {
		for x := 0; x < len(row); x++ {
			start := x
			for x < len(row) && row[x] {
				x++
			}
			if x == start {
				continue
			}
			for _, n := range []int{start, y, x - start} {
				b = append(strconv.AppendInt(b, int64(n), 10), ' ')
			}
			b = append(b, "1 re\n"...)
		}
	}
	return string(b)
}

// DrawSquares fills a code's squares in black, so that it is sharp on every printer. Lengths are
// in mm from the page's top left corner; module is the side of one. Ground and quiet zone
// are the caller's.
func DrawSquares(pdf *fpdf.Fpdf, squares string, x, y, module float64) {
	_, height := pdf.GetPageSize()
	unit := module * pointsPerMM
	pdf.RawWriteStr(fmt.Sprintf("q 0 g %s 0 0 %s %s %s cm\n%sf Q", formatNumber(unit), formatNumber(-unit),
		formatNumber(x*pointsPerMM), formatNumber((height-y)*pointsPerMM), squares))
}

func formatNumber(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }
