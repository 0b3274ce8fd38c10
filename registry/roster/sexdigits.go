package roster

import (
	"slices"
	"strings"

	"sogoc/registry/roster/letters"
)

// The sexes that lists mean by 0 and 1, by the answer.
var sexesOfDigits = map[string]map[string]string{
	AnswerZeroMale:   {"0": "Nam", "1": "Nữ"},
	AnswerZeroFemale: {"0": "Nữ", "1": "Nam"},
}

// judgeSexDigits asks what 0 and 1 mean in a column of sexes that has nothing else, once for the
// column. Rows whose middle names tell of a sex are its examples, where there are such.
func (r *reader) judgeSexDigits(rows []int) {
	col, ok := r.column(FieldSex)
	if !ok || !r.isZeroOne(rows, col) {
		return
	}
	telling := slices.ContainsFunc(rows, func(row int) bool { return sexOfName(letters.Fold(r.nameShown(row))) != "" })
	for _, row := range rows {
		digit := sexDigit(r.table.shown(row, col))
		if digit == "" {
			continue
		}
		name, readings := letters.Fold(r.nameShown(row)), []string(nil)
		if !telling || sexOfName(name) != "" {
			for _, answer := range codeOptions[CodeSexDigits] {
				readings = append(readings, name+": "+sexesOfDigits[answer][digit])
			}
		}
		r.reportColumn(CodeSexDigits, row, col, r.table.shown(row, col), readings...)
	}
	r.sexOfDigit = sexesOfDigits[r.columnAnswer(CodeSexDigits, col)]
	r.sexDigits = true
}

// isZeroOne reports whether all filled cells of a column are 0 or 1, and some are 0.
func (r *reader) isZeroOne(rows []int, col int) bool {
	zeros := false
	for _, row := range rows {
		text := r.table.shown(row, col)
		digit := sexDigit(text)
		if text != "" && digit == "" {
			return false
		}
		zeros = zeros || digit == "0"
	}
	return zeros
}

// sexDigit returns the digit that stands for a sex, "" for another text.
func sexDigit(text string) string {
	switch key := letters.Key(text); key {
	case "0", "1":
		return key
	case "00", "01":
		return key[1:]
	}
	return ""
}

// sexOfName returns the sex of which a middle name tells, "" for none: Thị is a woman's and Văn a
// man's but for very few people.
func sexOfName(name string) string {
	words := strings.Fields(strings.ToLower(name))
	if len(words) < 3 {
		return ""
	}
	middle := words[1 : len(words)-1]
	female, male := slices.Contains(middle, "thị"), slices.Contains(middle, "văn")
	switch {
	case female == male:
		return ""
	case female:
		return "Nữ"
	}
	return "Nam"
}
