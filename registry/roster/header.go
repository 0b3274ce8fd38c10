package roster

import (
	"maps"
	"slices"
	"strings"
)

// headerRows is how far down a header is looked for.
const headerRows = 50

// layout is a sheet's header: where it ends and what the columns hold.
type layout struct {
	first, end int            // rows of the header: first included, end not
	columns    map[Field]int  // needed columns
	names      map[int]string // printed header of each column that has one
	joined     int            // column whose text continues the full name, or -1
	repeated   []int          // columns that name a field again
	dropped    map[int]bool   // columns that a person said are not read
	chosen     map[int]bool   // columns of which a person said what they are
	again      map[Field]int  // columns that say again what others say better: they are compared
	subjects   []int          // columns of marks, one for each subject
	credits    map[int]string // of subjects, by their columns
	weak       map[Field]bool // fields whose column is called by a weak header
	groups     map[int]groupOver
	others     map[int]Field // columns that hold a field of other people
	places     []int         // columns in which a birth place goes on
	under      map[int]int   // columns without a header of their own → the column whose header is merged over them
}

// lastColumn returns the last column with a header.
func (l *layout) lastColumn() int {
	last := l.joined
	for col := range l.names {
		last = max(last, col)
	}
	for _, col := range l.columns {
		last = max(last, col)
	}
	for col := range l.under {
		last = max(last, col)
	}
	return last
}

// findHeader looks for the row whose cells name the most needed columns and
// at least one of the fields of each group of must; the last result is how
// many columns it names.
func findHeader(t *table, index aliasIndex, must ...[]Field) (layout, bool, int) {
	best, found, most := layout{}, false, 0
	for row := 0; row < len(t.Rows) && row < headerRows; row++ {
		l := readHeader(t, row, index)
		if l.hasEach(must) && len(l.columns) > most {
			best, found, most = l, true, len(l.columns)
		}
	}
	return best, found && most >= 2, most
}

// hasEach reports whether a layout has a field of each group.
func (l *layout) hasEach(groups [][]Field) bool {
	return !slices.ContainsFunc(groups, func(group []Field) bool {
		return !slices.ContainsFunc(group, func(f Field) bool { _, ok := l.columns[f]; return ok })
	})
}

// readHeader takes a row for the header. Where one of its cells is merged
// with the row below, or has the row below as its parts, that row belongs to it,
// and a column is called by both or by the lower one.
func readHeader(t *table, row int, index aliasIndex) layout {
	l := layout{first: row, end: row + 1, columns: map[Field]int{}, names: map[int]string{}, joined: -1,
		dropped: map[int]bool{}, chosen: map[int]bool{}, again: map[Field]int{}, weak: map[Field]bool{},
		under: map[int]int{}, groups: map[int]groupOver{}, others: map[int]Field{}}
	l.end = headerEnd(t, row, index)
	var places []placePart
	for col := range t.Width() {
		l.addColumn(t, col, index)
		if unit, ok := placeUnit(l.names[col]); ok {
			places = append(places, placePart{unit, col})
		}
	}
	l.splitDate()
	l.joinPlaces(places, index)
	return l
}

// headerEnd returns the row after a header.
func headerEnd(t *table, row int, index aliasIndex) int {
	end := row + 1
	if continuesHeader(t, row+1, index) || placesBelow(t, row+1, index) {
		end = row + 2
	}
	for first := row; first < end && first < row+2; first++ {
		for _, m := range t.Merges {
			switch {
			case m.Row1 == first && m.Row2 > first && m.Row2 < row+3:
				end = max(end, m.Row2+1)
			case m.Row1 == first && m.Row2 == first && m.Col2 > m.Col1 && partsBelow(t, first+1, m.Col1, m.Col2):
				end = max(end, first+2)
			}
		}
	}
	return end
}

// continuesHeader reports whether a row holds the rest of words in the header above
// it, "Nơi" and "sinh", and nothing else.
func continuesHeader(t *table, row int, index aliasIndex) bool {
	if row >= len(t.Rows) || len(t.Rows[row].Cells) == 0 {
		return false
	}
	for _, c := range t.Rows[row].Cells {
		top := t.shown(row-1, int(c.Col))
		if above, _ := index.field(top); above != "" || top == "" {
			return false
		}
		if whole, _ := index.field(top + " " + c.Text); whole == "" {
			return false
		}
	}
	return true
}

// partsBelow reports whether the cells below a merged header name its parts, and
// nothing but such parts is in their row.
func partsBelow(t *table, row, first, last int) bool {
	if row >= len(t.Rows) {
		return false
	}
	inside := 0
	for _, c := range t.Rows[row].Cells {
		key := shortKey(c.Text)
		if key == "" || len(key) > 30 || onlyDigits.MatchString(key) {
			return false
		}
		if int(c.Col) >= first && int(c.Col) <= last {
			inside += mergedTo(t, row, int(c.Col)) - int(c.Col) + 1
		}
	}
	return inside >= 2 && inside == last-first+1
}

// addColumn reads the header of one column.
func (l *layout) addColumn(t *table, col int, index aliasIndex) {
	top, between, low := t.shown(l.first, col), "", ""
	for row := l.first + 1; row < l.end; row++ {
		over := mergedFrom(t, row, col)
		switch text := t.shown(row, col); {
		case text != "":
			between, low = strings.TrimSpace(between+" "+low), text
		case over >= 0 && row+1 < l.end:
			between = strings.TrimSpace(between + " " + t.shown(row, over))
		}
	}
	if over := mergedFrom(t, l.first, col); over >= 0 && top == "" {
		top = t.shown(l.first, over)
		if low == "" {
			if f, ok := l.columns[FieldFullName]; ok && f == over && l.joined < 0 {
				l.joined, l.names[col] = col, top
			} else if top != "" {
				l.under[col] = over
			}
			return
		}
	}
	switch {
	case top == "" && between == "" && l.end == l.first+2:
		top = placeHeading(t, l.first, col, index)
	case low == "":
		top = strings.TrimSpace(placeHeading(t, l.first-1, col, index) + " " + top)
	}
	group := groupOver{strings.TrimSpace(top + " " + between), true}
	name := strings.TrimSpace(group.text + " " + low)
	if name == "" {
		return
	}
	l.names[col] = name
	field, weak := index.field(name)
	if field == "" && low != "" {
		field, weak = index.field(low)
		if above, _ := index.field(top); above == FieldBirthDate {
			field, weak = birthPart(low), false
		}
	} else {
		group = groupAbove(t, l.first-1, col)
	}
	if group.text != "" {
		l.groups[col] = group
	}
	if _, part := placeUnit(name); !part {
		l.takeUnder(group, field, col, weak)
	}
}

// take lets a column have a field. A strong header goes before a weak one.
func (l *layout) take(field Field, col int, weak bool) {
	if field == "" {
		return
	}
	if _, taken := l.columns[field]; taken {
		switch {
		case weak:
			if _, known := l.again[field]; !known {
				l.again[field] = col
			}
			return
		case !l.weak[field]:
			l.repeated = append(l.repeated, col)
			return
		default:
			l.again[field] = l.columns[field]
		}
	}
	l.columns[field], l.weak[field] = col, weak
}

// birthPart returns which part of a birth date a header names.
func birthPart(header string) Field {
	switch shortKey(header) {
	case "ngay", "ngaysinh", "dd", "day":
		return FieldBirthDay
	case "thang", "thangsinh", "mm", "month":
		return FieldBirthMonth
	case "nam", "namsinh", "yyyy", "year":
		return FieldBirthYear
	}
	return ""
}

// splitDate finds a birth date in three columns of a header of one row: day, month
// and year side by side.
func (l *layout) splitDate() {
	for _, col := range slices.Sorted(maps.Keys(l.names)) {
		if birthPart(l.names[col]) != FieldBirthMonth || birthPart(l.names[col-1]) != FieldBirthDay ||
			birthPart(l.names[col+1]) != FieldBirthYear {
			continue
		}
		for i, f := range []Field{FieldBirthDay, FieldBirthMonth, FieldBirthYear} {
			at := col - 1 + i
			for other, taken := range l.columns {
				if taken == at {
					delete(l.columns, other)
				}
			}
			l.columns[f] = at
			l.repeated = slices.DeleteFunc(l.repeated, func(repeated int) bool { return repeated == at })
		}
	}
}

// mergedFrom returns the column where the merged block begins that covers a
// cell of a header from the left, or -1.
func mergedFrom(t *table, row, col int) int {
	for _, m := range t.Merges {
		if m.Row1 <= row && row <= m.Row2 && m.Col1 < col && col <= m.Col2 {
			return m.Col1
		}
	}
	return -1
}

// isNumbering reports whether a row numbers the columns: (1), (2), (3) or 1, 2, 3.
func isNumbering(row []string) bool {
	n := 0
	for _, text := range row {
		text = strings.Trim(strings.TrimSpace(text), "()[]")
		if text == "" {
			continue
		}
		if len(text) > 2 || strings.Trim(text, "0123456789") != "" {
			return false
		}
		n++
	}
	return n >= 3
}

// footers begin the rows below a list: signatures, totals, place and date.
var footers = []string{"nguoilap", "tongso", "tongcong", "danhsachnay", "danhsachgom", "danhsachco",
	"hieutruong", "phohieutruong", "kthieutruong", "tmhoidong", "giamdoc", "thutruong", "truongphong",
	"giaovuchunhiem",
	"giaovienchunhiem", "kyten", "kyghiro", "kyvaghiro", "xacnhan", "ghichu", "noinhan", "phongdaotao", "chutich"}

// isFooter reports whether a row's cells speak of what stands below a list.
func isFooter(row []string) bool {
	return slices.ContainsFunc(row, func(text string) bool {
		key := shortKey(text)
		if strings.Contains(key, "ngay") && strings.Contains(key, "thang") && strings.Contains(key, "nam") {
			return true
		}
		return slices.ContainsFunc(footers, func(f string) bool { return strings.HasPrefix(key, f) })
	})
}
