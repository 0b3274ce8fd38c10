package testledger

import (
	"maps"
	"slices"

	"sogoc/verifier/ledger"
)

// Write is one record as one transaction wrote it.
type Write struct {
	Position ledger.Position
	Key      ledger.StateKey
	Value    []byte          // canonical JSON of the record
	Digests  []ledger.Digest // that came with an anchor, else nil
}

// Writes returns everything that was committed, in the order of the ledger:
// what a reader of its blocks would find.
func (l *Ledger) Writes() []Write {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.history.writes)
}

// addWrites notes what a committed transaction wrote.
func (h *history) addWrites(at ledger.Position, writes map[string][]byte) error {
	for _, stateKey := range slices.Sorted(maps.Keys(writes)) {
		key, err := ledger.ParseStateKey(stateKey)
		if err != nil {
			return err
		}
		w := Write{Position: at, Key: key, Value: slices.Clone(writes[stateKey])}
		if key.Object == ledger.ObjectAnchor {
			w.Digests = h.digests
		}
		h.writes = append(h.writes, w)
	}
	return nil
}
