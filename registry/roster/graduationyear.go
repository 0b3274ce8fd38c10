package roster

import (
	"strings"
	"time"
)

// schoolKinds begin the types of schools whose year ends in May: whoever completes it is
// recognised in the same summer, so that the decision names the year of graduation.
var schoolKinds = []string{"VN-PRI", "VN-LSE", "VN-USE", "VN-HB"}

// isSchoolKind reports whether a type is one of schoolKinds.
func isSchoolKind(kind string) bool {
	for _, school := range schoolKinds {
		if strings.HasPrefix(kind, school) {
			return true
		}
	}
	return false
}

// suitsDecision reports whether people who graduate in a year are recognised by a decision of a
// day. Those of universities and colleges may have completed their studies at any time of the year
// before.
func suitsDecision(kind string, year int, decided time.Time) bool {
	before := !isSchoolKind(kind) || decided.Month() <= earlyMonths
	return year == decided.Year() || year == decided.Year()-1 && before
}
