package gateway_test

import (
	"context"
	"crypto/elliptic"
	"encoding/asn1"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/internal/testnetwork"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/follower"
	"sogoc/verifier/follower/gateway"
	"sogoc/verifier/ledger"
)

// patience bounds every wait for the network.
const patience = 3 * time.Minute

func options(t *testing.T, trust ledger.Trust) follower.Options {
	dir := t.TempDir()
	return follower.Options{
		Trust:    trust,
		Dir:      filepath.Join(dir, "follower"),
		HeadFile: filepath.Join(dir, "head.json"),
	}
}

// follow runs a follower until it has checked so many blocks.
func follow(t *testing.T, f *follower.Follower, height uint64, sources ...follower.Source) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	done := make(chan error, 1)
	go func() { done <- f.Run(ctx, sources...) }()
	for f.Head().Height < height {
		select {
		case err := <-done:
			require.NoError(t, err)
			t.Fatal("the follower ended early")
		case <-time.After(10 * time.Millisecond):
		}
	}
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
}

func peersOf(t *testing.T, c clientfile.Connection) []follower.Source {
	peers, err := gateway.Open(c)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, peers.Close()) })
	return peers.Sources()
}

func TestARealLedgerIsFollowed(t *testing.T) {
	dir := testnetwork.Shared(t) // not parallel: subtests share one ledger and follow each other
	trust := trustOf(t, dir)
	registry, accreditor := newActor(t, dir, "registryd"), newActor(t, dir, "accreditor")
	school := newIssuer(t, trust)
	school.register(accreditor)
	arguments, sealed := school.anchor(100)
	anchored := registry.must(ledger.FuncPutAnchor, arguments...)
	registry.must(ledger.FuncSetStatus, school.status(7, 1, ledger.Revoked)...)
	odd := oddities(t, registry, school)
	crowd(t, registry, school)
	// One more block: the forgeries change the last one of several transactions that another follows.
	height := registry.must(ledger.FuncSetStatus, school.status(2999, 1, ledger.Revoked)...) + 1

	o := options(t, trust)
	connection := testnetwork.Connection(t, dir, "verifierd")
	f, err := follower.Open(o)
	require.NoError(t, err)
	follow(t, f, height, peersOf(t, connection)...)
	height = f.Head().Height // others may write to this ledger too
	requireIndexed(t, f, school, sealed.Digests, anchored)
	requireIgnored(t, f, school, odd)
	real := stored(t, f, height)
	require.NoError(t, f.Close())
	before := dump(t, o)

	t.Run("AFollowerThatWasKilledResumes", func(t *testing.T) {
		next := registry.must(ledger.FuncSetStatus, school.status(8, 1, ledger.Suspended)...)
		f, err := follower.Open(o)
		require.NoError(t, err)
		require.Equal(t, height, f.Head().Height)
		follow(t, f, next+1, peersOf(t, connection)...)
		require.NoError(t, f.Close())
	})
	t.Run("AnIndexRebuiltFromStoredBlocksIsTheSame", func(t *testing.T) {
		before := dump(t, o)
		require.NoError(t, os.RemoveAll(filepath.Join(o.Dir, "index")))
		f, err := follower.Open(o)
		require.NoError(t, err)
		require.NoError(t, f.Run(t.Context(), memory{}))
		require.NoError(t, f.Close())
		require.Equal(t, before, dump(t, o))
	})
	t.Run("FromFilesItIsTheSame", func(t *testing.T) {
		files := follower.Files{Dir: t.TempDir()}
		for n, block := range real {
			require.NoError(
				t,
				os.WriteFile(
					filepath.Join(files.Dir, big.NewInt(int64(n)).String()+".block"),
					encode(t, block),
					0o600,
				),
			)
		}
		o := options(t, trust)
		f, err := follower.Open(o)
		require.NoError(t, err)
		require.NoError(t, f.Run(t.Context(), files))
		require.NoError(t, f.Close())
		require.Equal(t, before, dump(t, o))
	})
	t.Run("AnIndexRestoredFromLastWeekAnswersNothing", func(t *testing.T) { restored(t, trust, real) })
	t.Run("AnyForgeryStopsIt", func(t *testing.T) { forgeries(t, trust, real) })
	t.Run("APeerThatIsDownOrLiesIsPassedOver", func(t *testing.T) {
		passedOver(t, trust, connection, real)
	})
}

func requireIndexed(t *testing.T, f *follower.Follower, school *issuer, digests []ledger.Digest, block uint64) {
	view, err := f.View()
	require.NoError(t, err)
	defer func() { require.NoError(t, view.Close()) }()
	keys, err := view.Key(school.public.Thumbprint())
	require.NoError(t, err)
	require.Len(t, keys, 1)
	issuers, err := view.Issuer(school.code)
	require.NoError(t, err)
	require.Len(t, issuers, 2)
	for i, digest := range digests {
		places, err := view.Leaves(school.code, digest)
		require.NoError(t, err)
		require.Len(t, places, 1)
		require.Equal(t, uint64(i), places[0].Index)
		require.Equal(t, block, places[0].Position.Block)
	}
	status, err := view.Status(school.code, 1, 7)
	require.NoError(t, err)
	require.Len(t, status, 1)
	require.Equal(t, ledger.Revoked, status[0].Status.State)
	lag := f.State(time.Now()).Lag
	require.Less(t, lag, patience)
}

// oddities puts transactions on the ledger that Fabric flags invalid, each for
// another reason, and returns the status entries that they meant to set.
func oddities(t *testing.T, registry *actor, school *issuer) []uint32 {
	edits := map[peer.TxValidationCode][]func(*peer.Transaction, *peer.ChaincodeActionPayload){
		peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE: {
			func(_ *peer.Transaction, a *peer.ChaincodeActionPayload) {
				a.Action.Endorsements = a.Action.Endorsements[:3]
				a.Action.Endorsements[1].Signature = flip(t, a.Action.Endorsements[1].Signature)
			},
			func(_ *peer.Transaction, a *peer.ChaincodeActionPayload) {
				a.Action.Endorsements = a.Action.Endorsements[:2]
			},
			func(_ *peer.Transaction, a *peer.ChaincodeActionPayload) {
				a.Action.Endorsements = []*peer.Endorsement{
					a.Action.Endorsements[0],
					a.Action.Endorsements[0],
					a.Action.Endorsements[0],
				}
			},
			func(_ *peer.Transaction, a *peer.ChaincodeActionPayload) {
				response := &peer.ProposalResponsePayload{}
				require.NoError(t, proto.Unmarshal(a.Action.ProposalResponsePayload, response))
				action := &peer.ChaincodeAction{}
				require.NoError(t, proto.Unmarshal(response.Extension, action))
				action.Response.Message = "changed"
				response.Extension = encode(t, action)
				a.Action.ProposalResponsePayload = encode(t, response)
			},
		},
		peer.TxValidationCode_INVALID_ENDORSER_TRANSACTION: {
			func(_ *peer.Transaction, a *peer.ChaincodeActionPayload) {
				a.ChaincodeProposalPayload = append(a.ChaincodeProposalPayload, 0x7a, 0x00)
			},
			func(tx *peer.Transaction, _ *peer.ChaincodeActionPayload) {
				tx.Actions = append(tx.Actions, tx.Actions[0])
			},
		},
	}
	var entries []uint32
	index := uint32(1000)
	for code, list := range edits {
		for _, edit := range list {
			index++
			spoilt := registry.spoil(
				registry.endorse(ledger.FuncSetStatus, school.status(index, 1, ledger.Revoked)...),
				edit,
			)
			got, _ := registry.outcome(registry.submit(spoilt))
			require.Equal(t, code, got)
			entries = append(entries, index)
		}
	}
	// Two that set the same entry: the second lost the race.
	first := registry.endorse(ledger.FuncSetStatus, school.status(2000, 1, ledger.Suspended)...)
	second := registry.endorse(ledger.FuncSetStatus, school.status(2000, 1, ledger.Revoked)...)
	code, _ := registry.outcome(registry.submit(first))
	require.Equal(t, peer.TxValidationCode_VALID, code)
	code, _ = registry.outcome(registry.submit(second))
	require.Equal(t, peer.TxValidationCode_MVCC_READ_CONFLICT, code)
	return entries
}

func requireIgnored(t *testing.T, f *follower.Follower, school *issuer, entries []uint32) {
	view, err := f.View()
	require.NoError(t, err)
	defer func() { require.NoError(t, view.Close()) }()
	for _, index := range entries {
		status, err := view.Status(school.code, 1, index)
		require.NoError(t, err)
		require.Empty(t, status)
	}
	status, err := view.Status(school.code, 1, 2000)
	require.NoError(t, err)
	require.Len(t, status, 1)
	require.Equal(t, ledger.Suspended, status[0].Status.State)
}

// crowd submits transactions until a block holds several.
func crowd(t *testing.T, registry *actor, school *issuer) {
	index := uint32(3000)
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		var ready []*client.Transaction
		for range 8 {
			index++
			ready = append(
				ready,
				registry.endorse(ledger.FuncSetStatus, school.status(index, 1, ledger.Revoked)...),
			)
		}
		inBlock := map[uint64]int{}
		var mu sync.Mutex
		var group sync.WaitGroup
		for _, transaction := range ready {
			group.Go(func() {
				commit, err := transaction.SubmitWithContext(t.Context())
				if err != nil {
					return
				}
				if status, err := commit.StatusWithContext(t.Context()); err == nil {
					mu.Lock()
					defer mu.Unlock()
					inBlock[status.BlockNumber]++
				}
			})
		}
		group.Wait()
		for _, n := range inBlock {
			if n > 1 {
				return
			}
		}
	}
	t.Fatal("no block with several transactions")
}

func stored(t *testing.T, f *follower.Follower, height uint64) []*common.Block {
	all := make([]*common.Block, height)
	for n := range all {
		block, err := f.Block(uint64(n))
		require.NoError(t, err)
		all[n] = block
	}
	return all
}

// memory is a source of given blocks that ends.
type memory struct {
	organisation string
	blocks       []*common.Block
}

func (m memory) Name() string                           { return "memory" }
func (m memory) Organisation() string                   { return m.organisation }
func (m memory) Height(context.Context) (uint64, error) { return uint64(len(m.blocks)), nil }
func (m memory) Blocks(_ context.Context, from uint64, yield func(*common.Block) error) error {
	for ; from < uint64(len(m.blocks)); from++ {
		if err := yield(m.blocks[from]); err != nil {
			return err
		}
	}
	return nil
}

// flip returns the other form of a DER signature on P-256: high-S for low-S.
func flip(t *testing.T, signature []byte) []byte {
	var rs struct{ R, S *big.Int }
	_, err := asn1.Unmarshal(signature, &rs)
	require.NoError(t, err)
	rs.S.Sub(elliptic.P256().Params().N, rs.S)
	flipped, err := asn1.Marshal(rs)
	require.NoError(t, err)
	return flipped
}

type silence struct{}

func (silence) Infof(string, ...any)  {}
func (silence) Errorf(string, ...any) {}
func (silence) Fatalf(string, ...any) {}

// caughtUp is the index's key that says that the ledger's proven end was reached once:
// it tells of what sources said and when, and not of blocks.
const caughtUp = "e"

// dump returns all pairs of an index that follow from blocks.
func dump(t *testing.T, o follower.Options) map[string]string {
	db, err := pebble.Open(filepath.Join(o.Dir, "index"), &pebble.Options{ReadOnly: true, Logger: silence{}})
	require.NoError(t, err)
	all := map[string]string{}
	it, err := db.NewIter(nil)
	require.NoError(t, err)
	for it.First(); it.Valid(); it.Next() {
		all[string(it.Key())] = string(it.Value())
	}
	require.NoError(t, errors.Join(it.Close(), db.Close()))
	delete(all, caughtUp)
	require.NotEmpty(t, all)
	return all
}
