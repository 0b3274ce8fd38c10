// Package diploma prints credentials: a diploma as one A4 landscape page, its
// Vietnamese half on the right and its English half on the left, a transcript
// as A4 portrait pages with repeated table heads. Each carries the QR code that
// is the credential's own proof, and says in clear where to check it.
//
// Only fields of the signed credential are printed; a school's Template chooses
// colours, frame, logo, headings and optional fields. Texts shrink and wrap as
// far as they can be read. A text that still does not fit, or has a letter that
// the font lacks, is an error: no paper says less than the credential.
//
// A file of one paper carries its credential too, as a holder's file with no more
// in it than is printed: a program that gets the PDF file checks that.
//
// Equal input gives equal bytes: the package has no clock and no random source.
//
// Layout, fonts, schools' templates and the words that are printed belong here;
// what a credential contains is decided before and only read here. The package
// relies on fpdf for PDF files, on package qr for the code's modules, and on the
// Liberation fonts of the machine. Layout may be changed freely: papers are not
// signed, the credential is.
package diploma
