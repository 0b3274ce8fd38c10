package credential

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"
)

// libraryTakes reports whether the library writes a text between quotation marks as it is.
func libraryTakes(text string) bool {
	out, err := jsontext.AppendQuote(nil, text)
	return err == nil && string(out) == `"`+text+`"`
}

// TestQuotesAreTheLibrarys holds each byte at each place of a word, and each letter,
// against the library.
func TestQuotesAreTheLibrarys(t *testing.T) {
	for c := range 256 {
		for at := range 17 {
			text := strings.Repeat("x", at) + string([]byte{byte(c)}) + strings.Repeat("ạ", 3)
			require.Equal(t, libraryTakes(text), isQuotedAsIs(text), "%q", text)
		}
	}
	for r := range rune(0x30000) {
		text := "Nguyễn " + string(r)
		require.Equal(t, libraryTakes(text), isQuotedAsIs(text), "%q", text)
	}
}

func FuzzQuotes(f *testing.F) {
	for _, seed := range []string{"", "Trường THPT Mẫu", `a"b`, `c\d`, "\u2028", "\x7f", "\xc3", "12345678\x1f", "\x80\x00\x80\x00\x80\x00\x80\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		require.Equal(t, libraryTakes(text), isQuotedAsIs(text))
	})
}
