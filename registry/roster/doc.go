// Package roster reads the lists that schools hand in: graduates as XLSX or
// CSV and, for transcripts, a second file with one row per course.
//
// It finds the header under title rows, knows the columns by their usual
// names, reads Vietnamese dates, numbers and encodings, and drops every column
// that a credential does not need before anything is kept. All that is wrong
// with any cell comes back in one Report, with its place and how to mend it;
// a list with one error yields no rows at all.
//
// Reading is pure: no clock, no log, no disk. What stands in a cell may be
// personal data: it is in Problem.Found for the person who uploaded the file,
// and nowhere else; Problem and Report log their places and codes only. What
// a kind of credential demands beyond the list, and what other lists hold
// already, is package registry's question.
package roster
