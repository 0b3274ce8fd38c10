package qrcorpus

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"iter"
)

// Picture is one picture of a code, spoilt in one way.
type Picture struct {
	Family  string // in which way; one of Families
	Level   string // how far
	Source  string // what is pictured
	Text    string // what the code says
	Encoded []byte // PNG or JPEG
	Ending  string // of a file's name: "png" or "jpg"
}

// Name names a picture in tables and as a file.
func (p Picture) Name() string { return p.Family + "-" + p.Level + "-" + p.Source }

// family is one way in which pictures are spoilt, and how far.
type family struct {
	name    string
	levels  []float64
	usual   float64 // the level that most people's pictures have
	quality int     // of JPEG; 0 for PNG
	spoil   func(s Source, level float64) *image.Gray
}

var families = []family{
	{"clean", []float64{1}, 1, 0, func(s Source, _ float64) *image.Gray { return s.Image }},
	{"turned", []float64{3, 5, 15, 45, 90, 180}, 5, 0,
		func(s Source, degrees float64) *image.Gray { return turn(s.Image, degrees) }},
	{"blurred", []float64{0.2, 0.3, 0.35, 0.4, 0.45, 0.5}, 0.35, 0,
		func(s Source, modules float64) *image.Gray { return blur(s.Image, modules*s.Module) }},
	{"jpeg", []float64{40, 20, 10}, 40, -1, func(s Source, _ float64) *image.Gray { return s.Image }},
	{"shadow", []float64{0.5, 0.3, 0.15}, 0.3, 0, shadow},
	{"folded", []float64{10, 20, 30, 40}, 20, 0, fold},
	{"small", []float64{320, 240, 200, 160}, 320, 0,
		func(s Source, pixels float64) *image.Gray { return scale(s.Image, pixels/s.Width) }},
	{"perspective", []float64{0.1, 0.2, 0.3, 0.4}, 0.2, 0,
		func(s Source, narrow float64) *image.Gray { return tilt(s.Image, narrow) }},
	{"noise", []float64{10, 25, 40, 60}, 25, 0,
		func(s Source, sigma float64) *image.Gray { return noise(s.Image, sigma, uint64(sigma)) }},
	{"contrast", []float64{0.5, 0.3, 0.15, 0.08}, 0.3, 0,
		func(s Source, share float64) *image.Gray { return contrast(s.Image, share) }},
	{"glare", []float64{0.05, 0.1, 0.15, 0.2}, 0.1, 0, glare},
	{"screen", []float64{2.3, 3.1, 4.7}, 3.1, 0,
		func(s Source, pitch float64) *image.Gray { return screen(s.Image, pitch) }},
	{"inverted", []float64{1}, 1, 0, func(s Source, _ float64) *image.Gray { return invert(s.Image) }},
	{"phone", []float64{1, 2, 3, 4, 5}, 2, 60, phone},
}

// phone is a snapshot: a little of everything, more with each level.
func phone(s Source, level float64) *image.Gray {
	picture := turn(tilt(shadow(s, 1-0.12*level), 0.04*level), 3*level)
	return noise(blur(picture, 0.09*level*s.Module), 4*level, uint64(level))
}

// Families returns their names in the order of the pictures.
func Families() []string {
	var names []string
	for _, f := range families {
		names = append(names, f.name)
	}
	return names
}

// Pictures yields every picture of the sources, a family after the other.
func Pictures(sources []Source) iter.Seq2[Picture, error] {
	return func(yield func(Picture, error) bool) {
		for _, f := range families {
			for _, level := range f.levels {
				for _, s := range sources {
					if !yield(f.picture(s, level)) {
						return
					}
				}
			}
		}
	}
}

// Usual yields one picture of each family, of the printed diploma.
func Usual(sources []Source) iter.Seq2[Picture, error] {
	return func(yield func(Picture, error) bool) {
		for _, f := range families {
			for _, s := range sources {
				if s.Name == scannedName && !yield(f.picture(s, f.usual)) {
					return
				}
			}
		}
	}
}

func (f family) picture(s Source, level float64) (Picture, error) {
	p := Picture{
		Family: f.name,
		Level:  fmt.Sprint(level),
		Source: s.Name,
		Text:   s.Text,
		Ending: "png",
	}
	spoilt := f.spoil(s, level)
	var encoded bytes.Buffer
	quality := f.quality
	if quality < 0 {
		quality = int(level)
	}
	var err error
	if quality > 0 {
		p.Ending = "jpg"
		err = jpeg.Encode(&encoded, spoilt, &jpeg.Options{Quality: quality})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&encoded, spoilt)
	}
	if err != nil {
		return p, fmt.Errorf("encode %s: %w", p.Name(), err)
	}
	p.Encoded = encoded.Bytes()
	return p, nil
}
