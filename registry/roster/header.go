package roster

import (
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
}

// findHeader looks for the row whose cells name the most needed columns and
// at least one of the fields of each group of must; the last result is how
// many columns it names.
func findHeader(s *sheet, index aliasIndex, must ...[]Field) (layout, bool, int) {
	best, found, most := layout{}, false, 0
	for row := 0; row < len(s.raw) && row < headerRows; row++ {
		l := readHeader(s, row, index)
		fits := !slices.ContainsFunc(must, func(group []Field) bool {
			return !slices.ContainsFunc(group, func(f Field) bool { _, ok := l.columns[f]; return ok })
		})
		if fits && len(l.columns) > most {
			best, found, most = l, true, len(l.columns)
		}
	}
	return best, found && most >= 2, most
}

// readHeader takes a row for the header. Where one of its cells is merged
// with the row below, that row is part of it, and a column is called by both
// or by the lower one.
func readHeader(s *sheet, row int, index aliasIndex) layout {
	l := layout{first: row, end: row + 1, columns: map[Field]int{}, names: map[int]string{}, joined: -1}
	for _, m := range s.merges {
		if m.row1 == row && m.row2 > row && m.row2 < row+3 {
			l.end = max(l.end, m.row2+1)
		}
	}
	for col := 0; col < s.width(); col++ {
		top, low := strings.TrimSpace(s.shown(row, col)), ""
		for r := row + 1; r < l.end; r++ {
			if text := strings.TrimSpace(s.shown(r, col)); text != "" {
				low = text
			}
		}
		if over := s.mergedFrom(row, col); over >= 0 && top == "" {
			top = strings.TrimSpace(s.shown(row, over))
			if low == "" {
				if f, ok := l.columns[FieldFullName]; ok && f == over {
					l.joined, l.names[col] = col, top
				}
				continue
			}
		}
		name := strings.TrimSpace(top + " " + low)
		if name == "" {
			continue
		}
		field := index.field(name)
		if field == "" && low != "" {
			field = index.field(low)
		}
		l.names[col] = name
		if _, taken := l.columns[field]; taken {
			l.repeated = append(l.repeated, col)
		} else if field != "" {
			l.columns[field] = col
		}
	}
	return l
}

// mergedFrom returns the column where the merged block begins that covers a
// cell of a header from the left, or -1.
func (s *sheet) mergedFrom(row, col int) int {
	for _, m := range s.merges {
		if m.row1 <= row && row <= m.row2 && m.col1 < col && col <= m.col2 {
			return m.col1
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
	"hieutruong", "phohieutruong", "kthieutruong", "tmhoidong", "giamdoc", "thutruong", "truongphong", "giaovuchunhiem",
	"giaovienchunhiem", "kyten", "kyghiro", "kyvaghiro", "xacnhan", "ghichu", "noinhan", "phongdaotao", "chutich"}

// isFooter reports whether a row's cells speak of what stands below a list.
func isFooter(row []string) bool {
	return slices.ContainsFunc(row, func(text string) bool {
		key := headerKey(text)
		if strings.Contains(key, "ngay") && strings.Contains(key, "thang") && strings.Contains(key, "nam") {
			return true
		}
		return slices.ContainsFunc(footers, func(f string) bool { return strings.HasPrefix(key, f) })
	})
}

// isBlank reports whether a row shows nothing.
func isBlank(row []string) bool {
	return !slices.ContainsFunc(row, func(text string) bool { return strings.TrimSpace(text) != "" })
}
