package follower

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/go-json-experiment/json"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// formatVersion changes when the index's form does; one of another version is
// dropped at the start and built again from the stored blocks.
const formatVersion = 5

type meta struct {
	Format    int           `json:"format"`
	Genesis   ledger.Digest `json:"genesis"`
	Channel   string        `json:"channel"`
	Chaincode string        `json:"chaincode"`
}

// pebbleLog keeps Pebble's own log out of ours, but for what it calls an error.
type pebbleLog struct {
	log   *slog.Logger
	fatal func(error)
}

func (pebbleLog) Infof(string, ...any) {}

func (p pebbleLog) Errorf(format string, args ...any) {
	p.log.Error("index error", slog.String("text", fmt.Sprintf(format, args...)))
}

// Fatalf is called by Pebble where it cannot go on; it must not return.
func (p pebbleLog) Fatalf(format string, args ...any) {
	err := fmt.Errorf("the index cannot be written or read: %s; see to the disk and start again",
		fmt.Sprintf(format, args...))
	p.log.Error("index failed", slog.Any("error", err))
	p.fatal(err)
	select {} // fatal is ending the process
}

// memTableSize is how much is written before it goes to a file, in bytes.
const memTableSize = 32 << 20

// indexBlockSize keeps the index of a file in one block, so that a look-up searches one
// level instead of two.
const indexBlockSize = 1 << 20

func pebbleOptions(o Options) *pebble.Options {
	options := &pebble.Options{
		FS:           o.indexFS,
		Logger:       pebbleLog{log: o.Log, fatal: o.Fatal},
		CacheSize:    cacheSize(),
		MemTableSize: memTableSize,
	}
	for i := range options.Levels {
		level := &options.Levels[i]
		level.IndexBlockSize = indexBlockSize
		level.FilterPolicy = bloom.FilterPolicy(10) // bits for a key: 1 in 100 is looked for in vain
	}
	// Pebble asks no filter of the last level, where most of what is looked for is.
	options.Levels[len(options.Levels)-1].FilterPolicy = pebble.NoFilterPolicy
	return options
}

func openIndex(dir string, o Options) (*pebble.DB, error) {
	trust, log := o.Trust, o.Log
	db, err := pebble.Open(dir, pebbleOptions(o))
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	want := meta{Format: formatVersion, Genesis: trust.Genesis, Channel: trust.Channel, Chaincode: trust.Chaincode}
	text, err := get(db, key(spaceMeta))
	switch {
	case errors.Is(err, pebble.ErrNotFound):
		text, err = json.Marshal(want)
		if err == nil {
			err = db.Set(key(spaceMeta), text, pebble.Sync)
		}
	case err == nil:
		var have meta
		switch {
		case json.Unmarshal(text, &have) != nil:
			err = errIndex
		case have.Genesis != want.Genesis || have.Channel != want.Channel || have.Chaincode != want.Chaincode:
			err = fmt.Errorf("%w: the index is of genesis block %s", ErrTrust, have.Genesis)
		case have.Format != want.Format:
			log.Info(
				"index of another version dropped; it is built again from the stored blocks",
				slog.Int("had", have.Format),
				slog.Int("want", want.Format),
			)
			if err := errors.Join(db.Close(), os.RemoveAll(dir)); err != nil {
				return nil, fmt.Errorf("index: %w", err)
			}
			return openIndex(dir, o)
		}
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// get returns a copy of a value, or pebble.ErrNotFound.
func get(r pebble.Reader, k []byte) ([]byte, error) {
	value, closer, err := r.Get(k)
	if err != nil {
		return nil, err
	}
	copied := append([]byte{}, value...)
	return copied, closer.Close()
}

// find is get where absence is no error.
func find(r pebble.Reader, k []byte) ([]byte, bool, error) {
	value, err := get(r, k)
	if errors.Is(err, pebble.ErrNotFound) {
		return nil, false, nil
	}
	return value, err == nil, err
}

// scan calls yield with every pair whose key begins with prefix, in order.
// What it passes is valid during the call only.
func scan(r pebble.Reader, prefix []byte, yield func(k, v []byte) error) (err error) {
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: prefixEnd(prefix)})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for it.First(); it.Valid(); it.Next() {
		if err := yield(it.Key(), it.Value()); err != nil {
			return err
		}
	}
	return nil
}

// last returns the newest pair whose key begins with prefix.
func last(r pebble.Reader, prefix []byte) (value []byte, found bool, err error) {
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: prefixEnd(prefix)})
	if err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	if !it.Last() {
		return nil, false, it.Error()
	}
	return append([]byte{}, it.Value()...), true, nil
}

func encodeHead(h ledger.Head) []byte {
	return appendTime(append(u64(h.Height), h.Hash[:]...), h.Time)
}

func readHead(r pebble.Reader) (ledger.Head, error) {
	value, found, err := find(r, key(spaceHead))
	if err != nil || !found {
		return ledger.Head{}, err
	}
	if len(value) != 8+ledger.DigestSize+timeSize {
		return ledger.Head{}, errIndex
	}
	h := ledger.Head{Height: binary.BigEndian.Uint64(value), Hash: ledger.Digest(value[8 : 8+ledger.DigestSize])}
	if t := readTime(value[8+ledger.DigestSize:]); t.Unix() != noTime {
		h.Time = t
	}
	return h, nil
}

// indexState is what the index knows of all blocks that are in it.
type indexState struct{ reader pebble.Reader }

var _ blocks.State = indexState{}

func (s indexState) Seen(txID string) (bool, error) {
	_, found, err := find(s.reader, key(spaceTxID, []byte(txID)))
	return found, err
}

func (s indexState) Version(k blocks.Key) (*blocks.Version, error) {
	value, found, err := find(s.reader, stateKey(k))
	if err != nil || !found {
		return nil, err
	}
	if len(value) != versionSize {
		return nil, errIndex
	}
	return &blocks.Version{
		Block:  binary.BigEndian.Uint64(value),
		Index:  binary.BigEndian.Uint64(value[8:]),
		Unsure: value[16] != 0,
	}, nil
}

// versionSize is the length of what encodeKeyVersion writes.
const versionSize = 17

func encodeKeyVersion(v *blocks.Version) []byte {
	encoded := append(u64(v.Block), u64(v.Index)...)
	if v.Unsure {
		return append(encoded, 1)
	}
	return append(encoded, 0)
}

// chainRecord is what the chain holds beside what stands in other spaces.
type chainRecord struct {
	Owners      []string `json:"owners"`
	ConfigBlock uint64   `json:"configBlock"`
}

// noTime is how the zero time is written.
var noTime = ledger.Head{}.Time.Unix()

// readChain restores what is needed to check the next block.
func readChain(db *pebble.DB, trust ledger.Trust, head ledger.Head) (blocks.Chain, error) {
	chain := blocks.Chain{
		Channel:   trust.Channel,
		Chaincode: trust.Chaincode,
		Height:    head.Height,
		Hash:      head.Hash,
		Lifecycle: blocks.Lifecycle{},
	}
	if head.Height == 0 {
		return chain, nil
	}
	raw, err := get(db, key(spaceConfigBlock))
	if err != nil {
		return chain, errors.Join(errIndex, err)
	}
	block := &common.Block{}
	if err := proto.Unmarshal(raw, block); err != nil {
		return chain, errIndex
	}
	text, err := get(db, key(spaceChain))
	if err != nil {
		return chain, errors.Join(errIndex, err)
	}
	var record chainRecord
	if err := json.Unmarshal(text, &record); err != nil {
		return chain, errIndex
	}
	chain.Owners, chain.ConfigBlock = record.Owners, record.ConfigBlock
	if chain.Config, err = blocks.ParseConfig(block); err != nil {
		return chain, err
	}
	return chain, scan(db, []byte{spaceLifecycle}, func(k, v []byte) error {
		chain.Lifecycle[string(k[1:])] = append([]byte{}, v...)
		return nil
	})
}

// readNotes returns the newest notes, oldest first.
func readNotes(r pebble.Reader, most int) (notes []blocks.Note, err error) {
	prefix := key(spaceNote)
	it, err := r.NewIter(&pebble.IterOptions{LowerBound: prefix, UpperBound: prefixEnd(prefix)})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, it.Close()) }()
	for it.Last(); it.Valid() && len(notes) < most; it.Prev() {
		var note blocks.Note
		if err := json.Unmarshal(it.Value(), &note); err != nil {
			return nil, errIndex
		}
		notes = append(notes, note)
	}
	slices.Reverse(notes)
	return notes, it.Error()
}
