package unpack

import (
	"bytes"
	"context"
	"image"
	_ "image/gif"  // registers the format
	_ "image/jpeg" // registers the format
	_ "image/png"  // registers the format
	"math"

	"github.com/makiuchi-d/gozxing"
	multi "github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp" // registers the format
)

// isPicture reports whether content begins as a picture that is read here.
func isPicture(content []byte) bool {
	_, _, err := image.DecodeConfig(bytes.NewReader(content[:min(len(content), 64<<10)]))
	return err == nil
}

func (r *reading) readPicture(at Place, content []byte) {
	config, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		r.leave(at, ReasonDamaged)
		return
	}
	pixels := config.Width * config.Height
	if config.Width <= 0 || config.Height <= 0 || config.Width > MaxPixels ||
		config.Height > MaxPixels/config.Width ||
		pixels > r.pixels {
		r.leave(at, ReasonTooLarge)
		return
	}
	r.pixels -= pixels
	picture, _, err := image.Decode(bytes.NewReader(content))
	if err != nil {
		r.leave(at, ReasonDamaged)
		return
	}
	before := len(r.contents.Found)
	r.findCodes(at, codesIn(r.ctx, picture))
	switch {
	case len(r.contents.Found) > before:
	case r.ctx.Err() != nil:
		r.leave(at, ReasonTime)
	default:
		r.leave(at, ReasonNoCode)
	}
}

// The long sides to which a photograph is brought, after its own size and in
// the order of trying: a code of ours has about a hundred modules a side, a
// page's width is three or four of it, and a reader wants three to six pixels a
// module.
var sides = []int{1600, 1100, 2400}

// maxOwnSide is the longest side at which a picture is looked at in its own size.
const maxOwnSide = 3600

// codesIn returns the texts of the QR codes in a picture. It tries sizes one
// after another and ends with the first at which there is one.
func codesIn(ctx context.Context, picture image.Image) []string {
	grey := greyOf(picture)
	own := max(grey.Bounds().Dx(), grey.Bounds().Dy())
	if own <= maxOwnSide {
		if texts := scan(grey); len(texts) > 0 {
			return texts
		}
	}
	for _, side := range sides {
		if ctx.Err() != nil {
			return nil
		}
		if side == own || side > 3*own {
			continue
		}
		if texts := scan(scaled(grey, side)); len(texts) > 0 {
			return texts
		}
	}
	return nil
}

func greyOf(picture image.Image) *image.Gray {
	if grey, ok := picture.(*image.Gray); ok {
		return grey
	}
	b := picture.Bounds()
	grey := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(grey, grey.Bounds(), image.White, image.Point{}, draw.Src) // what is transparent is paper
	draw.Draw(grey, grey.Bounds(), picture, b.Min, draw.Over)
	return grey
}

// scaled brings a picture's long side to a length.
func scaled(grey *image.Gray, side int) *image.Gray {
	b := grey.Bounds()
	own := max(b.Dx(), b.Dy())
	if own == side {
		return grey
	}
	factor := float64(side) / float64(own)
	size := image.Rect(0, 0, scaledLength(b.Dx(), factor), scaledLength(b.Dy(), factor))
	out := image.NewGray(size)
	draw.BiLinear.Scale(out, size, grey, b, draw.Src, nil)
	return out
}

func scaledLength(n int, factor float64) int { return max(1, int(math.Round(float64(n)*factor))) }

// scan reads the QR codes of a picture in two ways of telling black from white.
func scan(grey *image.Gray) []string {
	hints := map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true}
	source := gozxing.NewLuminanceSourceFromImage(grey)
	for _, binarizer := range []gozxing.Binarizer{
		gozxing.NewHybridBinarizer(source),
		gozxing.NewGlobalHistgramBinarizer(source),
	} {
		bitmap, err := gozxing.NewBinaryBitmap(binarizer)
		if err != nil {
			continue
		}
		var texts []string
		if results, err := multi.NewQRCodeMultiReader().DecodeMultiple(bitmap, hints); err == nil {
			for _, result := range results {
				texts = append(texts, result.GetText())
			}
		}
		if len(texts) == 0 {
			if result, err := qrcode.NewQRCodeReader().Decode(bitmap, hints); err == nil {
				texts = append(texts, result.GetText())
			}
		}
		if len(texts) > 0 {
			return texts
		}
	}
	return nil
}
