package roster

import (
	"strings"
	"unicode"

	"sogoc/registry/roster/codelist"
)

// inWords are the headers of texts that are words: digits alone name nothing.
var inWords = []string{headerMajor, headerMajorEn, headerSchool, headerCouncil}

// otherModes are names of modes of study beside those that are compared.
var otherModes = phraseList(`
	tập trung; không tập trung; toàn thời gian; bán thời gian; liên thông; văn bằng hai; văn bằng 2; bằng hai;
	bằng 2; trực tuyến; trực tiếp; kết hợp; giáo dục thường xuyên; gdtx; bổ túc; chuyên tu; dài hạn; ngắn hạn;
	tự học; học bù; đhcq; cđcq; vb2; lt; cử tuyển; thường xuyên; online; on campus; blended; regular; in service; continuing; evening; formal`)

// isMode reports whether a text names a mode of study.
func isMode(text string) bool { return len(modesIn(text)) > 0 || sayingOf(text).has(otherModes) }

// judgePlace asks about a place whose last unit resembles a province and is none, and about
// one that is not written like a place.
func (b *builder) judgePlace() {
	place := b.Terms.Place
	p := Problem{Code: CodeTermPlace, File: FileTerms, Header: headerPlace, Found: place}
	before, province := codelist.SplitPlace(place)
	p.Suggestion = suggestFrom(codelist.Provinces, province)
	code, _ := b.judgeTermText(place)
	switch {
	case province != "" && p.Suggestion != "":
		p.Suggestion = before + p.Suggestion
		b.add(p)
	case place != "" && code == "" && !isPlaceName(place):
		p.Code = CodeTermPlaceForm
		b.add(p)
	}
}

// isPlaceName reports whether a text is written like a place.
func isPlaceName(text string) bool {
	return strings.ContainsFunc(text, unicode.IsUpper) && !isNoPlace(text) && !namesTwoPlaces(text)
}
