// Package qr draws QR codes as PNG and SVG when somebody asks for one: a drawing
// takes milliseconds, which is too long for every credential of a large batch.
// The last drawings are kept.
//
// The choice of version, scale and drawing belongs here; what a code says does
// not. The package relies on go-qrcode for encoding. Links, which are nearly all codes,
// it encodes itself, module for module as go-qrcode does and ten times as fast: go-qrcode
// computes the error correction and draws the whole code for each of eight masks.
//
// Codes have error correction level M, for paper that is folded and copied,
// and at most version 20, for the cameras of cheap phones. The same text gives
// the same bytes.
package qr

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/skip2/go-qrcode"
)

// MaxVersion is the largest version that is drawn: 97 modules a side.
const MaxVersion = 20

// Scale bounds of a PNG, in pixels per module.
const (
	MinScale     = 1
	DefaultScale = 6
	MaxScale     = 20
)

var (
	// ErrTooLong is returned for a text that needs a version above MaxVersion.
	ErrTooLong = errors.New("text does not fit a QR code of version " + strconv.Itoa(MaxVersion) + " at level M")
	// ErrScale is returned for a scale outside MinScale to MaxScale.
	ErrScale = errors.New("scale is out of bounds")
)

// Version returns the version, 1 to MaxVersion, that the text's code has.
func Version(text string) (int, error) {
	code, err := encode(text)
	if err != nil {
		return 0, err
	}
	return code.VersionNumber, nil
}

// ModuleCount returns the modules a side of a version, without the quiet zone
// (ISO/IEC 18004 §5.3.1).
func ModuleCount(version int) int { return 17 + 4*version }

// Drawer draws codes and keeps a bounded number of drawings. It is safe for
// concurrent use.
type Drawer struct {
	drawn *lru.Cache[drawing, []byte]
}

// drawing names a drawing without keeping its text, which holds personal data.
type drawing struct {
	text  [sha256.Size]byte
	scale int // pixels per module of a PNG, 0 for SVG
}

// NewDrawer returns a drawer that keeps the last `keep` drawings, at least one.
func NewDrawer(keep int) (*Drawer, error) {
	drawn, err := lru.New[drawing, []byte](keep)
	if err != nil {
		return nil, fmt.Errorf("qr: %w", err)
	}
	return &Drawer{drawn: drawn}, nil
}

// PNG returns the code as a PNG image with a quiet zone of four modules, at
// scale pixels per module; 0 means DefaultScale. It returns ErrTooLong or
// ErrScale. The caller must not change the bytes.
func (d *Drawer) PNG(text string, scale int) ([]byte, error) {
	if scale == 0 {
		scale = DefaultScale
	}
	if scale < MinScale || scale > MaxScale {
		return nil, fmt.Errorf("%w: %d", ErrScale, scale)
	}
	return d.cached(text, scale, func(modules [][]bool) ([]byte, error) { return writePNG(modules, scale) })
}

// SVG returns the code as an SVG image of one path, one unit per module, with
// the quiet zone, black on white whatever the page's colours. It returns
// ErrTooLong. The caller must not change the bytes.
func (d *Drawer) SVG(text string) ([]byte, error) {
	return d.cached(text, 0, func(modules [][]bool) ([]byte, error) { return writeSVG(modules), nil })
}

// Modules returns the code's modules, true for dark, row by row and without the
// quiet zone, for package diploma, which draws them on paper. It returns ErrTooLong.
func Modules(text string) ([][]bool, error) {
	if l, is := parseLink(text); is {
		return l.modules(), nil
	}
	code, err := encode(text)
	if err != nil {
		return nil, err
	}
	code.DisableBorder = true
	return code.Bitmap(), nil
}

// quietZone is how many light modules stand around a code (ISO/IEC 18004 §5.3.8).
const quietZone = 4

// addQuietZone returns modules with the quiet zone around them.
func addQuietZone(modules [][]bool) [][]bool {
	size := len(modules) + 2*quietZone
	all := make([][]bool, size)
	for y := range all {
		all[y] = make([]bool, size)
	}
	for y, row := range modules {
		copy(all[y+quietZone][quietZone:], row)
	}
	return all
}

// Terminal returns the code as lines of half blocks, two rows of modules a
// line and one column a module, white on black by ANSI codes whatever the
// terminal's own colours, and how many columns that takes. It returns ErrTooLong.
func Terminal(text string) (drawn string, columns int, err error) {
	code, err := encode(text)
	if err != nil {
		return "", 0, err
	}
	lines := strings.Split(strings.TrimSuffix(code.ToSmallString(false), "\n"), "\n")
	return "\x1b[97;40m" + strings.Join(lines, "\x1b[0m\n\x1b[97;40m") + "\x1b[0m\n", len(code.Bitmap()), nil
}

func (d *Drawer) cached(text string, scale int, render func([][]bool) ([]byte, error)) ([]byte, error) {
	name := drawing{text: sha256.Sum256([]byte(text)), scale: scale}
	if image, found := d.drawn.Get(name); found {
		return image, nil
	}
	modules, err := Modules(text)
	if err != nil {
		return nil, err
	}
	image, err := render(addQuietZone(modules))
	if err != nil {
		return nil, fmt.Errorf("draw QR code: %w", err)
	}
	d.drawn.Add(name, image)
	return image, nil
}

// encode chooses segments and version: DIGITS become a numeric segment.
func encode(text string) (*qrcode.QRCode, error) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTooLong, err) // the library's one reason here
	}
	if code.VersionNumber > MaxVersion {
		return nil, fmt.Errorf("%w: needs version %d", ErrTooLong, code.VersionNumber)
	}
	return code, nil
}

// writePNG draws each module as a square of that many pixels, black on white.
func writePNG(modules [][]bool, scale int) ([]byte, error) {
	var written bytes.Buffer
	err := encoder.Encode(&written, newPicture(modules, scale))
	return written.Bytes(), err
}

// picture is a code as an image of two colours. It has one row of pixels for each row
// of modules, which stands for as many as a module is high: of the library's own
// images the encoder asks every pixel's place first, and takes twice as long.
type picture struct {
	rows   [][]uint8 // of pixels; 1 is black
	module []int     // by the place of a pixel, from the left or from the top
}

func newPicture(modules [][]bool, scale int) *picture {
	size := len(modules) * scale
	p := &picture{rows: make([][]uint8, len(modules)), module: make([]int, size)}
	for i := range p.module {
		p.module[i] = i / scale
	}
	for y, row := range modules {
		p.rows[y] = make([]uint8, size)
		for x := range p.rows[y] {
			if row[p.module[x]] {
				p.rows[y][x] = 1
			}
		}
	}
	return p
}

var blackOnWhite = color.Palette{color.White, color.Black}

// ColorModel implements image.Image.
func (p *picture) ColorModel() color.Model { return blackOnWhite }

// Bounds implements image.Image.
func (p *picture) Bounds() image.Rectangle { return image.Rect(0, 0, len(p.module), len(p.module)) }

// At implements image.Image.
func (p *picture) At(x, y int) color.Color { return blackOnWhite[p.ColorIndexAt(x, y)] }

// ColorIndexAt implements image.PalettedImage.
func (p *picture) ColorIndexAt(x, y int) uint8 { return p.rows[p.module[y]][x] }

// encoder keeps what it compresses with.
var encoder = png.Encoder{CompressionLevel: png.BestSpeed, BufferPool: &buffers{}}

type buffers struct{ pool sync.Pool }

// Get implements png.EncoderBufferPool.
func (b *buffers) Get() *png.EncoderBuffer {
	kept, _ := b.pool.Get().(*png.EncoderBuffer)
	return kept
}

// Put implements png.EncoderBufferPool.
func (b *buffers) Put(kept *png.EncoderBuffer) { b.pool.Put(kept) }

// writeSVG draws each row's runs of dark modules as one path, so that no hairline
// shows between neighbours.
func writeSVG(modules [][]bool) []byte {
	var b strings.Builder
	size := len(modules)
	fmt.Fprintf(
		&b,
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">`,
		size,
		size,
	)
	fmt.Fprintf(&b, `<path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, size, size)
	for y, row := range modules {
		for x := 0; x < size; x++ {
			start := x
			for x < size && row[x] {
				x++
			}
			if x > start {
				fmt.Fprintf(&b, "M%d %dh%dv1H%dz", start, y, x-start, start)
			}
		}
	}
	b.WriteString(`"/></svg>` + "\n")
	return []byte(b.String())
}
