package reading

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// Overview is what an issuer issued in a calendar year of Viet Nam, how soon,
// and what of any year is still under way. It holds nothing personal.
type Overview struct {
	Year   int          `json:"year"`
	Issued []MonthCount `json:"issued"` // by month, then type
	Delays []DelayCount `json:"delays"` // by days, then timeliness
	Open   []OpenBatch  `json:"open"`   // what is due first comes first, what no rule hurries last
}

// MonthCount counts the credentials of one type whose anchors were sealed in a
// month: from then on they are issued for good.
type MonthCount struct {
	Month time.Month `json:"month"`
	Type  string     `json:"type"`
	Count int        `json:"count"`
}

// DelayCount counts the credentials of the year's anchors that the ledger took so
// many days after the first graduation decision of their batch.
type DelayCount struct {
	Days  int  `json:"days"`
	Late  bool `json:"late"`  // later than the law allows
	Ruled bool `json:"ruled"` // some rule says how long it may take
	Count int  `json:"count"`
}

// OpenBatch is a batch that is not on the ledger yet.
type OpenBatch struct {
	Batch registry.Batch `json:"batch"`
	Due   ledger.Date    `json:"due,omitempty"`  // "" where no rule says when
	Left  int            `json:"left,omitempty"` // days until then; negative when overdue
}

// TimedAnchor is an anchor and the day that its batch's legal time began.
type TimedAnchor struct {
	registry.AnchorRef
	Decision ledger.Date // "" for none
}

// Overview returns the overview of actor's issuer in a year; 0 for this one.
func (s *Service) Overview(ctx context.Context, actor registry.Actor, year int) (Overview, error) {
	issuer, err := actor.IssuerToRead("")
	if err != nil {
		return Overview{}, err
	}
	now := s.proc.Time()
	if year == 0 {
		year = ledger.Year(now)
	}
	from := time.Date(year, time.January, 1, 0, 0, 0, 0, ledger.Vietnam)
	anchors, err := s.store.AnchorsBetween(ctx, issuer, from, from.AddDate(1, 0, 0))
	if err != nil {
		return Overview{}, err
	}
	open, err := s.store.Batches(ctx, BatchFilter{Issuer: issuer, Open: true, Page: registry.Page{Limit: 1000}})
	if err != nil {
		return Overview{}, err
	}
	return Overview{
		Year:   year,
		Issued: countMonths(anchors),
		Delays: countDelays(anchors),
		Open:   listOpen(open, ledger.DateOf(now)),
	}, nil
}

func countMonths(anchors []TimedAnchor) []MonthCount {
	counts := map[MonthCount]int{}
	for _, a := range anchors {
		counts[MonthCount{Month: a.SealedAt.In(ledger.Vietnam).Month(), Type: a.Kind.Type()}] += int(a.Size)
	}
	issued := make([]MonthCount, 0, len(counts))
	for i, n := range counts {
		i.Count = n
		issued = append(issued, i)
	}
	slices.SortFunc(
		issued,
		func(a, b MonthCount) int { return cmp.Or(cmp.Compare(a.Month, b.Month), cmp.Compare(a.Type, b.Type)) },
	)
	return issued
}

func countDelays(anchors []TimedAnchor) []DelayCount {
	counts := map[DelayCount]int{}
	for _, a := range anchors {
		if a.LedgerTime == nil || a.Decision == "" {
			continue
		}
		anchored := ledger.DateOf(*a.LedgerTime)
		due, _, ruled := Deadline(a.Decision)
		counts[DelayCount{Days: daysBetween(a.Decision, anchored), Ruled: ruled, Late: ruled && anchored > due}] += int(
			a.Size,
		)
	}
	delays := make([]DelayCount, 0, len(counts))
	for d, n := range counts {
		d.Count = n
		delays = append(delays, d)
	}
	late := func(d DelayCount) int {
		if d.Late {
			return 1
		}
		return 0
	}
	slices.SortFunc(delays, func(a, b DelayCount) int { return cmp.Or(cmp.Compare(a.Days, b.Days), late(a)-late(b)) })
	return delays
}

func listOpen(batches []registry.Batch, today ledger.Date) []OpenBatch {
	open := make([]OpenBatch, 0, len(batches))
	for _, b := range batches {
		o := OpenBatch{Batch: b}
		if due, _, ruled := Deadline(b.Decision); ruled {
			o.Due, o.Left = due, daysBetween(today, due)
		}
		open = append(open, o)
	}
	slices.SortStableFunc(open, func(a, b OpenBatch) int {
		if (a.Due == "") != (b.Due == "") {
			return cmp.Compare(len(b.Due), len(a.Due))
		}
		return cmp.Compare(a.Due, b.Due)
	})
	return open
}
