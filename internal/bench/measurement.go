package bench

import (
	"fmt"
	"strconv"
	"testing"
)

// Measurement is one row of the table and one member of the closing line.
type Measurement struct {
	Name string // of the member: lower case, with underscores
	What string // what is measured, in one line
	Goal Goal
	// Absolute means that the figure itself is held against the goal and is told in
	// the closing line. Otherwise it is the ratio of figure to floor.
	Absolute bool
	// Quick measurements take less than a second with one repetition, and need
	// neither database nor network: make test tries them.
	Quick bool
	// Run measures. It says by t.Skip why it cannot, and by t.Fatal what failed.
	Run func(t testing.TB) Figure
}

// Figure is what was measured, with its floor.
type Figure struct {
	Value float64 // in Unit
	Unit  string  // "µs", "1/s"
	// Floor is what the value is held against, in the same unit: what the work
	// costs at least. 0: there is none.
	Floor     float64
	FloorName string   // what the floor is
	Note      string   // how it was measured, where that is not what What says
	Uses      []string // what the machine's description does not name: "PostgreSQL 17.6"
}

// Ratio returns how many times the floor the value is; 0 without a floor.
func (f Figure) Ratio() float64 {
	if f.Floor == 0 {
		return 0
	}
	return f.Value / f.Floor
}

// Goal is what a measurement should reach. The zero Goal is none.
type Goal struct {
	bound float64
	least bool
}

// AtMost is the goal that a measurement is no larger than that.
func AtMost(bound float64) Goal { return Goal{bound: bound} }

// AtLeast is the goal that a measurement is no smaller than that.
func AtLeast(bound float64) Goal { return Goal{bound: bound, least: true} }

// Reached reports whether a measured value reaches the goal.
func (g Goal) Reached(value float64) bool {
	if g.least {
		return value >= g.bound
	}
	return value <= g.bound
}

// String returns "≤ 1.5" or "≥ 5000", and "" for no goal.
func (g Goal) String() string {
	switch {
	case g == Goal{}:
		return ""
	case g.least:
		return "≥ " + number(g.bound)
	}
	return "≤ " + number(g.bound)
}

// Outcome is what came of one measurement.
type Outcome struct {
	Measurement
	Figure Figure
	Reason string // why there is no figure; "" where there is one
	Failed bool   // the measurement failed; otherwise it was not run
}

// Measured reports whether there is a figure.
func (o Outcome) Measured() bool { return o.Reason == "" }

// Value returns what the goal is about: the figure or the ratio.
func (o Outcome) Value() float64 {
	if o.Absolute {
		return o.Figure.Value
	}
	return o.Figure.Ratio()
}

// Measure runs one measurement as a test of its own and returns what came of it.
func Measure(t *testing.T, m Measurement) Outcome {
	t.Helper()
	outcome := Outcome{Measurement: m}
	recorded := &recorder{}
	ended := false
	passed := t.Run(m.Name, func(t *testing.T) {
		recorded.TB = t
		outcome.Figure = m.Run(recorded)
		ended = true
	})
	outcome.Failed = !passed
	switch {
	case passed && ended && m.isMissing(outcome.Figure):
		outcome.Failed, outcome.Reason = true, "the measurement gave no number"
		t.Errorf("%s: %s", m.Name, outcome.Reason)
	case passed && ended:
	case recorded.reason != "":
		outcome.Reason = recorded.reason
	default:
		outcome.Reason = "it ended without a figure and without a reason"
	}
	return outcome
}

// isMissing reports whether what the goal is about was not measured.
func (m Measurement) isMissing(f Figure) bool {
	o := Outcome{Measurement: m, Figure: f}
	value := o.Value()
	return !(value > 0) // also for what is not a number
}

// recorder is a test that remembers why it was skipped or failed.
type recorder struct {
	testing.TB
	reason string
}

func (r *recorder) note(text string) {
	if r.reason == "" {
		r.reason = text
	}
}

func (r *recorder) Skip(args ...any) {
	r.note(fmt.Sprint(args...))
	r.TB.Skip(args...)
}

func (r *recorder) Skipf(format string, args ...any) {
	r.note(fmt.Sprintf(format, args...))
	r.TB.Skipf(format, args...)
}

func (r *recorder) Error(args ...any) {
	r.note(fmt.Sprint(args...))
	r.TB.Error(args...)
}

func (r *recorder) Errorf(format string, args ...any) {
	r.note(fmt.Sprintf(format, args...))
	r.TB.Errorf(format, args...)
}

func (r *recorder) Fatal(args ...any) {
	r.note(fmt.Sprint(args...))
	r.TB.Fatal(args...)
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.note(fmt.Sprintf(format, args...))
	r.TB.Fatalf(format, args...)
}

// number writes a number with three significant digits, or whole.
func number(n float64) string {
	switch {
	case n >= 100:
		return strconv.FormatFloat(n, 'f', 0, 64)
	case n >= 10:
		return strconv.FormatFloat(n, 'f', 1, 64)
	}
	return strconv.FormatFloat(n, 'f', 2, 64)
}
