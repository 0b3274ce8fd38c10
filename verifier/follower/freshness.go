package follower

import (
	"slices"
	"time"

	"sogoc/verifier/ledger"
)

// askedWithin is how long an organisation that told its height counts as asked.
const askedWithin = time.Minute

// Freshness says how far the last checked block is to be taken for the
// ledger's present state.
type Freshness struct {
	Fresh         bool
	Head          ledger.Head
	Lag           time.Duration // own clock minus ledger time; meaningless before the first valid transaction
	Told          uint64        // highest height that a source told of
	Since         time.Time     // since when a source tells of a block that is not checked yet
	Organisations []string      // that were heard of in the last minute
	Alarm         error         // what stopped the follower
	BelowHead     bool          // no answer is given
}

// SourceStatus is what is known of one source.
type SourceStatus struct {
	Name         string    `json:"name"`
	Organisation string    `json:"organisation"`
	Told         uint64    `json:"told"`             // highest height that it told of
	Heard        time.Time `json:"heard,omitzero"`   // when it was last heard of
	Dropped      string    `json:"dropped,omitzero"` // why it is asked no more: its block failed a check
	Failed       string    `json:"failed,omitzero"`  // why it could not be asked, the last time
}

// news is what sources said of their heights.
type news struct {
	sources []*SourceStatus
	higher  []told // ascending; only what raised the maximum
}

type told struct {
	height uint64
	at     time.Time
}

// Freshness judges the index at a moment: fresh if the last checked block's
// ledger time is less than the limit ago, at least two organisations were
// asked lately (or all, where there is but one), and none has told of a higher
// block for longer than the limit; and never after an alarm.
func (f *Follower) Freshness(now time.Time) Freshness {
	f.mu.RLock()
	defer f.mu.RUnlock()
	r := Freshness{Head: f.head, Lag: now.Sub(f.head.Time), Alarm: f.alarm, BelowHead: f.head.Height < f.mark.Height}
	for _, t := range f.news.higher {
		if t.height > f.head.Height && r.Since.IsZero() {
			r.Since = t.at
		}
		r.Told = max(r.Told, t.height)
	}
	known := []string{}
	for _, s := range f.news.sources {
		if s.Dropped != "" {
			continue
		}
		known = append(known, s.Organisation)
		if !s.Heard.IsZero() && now.Sub(s.Heard) < askedWithin {
			r.Organisations = append(r.Organisations, s.Organisation)
		}
	}
	known, r.Organisations = distinct(known), distinct(r.Organisations)
	asked := len(known) > 0 && len(r.Organisations) >= min(2, len(known))
	behind := !r.Since.IsZero() && now.Sub(r.Since) > f.options.MaxBehind
	// A ledger time far ahead of this clock means that one of them is wrong.
	recent := !f.head.Time.IsZero() && r.Lag < f.options.MaxLag && r.Lag > -f.options.MaxLag
	r.Fresh = f.alarm == nil && !r.BelowHead && recent && asked && !behind
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
	all := make([]SourceStatus, 0, len(f.news.sources))
	for _, s := range f.news.sources {
		all = append(all, *s)
	}
	return all
}

// hear notes that a source told of a height.
func (f *Follower) hear(s *SourceStatus, height uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s.Dropped != "" {
		return
	}
	now := f.options.Now()
	s.Heard, s.Failed, s.Told = now, "", max(s.Told, height)
	n := &f.news
	n.higher = slices.DeleteFunc(n.higher, func(t told) bool { return t.height < f.head.Height })
	if len(n.higher) == 0 || n.higher[len(n.higher)-1].height < height {
		n.higher = append(n.higher, told{height, now})
	}
}

// toldOf reports whether a source has told of a block.
func (f *Follower) toldOf(number uint64, s *SourceStatus) bool {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return s.Told > number
}

// drop notes that a source is asked no more, and forgets what it told.
func (f *Follower) drop(s *SourceStatus, why error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.Dropped = why.Error()
	highest := uint64(0)
	for _, other := range f.news.sources {
		if other.Dropped == "" {
			highest = max(highest, other.Told)
		}
	}
	f.news.higher = slices.DeleteFunc(f.news.higher, func(t told) bool { return t.height > highest })
}

func (f *Follower) failed(s *SourceStatus, why error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s.Failed = why.Error()
}
