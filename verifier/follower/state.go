package follower

import (
	"log/slog"
	"slices"
	"time"

	"github.com/cockroachdb/pebble/v2"

	"sogoc/verifier/ledger"
)

// heardWithin is how long an organisation that told its height counts as heard.
const heardWithin = time.Minute

// State is what is known of the following at a moment: facts only. What a reading
// is worth by them verifier.JudgeReading says, and nobody else; see Progress.
type State struct {
	Head          ledger.Head
	Lag           time.Duration // own clock minus ledger time; meaningless before the first valid transaction
	Proven        Proven        // the highest block that is known to exist; its height is Head's at least
	Since         time.Time     // since when a proven block is not checked yet; zero: there is none
	Organisations []string      // that were heard of in the last minute, sorted
	AtHead        []string      // of these, that told exactly Head's height, sorted
	CaughtUp      bool          // everything that was proven had been checked once in this Run

	CaughtUpBefore bool   // the same of this index, in this or an earlier run
	Alarm          error  // what stopped the follower; wraps ErrIntegrity
	Beyond         error  // what this program is too old for; wraps ErrBeyond
	Waiting        string // why the next block is not taken although a source gave it
	BelowHead      bool   // no answer is given
	Highest        uint64 // height that the head file names: what was checked before, perhaps by another index
}

// Proven is the highest block of which a header with the signatures of a
// quorum was shown.
type Proven struct {
	Height       uint64    `json:"height"`
	Source       string    `json:"source,omitempty"`
	Organisation string    `json:"organisation,omitempty"`
	At           time.Time `json:"at,omitzero"`
}

// SourceStatus is what is known of one source.
type SourceStatus struct {
	Name         string    `json:"name"`
	Organisation string    `json:"organisation"`
	Told         uint64    `json:"told"`             // height that it told of last
	Proven       uint64    `json:"proven"`           // highest height of which it showed a header that a quorum signed
	Heard        time.Time `json:"heard,omitzero"`   // when it was last heard of
	Unproven     string    `json:"note,omitempty"`   // a height that it goes on telling of and does not show
	Dropped      string    `json:"dropped,omitzero"` // why it is asked no more: its block failed a check
	Failed       string    `json:"failed,omitzero"`  // why it could not be asked, the last time

	unprovenSince time.Time // since when it has told of a height above all that is proven
}

// peerHeights is what sources told and showed of their heights.
type peerHeights struct {
	sources  []*SourceStatus
	proven   Proven
	higher   []heightReport // proven, ascending; only what raised the maximum
	caughtUp bool
}

// heightReport is a proven height and when it became known.
type heightReport struct {
	height uint64
	at     time.Time
}

// State returns what is known at a moment.
func (f *Follower) State(now time.Time) State {
	f.mu.RLock()
	defer f.mu.RUnlock()
	r := State{
		Head:     f.head,
		Lag:      now.Sub(f.head.Time),
		Proven:   f.heights.proven,
		CaughtUp: f.heights.caughtUp,

		CaughtUpBefore: f.caughtUpBefore,

		Alarm:     f.alarm,
		Beyond:    f.beyond,
		Waiting:   f.waiting,
		BelowHead: f.head.Height < f.highest.Height,
		Highest:   f.highest.Height,
	}
	if r.Proven.Height < f.head.Height {
		r.Proven = Proven{Height: f.head.Height}
	}
	for _, report := range f.heights.higher {
		if report.height > f.head.Height && r.Since.IsZero() {
			r.Since = report.at
		}
	}
	for _, s := range f.heights.sources {
		if s.Dropped != "" {
			continue
		}
		if s.Heard.IsZero() || now.Sub(s.Heard) >= heardWithin {
			continue
		}
		r.Organisations = append(r.Organisations, s.Organisation)
		if s.Told == f.head.Height {
			r.AtHead = append(r.AtHead, s.Organisation)
		}
	}
	r.Organisations, r.AtHead = distinct(r.Organisations), distinct(r.AtHead)
	return r
}

func distinct(names []string) []string {
	slices.Sort(names)
	return slices.Compact(names)
}

// Sources returns what is known of each source of the present Run.
func (f *Follower) Sources() []SourceStatus {
	f.mu.RLock()
	defer f.mu.RUnlock()
	all := make([]SourceStatus, 0, len(f.heights.sources))
	for _, s := range f.heights.sources {
		all = append(all, *s)
	}
	return all
}

// noteClaim notes that a source told of a height, which proves nothing. A
// claim above all that is proven, which goes on unproven for longer than the
// limit, is noted against the source.
func (f *Follower) noteClaim(s *SourceStatus, height uint64) (claimsMore bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.Dropped != "" {
		return false
	}
	now := f.options.Now()
	s.Heard, s.Failed, s.Told = now, "", height
	known := max(f.head.Height, f.heights.proven.Height)
	switch {
	case height <= known:
		s.unprovenSince, s.Unproven = time.Time{}, ""
	case s.unprovenSince.IsZero():
		s.unprovenSince = now
	case now.Sub(s.unprovenSince) > f.options.MaxBehind && s.Unproven == "":
		s.Unproven = "tells of more blocks than it shows"
		f.options.Log.Warn("height noted and ignored", sourceAttributes(s, height)...)
	}
	return height > known
}

// noteProven notes that a source showed a header with a quorum's signatures.
func (f *Follower) noteProven(s *SourceStatus, height uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.Dropped != "" {
		return
	}
	s.Proven = max(s.Proven, height)
	h := &f.heights
	h.higher = slices.DeleteFunc(h.higher, func(r heightReport) bool { return r.height <= f.head.Height })
	if height > max(h.proven.Height, f.head.Height) {
		h.proven = Proven{Height: height, Source: s.Name, Organisation: s.Organisation, At: f.options.Now()}
		h.higher = append(h.higher, heightReport{height, f.options.Now()})
	}
}

// noteRound notes that all sources were asked for their heights.
func (f *Follower) noteRound() {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, known := []string{}, []string{}
	for _, s := range f.heights.sources {
		if s.Dropped != "" {
			continue
		}
		known = append(known, s.Organisation)
		if s.Told == f.head.Height {
			at = append(at, s.Organisation)
		}
	}
	needed := max(1, min(2, len(distinct(known))))
	if f.head.Height > 0 && f.head.Height >= f.heights.proven.Height && len(distinct(at)) >= needed {
		f.heights.caughtUp = true
		f.rememberCaughtUp()
	}
}

// rememberCaughtUp keeps in the index that it was once complete, for the next
// start. Where that fails, the next start takes it for one that never was.
func (f *Follower) rememberCaughtUp() {
	if f.caughtUpBefore {
		return
	}
	if err := f.db.Set(key(spaceCaughtUp), nil, pebble.Sync); err != nil {
		f.options.Log.Warn("not remembered that the ledger's end was reached", slog.Any("error", err))
		return
	}
	f.caughtUpBefore = true
}

// claimsBlock reports whether a source tells of a block.
func (f *Follower) claimsBlock(number uint64, s *SourceStatus) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return s.Told > number
}

// noteDropped notes that a source is asked no more.
func (f *Follower) noteDropped(s *SourceStatus, why error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.Dropped = why.Error()
}

func (f *Follower) noteFailed(s *SourceStatus, why error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.Failed = why.Error()
}

// setWaiting says why the next block is not taken; "" where nothing holds it up.
func (f *Follower) setWaiting(why string) (changed bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	changed = f.waiting != why
	f.waiting = why
	return changed
}
