package verifier

import (
	"slices"
	"time"

	"sogoc/verifier/ledger"
)

// MaxAge is how old the last ledger time may be for a reading to be fresh.
// Ticks come every five minutes.
const MaxAge = 15 * time.Minute

// MaxStandstill is for how long answers stand on a ledger that stands still.
const MaxStandstill = 24 * time.Hour

// MaxBehind is for how long a higher block may be proven before a reading
// counts as behind.
const MaxBehind = 30 * time.Second

// ReadingKind says what a reading of the ledger is worth at one moment.
type ReadingKind string

// The kinds of reading.
const (
	ReadingFresh         ReadingKind = "fresh"          // the ledger's present state
	ReadingStandingStill ReadingKind = "standing_still" // the ledger takes no transaction at all, revocations neither
	ReadingUnconfirmed   ReadingKind = "unconfirmed"    // too few organisations were heard of to know what came after
	ReadingBehind        ReadingKind = "behind"         // a higher block is proven, and was not read yet
	ReadingAlarm         ReadingKind = "alarm"          // reading stopped at a block that failed a check
	ReadingStarting      ReadingKind = "starting"       // the ledger's present end was never reached yet
	ReadingNone          ReadingKind = "none"           // there is no ledger to read
	ReadingAttested      ReadingKind = "attested"       // what a bundle attests of one moment
)

// Current reports whether every result stands on a reading of this kind.
func (k ReadingKind) Current() bool {
	return k == ReadingFresh || k == ReadingStandingStill || k == ReadingAttested
}

// Outdated reports whether the reading was once current, so that what it says
// was true as of its last ledger time.
func (k ReadingKind) Outdated() bool {
	return k == ReadingUnconfirmed || k == ReadingBehind || k == ReadingAlarm
}

// readingKinds holds, of every kind that is not current, the detail that names
// it as a cause, and after how many seconds asking again makes sense; 0 for
// never.
var readingKinds = map[ReadingKind]struct {
	cause      Detail
	retryAfter int
}{
	ReadingUnconfirmed: {DetailUnconfirmed, 300},
	ReadingBehind:      {DetailBehind, 30},
	ReadingAlarm:       {DetailAlarm, 3600},
	ReadingStarting:    {DetailStarting, 30},
	ReadingNone:        {DetailNoLedger, 0},
}

// KindsOfReading returns all kinds.
func KindsOfReading() []ReadingKind {
	return []ReadingKind{
		ReadingFresh, ReadingStandingStill, ReadingUnconfirmed, ReadingBehind,
		ReadingAlarm, ReadingStarting, ReadingNone, ReadingAttested,
	}
}

// Known reports whether it is a kind.
func (k ReadingKind) Known() bool { return slices.Contains(KindsOfReading(), k) }

// Cause returns the detail that says why not every result stands on a reading
// of this kind, "" where every result does.
func (k ReadingKind) Cause() Detail { return readingKinds[k].cause }

// Progress is what a reader of the ledger knows of its reading besides the
// records in it. The zero value vouches for nothing.
type Progress struct {
	// CaughtUp means that the highest height that headers with a quorum's
	// signatures prove was reached at least once.
	CaughtUp bool
	// CaughtUpBefore is CaughtUp of an earlier run of the reader: what it read then
	// was complete, and may be outdated.
	CaughtUpBefore bool
	Alarm          bool // reading stopped at a block that failed a check
	Beyond         bool // reading stopped at a block that this program is too old for
	// ProvenHeight is the highest height that such headers prove; 0 for unknown.
	ProvenHeight uint64
	// HigherSince is since when a block above this reading is proven; zero: none is.
	HigherSince time.Time
	// ConfirmedAt is when peers of three organisations last told this reading's
	// height within one minute; zero: never.
	ConfirmedAt time.Time
}

// ReadingInfo says what a reading of the ledger was worth when it was used.
type ReadingInfo struct {
	Kind  ReadingKind `json:"kind"`
	Age   string      `json:"age,omitempty"`   // of the last ledger time, whole seconds as a Go duration
	Since *time.Time  `json:"since,omitempty"` // since when the ledger has stood still
	// ProvenHeight is how many blocks there are at least, where fewer were read.
	ProvenHeight uint64 `json:"provenHeight,omitzero"`
	// Height is how many blocks were read, where there is no View to tell it.
	Height uint64 `json:"-"`
	// Ahead means that the last ledger time is far ahead of the caller's clock: one
	// of the two is wrong.
	Ahead bool `json:"-"`
	// Restarted means that the reader has not reached the ledger's proven end since
	// it was started; it had before.
	Restarted bool `json:"-"`
}

// JudgeReading is the one place that says what a reading up to head is worth at
// the moment now. Of a head without blocks it is ReadingStarting.
func JudgeReading(head ledger.Head, p Progress, now time.Time) ReadingInfo {
	age := now.Sub(head.Time)
	info := ReadingInfo{}
	if !head.Time.IsZero() { // zero before the first transaction of the application
		info.Age = max(age, 0).Truncate(time.Second).String()
	}
	if p.ProvenHeight > head.Height {
		info.ProvenHeight = p.ProvenHeight
	}
	confirmed := !p.ConfirmedAt.IsZero() && now.Sub(p.ConfirmedAt) <= MaxAge
	switch {
	case head.Height == 0:
		info.Kind = ReadingStarting
	case p.Alarm: // also before the end was reached: a person must look, and no waiting helps
		info.Kind = ReadingAlarm
	case !p.CaughtUp && p.CaughtUpBefore:
		info.Kind, info.Restarted = ReadingUnconfirmed, true
	case !p.CaughtUp:
		info.Kind = ReadingStarting
	case p.Beyond, !p.HigherSince.IsZero() && now.Sub(p.HigherSince) > MaxBehind:
		info.Kind = ReadingBehind
	case age < -MaxAge: // far ahead: one of the two clocks is wrong
		info.Kind, info.Ahead = ReadingUnconfirmed, true
	case age <= MaxAge:
		info.Kind = ReadingFresh
	case confirmed && (age <= MaxStandstill || head.Time.IsZero()):
		info.Kind = ReadingStandingStill
	default:
		info.Kind = ReadingUnconfirmed
	}
	// What has stood still for longer than a day is not taken for the present any
	// more, and is told all the same.
	old := info.Kind == ReadingUnconfirmed && !info.Restarted && !info.Ahead
	if (info.Kind == ReadingStandingStill || old && confirmed) && !head.Time.IsZero() {
		since := head.Time.UTC()
		info.Since = &since
	}
	return info
}

// Reading is one reading of the ledger, and what it is worth. Its zero value is
// no reading.
type Reading struct {
	View ledger.View // stays the caller's to close; nil: there is none
	Info ReadingInfo
}

// FreshReading returns a reading that is the ledger's present state on the
// caller's word: for a ledger that the caller itself writes, and for tests.
func FreshReading(view ledger.View) Reading {
	return Reading{View: view, Info: ReadingInfo{Kind: ReadingFresh}}
}

// Head returns the last checked block, with its time in UTC; the zero Head
// where there is none.
func (r Reading) Head() ledger.Head {
	if r.View == nil {
		return ledger.Head{}
	}
	head := r.View.Head()
	head.Time = head.Time.UTC()
	return head
}

// kind is Info.Kind, ReadingNone where nothing was read.
func (r Reading) kind() ReadingKind {
	switch {
	case r.View == nil && r.Info.Kind == ReadingStarting:
		return ReadingStarting
	case r.View == nil || r.Info.Kind == "":
		return ReadingNone
	case r.Head().Height == 0:
		return ReadingStarting
	}
	return r.Info.Kind
}
