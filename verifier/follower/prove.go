package follower

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"sogoc/verifier/blocks"
)

func sourceAttributes(s *SourceStatus, height uint64) []any {
	return []any{
		slog.String("source", s.Name),
		slog.String("organisation", s.Organisation),
		slog.Uint64("height", height),
	}
}

// proveHeight asks a source for the block below a height that it told of, and
// notes the height if a quorum signed that block's header. The consenters are
// those of the configuration in force here or, where that changed since, of
// the one that the block names, if it follows at once.
func (r *following) proveHeight(ctx context.Context, reader *reader, height uint64) error {
	config := r.f.config()
	if config == nil {
		return errors.New("no configuration is known yet")
	}
	block, err := blockOf(ctx, reader.source, height-1)
	if err != nil {
		return err
	}
	if config.SignedByQuorum(block) != nil {
		if config, err = r.laterConfig(ctx, reader.source, config, block); err != nil {
			return err
		}
		if err := config.SignedByQuorum(block); err != nil {
			return err
		}
	}
	r.f.noteProven(reader.status, height)
	return nil
}

// laterConfig returns the configuration under which a block says that it was
// signed, if a quorum of the consenters known here signed that one.
func (r *following) laterConfig(
	ctx context.Context,
	from Source,
	known *blocks.Config,
	block *common.Block,
) (*blocks.Config, error) {
	number, err := blocks.LastConfig(block)
	if err != nil {
		return nil, err
	}
	later, err := blockOf(ctx, from, number)
	if err != nil {
		return nil, err
	}
	if err := known.SignedByQuorum(later); err != nil {
		return nil, err
	}
	return blocks.ParseConfig(later)
}

// blockOf asks a source for one block.
func blockOf(ctx context.Context, from Source, number uint64) (*common.Block, error) {
	var found *common.Block
	stop := errors.New("found")
	err := from.Blocks(ctx, number, func(b *common.Block) error {
		found = b
		return stop
	})
	switch {
	case found == nil && err == nil:
		return nil, fmt.Errorf("no block %d", number)
	case found == nil:
		return nil, err
	case found.GetHeader().GetNumber() != number:
		return nil, fmt.Errorf("gave block %d instead of %d", found.GetHeader().GetNumber(), number)
	}
	return found, nil
}

// config returns the configuration in force, nil before the first block.
func (f *Follower) config() *blocks.Config {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.chain.Config
}
