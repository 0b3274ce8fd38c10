package roster

import (
	"slices"
	"strings"

	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/letters"
)

// otherThings are words by which a cell of places begins to say something else: what was in a
// cell beside or below it has come into it.
var otherThings = phraseList(`
	nơi ở; chỗ ở; nơi sinh; thường trú; tạm trú; hộ khẩu; quê quán; nguyên quán; dân tộc; tôn giáo; ngày sinh;
	sinh ngày; giới tính; quốc tịch; điện thoại; sđt; cccd; cmnd; họ tên; ghi chú; xếp loại`)

// changed are words that say how a place was called before, or is now.
var changed = phraseList(`nay; cũ; mới; trước đây; sáp nhập; trước là; tách từ`)

// saysMoreThanPlace reports whether a text says something else besides a place.
func saysMoreThanPlace(text string) bool {
	parts := placeParts(text)
	first, last := parts[0], parts[len(parts)-1]
	return strings.Contains(text, ":") || sayingOf(text).has(otherThings) ||
		len(parts) > 1 && (isOfPerson(first) || isOfPerson(last))
}

// placeParts returns the parts of a place: what stands between commas and in parentheses, and
// between hyphens that are no part of a province's name.
func placeParts(text string) []string {
	parts := []string{}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;()\n", r) }) {
		if _, province := codelist.Province(part); province {
			parts = append(parts, strings.TrimSpace(part))
			continue
		}
		for _, part := range strings.Split(strings.ReplaceAll(part, " – ", " - "), " - ") {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
	}
	if len(parts) == 0 {
		return []string{text}
	}
	return parts
}

// isOfPerson reports whether a part is a sex or an ethnic group.
func isOfPerson(part string) bool {
	if _, isSex := sexes[letters.Key(part)]; isSex {
		return true
	}
	_, isProvince := codelist.Province(part)
	return !isProvince && codelist.EthnicGroups.Known(part) && !slices.Contains(groupsLikePlaces, letters.Key(part))
}

// namesTwoPlaces reports whether a text names two provinces of which none went into the other.
func namesTwoPlaces(text string) bool {
	if sayingOf(text).has(changed) {
		return false
	}
	var found []codelist.Entry
	for _, part := range placeParts(text) {
		found = append(found, provincesIn(part)...)
	}
	return slices.ContainsFunc(found, func(e codelist.Entry) bool { return !codelist.MayBeOnePlace(found[0], e) })
}

// provincesIn returns the province that a part is, or the two of which it consists.
func provincesIn(part string) []codelist.Entry {
	if e, one := codelist.Province(part); one {
		return []codelist.Entry{e}
	}
	const mostWords = 8 // of two provinces
	words := strings.Fields(part)
	for i := 2; i+1 < len(words) && len(words) <= mostWords; i++ {
		if !codelist.Provinces.HasPlain(letters.Key(strings.Join(words[i:], " "))) {
			continue // with a word for the kind of unit, commas part the two
		}
		a, first := codelist.Province(strings.Join(words[:i], " "))
		b, second := codelist.Province(strings.Join(words[i:], " "))
		if first && second {
			return []codelist.Entry{a, b}
		}
	}
	return nil
}

// holdsTwoPlaces reports whether a cell names two provinces, in one line or in several. Where a
// place stands in several columns, each is the name of one unit.
func (r *reader) holdsTwoPlaces(row, col int, text string) bool {
	if cell := r.table.Cell(row, col).Text; strings.Contains(cell, "\n") {
		text = cell
	}
	return len(r.layout.places) == 0 && namesTwoPlaces(text)
}
