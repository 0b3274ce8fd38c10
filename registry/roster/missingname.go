package roster

// leastWithoutName is how many columns of a list a row names that is a header without a name.
const leastWithoutName = 3

// ignoredSheet is a sheet without a header, and its place in builder.tables.
type ignoredSheet struct {
	*reader
	at int
}

// readWithoutName reads the first sheet of a file without any header that has one but for a column of
// names: what is missing is then said of that row, and its columns can be chosen. It is false where
// there is no such sheet.
func (b *builder) readWithoutName(sheets []ignoredSheet, read func(*reader) bool) bool {
	for _, sheet := range sheets {
		sheet.withoutName = true
		if read(sheet.reader) {
			b.tables[sheet.at].Header = sheet.layout.first + 1
			b.noteMapping(sheet.reader, &b.tables[sheet.at])
			return true
		}
	}
	return false
}

// listHeader finds the header of a list, which may lack the name where no sheet has a whole one.
func (b *builder) listHeader(r *reader) (layout, bool) {
	l, ok := b.header(r, nameFields, append(bornFields, learnerFields...))
	if !ok && r.withoutName {
		if l, ok = headerWithoutName(r.table, r.index); ok {
			l.choose(r.choice.Columns)
		}
	}
	return l, ok
}

// headerWithoutName looks for the row that names the most columns of a list and none of names.
func headerWithoutName(t *table, index aliasIndex) (layout, bool) {
	l, ok, columns := findHeader(t, index, append(append([]Field{}, bornFields...), learnerFields...))
	return l, ok && columns >= leastWithoutName
}
