package roster

import "slices"

// categoryFields are columns that say one of few things of each person, mostly the same of
// all: a few rows with another one are often a slip, or people of another list.
var categoryFields = []Field{FieldMode, FieldLanguage, FieldExamSession, FieldGraduationYear}

// maxOfFew is how many rows may be a slip: a list of people of several modes of study has more
// of each, or more than two modes.
const maxOfFew = 3

// askRareValues asks about the few rows of which a column that is read says something else than
// of all others, and about a column of another mode of study than the upload's in all rows.
func (r *reader) askRareValues(rows []int) {
	for _, f := range categoryFields {
		col, ok := r.column(f)
		if !ok {
			continue
		}
		odd, usual := r.valueOfFew(rows, col)
		if f == FieldMode && len(odd) == 0 {
			odd, usual = r.otherMode(rows, col), r.input.Terms.Mode
		}
		for _, row := range odd {
			text := r.table.shown(row, col)
			if f == FieldGraduationYear && !r.suitsYear(text) {
				continue
			}
			p := r.problem(CodeValueOfFew, row, col, text)
			p.Suggestion = usual
			r.addValueOf(r.peopleWith(col, text), p)
		}
	}
}

// valueOfFew returns the rows of which a column says something else than of all others, and
// what it says of these.
func (r *reader) valueOfFew(rows []int, col int) (few []int, usual string) {
	rare := r.rareWords(rows, col)
	if len(rare) != 1 {
		return nil, ""
	}
	for _, row := range rows {
		switch text := r.table.shown(row, col); {
		case rare[rareKey(text)]:
			few = append(few, row)
		case usual == "":
			usual = text
		}
	}
	if len(few) > maxOfFew {
		return nil, ""
	}
	return few, usual
}

// otherMode returns the rows of a column of modes of study where none of them says what the
// upload says.
func (r *reader) otherMode(rows []int, col int) []int {
	filled := slices.DeleteFunc(slices.Clone(rows), func(row int) bool { return r.table.shown(row, col) == "" })
	if slices.ContainsFunc(filled, func(row int) bool {
		return !isOtherModeThan(r.table.shown(row, col), r.input.Terms.Mode)
	}) {
		return nil
	}
	return filled
}

// suitsYear reports whether a year is not asked about for the decision's date anyway.
func (r *reader) suitsYear(text string) bool {
	decided, isDay := dayOfTerms(r.input.Terms.DecisionDate)
	return !isDay || suitsDecision(r.input.Terms.Type, parseYear(text), decided)
}

func parseYear(text string) int {
	if !onlyDigits.MatchString(text) || len(text) != len("2026") {
		return 0
	}
	return parseSmall(text)
}
