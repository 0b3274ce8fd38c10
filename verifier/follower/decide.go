package follower

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// opinion is one version of the next block, and who holds it.
type opinion struct {
	block         *common.Block
	header        ledger.Digest
	readers       []*reader
	organisations map[string]bool
	step          *step // of a good one
	err           error // why it fails the checks; wraps ErrIntegrity
}

// discard lets go of what was prepared for versions that are not taken.
func discard(opinions []*opinion) error {
	var errs []error
	for _, o := range opinions {
		if o.step != nil {
			errs = append(errs, o.step.discard())
			o.step = nil
		}
	}
	return errors.Join(errs...)
}

// fingerprint tells versions of a block apart by what counts: the header, the
// envelopes themselves (merged ones hash the same) and the validation flags.
// Consenters' signatures may differ between good copies.
func fingerprint(block *common.Block, flags []byte) [sha256.Size]byte {
	hash := sha256.New()
	header := blocks.HeaderHash(block.GetHeader())
	hash.Write(header[:])
	for _, envelope := range block.GetData().GetData() {
		sum := sha256.Sum256(envelope)
		hash.Write(sum[:])
	}
	hash.Write(flags)
	return [sha256.Size]byte(hash.Sum(nil))
}

// exactly is the fingerprint with all flags as they are.
func exactly(block *common.Block) [sha256.Size]byte {
	flags, err := blocks.Flags(block)
	if err != nil {
		flags = []byte("none")
	}
	return fingerprint(block, flags)
}

// inEffect is the fingerprint by which transactions are valid: which fault a
// peer names of one that is invalid anyway makes no difference.
func inEffect(block *common.Block) [sha256.Size]byte {
	flags, err := blocks.Flags(block)
	if err != nil {
		return exactly(block)
	}
	reduced := make([]byte, len(flags))
	for i, f := range flags {
		if f != byte(peer.TxValidationCode_VALID) {
			reduced[i] = 1
		}
	}
	return fingerprint(block, reduced)
}

// decide takes the next block if the copies allow it. It returns false to ask
// for the other sources' copies first, and the alarm if there is no good copy.
func (r *running) decide(ctx context.Context, copies []copyOf) (bool, error) {
	number := r.f.chain.Height
	good, bad, err := r.opinions(copies)
	if err != nil {
		return false, errors.Join(err, discard(good))
	}
	// A block in doubt is decided on when everybody was asked, not before.
	if len(good)+len(bad) > 1 || len(bad) > 0 {
		if !r.askAll && r.others(copies) {
			r.askAll = true
			return false, discard(good)
		}
	}
	chosen, err := choose(good, bad)
	if err != nil {
		return false, errors.Join(r.alarm(number, err), discard(good))
	}
	kept := chosen.step
	chosen.step = nil
	for _, loser := range append(good, bad...) {
		if loser != chosen {
			r.dropAll(ctx, number, loser)
		}
	}
	return true, errors.Join(r.f.commit(kept), discard(good))
}

// choose returns the version to take, or why none can be. A bad version that
// two organisations stand by is an alarm even beside a good one: then either
// the ledger or this follower is wrong.
func choose(good, bad []*opinion) (*opinion, error) {
	for _, b := range bad {
		if len(good) == 0 || len(b.organisations) > 1 {
			return nil, fmt.Errorf("from %s: %w", strings.Join(b.sources(), ", "), b.err)
		}
	}
	chosen := good[0]
	for _, other := range good[1:] {
		if other.header != chosen.header {
			return nil, conflict(good)
		}
		if len(other.organisations) > len(chosen.organisations) {
			chosen = other
		}
	}
	for _, other := range good {
		if other != chosen && len(other.organisations) == len(chosen.organisations) {
			return nil, conflict(good)
		}
	}
	return chosen, nil
}

// conflict names who holds which of several good versions.
func conflict(good []*opinion) *Conflict {
	c := &Conflict{Block: good[0].block.GetHeader().GetNumber()}
	for _, o := range good {
		c.Versions = append(c.Versions, Held{Hash: o.header, Sources: o.sources()})
	}
	return c
}

// sources names who holds this version.
func (o *opinion) sources() []string {
	var names []string
	for _, reader := range o.readers {
		names = append(names, fmt.Sprintf("%s (%s)", reader.status.Name, reader.status.Organisation))
	}
	return names
}

// opinions groups the copies by version and checks each version. Of equal
// versions one source's copy may lack signatures: a version is good if any
// copy of it is, and whose copy is not is a version of its own.
func (r *running) opinions(copies []copyOf) (good, bad []*opinion, err error) {
	versions := map[[sha256.Size]byte]*opinion{}
	for _, c := range copies {
		print := inEffect(c.block)
		if known := versions[print]; known != nil {
			known.add(c)
			continue
		}
		o := &opinion{block: c.block, header: blocks.HeaderHash(c.block.GetHeader()), organisations: map[string]bool{}}
		o.add(c)
		if o.step, err = r.f.check(c.block); err == nil {
			versions[print] = o
			good = append(good, o)
			continue
		}
		if !errors.Is(err, ErrIntegrity) {
			return good, nil, err
		}
		o.err = err
		bad = append(bad, o)
	}
	return good, merge(bad), nil
}

// merge joins bad versions that are equal, so that the organisations which
// stand by one are counted together.
func merge(bad []*opinion) []*opinion {
	versions := map[[sha256.Size]byte]*opinion{}
	var merged []*opinion
	for _, o := range bad {
		print := exactly(o.block)
		if known := versions[print]; known != nil {
			for _, reader := range o.readers {
				known.add(copyOf{reader, o.block})
			}
			continue
		}
		versions[print] = o
		merged = append(merged, o)
	}
	return merged
}

func (o *opinion) add(c copyOf) {
	o.readers = append(o.readers, c.reader)
	o.organisations[c.reader.status.Organisation] = true
}

// others reports whether a source that could be asked has not given its copy.
func (r *running) others(copies []copyOf) bool {
	given, found := map[*reader]bool{}, false
	for _, c := range copies {
		given[c.reader] = true
	}
	for _, reader := range r.readers {
		if !given[reader] && !reader.dropped && !reader.ended {
			reader.late, found = false, true
		}
	}
	return found
}

func (r *running) dropAll(ctx context.Context, number uint64, o *opinion) {
	why := o.err
	if why == nil {
		why = ErrDisagreement
	}
	for _, reader := range o.readers {
		reader.stop()
		reader.dropped = true
		r.f.drop(reader.status, r.alarm(number, why))
		r.f.options.Log.ErrorContext(ctx, "source dropped", slog.String("source", reader.status.Name),
			slog.String("organisation", reader.status.Organisation), slog.Uint64("block", number), slog.Any("error", why))
	}
}
