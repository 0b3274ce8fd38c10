package testbrowser

import (
	"hash/fnv"
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

// IsRead reports whether axe-core reads a page in the usual look of that number, of so many.
// It takes most of the time of a look, and what is wrong with a page is wrong in each as a
// rule: so each page is read in one of them, the same each time, and with every look in all.
func IsRead(page string, number, of int) bool {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(page))
	return EveryLook() || int(sum.Sum32())%of == number%of
}
