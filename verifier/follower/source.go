package follower

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"
)

// Source hands over blocks. What it hands over is checked; it is trusted for
// nothing. Its methods may be called concurrently.
type Source interface {
	// Name is for logs and status: a folder, or a peer's address.
	Name() string
	// Organisation is the MSP of the organisation that runs the source, or "" for files.
	// Only sources of different organisations confirm each other.
	Organisation() string
	// Height asks how many blocks the source has.
	Height(ctx context.Context) (uint64, error)
	// Blocks calls yield with the blocks from a number on, in order, each once,
	// and new ones as they come. It returns nil when there will be no more,
	// yield's error, or its own.
	Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error
}

// Files is a source of blocks in a folder, one file each: "0.block", "1.block"
// and so on, in the form of Fabric's own tools (a marshalled Block). It ends
// with the first number that is missing.
type Files struct{ Dir string }

// Name returns the folder.
func (f Files) Name() string { return f.Dir }

// Organisation returns "": files are nobody's.
func (f Files) Organisation() string { return "" }

// Height counts the files.
func (f Files) Height(ctx context.Context) (uint64, error) {
	for n := uint64(0); ; n++ {
		if _, err := os.Stat(f.path(n)); errors.Is(err, os.ErrNotExist) {
			return n, nil
		} else if err != nil {
			return 0, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
	}
}

// Blocks reads the files in order.
func (f Files) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	for n := from; ; n++ {
		block, err := f.read(n)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		if err == nil {
			err = yield(block)
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			return err
		}
	}
}

func (f Files) read(n uint64) (*common.Block, error) {
	raw, err := os.ReadFile(f.path(n))
	if err != nil {
		return nil, err
	}
	block := &common.Block{}
	if err := proto.Unmarshal(raw, block); err != nil {
		return nil, fmt.Errorf("%s: %w", f.path(n), err)
	}
	return block, nil
}

func (f Files) path(n uint64) string { return filepath.Join(f.Dir, fmt.Sprintf("%d.block", n)) }
