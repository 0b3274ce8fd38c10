package qr

// blocks are how a version's codewords of level M are shared out (ISO/IEC 18004,
// table 9): so many blocks of `data` codewords, then so many with one more, each
// followed by as many codewords of error correction.
type blocks struct {
	correction int // codewords of error correction in each block
	short      int // blocks of `data` codewords
	data       int
	long       int // blocks of one codeword more
}

// The versions that links have.
const (
	minLinkVersion = 10
	maxLinkVersion = MaxVersion
)

// blocksOf are the blocks of versions 10 to 20.
var blocksOf = [...]blocks{
	{correction: 26, short: 4, data: 43, long: 1},
	{correction: 30, short: 1, data: 50, long: 4},
	{correction: 22, short: 6, data: 36, long: 2},
	{correction: 22, short: 8, data: 37, long: 1},
	{correction: 24, short: 4, data: 40, long: 5},
	{correction: 24, short: 5, data: 41, long: 5},
	{correction: 28, short: 7, data: 45, long: 3},
	{correction: 28, short: 10, data: 46, long: 1},
	{correction: 26, short: 9, data: 43, long: 4},
	{correction: 26, short: 3, data: 44, long: 11},
	{correction: 26, short: 3, data: 41, long: 13},
}

// dataBits returns how many bits fit before error correction.
func (b blocks) dataBits() int { return 8 * (b.short*b.data + b.long*(b.data+1)) }

// bitString is written from the highest to the lowest.
type bitString struct {
	bytes []byte
	count int
}

func (b *bitString) write(value uint32, width int) {
	for i := width - 1; i >= 0; i-- {
		if b.count%8 == 0 {
			b.bytes = append(b.bytes, 0)
		}
		b.bytes[b.count/8] |= byte(value>>i&1) << (7 - b.count%8)
		b.count++
	}
}

// codewords returns data, filled up to the version's capacity, and its error
// correction, interleaved (ISO/IEC 18004 §7.4.9, §7.4.10, §7.5, §7.6).
func (b blocks) codewords(data bitString) []byte {
	capacity := b.dataBits()
	data.write(0, min(4, capacity-data.count))
	data.write(0, -data.count&7)
	for pad := uint32(0b1110_1100); data.count < capacity; pad ^= 0b1111_1101 {
		data.write(pad, 8)
	}
	count := b.short + b.long
	all := make([]byte, 0, len(data.bytes)+count*b.correction)
	each := make([][]byte, count)
	rest := data.bytes
	for i := range each {
		size := b.data
		if i >= b.short {
			size++
		}
		each[i], rest = rest[:size], rest[size:]
	}
	for i := range b.data + 1 {
		for _, block := range each {
			if i < len(block) {
				all = append(all, block[i])
			}
		}
	}
	generator := generators[b.correction]
	for i, block := range each {
		each[i] = remainder(block, generator)
	}
	for i := range b.correction {
		for _, block := range each {
			all = append(all, block[i])
		}
	}
	return all
}

// powers and logs are those of 2 in the field of 256 elements modulo 0x11d. Powers
// stand there twice, so that the sum of two logarithms needs no reduction.
var powers, logs = func() (powers [510]byte, logs [256]int) {
	x := 1
	for i := range 255 {
		powers[i], powers[i+255] = byte(x), byte(x)
		logs[x] = i
		if x <<= 1; x > 255 {
			x ^= 0x11d
		}
	}
	return powers, logs
}()

// generators are the generator polynomials, by the codewords of error correction:
// logarithms of the coefficients behind the leading one, the highest power first.
var generators = func() map[int][]int {
	all := map[int][]int{}
	for _, b := range blocksOf {
		all[b.correction] = generatorOf(b.correction)
	}
	return all
}()

func generatorOf(degree int) []int {
	product := make([]byte, degree) // without the leading coefficient, which is one
	product[degree-1] = 1
	for root := range degree { // times x - 2^root
		for i := range product {
			if product[i] != 0 {
				product[i] = powers[logs[product[i]]+root]
			}
			if i+1 < degree {
				product[i] ^= product[i+1]
			}
		}
	}
	coefficients := make([]int, degree)
	for i, c := range product {
		coefficients[i] = logs[c] // none is zero at the degrees of the table
	}
	return coefficients
}

// remainder returns data times a power of x modulo a generator polynomial: the
// codewords of error correction.
func remainder(data []byte, generator []int) []byte {
	rest := make([]byte, len(generator))
	for _, d := range data {
		factor := d ^ rest[0]
		copy(rest, rest[1:])
		rest[len(rest)-1] = 0
		if factor == 0 {
			continue
		}
		by := logs[factor]
		for i, g := range generator {
			rest[i] ^= powers[by+g]
		}
	}
	return rest
}
