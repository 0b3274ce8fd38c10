package diploma_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"

	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
)

func TestPrintedCodeScansAskew(t *testing.T) {
	t.Parallel()
	printer := newPrinter(t, "")
	longDiploma, longTranscript := longest("Nguyễn Phường Đặng ")
	for name, doc := range map[string]credential.Document{"Shortest": shortest(), "Usual": bachelor(), "Longest": longDiploma, "Transcript": transcript(2), "LongestTranscript": longTranscript} {
		issued := issue(t, doc)
		pdf := saved(t, "scan-"+name, write(t, printer, "DH-MAU", issued))
		for _, tilt := range []float64{0, 5, -5} {
			t.Run(fmt.Sprintf("%s%+.0fDegrees", name, tilt), func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				tool(t, "poppler-utils", "pdftoppm", "-r", "150", "-gray", "-png", pdf, filepath.Join(dir, "page"))
				found := ""
				for _, page := range glob(t, dir) {
					rotate(t, page, tilt)
					if text := scan(t, page); text != "" {
						found = text
					}
				}
				require.Equal(t, presentation.URL(base, issued.QRToken), found)
			})
		}
	}
}

// shortest has as few as its QR code can hold.
func shortest() credential.Diploma {
	d := upperSecondary()
	d.Issuer.Code, d.SerialNumber, d.RegisterNumber, d.Subject.FullName = "TH01", "1", "1", "Lò A"
	return d
}

func glob(t *testing.T, dir string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*.png"))
	require.NoError(t, err)
	return found
}

// scan reads the one QR code of a picture with zbar; "" for a page without.
func scan(t *testing.T, path string) string {
	t.Helper()
	output := tool(t, "zbar-tools", "sh", "-c", `command -v zbarimg >/dev/null || exit 1; zbarimg --quiet --raw "$0" || [ $? = 4 ]`, path)
	return strings.TrimSuffix(string(output), "\n")
}

// rotate turns a picture around its middle, as a page on a scanner lies.
func rotate(t *testing.T, path string, degrees float64) {
	t.Helper()
	if degrees == 0 {
		return
	}
	in, err := os.Open(path)
	require.NoError(t, err)
	picture, err := png.Decode(in)
	require.NoError(t, err)
	require.NoError(t, in.Close())
	b := picture.Bounds()
	turned := image.NewGray(image.Rect(0, 0, b.Dx()+200, b.Dy()+300))
	draw.Draw(turned, turned.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(b.Dx())/2, float64(b.Dy())/2
	to := f64.Aff3{cos, -sin, cx + 100 - cos*cx + sin*cy, sin, cos, cy + 150 - sin*cx - cos*cy}
	draw.BiLinear.Transform(turned, to, picture, b, draw.Over, nil)
	out, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(out, turned))
	require.NoError(t, out.Close())
}
