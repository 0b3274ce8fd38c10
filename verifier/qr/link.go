package qr

import "strings"

// link is a text that go-qrcode makes two segments of: bytes, then digits.
type link struct {
	bytes, digits string
	version       int // minLinkVersion to maxLinkVersion
}

// Bits before a segment in versions 10 to 26: mode and count (ISO/IEC 18004 §7.4).
const (
	byteMode, byteCount       = 0b0100, 16
	numericMode, numericCount = 0b0001, 12
	modeBits                  = 4
)

// parseLink reports whether a text is a link, and of which version its code is. Of
// another text go-qrcode makes other segments, or a version that frames do not have.
func parseLink(text string) (link, bool) {
	end := len(strings.TrimRight(text, "0123456789"))
	l := link{bytes: text[:end], digits: text[end:]}
	if len(text) <= smallCode || len(l.digits) < 4 || !staysOneSegment(l.bytes) {
		return link{}, false
	}
	count := l.bitCount()
	for i, b := range blocksOf {
		if count <= b.dataBits() {
			l.version = minLinkVersion + i
			return l, true
		}
	}
	return link{}, false
}

// smallCode is how many bytes go-qrcode tries in versions below 10 at most: their count
// has eight bits there, and it asks for what a single segment would take.
const smallCode = 255

// staysOneSegment reports whether go-qrcode leaves a text in one segment of bytes: it
// begins one at a character that no smaller alphabet has, and ends it only where six
// characters of the smaller alphabet, or four digits, stand together.
func staysOneSegment(text string) bool {
	digits, others := 0, 0 // of the alphanumeric alphabet, that stand together
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= '0' && c <= '9':
			digits, others = digits+1, 0
		case c >= 'A' && c <= 'Z' || strings.IndexByte(" $%*+-./:", c) >= 0:
			digits, others = 0, others+1
		default:
			digits, others = 0, 0
			continue
		}
		if i == 0 || digits > 3 || others > 5 {
			return false
		}
	}
	return text != ""
}

// bitCount returns how many bits the segments take.
func (l link) bitCount() int {
	digits := 10 * (len(l.digits) / 3)
	if rest := len(l.digits) % 3; rest > 0 {
		digits += 3*rest + 1
	}
	return modeBits + byteCount + 8*len(l.bytes) + modeBits + numericCount + digits
}

// segments returns the link's bits (ISO/IEC 18004 §7.4.4, §7.4.6).
func (l link) segments() bitString {
	var b bitString
	b.write(byteMode, modeBits)
	b.write(uint32(len(l.bytes)), byteCount)
	for i := range len(l.bytes) {
		b.write(uint32(l.bytes[i]), 8)
	}
	b.write(numericMode, modeBits)
	b.write(uint32(len(l.digits)), numericCount)
	for rest := l.digits; rest != ""; {
		three := rest[:min(3, len(rest))]
		rest = rest[len(three):]
		value := uint32(0)
		for i := range len(three) {
			value = 10*value + uint32(three[i]-'0')
		}
		b.write(value, 3*len(three)+1)
	}
	return b
}

// modules returns the code with the mask of the smallest penalty.
func (l link) modules() [][]bool {
	f := frameOf(l.version)
	data := newPlane(f.size)
	for i, word := range blocksOf[l.version-minLinkVersion].codewords(l.segments()) {
		for bit, p := range f.order[8*i : 8*i+8] {
			if word<<bit&0x80 != 0 {
				data.set(p.x, p.y)
			}
		}
	}
	best, candidate := newPlane(f.size), newPlane(f.size)
	least := -1
	for _, masked := range f.masked {
		candidate.xor(data, masked)
		if penalty := candidate.penalty(); least < 0 || penalty < least {
			least = penalty
			best, candidate = candidate, best
		}
	}
	return best.modules()
}

// modules returns the rows, true for dark.
func (p *plane) modules() [][]bool {
	all := make([]bool, p.size*p.size)
	rows := make([][]bool, p.size)
	for y := range rows {
		rows[y] = all[y*p.size:][:p.size:p.size]
		for x := range rows[y] {
			rows[y][x] = p.rows[y].get(x)
		}
	}
	return rows
}
