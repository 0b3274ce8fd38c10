package diploma

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"unicode"
)

// eastAsianFile is the font for Chinese and Japanese, and eastAsianDir is
// where Debian's package fonts-droid-fallback puts it. The PDF library takes
// TrueType outlines only, which most other fonts of these scripts do not have.
const (
	eastAsianFile = "DroidSansFallbackFull.ttf"
	eastAsianDir  = "/usr/share/fonts/truetype/droid"
)

// loadEastAsian reads the font from a folder, or from where Debian puts it; nil
// where it is in neither.
func loadEastAsian(dir string) (*face, error) {
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

// EastAsianPackage is the Debian package with the font for Chinese and Japanese.
const EastAsianPackage = "fonts-droid-fallback"

// firstHan is the first letter of the scripts of Chinese and Japanese, but for
// Bopomofo (TestEastAsianLetters).
const firstHan = 0x2E80

// isEastAsian reports whether a letter is set in the font for Chinese and Japanese.
// That font has few Korean letters: such names are written in Latin.
func isEastAsian(r rune) bool {
	if r < firstHan {
		return unicode.Is(unicode.Bopomofo, r) // which begins with two accents
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Bopomofo) ||
		r >= 0x3000 && r <= 0x303F ||
		r >= 0xFF01 && r <= 0xFF9F
}

// setsLetters reports whether the printer sets letters of a script as they should
// be: one after the other from left to right, without joining, stacking or turning.
func setsLetters(r rune) bool {
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Common, unicode.Inherited) ||
		isEastAsian(r)
}

// canPrint reports whether a letter can be set in every style of both typefaces.
func (f *Fonts) canPrint(r rune) bool {
	if isEastAsian(r) {
		return f.eastAsian.has(r)
	}
	for _, typeface := range []family{f.serif, f.sans} {
		for _, face := range typeface {
			if !face.has(r) {
				return false
			}
		}
	}
	return true
}

// has reports whether a letter can be set in a font; no font has any.
func (f *face) has(r rune) bool {
	return f != nil && int(r) < len(f.advance) && f.advance[r] != noGlyph
}

// CanPrint reports whether every school's papers can show a letter. Where the fonts
// are not on this machine yet, it knows the letters of Vietnamese and of Western
// European languages, which every version of them has.
func (p *Printer) CanPrint(r rune) bool {
	fonts, err := p.loaded()
	if err != nil {
		return r >= ' ' && r <= 0x17F && !unicode.IsControl(r) || r >= 0x1EA0 && r <= 0x1EF9 ||
			r == 'Ơ' || r == 'ơ' || r == 'Ư' || r == 'ư' || r >= '\u2013' && r <= '\u2026'
	}
	return fonts.canPrint(r)
}

// PrintsEastAsian reports whether the font for Chinese and Japanese is there.
func (p *Printer) PrintsEastAsian() bool {
	fonts, err := p.loaded()
	return err == nil && fonts.eastAsian != nil
}
