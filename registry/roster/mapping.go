package roster

import (
	"crypto/sha256"
	"maps"
	"slices"
	"strconv"
	"time"

	"sogoc/registry/roster/grid"
)

// Mapping says how the columns under one header were read by what a person chose at
// an earlier import.
type Mapping struct {
	File    string
	Header  [32]byte         // see headerSum
	Columns map[string]Field // by letter; "" drops a column
	By      string           // the person's name
	At      time.Time
}

// headerSum names a header by the letters and words of its columns. It is a hash, so
// that it can be stored: a header is no personal data, a row that was taken for one
// may be.
func headerSum(l *layout) [32]byte {
	sum := sha256.New()
	for _, col := range slices.Sorted(maps.Keys(l.names)) {
		key := shortKey(l.names[col])
		sum.Write([]byte(grid.Letter(col) + " " + strconv.Itoa(len(key)) + " " + key + "\n"))
	}
	return [32]byte(sum.Sum(nil))
}

// remembered finds the first row that has the header of a mapping.
func (b *builder) remembered(t *table, index aliasIndex) (Mapping, int, bool) {
	if !slices.ContainsFunc(b.Mappings, func(m Mapping) bool { return m.File == t.file }) {
		return Mapping{}, 0, false
	}
	for row := 0; row < len(t.Rows) && row < headerRows; row++ {
		if m, ok := b.mappingAt(t, row, index); ok {
			return m, row, true
		}
	}
	return Mapping{}, 0, false
}

// mappingAt returns the mapping of the header that begins in a row.
func (b *builder) mappingAt(t *table, row int, index aliasIndex) (Mapping, bool) {
	if len(t.Rows[row].Cells) == 0 {
		return Mapping{}, false
	}
	l := readHeader(t, row, index)
	sum := headerSum(&l)
	i := slices.IndexFunc(b.Mappings, func(m Mapping) bool { return m.File == t.file && m.Header == sum })
	if i < 0 {
		return Mapping{}, false
	}
	return b.Mappings[i], true
}

// chooseFor settles what is chosen for a sheet: what the person says of this upload,
// over what was said of an earlier list with the same header.
func (b *builder) chooseFor(r *reader) {
	said := b.choiceOf(r.table)
	r.choice = said
	m, row, found := b.remembered(r.table, r.index)
	if said.Header > 0 && said.Header <= len(r.table.Rows) && said.Header-1 != row {
		m, found = b.mappingAt(r.table, said.Header-1, r.index)
		row = said.Header - 1
	}
	if !found {
		return
	}
	r.mapped = m.Header
	if b.Afresh {
		return
	}
	columns := maps.Clone(m.Columns)
	maps.Copy(columns, said.Columns)
	r.choice = Choice{File: r.table.file, Sheet: r.table.Name, Header: row + 1, Columns: columns}
	r.lastTime = m
}

// noteMapping says that columns are read as last time, and remembers what the
// person says of them now.
func (b *builder) noteMapping(r *reader, shown *Sheet) {
	if r.lastTime.Columns != nil {
		p := r.problem(CodeAsLastTime, r.layout.first, -1, r.lastTime.By+", "+r.lastTime.At.In(b.at.Location()).Format(dayForm))
		r.add(p)
		shown.LastTime = true
	}
	said := b.choiceOf(r.table)
	switch {
	case len(said.Columns) > 0:
		b.mappings = append(b.mappings, Mapping{File: r.table.file, Header: headerSum(&r.layout), Columns: r.choice.Columns})
	case b.Afresh && r.mapped != [32]byte{}:
		b.mappings = append(b.mappings, Mapping{File: r.table.file, Header: r.mapped})
	}
}

// Mappings returns what is to be remembered of this reading: how columns were read
// by what a person chose now. One without columns is to be forgotten.
func (r *Result) Mappings() []Mapping { return r.mappings }
