package diploma

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// ErrFonts means that the fonts are not on this machine. Its text names the
// package to install.
var ErrFonts = errors.New("fonts for printing")

// fontDirs are where Debian's packages put the fonts.
var fontDirs = []string{"/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation"}

// style is one of the faces of a family, by the names of the PDF library.
type style string

const (
	regular style = ""
	bold    style = "B"
	italic  style = "I"
)

var faceFiles = map[style]string{regular: "Regular", bold: "Bold", italic: "Italic"}

// face is one font file and what is known of it.
type face struct {
	file    []byte
	advance []float64 // by letter, in ems; noGlyph for one that cannot be set in it
}

// noGlyph is less than every advance.
const noGlyph = -1

// family is a typeface in its styles.
type family map[style]*face

// Fonts are the typefaces of the printed page, Liberation Serif and Liberation
// Sans, which have every Vietnamese letter, and for Chinese and Japanese
// Droid Sans Fallback. They are read once and may be used concurrently.
type Fonts struct {
	serif, sans family
	eastAsian   *face // nil where it is not on this machine
}

// LoadFonts reads the fonts from a folder, or with "" from where Debian's
// package fonts-liberation2 or fonts-liberation (2.0 or newer) puts them. It
// returns ErrFonts where they are not there or lack Vietnamese letters, as
// versions before 2.0 do. The font for Chinese and Japanese may be missing.
func LoadFonts(dir string) (*Fonts, error) {
	dirs := fontDirs
	if dir != "" {
		dirs = []string{dir}
	}
	var problems []error
	for _, d := range dirs {
		serif, errSerif := loadFamily(d, "LiberationSerif")
		sans, errSans := loadFamily(d, "LiberationSans")
		if errSerif == nil && errSans == nil {
			eastAsian, err := loadEastAsian(dir)
			return &Fonts{serif: serif, sans: sans, eastAsian: eastAsian}, err
		}
		problems = append(problems, errSerif, errSans)
	}
	return nil, fmt.Errorf("%w: install Debian's package fonts-liberation2 (from Debian 13 on: fonts-liberation), "+
		"or let SOGOC_FONT_DIR name the folder of LiberationSerif-Regular.ttf: %w", ErrFonts, errors.Join(problems...))
}

func loadFamily(dir, name string) (family, error) {
	f := family{}
	for s, ending := range faceFiles {
		file := filepath.Join(dir, name+"-"+ending+".ttf")
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if f[s], err = newFace(content, vietnamese); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	return f, nil
}

// lastRune bounds what the PDF library addresses: the basic multilingual plane.
const lastRune = 0xFFFF

// newFace reads a font file, which must have some letters.
func newFace(content []byte, must string) (*face, error) {
	parsed, err := sfnt.Parse(content)
	if err != nil {
		return nil, err
	}
	f := &face{file: content, advance: slices.Repeat([]float64{noGlyph}, lastRune+1)}
	var buffer sfnt.Buffer
	units := fixed.Int26_6(parsed.UnitsPerEm()) << 6
	for r := rune(' '); r <= lastRune; r++ {
		glyph, err := parsed.GlyphIndex(&buffer, r)
		if err != nil {
			return nil, err
		}
		if glyph == 0 || !setsLetters(r) {
			continue
		}
		advance, err := parsed.GlyphAdvance(&buffer, glyph, units, font.HintingNone)
		if err != nil {
			return nil, err
		}
		f.advance[r] = float64(advance) / float64(units)
	}
	for _, r := range must {
		if !f.has(r) {
			return nil, fmt.Errorf("no glyph for %q: it is too old", r)
		}
	}
	return f, nil
}

// vietnamese has every letter with marks, small and capital.
const vietnamese = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ" +
	"ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
