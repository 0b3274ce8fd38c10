package grid

import (
	"regexp"
	"strings"
)

// pageCodes are the codes within a page's header or footer: fonts, sizes, colours, page numbers,
// names and dates; && is the sign itself (ECMA-376 Part 1 §18.3.1.46).
var pageCodes = regexp.MustCompile(`&(?:"[^"]*"|K[0-9A-Fa-f+\-]{6}|[0-9]{1,3}|[A-Za-z])`)

// pageElements have the texts of headers and footers of a sheet's pages.
var pageElements = map[string]bool{
	"oddHeader": true, "oddFooter": true, "evenHeader": true, "evenFooter": true,
	"firstHeader": true, "firstFooter": true,
}

// maxPageTexts bounds the texts of pages of a sheet: a sheet has six at most.
const maxPageTexts = 6

// addPageText keeps what a header or footer says of its own, each text once.
func (s *Sheet) addPageText(text string) {
	text = strings.ReplaceAll(text, "&&", "\x00")
	text = strings.ReplaceAll(pageCodes.ReplaceAllString(text, " "), "\x00", "&")
	text = strings.Join(strings.Fields(text), " ")
	if text == "" || len(s.PageTexts) == maxPageTexts {
		return
	}
	for _, known := range s.PageTexts {
		if known == text {
			return
		}
	}
	s.PageTexts = append(s.PageTexts, strings.ToValidUTF8(text[:min(len(text), maxTitle)], ""))
}
