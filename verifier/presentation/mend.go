package presentation

import (
	"net/url"
	"regexp"
	"strings"
)

// Mend puts together a QR code's link or digits that came through mail: broken
// into lines, quoted with "> ", with a full stop at the end, with %23 for #, or
// wrapped into the address of a mail filter. It returns the link or digits where
// exactly one genuine code can be read out of the text, and the text unchanged
// otherwise. It changes no other form.
func Mend(text string) string {
	if begins := strings.TrimSpace(text); strings.HasPrefix(begins, "{") || strings.HasPrefix(begins, jwtBegins) {
		return text
	}
	if len(text) > maxMended || !strings.ContainsAny(text, "0123456789") {
		return text
	}
	if _, err := Parse(text); err == nil {
		return text
	}
	found := map[string]string{} // by digits
	for _, form := range unwrapped(text) {
		for _, match := range codes.FindAllStringSubmatch(form, -1) {
			link, digits := match[1], match[2]
			if len(digits) < shortestCode || len(digits) > MaxDigits {
				continue
			}
			if _, err := fromToken(parseToken(digits)); err != nil {
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
	for _, mended := range found {
		return mended
	}
	return text
}

// maxMended bounds the text that is looked through: a mail with a link, not a file.
const maxMended = 64 << 10

// codes finds digits that stand alone, or behind a link, and what is behind
// them: what is part of a word or of another address is not looked at.
var codes = regexp.MustCompile(`(?:(https?://[0-9A-Za-z.:\[\]-]+/v#)|(?:^|[\s<("'\[]))([0-9]+)(?:$|[^0-9A-Za-z])`)

// quoting is what mail programs put at the beginning of lines.
var quoting = regexp.MustCompile(`(?m)^[ \t]*(?:>[ \t]*)+`)

// brokenDigits is a line break or a space within digits.
var brokenDigits = regexp.MustCompile(`([0-9#])\s+([0-9])`)

// unwrapped returns the text in the forms that mail may have hidden: without
// quoting, without breaks in its digits, without any space at all, and each
// with percent-encoding undone up to twice.
func unwrapped(text string) []string {
	plain := quoting.ReplaceAllString(text, "")
	plain = strings.NewReplacer("\u00a0", " ", "\u00ad", "", "\u200b", "", "\ufeff", "").Replace(plain)
	joined := plain
	for range 2 { // a single digit on a line is the end of one match and the beginning of the next
		joined = brokenDigits.ReplaceAllString(joined, "$1$2")
	}
	dense := strings.Join(strings.Fields(plain), "")
	var forms []string
	for _, form := range []string{plain, joined, dense} {
		forms = append(forms, form)
		for range 2 {
			decoded, err := url.PathUnescape(form)
			if err != nil || decoded == form {
				break
			}
			forms = append(forms, decoded)
			form = decoded
		}
	}
	return forms
}
