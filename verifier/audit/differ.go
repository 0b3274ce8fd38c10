package audit

import (
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// differ notes a copy that is not the folder's, keeps it as evidence, and lets
// nobody read further: everybody is still heard on this block.
func (f *fetching) differ(p *reading, block *common.Block, problem string) error {
	number := block.GetHeader().GetNumber()
	f.limit = number + 1
	d := f.difference(number)
	given := newCopy(block)
	given.Problem = problem
	for i := range d.Copies {
		if d.Copies[i].sum == given.sum {
			d.Copies[i].give(p)
			return errStopped
		}
	}
	given.give(p)
	var err error
	if given.File, err = f.keep(number, given.sum, block); err != nil {
		f.cancel(err)
		return err
	}
	d.Copies = append(d.Copies, given)
	return errStopped
}

// difference returns what is noted of a block, with the folder's copy first
// where it has one.
func (f *fetching) difference(number uint64) *CopyDifference {
	i := slices.IndexFunc(f.differences, func(d CopyDifference) bool { return d.Block == number })
	if i < 0 {
		i = len(f.differences)
		f.differences = append(f.differences, CopyDifference{Block: number})
	}
	d := &f.differences[i]
	kept := slices.ContainsFunc(d.Copies, func(c Copy) bool { return c.File == f.folder.path(number) })
	if stored, err := f.folder.read(number); err == nil && !kept && number < f.height {
		c := newCopy(stored)
		c.File = f.folder.path(number)
		d.Copies = append([]Copy{c}, d.Copies...)
	}
	return d
}

func newCopy(block *common.Block) Copy {
	c := Copy{Hash: blocks.HeaderHash(block.GetHeader()), sum: fingerprint(block)}
	if flags, err := blocks.Flags(block); err == nil {
		c.Flags = hex.EncodeToString(flags)
	}
	return c
}

func (f *fetching) keep(number uint64, sum ledger.Digest, block *common.Block) (string, error) {
	raw, err := proto.Marshal(block)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(f.evidence(), 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(f.evidence(), fmt.Sprintf("%d-%.16s%s", number, sum, blockSuffix))
	return path, replaceFile(path, raw)
}

// progress is what the folder remembers between fetches: up to where each
// peer's copies are known to be those in the folder. It says nothing that a
// replay relies on.
type progress struct {
	Genesis  ledger.Digest     `json:"genesis"`
	Compared map[string]uint64 `json:"compared"` // by organisation and address
}

func (f *fetching) progressFile() string { return filepath.Join(string(f.folder), "fetched.json") }

func (f *fetching) load() (map[string]uint64, error) {
	text, err := os.ReadFile(f.progressFile())
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	var p progress
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", f.progressFile(), err)
	}
	if p.Genesis != f.options.Genesis {
		return nil, fmt.Errorf(
			"%w: %s holds another ledger: its genesis block is %s",
			ErrFolder,
			f.folder,
			p.Genesis,
		)
	}
	return p.Compared, nil
}

func (f *fetching) save() error {
	p := progress{Genesis: f.options.Genesis, Compared: map[string]uint64{}}
	before, err := f.load()
	if err != nil {
		return err
	}
	for name, height := range before { // of peers that were not asked this time
		p.Compared[name] = min(height, f.height)
	}
	for _, reading := range f.peers {
		p.Compared[reading.String()] = reading.peer.Compared
	}
	text, err := json.Marshal(p, json.Deterministic(true))
	if err != nil {
		return err
	}
	return errors.Join(f.saveChecksums(), replaceFile(f.progressFile(), append(text, '\n')), f.folder.sync())
}
