package roster

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"sogoc/registry/roster/letters"
)

// termColumn is a column of which lists repeat what the upload says for all rows. It is
// not read: what the upload says is printed.
type termColumn struct {
	headers []string // keys
	// ofCard is a header that columns of identity cards have too.
	ofCard []string
	// means knows more headers by their words; nil where the headers are all.
	means   func(saying) bool
	printed func(*Input) string
	// same reports whether a cell says what is printed.
	same func(found, printed string) bool
}

var termColumns = []termColumn{
	{
		headers: keysOf("Ngày cấp bằng", "Ngày cấp văn bằng", "Ngày cấp VB", "Ngày cấp VBCC", "Ngày ký bằng",
			"Ngày ký văn bằng", "Ngày ký cấp bằng"),
		ofCard:  keysOf("Ngày cấp"),
		printed: func(in *Input) string { return dateOfTerms(string(in.Terms.IssueDate)) },
		same:    sameDate,
	},
	{
		means:   isOfDecisionNumber,
		printed: func(in *Input) string { return in.Terms.DecisionNumber },
		same:    namesDecision,
	},
	{
		means:   isOfDecisionDate,
		printed: datesOfTerms,
		same:    isOneOfDates,
	},
	{
		headers: keysOf("Nơi cấp bằng", "Nơi cấp văn bằng", "Nơi cấp VB", "Địa danh cấp bằng"),
		ofCard:  keysOf("Nơi cấp"),
		printed: func(in *Input) string { return in.Terms.Place },
		same:    within,
	},
	{
		headers: keysOf("Người ký", "Họ tên người ký", "Người ký bằng", "Người ký văn bằng", "Người ký cấp bằng"),
		printed: func(in *Input) string { return in.Terms.SignedBy.Name },
		same:    within,
	},
	{
		headers: keysOf("Chức vụ người ký", "Chức danh người ký"),
		printed: func(in *Input) string { return in.Terms.SignedBy.Title },
		same:    within,
	},
	{
		headers: keysOf("Trường", "Tên trường", "Trường THPT", "Trường THCS", "Trường học", "Tên trường THPT",
			"Trường tốt nghiệp", "Cơ sở đào tạo", "Cơ sở cấp bằng", "Cơ sở cấp văn bằng", "Đơn vị cấp bằng"),
		printed: func(in *Input) string { return cmp.Or(in.Terms.School, in.School) },
		same: func(found, printed string) bool {
			said := wordsOfSchool(found)
			return isKindOnly(said) || isSchool(said, wordsOfSchool(printed)) || within(found, printed)
		},
	},
	{
		headers: keysOf("Tên văn bằng", "Loại văn bằng", "Văn bằng", "Tên bằng", "Loại bằng tốt nghiệp"),
		printed: func(in *Input) string {
			t := in.Terms
			if kind, known := issuedType(t.Type); known && t.Award == "" {
				return kind.Label
			}
			return t.Award
		},
		same: func(found, printed string) bool {
			return within(strings.Join(wordsOfSchool(found), " "),
				strings.Join(wordsOfSchool(printed), " "))
		},
	},
}

// within reports whether one of two texts has the other's letters, in order.
func within(found, printed string) bool {
	a, b := letters.Key(clip(found)), letters.Key(clip(printed))
	return strings.Contains(a, b) || strings.Contains(b, a)
}

func sameDate(found, printed string) bool {
	d, code := parseDate(found, false)
	return code == "" && d.shown() == printed
}

func dateOfTerms(text string) string {
	d, code := parseDate(text, false)
	if code != "" {
		return ""
	}
	return d.shown()
}

// compareTerms asks about columns that are not read and say something else than what the
// upload says for all rows.
func (r *reader) compareTerms(rows []int) {
	read := r.readColumns()
	for _, col := range slices.Sorted(maps.Keys(r.layout.names)) {
		if slices.Contains(read, col) || r.layout.dropped[col] {
			continue
		}
		c, found := r.termColumn(col, rows)
		if !found {
			continue
		}
		printed := c.printed(r.input)
		for _, row := range rows {
			text := r.table.shown(row, col)
			if printed != "" && hasLetterOrDigit(text) && !c.same(text, printed) {
				r.reportColumn(CodeColumnTerms, row, col, text, printed)
			}
		}
	}
}

// termColumn returns what a column repeats by its header.
func (r *reader) termColumn(col int, rows []int) (termColumn, bool) {
	key := shortKey(r.layout.names[col])
	i := slices.IndexFunc(termColumns, func(c termColumn) bool {
		return slices.Contains(c.headers, key) || slices.Contains(c.ofCard, key) && !r.isOfCard(col, rows) ||
			c.means != nil && c.means(sayingOf(r.layout.names[col]))
	})
	if i < 0 {
		return termColumn{}, false
	}
	return termColumns[i], true
}

var (
	cards = phraseList(`cmnd; cmt; cccd; căn cước; định danh; chứng minh; hộ chiếu; đdcn`)
	// cardOffices issue identity cards.
	cardOffices = phraseList(`cục; ca; công an; cs; cscs; qlhc; bộ công an`)
)

// isOfCard reports whether a column says when or where identity cards were issued: it stands
// beside their numbers or offices, or says something else of each person.
func (r *reader) isOfCard(col int, rows []int) bool {
	for left := col - 1; left >= max(0, col-3); left-- {
		if sayingOf(r.layout.names[left]).has(cards) {
			return true
		}
	}
	counts, most := map[string]int{}, 0
	for _, row := range rows {
		for beside := max(0, col-1); beside <= col+1; beside++ {
			if sayingOf(r.table.shown(row, beside)).has(cardOffices) {
				return true
			}
		}
		text := r.table.shown(row, col)
		counts[text]++
		most = max(most, counts[text])
	}
	return 2*most <= len(rows)
}

func hasLetterOrDigit(text string) bool { return strings.ContainsFunc(text, isLetterOrDigit) }
