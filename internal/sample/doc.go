// Package sample makes the class lists under testdata/rosters: people who do
// not exist, in the layouts that schools use. It is seeded, so that everybody
// has the same files, and it writes nothing that could be taken for real:
// national ids begin with 000, which no province has, ministry ids with 00,
// schools and addresses are marked as samples.
//
// Names follow the frequencies of Vietnamese names, so that some repeat: lists
// must be told apart by codes.
package sample

//go:generate go run ./generate -dir ../../testdata/rosters
