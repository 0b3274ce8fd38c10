package qrcorpus

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// warp returns a picture of w by h pixels whose pixel (x, y) is the source's at
// from(x, y), between pixels by their mean; outside is paper.
func warp(source *image.Gray, w, h int, from func(x, y float64) (float64, float64)) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sx, sy := from(float64(x), float64(y))
			out.SetGray(x, y, color.Gray{Y: sample(source, sx, sy)})
		}
	}
	return out
}

// sample returns the picture's value between pixels.
func sample(source *image.Gray, x, y float64) uint8 {
	left, top := math.Floor(x), math.Floor(y)
	right, below := x-left, y-top
	pixel := func(dx, dy int) float64 {
		at := image.Pt(int(left)+dx, int(top)+dy)
		if !at.In(source.Rect) {
			return 255
		}
		return float64(source.GrayAt(at.X, at.Y).Y)
	}
	upper := pixel(0, 0)*(1-right) + pixel(1, 0)*right
	lower := pixel(0, 1)*(1-right) + pixel(1, 1)*right
	return clamp(upper*(1-below) + lower*below)
}

func clamp(v float64) uint8 { return uint8(max(0, min(255, math.Round(v)))) }

// shade changes every pixel by a function of its place and value.
func shade(source *image.Gray, f func(x, y int, value float64) float64) *image.Gray {
	out := image.NewGray(source.Rect)
	for y := source.Rect.Min.Y; y < source.Rect.Max.Y; y++ {
		for x := source.Rect.Min.X; x < source.Rect.Max.X; x++ {
			out.SetGray(x, y, color.Gray{Y: clamp(f(x, y, float64(source.GrayAt(x, y).Y)))})
		}
	}
	return out
}

// turn turns a picture around its middle; nothing is cut off.
func turn(source *image.Gray, degrees float64) *image.Gray {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := float64(source.Rect.Dx()), float64(source.Rect.Dy())
	width := int(math.Ceil(w*math.Abs(cos) + h*math.Abs(sin)))
	height := int(math.Ceil(w*math.Abs(sin) + h*math.Abs(cos)))
	return warp(source, width, height, func(x, y float64) (float64, float64) {
		x, y = x-float64(width)/2, y-float64(height)/2
		return x*cos + y*sin + w/2, y*cos - x*sin + h/2
	})
}

// blur spreads every pixel by a normal distribution of sigma pixels.
func blur(source *image.Gray, sigma float64) *image.Gray {
	radius := int(math.Ceil(3 * sigma))
	kernel := make([]float64, 2*radius+1)
	sum := 0.0
	for i := range kernel {
		d := float64(i - radius)
		kernel[i] = math.Exp(-d * d / (2 * sigma * sigma))
		sum += kernel[i]
	}
	b := source.Rect
	along := func(in *image.Gray, dx, dy int) *image.Gray {
		return shade(in, func(x, y int, _ float64) float64 {
			value := 0.0
			for i, weight := range kernel {
				px := max(b.Min.X, min(b.Max.X-1, x+dx*(i-radius)))
				py := max(b.Min.Y, min(b.Max.Y-1, y+dy*(i-radius)))
				value += weight * float64(in.GrayAt(px, py).Y)
			}
			return value / sum
		})
	}
	return along(along(source, 1, 0), 0, 1)
}

// scale makes a picture smaller or larger, as a camera farther off or nearer.
func scale(source *image.Gray, factor float64) *image.Gray {
	b := source.Rect
	out := image.NewGray(image.Rect(0, 0, int(float64(b.Dx())*factor), int(float64(b.Dy())*factor)))
	draw.CatmullRom.Scale(out, out.Rect, source, b, draw.Src, nil)
	return out
}

// tilt shows a sheet from an angle: its upper edge is narrower by the share
// narrow of its width, and lines lie closer together there.
func tilt(source *image.Gray, narrow float64) *image.Gray {
	w, h := float64(source.Rect.Dx()), float64(source.Rect.Dy())
	shrink := narrow / (1 - narrow) // the upper edge is farther off by this share
	return warp(source, source.Rect.Dx(), source.Rect.Dy(), func(x, y float64) (float64, float64) {
		// A point of the sheet at height v of it is seen at v/(1+shrink*(1-v)),
		// and so is a width there; this is solved for the sheet's point.
		seen := y / h
		v := seen * (1 + shrink) / (1 + shrink*seen)
		far := 1 + shrink*(1-v)
		return (x-w/2)*far + w/2, v * h
	})
}

// fold shows a sheet that was folded across its code: the half right of the
// fold is turned away from the camera by degrees and lies in half a shadow.
func fold(s Source, degrees float64) *image.Gray {
	crease := s.Left + s.Width*0.45
	shorter := math.Cos(degrees * math.Pi / 180)
	middle := s.Top + s.Width/2
	bent := warp(s.Image, s.Image.Rect.Dx(), s.Image.Rect.Dy(), func(x, y float64) (float64, float64) {
		if x <= crease {
			return x, y
		}
		away := (x - crease) / shorter
		far := 1 + away*math.Sin(degrees*math.Pi/180)/(6*s.Width)
		return crease + away*far, middle + (y-middle)*far
	})
	return shade(bent, func(x, _ int, value float64) float64 {
		switch d := float64(x) - crease; {
		case math.Abs(d) < s.Module/2:
			return value*0.6 + 60 // worn ink along the crease
		case d > 0:
			return value * 0.7
		}
		return value
	})
}

// noise adds what a sensor adds in bad light.
func noise(source *image.Gray, sigma float64, seed uint64) *image.Gray {
	chance := rand.New(rand.NewPCG(seed, 1))
	return shade(source, func(_, _ int, value float64) float64 { return value + sigma*chance.NormFloat64() })
}

// contrast brings all values nearer to a middle grey.
func contrast(source *image.Gray, share float64) *image.Gray {
	return shade(source, func(_, _ int, value float64) float64 { return 140 + (value-128)*share })
}

// shadow darkens the sheet from left to right down to the share darkest, with
// the sharp edge of a hand's shadow across the code.
func shadow(s Source, darkest float64) *image.Gray {
	w := float64(s.Image.Rect.Dx())
	return shade(s.Image, func(x, y int, value float64) float64 {
		light := 1 - (1-darkest)*float64(x)/w
		if float64(x)+0.5*float64(y) > s.Left+s.Width*0.8+0.5*s.Top {
			light *= 0.6
		}
		return value * light
	})
}

// glare puts a lamp's reflection onto the code, of a radius that is the share
// of the code's width.
func glare(s Source, share float64) *image.Gray {
	cx, cy, radius := s.Left+s.Width*0.6, s.Top+s.Width*0.4, s.Width*share
	return shade(s.Image, func(x, y int, value float64) float64 {
		d := math.Hypot(float64(x)-cx, float64(y)-cy) / radius
		return value + 255*math.Exp(-d*d*d)
	})
}

// screen photographs a screen: its grid of lines, pitch pixels apart, seen at a
// slant, and a band of its backlight.
func screen(source *image.Gray, pitch float64) *image.Gray {
	return shade(source, func(x, y int, value float64) float64 {
		u, v := float64(x)*0.995+float64(y)*0.1, float64(y)*0.995-float64(x)*0.1
		grid := 0.8 + 0.2*math.Sin(2*math.Pi*u/pitch)*math.Sin(2*math.Pi*v/pitch)
		band := 0.85 + 0.15*math.Sin(float64(y)/90)
		return (30 + value*0.85) * grid * band
	})
}

func invert(source *image.Gray) *image.Gray {
	return shade(source, func(_, _ int, value float64) float64 { return 255 - value })
}
