package blocks

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
)

// State is what must be known of all blocks before the one that is judged.
type State interface {
	// Seen reports whether a transaction id stands in any of them, valid or not.
	Seen(txID string) (bool, error)
	// Version returns which valid transaction wrote a key last; nil where
	// there is no such key, or no more. It is the newest value that
	// Checked.Versions had for the key.
	Version(key Key) (*Version, error)
}

// Key names a key of the ledger's world state. In a collection of private
// data, where only hashes are on the ledger, it is the key's hash.
type Key struct{ Namespace, Collection, Key string }

// Version names a key's value by the place of the transaction that wrote it.
type Version struct {
	Block, Index uint64
	// Unsure marks a key that had a policy of its own, or was written in a way
	// that is not replayed. Where such a key decides, a transaction is not
	// judged here.
	Unsure bool
}

// raceReplay judges the races of one block's transactions, in order, as
// Fabric's committer does: a transaction is invalid if a version that it read
// is not the state's, or if a valid one before it in the block has changed the
// key.
//
// Not replayed are ranges of keys, and private data in collections that a
// definition names, which may expire.
type raceReplay struct {
	state   State
	number  uint64
	changes map[Key]*Version
	unsure  map[Key]bool // keys whose policy an earlier transaction of the block may have set
}

func newReplay(state State, number uint64) *raceReplay {
	return &raceReplay{state: state, number: number, changes: map[Key]*Version{}, unsure: map[Key]bool{}}
}

// race reports whether a transaction lost one, and whether it rests on
// anything that is not replayed here.
func (r *raceReplay) race(set writeSet) (lost, unjudged bool, err error) {
	for _, namespace := range set.order {
		n := set.namespaces[namespace]
		unjudged = unjudged || n.ranges > 0
		for _, read := range n.reads {
			stale, unsure, err := r.stale(Key{Namespace: namespace, Key: read.GetKey()}, read.GetVersion())
			if err != nil {
				return false, false, err
			}
			lost, unjudged = lost || stale, unjudged || unsure
		}
		for _, c := range n.collections {
			if !isImplicit(c.name) {
				unjudged = unjudged || len(c.GetHashedReads()) > 0
				continue
			}
			for _, read := range c.GetHashedReads() {
				stale, unsure, err := r.stale(Key{namespace, c.name, string(read.GetKeyHash())}, read.GetVersion())
				if err != nil {
					return false, false, err
				}
				lost, unjudged = lost || stale, unjudged || unsure
			}
		}
	}
	return lost, unjudged || unstorable(set), nil
}

// stale reports whether a key is not at the version that was read, or whether
// that is not known here.
func (r *raceReplay) stale(key Key, read *kvrwset.Version) (stale, unsure bool, err error) {
	now, err := r.current(key)
	switch {
	case err != nil:
		return false, false, err
	case now != nil && now.Unsure:
		return false, true, nil
	}
	if _, changed := r.changes[key]; changed {
		return true, false, nil
	}
	if now == nil || read == nil {
		return now != nil || read != nil, false, nil
	}
	return *now != Version{Block: read.GetBlockNum(), Index: read.GetTxNum()}, false, nil
}

// current returns the version of a key at this place in the block.
func (r *raceReplay) current(key Key) (*Version, error) {
	if changed, ok := r.changes[key]; ok {
		return changed, nil
	}
	return r.state.Version(key)
}

// hasOwnPolicy reports whether a key may have a policy of its own.
func (r *raceReplay) hasOwnPolicy(key Key) (bool, error) {
	if r.unsure[key] {
		return true, nil
	}
	now, err := r.current(key)
	return now != nil && now.Unsure, err
}

// noteMetadata remembers which keys a transaction may give a policy, valid or
// not: what follows it in the block is judged by Fabric in its light.
func (r *raceReplay) noteMetadata(set writeSet) {
	for _, namespace := range set.order {
		n := set.namespaces[namespace]
		for _, m := range n.metadata {
			r.unsure[Key{Namespace: namespace, Key: m.GetKey()}] = true
		}
		for _, c := range n.collections {
			for _, m := range c.GetMetadataWrites() {
				r.unsure[Key{namespace, c.name, string(m.GetKeyHash())}] = true
			}
		}
	}
}

// apply notes what a valid transaction changes.
func (r *raceReplay) apply(set writeSet, index int) error {
	for _, namespace := range set.order {
		n := set.namespaces[namespace]
		keys := changedKeys{}
		for _, w := range n.writes {
			keys.write(Key{Namespace: namespace, Key: w.GetKey()}, isDelete(w))
		}
		for _, m := range n.metadata {
			keys.setPolicy(Key{Namespace: namespace, Key: m.GetKey()})
		}
		for _, c := range n.collections {
			if !isImplicit(c.name) {
				continue
			}
			for _, w := range c.GetHashedWrites() {
				keys.write(Key{namespace, c.name, string(w.GetKeyHash())}, isHashDelete(w))
			}
			for _, m := range c.GetMetadataWrites() {
				keys.setPolicy(Key{namespace, c.name, string(m.GetKeyHash())})
			}
		}
		if err := r.applyKeys(keys, index); err != nil {
			return err
		}
	}
	return nil
}

// keyChange is what one transaction does to one key.
type keyChange struct{ deleted, unsure bool }

type changedKeys map[Key]keyChange

func (k changedKeys) write(key Key, deleted bool) {
	_, twice := k[key]
	k[key] = keyChange{deleted: deleted, unsure: twice}
}

func (k changedKeys) setPolicy(key Key) { k[key] = keyChange{unsure: true} }

// applyKeys sets versions. A key that was ever unsure stays so.
func (r *raceReplay) applyKeys(keys changedKeys, index int) error {
	for key, change := range keys {
		before, err := r.current(key)
		if err != nil {
			return err
		}
		unsure := change.unsure || before != nil && before.Unsure
		if change.deleted && !unsure {
			r.changes[key] = nil
			continue
		}
		r.changes[key] = &Version{Block: r.number, Index: uint64(index), Unsure: unsure}
	}
	return nil
}

var nothingHash = sha256.Sum256(nil)

// isHashDelete reports whether Fabric takes a private write for a deletion.
func isHashDelete(w *kvrwset.KVWriteHash) bool {
	return w.GetIsDelete() || len(w.GetValueHash()) == 0 || bytes.Equal(w.GetValueHash(), nothingHash[:])
}

// unstorable reports whether a peer that keeps its state in CouchDB may refuse
// a write: for a key that is not UTF-8, empty or begins with an underscore, or
// a JSON object with a member of CouchDB's own.
func unstorable(set writeSet) bool {
	for _, n := range set.namespaces {
		for _, w := range n.writes {
			if k := w.GetKey(); k == "" || k[0] == '_' || !utf8.ValidString(k) {
				return true
			}
			var members map[string]json.RawMessage
			if json.Unmarshal(w.GetValue(), &members) != nil {
				continue
			}
			for name := range members {
				if name == "~version" || strings.HasPrefix(name, "_") {
					return true
				}
			}
		}
	}
	return false
}
