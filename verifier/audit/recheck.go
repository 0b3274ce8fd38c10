package audit

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// Damaged is a block whose file in the folder is not what was put there.
type Damaged struct {
	Block   uint64   `json:"block"`
	Problem string   `json:"problem"`
	Kept    string   `json:"kept,omitempty"` // where the damaged file is, once another is in its place
	Peers   []string `json:"peers"`          // that gave the block again; none: it is still damaged
}

// sumsName is the file of the blocks' checksums, as sha256sum writes and checks
// them. It tells of a byte that changed anywhere in a file, also where no
// signature and no hash of the ledger covers it.
const sumsName = "SHA256SUMS"

func (f folder) sumsFile() string { return filepath.Join(string(f), sumsName) }

// checksums reads the recorded checksums by block. A line that cannot be read
// is no record: its block counts as never compared.
func (f folder) checksums() (map[uint64]ledger.Digest, error) {
	text, err := os.ReadFile(f.sumsFile())
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	found := map[uint64]ledger.Digest{}
	for line := range strings.Lines(string(text)) {
		sum, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		digest, errDigest := ledger.ParseDigest(sum)
		number, errNumber := strconv.ParseUint(strings.TrimSuffix(name, blockSuffix), 10, 64)
		if errDigest == nil && errNumber == nil {
			found[number] = digest
		}
	}
	return found, err
}

func (f *fetching) saveChecksums() error {
	var text bytes.Buffer
	for n := uint64(0); n < f.height; n++ {
		if sum, known := f.files[n]; known {
			fmt.Fprintf(&text, "%s  %d%s\n", hex.EncodeToString(sum[:]), n, blockSuffix)
		}
	}
	return replaceFile(f.folder.sumsFile(), text.Bytes())
}

// recheck looks at every block's file again: by the recorded checksum, and by what
// the block itself says. It returns up to where all of them are recorded, 0 where a
// record is proven wrong: what comes later has to be compared with the peers again.
func (f *fetching) recheck() (recorded uint64, err error) {
	sums, err := f.folder.checksums()
	if err != nil {
		return 0, err
	}
	recorded = f.height
	for n := uint64(0); n < f.height; n++ {
		raw, err := os.ReadFile(f.folder.path(n))
		if err != nil {
			return 0, err
		}
		sum, isRecorded := sums[n]
		actual := ledger.SumDigest(raw)
		problem := ""
		switch {
		case isRecorded && sum == actual: // by a record that can be rewritten together with the file
			f.files[n] = actual
			if problem = f.checkStored(n); problem != "" {
				recorded = 0 // the record is not to be believed, of no block
			}
		case isRecorded:
			f.files[n] = sum // so that the next fetch knows it too, where nobody gives the block now
			problem = "its bytes are not those that were fetched"
		default:
			recorded = min(recorded, n)
			problem = f.checkStored(n)
		}
		if problem != "" {
			f.damaged = append(f.damaged, Damaged{Block: n, Problem: problem})
		}
	}
	return recorded, nil
}

// checkStored looks at a stored block by its hashes and signatures.
func (f *fetching) checkStored(number uint64) string {
	block, err := f.folder.read(number)
	if err != nil {
		return err.Error()
	}
	if number == 0 || f.isDamaged(number-1) { // what it follows is not known
		return checkData(block)
	}
	before, err := f.folder.read(number - 1)
	if err != nil {
		return checkData(block)
	}
	return f.checkAfter(before, block)
}

func (f *fetching) isDamaged(number uint64) bool {
	return slices.ContainsFunc(f.damaged, func(d Damaged) bool { return d.Block == number && len(d.Peers) == 0 })
}

// heal fetches the damaged blocks again, in their order, each from all peers:
// one that fits between its neighbours takes the place of the damaged file,
// which is kept beside. It reports whether every block is whole now.
func (f *fetching) heal(ctx context.Context) (bool, error) {
	for i := range f.damaged {
		if err := f.healOne(ctx, &f.damaged[i]); err != nil {
			return false, err
		}
	}
	return !slices.ContainsFunc(f.damaged, func(d Damaged) bool { return len(d.Peers) == 0 }), nil
}

func (f *fetching) healOne(ctx context.Context, damaged *Damaged) error {
	again := &CopyDifference{Block: damaged.Block}
	given := map[ledger.Digest]*common.Block{}
	var mu sync.Mutex
	f.each(func(p *reading) {
		block := f.readOne(ctx, p, damaged.Block)
		if block == nil {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		sum := fingerprint(block)
		if given[sum] == nil {
			given[sum] = block
			c := newCopy(block)
			c.Problem = f.checkBetween(block)
			again.Copies = append(again.Copies, c)
		}
		at := slices.IndexFunc(again.Copies, func(c Copy) bool { return c.sum == sum })
		again.Copies[at].give(p)
	})
	chosen := again.backed()
	if chosen >= 0 {
		if err := f.putBack(damaged, given[again.Copies[chosen].sum]); err != nil {
			return err
		}
		again.Copies[chosen].File = f.folder.path(damaged.Block)
		damaged.Peers = again.Copies[chosen].Peers
		f.compareAgain(damaged.Block, again.Copies[chosen].givers)
	}
	if len(again.Copies) > 1 || len(again.Copies) == 1 && chosen < 0 {
		return f.noteDifference(again, chosen, given)
	}
	return nil
}

// compareAgain has the peers that did not give this copy of a block compared
// from that block on.
func (f *fetching) compareAgain(number uint64, givers []*reading) {
	for _, p := range f.peers {
		if !slices.Contains(givers, p) {
			p.peer.Compared = min(p.peer.Compared, number)
		}
	}
}

// noteDifference keeps the copies that were not taken as evidence.
func (f *fetching) noteDifference(d *CopyDifference, chosen int, given map[ledger.Digest]*common.Block) error {
	d.Outvoted = chosen >= 0
	for i := range d.Copies {
		if i == chosen {
			continue
		}
		var err error
		if d.Copies[i].File, err = f.keep(d.Block, d.Copies[i].sum, given[d.Copies[i].sum]); err != nil {
			return err
		}
		for _, p := range d.Copies[i].givers {
			p.peer.Compared = min(p.peer.Compared, d.Block)
			p.peer.Ignored = fmt.Sprintf("gave another copy of block %d", d.Block)
		}
	}
	f.differences = append(f.differences, *d)
	return nil
}

// readOne returns one block of a peer, or nil where the peer does not give it.
func (f *fetching) readOne(ctx context.Context, p *reading, number uint64) (found *common.Block) {
	if p.peer.Failed != "" || p.peer.Told <= number {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, f.options.Wait)
	defer cancel()
	_ = p.source.Blocks(ctx, number, func(block *common.Block) error { // a peer that fails here fails again below
		if block.GetHeader().GetNumber() == number {
			found = block
		}
		return errEnd
	})
	return found
}

// checkBetween says what is wrong with a block by itself and by those of its
// neighbours that are whole.
func (f *fetching) checkBetween(block *common.Block) string {
	number := block.GetHeader().GetNumber()
	if number == 0 {
		if problem := f.checkGenesis(block); problem != "" {
			return problem
		}
	} else if before, err := f.folder.read(number - 1); err == nil && !f.isDamaged(number-1) {
		if problem := f.checkAfter(before, block); problem != "" {
			return problem
		}
	} else if problem := checkData(block); problem != "" {
		return problem
	}
	if number+1 >= f.height || f.isDamaged(number+1) {
		return ""
	}
	after, err := f.folder.read(number + 1)
	hash := blocks.HeaderHash(block.GetHeader())
	if err == nil && !bytes.Equal(after.GetHeader().GetPreviousHash(), hash[:]) {
		return "the block after it does not follow it"
	}
	return ""
}

// putBack writes a block into its place; the damaged file is kept first.
func (f *fetching) putBack(damaged *Damaged, block *common.Block) error {
	raw, err := os.ReadFile(f.folder.path(damaged.Block))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.evidence(), 0o755); err != nil {
		return err
	}
	name := fmt.Sprintf("%d-damaged-%.16s%s", damaged.Block, ledger.SumDigest(raw), blockSuffix)
	damaged.Kept = filepath.Join(f.evidence(), name)
	if err := replaceFile(damaged.Kept, raw); err != nil {
		return err
	}
	return f.put(damaged.Block, block)
}

// put writes a block under its number and notes what it is known by.
func (f *fetching) put(number uint64, block *common.Block) error {
	raw, err := proto.Marshal(block)
	if err != nil {
		return err
	}
	if err := replaceFile(f.folder.path(number), raw); err != nil {
		return err
	}
	f.sums[number], f.files[number] = fingerprint(block), ledger.SumDigest(raw)
	return nil
}
