package testbrowser

import (
	"os"
	"slices"
)

// LooksFolder names the setting that has pages looked at in every look instead of in the
// usual ones. Its value is the folder for the pictures of make looks.
const LooksFolder = "SOGOC_LOOKS"

// Look is how a page is looked at: the width of the window, and the scheme of colours,
// "light" or "dark".
type Look struct {
	Width  int64
	Scheme string
}

// EveryLook reports whether pages are looked at in every look: make drill says so.
func EveryLook() bool { return os.Getenv(LooksFolder) != "" }

// Looks returns in which looks a page is looked at: the usual ones, and with every look
// the others too. A look at a page takes a second, most of it for axe-core, and there are
// many pages.
func Looks(usual, others []Look) []Look {
	if EveryLook() {
		return slices.Concat(usual, others)
	}
	return usual
}
