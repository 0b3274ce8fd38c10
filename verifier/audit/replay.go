package audit

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// Options say what to replay.
type Options struct {
	Trust    ledger.Trust
	Folder   string
	Index    string                   // folder to keep the index in; "": a temporary one
	Progress func(done, total uint64) // may be nil; called often, by several goroutines in turn
}

// Replay is a folder whose blocks the follower has judged, up to Head.
type Replay struct {
	options   Options
	folder    folder
	extent    extent
	stoppedBy error

	follower *follower.Follower
	view     ledger.View
	scratch  string // temporary folder, "" for none

	mu   sync.Mutex
	sums []ledger.Digest // of judged blocks; zeros for one that is not known yet
}

// Open replays a folder, or goes on where the kept index ends. A folder of
// which something does not hold is not an error of Open: the result reaches
// up to the block before, and StoppedBy says what is wrong. Open returns ErrEmpty,
// follower.ErrTrust for an index of another ledger, ctx's error, or one of the disk.
func Open(ctx context.Context, o Options) (*Replay, error) {
	if o.Progress == nil {
		o.Progress = func(uint64, uint64) {}
	}
	r := &Replay{options: o, folder: folder(o.Folder)}
	var err error
	if r.extent, err = r.folder.extent(); err != nil {
		return nil, err
	}
	if r.extent.height == 0 && !r.extent.after {
		return nil, fmt.Errorf("%w: %s", ErrEmpty, o.Folder)
	}
	if err := r.open(ctx); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

func (r *Replay) open(ctx context.Context) error {
	dir := r.options.Index
	if dir == "" {
		var err error
		if r.scratch, err = os.MkdirTemp("", "ledgeraudit-"); err != nil {
			return err
		}
		dir = r.scratch
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := follower.Open(follower.Options{Trust: r.options.Trust, Dir: filepath.Join(dir, "follower"),
		HeadFile: filepath.Join(dir, "head.json"), Confirm: 1})
	if errors.Is(err, follower.ErrIntegrity) || errors.Is(err, follower.ErrStore) {
		return fmt.Errorf("%w; the kept index is damaged: delete %s", err, dir)
	}
	if err != nil {
		return err
	}
	r.follower = f
	if err := r.loadFingerprints(dir); err != nil {
		return err
	}
	if r.stoppedBy, err = r.run(ctx); err == nil {
		err = r.fillFingerprints()
	}
	if err = errors.Join(err, r.saveFingerprints(dir)); err != nil {
		return err
	}
	r.view, err = f.View()
	if errors.Is(err, follower.ErrBelowHead) {
		return fmt.Errorf("%w: it ends below what was checked before: %w", ErrFolder, err)
	}
	return err
}

// run judges what is not indexed yet. The first result is what is wrong with the folder.
func (r *Replay) run(ctx context.Context) (fault, err error) {
	from := &source{folder: r.folder, height: r.extent.height, taken: r.take}
	err = r.follower.Run(ctx, from)
	switch {
	case errors.Is(err, follower.ErrIntegrity):
		return err, nil
	case err != nil:
		return nil, err
	case errors.Is(from.fault, ErrFolder):
		return from.fault, nil
	case from.fault != nil:
		return nil, from.fault
	case r.follower.Head().Height > r.extent.height:
		return fmt.Errorf(
			"%w: it has %d blocks without a gap, and %d were checked before",
			ErrFolder,
			r.extent.height,
			r.follower.Head().Height,
		), nil
	case r.extent.after:
		return fmt.Errorf("%w: block %d is missing, and there are later ones", ErrFolder, r.extent.height), nil
	}
	return nil, nil
}

func (r *Replay) take(number uint64, sum ledger.Digest) {
	r.mu.Lock()
	for uint64(len(r.sums)) <= number {
		r.sums = append(r.sums, ledger.Digest{})
	}
	r.sums[number] = sum
	r.mu.Unlock()
	r.options.Progress(number+1, r.extent.height)
}

// loadFingerprints reads the fingerprints of the blocks that a kept index was made
// of, so that files that were changed since are noticed.
func (r *Replay) loadFingerprints(dir string) error {
	raw, err := os.ReadFile(filepath.Join(dir, "fingerprints"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	height := r.follower.Head().Height
	for n := 0; n+ledger.DigestSize <= len(raw) && uint64(len(r.sums)) < height; n += ledger.DigestSize {
		r.sums = append(r.sums, ledger.Digest(raw[n:n+ledger.DigestSize]))
	}
	return err
}

func (r *Replay) saveFingerprints(dir string) error {
	if r.options.Index == "" {
		return nil
	}
	var raw []byte
	for _, p := range r.sums[:min(uint64(len(r.sums)), r.Head().Height)] {
		raw = append(raw, p[:]...)
	}
	return replaceFile(filepath.Join(dir, "fingerprints"), raw)
}

// fillFingerprints finds the fingerprints of blocks that were indexed without being
// read from the folder now, or by a run that was killed: by the follower's own copies.
func (r *Replay) fillFingerprints() error {
	for n := uint64(0); n < r.Head().Height; n++ {
		if n < uint64(len(r.sums)) && !r.sums[n].IsZero() {
			continue
		}
		block, err := r.follower.Block(n)
		if err != nil {
			return err
		}
		if n == uint64(len(r.sums)) {
			r.sums = append(r.sums, ledger.Digest{})
		}
		r.sums[n] = fingerprint(block)
	}
	return nil
}

// Head returns the last block that was judged.
func (r *Replay) Head() ledger.Head { return r.follower.Head() }

// View returns a reading of the ledger at Head. It is Replay's to close.
func (r *Replay) View() ledger.View { return r.view }

// StoppedBy says why the replay ended before the folder did: an error that wraps
// follower.ErrIntegrity for a block that does not hold, or ErrFolder. It is
// nil where all of the folder was judged.
func (r *Replay) StoppedBy() error { return r.stoppedBy }

// Each takes every judged block apart, in order. It returns ErrFolder for a
// file that is not what was judged, and yield's error.
func (r *Replay) Each(ctx context.Context, yield func(Block) error) error {
	height := r.Head().Height
	for n := uint64(0); n < height; n++ {
		raw, err := r.folder.read(n)
		if err != nil {
			return err
		}
		if fingerprint(raw) != r.sums[n] {
			return fmt.Errorf("%w: %s is not the block that was checked before", ErrFolder, r.folder.path(n))
		}
		if err := errors.Join(yield(takeApart(raw)), ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}

// Close releases the index, and removes a temporary one. It may be repeated.
func (r *Replay) Close() error {
	var errs []error
	if r.view != nil {
		errs = append(errs, r.view.Close())
		r.view = nil
	}
	if r.follower != nil {
		errs = append(errs, r.follower.Close())
	}
	if r.scratch != "" {
		errs = append(errs, os.RemoveAll(r.scratch))
	}
	return errors.Join(errs...)
}
