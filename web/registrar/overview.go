package registrar

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"sogoc/registry/reading"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// overviewData is what the overview shows.
type overviewData struct {
	Year           int
	Previous, Next int // years, 0 for none
	Total          int
	Months         plot
	Delays         plot
	InTime, Ruled  int // of the credentials that some rule hurries, so many were in time
	Days           int // that the law allows now
	Open           []reading.OpenBatch
	Names          map[uuid.UUID]string
}

// firstYear is the first year of the register's kind: nothing is older.
const firstYear = 2020

func (u *UI) showOverview(v *visit) error {
	now := u.Now()
	year, _ := strconv.Atoi(v.c.Query("year"))
	if year < firstYear || year > ledger.Year(now) {
		year = ledger.Year(now)
	}
	found, err := u.Register.Reading.Overview(v.ctx(), v.actor, year)
	if err != nil {
		return err
	}
	data := overviewData{
		Year:   found.Year,
		Months: monthsPlot(found.Issued, v.language),
		Delays: delaysPlot(found.Delays, v),
		Open:   found.Open,
	}
	_, data.Days, _ = reading.Deadline(ledger.DateOf(now))
	for _, i := range found.Issued {
		data.Total += i.Count
	}
	for _, d := range found.Delays {
		if d.Ruled {
			data.Ruled += d.Count
			if !d.Late {
				data.InTime += d.Count
			}
		}
	}
	if year > firstYear {
		data.Previous = year - 1
	}
	if year < ledger.Year(now) {
		data.Next = year + 1
	}
	if data.Names, err = u.Register.Reading.PeopleNames(v.ctx(), v.actor); err != nil {
		return err
	}
	return v.render(
		http.StatusOK,
		"overview",
		view{Title: v.say("title:overview") + " " + strconv.Itoa(year), Data: data},
	)
}

// monthsPlot draws what was issued, a row a month and a part a type.
func monthsPlot(issued []reading.MonthCount, l web.Language) plot {
	totals := map[string]int{}
	for _, i := range issued {
		totals[i.Type] += i.Count
	}
	var types []string
	for _, t := range credential.Types() { // in the order of the code list, so that a type keeps its place
		if totals[t.Code] > 0 {
			types = append(types, t.Code)
		}
	}
	p := plot{}
	for i, t := range types {
		p.Series = append(p.Series, series{Pattern: patternOf(i), Text: kindName(ledger.Kind(t), l)})
	}
	for month := time.January; month <= time.December; month++ {
		r := row{
			Text:   web.Text{"Tháng " + strconv.Itoa(int(month)), month.String()}.In(l),
			Counts: make([]int, len(types)),
		}
		for _, i := range issued {
			if i.Month == month {
				r.Counts[slices.Index(types, i.Type)] += i.Count
			}
		}
		p.Rows = append(p.Rows, r)
	}
	p.draw()
	return p
}

// delayRows are the rows of the plot of delays: the last day of each, and the
// law's limit after the day that it names.
var delayRows = []int{0, 1, 2, 3, 4, 5, 10, 30, 90}

// delaysPlot draws how many days passed between decision and ledger: in time,
// late, or under no rule.
func delaysPlot(delays []reading.DelayCount, v *visit) plot {
	p := plot{
		Series: []series{
			{Pattern: patternOf(0), Text: v.say("inTime")},
			{Pattern: patternOf(1), Text: v.say("late")},
			{Pattern: patternOf(2), Text: v.say("noRule")},
		},
	}
	from := 0
	for i, until := range append(delayRows, -1) {
		r := row{Counts: make([]int, len(p.Series))}
		switch {
		case until < 0:
			r.Text = v.say("daysOver", from-1)
		case until == 1:
			r.Text = v.say("oneDay")
		case from == until:
			r.Text = v.say("days", until)
		default:
			r.Text = v.say("daysBetween", from, until)
		}
		for _, d := range delays {
			if (d.Days < from && i > 0) || (until >= 0 && d.Days > until) {
				continue
			}
			r.Counts[seriesOf(d)] += d.Count
		}
		p.Rows = append(p.Rows, r)
		from = until + 1
	}
	p.draw()
	return p
}

func seriesOf(d reading.DelayCount) int {
	switch {
	case !d.Ruled:
		return 2
	case d.Late:
		return 1
	}
	return 0
}

// isOverdue reports whether a batch is past its day.
func isOverdue(o reading.OpenBatch) bool { return o.Due != "" && o.Left < 0 }

// daysOverdue returns how many days a batch is past its day.
func daysOverdue(o reading.OpenBatch) int { return max(0, -o.Left) }
