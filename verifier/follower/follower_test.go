package follower_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

func TestWhatTheBlocksSayIsFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.add(w.anchor(5))
	w.add(w.suspend())
	statuses, changes := w.anchorStatus(nil, ledger.Suspended)
	w.add(statuses)
	statuses, _ = w.anchorStatus(changes, ledger.Active)
	w.add(statuses)
	f := open(t, w.options(t))
	require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
	require.NoError(t, f.Alarm())

	view, err := f.View()
	require.NoError(t, err)
	defer func() { require.NoError(t, view.Close()) }()
	require.Equal(t, w.Height, view.Head().Height)
	require.True(t, w.Now.Add(-time.Second).Equal(view.Head().Time))

	issuers, err := view.Issuer(school)
	require.NoError(t, err)
	require.Len(t, issuers, 3)
	require.Equal(t, ledger.IssuerActive, issuers[0].Issuer.State)
	require.Equal(t, ledger.IssuerSuspended, issuers[2].Issuer.State)
	require.Equal(t, uint64(3), issuers[0].Position.Block)
	keys, err := view.Key(w.public.Thumbprint())
	require.NoError(t, err)
	require.Len(t, keys, 1)

	requireAnchored(t, w, view)
	status, err := view.Status(school, 1, 7)
	require.NoError(t, err)
	require.Len(t, status, 1)
	require.Equal(t, ledger.Revoked, status[0].Status.State)
	list, err := view.StatusList(school, 1)
	require.NoError(t, err)
	require.Equal(t, map[uint32][]ledger.StatusVersion{7: status}, list)
	said, err := view.AnchorStatus(school, 1)
	require.NoError(t, err)
	require.Len(t, said, 2)

	requireNothingElse(t, w, view)
}

// requireAnchored looks up the world's second anchor.
func requireAnchored(t *testing.T, w *world, view ledger.View) {
	for i, digest := range w.digests {
		places, err := view.Leaves(school, digest)
		require.NoError(t, err)
		require.Len(t, places, 1)
		require.Equal(t, uint64(2), places[0].Sequence)
		require.Equal(t, uint64(i), places[0].Index)
		require.Equal(t, uint64(7), places[0].Position.Block)
	}
	anchor, position, found, err := view.Anchor(school, 2)
	require.NoError(t, err)
	require.True(t, found)
	require.Equal(t, w.last, anchor.Anchor)
	require.Equal(t, anchor.TxID, position.TxID)
	require.True(t, anchor.Time.Equal(position.Time))
	digests, err := view.Digests(school, 2)
	require.NoError(t, err)
	require.Equal(t, w.digests, digests)
}

func requireNothingElse(t *testing.T, w *world, view ledger.View) {
	for _, code := range []string{"", "TRUONG", school + "-2", school + "\x00", "\x00"} {
		versions, err := view.Issuer(code)
		require.NoError(t, err)
		require.Empty(t, versions)
		places, err := view.Leaves(code, w.digests[0])
		require.NoError(t, err)
		require.Empty(t, places)
	}
	places, err := view.Leaves(school, ledger.Digest{1})
	require.NoError(t, err)
	require.Empty(t, places)
	_, _, found, err := view.Anchor(school, 3)
	require.NoError(t, err)
	require.False(t, found)
	status, err := view.Status(school, 1, 8)
	require.NoError(t, err)
	require.Empty(t, status)
}

func TestAnOpenViewKeepsItsHeight(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := open(t, w.options(t))
	require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
	view, err := f.View()
	require.NoError(t, err)
	defer view.Close()
	w.add(w.status(8, 1, ledger.Revoked))
	require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
	old, err := view.Status(school, 1, 8)
	require.NoError(t, err)
	require.Empty(t, old)
	require.Equal(t, w.Height-1, view.Head().Height)
	require.Equal(t, w.Height, f.Head().Height)
}

// What was endorsed in December and is released in June has lost its race
// with the ticks between, whatever a peer says of it.
func TestWhatWasHeldBackPastATickIsNotIndexed(t *testing.T) {
	t.Parallel()
	for name, held := range map[string]func(*world) []byte{
		"a status":     func(w *world) []byte { return w.status(8, 1, ledger.Revoked) },
		"an anchor":    func(w *world) []byte { return w.anchor(2) },
		"a suspension": (*world).suspend,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			envelope := held(w)
			w.Now = w.Now.Add(180 * 24 * time.Hour)
			w.add(w.tick())
			released := w.Draft(envelope)
			believed := *w
			believed.blocks = append(slices.Clone(w.blocks), proto.CloneOf(released))
			f := open(t, w.options(t))
			require.ErrorIs(t, f.Run(t.Context(), sources(believed.all()...)...), blocks.ErrRace)
			require.Equal(t, w.Height, f.Head().Height)

			blockstest.Flag(released, 0, byte(peer.TxValidationCode_MVCC_READ_CONFLICT))
			w.blocks = append(w.blocks, released)
			w.Advance(released)
			w.add(w.tick())
			f = open(t, w.options(t))
			require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
			require.Equal(t, w.Height, f.Head().Height)
			view, err := f.View()
			require.NoError(t, err)
			defer view.Close()
			status, err := view.Status(school, 1, 8)
			require.NoError(t, err)
			require.Empty(t, status)
			_, _, found, err := view.Anchor(school, 2)
			require.NoError(t, err)
			require.False(t, found)
			places, err := view.Leaves(school, w.digests[0])
			require.NoError(t, err)
			require.Len(t, places, map[bool]int{true: 0, false: 1}[name == "an anchor"])
			issuers, err := view.Issuer(school)
			require.NoError(t, err)
			require.Equal(t, ledger.IssuerActive, issuers[len(issuers)-1].Issuer.State)
		})
	}
}

func TestRecordsThatContradictTheirTransactionStopTheFollower(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other, _ := newKey(t)
	for name, envelope := range map[string][]byte{
		"root of other digests":      w.anchor(2, func(p *put) { p.arguments[2] = ledger.EncodeDigests(w.digests) }),
		"another statement's record": w.anchor(2, func(p *put) { p.record.Anchor.Kind = "VN-BA" }),
		"another's signature": w.anchor(2, func(p *put) {
			p.record.Signature = sign(t, other, []byte(p.arguments[0]))
			p.arguments[1] = p.record.Signature.String()
		}),
		"another time":               w.anchor(2, func(p *put) { p.record.TxID, p.record.Time = "id", w.Now.Add(-time.Hour) }),
		"anchor in another place":    w.anchor(2, func(p *put) { p.key = ledger.AnchorKey("OTHER", p.statement.Sequence).String() }),
		"anchor by another function": w.anchor(2, func(p *put) { p.function = ledger.FuncSetStatus }),
		"a deletion":                 w.anchor(2, func(p *put) { p.extra = map[string][]byte{ledger.KeyKey(w.public.Thumbprint()).String(): nil} }),
		"a record in another form": w.anchor(2, func(p *put) {
			p.extra = map[string][]byte{ledger.AnchorQuotasKey(school, ledger.QuotaPlace{Type: "VN-USE", Year: 2026}).String(): []byte(`{ "entries":[]}`)}
		}),
		"status beside an anchor": w.anchor(2, func(p *put) {
			p.extra = map[string][]byte{ledger.StatusKey(school, 1, 7).String(): ledger.EncodeRecord(ledger.StatusRecord{State: ledger.Active, Version: 2})}
		}),
		"status of another state": w.status(9, 1, ledger.Revoked, func(r *ledger.StatusRecord) { r.State = ledger.Suspended }),
		"status skips a version":  w.status(9, 2, ledger.Revoked),
		"status goes back":        w.status(7, 1, ledger.Suspended),
		"status by no accreditor": w.status(9, 1, ledger.Revoked, func(r *ledger.StatusRecord) { r.MSP = "MinistryMSP" }),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := *w
			v.blocks = append(v.blocks[:len(v.blocks):len(v.blocks)], w.Draft(envelope))
			f := open(t, v.options(t))
			err := f.Run(t.Context(), sources(v.all()...)...)
			require.ErrorIs(t, err, follower.ErrIntegrity)
			require.ErrorIs(t, err, follower.ErrRecord)
			require.Equal(t, w.Height, f.Head().Height)
		})
	}
	t.Run("a sequence left out", func(t *testing.T) {
		t.Parallel()
		v := newWorld(t)
		v.last.Sequence++
		v.blocks = append(v.blocks, v.Draft(v.anchor(2)))
		f := open(t, v.options(t))
		require.ErrorIs(t, f.Run(t.Context(), sources(v.all()...)...), follower.ErrRecord)
	})
}

func TestAfterAnAlarmWhatWasCheckedIsStillRead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	block := w.Draft(w.tick())
	w.Sign(block, w.Consenters[:2]...)
	w.blocks = append(w.blocks, block)
	f := open(t, w.options(t))
	require.ErrorIs(t, f.Run(t.Context(), sources(w.all()...)...), blocks.ErrQuorum)
	require.ErrorIs(t, f.Alarm(), follower.ErrIntegrity)
	require.ErrorIs(t, f.Run(t.Context(), sources(w.all()...)...), follower.ErrIntegrity, "it does not go on")
	require.False(t, isFresh(f, w.Now))
	requireStatusKnown(t, f)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	files := follower.Files{Dir: t.TempDir()}
	for n, block := range w.blocks {
		raw, err := proto.Marshal(block)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(files.Dir, fmt.Sprintf("%d.block", n)), raw, 0o600))
	}
	height, err := files.Height(context.Background())
	require.NoError(t, err)
	require.Equal(t, w.Height, height)
	o := w.options(t)
	o.Genesis = w.blocks[0]
	f := open(t, o)
	require.Equal(t, uint64(1), f.Head().Height)
	require.NoError(t, f.Run(t.Context(), files))
	require.Equal(t, w.Height, f.Head().Height)
}

func TestAGenesisBlockOfAnotherLedgerIsRefused(t *testing.T) {
	t.Parallel()
	w, v := newWorld(t), newWorld(t)
	o := w.options(t)
	o.Genesis = v.blocks[0]
	_, err := follower.Open(o)
	require.ErrorIs(t, err, blocks.ErrGenesis)
	f := open(t, w.options(t))
	require.ErrorIs(t, f.Run(t.Context(), sources(v.all()...)...), blocks.ErrGenesis)
}

// What a newer version of the chaincode may write stops reading, and is no alarm.
func TestWhatIsBeyondThisProgram(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	unknown := []byte(`{"time":"2026-06-15T01:00:00Z","unheard":1}`)
	for name, envelope := range map[string][]byte{
		"a key of no record": w.anchor(2, func(p *put) { p.extra = map[string][]byte{"free": []byte("text")} }),
		"a function":         w.anchor(2, func(p *put) { p.function = "PutAnchorDifferently" }),
		"a record with an unknown member": w.Envelope(blockstest.Transaction{
			Creator:  w.registry,
			Function: ledger.FuncTick,
			Writes:   map[string][]byte{ledger.TickKey().String(): unknown},
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := *w
			v.blocks = append(v.blocks[:len(v.blocks):len(v.blocks)], w.Draft(envelope))
			f := open(t, v.options(t))
			err := f.Run(t.Context(), sources(v.all()...)...)
			require.ErrorIs(t, err, follower.ErrBeyond)
			require.NotErrorIs(t, err, follower.ErrIntegrity)
			require.ErrorContains(t, err, `version "1" of the chaincode`, "what to install")
			require.NoError(t, f.Alarm())
			require.ErrorIs(t, f.State(w.Now).Beyond, follower.ErrBeyond)
			require.False(t, isFresh(f, w.Now))
			require.Equal(t, w.Height, f.Head().Height)
			requireStatusKnown(t, f)
		})
	}
}
