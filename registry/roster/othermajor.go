package roster

import (
	"regexp"
	"strings"

	"sogoc/registry/roster/letters"
)

var (
	// majorNamed is how a line names a field of study: "tốt nghiệp ngành Kế toán", "Nghề: Hàn". What
	// stands before it makes another thing of it: a code, a specialization.
	majorNamed = regexp.MustCompile(
		`(?i)(?:^|[^\p{L}])(?:(\p{L}+)\s+)?(?:ngành(?:\s*/\s*nghề)?(?:\s+đào\s+tạo|\s+học)?` +
			`(?:\s*[:\-–]|\s)|nghề(?:\s+đào\s+tạo)?\s*:)\s*([^,;.()\n]+)`,
	)
	// afterMajor ends the name of a field of study within a line.
	afterMajor = regexp.MustCompile(
		`(?i)\s+[-–]\s+|\s+(?:hệ|khóa|khoá|năm|đợt|lớp|niên|trình\s+độ|hình\s+thức|loại\s+hình|mã|` +
			`theo|của|tại|thuộc|từ|được|đủ|k[0-9]+)(?:[\s:]|$)|\s*[-–]?\s*[0-9]{5,}`,
	)
)

// beforeMajor are the words that make another thing of a field of study, in small letters.
var beforeMajor = []string{
	"chuyên",
	"mã",
	"liên",
	"đa",
	"các",
	"nhiều",
	"toàn",
	"khối",
	"nhóm",
	"theo",
	"số",
	"trong",
}

// majorsIn returns the fields of study that a line names.
func majorsIn(line string) []string {
	var found []string
	for _, m := range majorNamed.FindAllStringSubmatch(clip(line), -1) {
		before := strings.ToLower(m[1])
		name := m[2]
		if end := afterMajor.FindStringIndex(" " + name); end != nil {
			name = (" " + name)[:end[0]]
		}
		name = strings.TrimSpace(strings.Trim(name, " -–:*"))
		if !strings.ContainsFunc(name, isLetterOrDigit) || onlyDigits.MatchString(name) ||
			isWordOf(before, beforeMajor) {
			continue
		}
		found = append(found, name)
	}
	return found
}

func isWordOf(word string, words []string) bool {
	for _, w := range words {
		if letters.Key(w) == letters.Key(word) && word != "" {
			return true
		}
	}
	return false
}

// sameMajor reports whether a line may mean a field of study: one of both may say more, or
// the line has its first letters only.
func sameMajor(found, printed string) bool {
	var initials strings.Builder
	for _, word := range strings.Fields(letters.Fold(printed)) {
		initials.WriteString(string([]rune(word)[:1]))
	}
	return within(found, printed) || letters.Key(found) == letters.Key(initials.String())
}

// isOtherMajor reports whether a line names fields of study and none that the upload says for
// all rows. Where the list has a column of them, that column is printed.
func (r *reader) isOtherMajor(line string) bool {
	printed := r.input.Terms.Major
	if _, column := r.column(FieldMajor); column || printed == "" {
		return false
	}
	found := majorsIn(line)
	for _, major := range found {
		if sameMajor(major, printed) {
			return false
		}
	}
	return len(found) > 0
}

// modes are how lines and terms name a mode of study, each with its other names.
var modes = [][]phrase{
	phraseList(`vừa làm vừa học; vừa học vừa làm; vlvh; vhvl; tại chức; không chính quy; phi chính quy; part time`),
	phraseList(`từ xa; đtx; distance`),
	phraseList(`chính quy; cq; full time`),
}

// modesIn returns which of modes a text names: the last one is part of names of the first.
func modesIn(text string) map[int]bool {
	s := sayingOf(text)
	found := map[int]bool{}
	for i, names := range modes {
		if s.has(names) && (i != len(modes)-1 || !s.has(phrases("không chính quy", "phi chính quy"))) {
			found[i] = true
		}
	}
	return found
}

// isOtherMode reports whether a line names modes of study and none that the upload says for
// all rows. Where the list has a column of them, that column is printed.
func (r *reader) isOtherMode(line string) bool {
	_, column := r.column(FieldMode)
	return !column && isOtherModeThan(line, r.input.Terms.Mode)
}

// isOtherModeThan reports whether a text names modes of study and none that another text names.
func isOtherModeThan(text, terms string) bool {
	printed, found := modesIn(terms), modesIn(text)
	for mode := range printed {
		if found[mode] {
			return false
		}
	}
	return len(printed) > 0 && len(found) > 0
}
