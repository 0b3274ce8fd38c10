package public

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryTextIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, all := range []map[string]said{texts, readingTexts} {
		for name, s := range all {
			require.NotEmpty(t, s[0], "%v in Vietnamese", name)
			require.NotEmpty(t, s[1], "%v in English", name)
		}
	}
	for name := range readingTexts {
		require.NotContains(t, texts, name, "one text has one place")
	}
}
