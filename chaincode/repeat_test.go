package chaincode_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// TestRepeatsWriteNothing: what stands already is success, answers the same
// and writes nothing, so that a client that lost an answer may send again.
func TestRepeatsWriteNothing(t *testing.T) {
	t.Parallel()
	for _, d := range accessRules {
		switch d.function {
		case ledger.FuncTick, ledger.FuncIssuer, ledger.FuncAnchor, ledger.FuncStatus, ledger.FuncAttest,
			ledger.FuncQuota:
			continue
		}
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
			args := d.args(t, w)
			as := w.Registry
			if !d.may(as) {
				as = w.Accreditor
			}
			first, err := w.Invoke(as, d.function, args...)
			require.NoError(t, err)
			w.Clock.Advance(time.Minute)
			again, err := w.Endorse(testledger.Call{As: as, Function: d.function, Args: args})
			require.NoError(t, err)
			require.Equal(t, first, again.Answer)
			require.Empty(t, again.Writes)
		})
	}
}

// TestAnchorThatStandsStaysSuccess: whatever became of issuer and key since.
func TestAnchorThatStandsStaysSuccess(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		since func(t *testing.T, w *world)
	}{
		{"NextAnchor", func(t *testing.T, w *world) { w.AnchorDigests(t, school, diploma, w.key, digests(5, 2)...) }},
		{"IssuerSuspended", func(t *testing.T, w *world) { w.accreditorDoes(t, ledger.FuncSuspendIssuer, school) }},
		{"KeyRetired", func(t *testing.T, w *world) { w.retire(t, school, w.key) }},
		{"Closed", func(t *testing.T, w *world) { require.NoError(t, w.transfer(t, school, university, w.uniKey)) }},
		{"YearsLater", func(_ *testing.T, w *world) { w.Clock.Advance(10 * 365 * 24 * time.Hour) }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			args := w.anchorArgs(t, digests(0, 3), nil)
			first, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, args...)
			require.NoError(t, err)
			tt.since(t, w)
			again, err := w.Endorse(testledger.Call{As: w.Registry, Function: ledger.FuncPutAnchor, Args: args})
			require.NoError(t, err)
			require.Equal(t, first, again.Answer)
			require.Empty(t, again.Writes)
		})
	}
}

// TestSameStatementSignedAgainIsTheSameAnchor: a signature identifies nothing.
func TestSameStatementSignedAgainIsTheSameAnchor(t *testing.T) {
	t.Parallel()
	w := setup(t)
	b := seal(t, digests(0, 3))
	anchor := w.NextAnchor(t, university, bachelor, w.uniKey, b)
	text, first := testledger.Sign(t, w.uniKey, anchor)
	_, second := testledger.Sign(t, w.uniKey, anchor)
	require.NotEqual(t, first, second, "P-256 signatures here are randomised")
	_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, text, first, ledger.EncodeDigests(b.Digests))
	require.NoError(t, err)
	answer, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, text, second, ledger.EncodeDigests(b.Digests))
	require.NoError(t, err)
	stands, err := ledger.DecodeRecord[ledger.AnchorRecord]([]byte(answer))
	require.NoError(t, err)
	require.Equal(t, first, stands.Signature.String())
}

func TestRepeatedStatusSaysTheSame(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.NoError(t, w.setStatus(t, ledger.Suspended, w.key, nil))
	sameVersion := func(edit func(*ledger.Status)) func(*ledger.Status) {
		return func(s *ledger.Status) { s.Version = 1; edit(s) }
	}
	requireCode(t, ledger.CodeConflict,
		w.setStatus(t, ledger.Suspended, w.key, sameVersion(func(s *ledger.Status) { s.Detail = ledger.Digest{1} })))
	requireCode(t, ledger.CodeConflict, w.setStatus(t, ledger.Revoked, w.key, sameVersion(func(*ledger.Status) {})))
	requireCode(t, ledger.CodeConflict, w.setStatus(t, ledger.Suspended, nil, sameVersion(func(*ledger.Status) {})))
	require.NoError(t, w.setStatus(t, ledger.Revoked, w.key, nil))
	requireCode(t, ledger.CodeVersion, w.setStatus(t, ledger.Suspended, w.key, sameVersion(func(*ledger.Status) {})))
}

// TestSameInputSameWrites endorses the same on two ledgers of one world state.
func TestSameInputSameWrites(t *testing.T) {
	t.Parallel()
	w := setup(t)
	other := testledger.New(t,
		testledger.Options{Accreditors: []string{otherMSP, testledger.MinistryMSP}, Now: w.Clock.Now})
	for i := range uint32(3) {
		require.NoError(t, w.put(t, digests(100*i, 3), nil))
	}
	for range 5 { // a range over a map would show
		for _, d := range accessRules {
			c := testledger.Call{As: w.Registry, Function: d.function, Args: d.args(t, w), ID: d.name}
			if !d.may(c.As) {
				c.As = w.Accreditor
			}
			other.CopyState(w.Ledger)
			one, err := w.Endorse(c)
			require.NoError(t, err, d.name)
			two, err := other.Endorse(c)
			require.NoError(t, err, d.name)
			require.Equal(t, one.Reads, two.Reads, d.name)
			require.Equal(t, one.Writes, two.Writes, d.name)
			require.Equal(t, one.Answer, two.Answer, d.name)
		}
	}
}
