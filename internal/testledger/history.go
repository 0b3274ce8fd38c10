package testledger

import (
	"fmt"
	"strconv"
	"time"

	"sogoc/verifier/batch"
	"sogoc/verifier/ledger"
)

// history is what views are made of: every version of every record, oldest first.
type history struct {
	blocks         uint64 // with the genesis block
	latest         time.Time
	issuers        map[string][]ledger.IssuerVersion
	keys           map[string][]ledger.KeyVersion
	statuses       map[string][]ledger.StatusVersion // by world-state key
	anchors        map[string]anchorAt               // by world-state key
	voids          map[string]voidAt                 // by world-state key
	anchorStatuses map[string][]anchorStatusAt       // by world-state key
	digests        []ledger.Digest                   // that came with the transaction being committed
	writes         []Write
}

type anchorAt struct {
	record   ledger.AnchorRecord
	digests  []ledger.Digest
	position ledger.Position
}

type voidAt struct {
	record   ledger.VoidRecord
	position ledger.Position
}

type anchorStatusAt struct {
	status   ledger.AnchorStatus
	position ledger.Position
}

func newHistory() history {
	return history{
		blocks:         1,
		issuers:        map[string][]ledger.IssuerVersion{},
		keys:           map[string][]ledger.KeyVersion{},
		statuses:       map[string][]ledger.StatusVersion{},
		anchors:        map[string]anchorAt{},
		voids:          map[string]voidAt{},
		anchorStatuses: map[string][]anchorStatusAt{},
	}
}

// beginBlock opens a block for a transaction.
func (h *history) beginBlock(tx *Transaction) ledger.Position {
	position := ledger.Position{Block: h.blocks, TxID: tx.ID, Time: tx.At.UTC()}
	h.blocks++
	if position.Time.After(h.latest) {
		h.latest = position.Time
	}
	h.digests = nil
	if tx.Function == ledger.FuncPutAnchor {
		h.digests, _ = ledger.DecodeDigests(tx.Args[2]) // the chaincode decoded them before
	}
	return position
}

// addRecord keeps one written record.
func (h *history) addRecord(at ledger.Position, stateKey string, value []byte) error {
	key, err := ledger.ParseStateKey(stateKey)
	if err != nil {
		return err
	}
	switch key.Object {
	case ledger.ObjectIssuer:
		record, err := ledger.DecodeRecord[ledger.Issuer](value)
		h.issuers[key.Attributes[0]] = append(h.issuers[key.Attributes[0]],
			ledger.IssuerVersion{Issuer: record, Position: at})
		return err
	case ledger.ObjectKey:
		record, err := ledger.DecodeRecord[ledger.Key](value)
		h.keys[key.Attributes[0]] = append(h.keys[key.Attributes[0]], ledger.KeyVersion{Key: record, Position: at})
		return err
	case ledger.ObjectStatus:
		record, err := ledger.DecodeRecord[ledger.StatusRecord](value)
		h.statuses[stateKey] = append(h.statuses[stateKey], ledger.StatusVersion{Status: record, Position: at})
		return err
	case ledger.ObjectAnchor:
		record, err := ledger.DecodeRecord[ledger.AnchorRecord](value)
		h.anchors[stateKey] = anchorAt{record, h.digests, at}
		return err
	case ledger.ObjectVoid:
		record, err := ledger.DecodeRecord[ledger.VoidRecord](value)
		h.voids[stateKey] = voidAt{record, at}
		return err
	case ledger.ObjectAnchorStatus:
		status, err := ledger.DecodeRecord[ledger.AnchorStatus](value)
		h.anchorStatuses[stateKey] = append(h.anchorStatuses[stateKey], anchorStatusAt{status, at})
		return err
	case ledger.ObjectSequence, ledger.ObjectVoidCount, ledger.ObjectQuotaUsed, ledger.ObjectQuotaReturned,
		ledger.ObjectQuotaReturn, ledger.ObjectCustody, ledger.ObjectTick:
		return nil // no part of a view
	}
	return fmt.Errorf("%w: %s", ledger.ErrStateKey, key.Object)
}

// View returns a view of the ledger as it stands now: what is committed later
// it does not see.
func (l *Ledger) View() ledger.View {
	l.mu.Lock()
	defer l.mu.Unlock()
	height := l.history.blocks
	hash := l.genesis
	if height > 1 {
		hash = ledger.SumDigest([]byte(l.genesis.String() + strconv.FormatUint(height, 10)))
	}
	return &view{ledger: l, head: ledger.Head{Height: height, Hash: hash, Time: l.history.latest}}
}

// view reads the ledger's history up to its head.
type view struct {
	ledger *Ledger
	head   ledger.Head
}

func (v *view) Head() ledger.Head { return v.head }

func (v *view) Close() error { return nil }

// visibleVersions returns those versions that a view sees, of a history oldest first.
func visibleVersions[V any](v *view, versions []V, position func(V) ledger.Position) []V {
	n := 0
	for n < len(versions) && position(versions[n]).Block < v.head.Height {
		n++
	}
	return versions[:n:n]
}

func (v *view) Issuer(code string) ([]ledger.IssuerVersion, error) {
	v.ledger.mu.Lock()
	defer v.ledger.mu.Unlock()
	return visibleVersions(v, v.ledger.history.issuers[code],
		func(i ledger.IssuerVersion) ledger.Position { return i.Position }), nil
}

func (v *view) Key(thumbprint string) ([]ledger.KeyVersion, error) {
	v.ledger.mu.Lock()
	defer v.ledger.mu.Unlock()
	return visibleVersions(v, v.ledger.history.keys[thumbprint],
		func(k ledger.KeyVersion) ledger.Position { return k.Position }), nil
}

func (v *view) Status(issuer string, list, index uint32) ([]ledger.StatusVersion, error) {
	v.ledger.mu.Lock()
	defer v.ledger.mu.Unlock()
	versions := v.ledger.history.statuses[ledger.StatusKey(issuer, list, index).String()]
	return visibleVersions(v, versions, func(s ledger.StatusVersion) ledger.Position { return s.Position }), nil
}

func (v *view) StatusList(issuer string, list uint32) (map[uint32][]ledger.StatusVersion, error) {
	v.ledger.mu.Lock()
	defer v.ledger.mu.Unlock()
	entries := map[uint32][]ledger.StatusVersion{}
	for key, versions := range v.ledger.history.statuses {
		parsed, err := ledger.ParseStateKey(key)
		if err != nil {
			return nil, err
		}
		index, err := strconv.ParseUint(parsed.Attributes[2], 10, 32)
		if err != nil {
			return nil, err
		}
		seen := visibleVersions(v, versions, func(s ledger.StatusVersion) ledger.Position { return s.Position })
		if key == ledger.StatusKey(issuer, list, uint32(index)).String() && len(seen) > 0 {
			entries[uint32(index)] = seen
		}
	}
	return entries, nil
}

func (v *view) AnchorStatus(issuer string, sequence uint64) ([]ledger.AnchorStatus, error) {
	v.ledger.mu.Lock()
	defer v.ledger.mu.Unlock()
	versions := visibleVersions(v, v.ledger.history.anchorStatuses[ledger.AnchorStatusKey(issuer, sequence).String()],
		func(a anchorStatusAt) ledger.Position { return a.position })
	var history []ledger.AnchorStatus
	for _, version := range versions {
		history = append(history, version.status)
	}
	return history, nil
}

func (v *view) Void(issuer string, sequence uint64) (ledger.VoidRecord, ledger.Position, bool, error) {
	v.ledger.mu.Lock()
	defer v.ledger.mu.Unlock()
	void, found := v.ledger.history.voids[ledger.VoidKey(issuer, sequence).String()]
	if !found || void.position.Block >= v.head.Height {
		return ledger.VoidRecord{}, ledger.Position{}, false, nil
	}
	return void.record, void.position, true, nil
}

func (v *view) Anchor(issuer string, sequence uint64) (ledger.AnchorRecord, ledger.Position, bool, error) {
	a, found := v.anchor(issuer, sequence)
	return a.record, a.position, found, nil
}

func (v *view) Digests(issuer string, sequence uint64) ([]ledger.Digest, error) {
	a, _ := v.anchor(issuer, sequence)
	return a.digests, nil
}

func (v *view) anchor(issuer string, sequence uint64) (anchorAt, bool) {
	v.ledger.mu.Lock()
	defer v.ledger.mu.Unlock()
	a, found := v.ledger.history.anchors[ledger.AnchorKey(issuer, sequence).String()]
	if !found || a.position.Block >= v.head.Height {
		return anchorAt{}, false
	}
	return a, true
}

// Leaves looks through all of an issuer's anchors, which is enough for tests.
func (v *view) Leaves(issuer string, digest ledger.Digest) ([]ledger.Leaf, error) {
	var places []ledger.Leaf
	for sequence := uint64(1); ; sequence++ {
		a, found := v.anchor(issuer, sequence)
		if !found {
			if _, _, void, _ := v.Void(issuer, sequence); void {
				continue
			}
			return places, nil
		}
		if index, found := batch.Find(a.digests, digest); found {
			places = append(places, ledger.Leaf{Sequence: sequence, Index: uint64(index), Position: a.position})
		}
	}
}
