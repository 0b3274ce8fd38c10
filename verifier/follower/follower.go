package follower

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/cockroachdb/pebble/v2"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// Follower keeps the index. Its methods are safe for concurrent use; Run may
// be called once at a time, and Close after Run has returned and every View
// is closed.
type Follower struct {
	options Options
	store   *store
	db      *pebble.DB

	stopMerging func() // and waits until it has ended

	mu             sync.RWMutex
	chain          blocks.Chain
	head           ledger.Head
	present        *reading // of head
	highest        headRecord
	alarm          error
	beyond         error  // wraps ErrBeyond
	caughtUpBefore bool   // this index was complete once
	waiting        string // why the next block is not taken; "" where nothing holds it up
	heights        peerHeights
	closed         bool
}

// Open opens or makes the folder. It returns ErrTrust for one of another ledger,
// blocks.ErrAgreement for a trust file with an agreement by somebody else, ErrStore
// where stored blocks are missing or damaged, and ErrIntegrity where the index is not
// of the history that the head file names.
func Open(o Options) (*Follower, error) {
	o = o.withDefaults()
	if o.Dir == "" || o.HeadFile == "" || o.Trust.Genesis.IsZero() {
		return nil, errors.New("follower: folder, head file and trust are required")
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, err
	}
	m, err := readHeadFile(o.HeadFile, o.Trust.Genesis)
	if err != nil {
		return nil, err
	}
	db, err := openIndex(filepath.Join(o.Dir, "index"), o)
	if err != nil {
		return nil, err
	}
	f := &Follower{options: o, db: db, highest: m, stopMerging: func() {}}
	if err := f.open(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	f.startMerging()
	return f, nil
}

func (f *Follower) open() (err error) {
	if f.head, err = readHead(f.db); err != nil {
		return err
	}
	if err := f.renewReading(); err != nil {
		return err
	}
	if _, err := get(f.db, key(spaceCaughtUp)); err == nil {
		f.caughtUpBefore = true
	} else if !errors.Is(err, pebble.ErrNotFound) {
		return errors.Join(errIndex, err)
	}
	if f.chain, err = readChain(f.db, f.options.Trust, f.head); err != nil {
		return err
	}
	if f.store, err = openStore(filepath.Join(f.options.Dir, "blocks")); err != nil {
		return err
	}
	if f.store.height < f.head.Height {
		return fmt.Errorf("%w: %d are stored and %d are indexed", ErrStore, f.store.height, f.head.Height)
	}
	if err := f.checkAgreements(); err != nil {
		return err
	}
	if err := f.checkAgainstHeadFile(f.head.Height); err != nil {
		return err
	}
	if f.head.Height > f.highest.Height { // a crash between index and head file
		if err := f.raiseHeadFile(); err != nil {
			return err
		}
	}
	if f.options.Genesis != nil && f.head.Height == 0 && f.store.height == 0 {
		return f.checkAndCommit(f.options.Genesis)
	}
	return nil
}

// checkAgainstHeadFile holds an index of this height against the head file.
func (f *Follower) checkAgainstHeadFile(height uint64) error {
	if f.highest.Height == 0 || height < f.highest.Height {
		return nil
	}
	hash, err := get(f.db, key(spaceHash, u64(f.highest.Height-1)))
	if err != nil {
		return errors.Join(errIndex, err)
	}
	if ledger.Digest(hash) != f.highest.Hash {
		return fmt.Errorf("%w: block %d was %s before", ErrIntegrity, f.highest.Height-1, f.highest.Hash)
	}
	return nil
}

func (f *Follower) raiseHeadFile() error {
	m := headRecord{Genesis: f.options.Trust.Genesis, Height: f.head.Height, Hash: f.head.Hash}
	if err := m.write(f.options.HeadFile); err != nil {
		return err
	}
	f.highest = m
	return nil
}

// Close releases the folder. It may be repeated.
func (f *Follower) Close() error {
	f.stopMerging()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return nil
	}
	f.closed = true
	var err error
	if f.store != nil {
		err = f.store.close()
	}
	if f.present != nil {
		err = errors.Join(err, f.present.release())
	}
	return errors.Join(err, f.db.Close())
}

// renewReading makes a reading of the present head the one that views are given.
func (f *Follower) renewReading() error {
	before := f.present
	f.present = newReading(f.db, f.head)
	if before == nil {
		return nil
	}
	return before.release()
}

// View returns a consistent reading of the last checked block. It returns
// ErrBelowHead while the index is behind the head file. After an alarm it
// still reads what was checked before; a service that answers asks Alarm too.
func (f *Follower) View() (ledger.View, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.closed {
		return nil, ErrClosed
	}
	if f.head.Height < f.highest.Height {
		return nil, fmt.Errorf("%w: %d of %d", ErrBelowHead, f.head.Height, f.highest.Height)
	}
	return f.present.view(), nil
}

// Head returns the last checked block.
func (f *Follower) Head() ledger.Head {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.head
}

// Alarm returns what stopped the follower for good, or nil. It wraps ErrIntegrity.
func (f *Follower) Alarm() error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.alarm
}

// Beyond returns what this program is too old for, or nil. It wraps ErrBeyond.
func (f *Follower) Beyond() error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.beyond
}

// Notes returns what was odd in the blocks so far and stopped nobody, the
// newest last, at most so many.
func (f *Follower) Notes(most int) ([]blocks.Note, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	if f.closed {
		return nil, ErrClosed
	}
	return readNotes(f.db, most)
}

// Block returns a checked block as it was stored. It returns ErrStore for a
// number that is not there.
func (f *Follower) Block(number uint64) (*common.Block, error) {
	if number >= f.Head().Height {
		return nil, fmt.Errorf("%w: block %d is not checked yet", ErrStore, number)
	}
	var found *common.Block
	stop := errors.New("found")
	// The store only grows, and this frame was written before the head moved past it.
	reading := &store{dir: f.store.dir, height: number + 1}
	if err := reading.each(number, func(b *common.Block) error { found = b; return stop }); !errors.Is(err, stop) {
		return nil, errors.Join(ErrStore, err)
	}
	return found, nil
}

// pendingBlock is a block that passed every check, laid into a batch and not kept yet.
// It must be committed or discarded.
type pendingBlock struct {
	block   *common.Block
	checked blocks.Checked
	head    ledger.Head
	batch   *pebble.Batch
}

func (s *pendingBlock) discard() error { return s.batch.Close() }

// check judges the next block without keeping anything. Its error wraps
// ErrIntegrity if the block is at fault.
func (f *Follower) check(block *common.Block) (*pendingBlock, error) {
	var checked blocks.Checked
	var err error
	if f.chain.Height == 0 {
		checked, err = blocks.Genesis(
			block,
			f.options.Trust.Channel,
			f.options.Trust.Chaincode,
			f.options.Trust.Genesis,
		)
		if err == nil {
			err = blocks.CheckAgreements(block, f.options.Trust.Agreements)
		}
	} else {
		checked, err = f.chain.Check(block, indexState{f.db})
	}
	if err != nil {
		return nil, asIntegrity(err)
	}
	if f.highest.Height == checked.Number+1 && f.highest.Hash != checked.Hash {
		return nil, fmt.Errorf("%w: block %d was %s before", ErrIntegrity, checked.Number, f.highest.Hash)
	}
	x := &blockIndexer{
		genesis: f.options.Trust.Genesis,
		version: f.chain.Lifecycle.Version(f.options.Trust.Chaincode),
		batch:   f.db.NewIndexedBatch(),
		digests: f.db.NewBatch(),
		head:    f.head,
	}
	err = x.apply(block, checked, f.chain)
	if err == nil {
		err = x.digests.Apply(x.batch, nil)
	}
	if err = errors.Join(err, x.batch.Close()); err != nil {
		return nil, asIntegrity(errors.Join(err, x.digests.Close()))
	}
	return &pendingBlock{block: block, checked: checked, head: x.head, batch: x.digests}, nil
}

// checkAndCommit checks a block and keeps it.
func (f *Follower) checkAndCommit(block *common.Block) error {
	s, err := f.check(block)
	if err != nil {
		return err
	}
	return f.commit(s)
}

// commit keeps a checked block: first the raw block, then the index in one
// atomic step, which is the commit point, then the head file. A crash in
// between leaves a stored block that the next Run checks and indexes again,
// or a head file that Open raises. It returns ErrDisk where the disk is full or
// cannot be written; then it may be repeated with the block checked anew.
func (f *Follower) commit(s *pendingBlock) error {
	number := s.checked.Number
	if number == f.store.height { // otherwise it is being indexed again from the store
		if err := f.storeBlock(s.block); err != nil {
			return errors.Join(fmt.Errorf("%w: %w", ErrDisk, err), s.discard())
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := errors.Join(s.batch.Commit(pebble.Sync), s.batch.Close()); err != nil {
		return fmt.Errorf("%w: index block %d: %w", ErrDisk, number, err)
	}
	f.chain, f.head = s.checked.Chain, s.head
	if err := f.renewReading(); err != nil {
		return err
	}
	if f.head.Height <= f.highest.Height {
		return nil
	}
	if err := f.raiseHeadFile(); err != nil {
		return fmt.Errorf("%w: %w", ErrDisk, err)
	}
	return nil
}

// storeBlock keeps a raw block, if the disk has room for it and for the index's
// own work, which must not run out of it.
func (f *Follower) storeBlock(block *common.Block) error {
	usage, err := f.options.indexFS.GetDiskUsage(f.options.Dir)
	if err != nil {
		return err
	}
	if usage.AvailBytes < f.options.DiskReserve {
		return fmt.Errorf("%d bytes are free, and %d are kept in reserve", usage.AvailBytes, f.options.DiskReserve)
	}
	raw, err := proto.Marshal(block)
	if err != nil {
		return err
	}
	return f.store.append(raw)
}

// indexStored indexes again what is stored above the index: all of it after the
// index was deleted, one block after a crash.
func (f *Follower) indexStored() error {
	err := f.store.each(f.head.Height, f.checkAndCommit)
	if errors.Is(err, ErrStore) {
		return fmt.Errorf("%w: %w", ErrIntegrity, err)
	}
	return err
}
