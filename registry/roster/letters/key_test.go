package letters_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry/roster/letters"
)

// A key is made character by character; it is what the whole text gives.
func TestKeyOfATextIsThatOfItsCharacters(t *testing.T) {
	t.Parallel()
	whole := func(text string) string {
		return strings.Map(func(r rune) rune {
			switch {
			case r == 'đ' || r == 'ð' || r == 'ɖ':
				return 'd'
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				return r
			}
			return -1
		}, norm.NFD.String(strings.ToLower(text)))
	}
	for r := rune(0); r < 0x30000; r++ {
		for _, text := range []string{string(r), "Đ" + string(r) + "\u0301x", "e\u0323" + string(r)} {
			require.Equal(t, whole(text), letters.Key(text), "%U", r)
		}
	}
	for _, text := range []string{"", "\xff", "a\xc3b", "Nguyễn Thị Ước", "Nguye\u0302\u0303n", "HỌ VÀ TÊN (in hoa)\n"} {
		require.Equal(t, whole(text), letters.Key(text), "%q", text)
	}
}
