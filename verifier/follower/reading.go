package follower

import (
	"fmt"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
	lru "github.com/hashicorp/golang-lru/v2"

	"sogoc/verifier/ledger"
)

// reading is the index as it stands at one head: a snapshot, and the records that
// were read from it, decoded. All views of one head share it; when the head
// moves, the next views get another one, with nothing remembered. So whatever a
// view remembers was read from its own snapshot.
type reading struct {
	snapshot *pebble.Snapshot
	head     ledger.Head
	records  *records
	users    atomic.Int64 // its views, and the follower while it is the present one
}

func newReading(db *pebble.DB, head ledger.Head) *reading {
	r := &reading{snapshot: db.NewSnapshot(), head: head, records: newRecords()}
	r.users.Store(1)
	return r
}

// view returns another view. Its caller holds the follower's lock, so that the
// follower is a user still.
func (r *reading) view() *view {
	r.users.Add(1)
	return &view{reading: r}
}

// release ends one use.
func (r *reading) release() error {
	if r.users.Add(-1) > 0 {
		return nil
	}
	return r.snapshot.Close()
}

// How many records of each kind one reading remembers.
const (
	rememberedIssuers = 1 << 11
	rememberedKeys    = 1 << 12
	rememberedAnchors = 1 << 14
)

// records are decoded records of one snapshot, the most used ones. Decoding one
// strictly costs as much as verifying a signature. Nobody changes what is in it.
type records struct {
	issuers        *lru.Cache[string, []ledger.IssuerVersion]
	keys           *lru.Cache[string, []ledger.KeyVersion]
	anchors        *lru.Cache[anchorID, []placedAnchor] // one element each
	anchorStatuses *lru.Cache[anchorID, []ledger.AnchorStatus]
}

type anchorID struct {
	issuer   string
	sequence uint64
}

type placedAnchor struct {
	record   ledger.AnchorRecord
	position ledger.Position
}

func newRecords() *records {
	return &records{
		issuers:        newCache[string, []ledger.IssuerVersion](rememberedIssuers),
		keys:           newCache[string, []ledger.KeyVersion](rememberedKeys),
		anchors:        newCache[anchorID, []placedAnchor](rememberedAnchors),
		anchorStatuses: newCache[anchorID, []ledger.AnchorStatus](rememberedAnchors),
	}
}

func newCache[K comparable, V any](size int) *lru.Cache[K, V] {
	cache, err := lru.New[K, V](size)
	if err != nil {
		panic(fmt.Sprintf("follower: a cache of %d records: %v", size, err)) // only for a size below 1
	}
	return cache
}

// remember returns what is remembered of k, or what read reads. That there is
// nothing it does not remember: strangers could ask for so much of it that all
// else is forgotten.
func remember[K comparable, V any](cache *lru.Cache[K, []V], k K, read func() ([]V, error)) ([]V, error) {
	if known, found := cache.Get(k); found {
		return known, nil
	}
	value, err := read()
	if err == nil && len(value) > 0 {
		cache.Add(k, value)
	}
	return value, err
}

// rememberAll is remember for what only anchors that exist are asked for: also
// that there is nothing.
func rememberAll[K comparable, V any](cache *lru.Cache[K, []V], k K, read func() ([]V, error)) ([]V, error) {
	if known, found := cache.Get(k); found {
		return known, nil
	}
	value, err := read()
	if err == nil {
		cache.Add(k, value)
	}
	return value, err
}
