package diploma

import (
	"math"
	"strconv"
)

// colour is red, green and blue.
type colour [3]uint8

var white = colour{255, 255, 255}

// colourOf reads "#rrggbb", which the caller has checked.
func colourOf(text string) colour {
	n, _ := strconv.ParseUint(text[1:], 16, 32)
	return colour{uint8(n >> 16), uint8(n >> 8), uint8(n)}
}

// tint mixes c with white; 1 is c itself.
func (c colour) tint(share float64) colour {
	for i := range c {
		c[i] = uint8(255 - share*float64(255-c[i]) + 0.5)
	}
	return c
}

// luminance is the relative luminance (WCAG 2.2).
func (c colour) luminance() float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}
