package bench_test

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/bench"
	"sogoc/verifier/batch"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/credential"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// chain is a synthetic channel of one school, written as the chaincode writes it:
// real certificates, endorsements and signatures, with real blocks in a folder.
type chain struct {
	*blockstest.Channel
	t       testing.TB
	dir     string // of the blocks, one file each
	key     signer
	diploma credential.Issued // anchored, as the transcript is
	record  credential.Issued // of 40 courses
	digests int               // anchored altogether
	sample  []ledger.Digest   // some of them, from everywhere

	registry, accreditor *blockstest.Member
	issuer               ledger.Issuer
	last                 ledger.Anchor
}

// sampled is how many digests a chain remembers: so many that they stand in most blocks of
// an index's files.
const sampled = 65536

// newChain makes a channel on which that many digests are anchored, in anchors as
// large as they may be. Its last ledger time is now.
func newChain(t testing.TB, digests int) *chain {
	t.Helper()
	c := &chain{Channel: blockstest.New(t), t: t, dir: t.TempDir(), key: newSigner(t), digests: digests}
	c.registry = c.Authorities["SchoolsMSP"].Issue("registry", "client", "registry")
	c.accreditor = c.Authorities["MinistryMSP"].Issue("accreditor", "client", "accreditor")
	c.Now = time.Now().Add(-time.Hour).UTC().Truncate(time.Second)
	c.write(c.Genesis())
	c.add(c.Commit(c.Definition(blockstest.Chaincode, "vscc", nil)))
	c.add(c.tick())
	c.add(c.accredit())
	c.add(c.addKey())
	c.diploma, c.record = issue(t, diploma(), c.key), issue(t, transcript(40), c.key)
	c.add(c.anchor("VN-BD/7480201", []ledger.Digest{c.record.Digest}))
	random := rand.New(rand.NewChaCha8([32]byte{1}))
	for left := digests - 1; left > 0; {
		all := make([]ledger.Digest, min(left, ledger.MaxBatch))
		left -= len(all)
		for i := range all {
			for at := 0; at < len(all[i]); at += 8 {
				word := random.Uint64()
				for b := range 8 {
					all[i][at+b] = byte(word >> (8 * b))
				}
			}
		}
		if left == 0 {
			all[0] = c.diploma.Digest
		}
		for range 1 + sampled*len(all)/digests {
			c.sample = append(c.sample, all[random.IntN(len(all))])
		}
		c.add(c.anchor("VN-BA/7480201", all))
	}
	c.Now = time.Now().UTC().Truncate(time.Second)
	c.add(c.tick())
	return c
}

func (c *chain) add(envelopes ...[]byte) { c.write(c.Block(envelopes...)) }

func (c *chain) write(block *common.Block) {
	raw, err := proto.Marshal(block)
	require.NoError(c.t, err)
	require.NoError(c.t, os.WriteFile(filepath.Join(c.dir, fmt.Sprintf("%d.block", block.GetHeader().GetNumber())), raw, 0o600))
}

// envelope endorses a transaction that read the tick and what it writes.
func (c *chain) envelope(tx blockstest.Transaction) []byte {
	tx.Reads = blockstest.Own(ledger.TickKey().String())
	for k := range tx.Writes {
		tx.Reads = append(tx.Reads, blockstest.Own(k)...)
	}
	return c.Envelope(tx)
}

func (c *chain) tick() []byte {
	return c.envelope(blockstest.Transaction{
		Creator:  c.registry,
		Function: ledger.FuncTick,
		Writes:   map[string][]byte{ledger.TickKey().String(): ledger.EncodeRecord(ledger.Tick{Time: c.Now})},
	})
}

func (c *chain) accredit() []byte {
	a := accreditation()
	c.issuer = ledger.Issuer{
		Accreditation: a,
		Accreditor:    "MinistryMSP",
		State:         ledger.IssuerActive,
		Keys:          []string{},
		Version:       1,
		Time:          c.Now,
	}
	return c.envelope(blockstest.Transaction{
		Creator:   c.accreditor,
		Function:  ledger.FuncAccredit,
		Arguments: []string{string(a.Canonical())},
		Writes:    map[string][]byte{ledger.IssuerKey(schoolCode).String(): ledger.EncodeRecord(c.issuer)},
	})
}

func (c *chain) addKey() []byte {
	thumbprint := c.key.public.Thumbprint()
	c.issuer.Keys, c.issuer.Version, c.issuer.Time = []string{thumbprint}, 2, c.Now
	key := ledger.Key{
		Key:        c.key.public,
		Purpose:    ledger.PurposeIssuer,
		Issuer:     schoolCode,
		Accreditor: "MinistryMSP",
		Added:      c.Now,
		Time:       c.Now,
	}
	return c.envelope(blockstest.Transaction{
		Creator:   c.accreditor,
		Function:  ledger.FuncAddKey,
		Arguments: []string{string(c.key.public.Canonical())},
		Writes: map[string][]byte{
			ledger.IssuerKey(schoolCode).String(): ledger.EncodeRecord(c.issuer),
			ledger.KeyKey(thumbprint).String():    ledger.EncodeRecord(key),
		},
	})
}

// anchor signs the next anchor and puts it into a transaction.
func (c *chain) anchor(kind ledger.Kind, digests []ledger.Digest) []byte {
	sealed, err := batch.Seal(digests)
	require.NoError(c.t, err)
	a := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   c.Trust().Genesis,
		Issuer:   schoolCode,
		Sequence: c.last.Sequence + 1,
		Kind:     kind,
		Root:     sealed.Root,
		Size:     uint64(len(digests)),
		Key:      c.key.public.Thumbprint(),
	}
	if c.last.Sequence > 0 {
		a.Previous = ledger.SumDigest(ledger.Canonical(c.last))
	}
	c.last = a
	text := ledger.Canonical(a)
	signature, err := c.key.Sign(text)
	require.NoError(c.t, err)
	tx := blockstest.Transaction{
		Creator:   c.registry,
		Function:  ledger.FuncPutAnchor,
		Arguments: []string{string(text), signature.String(), ledger.EncodeDigests(sealed.Digests)},
		Nonce:     c.NextNonce(),
	}
	record := ledger.AnchorRecord{Anchor: a, Signature: signature, Time: c.Now, TxID: blockstest.ID(tx.Nonce, c.registry)}
	sequence := ledger.Sequence{Sequence: a.Sequence, Previous: ledger.SumDigest(text)}
	tx.Writes = map[string][]byte{
		ledger.AnchorKey(schoolCode, a.Sequence).String(): ledger.EncodeRecord(record),
		ledger.SequenceKey(schoolCode).String():           ledger.EncodeRecord(sequence),
	}
	return c.envelope(tx)
}

// index is a follower that has read a chain.
type index struct {
	*follower.Follower
	chain *chain
	dir   string
	cpu   time.Duration // that reading took
}

// follow reads a chain into an index on disk.
func follow(t testing.TB, c *chain) *index {
	t.Helper()
	i := &index{chain: c, dir: t.TempDir()}
	i.open(t)
	i.cpu = bench.CPUTimeOf(func() {
		require.NoError(t, i.Run(context.Background(), follower.Files{Dir: c.dir}))
		require.NoError(t, i.AwaitMerged(t.Context()))
	})
	require.Equal(t, c.Height, i.Head().Height)
	require.NoError(t, i.Close()) // what is measured is read from files, as after a start
	i.open(t)
	return i
}

func (i *index) open(t testing.TB) {
	t.Helper()
	opened, err := follower.Open(follower.Options{
		Trust:    i.chain.Trust(),
		Dir:      filepath.Join(i.dir, "follower"),
		HeadFile: filepath.Join(i.dir, "head.json"),
	})
	require.NoError(t, err)
	i.Follower = opened
	require.NoError(t, i.AwaitMerged(t.Context()))
}

// reading returns the follower's present reading.
func (i *index) reading(t testing.TB) ledger.View {
	t.Helper()
	view, err := i.View()
	require.NoError(t, err)
	return view
}

// size returns how many bytes the index has on disk.
func (i *index) size(t testing.TB) (bytes int64) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(filepath.Join(i.dir, "follower", "index"), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			bytes += info.Size()
		}
		return err
	}))
	return bytes
}
