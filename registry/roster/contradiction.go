package roster

import (
	"regexp"
	"slices"
	"strings"
)

// levels are how titles name what is awarded, with the types that are it.
var levels = []struct {
	words []phrase
	types []string
}{
	{phrases("tiểu học", "lớp 5"), []string{"VN-PRI"}},
	{phrases("trung học cơ sở", "thcs"), []string{"VN-LSE", "VN-HB-THCS"}},
	{phrases("trung học phổ thông", "thpt", "lớp 12"), []string{"VN-USE", "VN-HB-THPT"}},
	{phrases("trung cấp", "tccn"), []string{"VN-INT", "VN-VHS"}},
	{phrases("cao đẳng"), []string{"VN-COL"}},
	{phrases("đại học", "cử nhân", "kỹ sư", "kỹ sư", "kiến trúc sư"), []string{"VN-BA", "VN-SPEC", "VN-BD"}},
	{phrases("thạc sĩ", "thạc sỹ", "cao học"), []string{"VN-MA"}},
	{phrases("tiến sĩ", "tiến sỹ"), []string{"VN-PHD"}},
}

// institutions begin the titles that name who awards: a college awards more than what its
// name says, and a university stands over its schools.
var institutions = phraseList(`
	trường; đại học; học viện; viện; khoa; bộ; sở; phòng; ủy ban nhân dân; ubnd; trung tâm; đảng ủy; cộng hòa;
	cộng hoà; độc lập`)

// otherPurposes are those of lists of other things than people who receive a document.
var otherPurposes = phraseList(`
	thu hồi; trả lại bằng; trả bằng; trả lại; đăng ký dự thi; đăng kí dự thi; dự thi; thí sinh dự thi;
	cấp lại; mất bằng; hủy bằng; bản sao; tuyển sinh; trúng tuyển; nhập học; chuyển đến; rèn luyện lại;
	hủy kết quả; phòng thi; thi thử; đóng tiền; nộp tiền; kỷ luật; khen thưởng; điểm danh`)

var (
	// lowerGrade is a grade at whose end nobody graduates from upper secondary school.
	lowerGrade = regexp.MustCompile(` (?:KHOI|LOP) (?:[1-9]|10|11)(?:[A-Z][0-9]*)? `)
	// numberOfDecision follows the word in a title.
	numberOfDecision = regexp.MustCompile(`(?i)(?:quyết định|QĐ)(?:\s+\S+){0,3}?\s*số\s*:?\s*([0-9]+)\s*/`)
)

// isType reports whether the type of the upload is one of some types.
func (r *reader) isType(types []string) bool {
	kind, _, _ := strings.Cut(r.input.Terms.Type, "/")
	return slices.ContainsFunc(types, func(t string) bool { return kind == t || strings.HasPrefix(kind, t+"-") })
}

// contradiction says of a title in what it does not suit what the upload says for all of
// its rows: another level, grade, purpose, school, decision, exam session, field or mode of study; ""
// for nothing.
func (r *reader) contradiction(title string) string {
	s := sayingOf(title)
	terms := r.input.Terms
	decision := numberOfDecision.FindStringSubmatch(clip(title))
	switch {
	case s.has(otherPurposes):
		return "purpose"
	case terms.Type != "" && r.isOtherLevel(s):
		return "level"
	case r.isType([]string{"VN-USE", "VN-HB-THPT"}) && namesLowerGrade(title):
		return "grade"
	case decision != nil && terms.DecisionNumber != "" && decision[1] != leadingDigits(terms.DecisionNumber):
		return "decision"
	case r.isOtherSchool(title):
		return "school"
	case r.isOtherIssue(title):
		return "issue"
	case r.isOtherMajor(title):
		return "major"
	case r.isOtherMode(title):
		return "mode"
	case r.isOtherSession(title) && datesIn(title)[0].whole(): // years of titles are asked about anyway
		return "session"
	}
	return ""
}

// isOtherLevel reports whether a title names a level that is not awarded, and not the one
// that is.
func (r *reader) isOtherLevel(s saying) bool {
	other, own := false, false
	for _, level := range levels {
		if s.has(level.words) {
			own = own || r.isType(level.types)
			other = other || !r.isType(level.types)
		}
	}
	known := slices.ContainsFunc(levels, func(l struct {
		words []phrase
		types []string
	}) bool {
		return r.isType(l.types)
	})
	return known && other && !own && !s.begins(institutions)
}

func namesLowerGrade(title string) bool {
	return lowerGrade.MatchString(" " + strings.Join(plainWords(title), " ") + " ")
}

// issuedOn is how a title says when the documents are issued.
var issuedOn = regexp.MustCompile(
	`(?i)ngày cấp(?:\s+(?:bằng|văn bằng))?\s*:?\s*([0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4})`,
)

// isOtherIssue reports whether a title names another date of issue than the upload.
func (r *reader) isOtherIssue(title string) bool {
	m := issuedOn.FindStringSubmatch(clip(title))
	if m == nil || r.input.Terms.IssueDate == "" {
		return false
	}
	d, code := parseDate(m[1], false)
	return code == "" && d.String() != string(r.input.Terms.IssueDate)
}

// isOtherSchool reports whether a title names a school, and none that is the upload's.
func (r *reader) isOtherSchool(title string) bool {
	found := schoolsIn(title)
	return len(found) > 0 && !slices.ContainsFunc(found, r.input.isOwnSchool)
}

// isOtherYear reports whether a line names years and none of them is near the decision's.
func (r *reader) isOtherYear(text string) bool {
	decided := yearOf(r.input.Terms.DecisionDate)
	years := titleYear.FindAllString(text, -1)
	return decided != 0 && len(years) > 0 && !slices.ContainsFunc(years, func(year string) bool {
		n := parseSmall(year)
		return n >= decided-1 && n <= decided+1
	})
}

// leadingDigits returns the digits with which a number begins, without zeros before them.
func leadingDigits(number string) string {
	i := strings.IndexFunc(number, func(c rune) bool { return c < '0' || c > '9' })
	if i < 0 {
		i = len(number)
	}
	return number[:i]
}

// askContradictions asks about each title of the list, the sheet's name among them, that
// does not suit what the upload says for all rows.
func (r *reader) askContradictions() {
	asked := map[string]bool{}
	ask := func(row int, title string) {
		if title != "" && !asked[title] && r.contradiction(title) != "" && !saysOfOthers(title) {
			asked[title] = true
			r.report(CodeTitleDiffers, row, -1, title)
		}
	}
	ask(-1, r.table.Name)
	ask(-1, r.table.Title)
	for _, text := range r.table.PageTexts {
		ask(-1, text)
	}
	for row := range min(r.layout.first, len(r.table.Rows)) {
		for _, c := range r.table.Rows[row].Cells {
			ask(row, c.Text)
		}
	}
}
