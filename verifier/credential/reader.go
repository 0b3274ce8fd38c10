package credential

import (
	"errors"
	"slices"
	"strconv"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/ledger"
)

// Bounds of what is read: how deep arrays and objects may be nested, and how many
// members an object may have, which is more than any object of the format has.
const (
	maxDepth   = 32
	maxMembers = 64
)

// reader reads one JSON text in one pass and strictly: valid UTF-8, no duplicate
// member, no null, plain decimals, every string NFC and without control
// characters, at most maxDepth levels. Which members an object may have, its
// caller says: it calls fail for any other.
//
//	r.open('{')
//	for r.more('}') {
//		switch r.name() {
//		case "id":
//			id = r.string()
//		default:
//			r.fail(errMember)
//		}
//	}
//
// The first error sticks: afterwards more returns false, and what else is
// returned means nothing. end returns it. A string without an escape shares the
// text's memory.
//
// TestReaderAgreesWithTheLibrary and FuzzReader hold it against the library that
// writes credentials.
type reader struct {
	text   string
	at     int  // the next byte
	first  bool // nothing was read yet in the innermost array or object
	depth  int
	starts [maxDepth]int // by level: where its member names begin in names
	names  []string      // of the members so far, of all objects that are open
	err    error

	encoded []byte   // memory for what is decoded
	decoded []byte   // memory for decode
	texts   []string // memory for strings; what is in it is in use until another text is read
	found   []result // memory for results
}

// errMember is what a caller fails with for a member that it does not know.
var errMember = errors.New("a member is unknown or of another type")

var (
	errJSON   = errors.New("not one JSON value without duplicate members")
	errText   = errors.New("text that is not NFC or has control characters")
	errNumber = errors.New("a number that is not a plain decimal")
	errDepth  = errors.New("nested too deeply")

	errKind      = errors.New("kind is missing or unknown")
	errNotHidden = errors.New("an element that must be selectively disclosable is not")
)

// decode makes r read another text, which comes in base64url. Arrays that strings and
// results returned for the one before are used again.
func (r *reader) decode(encoded []byte) error {
	raw, err := appendBase64(r.decoded[:0], encoded)
	*r = reader{text: string(raw), names: r.names[:0], encoded: r.encoded, decoded: raw, texts: r.texts[:0],
		found: r.found}
	return err
}

// readers are used again, for their buffers.
var readers = sync.Pool{New: func() any { return new(reader) }}

// maxKeptBuffer is how large a buffer may be that is kept for another text.
const maxKeptBuffer = 128 << 10

func newReader() *reader { return readers.Get().(*reader) }

// release gives the reader to others. What it has read must not be in its buffers
// still: strings are values, and no array that strings returned is kept.
func (r *reader) release() {
	if cap(r.encoded) > maxKeptBuffer || cap(r.decoded) > maxKeptBuffer {
		return
	}
	clear(r.names[:cap(r.names)]) // they share the memory of somebody's credential
	clear(r.texts[:cap(r.texts)])
	clear(r.found[:cap(r.found)])
	*r = reader{names: r.names[:0], encoded: r.encoded, decoded: r.decoded, texts: r.texts[:0], found: r.found[:0]}
	readers.Put(r)
}

// fail keeps the first error.
func (r *reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}

// end returns nil if the text was read to its end without an error.
func (r *reader) end() error {
	if r.peek(); r.at < len(r.text) || r.depth > 0 {
		r.fail(errJSON)
	}
	return r.err
}

// peek skips white space and returns the next byte, 0 at the end.
func (r *reader) peek() byte {
	for ; r.at < len(r.text); r.at++ {
		switch c := r.text[r.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// open begins an array or an object.
func (r *reader) open(bracket byte) {
	if r.peek() != bracket {
		r.fail(errMember)
		return
	}
	if r.depth == maxDepth {
		r.fail(errDepth)
		return
	}
	r.at++
	r.starts[r.depth] = len(r.names)
	r.depth++
	r.first = true
}

// more reports whether another element or member follows, and ends the array or
// object where none does.
func (r *reader) more(bracket byte) bool {
	c := r.peek()
	switch {
	case r.err != nil:
		return false
	case c == bracket:
		r.at++
		r.depth--
		r.names = r.names[:r.starts[r.depth]]
		r.first = false
		return false
	case r.first:
		r.first = false
		return true
	case c == ',':
		r.at++
		return true
	}
	r.fail(errJSON)
	return false
}

// element demands another element of an array.
func (r *reader) element() {
	if !r.more(']') {
		r.fail(errPlace)
	}
}

// name reads a member's name and the colon.
func (r *reader) name() string {
	name := r.string()
	if r.peek() != ':' {
		r.fail(errJSON)
		return ""
	}
	r.at++
	if r.err != nil {
		return ""
	}
	before := r.names[r.starts[r.depth-1]:]
	if len(before) == maxMembers || slices.Contains(before, name) {
		r.fail(errJSON)
	}
	r.names = append(r.names, name)
	return name
}

// string reads a string.
func (r *reader) string() string {
	if r.peek() != '"' || r.err != nil {
		r.fail(errMember)
		return ""
	}
	text, start, ascii := r.text, r.at+1, true
	for i := ordinaryUntil(text, start); i < len(text); i = ordinaryUntil(text, i+1) {
		switch c := text[i]; {
		case c == '"':
			r.at = i + 1
			if read := text[start:i]; ascii || ledger.IsPlainText(read) {
				return read
			}
			r.fail(errText)
			return ""
		case c == '\\':
			return r.escapedString()
		case c < utf8.RuneSelf: // a control character
			r.fail(errText)
			return ""
		}
		ascii = false
	}
	r.fail(errJSON)
	return ""
}

// ordinaryUntil returns where the first byte at or behind i stands that a string does not
// hold as it is, or that is not ASCII.
func ordinaryUntil(text string, i int) int {
	for i < len(text) && isOrdinary[text[i]] {
		i++
	}
	return i
}

// isOrdinary says of each byte whether a string may hold it as it is, and it is ASCII.
var isOrdinary = func() (ordinary [256]bool) {
	for c := ' '; c <= '~'; c++ {
		ordinary[c] = c != '"' && c != '\\'
	}
	return ordinary
}()

// escapedString reads a string with escapes.
func (r *reader) escapedString() string {
	for i := r.at + 1; i < len(r.text); i++ {
		switch r.text[i] {
		case '\\':
			i++
		case '"':
			raw := r.text[r.at : i+1]
			r.at = i + 1
			text, err := jsontext.AppendUnquote(nil, raw)
			if err != nil {
				r.fail(errJSON)
				return ""
			}
			if !ledger.IsPlainText(string(text)) {
				r.fail(errText)
				return ""
			}
			return string(text)
		}
	}
	r.fail(errJSON)
	return ""
}

// strings reads an array of strings.
func (r *reader) strings() []string {
	if cap(r.texts)-len(r.texts) < fewTexts {
		r.texts = make([]string, 0, manyTexts)
	}
	texts := r.texts[len(r.texts):]
	r.open('[')
	for r.more(']') {
		texts = append(texts, r.string())
	}
	if len(texts) <= cap(r.texts)-len(r.texts) { // it found room there
		r.texts = r.texts[:len(r.texts)+len(texts)]
	}
	return texts[:len(texts):len(texts)]
}

// Most arrays of strings have one or two of them, and there are nine such arrays in
// a course: they are cut out of larger ones.
const (
	fewTexts  = 4
	manyTexts = 64
)

// decimal reads a number as it is written: no sign, no exponent, and so short
// that every reader keeps its value.
func (r *reader) decimal() string {
	r.peek()
	start := r.at
	for r.at < len(r.text) && isOfNumber(r.text[r.at]) {
		r.at++
	}
	number := r.text[start:r.at]
	if !isDecimal(number, 10, 4) {
		r.fail(errNumber)
		return ""
	}
	return number
}

// isOfNumber reports whether a JSON number may hold c.
func isOfNumber(c byte) bool {
	return '0' <= c && c <= '9' || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E'
}

// integer reads a number without a fraction.
func (r *reader) integer() int {
	number, err := strconv.Atoi(r.decimal())
	if err != nil {
		r.fail(errMember)
		return 0
	}
	return number
}

// boolean reads true or false.
func (r *reader) boolean() bool {
	r.peek()
	for _, literal := range []string{"true", "false"} {
		if rest := r.text[r.at:]; len(rest) >= len(literal) && rest[:len(literal)] == literal {
			r.at += len(literal)
			return literal == "true"
		}
	}
	r.fail(errMember)
	return false
}

// raw reads any value and returns it as it is written.
func (r *reader) raw() string {
	r.peek()
	start := r.at
	r.skip()
	if r.err != nil {
		return ""
	}
	return r.text[start:r.at]
}

func (r *reader) skip() {
	switch c := r.peek(); {
	case c == '"':
		r.string()
	case c == '[':
		r.open('[')
		for r.more(']') {
			r.skip()
		}
	case c == '{':
		r.open('{')
		for r.more('}') {
			r.name()
			r.skip()
		}
	case c == 't' || c == 'f':
		r.boolean()
	default:
		r.decimal()
	}
}
