package presentation_test

import (
	"crypto/elliptic"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/presentation"
)

// What travelled through mail is put together again; what is not clear stays
// as it is.
// mend returns the mended text alone.
func mend(text string) string {
	mended, _ := presentation.Mend(text, nil)
	return mended
}

func TestMend(t *testing.T) {
	t.Parallel()
	signed := newSigner(t, elliptic.P256())
	issued := issue(t, diploma("Nguyễn Thị Mẫu"), signed)
	link := presentation.URL("https://vanbang.example", issued.QRToken)
	_, digits, _ := strings.Cut(link, "#")
	broken := func(text, with string) string {
		var parts []string
		for len(text) > 70 {
			parts, text = append(parts, text[:70]), text[70:]
		}
		return strings.Join(append(parts, text), with)
	}
	escaped := strings.Replace(link, "#", "%23", 1)
	for name, text := range map[string]string{
		"AsItIs":            link,
		"Digits":            digits,
		"LineBreaks":        broken(link, "\r\n"),
		"DigitsInLines":     broken(digits, "\n"),
		"Spaces":            broken(link, " "),
		"Quoted":            "> " + broken(link, "\n> "),
		"QuotedTwice":       ">> " + broken(link, "\n>> "),
		"InAngleBrackets":   "<" + link + ">",
		"FullStop":          link + ".",
		"AmongWords":        "Kính gửi anh chị,\nVăn bằng: " + link + "\n\nTrân trọng, ĐT 024 1234567",
		"BrokenAmongWords":  "Văn bằng:\n" + broken(link, "\n") + "\nTrân trọng",
		"NumberSignEscaped": escaped,
		"EscapedInLines":    broken(escaped, "\n"),
		"MailFilter":        "https://filter.example/?url=" + url.QueryEscape(link) + "&data=05%7C02",
		"MailFilterTwice":   "https://filter.example/?url=" + url.QueryEscape("https://other.example/?u="+url.QueryEscape(link)),
		"SoftHyphens":       broken(link, "\u00ad"),
		"TheSameTwice":      link + "\n" + link,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shown, err := presentation.Parse(mend(text))
			require.NoError(t, err)
			require.Equal(t, issued.Digest, shown.Digest())
		})
	}
	other := presentation.URL("https://vanbang.example", issue(t, diploma("Nguyễn Thị Mẫu"), signed).QRToken)
	for name, text := range map[string]string{
		"TwoCodes":     link + "\n" + other,
		"CutShort":     link[:len(link)-9],
		"OneMissing":   link[:300] + link[301:],
		"PartOfAWord":  "x" + digits,
		"OtherAddress": "https://vanbang.example/w#" + digits,
		"HolderFile":   `{"type":"` + link + `"}`,
		"Nothing":      "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, text, mend(text))
			_, err := presentation.Parse(text)
			require.ErrorIs(t, err, presentation.ErrMalformed)
		})
	}
}

func FuzzMend(f *testing.F) {
	f.Add("https://vanbang.example/v#123")
	f.Add("> 1\n> 2")
	f.Fuzz(func(t *testing.T, text string) {
		mended := mend(text)
		if mended != text {
			_, err := presentation.Parse(mended)
			require.NoError(t, err, "only what is genuine is put together")
		}
	})
}
