package codelist

import "strings"

// AgeRule says between which ages, in years, people usually receive a type of
// credential. Years bound when the rule holds; 0 means that there is no such bound.
type AgeRule struct {
	Types    []string
	Youngest int
	Oldest   int
	From, To int
}

// ageRules are looked at in order; the last one is for every other type.
var ageRules = []AgeRule{
	{Types: []string{"VN-PRI-CONF", "VN-HB-TH"}, Youngest: 6, Oldest: 80},
	{Types: []string{"VN-LSE", "VN-LSE-CONF", "VN-HB-THCS"}, Youngest: 11, Oldest: 80},
	{Types: []string{"VN-USE", "VN-USE-CONF", "VN-USE-TEMP"}, Youngest: 16, Oldest: 80},
	{Types: []string{"VN-HB-THPT", "VN-VHS", "VN-INT"}, Youngest: 15, Oldest: 80},
	{Types: []string{"VN-COL"}, Youngest: 17, Oldest: 80},
	{Types: []string{"VN-BA", "VN-SPEC", "VN-BD"}, Youngest: 18, Oldest: 85},
	{Types: []string{"VN-MA"}, Youngest: 20, Oldest: 90},
	{Types: []string{"VN-PHD"}, Youngest: 22, Oldest: 90},
	{Types: []string{"VN-CERT"}, Youngest: 5, Oldest: 95},
	{Youngest: 10, Oldest: 80},
}

// AgesOf returns the rule for a type, with or without a field of study, in a year.
func AgesOf(kind string, year int) AgeRule {
	kind, _, _ = strings.Cut(kind, "/")
	for _, r := range ageRules {
		if (r.From != 0 && year < r.From) || (r.To != 0 && year > r.To) {
			continue
		}
		for _, t := range r.Types {
			if t == kind {
				return r
			}
		}
		if len(r.Types) == 0 {
			return r
		}
	}
	return AgeRule{Oldest: 120}
}
