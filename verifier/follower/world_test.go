package follower_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"math/big"
	"path/filepath"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

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
