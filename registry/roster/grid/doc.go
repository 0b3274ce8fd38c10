// Package grid opens the files that schools hand in and returns their tables cell
// by cell: XLSX, CSV and other separated text, HTML tables and SpreadsheetML 2003
// (both of which school systems save as .xls).
//
// File formats, character sets of whole files and limits belong here. What a
// column means, and whether a value is right, is package roster's matter. The
// package reads XLSX itself, since a library that builds every declared cell in
// memory lets a small file take gigabytes. It relies on archive/zip, encoding/csv
// and golang.org/x/net/html.
//
// Every file is bounded by its bytes, unpacked bytes, rows, columns and filled
// cells, whatever its shape; reading stops when the context ends. Cells may hold
// personal data: no error repeats their content.
package grid
