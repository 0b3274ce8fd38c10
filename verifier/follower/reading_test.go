package follower_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// What is committed between two look-ups of the same key is seen by the second
// one, and not by a view that was there before, whichever of them read it first.
func TestWhatIsRememberedIsOfOneHead(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	f := open(t, w.options(t))
	run := func() { require.NoError(t, f.Run(t.Context(), sources(w.all()...)...)) }
	view := func() ledger.View {
		v, err := f.View()
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, v.Close()) })
		return v
	}
	type answer struct {
		issuers, statuses, anchorStates int
		state                           ledger.IssuerState
		anchored                        bool
	}
	ask := func(v ledger.View) (a answer) {
		issuers, err := v.Issuer(school)
		require.NoError(t, err)
		statuses, err := v.Status(school, 1, 7)
		require.NoError(t, err)
		said, err := v.AnchorStatus(school, 1)
		require.NoError(t, err)
		_, _, anchored, err := v.Anchor(school, 2)
		require.NoError(t, err)
		keys, err := v.Key(w.public.Thumbprint())
		require.NoError(t, err)
		require.Len(t, keys, 1)
		return answer{len(issuers), len(statuses), len(said), issuers[len(issuers)-1].Issuer.State, anchored}
	}
	run()
	first, unasked := view(), view()
	before := answer{issuers: 2, statuses: 1, state: ledger.IssuerActive}
	require.Equal(t, before, ask(first))
	require.Equal(t, before, ask(view()), "out of what the first one read")

	w.add(w.anchor(2))
	w.add(w.status(7, 2, ledger.Suspended))
	statuses, _ := w.anchorStatus(nil, ledger.Suspended)
	w.add(statuses)
	w.add(w.suspend())
	run()
	after := answer{issuers: 3, statuses: 2, anchorStates: 1, state: ledger.IssuerSuspended, anchored: true}
	require.Equal(t, after, ask(view()))
	require.Equal(t, before, ask(first))
	require.Equal(t, before, ask(unasked), "it asks for the first time, and after the others")
	require.Equal(t, after, ask(view()))
}

// While blocks come in, every view goes on telling one head: as many versions of
// an entry as there were blocks that set it.
func TestViewsWhileBlocksComeIn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	base := w.Height // one version of the entry so far
	f := open(t, w.options(t))
	require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
	const changes = 30
	for n := range changes {
		state := ledger.Suspended
		if n%2 == 1 {
			state = ledger.Active
		}
		w.add(w.status(7, uint64(n)+2, state))
	}
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for ended := false; !ended; {
				select {
				case <-done:
					ended = true // and once more, at the end
				default:
				}
				view, err := f.View()
				if err != nil {
					t.Errorf("view: %v", err)
					return
				}
				want := int(view.Head().Height-base) + 1
				for range 3 {
					history, err := view.Status(school, 1, 7)
					issuers, errIssuer := view.Issuer(school)
					_, errKey := view.Key(w.public.Thumbprint())
					_, _, found, errAnchor := view.Anchor(school, 1)
					if err != nil || errIssuer != nil || errKey != nil || errAnchor != nil || !found ||
						len(history) != want || len(issuers) != 2 {
						t.Errorf("at height %d there are %d versions, want %d", view.Head().Height, len(history), want)
					}
				}
				if err := view.Close(); err != nil {
					t.Errorf("close: %v", err)
				}
			}
		})
	}
	require.NoError(t, f.Run(t.Context(), sources(w.all()...)...))
	close(done)
	readers.Wait()
	require.Equal(t, base+changes, f.Head().Height)
	require.NoError(t, f.Close(), "no view is left open")
}
