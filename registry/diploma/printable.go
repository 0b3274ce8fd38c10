package diploma

import (
	"unicode"

	"sogoc/verifier/typeface"
)

// EastAsianPackage is the Debian package with the font for Chinese and Japanese.
const EastAsianPackage = typeface.EastAsianPackage

// canPrint reports whether a letter can be set in every style of both typefaces.
func canPrint(f *typeface.Fonts, r rune) bool {
	if typeface.IsEastAsian(r) {
		return f.EastAsian.Has(r)
	}
	for _, family := range []typeface.Family{f.Serif, f.Sans} {
		for _, face := range family {
			if !face.Has(r) {
				return false
			}
		}
	}
	return true
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
	return canPrint(fonts, r)
}

// PrintsEastAsian reports whether the font for Chinese and Japanese is there.
func (p *Printer) PrintsEastAsian() bool {
	fonts, err := p.loaded()
	return err == nil && fonts.EastAsian != nil
}
