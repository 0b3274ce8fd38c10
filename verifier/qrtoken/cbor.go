package qrtoken

import "math"

// Major types of CBOR (RFC 8949 §3.1) that a token has.
const (
	majorUnsigned byte = 0
	majorBytes    byte = 2
	majorText     byte = 3
	majorArray    byte = 4
	majorMap      byte = 5
	majorTag      byte = 6
)

// tagSign1 is the tag of a COSE_Sign1 (RFC 9052 §2).
const tagSign1 = 18

// cborReader reads CBOR in its deterministic encoding (RFC 8949 §4.2.1) and no
// other: every head in its shortest form, no indefinite length. That keys ascend,
// its callers see to. What it returns shares the input's memory.
//
// After a failure nothing more is read. TestTokensAreReadAsTheLibraryReadsThem
// and FuzzAgainstTheLibrary hold it against the library that writes tokens.
type cborReader struct {
	rest   []byte
	whole  string // all of the input, of which texts are parts; "" where no text is read
	failed bool
}

// ended reports whether all was read, without a failure.
func (r *cborReader) ended() bool { return !r.failed && len(r.rest) == 0 }

// take returns the next bytes, nil where there are not so many.
func (r *cborReader) take(n uint64) []byte {
	if r.failed || n > uint64(len(r.rest)) {
		r.failed = true
		return nil
	}
	taken := r.rest[:n]
	r.rest = r.rest[n:]
	return taken
}

// head reads a head of that major type and returns its argument, 0 for a failure.
func (r *cborReader) head(major byte) uint64 {
	first := r.take(1)
	if r.failed || first[0]>>5 != major {
		r.failed = true
		return 0
	}
	info := first[0] & 31
	if info < 24 {
		return uint64(info)
	}
	if info > 27 {
		r.failed = true
		return 0
	}
	argument, size := uint64(0), uint64(1)<<(info-24)
	for _, b := range r.take(size) {
		argument = argument<<8 | uint64(b)
	}
	if argument < leastArgument[info-24] {
		r.failed = true
		return 0
	}
	return argument
}

// leastArgument is the least argument that needs 1, 2, 4 or 8 bytes of its own.
var leastArgument = [4]uint64{24, 1 << 8, 1 << 16, 1 << 32}

// content reads a byte or text string.
func (r *cborReader) content(major byte) []byte { return r.take(r.head(major)) }

// item reads a byte or text string and returns it with its head.
func (r *cborReader) item(major byte) []byte {
	before := r.rest
	r.content(major)
	return before[:len(before)-len(r.rest)]
}

func (r *cborReader) text() string {
	content := r.content(majorText)
	end := len(r.whole) - len(r.rest)
	return r.whole[end-len(content) : end]
}

// someText reads a text that must not be empty.
func (r *cborReader) someText() string {
	text := r.text()
	if text == "" {
		r.failed = true
	}
	return text
}

func (r *cborReader) uint32() uint32 {
	n := r.head(majorUnsigned)
	if n > math.MaxUint32 {
		r.failed = true
		return 0
	}
	return uint32(n)
}
