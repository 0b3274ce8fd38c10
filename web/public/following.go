package public

import (
	"github.com/prometheus/client_golang/prometheus"

	"sogoc/verifier/blocks"
)

// Following is what is known of how the ledger is followed: what is odd and
// stops nobody, and what stopped the reading.
type Following struct {
	Proven  uint64        `json:"proven"`            // highest block of which a header signed by a quorum was shown, plus one
	Sources []Source      `json:"sources"`           // where blocks come from
	Notes   []blocks.Note `json:"notes"`             // what was odd in blocks and stopped nobody: the newest, oldest first
	Waiting string        `json:"waiting,omitempty"` // why the next block is not taken although a source gave it
	Alarm   string        `json:"alarm,omitempty"`   // what stopped the reading, and what a person must do
	Beyond  string        `json:"beyond,omitempty"`  // what this program is too old for, and what to install
}

// Source is one organisation's peer as the follower sees it.
type Source struct {
	Organisation string `json:"organisation"`
	Told         uint64 `json:"told"`           // height that it told of last
	Proven       uint64 `json:"proven"`         // highest height of which it showed a header signed by a quorum
	Dropped      bool   `json:"dropped"`        // its block failed a check
	Note         string `json:"note,omitempty"` // what is odd about what it tells
}

// observeFollowing adds what only a follower knows to the metrics.
func observeFollowing(registry prometheus.Registerer, following func() Following) {
	if registry == nil || following == nil {
		return
	}
	gauge := func(name, help string, read func(Following) float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help},
			func() float64 { return read(following()) }))
	}
	gauge("sogoc_ledger_beyond", "1 after a block that this program is too old for.",
		func(f Following) float64 { return number(f.Beyond != "") })
	gauge("sogoc_ledger_waiting", "1 while the next block is not taken although a source gave it.",
		func(f Following) float64 { return number(f.Waiting != "") })
	gauge("sogoc_ledger_notes", "Number of the newest oddities in blocks that are told, at most 100.",
		func(f Following) float64 { return float64(len(f.Notes)) })
	gauge("sogoc_ledger_sources_noted", "Number of sources that were dropped or tell of more than they show.",
		func(f Following) float64 {
			noted := 0
			for _, s := range f.Sources {
				if s.Dropped || s.Note != "" {
					noted++
				}
			}
			return float64(noted)
		})
}
