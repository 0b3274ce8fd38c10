// Package diploma prints credentials: a diploma as one A4 landscape page, its
// Vietnamese half on the right and its English half on the left, a transcript
// as A4 portrait pages with repeated table heads. Each carries the QR code that
// is the credential's own proof, and says in clear where to check it.
//
// What is printed are the fields of the signed credential and nothing else; a
// school's Template chooses colours, frame, logo, headings and which of the
// optional fields. Texts shrink and wrap as far as they can be read, and what
// still does not fit, or has a letter that the font lacks, is an error: no
// paper is printed that says less or other than the credential.
//
// Equal input gives equal bytes: there is no clock and no random in it.
package diploma
