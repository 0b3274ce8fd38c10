package roster

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"sogoc/registry/names"
	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
	"sogoc/verifier/credential"
)

// secondColumn is a column that is not read and by its header says again what another one
// says of each person.
type secondColumn struct {
	col int
	of  Field
}

// secondHeaders are the words by which headers name such columns, whatever else they say:
// "Ngày sinh theo CCCD", "Tỉnh/TP nơi sinh".
var secondHeaders = []struct {
	of    Field
	words []phrase
}{
	{FieldBirthDate, phraseList(`ngày sinh; năm sinh; sinh năm; sinh ngày; tháng năm sinh; ntns; dob; birth date;
		date of birth; year of birth`)},
	{FieldBirthPlace, phraseList(`nơi sinh; sinh tại; tỉnh sinh; place of birth; birth place`)},
	{FieldSex, phraseList(`giới tính; phái; giới; gender; sex`)},
	{FieldFullName, phraseList(`họ tên; họ và tên; họ chữ đệm; họ và chữ đệm; tên khai sinh; tên trong; tên theo;
		tên trên; full name`)},
}

// secondExactly are whole headers of such columns.
var secondExactly = []struct {
	of    Field
	words []phrase
}{
	{FieldBirthDate, ageHeaders},
	{FieldFemale, phraseList(`nữ; là nữ; female`)},
	{FieldMale, phraseList(`nam; là nam; male`)},
	{FieldEthnicity, phraseList(`dân tộc; dân tộc theo cccd; dân tộc theo gks; dân tộc theo khai sinh;
		dân tộc theo giấy khai sinh; dân tộc trong học bạ; dt`)},
}

// otherOwners are words of headers whose columns are of others than the learner, or of
// another thing.
var otherOwners = phraseList(`
	con; vợ; chồng; anh; chị; em; ông; bà; người ký; người nhận; người nộp; người lập; người nhập; người liên hệ;
	người đại diện; gvcn; cvht; giáo viên; chủ nhiệm; cố vấn; giảng viên; hướng dẫn; hiệu trưởng; khác; thường gọi;
	bí danh; cũ; sinh hoạt; học sinh giỏi; father; mother; parent; guardian; teacher; lớp; trường; giấy tờ; bản sao`)

// secondColumns finds the columns that say again what is read. Those that correct others
// are asked about by themselves.
func (r *reader) secondColumns() []secondColumn {
	read := r.readColumns()
	var found []secondColumn
	for _, col := range slices.Sorted(maps.Keys(r.layout.names)) {
		header := r.layout.names[col]
		s := sayingOf(header)
		if slices.Contains(read, col) || slices.Contains(r.layout.repeated, col) || r.layout.dropped[col] ||
			isCorrecting(header) || r.isOfAnotherPerson(col) || s.has(otherOwners) {
			continue
		}
		if f := secondOf(s); f != "" && !r.isEmptySign(f, col) {
			found = append(found, secondColumn{col, f})
		}
	}
	return found
}

// isOfAnotherPerson reports whether a column is of other people than the learners, by its header or
// by the group over it.
func (r *reader) isOfAnotherPerson(col int) bool {
	header := r.layout.names[col]
	_, others := r.layout.others[col]
	numbered := sayingOf(header).is(shortParents) // "Ba" alone is the third column as well
	return others || !numbered && (isOfParent(header) || isOfOtherPeople(header)) ||
		isOfOtherPeople(r.layout.groups[col].text)
}

func secondOf(header saying) Field {
	for _, h := range secondExactly {
		if header.is(h.words) {
			return h.of
		}
	}
	for _, h := range secondHeaders {
		if header.has(h.words) {
			return h.of
		}
	}
	return ""
}

// isEmptySign reports whether a column of signs has none: it was not filled in.
func (r *reader) isEmptySign(f Field, col int) bool {
	if f != FieldFemale && f != FieldMale {
		return false
	}
	for row := r.layout.end; row < len(r.table.Rows); row++ {
		if slices.Contains(yesSigns, strings.ToLower(r.table.shown(row, col))) {
			return false
		}
	}
	return true
}

// compareSeconds asks, once for each column, about rows of which a second column says
// something else than what is read.
func (r *reader) compareSeconds(row int, born date, s credential.Subject) {
	for _, second := range r.seconds {
		text := r.table.shown(row, second.col)
		read, code, same := "", CodeSecondDiffers, true
		switch second.of {
		case FieldBirthDate:
			read, code = born.shown(), CodeBirthDiffers
			same = born.year == 0 || !strings.ContainsAny(text, "0123456789") ||
				r.suitsBirth(second.col, text, born)
		case FieldBirthPlace:
			read, same = s.BirthPlace, isPlaceOf(text, s.BirthPlace)
		case FieldFullName:
			read, same = s.FullName, isNameOf(text, s.FullName)
		case FieldEthnicity:
			read = s.Ethnicity
			same = letters.Key(text) == letters.Key(read) || !codelist.EthnicGroups.HasPlain(letters.Key(text))
		default:
			read, same = s.Sex, isSexOf(second.of, text, s.Sex)
		}
		if read == "" || text == "" && second.of != FieldFemale && second.of != FieldMale || same {
			continue
		}
		p := r.problem(code, row, second.col, text)
		p.beside = r.besideColumn(second.of)
		r.addToColumn(p, read)
	}
}

// besideColumn returns the letter of the column that is read as a field, or as what the
// field says in another form.
func (r *reader) besideColumn(f Field) string {
	fields := []Field{f}
	switch f {
	case FieldBirthDate:
		fields = append(fields, FieldBirthYear)
	case FieldFemale, FieldMale:
		fields = append(fields, FieldSex)
	case FieldSex:
		fields = append(fields, FieldFemale, FieldMale)
	case FieldFullName:
		fields = append(fields, FieldFamilyName)
	}
	for _, f := range fields {
		if col, ok := r.column(f); ok {
			return grid.Letter(col)
		}
	}
	return ""
}

// dayAndMonth is a date without its year.
var dayAndMonth = regexp.MustCompile(`^([0-9]{1,2})[/.-]([0-9]{1,2})$`)

// isBorn reports whether a text says a birth date, or a part of it.
func isBorn(text string, born date) bool {
	if m := dayAndMonth.FindStringSubmatch(text); m != nil {
		return !born.whole() || parseSmall(m[1]) == born.day && parseSmall(m[2]) == born.month
	}
	d, code := parseDate(text, false)
	return code == "" && d.year == born.year &&
		(d.month == 0 || born.month == 0 || d.month == born.month) &&
		(d.day == 0 || born.day == 0 || d.day == born.day)
}

// isPlaceOf reports whether one of two texts is a part of the other, or both name one
// province.
func isPlaceOf(text, place string) bool {
	if within(text, place) {
		return true
	}
	_, a := codelist.SplitPlace(text)
	_, b := codelist.SplitPlace(place)
	return within(spelledOut(a), spelledOut(b)) || within(spelledOut(a), place)
}

// spelledOut writes the one province in full that is mostly shortened.
func spelledOut(province string) string {
	if key := letters.Key(province); key == "hcm" || key == "tphcm" {
		return "Hồ Chí Minh"
	}
	return province
}

// isNameOf reports whether a text is the learner's name, or none. A text without accents is
// compared without.
func isNameOf(text, name string) bool {
	other := letters.Fold(letters.ReplaceLookalikes(text))
	if len(strings.Fields(other)) < 2 || !letters.IsName(other) || sameName(other, name) {
		return true
	}
	return isASCII(other) && names.PlainOf(other) == names.PlainOf(name)
}

// isSexOf reports whether a cell of a column of sexes, or of signs, does not say the other
// sex than the one that is read.
func isSexOf(f Field, text, sex string) bool {
	key := strings.ToLower(text)
	named, known := sexes[letters.Key(text)]
	switch {
	case f == FieldSex || known && !onlyDigits.MatchString(key):
		return !known || named == sex
	case slices.Contains(yesSigns, key):
		return (f == FieldFemale) == (sex == "Nữ")
	case slices.Contains(noSigns, key):
		return (f == FieldFemale) == (sex == "Nam")
	}
	return true
}
