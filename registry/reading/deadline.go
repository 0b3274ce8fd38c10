package reading

import (
	"time"

	"sogoc/verifier/ledger"
)

// deadlines says within how many calendar days of the decision that recognised
// a graduation its digital credential is due, by the rule that was in force on
// the decision's day. Newest first.
var deadlines = []struct {
	from ledger.Date
	days int
}{
	{"2026-04-15", 5}, // Circular 10/2026/TT-BGDĐT; before it the clocks were for paper
}

// Deadline returns within how many days of a graduation decision, and until
// which day, what it grants has to be issued. ok is false where no rule says so.
func Deadline(decision ledger.Date) (due ledger.Date, days int, ok bool) {
	begin, err := decision.Begin()
	if err != nil {
		return "", 0, false
	}
	for _, rule := range deadlines {
		if decision >= rule.from { // dates of this form sort as text
			return ledger.DateOf(begin.AddDate(0, 0, rule.days)), rule.days, true
		}
	}
	return "", 0, false
}

// daysBetween returns how many days later the second of two dates is.
func daysBetween(first, second ledger.Date) int {
	a, errA := first.Begin()
	b, errB := second.Begin()
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a) / (24 * time.Hour))
}
