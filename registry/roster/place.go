package roster

import (
	"regexp"
	"slices"
	"strings"

	"sogoc/registry/names"
	"sogoc/registry/roster/codelist"
	"sogoc/registry/roster/letters"
)

var (
	// numberedPlace are parts of places that have numbers: wards, hamlets, streets, hospitals.
	numberedPlace = regexp.MustCompile(`\b(?:QUAN|PHUONG|XOM|THON|TO|TO DAN PHO|TDP|KHU|KHU PHO|KP|AP|KHOM|SO|DOI|Q|P|F|X|BAN|BUON|LANG|TIEU KHU|TK|KHOI|KM|` +
		`DUONG|XA|BENH VIEN|BV|QUAN Y|VIEN|HEM|NGO|NGACH|CUM|LO|TIEU DOAN|DOI SAN XUAT|NONG TRUONG|LAM TRUONG|QUOC LO|QL|TINH LO)[ .]*` +
		`(?:SO )?[0-9]+[A-Z]?\b`)
	// numberedUnit are units whose names end in a number: "xã Mẫu 1".
	numberedUnit = regexp.MustCompile(`\b(?:XA|PHUONG|THI TRAN|THON|BAN|XOM|AP|KHU|LANG|TO|BUON)(?: [A-Z]+){1,4} [0-9]{1,2}\b`)
	classForm    = regexp.MustCompile(`^(?:LOP )?(?:[1-9]|1[0-2])[ ]?[A-Z][0-9]{0,2}$`)
	digitOrBar   = regexp.MustCompile(`[0-9/\\|]`)
)

// isNoPlace reports whether a text in a column of places is something else: a number, a
// date, a class, a sex, an ethnic group, how a learner stands, or more than one place or thing.
func isNoPlace(text string) bool {
	s := sayingOf(text)
	plain := strings.TrimSpace(names.PlainOf(text))
	_, isSex := sexes[letters.Key(text)]
	switch {
	case codelist.Provinces.Known(text):
		return false
	case isSex, classForm.MatchString(plain), s.has(failedPhrases), s.is(failedWords), s.is(goodWords),
		saysMoreThanPlace(text):
		return true
	case codelist.EthnicGroups.Known(text) && !slices.Contains(groupsLikePlaces, letters.Key(text)):
		return true
	}
	return digitOrBar.MatchString(numberedUnit.ReplaceAllString(numberedPlace.ReplaceAllString(plain, ""), ""))
}

// groupsLikePlaces are ethnic groups that are called as countries are.
var groupsLikePlaces = []string{"lao"}
