package roster

import (
	"regexp"
	"slices"
	"strings"

	"sogoc/registry/names"
	"sogoc/registry/roster/codelist"
)

// shortWords are what schools' names are shortened to, as words without accents.
var shortWords = map[string][]string{
	"THPT":   {"TRUNG", "HOC", "PHO", "THONG"},
	"THCS":   {"TRUNG", "HOC", "CO", "SO"},
	"PTDTNT": {"PHO", "THONG", "DAN", "TOC", "NOI", "TRU"},
	"PTDTBT": {"PHO", "THONG", "DAN", "TOC", "BAN", "TRU"},
	"PT":     {"PHO", "THONG"},
	"DH":     {"DAI", "HOC"},
	"CD":     {"CAO", "DANG"},
	"TC":     {"TRUNG", "CAP"},
}

var (
	// kindsOfSchool follow the word for a school in a name, wherever in a line it stands.
	kindsOfSchool = []string{"TRUNG HOC", "TIEU HOC", "DAI HOC", "CAO DANG", "TRUNG CAP", "PHO THONG"}
	// afterSchool are the words with which a line goes on after a school's name: where it is,
	// to what it belongs, and what the line is about.
	afterSchool = []string{
		"TINH", "HUYEN", "THANH", "TP", "XA", "PHUONG", "QUAN", "THI", "TAI", "O",
		"DANH", "NAM", "KHOA", "KHOI", "LOP", "NIEN", "HE", "HOC", "TOT", "DU", "DUOC", "DA", "CAP", "CO", "VA", "THUOC",
		"DAI", "DHQG", "DHQGHN", "SO", "PHONG", "BO", "HOI", "CONG", "DOC", "KY", "DOT", "QUYET", "QD", "KEM",
	}
)

// plainWords returns the words of a text in capitals and without accents.
func plainWords(text string) []string {
	return strings.Fields(sayingOf(names.PlainOf(clip(text))).words)
}

// isOwnSchool reports whether words from a school's name on may name the upload's school:
// the one that its terms name, or the issuer. Where neither is known, every school may be it.
func (in *Input) isOwnSchool(said []string) bool {
	own := slices.DeleteFunc([]string{in.Terms.School, in.School}, func(name string) bool { return name == "" })
	return len(own) == 0 || isKindOnly(said) ||
		slices.ContainsFunc(own, func(name string) bool { return isSchool(said, wordsOfSchool(name)) })
}

// inParentheses is what names of schools explain: "(cơ sở 2)", "(mẫu)".
var inParentheses = regexp.MustCompile(`\([^()]*\)`)

// wordsOfSchool returns the words of a school's name in full, without the word for a school
// and what stands in parentheses.
func wordsOfSchool(name string) []string {
	var words []string
	for _, word := range plainWords(inParentheses.ReplaceAllString(name, " ")) {
		if full, short := shortWords[word]; short {
			words = append(words, full...)
		} else {
			words = append(words, word)
		}
	}
	if len(words) > 0 && words[0] == "TRUONG" {
		words = words[1:]
	}
	return words
}

// schoolsIn returns what a line says from each name of a school on.
func schoolsIn(line string) [][]string {
	words := wordsOfSchool("- " + line)
	var found [][]string
	if sayingOf(line).begins(phrases("trường")) {
		found = append(found, words)
	}
	for i := 1; i+2 < len(words); i++ {
		if words[i-1] == "TRUONG" && slices.Contains(kindsOfSchool, words[i]+" "+words[i+1]) {
			found = append(found, words[i:])
		}
	}
	return found
}

// isKindOnly reports whether words say what kind a school is and not which one.
func isKindOnly(said []string) bool {
	return !slices.ContainsFunc(said, func(word string) bool {
		return !slices.ContainsFunc(kindsOfSchool, func(kind string) bool {
			return slices.Contains(strings.Fields(kind), word)
		}) && word != "THONG" && word != "CO" && word != "SO"
	})
}

// isSchool reports whether a line that begins with a school's name names this one. One of
// both may say more, such as where the school is.
func isSchool(said, school []string) bool {
	n := min(len(said), len(school))
	if !slices.Equal(said[:n], school[:n]) {
		return false
	}
	return goesOn(said[n:]) && goesOn(school[n:])
}

// goesOn reports whether words are no part of a school's name.
func goesOn(words []string) bool {
	return len(words) == 0 || slices.Contains(afterSchool, words[0]) || isProvince(words)
}

// isProvince reports whether words begin with a province: lists name it behind a school.
func isProvince(words []string) bool {
	for n := 1; n <= min(len(words), 5); n++ {
		if codelist.Provinces.HasPlain(strings.ToLower(strings.Join(words[:n], ""))) {
			return true
		}
	}
	return false
}
