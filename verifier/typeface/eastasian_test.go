package typeface

import (
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// The scripts of Chinese and Japanese begin behind firstHan, but for Bopomofo.
func TestEastAsianLetters(t *testing.T) {
	t.Parallel()
	for r := rune(0); r < firstHan; r++ {
		require.Falsef(t, unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana), "%U", r)
	}
	for _, r := range "˪陳やマㄅ。ｱ" {
		require.Truef(t, IsEastAsian(r), "%U", r)
	}
	for _, r := range "aỷĐ김–" {
		require.Falsef(t, IsEastAsian(r), "%U", r)
	}
}
