// Package roster reads the lists that schools hand in: graduates and, for
// transcripts, a second file of their courses.
//
// It finds the header under title rows, knows the columns by their usual names,
// and drops every column that a credential does not need before anything is kept.
// It judges cells, then whole columns, then rows against each other, and says of
// everything that it finds one of three things: an error keeps the list out; a
// question must be answered by a named person; a note tells what happened. Nothing
// is repaired without being shown, and nothing is dropped without being listed.
// Each question has an identity that is the same for the same file, so that its
// answer can be stored and given to the next reading.
//
// What a column means and which value is worth a question belongs here: headers in
// the table of field.go, texts in the message files. Opening files belongs to package
// grid, letters and encodings to package letters, lists of known values to package
// codelist. What a kind of credential demands beyond the list, and what other lists
// hold already, is the register's question.
//
// Reading is pure: no clock, no log, no disk. A cell may hold personal data: it is
// in a Problem's Found, Examples and Suggestion for the person who uploaded the
// file, and nowhere else; Problem and Report log their places and codes only.
package roster
