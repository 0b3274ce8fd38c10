package audit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"sogoc/verifier/blocks"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// FetchOptions say where blocks go.
type FetchOptions struct {
	Folder   string
	Genesis  ledger.Digest            // hash of the first block
	Wait     time.Duration            // for a peer's answer or next block; 0: 30 seconds
	Progress func(done, total uint64) // in copies of blocks; may be nil
}

// Fetched is what a fetch did.
type Fetched struct {
	Folder      string           `json:"folder"`
	Blocks      uint64           `json:"blocks"` // in the folder, without a gap
	New         uint64           `json:"new"`    // of these
	Hash        ledger.Digest    `json:"hash"`   // of the last one
	Peers       []Peer           `json:"peers"`
	Damaged     []Damaged        `json:"damaged,omitempty"` // files that changed since they were written
	Differences []CopyDifference `json:"differences"`
}

// Peer is what one peer contributed.
type Peer struct {
	Name         string `json:"name"`
	Organisation string `json:"organisation"`
	Told         uint64 `json:"told"`             // blocks that it said it has
	Compared     uint64 `json:"compared"`         // blocks that are the same as the folder's, now or earlier
	Failed       string `json:"failed,omitempty"` // why it could not be read to its end
	// Ignored says why what the peer told or gave does not count, against the
	// word of several organisations: a copy that they outvoted, or more blocks
	// than it shows.
	Ignored string `json:"ignored,omitempty"`
}

// CopyDifference is a block of which peers gave different copies, or one that
// cannot stand where it is. Somebody lies, or somebody's disk does.
type CopyDifference struct {
	Block  uint64 `json:"block"`
	Copies []Copy `json:"copies"`
	// Outvoted says that one copy was given by several organisations and each
	// other one by a single one: the folder has the former, and reading went on.
	Outvoted bool `json:"outvoted"`
}

// Copy is one version of a block.
type Copy struct {
	Hash    ledger.Digest `json:"hash"`            // of the header
	Flags   string        `json:"flags"`           // validation flags, in hex
	Peers   []string      `json:"peers"`           // who gave it: organisation and address
	File    string        `json:"file"`            // where it is kept
	Problem string        `json:"fault,omitempty"` // what is wrong with it by itself
	sum     ledger.Digest
	givers  []*reading
}

// Complete reports whether every peer that was asked was read to its end, those
// apart whose word does not count, and no block of the folder is damaged still.
func (f Fetched) Complete() bool {
	for _, d := range f.Damaged {
		if len(d.Peers) == 0 {
			return false
		}
	}
	for _, p := range f.Peers {
		if p.Failed != "" {
			return false
		}
	}
	return true
}

// Fetch reads blocks from all sources at once into a folder, goes on where an
// earlier fetch ended, and compares all copies. What lies in the folder is looked
// at first: a damaged block is fetched again, and nothing is read beyond one that
// no peer gives. A block under its name is whole and on disk, whenever the process
// is killed; one fetch at a time may use a folder. Peers that fail, blocks that
// are damaged and copies that differ are in the result, not errors. A copy that a
// single organisation gave, against several that agree, is kept as evidence and
// its peer is read no further; after any other difference nobody is. Fetch returns
// ErrFolder for a folder of another ledger, ctx's error, or one of the disk; then
// too, what was fetched stays.
func Fetch(ctx context.Context, sources []follower.Source, o FetchOptions) (Fetched, error) {
	if o.Wait == 0 {
		o.Wait = 30 * time.Second
	}
	if o.Progress == nil {
		o.Progress = func(uint64, uint64) {}
	}
	f := &fetching{
		options: o,
		folder:  folder(o.Folder),
		sums:    map[uint64]ledger.Digest{},
		files:   map[uint64]ledger.Digest{},
		configs: map[uint64]*blocks.Config{},
	}
	if err := f.begin(sources); err != nil {
		return f.result(), err
	}
	ctx, f.cancel = context.WithCancelCause(ctx)
	defer f.cancel(nil)
	f.each(func(p *reading) { p.ask(ctx, o.Wait) })
	whole, err := f.heal(ctx)
	if err == nil && whole {
		err = f.readAll(ctx)
	}
	return f.result(), errors.Join(err, f.save())
}

// readAll reads what the peers have, on a folder without damage.
func (f *fetching) readAll(ctx context.Context) error {
	if err := f.readEnd(); err != nil {
		return err
	}
	f.expect()
	for again := true; again; {
		f.each(func(p *reading) { f.read(ctx, p) })
		var err error
		if again, err = f.resolve(); err != nil {
			return err
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
	}
	f.excuse()
	return nil
}

// expect counts the copies that are to come, for the progress. What only one
// peer tells of is not expected.
func (f *fetching) expect() {
	var told []uint64
	for _, p := range f.peers {
		told = append(told, p.peer.Told)
	}
	slices.Sort(told)
	limit := told[max(0, len(told)-2)]
	for _, p := range f.peers {
		f.total += max(min(p.peer.Told, limit), p.peer.Compared)
		f.done += p.peer.Compared
	}
}

// fetching is one fetch under way.
type fetching struct {
	options FetchOptions
	folder  folder
	cancel  context.CancelCauseFunc

	// compared is up to where the folder's copies are recorded to be each peer's.
	compared map[string]uint64
	peers    []*reading

	mu          sync.Mutex // guards all below
	height      uint64
	begun       uint64
	last        *common.Block             // the block below height; nil: none
	sums        map[uint64]ledger.Digest  // fingerprints of this run's blocks
	files       map[uint64]ledger.Digest  // checksums of the files that are recorded
	configs     map[uint64]*blocks.Config // configurations that were read, by block
	damaged     []Damaged
	limit       uint64 // no block from here on is wanted; 0: none
	differences []CopyDifference
	done, total uint64
}

// reading is one peer of a fetch.
type reading struct {
	source follower.Source
	peer   Peer
}

func (p *reading) String() string { return strings.TrimSpace(p.peer.Organisation + " " + p.peer.Name) }

var (
	errStopped = errors.New("stopped at a difference")
	errEnd     = errors.New("all blocks read")
)

func (f *fetching) begin(sources []follower.Source) error {
	if err := os.MkdirAll(string(f.folder), 0o755); err != nil {
		return err
	}
	if err := f.folder.clean(); err != nil {
		return err
	}
	e, err := f.folder.extent()
	if err != nil {
		return err
	}
	f.height, f.begun = e.height, e.height
	compared, err := f.load()
	if err != nil {
		return err
	}
	f.compared = compared
	recorded, err := f.recheck()
	if err != nil {
		return err
	}
	for _, s := range sources {
		p := &reading{source: s, peer: Peer{Name: s.Name(), Organisation: s.Organisation()}}
		p.peer.Compared = min(compared[p.String()], recorded)
		f.peers = append(f.peers, p)
	}
	if f.height == 0 || f.isDamaged(0) {
		return nil
	}
	first, err := f.folder.read(0)
	if err != nil {
		return err
	}
	if hash := blocks.HeaderHash(first.GetHeader()); hash != f.options.Genesis {
		return fmt.Errorf("%w: %s holds another ledger: its genesis block is %s", ErrFolder, f.folder, hash)
	}
	return nil
}

// readEnd reads the folder's last block.
func (f *fetching) readEnd() (err error) {
	if f.height > 0 {
		f.last, err = f.folder.read(f.height - 1)
	}
	return err
}

// each calls do for every peer at once and waits.
func (f *fetching) each(do func(*reading)) {
	var group sync.WaitGroup
	for _, p := range f.peers {
		group.Go(func() { do(p) })
	}
	group.Wait()
}

func (p *reading) ask(ctx context.Context, wait time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	var err error
	if p.peer.Told, err = p.source.Height(ctx); err != nil {
		p.peer.Failed = err.Error()
	}
}

// read takes a peer's blocks up to the height that it told of.
func (f *fetching) read(ctx context.Context, p *reading) {
	if p.peer.Failed != "" || p.peer.Ignored != "" || p.peer.Compared >= p.peer.Told {
		return
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(f.options.Wait, func() { cancel(fmt.Errorf("no block for %s", f.options.Wait)) })
	defer silence.Stop()
	next := p.peer.Compared
	err := p.source.Blocks(ctx, next, func(block *common.Block) error {
		silence.Reset(f.options.Wait)
		if block.GetHeader().GetNumber() != next {
			return fmt.Errorf("gave block %d, want %d", block.GetHeader().GetNumber(), next)
		}
		if err := f.take(p, next, block); err != nil {
			return err
		}
		if next++; next >= p.peer.Told {
			return errEnd
		}
		return nil
	})
	switch {
	case errors.Is(err, errEnd), errors.Is(err, errStopped):
	case context.Cause(ctx) != nil:
		p.peer.Failed = context.Cause(ctx).Error()
	case err != nil:
		p.peer.Failed = err.Error()
	default:
		p.peer.Failed = fmt.Sprintf("ended after block %d, and told of %d", next, p.peer.Told)
	}
}

// take compares a peer's block with the folder's, or puts it there. It is the
// folder's one writer.
func (f *fetching) take(p *reading, number uint64, block *common.Block) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.limit > 0 && number >= f.limit {
		return errStopped
	}
	if number > f.height {
		return fmt.Errorf("gave block %d, want %d at most", number, f.height)
	}
	if number == f.height {
		if problem := f.checkNext(block); problem != "" {
			return f.differ(p, block, problem)
		}
		if err := f.store(number, block); err != nil {
			f.cancel(err)
			return err
		}
	} else if err := f.compare(p, number, block); err != nil {
		return err
	}
	p.peer.Compared = number + 1
	f.done++
	f.options.Progress(f.done, f.total)
	return nil
}

// syncEvery is after how many blocks their names are made to last; the blocks
// themselves are on disk before they have a name.
const syncEvery = 100

func (f *fetching) store(number uint64, block *common.Block) error {
	if err := f.put(number, block); err != nil {
		return err
	}
	f.last = block
	f.height++
	if f.height%syncEvery == 0 {
		return f.folder.sync()
	}
	return nil
}

func (f *fetching) compare(p *reading, number uint64, block *common.Block) error {
	want, known := f.sums[number]
	if !known {
		stored, raw, err := f.folder.readRaw(number)
		if err != nil {
			f.cancel(err)
			return err
		}
		want = fingerprint(stored)
		if fingerprint(block) == want { // from now on the file is known to be right
			f.sums[number], f.files[number] = want, ledger.SumDigest(raw)
		}
	}
	if fingerprint(block) == want {
		return nil
	}
	return f.differ(p, block, "")
}

func (f *fetching) result() Fetched {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, d := range f.differences {
		f.addKeepers(f.difference(d.Block))
	}
	r := Fetched{
		Folder:      string(f.folder),
		Blocks:      f.height,
		New:         f.height - f.begun,
		Damaged:     f.damaged,
		Differences: f.differences,
	}
	if f.last != nil {
		r.Hash = blocks.HeaderHash(f.last.GetHeader())
	}
	for _, p := range f.peers {
		r.Peers = append(r.Peers, p.peer)
	}
	return r
}

// evidence is the folder of copies that were not taken.
func (f *fetching) evidence() string { return filepath.Join(string(f.folder), "differences") }
