// Package sample makes the class lists under testdata/rosters: people that do
// not exist, in the layouts that schools use. It is seeded, so that everybody
// has the same files, and it writes nothing that could be taken for real:
// national ids begin with 000, which no province has, ministry ids with 00,
// schools and addresses are marked as samples.
//
// The lists of the tests and of the demonstration belong here. The committed files
// are compared byte for byte with what this package makes; a change of the code
// comes with new files (go generate). It relies on excelize for XLSX.
//
// Names follow the frequencies of Vietnamese names, so that some repeat: lists
// must be told apart by codes.
package sample

//go:generate go run ./generate -dir ../../testdata/rosters
