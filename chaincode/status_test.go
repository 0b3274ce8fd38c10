package chaincode_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// reach brings the school's entry from active to a state, by a signer or, for
// nil, by the accreditor.
func (w *world) reach(t *testing.T, state ledger.State, by testledger.Signer) {
	t.Helper()
	if state != ledger.Active {
		require.NoError(t, w.setStatus(t, state, by, nil))
	}
}

func TestStatusTransitions(t *testing.T) {
	t.Parallel()
	allowed := map[ledger.State][]ledger.State{
		ledger.Active:     {ledger.Suspended, ledger.Superseded, ledger.Revoked},
		ledger.Suspended:  {ledger.Active, ledger.Superseded, ledger.Revoked},
		ledger.Superseded: {ledger.Revoked},
		ledger.Revoked:    {},
	}
	for from, next := range allowed {
		for _, to := range []ledger.State{ledger.Active, ledger.Suspended, ledger.Superseded, ledger.Revoked} {
			t.Run(string(from)+" to "+string(to), func(t *testing.T) {
				t.Parallel()
				for _, byAccreditor := range []bool{false, true} {
					w := setup(t)
					by := w.key
					if byAccreditor {
						by = nil
					}
					w.reach(t, from, by)
					err := w.setStatus(t, to, by, nil)
					if contains(next, to) {
						require.NoError(t, err)
						continue
					}
					requireCode(t, ledger.CodeTransition, err)
				}
			})
		}
	}
}

func contains(states []ledger.State, s ledger.State) bool {
	for _, other := range states {
		if other == s {
			return true
		}
	}
	return false
}

func TestAccreditorsStateIsTheAccreditors(t *testing.T) {
	t.Parallel()
	for _, to := range []ledger.State{ledger.Active, ledger.Superseded, ledger.Revoked} {
		w := setup(t)
		w.reach(t, ledger.Suspended, nil)
		requireCode(t, ledger.CodeForbidden, w.setStatus(t, to, w.key, nil))
		require.NoError(t, w.setStatus(t, to, nil, nil))
	}

	w := setup(t)
	w.reach(t, ledger.Suspended, w.key)
	record := w.SetEntry(t, school, 1, 7, ledger.Revoked, nil)
	require.Equal(t, testledger.MinistryMSP, record.MSP)
	require.Empty(t, record.Key)
	require.Equal(t, uint64(2), record.Version)
}

func TestIssuerThatMayNotIssueMayStillRevoke(t *testing.T) {
	t.Parallel()
	for _, function := range []string{ledger.FuncSuspendIssuer, ledger.FuncWithdrawIssuer} {
		for _, to := range []ledger.State{ledger.Superseded, ledger.Revoked} {
			w := setup(t)
			w.reach(t, ledger.Suspended, w.key)
			w.accreditorDoes(t, function, school)
			requireCode(t, ledger.CodeIssuerState, w.setStatus(t, ledger.Active, w.key, nil))
			require.NoError(t, w.setStatus(t, to, w.key, nil))
		}
	}
}

func TestKeyThatIsNotGoodChangesNoStatus(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.retire(t, school, w.key)
	requireCode(t, ledger.CodeKeyState, w.setStatus(t, ledger.Revoked, w.key, nil))

	w = setup(t)
	require.NoError(t, w.report(t, school, w.key, w.Clock.Now()))
	requireCode(t, ledger.CodeKeyState, w.setStatus(t, ledger.Revoked, w.key, nil))
	requireCode(t, ledger.CodeKeyState, w.setStatus(t, ledger.Revoked, w.uniKey, nil))
	requireCode(t, ledger.CodeKeyState, w.setStatus(t, ledger.Revoked, newEthSigner(t), nil))
}

// TestWhatACompromisedKeySaidIsDecidedByTheAccreditor, even a revocation.
func TestWhatACompromisedKeySaidIsDecidedByTheAccreditor(t *testing.T) {
	t.Parallel()
	for _, said := range []ledger.State{ledger.Suspended, ledger.Superseded, ledger.Revoked} {
		for _, to := range []ledger.State{ledger.Active, ledger.Suspended, ledger.Superseded, ledger.Revoked} {
			w := setup(t)
			w.reach(t, said, w.key)
			require.NoError(t, w.report(t, school, w.key, w.Clock.Now()))
			require.NoError(t, w.setStatus(t, to, nil, nil), "%s to %s", said, to)
		}
	}

	w := setup(t)
	w.reach(t, ledger.Revoked, w.key)
	require.NoError(t, w.report(t, school, w.key, w.Clock.Advance(time.Second)))
	requireCode(t, ledger.CodeTransition, w.setStatus(t, ledger.Active, nil, nil))
}

func TestStatusStatementIsChecked(t *testing.T) {
	t.Parallel()
	w := setup(t)
	text := w.statusArgs(t, ledger.Revoked, nil, nil)[0]
	signature := w.statusArgs(t, ledger.Revoked, w.key, nil)[1]
	for name, args := range map[string][]string{
		"signature without a key": {text, signature},
		"key without a signature": {w.statusArgs(t, ledger.Revoked, w.key, nil)[0], ""},
		"index out of the list": w.statusArgs(t, ledger.Revoked, w.key, func(s *ledger.Status) {
			s.Index = ledger.StatusListSize
		}),
		"list 0":        w.statusArgs(t, ledger.Revoked, w.key, func(s *ledger.Status) { s.List = 0 }),
		"unknown state": w.statusArgs(t, "gone", w.key, nil),
	} {
		for _, as := range []testledger.Identity{w.Registry, w.Accreditor} {
			_, err := w.Invoke(as, ledger.FuncSetStatus, args...)
			require.Error(t, err, name)
			if name != "key without a signature" || as.MSP == w.Registry.MSP {
				requireCode(t, ledger.CodeMalformed, err)
			}
		}
	}
}

func TestStatusQuery(t *testing.T) {
	t.Parallel()
	w := setup(t)
	query := func(code, list, index string) (ledger.StatusRecord, error) {
		answer, err := w.Query(w.nobody, ledger.FuncStatus, code, list, index)
		if err != nil {
			return ledger.StatusRecord{}, err
		}
		return ledger.DecodeRecord[ledger.StatusRecord]([]byte(answer))
	}
	none, err := query(school, "1", "131071")
	require.NoError(t, err)
	require.Equal(t, ledger.StatusRecord{State: ledger.Active}, none)
	set := w.SetEntry(t, school, 1, 7, ledger.Suspended, w.key)
	got, err := query(school, "1", "7")
	require.NoError(t, err)
	require.Equal(t, set, got)
	for _, bad := range [][3]string{
		{"a b", "1", "1"}, {school, "0", "1"}, {school, "4294967296", "1"}, {school, "1", "131072"},
		{school, "1", "-1"}, {school, "+1", "1"}, {school, "1", ""}, {school, " 1", "1"},
	} {
		_, err := query(bad[0], bad[1], bad[2])
		requireCode(t, ledger.CodeMalformed, err)
	}
}

func TestAnchorStatus(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for i := range uint32(5) {
		w.AnchorDigests(t, school, diploma, w.key, digests(3*i, 3)...)
	}
	set := func(first, last, state string) error {
		w.Clock.Advance(time.Second)
		_, err := w.Invoke(w.Accreditor, ledger.FuncSetAnchorStatus, school, first, last, state)
		return err
	}
	states := func() []ledger.State {
		var all []ledger.State
		for sequence := range uint64(5) {
			history, err := w.View().AnchorStatus(school, sequence+1)
			require.NoError(t, err)
			all = append(all, ledger.AnchorStatusAt(history, w.Clock.Now()).State)
		}
		return all
	}
	const a, s, r = ledger.Active, ledger.Suspended, ledger.Revoked
	require.NoError(t, set("2", "4", "suspended"))
	require.Equal(t, []ledger.State{a, s, s, s, a}, states())
	require.NoError(t, set("3", "3", "active"))
	require.Equal(t, []ledger.State{a, s, a, s, a}, states())
	require.NoError(t, set("4", "5", "revoked"))
	require.Equal(t, []ledger.State{a, s, a, r, r}, states())
	requireCode(t, ledger.CodeTransition, set("1", "4", "active"))
	requireCode(t, ledger.CodeTransition, set("5", "5", "suspended"))
	require.NoError(t, set("1", "5", "revoked"))
	require.Equal(t, []ledger.State{r, r, r, r, r}, states())

	requireCode(t, ledger.CodeNotFound, set("5", "6", "revoked"))
	for _, bad := range [][3]string{
		{"0", "1", "revoked"}, {"2", "1", "revoked"}, {"1", "2", "superseded"}, {"1", "2", ""},
		{"01", "2", "revoked"}, {"1", "9007199254740992", "revoked"}, {"1", "501", "revoked"},
	} {
		requireCode(t, ledger.CodeMalformed, set(bad[0], bad[1], bad[2]))
	}
}

func TestAttest(t *testing.T) {
	t.Parallel()
	w := setup(t)
	anchor := w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
	attest := func() ledger.Attestation {
		return testledger.MustQuery[ledger.Attestation](t, w.Ledger, ledger.FuncAttest, school, "1", "1", "7")
	}
	view := w.issuer(t, school)
	require.Equal(t, ledger.Attestation{
		Ledger: w.Genesis(), Issuer: view.Issuer, Key: view.Keys[0], Anchor: anchor, AnchorState: ledger.Active,
		List: 1, Index: 7, Entry: ledger.StatusRecord{State: ledger.Active}, Time: w.Clock.Now(),
	}, attest())

	require.NoError(t, w.Tick(t.Context()))
	ticked := w.Clock.Now()
	w.Clock.Advance(time.Minute)
	entry := w.SetEntry(t, school, 1, 7, ledger.Suspended, w.key)
	w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "1", "suspended")
	got := attest()
	require.Equal(t, entry, got.Entry)
	require.Equal(t, view.Keys[0], *got.EntryKey)
	require.Equal(t, ledger.Suspended, got.AnchorState)
	require.Equal(t, ticked, got.LastTick)

	t.Run("SeesWhatIsCommittedWhateverItsOwnTime", func(t *testing.T) {
		tx, err := w.Endorse(testledger.Call{
			As:       w.nobody,
			Function: ledger.FuncAttest,
			Args:     []string{school, "1", "1", "7"},
			At:       w.Clock.Now().Add(-time.Minute),
		})
		require.NoError(t, err)
		early, err := ledger.DecodeRecord[ledger.Attestation]([]byte(tx.Answer))
		require.NoError(t, err)
		require.Equal(t, ledger.Suspended, early.AnchorState)
	})
	t.Run("HasATimeNearTheEndorsers", func(t *testing.T) {
		_, err := w.Endorse(testledger.Call{
			As:       w.nobody,
			Function: ledger.FuncAttest,
			Args:     []string{school, "1", "1", "7"},
			At:       w.Clock.Now().Add(-6 * time.Minute),
		})
		requireCode(t, ledger.CodeTime, err)
	})
	t.Run("WantsAnIssuerAndAnAnchor", func(t *testing.T) {
		for _, args := range [][]string{{"KHONG-CO", "1", "1", "7"}, {school, "2", "1", "7"}} {
			_, err := w.Query(w.nobody, ledger.FuncAttest, args...)
			requireCode(t, ledger.CodeNotFound, err)
		}
		_, err := w.Query(w.nobody, ledger.FuncAttest, school, "0", "1", "7")
		requireCode(t, ledger.CodeMalformed, err)
	})
}
