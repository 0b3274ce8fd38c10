// Package typeface finds the fonts that the project prints with on this machine:
// Liberation Serif and Liberation Sans, which have every Vietnamese letter, and for
// Chinese and Japanese Droid Sans Fallback. It knows which letters a font has and how
// wide they are; setting text is its callers' matter.
package typeface

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// ErrFonts means that the fonts are not on this machine. Its text names the
// package to install.
var ErrFonts = errors.New("fonts for printing")

// fontDirs are where Debian's packages put the fonts.
var fontDirs = []string{"/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation"}

// Style is one of the faces of a family, by the names of the PDF library.
type Style string

// The styles.
const (
	Regular Style = ""
	Bold    Style = "B"
	Italic  Style = "I"
)

var faceFiles = map[Style]string{Regular: "Regular", Bold: "Bold", Italic: "Italic"}

// Face is one font file and what is known of it.
type Face struct {
	File    []byte
	Advance []float64 // by letter, in ems; less than 0 for one that cannot be set in it
}

// noGlyph is less than every advance.
const noGlyph = -1

// Has reports whether a letter can be set in a font; no font has any.
func (f *Face) Has(r rune) bool {
	return f != nil && int(r) < len(f.Advance) && f.Advance[r] != noGlyph
}

// Family is a typeface in its styles.
type Family map[Style]*Face

// Fonts are the typefaces of the printed page. They are read once and may be used
// concurrently.
type Fonts struct {
	Serif, Sans Family
	EastAsian   *Face // nil where it is not on this machine
}

// Load reads the fonts from a folder, or with "" from where Debian's
// package fonts-liberation2 or fonts-liberation (2.0 or newer) puts them. It
// returns ErrFonts where they are not there or lack Vietnamese letters, as
// versions before 2.0 do. The font for Chinese and Japanese may be missing.
func Load(dir string) (*Fonts, error) {
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
			return &Fonts{Serif: serif, Sans: sans, EastAsian: eastAsian}, err
		}
		problems = append(problems, errSerif, errSans)
	}
	return nil, fmt.Errorf("%w: install Debian's package fonts-liberation2 (from Debian 13 on: fonts-liberation), "+
		"or let SOGOC_FONT_DIR name the folder of LiberationSerif-Regular.ttf: %w", ErrFonts, errors.Join(problems...))
}

func loadFamily(dir, name string) (Family, error) {
	f := Family{}
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
func newFace(content []byte, must string) (*Face, error) {
	parsed, err := sfnt.Parse(content)
	if err != nil {
		return nil, err
	}
	f := &Face{File: content, Advance: slices.Repeat([]float64{noGlyph}, lastRune+1)}
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
		f.Advance[r] = float64(advance) / float64(units)
	}
	for _, r := range must {
		if !f.Has(r) {
			return nil, fmt.Errorf("no glyph for %q: it is too old", r)
		}
	}
	return f, nil
}

// vietnamese has every letter with marks, small and capital.
const vietnamese = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ" +
	"ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"

// eastAsianFile is the font for Chinese and Japanese, and eastAsianDir is
// where Debian's package fonts-droid-fallback puts it. The PDF library takes
// TrueType outlines only, which most other fonts of these scripts do not have.
const (
	eastAsianFile = "DroidSansFallbackFull.ttf"
	eastAsianDir  = "/usr/share/fonts/truetype/droid"
)

// EastAsianPackage is the Debian package with the font for Chinese and Japanese.
const EastAsianPackage = "fonts-droid-fallback"

// loadEastAsian reads the font from a folder, or from where Debian puts it; nil
// where it is in neither.
func loadEastAsian(dir string) (*Face, error) {
	for _, d := range []string{dir, eastAsianDir} {
		content, err := os.ReadFile(filepath.Join(d, eastAsianFile))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return newFace(content, "\u4e2d\u3042")
	}
	return nil, nil
}

// firstHan is the first letter of the scripts of Chinese and Japanese, but for
// Bopomofo (TestEastAsianLetters).
const firstHan = 0x2E80

// IsEastAsian reports whether a letter is set in the font for Chinese and Japanese.
// That font has few Korean letters: such names are written in Latin.
func IsEastAsian(r rune) bool {
	if r < firstHan {
		return unicode.Is(unicode.Bopomofo, r) // which begins with two accents
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo) ||
		r >= 0x3000 && r <= 0x303F ||
		r >= 0xFF01 && r <= 0xFF9F
}

// setsLetters reports whether printing by a face sets letters of a script as they should
// be: one after the other from left to right, without joining, stacking or turning.
func setsLetters(r rune) bool {
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common, unicode.Inherited) ||
		IsEastAsian(r)
}
