package follower_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/batch"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

const school = "TRUONG-MAU"

// world is a synthetic channel on which the chaincode's transactions are
// written as the chaincode writes them.
type world struct {
	*blockstest.Channel
	t          *testing.T
	blocks     []*common.Block
	registry   *blockstest.Member
	accreditor *blockstest.Member
	key        *ecdsa.PrivateKey
	public     ledger.PublicKey
	issuer     ledger.Issuer
	last       ledger.Anchor
	digests    []ledger.Digest // of the last anchor
}

// newWorld makes a channel of seven blocks: genesis, definition, tick, issuer,
// key, anchor, status.
func newWorld(t *testing.T) *world {
	w := &world{Channel: blockstest.New(t), t: t}
	w.registry = w.Authorities["SchoolsMSP"].Issue("registry", "client", "registry")
	w.accreditor = w.Authorities["MinistryMSP"].Issue("accreditor", "client", "accreditor")
	w.key, w.public = newKey(t)
	w.blocks = append(w.blocks, w.Genesis())
	w.add(w.Commit(w.Definition(blockstest.Chaincode, "vscc", nil)))
	w.add(w.tick())
	w.add(w.accredit())
	w.add(w.addKey())
	w.add(w.anchor(3))
	w.add(w.status(7, 1, ledger.Revoked))
	return w
}

func (w *world) add(envelopes ...[]byte) *common.Block {
	block := w.Block(envelopes...)
	w.blocks = append(w.blocks, block)
	return block
}

func newKey(t *testing.T) (*ecdsa.PrivateKey, ledger.PublicKey) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(&key.PublicKey)
	require.NoError(t, err)
	return key, public
}

func sign(t *testing.T, key *ecdsa.PrivateKey, message []byte) (s ledger.Signature) {
	sum := sha256.Sum256(message)
	r, v, err := ecdsa.Sign(rand.Reader, key, sum[:])
	require.NoError(t, err)
	if n := elliptic.P256().Params().N; v.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		v.Sub(n, v)
	}
	r.FillBytes(s[:32])
	v.FillBytes(s[32:])
	return s
}

// invoke returns a transaction with the id and time that it will have.
func (w *world) invoke(
	by *blockstest.Member,
	function string,
	arguments ...string,
) (blockstest.Transaction, string, time.Time) {
	tx := blockstest.Transaction{Creator: by, Function: function, Arguments: arguments, Nonce: w.NextNonce()}
	return tx, blockstest.ID(tx.Nonce, by), w.Now
}

// Envelope endorses a transaction that read what the chaincode reads: the
// tick, and what it writes.
func (w *world) Envelope(tx blockstest.Transaction) []byte {
	if tx.Reads == nil {
		tx.Reads = blockstest.Own(ledger.TickKey().String())
		for k := range tx.Writes {
			tx.Reads = append(tx.Reads, blockstest.Own(k)...)
		}
	}
	return w.Channel.Envelope(tx)
}

func (w *world) tick() []byte {
	tx, _, at := w.invoke(w.registry, ledger.FuncTick)
	tx.Writes = map[string][]byte{ledger.TickKey().String(): ledger.EncodeRecord(ledger.Tick{Time: at})}
	return w.Envelope(tx)
}

func (w *world) accredit() []byte {
	a := ledger.Accreditation{
		Code:   school,
		Name:   "Trường (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2020-01-01", Until: "2030-12-31", Quota: 1000}},
	}
	tx, _, at := w.invoke(w.accreditor, ledger.FuncAccredit, string(a.Canonical()))
	w.issuer = ledger.Issuer{
		Accreditation: a,
		Accreditor:    "MinistryMSP",
		State:         ledger.IssuerActive,
		Keys:          []string{},
		Version:       1,
		Time:          at,
	}
	tx.Writes = map[string][]byte{ledger.IssuerKey(school).String(): ledger.EncodeRecord(w.issuer)}
	return w.Envelope(tx)
}

func (w *world) suspend() []byte {
	tx, _, at := w.invoke(w.accreditor, ledger.FuncSuspendIssuer, school)
	w.issuer.State, w.issuer.Version, w.issuer.Time = ledger.IssuerSuspended, w.issuer.Version+1, at
	tx.Writes = map[string][]byte{ledger.IssuerKey(school).String(): ledger.EncodeRecord(w.issuer)}
	return w.Envelope(tx)
}

func (w *world) addKey() []byte {
	tx, _, at := w.invoke(w.accreditor, ledger.FuncAddKey, string(w.public.Canonical()))
	w.issuer.Keys, w.issuer.Version, w.issuer.Time = []string{w.public.Thumbprint()}, w.issuer.Version+1, at
	key := ledger.Key{
		Key:        w.public,
		Purpose:    ledger.PurposeIssuer,
		Issuer:     school,
		Accreditor: "MinistryMSP",
		Added:      at,
		Time:       at,
	}
	tx.Writes = map[string][]byte{
		ledger.IssuerKey(school).String():             ledger.EncodeRecord(w.issuer),
		ledger.KeyKey(w.public.Thumbprint()).String(): ledger.EncodeRecord(key),
	}
	return w.Envelope(tx)
}

// put is an anchor's transaction before it is endorsed, for a test to spoil.
type put struct {
	statement ledger.Anchor
	signature ledger.Signature
	arguments []string
	record    ledger.AnchorRecord
	key       string // of the record
	function  string
	extra     map[string][]byte
}

func (w *world) anchor(size int, spoil ...func(*put)) []byte {
	digests := make([]ledger.Digest, size)
	for i := range digests {
		_, _ = rand.Read(digests[i][:])
	}
	sealed, err := batch.Seal(digests)
	require.NoError(w.t, err)
	root, err := batch.Root(sealed.Digests)
	require.NoError(w.t, err)
	a := ledger.Anchor{
		Type:     ledger.TypeAnchor,
		Ledger:   w.Trust().Genesis,
		Issuer:   school,
		Sequence: w.last.Sequence + 1,
		Kind:     "VN-USE",
		Root:     root,
		Size:     uint64(size),
		Key:      w.public.Thumbprint(),
	}
	if w.last.Sequence > 0 {
		a.Previous = ledger.SumDigest(ledger.Canonical(w.last))
	}
	text := ledger.Canonical(a)
	p := put{
		statement: a,
		signature: sign(w.t, w.key, text),
		function:  ledger.FuncPutAnchor,
		key:       ledger.AnchorKey(school, a.Sequence).String(),
	}
	p.arguments = []string{string(text), p.signature.String(), ledger.EncodeDigests(sealed.Digests)}
	p.record = ledger.AnchorRecord{Anchor: a, Signature: p.signature}
	for _, s := range spoil {
		s(&p)
	}
	tx, id, at := w.invoke(w.registry, p.function, p.arguments...)
	if p.record.TxID == "" {
		p.record.TxID, p.record.Time = id, at
	}
	tx.Writes = map[string][]byte{p.key: ledger.EncodeRecord(p.record),
		ledger.SequenceKey(school).String(): ledger.EncodeRecord(
			ledger.Sequence{Sequence: p.statement.Sequence, Previous: ledger.SumDigest(text)},
		)}
	for k, v := range p.extra {
		tx.Writes[k] = v
	}
	if len(spoil) == 0 {
		w.last, w.digests = a, sealed.Digests
	}
	return w.Envelope(tx)
}

func (w *world) status(
	index uint32,
	version uint64,
	state ledger.State,
	spoil ...func(*ledger.StatusRecord),
) []byte {
	s := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  w.Trust().Genesis,
		Issuer:  school,
		List:    1,
		Index:   index,
		Version: version,
		State:   state,
		Key:     w.public.Thumbprint(),
	}
	text := ledger.Canonical(s)
	tx, id, at := w.invoke(w.registry, ledger.FuncSetStatus, string(text), sign(w.t, w.key, text).String())
	record := ledger.StatusRecord{State: state, Version: version, Key: s.Key, Time: at, TxID: id}
	for _, f := range spoil {
		f(&record)
	}
	tx.Writes = map[string][]byte{ledger.StatusKey(school, 1, index).String(): ledger.EncodeRecord(record)}
	return w.Envelope(tx)
}

func (w *world) anchorStatus(
	before []ledger.AnchorStatusChange,
	state ledger.State,
) ([]byte, []ledger.AnchorStatusChange) {
	tx, id, at := w.invoke(w.accreditor, ledger.FuncSetAnchorStatus, school, "1", "1", string(state))
	changes := append(
		append([]ledger.AnchorStatusChange{}, before...),
		ledger.AnchorStatusChange{First: 1, Last: 1, State: state, MSP: "MinistryMSP", Time: at, TxID: id},
	)
	tx.Writes = map[string][]byte{
		ledger.AnchorStatusesKey(school).String(): ledger.EncodeRecord(ledger.AnchorStatuses{Changes: changes}),
	}
	return w.Envelope(tx), changes
}

// feed is a source under a test's control.
type feed struct {
	name, organisation string
	mu                 sync.Mutex
	blocks             []*common.Block
	changed            chan struct{}
	ends               bool  // it ends after its last block
	fail               error // instead of blocks
	height             uint64
	shows              *common.Block // beside its blocks, to those who ask from there on
	served             int
	waiting            int // readers that have read everything
}

func newFeed(organisation string, blocks []*common.Block) *feed {
	return &feed{
		name:         "peer." + organisation,
		organisation: organisation,
		blocks:       blocks,
		changed:      make(chan struct{}),
		ends:         true,
	}
}

func (f *feed) Name() string         { return f.name }
func (f *feed) Organisation() string { return f.organisation }

func (f *feed) Height(context.Context) (uint64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return max(f.height, uint64(len(f.blocks))), f.fail
}

func (f *feed) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	for n := from; ; {
		f.mu.Lock()
		block, changed, ends, fail := (*common.Block)(nil), f.changed, f.ends, f.fail
		if f.shows != nil && n == f.shows.GetHeader().GetNumber() {
			block = proto.Clone(f.shows).(*common.Block)
		}
		if n < uint64(len(f.blocks)) {
			block = proto.Clone(f.blocks[n]).(*common.Block)
			f.served++
		}
		f.mu.Unlock()
		switch {
		case fail != nil:
			return fail
		case block != nil:
			if err := yield(block); err != nil {
				return err
			}
			n++
		case ends:
			return nil
		default:
			f.count(1)
			select {
			case <-changed:
			case <-ctx.Done():
			}
			f.count(-1)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
}

func (f *feed) count(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.waiting += n
}

// readToTheEnd reports whether a reader has read everything and waits for more.
func (f *feed) readToTheEnd() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.waiting > 0
}

// handed returns how many blocks it has handed over.
func (f *feed) handed() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.served
}

// change edits the feed and wakes who waits for it.
func (f *feed) change(edit func(*feed)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	edit(f)
	close(f.changed)
	f.changed = make(chan struct{})
}

func (w *world) options(t *testing.T) follower.Options {
	dir := t.TempDir()
	return follower.Options{
		Trust:       w.Trust(),
		Dir:         filepath.Join(dir, "follower"),
		HeadFile:    filepath.Join(dir, "head.json"),
		ConfirmWait: 300 * time.Millisecond,
		AskWait:     300 * time.Millisecond,
		RetryWait:   20 * time.Millisecond,
	}
}

func open(t *testing.T, o follower.Options) *follower.Follower {
	f, err := follower.Open(o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// all returns one feed per organisation with the world's blocks.
func (w *world) all() []*feed {
	var feeds []*feed
	for _, msp := range blockstest.Organisations {
		feeds = append(feeds, newFeed(msp, append([]*common.Block{}, w.blocks...)))
	}
	return feeds
}

func sources(feeds ...*feed) []follower.Source {
	var all []follower.Source
	for _, f := range feeds {
		all = append(all, f)
	}
	return all
}

// clock is a test's time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// requireStatusKnown demands that the index holds the one status that the
// world's blocks set.
func requireStatusKnown(t *testing.T, f *follower.Follower) {
	t.Helper()
	view, err := f.View()
	require.NoError(t, err)
	defer view.Close()
	status, err := view.Status(school, 1, 7)
	require.NoError(t, err)
	require.Len(t, status, 1)
}
