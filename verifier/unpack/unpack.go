// Package unpack takes the presentations out of what a person has at hand: a
// PDF file with an embedded credential or with QR codes on its pages, a picture
// of a paper, a ZIP file of these.
//
// It finds texts and says where each was; what they are worth is decided by
// packages presentation and verifier. Whatever is in a file and not read is
// named too, with the reason: nothing is left out in silence.
//
// A file comes from strangers. Bytes, entries, nesting, pixels, pages and time
// are bounded; PDF files are read by PDFium inside a WebAssembly sandbox that has
// no file system and a memory of its own; a few files at a time are read, and
// the others wait for their turn or are turned away. Nothing is kept or logged.
package unpack

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"sogoc/verifier/answer"
	"sogoc/verifier/presentation"
)

// The bounds of one file. All but MaxSize count for a ZIP file as a whole.
const (
	MaxSize    = 16 << 20 // bytes of the file as it is sent
	MaxContent = 64 << 20 // bytes of all that it holds, unpacked
	MaxEntries = 200      // files in a ZIP file, folders included
	MaxPages   = 40       // pages of PDF files that are looked at
	MaxPixels  = 50_000_000
	MaxFound   = 200
)

var (
	// ErrBusy means that too many files are being read; the same again is worth a try.
	ErrBusy = errors.New("too many files are being read")
	// ErrTooLarge means that the file is longer than MaxSize.
	ErrTooLarge = fmt.Errorf("the file is longer than %d bytes", MaxSize)
)

// Way says how a text stands in a file.
type Way string

// The ways.
const (
	WayText     Way = "text"     // the file itself is the text
	WayEmbedded Way = "embedded" // a file that a PDF file carries
	WayQR       Way = "qr"       // a QR code in a picture or on a page
)

// Place is where something stands.
type Place struct {
	File string `json:"file,omitzero"` // name in the ZIP file, "" for the file that was sent
	Page int    `json:"page,omitzero"` // of a PDF file, from 1
	Way  Way    `json:"way,omitzero"`
}

// Found is one text that may be a presentation.
type Found struct {
	Text string
	Place
}

// Reason says why something was not read.
type Reason string

// The reasons.
const (
	ReasonNoCode    Reason = "no_code"   // no QR code and nothing embedded was found
	ReasonKind      Reason = "kind"      // a kind of file that is not read here
	ReasonDamaged   Reason = "damaged"   // it cannot be opened
	ReasonEncrypted Reason = "encrypted" // a password is needed
	ReasonNested    Reason = "nested"    // an archive in an archive
	ReasonTooLarge  Reason = "too_large" // more bytes or pixels than are read
	ReasonTooMany   Reason = "too_many"  // more entries or pages than are read
	ReasonTime      Reason = "time"      // it took too long
	ReasonCutShort  Reason = "cut_short" // its end is missing; what could be read was read
)

// Reasons returns all reasons, for tables of words.
func Reasons() []Reason {
	return []Reason{
		ReasonNoCode,
		ReasonKind,
		ReasonDamaged,
		ReasonEncrypted,
		ReasonNested,
		ReasonTooLarge,
		ReasonTooMany,
		ReasonTime,
		ReasonCutShort,
	}
}

// Unread is something in a file that was not read.
type Unread struct {
	Place
	Why Reason `json:"why"`
}

// Contents is what a file holds.
type Contents struct {
	Found  []Found
	Unread []Unread
	Seals  []FoundSeal // of PDF files
}

// Config says how much is done at once.
type Config struct {
	Parallel int           // files that are read at the same time, 0 for 2; four times as many wait
	Time     time.Duration // for one file, from its turn on, 0 for 20 s
}

// Unpacker reads files, a few at a time. It is safe for concurrent use.
type Unpacker struct {
	time    time.Duration
	turns   chan struct{} // files that are being read
	waiting chan struct{} // and those that wait for it
	pdf     *renderer
}

// New returns an unpacker. It does nothing before the first file.
func New(c Config) *Unpacker {
	parallel := cmp.Or(c.Parallel, 2)
	return &Unpacker{
		time:    cmp.Or(c.Time, 20*time.Second),
		turns:   make(chan struct{}, parallel),
		waiting: make(chan struct{}, 5*parallel),
		pdf:     &renderer{parallel: parallel},
	}
}

// Prepare makes the sandbox for PDF files ready, which takes a second or two;
// otherwise the first of them waits for it.
func (u *Unpacker) Prepare() error {
	_, err := u.pdf.open()
	return err
}

// Close releases the sandbox. Files that are being read end with ReasonDamaged.
func (u *Unpacker) Close() error { return u.pdf.close() }

// IsText reports whether content is a text and no file that Unpack opens: it
// may be a presentation as it is.
func IsText(content []byte) bool { return kindOf(content) == kindText }

// Unpack reads a file. It returns ErrTooLarge, ErrBusy, or the context's error;
// every other trouble is in Contents.
func (u *Unpacker) Unpack(ctx context.Context, content []byte) (Contents, error) {
	if len(content) > MaxSize {
		return Contents{}, ErrTooLarge
	}
	if IsText(content) {
		return Contents{Found: []Found{{Text: string(content), Place: Place{Way: WayText}}}}, nil
	}
	select {
	case u.waiting <- struct{}{}:
		defer func() { <-u.waiting }()
	default:
		return Contents{}, ErrBusy
	}
	select {
	case u.turns <- struct{}{}:
		defer func() { <-u.turns }()
	case <-ctx.Done():
		return Contents{}, ctx.Err()
	}
	limited, cancel := context.WithTimeout(ctx, u.time)
	defer cancel()
	r := &reading{ctx: limited, pdf: u.pdf, bytes: MaxContent, pages: MaxPages, pixels: 4 * MaxPixels}
	r.read(Place{}, content, 0)
	if ctx.Err() != nil {
		return Contents{}, ctx.Err()
	}
	return r.contents, nil
}

// reading is one file on its way, with what is left of its bounds.
type reading struct {
	ctx      context.Context
	pdf      *renderer
	contents Contents

	bytes  int // that may yet be unpacked
	pages  int
	pixels int
}

// read takes one file; depth counts the archives around it.
func (r *reading) read(at Place, content []byte, depth int) {
	if r.ctx.Err() != nil {
		r.leave(at, ReasonTime)
		return
	}
	before := len(r.contents.Found) + len(r.contents.Unread)
	switch kindOf(content) {
	case kindText:
		r.readText(at, content)
	case kindPDF:
		r.readPDF(at, content)
	case kindPicture:
		r.readPicture(at, content)
	case kindZIP:
		if depth > 0 {
			r.leave(at, ReasonNested)
			return
		}
		r.readZIP(content)
	default:
		r.leave(at, ReasonKind)
	}
	if len(r.contents.Found)+len(r.contents.Unread) == before {
		r.leave(at, ReasonNoCode)
	}
}

// readText takes a text of an archive if it may be a presentation.
func (r *reading) readText(at Place, content []byte) {
	at.Way = WayText
	if !r.find(at, string(content)) {
		at.Way = ""
		r.leave(at, ReasonKind)
	}
}

// find notes a text that is in a form of presentations or evidence, and reports
// whether it is. It is read as answer.Read does, like a text from anywhere else.
func (r *reading) find(at Place, text string) bool {
	in := answer.Read(text)
	_, err := presentation.Parse(in.Text)
	if errors.Is(err, presentation.ErrNotRead) && !in.CutShort && !in.Kind.IsEvidence() {
		return false
	}
	if len(r.contents.Found) >= MaxFound {
		r.leave(at, ReasonTooMany)
		return true
	}
	r.contents.Found = append(r.contents.Found, Found{Text: text, Place: at})
	return true
}

func (r *reading) leave(at Place, why Reason) {
	r.contents.Unread = append(r.contents.Unread, Unread{Place: at, Why: why})
}

// findCodes notes the texts of QR codes.
func (r *reading) findCodes(at Place, texts []string) {
	at.Way = WayQR
	for _, text := range texts {
		r.find(at, text)
	}
}

type kind int

const (
	kindOther kind = iota
	kindText
	kindPDF
	kindPicture
	kindZIP
)

// maxPDFPrologue is how far into a file readers look for its beginning.
const maxPDFPrologue = 1024

// kindOf tells a file's kind by its content; names lie.
func kindOf(content []byte) kind {
	switch {
	case bytes.Contains(content[:min(len(content), maxPDFPrologue)], []byte("%PDF-")):
		return kindPDF
	case bytes.HasPrefix(content, []byte("PK\x03\x04")), bytes.HasPrefix(content, []byte("PK\x05\x06")):
		return kindZIP
	case isPicture(content):
		return kindPicture
	case bytes.HasPrefix(content, []byte("\xff\xfe")), bytes.HasPrefix(content, []byte("\xfe\xff")):
		return kindText // UTF-16, see answer.Read
	case bytes.IndexByte(content, 0) < 0 && !isOtherBinary(content):
		return kindText
	}
	return kindOther
}

// isOtherBinary knows kinds of files that may have no zero byte in their
// beginning.
func isOtherBinary(content []byte) bool {
	for _, magic := range []string{"\x1f\x8b", "Rar!", "7z\xbc\xaf", "\xd0\xcf\x11\xe0", "GIF8", "BM", "II*", "MM"} {
		if bytes.HasPrefix(content, []byte(magic)) {
			return true
		}
	}
	return false
}
