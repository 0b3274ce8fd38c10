package presentation

import (
	"encoding/base64"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// outside is what editors and copying leave around a text: white space, a byte
// order mark and characters that cannot be seen.
const outside = " \t\r\n\v\f\u0085\u00a0\u200b\u2028\u2029\u3000\ufeff"

// Trim returns the text without what editors and copying leave around it.
func Trim(text string) string { return strings.Trim(text, outside) }

// Dense returns the text without what mail, editors and copying put between its
// characters: white space and line breaks, "> " and the like at the beginning
// of lines, and the escapes of quoted-printable (RFC 2045 §6.7). It is for texts
// that have no white space and no "=" of their own, which all of ours are.
func Dense(text string) string {
	if isDense(text) {
		return text
	}
	text = quotedPrintable(unquoted(text))
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || isInvisible(r) {
			return -1
		}
		return r
	}, text)
}

// isDense reports whether Dense has nothing to take out of a text, as it is with
// most of them: it is printable ASCII and has neither spaces nor what begins a
// quotation or an escape.
func isDense(text string) bool {
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c > '~' || c == '>' || c == '=' {
			return false
		}
	}
	return true
}

// quoting is what mail programs put at the beginning of lines.
var quoting = regexp.MustCompile(`(?m)^[ \t]*(?:>[ \t]*)+`)

func unquoted(text string) string { return quoting.ReplaceAllString(text, "") }

// isInvisible reports whether a character is one that copying brings along
// unseen: a soft hyphen, a zero width space or joiner, a byte order mark.
func isInvisible(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200d' || r == '\u2060' || r == '\ufeff'
}

// softBreak ends a line of quoted-printable that goes on in the next one.
var softBreak = regexp.MustCompile(`=[ \t]*\r?\n`)

var quotedByte = regexp.MustCompile(`=[0-9A-F]{2}`)

// quotedPrintable undoes quoted-printable where the text has it.
func quotedPrintable(text string) string {
	if !strings.Contains(text, "=") {
		return text
	}
	return quotedByte.ReplaceAllStringFunc(softBreak.ReplaceAllString(text, ""), fromHex)
}

var percentByte = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// percentDecoded undoes one layer of percent-encoding, and leaves a percent sign
// that begins none as it is.
func percentDecoded(text string) string { return percentByte.ReplaceAllStringFunc(text, fromHex) }

// fromHex returns the byte of an escape: a sign and two hexadecimal digits.
func fromHex(escape string) string {
	value, err := strconv.ParseUint(escape[1:], 16, 8)
	if err != nil {
		return escape
	}
	return string([]byte{byte(value)})
}

// halfWidth returns the text with full-width forms of ASCII, such as East Asian
// keyboards write, as ASCII (Unicode, Halfwidth and Fullwidth Forms).
func halfWidth(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\uff01' && r <= '\uff5e' {
			return r - '\uff01' + '!'
		}
		return r
	}, text)
}

// The addresses that Proofpoint's URL Defense makes of a link. The second form
// writes % as - and / as _; the third writes characters that may be misread as *,
// and says after the address in base64url which they were.
var (
	urlDefense2 = regexp.MustCompile(`urldefense\.proofpoint\.com/v2/url\?(?:[^\s"'<>]*&)?u=([^&\s"'<>]+)`)
	urlDefense3 = regexp.MustCompile(`urldefense\.(?:com|us|proofpoint\.com)/v3/__(\S+?)__;([0-9A-Za-z_=-]*)!`)
	masked3     = regexp.MustCompile(`\*(?:\*.)?`)
)

// runLengths are the signs by which the third form counts masked characters in a
// row, beginning with two.
const runLengths = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// undefended returns the text with the links in the place of the addresses that
// URL Defense made of them.
func undefended(text string) string {
	text = urlDefense2.ReplaceAllStringFunc(text, func(address string) string {
		link := urlDefense2.FindStringSubmatch(address)[1]
		return " " + percentDecoded(strings.NewReplacer("-", "%", "_", "/").Replace(link)) + " "
	})
	return urlDefense3.ReplaceAllStringFunc(text, func(address string) string {
		parts := urlDefense3.FindStringSubmatch(address)
		masked, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[2], "="))
		if err != nil {
			return address
		}
		link := masked3.ReplaceAllStringFunc(parts[1], func(mark string) string {
			length := 1
			if len(mark) > 1 {
				length = strings.Index(runLengths, mark[2:]) + 2
			}
			length = min(length, len(masked))
			run := masked[:length]
			masked = masked[length:]
			return string(run)
		})
		if at := strings.Index(link, ":/"); at > 0 && !strings.HasPrefix(link[at:], "://") {
			link = link[:at] + "://" + link[at+len(":/"):]
		}
		return " " + link + " "
	})
}
