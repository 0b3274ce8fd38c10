package diploma_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"slices"
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
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			tool(t, "poppler-utils", "pdftoppm", "-r", "150", "-gray", "-png", pdf, filepath.Join(dir, "page"))
			rendered, err := filepath.Glob(filepath.Join(dir, "*.png"))
			require.NoError(t, err)
			last := slices.Max(rendered)
			for _, tilt := range []float64{0, 5, -5} {
				require.Equal(
					t,
					presentation.URL(base, issued.QRToken),
					scan(t, rotated(t, last, tilt)),
					"%+.0f degrees",
					tilt,
				)
			}
		})
	}
}

// shortest has as few as its QR code can hold.
func shortest() credential.Diploma {
	d := upperSecondary()
	d.Issuer.Code, d.SerialNumber, d.RegisterNumber, d.Subject.FullName = "TH01", "1", "1", "Lò A"
	return d
}

// scan reads the one QR code of a picture with zbar.
func scan(t *testing.T, path string) string {
	t.Helper()
	return strings.TrimSuffix(
		string(tool(t, "zbar-tools", "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path)),
		"\n",
	)
}

// rotated turns a picture around its middle, as a page on a scanner lies.
func rotated(t *testing.T, path string, degrees float64) string {
	t.Helper()
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
	path = strings.TrimSuffix(path, ".png") + fmt.Sprintf("%+.0f.png", degrees)
	out, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, png.Encode(out, turned))
	require.NoError(t, out.Close())
	return path
}
