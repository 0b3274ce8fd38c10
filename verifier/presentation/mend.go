package presentation

import (
	"regexp"
	"strings"
)

// Mend puts together a QR code's link or digits that came through mail: broken
// into lines, quoted with "> ", with a full stop at the end, percent-encoded or
// quoted-printable in part or whole, in full-width digits, or wrapped into the
// address of a mail filter. It returns the link or digits where exactly one
// genuine code can be read out of the text, and the text unchanged otherwise.
// It changes no other form. The second result is what Parse reads in the code, nil
// for what is no code of a paper. IsOther, where it is not nil, says of the bytes that
// digits hold whether they are a genuine code of another kind, which counts likewise.
func Mend(text string, isOther func(code []byte) bool) (string, *Presentation) {
	if begins := Trim(text); strings.HasPrefix(begins, "{") || strings.HasPrefix(begins, jwtBegins) {
		return text, nil
	}
	if len(text) > maxMended {
		return text, nil
	}
	if shown, err := Parse(text); err == nil {
		return text, shown
	}
	text = mended(text, isOther)
	shown, err := Parse(text)
	if err != nil {
		return text, nil
	}
	return text, shown
}

// mended returns the one genuine code that a text holds, or the text.
func mended(text string, isOther func(code []byte) bool) string {
	found := map[string]string{} // by digits
	for _, form := range unwrapped(text) {
		for _, match := range codes.FindAllStringSubmatch(form, -1) {
			link, digits := match[1], match[2]
			if len(digits) < shortestCode || len(digits) > MaxDigits {
				continue
			}
			if !isGenuine(digits, isOther) {
				continue
			}
			if found[digits] == "" {
				found[digits] = link + digits
			}
		}
	}
	if len(found) != 1 {
		return text
	}
	for _, code := range found {
		return code
	}
	return text
}

// isGenuine reports whether digits hold a paper's token, or a code of another kind.
func isGenuine(digits string, isOther func(code []byte) bool) bool {
	if _, err := fromToken(parseToken(digits)); err == nil {
		return true
	}
	code, err := ParseDigits(digits)
	return err == nil && isOther != nil && isOther(code)
}

// maxMended bounds the text that is looked through: a mail with a link, not a file.
const maxMended = 64 << 10

// codes finds digits that stand alone, or behind a link, and what is behind
// them: what is part of a word or of another address is not looked at.
var codes = regexp.MustCompile(`(?:(https?://[0-9A-Za-z.:\[\]-]+/v#)|(?:^|[\s<("'\[]))([0-9]+)(?:$|[^0-9A-Za-z])`)

// brokenDigits is a line break or a space within digits.
var brokenDigits = regexp.MustCompile(`([0-9#])\s+([0-9])`)

// mostLayers is how many encodings on top of each other are undone.
const mostLayers = 4

// unwrapped returns the text in the forms that mail may have hidden: one layer
// of an encoding or of a filter's wrapping less each time, and each of them as
// it is, without breaks in its digits, and without any space at all.
func unwrapped(text string) []string {
	seen := map[string]bool{}
	var forms []string
	layer := []string{unquoted(halfWidth(text))}
	for range mostLayers {
		var next []string
		for _, form := range layer {
			for _, written := range []string{form, withoutBreaks(form), Dense(form)} {
				if seen[written] {
					continue
				}
				seen[written] = true
				forms = append(forms, written)
				next = append(next, percentDecoded(written), quotedPrintable(written), undefended(written))
			}
		}
		layer = next
	}
	return forms
}

// withoutBreaks returns the text without white space and unseen characters
// between its digits.
func withoutBreaks(text string) string {
	text = strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return r
	}, strings.ReplaceAll(text, "\u00a0", " "))
	for range 2 { // a single digit on a line is the end of one match and the beginning of the next
		text = brokenDigits.ReplaceAllString(text, "$1$2")
	}
	return text
}
