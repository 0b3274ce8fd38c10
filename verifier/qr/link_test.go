package qr_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	skip2 "github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/qr"
)

// drawnByTheLibrary returns what go-qrcode draws, and its version: 0 for a text that
// is too long.
func drawnByTheLibrary(t testing.TB, text string) (modules [][]bool, version int) {
	t.Helper()
	code, err := skip2.New(text, skip2.Medium)
	if err != nil || code.VersionNumber > qr.MaxVersion {
		return nil, 0
	}
	code.DisableBorder = true
	return code.Bitmap(), code.VersionNumber
}

// A link's code is that of the library, module for module: in every version, at every
// length of the last group of digits, and where a version is just full.
func TestLinksAreDrawnAsTheLibraryDraws(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // texts of a test
	drawn := map[int]int{}
	for _, start := range []string{"https://vanbang.example/v#", "http://a.example:81/đường/v#"} {
		last := 0
		for count := 200; count < 1700; count++ {
			text := start + digits(random, count)
			version := 0
			if v, err := qr.Version(text); err == nil {
				version = v
			}
			if version == last && count%250 != 0 {
				continue
			}
			for _, text := range []string{text[:len(text)-1], text, start + digits(random, count+1)} {
				want, version := drawnByTheLibrary(t, text)
				got, err := qr.Modules(text)
				if version == 0 {
					require.ErrorIs(t, err, qr.ErrTooLong)
					continue
				}
				require.NoError(t, err)
				require.Equal(t, want, got, "%d digits, version %d", count, version)
				require.Equal(t, version >= 10, qr.IsLink(text), "version %d, "+"%d digits: a link is not left to the library", version, count)
				drawn[version]++
			}
			last = version
		}
	}
	for version := 10; version <= qr.MaxVersion; version++ {
		require.GreaterOrEqual(t, drawn[version], 4, "version %d", version)
	}
}

// Texts of which the library makes other segments are left to it.
func TestWhatIsNoLinkIsTheLibrarys(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // texts of a test
	for _, start := range []string{
		"",
		"HTTPS://VANBANG.EXAMPLE/",
		"https://vanbang.example:8443/v#",
		"https://VANBANG.example/v#",
		"1https://vanbang.example/v#",
	} {
		text := start + digits(random, 800)
		require.False(t, qr.IsLink(text), start)
		want, _ := drawnByTheLibrary(t, text)
		got, err := qr.Modules(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	require.False(t, qr.IsLink("https://vanbang.example/v#"+digits(random, 100)), "a small code")
	require.False(t, qr.IsLink("https://vanbang.example/v#"+digits(random, 5000)), "one too large")
}

func digits(random *rand.Rand, count int) string {
	var b strings.Builder
	for range count {
		fmt.Fprint(&b, random.IntN(10))
	}
	return b.String()
}

func FuzzLinks(f *testing.F) {
	f.Add("https://vanbang.example/v#", "123456789012345678901234567890123456789", uint16(30))
	f.Add("http://127.0.0.1:81/v#", "0", uint16(900))
	f.Add("https://AB-CD/12/v", "907", uint16(700))
	f.Add("đ-1/:.A", "99999", uint16(333))
	f.Fuzz(func(t *testing.T, start, end string, times uint16) {
		text := start + strings.Repeat(end, int(times%2000))
		if len(text) > 3000 {
			return
		}
		want, version := drawnByTheLibrary(t, text)
		got, err := qr.Modules(text)
		if version == 0 {
			require.ErrorIs(t, err, qr.ErrTooLong)
			return
		}
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
}

func BenchmarkModules(b *testing.B) {
	text := "https://vanbang.example/v#" + digits(rand.New(rand.NewPCG(5, 6)), 783) //nolint:gosec // a benchmark's
	b.Run("Link", func(b *testing.B) {
		for b.Loop() {
			_, err := qr.Modules(text)
			require.NoError(b, err)
		}
	})
	b.Run("Library", func(b *testing.B) {
		for b.Loop() {
			drawnByTheLibrary(b, text)
		}
	})
}
