package roster

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/letters"
)

// rankHeaders are whole headers that say "rank" or "dropped out": what stands below tells which.
var rankHeaders = keysOf("Loại")

// holdsRanks reports whether most of a column of such a header are ranks of graduation.
func (r *reader) holdsRanks(col int) bool {
	return slices.Contains(rankHeaders, shortKey(r.layout.names[col])) && r.mostAre(col, codelist.Ranks.Known)
}

// identityNumber is how the national id of somebody is written.
var identityNumber = regexp.MustCompile(`^0[0-9]{11}$`)

// contents are fields that a column's content tells, whatever its header says.
var contents = []struct {
	field Field
	isOne func(text string) bool
}{
	{FieldNationalID, identityNumber.MatchString},
	{FieldEthnicity, codelist.EthnicGroups.Known},
	{FieldBirthPlace, isPlaceInProvince},
}

// isPlaceInProvince reports whether a text is a province, or a place in one.
func isPlaceInProvince(text string) bool {
	_, province := codelist.SplitPlace(text)
	return codelist.Provinces.Known(province)
}

// isPersonsName reports whether a text is two words or more of which the first is a frequent family name.
func isPersonsName(text string) bool {
	return len(strings.Fields(text)) >= 2 && letters.IsName(text) && isSurname(text) &&
		!codelist.Provinces.Known(text)
}

// fieldByContent returns what a column without a known header holds by its content; "" where that
// tells nothing, and where its header says that it is something else of the learner or of others.
func (r *reader) fieldByContent(col int) Field {
	switch header := r.layout.names[col]; {
	case r.table.file != FileList, header == "":
		return ""
	case r.holdsRanks(col):
		return FieldRank
	case sayingOf(header).has(personalHeaders), r.isOfAnotherPerson(col):
		return ""
	}
	if !r.reads(FieldFullName) && r.mostAre(col, isPersonsName) {
		return FieldFullName
	}
	for _, c := range contents {
		if r.mostAre(col, c.isOne) {
			return c.field
		}
	}
	return ""
}

// mostAre reports whether more than half of the filled cells below a header are of one kind. The
// others may be a signature, or what somebody must look at.
func (r *reader) mostAre(col int, isOne func(text string) bool) bool {
	are, filled := 0, 0
	for row := r.layout.end; row < len(r.table.Rows); row++ {
		if text := r.table.shown(row, col); text != "" {
			filled++
			are += count(isOne(text))
		}
	}
	return 2*are > filled
}

// meanHeaders are headers of the cumulative mean that do not say on which scale it is.
var meanHeaders = keysOf("TBTL", "ĐTBTL", "ĐTB TL", "Điểm TBTL", "TBCTL", "ĐTBCTL", "Điểm TBCTL", "Điểm TB tích lũy",
	"ĐTB tích lũy", "Điểm TBC tích lũy", "TBC tích lũy", "Điểm trung bình tích lũy",
	"Điểm trung bình chung tích lũy", "Điểm TBCTL toàn khóa", "Điểm TBC toàn khóa", "Điểm TB toàn khóa")

// takeMeans reads columns of such headers on the scale that their numbers tell: whoever graduates has
// more than 4 of 10, and nobody more than 4 of 4.
func (r *reader) takeMeans() {
	read := r.readColumns()
	for _, col := range slices.Sorted(maps.Keys(r.layout.names)) {
		if !slices.Contains(meanHeaders, shortKey(r.layout.names[col])) || slices.Contains(read, col) ||
			r.layout.dropped[col] || r.isOfAnotherPerson(col) {
			continue
		}
		highest := 0.0
		if !r.mostAre(col, func(text string) bool {
			n, ok := numberIn(text)
			highest = max(highest, n)
			return ok
		}) || highest > 10 {
			continue
		}
		f := FieldGPA4
		if highest > 4 {
			f = FieldGPA10
		}
		if _, taken := r.column(f); !taken {
			r.layout.columns[f] = col
		}
	}
}
