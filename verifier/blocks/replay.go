package blocks

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
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
type Version struct{ Block, Index uint64 }

// replay judges the races of one block's transactions, in order, as Fabric's
// committer does: a transaction is invalid if a version that it read is not
// the state's, or if a valid one before it in the block has changed the key.
//
// Not replayed are ranges of keys, and private data in collections that a
// definition names, which may expire: a flag that rests on them is believed.
// The application's namespace has neither.
type replay struct {
	state   State
	number  uint64
	changes map[Key]*Version
}

func newReplay(state State, number uint64) *replay {
	return &replay{state: state, number: number, changes: map[Key]*Version{}}
}

// judge completes t's fault by a lost race and holds the peer's flag against
// it. It returns ErrFlag where they contradict each other, ErrReadSet for what
// no transaction of the application does, and the state's errors.
func (r *replay) judge(t *Transaction) error {
	if errors.Is(t.Fault, ErrReadSet) {
		return t.Fault
	}
	lost, believed := false, false
	if t.Fault == nil || errors.As(t.Fault, &strictError{}) {
		var err error
		if lost, believed, err = r.race(t.set); err != nil {
			return err
		}
	}
	switch t.Flag {
	case peer.TxValidationCode_VALID:
		if t.Fault == nil && lost {
			t.Fault = ErrRace
		}
		if t.Fault != nil {
			return fmt.Errorf("%w: flagged valid: %w", ErrFlag, t.Fault)
		}
	case peer.TxValidationCode_MVCC_READ_CONFLICT, peer.TxValidationCode_PHANTOM_READ_CONFLICT:
		if !lost && !believed {
			return fmt.Errorf("%w: flagged %s, and it read what was there", ErrFlag, t.Flag)
		}
		if lost && t.Fault == nil {
			t.Fault = ErrRace
		}
	case peer.TxValidationCode_INVALID_WRITESET:
		if t.Fault == nil && !unstorable(t.set) {
			return fmt.Errorf("%w: flagged %s, and any database could hold it", ErrFlag, t.Flag)
		}
	default:
		if t.Fault == nil {
			return fmt.Errorf("%w: flagged %s, and nothing is wrong with it", ErrFlag, t.Flag)
		}
	}
	return nil
}

// race reports whether a transaction lost one, and whether it reads anything
// that is not replayed here.
func (r *replay) race(set writeSet) (lost, believed bool, err error) {
	for _, namespace := range set.order {
		n := set.namespaces[namespace]
		believed = believed || n.ranges > 0
		for _, read := range n.reads {
			stale, err := r.stale(Key{Namespace: namespace, Key: read.GetKey()}, read.GetVersion())
			if err != nil {
				return false, false, err
			}
			lost = lost || stale
		}
		for _, h := range n.hashed {
			if !replayed(h.collection) {
				believed = believed || len(h.GetHashedReads()) > 0
				continue
			}
			for _, read := range h.GetHashedReads() {
				stale, err := r.stale(Key{namespace, h.collection, string(read.GetKeyHash())}, read.GetVersion())
				if err != nil {
					return false, false, err
				}
				lost = lost || stale
			}
		}
	}
	return lost, believed, nil
}

// replayed reports whether a collection's versions are kept: an
// organisation's own, whose data never expires.
func replayed(collection string) bool { return strings.HasPrefix(collection, implicitPrefix) }

func (r *replay) stale(key Key, read *kvrwset.Version) (bool, error) {
	if _, changed := r.changes[key]; changed {
		return true, nil
	}
	now, err := r.state.Version(key)
	if err != nil {
		return false, err
	}
	if now == nil || read == nil {
		return now != nil || read != nil, nil
	}
	return *now != Version{Block: read.GetBlockNum(), Index: read.GetTxNum()}, nil
}

// apply notes what a valid transaction changes.
func (r *replay) apply(t Transaction) {
	version := &Version{Block: r.number, Index: uint64(t.Index)}
	set := func(key Key, deleted bool) {
		if r.changes[key] = version; deleted {
			r.changes[key] = nil
		}
	}
	for _, namespace := range t.set.order {
		n := t.set.namespaces[namespace]
		for _, w := range n.public {
			set(Key{Namespace: namespace, Key: w.GetKey()}, isDelete(w))
		}
		for _, h := range n.hashed {
			for _, w := range h.GetHashedWrites() {
				if replayed(h.collection) {
					set(Key{namespace, h.collection, string(w.GetKeyHash())}, isHashDelete(w))
				}
			}
		}
	}
}

var nothingHash = sha256.Sum256(nil)

func isHashDelete(w *kvrwset.KVWriteHash) bool {
	return w.GetIsDelete() || w.GetIsPurge() || len(w.GetValueHash()) == 0 || bytes.Equal(w.GetValueHash(), nothingHash[:])
}

// unstorable reports whether a peer that keeps its state in CouchDB may refuse
// a write: for a key that is not UTF-8, empty or begins with an underscore, or
// a JSON object with a member of CouchDB's own.
func unstorable(set writeSet) bool {
	for _, n := range set.namespaces {
		for _, w := range n.public {
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
