package qr

import "math/bits"

// line is a row or a column of modules; the first module is the lowest bit.
type line struct{ low, high uint64 }

func (l line) and(m line) line { return line{l.low & m.low, l.high & m.high} }
func (l line) xor(m line) line { return line{l.low ^ m.low, l.high ^ m.high} }
func (l line) not() line       { return line{^l.low, ^l.high} }
func (l line) count() int      { return bits.OnesCount64(l.low) + bits.OnesCount64(l.high) }

// ahead returns the line whose module i is l's module i+n; n is below 64.
func (l line) ahead(n int) line { return line{l.low>>n | l.high<<(64-n), l.high >> n} }

// first returns a line of so many modules that are all set.
func first(n int) line {
	if n < 64 {
		return line{low: 1<<n - 1}
	}
	return line{^uint64(0), 1<<(n-64) - 1}
}

func (l line) get(i int) bool {
	if i < 64 {
		return l.low>>i&1 == 1
	}
	return l.high>>(i-64)&1 == 1
}

func (l *line) set(i int) {
	if i < 64 {
		l.low |= 1 << i
	} else {
		l.high |= 1 << (i - 64)
	}
}

// maxModules is how many modules a side may have: those of MaxVersion.
const maxModules = 17 + 4*MaxVersion

// plane is a square of modules, by its rows and by its columns.
type plane struct {
	size          int
	rows, columns [maxModules]line
}

func newPlane(size int) *plane { return &plane{size: size} }

func (p *plane) clone() *plane {
	c := *p
	return &c
}

func (p *plane) get(x, y int) bool { return p.rows[y].get(x) }

func (p *plane) set(x, y int) {
	p.rows[y].set(x)
	p.columns[x].set(y)
}

// put sets a module that is not set, if it is dark.
func (p *plane) put(x, y int, dark bool) {
	if dark {
		p.set(x, y)
	}
}

// xor writes the modules in which a and b differ.
func (p *plane) xor(a, b *plane) {
	p.size = a.size
	for i := range a.size {
		p.rows[i] = a.rows[i].xor(b.rows[i])
		p.columns[i] = a.columns[i].xor(b.columns[i])
	}
}

// penalty says how badly a scanner reads the modules (ISO/IEC 18004 §7.8.3), counted
// as go-qrcode counts, so that both choose the same mask: of the first rule, runs
// count from six modules on, and the dark share is rounded towards the better.
func (p *plane) penalty() int {
	total, dark := 0, 0
	for i := range p.size {
		total += p.runs(p.rows[i]) + p.runs(p.columns[i])
		total += 40 * (p.finders(p.rows[i]) + p.finders(p.columns[i]))
		dark += p.rows[i].count()
	}
	modules := p.size * p.size
	return total + 3*p.squares() + 10*(max(modules/2-dark, dark-modules/2)/(modules/20))
}

// alike returns where a module is as the one behind it.
func (p *plane) alike(l line) line { return l.xor(l.ahead(1)).not().and(first(p.size - 1)) }

// runs returns the penalty of runs of one colour: of n modules, six at least, n - 2.
func (p *plane) runs(l line) int {
	same := p.alike(l)
	two := same.and(same.ahead(1))
	six := two.and(two.ahead(2)).and(same.ahead(4)) // five modules in a row are as the one behind them
	begins := six.ahead(1).and(six.not()).count()
	if six.low&1 == 1 {
		begins++
	}
	return six.count() + 3*begins
}

// squares counts the squares of two by two modules of one colour.
func (p *plane) squares() int {
	count := 0
	above := p.alike(p.rows[0])
	for y := 1; y < p.size; y++ {
		here := p.alike(p.rows[y])
		count += p.rows[y].xor(p.rows[y-1]).not().and(here).and(above).count()
		above = here
	}
	return count
}

// finders counts what looks as a finder pattern: dark and light as 1:1:3:1:1 with four
// light modules before or behind it, or at the end.
func (p *plane) finders(l line) int {
	three := l.and(l.ahead(1)).and(l.ahead(2))
	found := l.and(l.ahead(1).not()).and(three.ahead(2)).and(l.ahead(5).not()).and(l.ahead(6))
	if found == (line{}) { // as in most lines
		return 0
	}
	count, last := 0, 0 // the last eleven modules
	for i := range p.size {
		last = last << 1 & 0x7ff
		if l.get(i) {
			last |= 1
		}
		if last == 0x05d || last == 0x5d0 || i == p.size-1 && last&0x7f == 0x5d {
			count++
			last = 0xff // as go-qrcode does
		}
	}
	return count
}
