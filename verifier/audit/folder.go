package audit

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

var (
	// ErrFolder is returned for a folder that does not hold together: a
	// block that is missing, damaged, or other than what was checked before.
	ErrFolder = errors.New("folder of blocks")
	// ErrEmpty is returned for a folder without a first block.
	ErrEmpty = errors.New("no blocks there")
)

const blockSuffix = ".block"

// folder is a folder of blocks.
type folder string

func (f folder) path(number uint64) string {
	return filepath.Join(string(f), strconv.FormatUint(number, 10)+blockSuffix)
}

// extent is what a folder's file names say.
type extent struct {
	height uint64 // blocks from 0 on without a gap
	after  bool   // there are later ones, after a gap
}

func (f folder) extent() (extent, error) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return extent{}, err
	}
	numbers := map[uint64]bool{}
	for _, entry := range entries {
		name, isBlock := strings.CutSuffix(entry.Name(), blockSuffix)
		number, err := strconv.ParseUint(name, 10, 64)
		if isBlock && err == nil && strconv.FormatUint(number, 10) == name {
			numbers[number] = true
		}
	}
	var e extent
	for numbers[e.height] {
		e.height++
	}
	e.after = uint64(len(numbers)) > e.height
	return e, nil
}

// read returns ErrFolder for a file that is not a block of this number.
func (f folder) read(number uint64) (*common.Block, error) {
	block, _, err := f.readRaw(number)
	return block, err
}

// readRaw is read that also returns the file's bytes.
func (f folder) readRaw(number uint64) (*common.Block, []byte, error) {
	block, raw, err := readBlock(f.path(number))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil, fmt.Errorf("%w: block %d is missing", ErrFolder, number)
	}
	if err != nil {
		return nil, nil, err
	}
	if n := block.GetHeader().GetNumber(); n != number {
		return nil, nil, fmt.Errorf("%w: %s is block %d", ErrFolder, f.path(number), n)
	}
	return block, raw, nil
}

// readBlock reads a block's file.
func readBlock(path string) (*common.Block, []byte, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, err
	}
	block := &common.Block{}
	if err := proto.Unmarshal(raw, block); err != nil || block.GetHeader() == nil {
		return nil, nil, fmt.Errorf("%w: %s is damaged or no block", ErrFolder, path)
	}
	return block, raw, nil
}

const temporary = ".fetching-"

// replaceFile puts a file into its place in one step that survives a crash:
// under its name stands all of it or nothing.
func replaceFile(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), temporary+"*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone already when it was renamed
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// clean removes what a run that was killed left behind.
func (f folder) clean() error {
	left, err := filepath.Glob(filepath.Join(string(f), temporary+"*"))
	for _, name := range left {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// sync makes the names that were written last.
func (f folder) sync() error {
	dir, err := os.Open(string(f))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// fingerprint tells copies of a block apart by what counts: the header, each
// envelope (joined ones hash the same) and the validation flags, which nobody
// signs. Consenters' signatures may differ between good copies.
func fingerprint(block *common.Block) ledger.Digest {
	hash := sha256.New()
	header := blocks.HeaderHash(block.GetHeader())
	hash.Write(header[:])
	for _, envelope := range block.GetData().GetData() {
		sum := sha256.Sum256(envelope)
		hash.Write(sum[:])
	}
	flags, err := blocks.Flags(block)
	if err != nil || block.GetHeader().GetNumber() == 0 { // nobody validates the genesis block
		flags = nil
	}
	hash.Write([]byte("flags"))
	hash.Write(flags)
	return ledger.Digest(hash.Sum(nil))
}

// source feeds a follower from a folder. Unlike follower.Files it ends before
// a file that cannot be used, which nobody should wait to become better, and
// keeps why.
type source struct {
	folder folder
	height uint64
	taken  func(number uint64, sum ledger.Digest) // of every block handed over
	fault  error
}

func (s *source) Name() string { return string(s.folder) }

func (s *source) Organisation() string { return "" }

func (s *source) Height(context.Context) (uint64, error) { return s.height, nil }

func (s *source) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	for n := from; n < s.height; n++ {
		block, err := s.folder.read(n)
		if err != nil {
			s.fault = err
			return nil
		}
		s.taken(n, fingerprint(block))
		if err := errors.Join(yield(block), ctx.Err()); err != nil {
			return err
		}
	}
	return nil
}
