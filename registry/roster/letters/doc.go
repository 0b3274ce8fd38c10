// Package letters judges and repairs the letters of names and places: encodings
// from before Unicode (TCVN3, VNI), text that was decoded by the wrong character
// set, scripts, and characters that nobody sees.
//
// Everything that depends on letters alone belongs here; which cells are judged,
// and who is asked about them, is package roster's matter. All functions are pure.
// The package relies on golang.org/x/text for normalisation and character sets.
package letters
