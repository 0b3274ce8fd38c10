package roster

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
)

// compareHeader refuses a header in the middle of a list that has other columns than
// the one above: what stands under it would be read as what it is not. A second line
// of the header itself may have words that are not known, of another language.
func (r *reader) compareHeader(row int, ofHeader bool) {
	fields := map[int]Field{}
	for f, col := range r.layout.columns {
		fields[col] = f
	}
	for _, c := range r.table.Rows[row].Cells {
		col := int(c.Col)
		named, _ := r.index.field(c.Text)
		same := named == fields[col] || named == r.layout.others[col] ||
			shortKey(c.Text) == shortKey(r.layout.names[col])
		if ofHeader && named == "" {
			continue
		}
		if !same && (named != "" || fields[col] != "") && !r.layout.chosen[col] {
			r.report(CodeHeaderChanged, row, col, c.Text)
		}
	}
}

// askAcross asks about cells that are merged over several columns that are read: only
// the first of them has the value.
func (r *reader) askAcross(rows []int) {
	read := map[int]bool{}
	for _, col := range r.layout.columns {
		read[col] = true
	}
	inRows := map[int]bool{}
	for _, row := range rows {
		inRows[row] = true
	}
	for _, m := range r.table.Merges {
		if m.Col1 == m.Col2 || !inRows[m.Row1] || r.table.shown(m.Row1, m.Col1) == "" {
			continue
		}
		for col := m.Col1 + 1; col <= min(m.Col2, r.table.Width()); col++ {
			if read[col] {
				r.reportColumn(CodeMergedAcross, m.Row1, col, r.table.shown(m.Row1, m.Col1), "–")
			}
		}
	}
}

// askHiddenColumns asks about columns that are read though nobody sees them.
func (r *reader) askHiddenColumns() {
	for _, col := range slices.Sorted(maps.Values(r.layout.columns)) {
		if r.table.IsHiddenColumn(col) {
			r.report(CodeColumnHidden, r.layout.first, col, r.layout.names[col])
		}
	}
}

var (
	pointZero = regexp.MustCompile(`^\d+[.,]0+$`)
	// numberLike is how programs write a number with an exponent or decimals. Some codes of
	// schools are written so too: E is the letter of a faculty.
	numberLike = regexp.MustCompile(`^\d+([.,]\d+)?[eE]\d+$|^\d+[.,]\d+$`)
	grouped    = regexp.MustCompile(`^\d{1,3}([.,]\d{3})+$`)
)

// judgeCodes asks about a column of learner codes whose zeros at the beginning may
// be lost: numbers, digits of different lengths, or digits with signs of a number.
func (r *reader) judgeCodes(rows []int) {
	col, ok := r.column(FieldLearnerCode)
	if !ok {
		return
	}
	numbers, widths := 0, map[int]bool{}
	var odd, amidTexts, numberTexts []int
	letters := false // codes with letters are no numbers, but for those that a spreadsheet made numbers of
	for _, row := range rows {
		text := strings.TrimPrefix(r.table.shown(row, col), "'")
		_, asked := shownCode(r.table.Cell(row, col))
		switch {
		case text == "" || asked:
		case pointZero.MatchString(text) || grouped.MatchString(text):
			odd = append(odd, row)
		case numberLike.MatchString(text) && r.table.Cell(row, col).Kind == grid.Text:
			numberTexts = append(numberTexts, row)
		case r.table.Cell(row, col).Kind == grid.Number:
			numbers++
			amidTexts = append(amidTexts, row)
			widths[len(text)] = true
		case !onlyDigits.MatchString(text):
			letters = true
		default:
			widths[len(text)] = true
		}
	}
	if len(numberTexts)*2 < len(rows) { // others are not written so: a program made them of numbers
		odd = append(odd, numberTexts...)
	}
	if letters {
		odd = append(odd, amidTexts...)
	} else if numbers > 0 || len(widths) > 1 {
		odd = slices.Clone(rows)
	}
	slices.Sort(odd)
	for _, row := range odd {
		text := r.table.shown(row, col)
		if _, asked := shownCode(r.table.Cell(row, col)); text != "" && !asked {
			r.reportColumn(CodeNumberCell, row, col, seenNumber(r.table.Cell(row, col)), text)
		}
	}
}

// seenNumber returns what a spreadsheet shows of a cell that is asked about as a number.
func seenNumber(c grid.Cell) string {
	if shown, other := c.Shown(); other {
		return shown
	}
	return strings.TrimSpace(c.Text)
}

// isFraction reports whether a cell is a number with decimals: no code is one.
func isFraction(c grid.Cell) bool {
	return c.Kind == grid.Number && strings.ContainsAny(c.Text, ".,eE")
}

// maxExact is how many digits of a number a spreadsheet keeps.
const maxExact = 15

// digitsLost reports whether a number has more digits than a spreadsheet keeps.
func digitsLost(c grid.Cell) bool {
	return c.Kind == grid.Number && len(strings.Trim(c.Text, "-.")) > maxExact
}

// judgeDecimals asks about columns of decimals of which none has decimals, in a file
// whose values are separated by commas: what stood behind a comma without quotes
// stands in the next column.
func (r *reader) judgeDecimals(rows []int, fields ...Field) {
	var columns []int
	for _, f := range fields {
		if col, ok := r.column(f); ok {
			columns = append(columns, col)
		}
	}
	r.judgeShown(rows, columns)
	r.judgeWholeNumbers(rows, columns)
}

func (r *reader) judgeWholeNumbers(rows, columns []int) {
	if r.table.separator != ',' {
		return
	}
	for _, col := range columns {
		whole := true
		for _, row := range rows {
			if text := r.table.shown(row, col); strings.ContainsAny(text, ".,") {
				whole = false
			}
		}
		for _, row := range rows {
			if text := r.table.shown(row, col); whole && onlyDigits.MatchString(text) {
				r.reportColumn(CodeDecimalsCut, row, col, text, text)
			}
		}
	}
}

// addresses are words by which people are addressed and no name begins with.
var addresses = []string{"em", "thầy", "cháu", "bạn", "hs", "sv", "mr", "ms", "mrs", "miss"}

// isMisread reports whether the name of somebody of the Kinh people looks like text of
// an old encoding. Of other peoples' names nobody can say that, so it is asked of
// nobody whose row does not name the Kinh, but for letters that none of them writes.
func (r *reader) isMisread(row int, name string) bool {
	col, ok := r.column(FieldEthnicity)
	return ok && letters.Key(r.table.shown(row, col)) == "kinh" && letters.IsMisread(name) || letters.HasForeign(name)
}

// isUnusualName reports whether a name is written as few are: in one word, with full
// stops, with small letters at the beginning of words or capitals within, with
// the keys by which Vietnamese is typed, or with words of an old encoding.
func (r *reader) isUnusualName(name string) bool {
	words := strings.Fields(name)
	return len(words) == 1 || strings.ContainsRune(name, '.') || isOfClass(words) || letters.HasMiddleTho(name) ||
		slices.Contains(addresses, strings.ToLower(words[0])) || slices.ContainsFunc(words, r.isUnusualWord)
}

// isUnusualWord judges each word of the list's names once: most stand in many names.
func (r *reader) isUnusualWord(word string) bool {
	unusual, judged := r.unusualWords[word]
	if !judged {
		unusual = lacksVowel(word) || letters.IsLegacyWord(word) || letters.IsTyped(word) || !isCased(word)
		r.unusualWords[word] = unusual
	}
	return unusual
}

// isOfClass reports whether a letter stands behind a name and a hyphen, as of a class.
func isOfClass(words []string) bool {
	n := len(words)
	return n > 2 && words[n-2] == "-" && utf8.RuneCountInString(words[n-1]) == 1
}

// Frequent family names: those that are no given names, others, and the first of both
// without accents where no other language has the word.
var (
	surnames     = []string{"Nguyễn", "Trần", "Phạm", "Huỳnh", "Phan", "Đặng", "Bùi", "Đỗ", "Ngô", "Võ"}
	moreSurnames = []string{
		"Lê",
		"Hồ",
		"Vũ",
		"Dương",
		"Lý",
		"Hà",
		"Mai",
		"Cao",
		"Đoàn",
		"Đào",
		"Lương",
		"Phùng",
		"Tô",
		"Tạ",
		"Trịnh",
		"Lâm",
		"Châu",
		"Thái",
		"Quách",
		"Hoàng",
		"Trương",
		"Đinh",
	}
	plainSurnames = []string{"nguyen", "tran", "pham", "huynh", "dang", "bui", "ngo", "vo", "hoang", "truong", "dinh"}
)

// isTurnedName reports whether the family name stands last, or the name is that of a
// province: columns may have been exchanged.
func isTurnedName(name string) bool {
	words := strings.Fields(name)
	last, first := words[len(words)-1], words[0]
	family := slices.Contains(surnames, last)
	middle := last == "Thị" || last == "Văn"
	before := slices.Contains(surnames, first) || slices.Contains(moreSurnames, first)
	return (family || middle) && !before || codelist.Provinces.Known(name)
}

// isPlainName reports whether a name with a Vietnamese family name has no accents.
func isPlainName(name string) bool {
	first, _, _ := strings.Cut(name, " ")
	return isASCII(name) && slices.Contains(plainSurnames, strings.ToLower(first))
}

// isCased reports whether a word is in capitals or begins with one, and with one after
// each apostrophe or hyphen at most.
func isCased(word string) bool {
	parts := strings.FieldsFunc(word, func(r rune) bool { return strings.ContainsRune("'’ʼ‘-–·", r) })
	capitals := word == strings.ToUpper(word)
	for i, part := range parts {
		runes := []rune(part)
		first, rest := runes[0], string(runes[1:])
		if unicode.IsLower(first) && i == 0 || !capitals && rest != strings.ToLower(rest) {
			return false
		}
	}
	return true
}

// compareParts asks where another column says another name.
func (r *reader) compareParts(row, col int, name string) {
	family, ok := r.layout.again[FieldFamilyName]
	if !ok || col == family {
		return
	}
	var parts []string
	for _, f := range []Field{FieldFamilyName, FieldMiddleName, FieldGivenName} {
		if at, ok := r.layout.again[f]; ok {
			parts = append(parts, r.table.shown(row, at))
		}
	}
	other := letters.Fold(letters.ReplaceLookalikes(strings.Join(parts, " ")))
	if other == "" || sameName(other, name) {
		return
	}
	p := r.problem(CodeNameDiffers, row, col, name)
	p.Suggestion = other
	r.add(p)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
