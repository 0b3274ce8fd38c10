package roster

import (
	"slices"
	"strings"

	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
)

// placeUnits are what a birth place in several columns is called in each of them, the
// smallest first.
var placeUnits = [][]string{
	keysOf(
		"Chi tiết",
		"Thôn",
		"Xóm",
		"Ấp",
		"Bản",
		"Tổ",
		"Thôn/Xóm",
		"Thôn/Bản",
		"Bệnh viện",
		"Cơ sở y tế",
		"Địa chỉ",
	),
	keysOf("Xã", "Phường", "Thị trấn", "Xã/Phường", "Phường/Xã", "Xã/Phường/Thị trấn", "Xã, phường, TT",
		"Phường/Xã/Thị trấn", "Xã/Thị trấn", "Cấp xã"),
	keysOf("Huyện", "Quận", "Huyện/Quận", "Quận/Huyện", "Quận/Huyện/Thị xã", "Huyện/Thị xã", "Quận, huyện, TX, TP",
		"Huyện/TX/TP", "Quận/Huyện/TX", "Huyện/TX", "Huyện/Thị", "Huyện/Thành phố", "Huyện/TP", "Quận/Huyện/TP",
		"Quận/Huyện/Thị xã/Thành phố", "Cấp huyện"),
	keysOf(
		"Tỉnh",
		"Thành phố",
		"TP",
		"Tỉnh/TP",
		"TP/Tỉnh",
		"Tỉnh/Thành phố",
		"Thành phố/Tỉnh",
		"Tỉnh/Thành",
		"Cấp tỉnh",
	),
}

// placePart is a column that has one unit of birth places.
type placePart struct{ unit, col int }

// placeUnit returns the place in placeUnits of what a header says, "Nơi sinh (xã)" or "Xã nơi
// sinh"; false where it names no such unit.
func placeUnit(header string) (unit int, ok bool) {
	const place = "noisinh"
	key := shortKey(header)
	rest, ok := strings.CutPrefix(key, place)
	if !ok {
		rest, ok = strings.CutSuffix(key, place)
	}
	if !ok || rest == "" {
		return 0, false
	}
	unit = slices.IndexFunc(placeUnits, func(keys []string) bool { return slices.Contains(keys, rest) })
	return unit, unit >= 0
}

// isPlaceUnit reports whether a header is a unit of places and no more, "Xã".
func isPlaceUnit(header string) bool {
	key := shortKey(header)
	return slices.ContainsFunc(placeUnits, func(keys []string) bool { return slices.Contains(keys, key) })
}

// placeHeading returns what a row says of birth places over a column of the row below it, which
// is a unit of places: "Nơi sinh" over "Xã", "Huyện" and "Tỉnh". It may stand over the first of
// them alone, as in separated text, which merges no cells.
func placeHeading(t *table, row, col int, index aliasIndex) string {
	for at := col; row >= 0 && at >= 0 && isPlaceUnit(t.shown(row+1, at)); at-- {
		if text := t.shown(row, at); text != "" {
			if field, _ := index.field(text); field != FieldBirthPlace {
				return ""
			}
			return text
		}
	}
	return ""
}

// placesBelow reports whether a row holds units of places and nothing else, each under a heading
// of birth places in the row above.
func placesBelow(t *table, row int, index aliasIndex) bool {
	if row >= len(t.Rows) || len(t.Rows[row].Cells) < 2 {
		return false
	}
	return !slices.ContainsFunc(t.Rows[row].Cells, func(c grid.Cell) bool {
		return placeHeading(t, row-1, int(c.Col), index) == ""
	})
}

// joinPlaces reads a birth place that stands in several columns from all of them, unless one
// column has the whole of it.
func (l *layout) joinPlaces(parts []placePart, index aliasIndex) {
	slices.SortStableFunc(parts, func(a, b placePart) int { return a.unit - b.unit })
	_, whole := l.columns[FieldBirthPlace]
	units := slices.CompactFunc(slices.Clone(parts), func(a, b placePart) bool { return a.unit == b.unit })
	if whole && !l.weak[FieldBirthPlace] || len(units) < 2 {
		for _, part := range parts {
			field, weak := index.field(l.names[part.col])
			if part.unit == len(placeUnits)-1 { // beside the whole place it is compared
				field, weak = FieldBirthPlace, whole && !l.weak[FieldBirthPlace]
			}
			l.take(field, part.col, weak)
		}
		return
	}
	if whole {
		delete(l.columns, FieldBirthPlace)
	}
	for i, part := range parts {
		switch {
		case i == 0:
			l.take(FieldBirthPlace, part.col, false)
		case part.unit == parts[i-1].unit:
			l.repeated = append(l.repeated, part.col)
		default:
			l.places = append(l.places, part.col)
		}
	}
}

// joinedPlace returns the birth place of a row, of all columns in which it stands.
func (r *reader) joinedPlace(row int) string {
	const most = 250
	text := r.inUsualCase(row, r.layout.columns[FieldBirthPlace], r.text(row, FieldBirthPlace, most))
	if len(r.layout.places) == 0 {
		return text
	}
	whole := text
	for _, col := range r.layout.places {
		part := r.inUsualCase(row, col, r.judgedText(row, col, most, false))
		switch {
		case part == "" || strings.HasSuffix(letters.Key(whole), letters.Key(part)):
		case whole == "":
			whole = part
		default:
			whole += ", " + part
		}
	}
	if whole != "" {
		r.reportColumn(r.joiningCode(), row, r.layout.columns[FieldBirthPlace], text, whole)
	}
	return whole
}

// joiningCode says what a place of several columns is: a question where they stand in another order
// than the one in which they are joined.
func (r *reader) joiningCode() Code {
	if slices.IsSorted(append([]int{r.layout.columns[FieldBirthPlace]}, r.layout.places...)) {
		return CodePlaceJoined
	}
	return CodePlaceTurned
}
