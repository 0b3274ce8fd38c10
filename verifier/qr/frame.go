package qr

import "sync"

// masks are the conditions under which a module is inverted (ISO/IEC 18004 §7.8.2).
var masks = [8]func(x, y int) bool{
	func(x, y int) bool { return (x+y)%2 == 0 },
	func(_, y int) bool { return y%2 == 0 },
	func(x, _ int) bool { return x%3 == 0 },
	func(x, y int) bool { return (x+y)%3 == 0 },
	func(x, y int) bool { return (x/3+y/2)%2 == 0 },
	func(x, y int) bool { return x*y%2+x*y%3 == 0 },
	func(x, y int) bool { return (x*y%2+x*y%3)%2 == 0 },
	func(x, y int) bool { return ((x+y)%2+x*y%3)%2 == 0 },
}

// alignments are the places of alignment patterns of versions 10 to 20, in both
// directions (ISO/IEC 18004, annex E).
var alignments = [...][]int{
	{6, 28, 50},
	{6, 30, 54},
	{6, 32, 58},
	{6, 34, 62},
	{6, 26, 46, 66},
	{6, 26, 48, 70},
	{6, 26, 50, 74},
	{6, 30, 54, 78},
	{6, 30, 56, 82},
	{6, 30, 58, 86},
	{6, 34, 62, 90},
}

// place is where a module is.
type place struct{ x, y int }

// frame is what all codes of a version share.
type frame struct {
	version int
	size    int
	order   []place   // of the data's bits
	masked  [8]*plane // by the mask: all patterns that carry no data, and the mask where data will be
}

// frameOf returns the frame of a version, which is made once.
func frameOf(version int) *frame { return frames[version-minLinkVersion]() }

var frames = func() (all [maxLinkVersion - minLinkVersion + 1]func() *frame) {
	for i := range all {
		all[i] = sync.OnceValue(func() *frame { return newFrame(minLinkVersion + i) })
	}
	return all
}()

func newFrame(version int) *frame {
	f := &frame{version: version, size: ModuleCount(version)}
	fixed, taken := newPlane(f.size), newPlane(f.size)
	draw := func(x, y int, dark bool) {
		taken.set(x, y)
		if dark {
			fixed.set(x, y)
		}
	}
	f.drawTiming(draw)
	f.drawFinders(draw)
	f.drawAlignments(draw)
	f.drawVersion(draw)
	f.drawFormat(func(x, y int, _ bool) { taken.set(x, y) }, 0) // the places; what stands there is the mask's
	f.order = f.dataOrder(taken)
	for mask, inverts := range masks {
		m := fixed.clone()
		f.drawFormat(func(x, y int, dark bool) { m.put(x, y, dark) }, mask)
		for _, p := range f.order {
			if inverts(p.x, p.y) {
				m.set(p.x, p.y)
			}
		}
		f.masked[mask] = m
	}
	return f
}

func (f *frame) drawTiming(draw func(x, y int, dark bool)) {
	for i := range f.size {
		draw(i, 6, i%2 == 0)
		draw(6, i, i%2 == 0)
	}
}

// drawFinders draws the three corners with the light edge around them.
func (f *frame) drawFinders(draw func(x, y int, dark bool)) {
	far := f.size - 4
	for _, centre := range []place{{3, 3}, {far, 3}, {3, far}} {
		for dy := -4; dy <= 4; dy++ {
			for dx := -4; dx <= 4; dx++ {
				x, y := centre.x+dx, centre.y+dy
				ring := max(dx, -dx, dy, -dy)
				if min(x, y) >= 0 && max(x, y) < f.size {
					draw(x, y, ring != 2 && ring != 4)
				}
			}
		}
	}
}

func (f *frame) drawAlignments(draw func(x, y int, dark bool)) {
	places := alignments[f.version-minLinkVersion]
	last := places[len(places)-1]
	for _, cy := range places {
		for _, cx := range places {
			if cx == 6 && cy == 6 || cx == 6 && cy == last || cx == last && cy == 6 {
				continue // a finder pattern is there
			}
			for dy := -2; dy <= 2; dy++ {
				for dx := -2; dx <= 2; dx++ {
					draw(cx+dx, cy+dy, max(dx, -dx, dy, -dy) != 1)
				}
			}
		}
	}
}

// drawVersion draws the version twice (ISO/IEC 18004 §7.10).
func (f *frame) drawVersion(draw func(x, y int, dark bool)) {
	rest := f.version
	for range 12 {
		rest = rest<<1 ^ rest>>11*0x1f25
	}
	code := f.version<<12 | rest
	for i := range 18 {
		dark := code>>i&1 == 1
		draw(f.size-11+i%3, i/3, dark)
		draw(i/3, f.size-11+i%3, dark)
	}
}

// drawFormat draws level M and the mask twice (ISO/IEC 18004 §7.9).
func (f *frame) drawFormat(draw func(x, y int, dark bool), mask int) {
	rest := mask // level M is 00
	for range 10 {
		rest = rest<<1 ^ rest>>9*0x537
	}
	code := (mask<<10 | rest) ^ 0x5412
	along := [8]int{0, 1, 2, 3, 4, 5, 7, 8} // round the corner at the top left
	for i := range 15 {
		dark := code>>i&1 == 1
		switch {
		case i < 8:
			draw(8, along[i], dark)
			draw(f.size-1-i, 8, dark)
		case i == 8:
			draw(7, 8, dark)
			draw(8, f.size-7, dark)
		default:
			draw(14-i, 8, dark)
			draw(8, f.size-15+i, dark)
		}
	}
	draw(8, f.size-8, true)
}

// dataOrder returns the places of the data's bits: in columns of two from the right,
// upwards and downwards in turn (ISO/IEC 18004 §7.7.3).
func (f *frame) dataOrder(taken *plane) []place {
	var order []place
	up := true
	for right := f.size - 1; right >= 1; right -= 2 {
		if right == 6 { // the timing pattern stands there alone
			right--
		}
		for i := range f.size {
			y := i
			if up {
				y = f.size - 1 - i
			}
			for _, x := range []int{right, right - 1} {
				if !taken.get(x, y) {
					order = append(order, place{x, y})
				}
			}
		}
		up = !up
	}
	return order
}
