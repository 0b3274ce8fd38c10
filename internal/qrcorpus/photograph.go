package qrcorpus

import (
	"bytes"
	"context"
	"fmt"
	"image/jpeg"
)

// Photograph returns the first page of a PDF as a picture that somebody took of the
// paper: at 150 dots an inch, turned by that many degrees, a JPEG of that quality.
func Photograph(ctx context.Context, pdf []byte, degrees float64, quality int) ([]byte, error) {
	page, err := rasterise(ctx, pdf)
	if err != nil {
		return nil, err
	}
	var encoded bytes.Buffer
	if err := jpeg.Encode(&encoded, turn(page, degrees), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("encode picture: %w", err)
	}
	return encoded.Bytes(), nil
}
