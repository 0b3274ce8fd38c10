// Package qrcorpus makes pictures of the project's own QR codes as people
// photograph and scan them: turned, blurred, folded, in a shadow, from a
// screen. Decoders are chosen and watched by how many of them they read.
//
// What is in the pictures and how they are spoilt belongs here; which decoder
// reads them is the matter of the tests that use them. The same version of the
// project makes the same pictures.
package qrcorpus

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"encoding/asn1"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"

	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/qr"
)

// scannedName names the source that was printed and scanned.
const scannedName = "diploma"

// Host is the address in the codes.
const Host = "https://vanbang.example"

// Source is a clean picture of one code.
type Source struct {
	Name   string      // what is pictured
	Text   string      // what the code says
	Image  *image.Gray // black and white
	Module float64     // pixels per module
	Width  float64     // of the code without its quiet zone, in pixels
	Left   float64     // the code's left edge, in pixels
	Top    float64     // its upper edge
}

// Sources returns the shortest, a usual and the longest code that the register
// prints, and the usual one as it stands on a printed diploma, scanned at 150
// dots per inch by pdftoppm.
func Sources(ctx context.Context) ([]Source, error) {
	var sources []Source
	documents := []struct {
		name    string
		diploma credential.Diploma
	}{{"shortest", shortest()}, {"usual", usual()}, {"longest", longest()}}
	var printed credential.Issued
	for _, d := range documents {
		issued, err := credential.Issue(d.diploma, newSigner(), deterministicBytes())
		if err != nil {
			return nil, fmt.Errorf("issue the %s: %w", d.name, err)
		}
		source, err := drawn(d.name, presentation.URL(Host, issued.QRToken))
		if err != nil {
			return nil, fmt.Errorf("draw the %s: %w", d.name, err)
		}
		sources = append(sources, source)
		if d.name == "usual" {
			printed = issued
		}
	}
	paper, err := scanned(ctx, printed)
	if err != nil {
		return nil, fmt.Errorf("print a diploma: %w", err)
	}
	return append(sources, paper), nil
}

// Drawing of the codes that stand alone.
const (
	modulePixels = 4
	quietModules = 4
	sheetMargin  = 80 // pixels of paper around the code
)

// drawn returns a code on a white sheet.
func drawn(name, text string) (Source, error) {
	modules, err := qr.Modules(text)
	if err != nil {
		return Source{}, err
	}
	side := len(modules) * modulePixels
	sheet := blank(image.Rect(0, 0, side+2*sheetMargin, side+2*sheetMargin))
	for y, line := range modules {
		for x, dark := range line {
			if dark {
				at := image.Pt(sheetMargin+x*modulePixels, sheetMargin+y*modulePixels)
				module := image.Rectangle{Min: at, Max: at.Add(image.Pt(modulePixels, modulePixels))}
				draw.Draw(sheet, module, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	return Source{
		Name:   name,
		Text:   text,
		Image:  sheet,
		Module: modulePixels,
		Width:  float64(side),
		Left:   sheetMargin,
		Top:    sheetMargin,
	}, nil
}

// dotsPerInch is what offices scan at.
const dotsPerInch = 150

// scanned returns a printed diploma as a scanner in an office sees it.
func scanned(ctx context.Context, issued credential.Issued) (Source, error) {
	printer, err := diploma.New(diploma.Config{FontDir: os.Getenv("SOGOC_FONT_DIR"), PublicURL: Host})
	if err != nil {
		return Source{}, err
	}
	if err := printer.Load(); err != nil {
		return Source{}, err
	}
	file, err := printer.File(schoolCode)
	if err != nil {
		return Source{}, err
	}
	if err := file.Add(issued); err != nil {
		return Source{}, err
	}
	var pdf bytes.Buffer
	if _, err := file.WriteTo(&pdf); err != nil {
		return Source{}, err
	}
	page, err := rasterise(ctx, pdf.Bytes())
	if err != nil {
		return Source{}, err
	}
	text := presentation.URL(Host, issued.QRToken)
	version, err := qr.Version(text)
	if err != nil {
		return Source{}, err
	}
	code := findCode(page)
	return Source{
		Name:   scannedName,
		Text:   text,
		Image:  page,
		Module: float64(code.Dx()) / float64(qr.ModuleCount(version)),
		Width:  float64(code.Dx()),
		Left:   float64(code.Min.X),
		Top:    float64(code.Min.Y),
	}, nil
}

// rasterise returns the only page of a PDF.
func rasterise(ctx context.Context, pdf []byte) (*image.Gray, error) {
	dir, err := os.MkdirTemp("", "sogoc-page-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	paper, page := filepath.Join(dir, "page.pdf"), filepath.Join(dir, "page")
	if err := os.WriteFile(paper, pdf, 0o600); err != nil {
		return nil, err
	}
	command := exec.CommandContext(
		ctx, "pdftoppm", "-r", fmt.Sprint(dotsPerInch), "-gray", "-png", "-singlefile", paper, page,
	)
	if out, err := command.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pdftoppm of poppler-utils: %w: %s", err, out)
	}
	encoded, err := os.ReadFile(page + ".png")
	if err != nil {
		return nil, err
	}
	picture, err := png.Decode(bytes.NewReader(encoded))
	if err != nil {
		return nil, err
	}
	gray := blank(picture.Bounds())
	draw.Draw(gray, gray.Bounds(), picture, picture.Bounds().Min, draw.Src)
	return gray, nil
}

// findCode returns where a page's QR code stands: the densest square of ink of
// a code's usual size, drawn together to its outermost dark pixels.
func findCode(page *image.Gray) image.Rectangle {
	const side, step = 200, 10 // pixels at 150 dots per inch: a code is printed about 35 mm wide
	bounds := page.Bounds()
	var densest image.Rectangle
	most := -1
	for y := bounds.Min.Y; y+side <= bounds.Max.Y; y += step {
		for x := bounds.Min.X; x+side <= bounds.Max.X; x += step {
			square := image.Rect(x, y, x+side, y+side)
			if ink := darkPixels(page, square); ink > most {
				densest, most = square, ink
			}
		}
	}
	return grow(page, densest)
}

// grow widens an area over the page until a line of paper surrounds it.
func grow(page *image.Gray, area image.Rectangle) image.Rectangle {
	for {
		around := area.Inset(-1)
		switch {
		case !around.In(page.Bounds()):
			return area
		case darkPixels(page, image.Rect(area.Min.X, around.Min.Y, area.Max.X, area.Min.Y)) > 0:
			area.Min.Y--
		case darkPixels(page, image.Rect(area.Min.X, area.Max.Y, area.Max.X, around.Max.Y)) > 0:
			area.Max.Y++
		case darkPixels(page, image.Rect(around.Min.X, area.Min.Y, area.Min.X, area.Max.Y)) > 0:
			area.Min.X--
		case darkPixels(page, image.Rect(area.Max.X, area.Min.Y, around.Max.X, area.Max.Y)) > 0:
			area.Max.X++
		default:
			return area
		}
	}
}

func darkPixels(page *image.Gray, area image.Rectangle) int {
	dark := 0
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			if page.GrayAt(x, y).Y < 128 {
				dark++
			}
		}
	}
	return dark
}

// blank returns a white sheet.
func blank(bounds image.Rectangle) *image.Gray {
	sheet := image.NewGray(bounds)
	draw.Draw(sheet, bounds, image.NewUniform(color.White), image.Point{}, draw.Src)
	return sheet
}

// deterministicBytes stands for chance: the same bytes in every run.
func deterministicBytes() *rand.ChaCha8 { return rand.NewChaCha8([32]byte{1}) }

// fixedSigner signs with one key that everybody knows, for pictures only. Its
// signatures are deterministic (RFC 6979).
type fixedSigner struct {
	key    *ecdsa.PrivateKey
	public ledger.PublicKey
}

func newSigner() fixedSigner {
	scalar := bytes.Repeat([]byte{7}, 32)
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
	if err != nil {
		panic(err) // the scalar is within the order of P-256
	}
	public, err := ledger.NewPublicKey(&key.PublicKey)
	if err != nil {
		panic(err) // the ledger takes every key of P-256
	}
	return fixedSigner{key, public}
}

// PublicKey implements credential.Signer.
func (s fixedSigner) PublicKey() ledger.PublicKey { return s.public }

// Sign implements credential.Signer.
func (s fixedSigner) Sign(message []byte) (ledger.Signature, error) {
	hash := crypto.SHA256.New()
	hash.Write(message)
	encoded, err := s.key.Sign(nil, hash.Sum(nil), crypto.SHA256)
	if err != nil {
		return ledger.Signature{}, err
	}
	var parts struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(encoded, &parts); err != nil {
		return ledger.Signature{}, err
	}
	if order := s.key.Params().N; parts.S.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
		parts.S.Sub(order, parts.S) // low-S, as the format demands
	}
	var signature ledger.Signature
	parts.R.FillBytes(signature[:32])
	parts.S.FillBytes(signature[32:])
	return signature, nil
}
