// Package heap sets how far the heaps of the daemons grow before garbage is collected.
// What they keep is small and what they make for each answer or credential is garbage at
// once: with the runtime's usual setting, as much garbage as is kept, a tenth to a quarter
// of their time went into collecting it.
//
// Each function takes what the variable GOGC of the environment says: where it says
// something, the runtime has read it, and nothing is changed. The function that they
// return takes the change back. GOMEMLIMIT bounds the heap all the same.
package heap

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

const (
	usual          = 100       // percent of garbage to what is kept
	verifierGrowth = 400       // the same
	least          = 128 << 20 // bytes
	// most is the largest percentage that is set: the runtime collects nothing before the
	// heap has so many percent of 4 MiB (runtime.heapMinimum).
	most = least / (4 << 20) * 100
)

// GrowFiveTimes lets the heap grow to five times what is kept: verifierd, which keeps as
// much today as tomorrow. Its index's cache of files is not in the heap.
func GrowFiveTimes(gogc string) (undo func()) {
	if gogc != "" {
		return func() {}
	}
	before := debug.SetGCPercent(verifierGrowth)
	return func() { debug.SetGCPercent(before) }
}

// GrowTo128MB lets the heap grow to 128 MiB in any case, and beyond that as usual, to
// twice what is kept: registryd, which keeps little except while large lists are read.
func GrowTo128MB(gogc string) (undo func()) {
	if gogc != "" {
		return func() {}
	}
	k := &keeper{percent: usual}
	before := debug.SetGCPercent(usual)
	k.watch()
	return func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.stopped = true
		debug.SetGCPercent(before)
	}
}

// keeper sets the percentage anew after each collection.
type keeper struct {
	mu      sync.Mutex
	percent int
	stopped bool
}

// mark is something that nobody keeps: that it is gone shows a collection. It holds a
// pointer, since small things without one are not collected each by itself.
type mark struct{ _ *byte }

// watch sets the percentage, and does it again after the next collection.
func (k *keeper) watch() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.stopped {
		return
	}
	if percent := percentFor(kept()); percent != k.percent {
		k.percent = percent
		debug.SetGCPercent(percent)
	}
	runtime.AddCleanup(new(mark), (*keeper).watch, k)
}

// kept returns how many bytes the last collection left.
func kept() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// percentFor returns the percentage by which what is kept grows to the least heap.
func percentFor(kept uint64) int {
	if kept >= least/2 {
		return usual
	}
	return int(min(most, least*100/max(kept, 1)-100))
}
