package roster

import (
	"regexp"
	"slices"
	"strings"

	"sogoc/registry"
	"sogoc/registry/roster/letters"
)

// statement is what a line says of how many people a list has: all of them, or those of a
// sex or rank.
type statement struct {
	of string // "" for all; a key of sexes or of a rank
	n  int
}

// labels are the words by which a line counts some of a list's people.
var labels = []struct {
	phrases []phrase
	of      string
}{
	{phrases("trung bình khá", "tb khá"), "trungbinhkha"},
	{phrases("xuất sắc"), "xuatsac"},
	{phrases("trung bình", "tb"), "trungbinh"},
	{phrases("giỏi"), "gioi"},
	{phrases("khá"), "kha"},
	{phrases("nữ"), "nu"},
	{phrases("nam"), "nam"},
}

var (
	// countingWords are all that a statement of how many people there are consists of, beside
	// numbers and labels.
	countingWords = phraseList(`
		tổng; số; cộng; tổng số; tổng cộng; danh; sách; này; trên; gồm; có; tất; cả; là; học; sinh; viên; thí; người;
		em; hs; sv; hv; ấn; định; bằng; chữ; viết; ghi; được; công; nhận; tốt; nghiệp; cấp; văn; trong; đó; loại; xếp;
		hạng; đạt; đỗ; đủ; điều; kiện; đề; nghị; danh sách`)
	// totalWords are those of which a total has one.
	totalWords = phraseList(`
		tổng; tổng số; tổng cộng; cộng; gồm; danh sách; ấn định; bằng chữ; viết bằng chữ; tất cả; có; số học sinh;
		số sinh viên; học sinh; sinh viên; học viên; thí sinh; người; em`)
	// totalInTitle are those by which a line above a list tells its total and no number of its own.
	totalInTitle = phraseList(`tổng số; tổng cộng; gồm; có`)

	clauseEnd = regexp.MustCompile(`[;\n]|[,.](?:\s|/|$)|\. `)
	percents  = regexp.MustCompile(`[0-9]+(?:[.,][0-9]+)?\s*%`)
)

// statementsIn returns what a line says of how many people there are. A number may stand in
// digits, in words or both.
func statementsIn(line string) []statement {
	var all []statement
	for _, clause := range clauseEnd.Split(percents.ReplaceAllString(line, ""), -1) {
		all = append(all, statementsOf(sayingOf(clause))...)
	}
	return all
}

// statementsOf reads one clause. One that says more than how many there are is none.
func statementsOf(s saying) []statement {
	of, some := labelOfClause(&s)
	words := strings.Fields(s.words)
	var all []statement
	for i := 0; i < len(words); {
		n, used := s.numberAt(words[i:])
		switch {
		case used > 0:
			all = append(all, statement{of, n})
			i += used
		case !(saying{" " + words[i] + " ", s.plain}).is(countingWords):
			return nil
		default:
			i++
		}
	}
	if !some && !s.has(totalWords) {
		return nil
	}
	return all
}

// labelOfClause takes the labels out of a clause. A clause with two of them counts people of
// whom both are true, or says more than one thing: it is no statement.
func labelOfClause(s *saying) (of string, some bool) {
	for _, l := range labels {
		for _, p := range l.phrases {
			word := s.in(p)
			if s.plain && l.of == "nam" && strings.Contains(s.words, " NAM ") && !strings.HasPrefix(s.words, word) {
				continue // "nam" without accents is a year or a five too
			}
			if !strings.Contains(s.words, word) {
				continue
			}
			s.words = strings.Replace(s.words, word, " ", 1)
			if some {
				s.words += "? " // no word of a statement
			}
			of, some = l.of, true
		}
	}
	return of, some
}

// digitWords are the words of digits and of what they become behind tens.
var digitWords = []struct {
	phrases []phrase
	n       int
}{
	{phrases("không"), 0}, {phrases("một", "mốt"), 1}, {phrases("hai"), 2}, {phrases("ba"), 3},
	{phrases("bốn", "tư"), 4}, {phrases("năm", "lăm"), 5}, {phrases("sáu"), 6}, {phrases("bảy", "bẩy"), 7},
	{phrases("tám"), 8}, {phrases("chín"), 9},
}

var (
	wordTen      = phrases("mười")
	wordTens     = phrases("mươi")
	wordHundred  = phrases("trăm")
	wordThousand = phrases("nghìn", "ngàn")
	wordAnd      = phrases("linh", "lẻ")
)

// numberAt reads the number with which words begin, in digits or in words, and returns how
// many words it takes; 0 for none.
func (s saying) numberAt(words []string) (n, used int) {
	if onlyDigits.MatchString(words[0]) && len(words[0]) < 7 {
		return parseSmall(words[0]), 1
	}
	is := func(word string, of []phrase) bool { return saying{" " + word + " ", s.plain}.is(of) }
	total, part, digit := 0, 0, -1 // digit: one that is not yet of a place
	flush := func(by int) {
		part += max(digit, 0) * by
		digit = -1
	}
	for ; used < len(words); used++ {
		word := words[used]
		i := slices.IndexFunc(digitWords, func(d struct {
			phrases []phrase
			n       int
		}) bool {
			return is(word, d.phrases)
		})
		switch {
		case i >= 0 && digit < 0:
			digit = digitWords[i].n
		case is(word, wordTen) && digit < 0:
			part += 10
		case is(word, wordTen), is(word, wordTens):
			flush(10)
		case is(word, wordHundred):
			flush(100)
		case is(word, wordThousand):
			flush(1)
			total, part = total+1000*part, 0
		case is(word, wordAnd) && used > 0:
		default:
			flush(1)
			return total + part, used
		}
	}
	flush(1)
	return total + part, used
}

// compareTotal asks where a list says above or below its rows that it has more or fewer
// people than were read from its sheet, and from those before it, or of a sex or rank.
func (r *reader) compareTotal(rows []int, before []registry.Row) {
	if len(rows) == 0 {
		return
	}
	for row := range r.table.Rows {
		below := row > rows[len(rows)-1]
		if !below && row >= r.layout.first {
			continue
		}
		col, said := r.countedLine(row)
		if !below && !sayingOf(said).has(totalInTitle) {
			continue
		}
		m := totalOfPeople.FindStringSubmatch(letters.Key(clip(said)))
		if below && m != nil {
			if n := parseSmall(m[1]); n != len(rows) && n != len(before)+len(rows) {
				r.report(CodeTotalDiffers, row, col, said)
				continue
			}
		}
		if slices.ContainsFunc(statementsIn(clip(said)), func(s statement) bool {
			return (below || s.of == "") && !r.isTrue(s, rows, before)
		}) {
			r.report(CodeTotalDiffers, row, col, said)
		}
	}
}

// countedLine returns what a row says with its first column: cells of a number alone belong
// to the one before.
func (r *reader) countedLine(row int) (col int, said string) {
	col = -1
	for _, c := range r.table.Rows[row].Cells {
		text := strings.TrimSpace(c.Text)
		switch {
		case col < 0:
			col, said = int(c.Col), text
		case onlyDigits.MatchString(text):
			said += ": " + text
		default:
			said += "; " + text
		}
	}
	return col, said
}

// isTrue reports whether a list has so many people, by its own rows or with those of the
// sheets before. What it does not tell of its rows cannot be compared.
func (r *reader) isTrue(s statement, rows []int, before []registry.Row) bool {
	if s.of == "" {
		return s.n == len(rows) || s.n == len(before)+len(rows)
	}
	here, known := r.countOf(s.of, rows)
	if !known {
		return true
	}
	earlier := 0
	for _, row := range before {
		earlier += count(letters.Key(row.Subject.Sex) == s.of || letters.Key(row.Rank) == s.of)
	}
	return s.n == here || s.n == here+earlier
}

// countOf counts the rows of a sex or rank; false where the list does not tell it of all.
func (r *reader) countOf(of string, rows []int) (n int, known bool) {
	field := FieldRank
	if of == "nam" || of == "nu" {
		field = FieldSex
	}
	col, ok := r.column(field)
	if !ok {
		return 0, false
	}
	for _, row := range rows {
		key := letters.Key(r.table.shown(row, col))
		if field == FieldSex {
			key = letters.Key(sexes[key])
		}
		if key == "" {
			return 0, false
		}
		n += count(key == of)
	}
	return n, true
}
