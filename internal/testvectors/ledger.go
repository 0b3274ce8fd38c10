package testvectors

import (
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/batch"
	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
)

// Ledger is a ledger as a list of what its transactions wrote, in order. It is
// a ledger.View.
type Ledger struct {
	About   string        `json:"about"`
	Genesis ledger.Digest `json:"genesis"`
	Last    ledger.Head   `json:"head"`
	Writes  []Write       `json:"writes"`
}

// Write is one record as one transaction wrote it.
type Write struct {
	Block   uint64         `json:"block"`
	Index   int            `json:"index"`
	TxID    string         `json:"txId"`
	Time    time.Time      `json:"time"`
	Key     []string       `json:"key"`               // object type and attributes of the state key
	Value   jsontext.Value `json:"value"`             // the record; in the world state its canonical form stands
	Digests string         `json:"digests,omitempty"` // of an anchor: the argument of its transaction
}

var _ ledger.View = (*Ledger)(nil)

// ReadLedger reads the ledger of that name; it is nil where there is no name.
func ReadLedger(t testing.TB, dir, name string) ledger.View {
	t.Helper()
	if name == "" {
		return nil
	}
	l := &Ledger{}
	require.NoError(t, read(filepath.Join(dir, "ledgers", name+".json"), l))
	return l
}

// Position returns where the write stands.
func (w Write) Position() ledger.Position {
	return ledger.Position{Block: w.Block, Index: w.Index, TxID: w.TxID, Time: w.Time}
}

// versions returns the records of one state key, oldest first.
func versions[R ledger.Record, V any](
	l *Ledger,
	key ledger.StateKey,
	version func(R, ledger.Position) V,
) ([]V, error) {
	var found []V
	for _, w := range l.Writes {
		if !slices.Equal(w.Key, append([]string{key.Object}, key.Attributes...)) {
			continue
		}
		record, err := Decode[R](w)
		if err != nil {
			return nil, err
		}
		found = append(found, version(record, w.Position()))
	}
	return found, nil
}

// Decode reads a write's record.
func Decode[R ledger.Record](w Write) (R, error) {
	text, err := canonicaljson.Normalize(w.Value.Clone())
	if err != nil {
		var none R
		return none, err
	}
	return ledger.DecodeRecord[R](text)
}

// Head implements ledger.View.
func (l *Ledger) Head() ledger.Head { return l.Last }

// Issuer implements ledger.View.
func (l *Ledger) Issuer(code string) ([]ledger.IssuerVersion, error) {
	return versions(l, ledger.IssuerKey(code), func(r ledger.Issuer, p ledger.Position) ledger.IssuerVersion {
		return ledger.IssuerVersion{Issuer: r, Position: p}
	})
}

// Key implements ledger.View.
func (l *Ledger) Key(thumbprint string) ([]ledger.KeyVersion, error) {
	return versions(l, ledger.KeyKey(thumbprint), func(r ledger.Key, p ledger.Position) ledger.KeyVersion {
		return ledger.KeyVersion{Key: r, Position: p}
	})
}

// Status implements ledger.View.
func (l *Ledger) Status(issuer string, list, index uint32) ([]ledger.StatusVersion, error) {
	return versions(
		l,
		ledger.StatusKey(issuer, list, index),
		func(r ledger.StatusRecord, p ledger.Position) ledger.StatusVersion {
			return ledger.StatusVersion{Status: r, Position: p}
		},
	)
}

// StatusList implements ledger.View.
func (l *Ledger) StatusList(issuer string, list uint32) (map[uint32][]ledger.StatusVersion, error) {
	entries := map[uint32][]ledger.StatusVersion{}
	for _, w := range l.Writes {
		first := ledger.StatusKey(issuer, list, 0)
		if len(w.Key) != 4 || !slices.Equal(w.Key[:3], []string{first.Object, issuer, first.Attributes[1]}) {
			continue
		}
		index, err := strconv.ParseUint(w.Key[3], 10, 32)
		if err != nil {
			return nil, err
		}
		if entries[uint32(index)], err = l.Status(issuer, list, uint32(index)); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

// AnchorStatus implements ledger.View.
func (l *Ledger) AnchorStatus(issuer string, sequence uint64) ([]ledger.AnchorStatus, error) {
	own, err := versions(l, ledger.AnchorStatusKey(issuer, sequence),
		func(r ledger.AnchorStatus, _ ledger.Position) ledger.AnchorStatus { return r })
	if err != nil {
		return nil, err
	}
	lists, err := versions(l, ledger.AnchorStatusesKey(issuer),
		func(r ledger.AnchorStatuses, _ ledger.Position) ledger.AnchorStatuses { return r })
	if err != nil || len(lists) == 0 {
		return own, err
	}
	return lists[len(lists)-1].Continue(sequence, own), nil
}

// Void implements ledger.View.
func (l *Ledger) Void(issuer string, sequence uint64) (ledger.VoidRecord, ledger.Position, bool, error) {
	type at struct {
		record   ledger.VoidRecord
		position ledger.Position
	}
	all, err := versions(l, ledger.VoidKey(issuer, sequence),
		func(r ledger.VoidRecord, p ledger.Position) at { return at{r, p} })
	if err != nil || len(all) == 0 {
		return ledger.VoidRecord{}, ledger.Position{}, false, err
	}
	return all[0].record, all[0].position, true, nil
}

// Anchor implements ledger.View.
func (l *Ledger) Anchor(issuer string, sequence uint64) (ledger.AnchorRecord, ledger.Position, bool, error) {
	type at struct {
		record   ledger.AnchorRecord
		position ledger.Position
	}
	all, err := versions(
		l,
		ledger.AnchorKey(issuer, sequence),
		func(r ledger.AnchorRecord, p ledger.Position) at { return at{r, p} },
	)
	if err != nil || len(all) == 0 {
		return ledger.AnchorRecord{}, ledger.Position{}, false, err
	}
	return all[0].record, all[0].position, true, nil
}

// Digests implements ledger.View.
func (l *Ledger) Digests(issuer string, sequence uint64) ([]ledger.Digest, error) {
	key := ledger.AnchorKey(issuer, sequence)
	for _, w := range l.Writes {
		if slices.Equal(w.Key, append([]string{key.Object}, key.Attributes...)) {
			return ledger.DecodeDigests(w.Digests)
		}
	}
	return nil, nil
}

// Leaves implements ledger.View.
func (l *Ledger) Leaves(issuer string, digest ledger.Digest) ([]ledger.Leaf, error) {
	var places []ledger.Leaf
	for sequence := uint64(1); ; sequence++ {
		_, position, found, err := l.Anchor(issuer, sequence)
		if err == nil && !found {
			_, _, found, err = l.Void(issuer, sequence)
		}
		if err != nil || !found {
			return places, err
		}
		digests, err := l.Digests(issuer, sequence)
		if err != nil {
			return nil, err
		}
		if index, found := batch.Find(digests, digest); found {
			places = append(places, ledger.Leaf{Sequence: sequence, Index: uint64(index), Position: position})
		}
	}
}

// Close implements ledger.View.
func (l *Ledger) Close() error { return nil }
