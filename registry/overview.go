package registry

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sogoc/verifier/ledger"
)

// Overview is what an issuer issued in a calendar year of Viet Nam, how soon,
// and what of any year is still under way. It holds nothing personal.
type Overview struct {
	Year   int      `json:"year"`
	Issued []Issued `json:"issued"` // by month, then type
	Delays []Delay  `json:"delays"` // by days, then timeliness
	Open   []Open   `json:"open"`   // what is due first comes first, what no rule hurries last
}

// Issued counts the credentials of one type whose anchors were sealed in a
// month: from then on they are issued for good.
type Issued struct {
	Month time.Month `json:"month"`
	Type  string     `json:"type"`
	Count int        `json:"count"`
}

// Delay counts the credentials of the year's anchors that the ledger took so
// many days after the first graduation decision of their batch.
type Delay struct {
	Days  int  `json:"days"`
	Late  bool `json:"late"`  // later than the law allows
	Ruled bool `json:"ruled"` // some rule says how long it may take
	Count int  `json:"count"`
}

// Open is a batch that is not on the ledger yet.
type Open struct {
	Batch Batch       `json:"batch"`
	Due   ledger.Date `json:"due,omitempty"`  // "" where no rule says when
	Left  int         `json:"left,omitempty"` // days until then; negative when overdue
}

// TimedAnchor is an anchor and the day that its batch's legal time began.
type TimedAnchor struct {
	AnchorRef
	Decision ledger.Date // "" for none
}

// Overview returns the overview of actor's issuer in a year; 0 for this one.
func (s *Service) Overview(ctx context.Context, actor Actor, year int) (Overview, error) {
	issuer, err := actor.own("")
	if err != nil {
		return Overview{}, err
	}
	now := s.time()
	if year == 0 {
		year = ledger.Year(now)
	}
	from := time.Date(year, time.January, 1, 0, 0, 0, 0, ledger.Vietnam)
	anchors, err := s.store.AnchorsBetween(ctx, issuer, from, from.AddDate(1, 0, 0))
	if err != nil {
		return Overview{}, err
	}
	open, err := s.store.Batches(ctx, BatchFilter{Issuer: issuer, Open: true, Page: Page{Limit: 1000}})
	if err != nil {
		return Overview{}, err
	}
	return Overview{Year: year, Issued: issuedOf(anchors), Delays: delaysOf(anchors), Open: openOf(open, ledger.DateOf(now))}, nil
}

func issuedOf(anchors []TimedAnchor) []Issued {
	counts := map[Issued]int{}
	for _, a := range anchors {
		counts[Issued{Month: a.SealedAt.In(ledger.Vietnam).Month(), Type: a.Kind.Type()}] += int(a.Size)
	}
	issued := make([]Issued, 0, len(counts))
	for i, n := range counts {
		i.Count = n
		issued = append(issued, i)
	}
	slices.SortFunc(issued, func(a, b Issued) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Type, b.Type)) })
	return issued
}

func delaysOf(anchors []TimedAnchor) []Delay {
	counts := map[Delay]int{}
	for _, a := range anchors {
		if a.LedgerTime == nil || a.Decision == "" {
			continue
		}
		anchored := ledger.DateOf(*a.LedgerTime)
		due, _, ruled := Deadline(a.Decision)
		counts[Delay{Days: daysBetween(a.Decision, anchored), Ruled: ruled, Late: ruled && anchored > due}] += int(a.Size)
	}
	delays := make([]Delay, 0, len(counts))
	for d, n := range counts {
		d.Count = n
		delays = append(delays, d)
	}
	late := func(d Delay) int {
		if d.Late {
			return 1
		}
		return 0
	}
	slices.SortFunc(delays, func(a, b Delay) int { return cmp.Or(cmp.Compare(a.Days, b.Days), late(a)-late(b)) })
	return delays
}

func openOf(batches []Batch, today ledger.Date) []Open {
	open := make([]Open, 0, len(batches))
	for _, b := range batches {
		o := Open{Batch: b}
		if due, _, ruled := Deadline(b.Decision); ruled {
			o.Due, o.Left = due, daysBetween(today, due)
		}
		open = append(open, o)
	}
	slices.SortStableFunc(open, func(a, b Open) int {
		if (a.Due == "") != (b.Due == "") {
			return cmp.Compare(len(b.Due), len(a.Due))
		}
		return cmp.Compare(a.Due, b.Due)
	})
	return open
}
