package qr_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	skip2 "github.com/skip2/go-qrcode"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/qr"
)

// link returns a text as long and as mixed as a presentation's link.
func link(digits int) string {
	var b strings.Builder
	for i := range digits {
		b.WriteByte(byte('0' + (i*i*7+i*3+1)%10))
	}
	return "https://vanbang.example/v#1" + b.String()[1:]
}

func TestDrawer(t *testing.T) {
	t.Parallel()

	t.Run("PNGIsReadBackByTwoOtherDecoders", func(t *testing.T) {
		t.Parallel()
		drawer := newDrawer(t, 4)
		for _, digits := range []int{40, 700, 1100, 1350} {
			text := link(digits)
			drawn, err := drawer.PNG(text, 0)
			require.NoError(t, err)
			picture, err := png.Decode(bytes.NewReader(drawn))
			require.NoError(t, err)
			require.Equal(t, text, decode(t, picture))
			require.Equal(t, text, zbar(t, drawn))
		}
	})

	t.Run("SVGIsReadBack", func(t *testing.T) {
		t.Parallel()
		text := link(1200)
		drawn, err := newDrawer(t, 4).SVG(text)
		require.NoError(t, err)
		require.Equal(t, text, decode(t, rasterise(t, drawn, 6)))
	})

	t.Run("ModulesHaveNoQuietZone", func(t *testing.T) {
		t.Parallel()
		text := link(1000)
		version, err := qr.Version(text)
		require.NoError(t, err)
		modules, err := qr.Modules(text)
		require.NoError(t, err)
		require.Len(t, modules, qr.ModuleCount(version))
		require.Len(t, modules[0], qr.ModuleCount(version))
		require.True(t, modules[0][0], "a finder pattern's corner")
	})

	t.Run("SameTextSameBytes", func(t *testing.T) {
		t.Parallel()
		text := link(900)
		one, err := newDrawer(t, 1).PNG(text, 3)
		require.NoError(t, err)
		two, err := newDrawer(t, 1).PNG(text, 3)
		require.NoError(t, err)
		require.Equal(t, one, two)
	})

	t.Run("ScaleIsPixelsPerModule", func(t *testing.T) {
		t.Parallel()
		text := link(1000)
		version, err := qr.Version(text)
		require.NoError(t, err)
		drawn, err := newDrawer(t, 1).PNG(text, 2)
		require.NoError(t, err)
		config, err := png.DecodeConfig(bytes.NewReader(drawn))
		require.NoError(t, err)
		require.Equal(t, 2*(qr.ModuleCount(version)+8), config.Width)
	})

	t.Run("RefusesWhatIsTooLongOrTooLarge", func(t *testing.T) {
		t.Parallel()
		drawer := newDrawer(t, 1)
		_, err := drawer.PNG(link(1700), 0)
		require.ErrorIs(t, err, qr.ErrTooLong)
		_, err = qr.Modules(link(1700))
		require.ErrorIs(t, err, qr.ErrTooLong)
		_, err = drawer.SVG(link(9000))
		require.ErrorIs(t, err, qr.ErrTooLong)
		_, err = drawer.PNG(link(10), qr.MaxScale+1)
		require.ErrorIs(t, err, qr.ErrScale)
		_, err = drawer.PNG(link(10), -1)
		require.ErrorIs(t, err, qr.ErrScale)
	})

	t.Run("NumericSegmentsKeepALongLinkWithinTheVersion", func(t *testing.T) {
		t.Parallel()
		version, err := qr.Version(link(1350))
		require.NoError(t, err)
		require.LessOrEqual(t, version, qr.MaxVersion)
	})

	t.Run("ManyAtOnce", func(t *testing.T) {
		t.Parallel()
		drawer := newDrawer(t, 2) // fewer than are drawn: entries come and go
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				text := fmt.Sprintf("https://vanbang.example/v#%d", 1000+i%4)
				drawn, err := drawer.PNG(text, 4)
				require.NoError(t, err)
				picture, err := png.Decode(bytes.NewReader(drawn))
				require.NoError(t, err)
				require.Equal(t, text, decode(t, picture))
			})
		}
		wait.Wait()
	})
}

func TestTerminal(t *testing.T) {
	t.Parallel()
	text := link(700)
	shown, width, err := qr.Terminal(text)
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(shown), "\n")
	picture := image.NewGray(image.Rect(0, 0, width, 2*len(lines)))
	for y, line := range lines {
		line = strings.NewReplacer("\x1b[97;40m", "", "\x1b[0m", "").Replace(line)
		x := 0
		for _, r := range line {
			for half, light := range []bool{r == '█' || r == '▀', r == '█' || r == '▄'} {
				if light {
					picture.SetGray(x, 2*y+half, color.Gray{Y: 255})
				}
			}
			x++
		}
	}
	require.Equal(t, text, decode(t, enlarge(picture, 4)))
}

// enlarge draws each pixel as a square.
func enlarge(small *image.Gray, scale int) image.Image {
	size := small.Bounds().Size().Mul(scale)
	large := image.NewGray(image.Rectangle{Max: size})
	for y := range size.Y {
		for x := range size.X {
			large.SetGray(x, y, small.GrayAt(x/scale, y/scale))
		}
	}
	return large
}

func newDrawer(t *testing.T, keep int) *qr.Drawer {
	t.Helper()
	drawer, err := qr.NewDrawer(keep)
	require.NoError(t, err)
	return drawer
}

func decode(t *testing.T, picture image.Image) string {
	t.Helper()
	bits, err := gozxing.NewBinaryBitmapFromImage(picture)
	require.NoError(t, err)
	read, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	require.NoError(t, err)
	return read.GetText()
}

func zbar(t *testing.T, drawn []byte) string {
	t.Helper()
	program, err := exec.LookPath("zbarimg")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("zbarimg is not installed: apt-get install zbar-tools")
		}
		t.Skip("zbarimg is not installed; to run this: apt-get install zbar-tools && go test ./verifier/qr")
	}
	file := filepath.Join(t.TempDir(), "code.png")
	require.NoError(t, os.WriteFile(file, drawn, 0o600))
	output, err := exec.Command(program, "--quiet", "--raw", file).Output()
	require.NoError(t, err)
	return strings.TrimSuffix(string(output), "\n")
}

// rasterise draws the one path that an SVG of this package holds.
func rasterise(t *testing.T, text []byte, scale int) image.Image {
	t.Helper()
	var document struct {
		ViewBox string `xml:"viewBox,attr"`
		Paths   []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	require.NoError(t, xml.Unmarshal(text, &document))
	require.Len(t, document.Paths, 2)
	size := number(t, strings.Fields(document.ViewBox)[2])
	picture := image.NewGray(image.Rect(0, 0, size*scale, size*scale))
	for i := range picture.Pix {
		picture.Pix[i] = 255
	}
	for _, run := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1H\d+z`).FindAllStringSubmatch(document.Paths[1].D, -1) {
		x, y, width := number(t, run[1]), number(t, run[2]), number(t, run[3])
		for py := y * scale; py < (y+1)*scale; py++ {
			for px := x * scale; px < (x+width)*scale; px++ {
				picture.SetGray(px, py, color.Gray{})
			}
		}
	}
	return picture
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	require.NoError(t, err)
	return n
}

// Our picture has the pixels of the library's.
func TestPNGIsTheLibrarys(t *testing.T) {
	t.Parallel()
	drawer, err := qr.NewDrawer(1)
	require.NoError(t, err)
	for _, scale := range []int{qr.MinScale, qr.DefaultScale} {
		const text = "HTTPS://VANBANG.EXAMPLE/V#123456789012345678901234567890"
		ours, err := drawer.PNG(text, scale)
		require.NoError(t, err)
		code, err := skip2.New(text, skip2.Medium)
		require.NoError(t, err)
		theirs := code.Image(-scale)
		decoded, err := png.Decode(bytes.NewReader(ours))
		require.NoError(t, err)
		require.Equal(t, theirs.Bounds(), decoded.Bounds())
		for y := range decoded.Bounds().Dy() {
			for x := range decoded.Bounds().Dx() {
				wantR, _, _, _ := theirs.At(x, y).RGBA()
				gotR, _, _, _ := decoded.At(x, y).RGBA()
				require.Equal(t, wantR, gotR)
			}
		}
	}
}
