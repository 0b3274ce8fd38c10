// Package pdffile finishes PDF files that the project has made by fpdf, and adds to
// them later: associated files, colour space, metadata. What it adds
// follows the file as an incremental update, so that what was there stays byte for
// byte. It reads no stranger's file: its reader knows the one way in which fpdf and
// this package write.
package pdffile

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
)

// ErrNotOurs means that a PDF file is not one that fpdf and this package wrote.
var ErrNotOurs = errors.New("not a PDF file of this program")

// Revision is an incremental update of a PDF file that this package wrote (ISO
// 32000-2, 7.5.6): what was there stays byte for byte, new objects follow it.
type Revision struct {
	file    []byte
	table   int // where the newest cross-reference table begins
	size    int // object numbers below it are taken
	root    int // number of the catalog
	info    int // number of the information dictionary
	objects map[int][]byte
}

// The ends of files and tables as fpdf and this file write them; the numbers
// are short enough for strconv.
var (
	fileEnd = regexp.MustCompile(`\nstartxref\n([0-9]{1,12})\n%%EOF\n$`)
	trailer = regexp.MustCompile(
		`^trailer\n<<\n/Size ([0-9]{1,9})\n/Root ([0-9]{1,9}) 0 R\n/Info ([0-9]{1,9}) 0 R\n(?:/Prev ([0-9]{1,12})\n)?>>\n`)
	subsection = regexp.MustCompile(`^([0-9]{1,9}) ([0-9]{1,9})\n`)
)

// tableEntry is the length of one line of a cross-reference table.
const tableEntry = 20

// Revise begins a revision. It returns ErrNotOurs for a file that ends in
// another way than this package's files do.
func Revise(file []byte) (*Revision, error) {
	end := fileEnd.FindSubmatch(file[max(0, len(file)-64):])
	if end == nil {
		return nil, ErrNotOurs
	}
	r := &Revision{file: file, table: number(end[1]), objects: map[int][]byte{}}
	t, err := r.readTable(r.table)
	if err != nil {
		return nil, err
	}
	r.size, r.root, r.info = t.size, t.root, t.info
	return r, nil
}

func number(digits []byte) int {
	n, _ := strconv.Atoi(string(digits)) // the expressions admit digits alone
	return n
}

// table is one cross-reference table with its trailer.
type table struct {
	size, root, info int
	previous         int // where the table before it begins; 0 for the first
	offsets          map[int]int
}

func (r *Revision) readTable(at int) (table, error) {
	t := table{offsets: map[int]int{}}
	if at < 0 || at >= len(r.file) {
		return t, ErrNotOurs
	}
	rest, ok := bytes.CutPrefix(r.file[at:], []byte("xref\n"))
	if !ok {
		return t, ErrNotOurs
	}
	for {
		head := subsection.FindSubmatch(rest)
		if head == nil {
			break
		}
		rest = rest[len(head[0]):]
		first, count := number(head[1]), number(head[2])
		if count > len(rest)/tableEntry {
			return t, ErrNotOurs
		}
		for i := range count {
			t.offsets[first+i] = number(bytes.TrimLeft(rest[i*tableEntry:i*tableEntry+10], "0"))
		}
		rest = rest[count*tableEntry:]
	}
	end := trailer.FindSubmatch(rest)
	if end == nil {
		return t, ErrNotOurs
	}
	t.size, t.root, t.info, t.previous = number(end[1]), number(end[2]), number(end[3]), number(end[4])
	return t, nil
}

// dictionary returns what stands between "<<" and ">>" of an object that is a
// dictionary and no stream.
func (r *Revision) dictionary(object int) (string, error) {
	for at := r.table; ; {
		t, err := r.readTable(at)
		if err != nil {
			return "", err
		}
		if offset, found := t.offsets[object]; found {
			return r.dictionaryAt(object, offset)
		}
		if t.previous == 0 || t.previous >= at {
			return "", ErrNotOurs
		}
		at = t.previous
	}
}

func (r *Revision) dictionaryAt(object, offset int) (string, error) {
	if offset <= 0 || offset >= len(r.file) {
		return "", ErrNotOurs
	}
	text, ok := bytes.CutPrefix(r.file[offset:], fmt.Appendf(nil, "%d 0 obj\n<<", object))
	if !ok {
		return "", ErrNotOurs
	}
	text, _, ok = bytes.Cut(text, []byte(">>\nendobj\n"))
	if !ok {
		return "", ErrNotOurs
	}
	text = bytes.TrimPrefix(text, []byte("\n"))
	return string(text), nil
}

// add takes a new object and returns its number.
func (r *Revision) add(body []byte) int {
	r.size++
	r.objects[r.size-1] = body
	return r.size - 1
}

// replace takes the new version of an object.
func (r *Revision) replace(object int, body []byte) { r.objects[object] = body }

// bytes returns the file with the revision at its end.
func (r *Revision) bytes() []byte {
	out := bytes.NewBuffer(slices.Clip(slices.Clone(r.file)))
	table := bytes.NewBufferString("xref\n")
	for _, object := range slices.Sorted(maps.Keys(r.objects)) {
		fmt.Fprintf(table, "%d 1\n%010d 00000 n \n", object, out.Len())
		fmt.Fprintf(out, "%d 0 obj\n%s\nendobj\n", object, r.objects[object])
	}
	at := out.Len()
	out.Write(table.Bytes())
	fmt.Fprintf(out, "trailer\n<<\n/Size %d\n/Root %d 0 R\n/Info %d 0 R\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n",
		r.size, r.root, r.info, r.table, at)
	return out.Bytes()
}

// stream returns a stream object of compressed content, with what its
// dictionary says besides.
func stream(dictionary string, content []byte) []byte {
	packed := deflate(content)
	return slices.Concat(
		fmt.Appendf(nil, "<< %s /Length %d /Filter /FlateDecode >>\nstream\n", dictionary, len(packed)),
		packed,
		[]byte("\nendstream"),
	)
}
