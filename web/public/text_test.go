package public

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/unpack"
)

func TestEveryTextIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, all := range []map[string]said{texts, readingTexts, deviceTexts} {
		for name, s := range all {
			require.NotEmpty(t, s[0], "%v in Vietnamese", name)
			require.NotEmpty(t, s[1], "%v in English", name)
		}
	}
	for name := range readingTexts {
		require.NotContains(t, texts, name, "one text has one place")
	}
	for name := range deviceTexts {
		require.NotContains(t, texts, name, "one text has one place")
		require.NotContains(t, readingTexts, name, "one text has one place")
	}
}

func TestWhatIsNotReadHasWords(t *testing.T) {
	t.Parallel()
	for _, why := range unpack.Reasons() {
		require.Contains(t, texts, "unread_"+string(why))
	}
	for _, way := range []unpack.Way{unpack.WayQR, unpack.WayEmbedded} {
		require.Contains(t, texts, "way_"+string(way))
	}
}
