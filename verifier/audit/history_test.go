package audit_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/audit"
	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/ledger"
)

func about(events []audit.Event) (all []string) {
	for _, e := range events {
		all = append(all, e.Function+" "+e.About)
	}
	return all
}

func TestIssuerHistory(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Accredit("TRUONG-HAI")
	b.Add(b.issuer.AnchorStatus(1, 1, ledger.Revoked))
	b.Add(b.issuer.Suspend())
	r := open(t, b.World, b.Save())
	h, err := r.IssuerHistory(t.Context(), school)
	require.NoError(t, err)
	require.Equal(
		t,
		[]string{
			"Accredit issuer",
			"AddKey issuer",
			"AddKey key",
			"PutAnchor anchor",
			"PutAnchor anchor",
			"SetAnchorStatus anchors",
			"SuspendIssuer issuer",
		},
		about(h.Events),
	)
	require.Equal(t, []uint64{6, 1}, []uint64{h.Digests, h.StatusChanges})
	require.Equal(t, audit.Identity{MSP: "MinistryMSP", Units: []string{"client", "accreditor"}}, h.Events[0].By)
	require.Equal(t, uint64(2), h.Events[4].Anchor.Anchor.Sequence)
	require.Equal(t, ledger.IssuerSuspended, h.Events[6].Issuer.State)
	_, err = r.IssuerHistory(t.Context(), "NOBODY")
	require.ErrorIs(t, err, audit.ErrNotFound)
	_, err = r.IssuerHistory(t.Context(), "no code")
	require.ErrorIs(t, err, ledger.ErrIssuerCode)
}

func TestCredentialHistory(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Add(b.issuer.AnchorStatus(1, 1, ledger.Suspended))
	b.Add(b.issuer.Status(8, 1, ledger.Revoked))
	b.Add(b.issuer.Status(9, 1, ledger.Suspended), b.issuer.Status(9, 2, ledger.Active))
	r := open(t, b.World, b.Save())
	for name, test := range map[string]struct {
		digest ledger.Digest
		entry  *audit.EntryRef
		events []string
		state  ledger.State
	}{
		"of a suspended anchor":      {b.leaves[0][1], nil, []string{"PutAnchor anchor", "SetAnchorStatus anchors"}, ledger.Suspended},
		"the worse state counts":     {b.leaves[0][1], &audit.EntryRef{List: 1, Index: 8}, []string{"PutAnchor anchor", "SetAnchorStatus anchors", "SetStatus entry"}, ledger.Revoked},
		"a suspension that was over": {b.leaves[1][0], &audit.EntryRef{List: 1, Index: 9}, []string{"PutAnchor anchor", "SetStatus entry", "SetStatus entry"}, ledger.Active},
		"nothing ever changed":       {b.leaves[1][2], &audit.EntryRef{List: 2, Index: 9}, []string{"PutAnchor anchor"}, ledger.Active},
	} {
		h, err := r.CredentialHistory(t.Context(), school, test.digest, test.entry)
		require.NoError(t, err, name)
		require.Equal(t, test.events, about(h.Events), name)
		require.Equal(t, test.state, h.State, name)
		require.Len(t, h.Places, 1, name)
	}
	_, err := r.CredentialHistory(t.Context(), "TRUONG-HAI", b.leaves[0][0], nil)
	require.ErrorIs(t, err, audit.ErrNotFound, "digests are looked up by issuer")
	_, err = r.CredentialHistory(t.Context(), school, audittest.Digests(1)[0], nil)
	require.ErrorIs(t, err, audit.ErrNotFound)
}

// TestHistoryOfACompromisedKey: what a key said that was reported compromised is
// judged as a verification does, and the report stands in the timeline.
func TestHistoryOfACompromisedKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Add(b.issuer.Status(8, 1, ledger.Revoked))
	b.Add(b.issuer.Compromise())
	r := open(t, b.World, b.Save())
	h, err := r.CredentialHistory(t.Context(), school, b.leaves[0][1], &audit.EntryRef{List: 1, Index: 8})
	require.NoError(t, err)
	require.Equal(t, ledger.Suspended, h.State)
	require.Equal(t, verifier.DetailCompromisedStatus, h.Detail)
	require.Equal(t, []string{"PutAnchor anchor", "SetStatus entry", "ReportKeyCompromised key"}, about(h.Events))
}

func TestTransactionHistory(t *testing.T) {
	t.Parallel()
	b := setup(t)
	nonce := b.NextNonce()
	spoilt := b.Draft(
		b.Envelope(
			blockstest.Transaction{
				Creator:   b.Registry,
				Nonce:     nonce,
				Function:  "Tick\x1b[2J",
				Arguments: []string{strings.Repeat("x", 5000), "\xff\x00"},
				Endorsers: []*blockstest.Member{b.Channel.Peers["AuditorMSP"]},
			},
		),
	)
	blockstest.Flag(spoilt, 0, 10)
	dir := b.Save()
	audittest.Write(t, dir, spoilt)
	r := open(t, b.World, dir)

	issuer, err := r.IssuerHistory(t.Context(), school)
	require.NoError(t, err)
	anchor := issuer.Events[3]
	h, err := r.TransactionHistory(t.Context(), strings.ToUpper(anchor.Position.TxID))
	require.NoError(t, err)
	require.Equal(t, anchor.Position, h.Position)
	require.True(t, h.Valid)
	require.Equal(t, ledger.FuncPutAnchor, h.Function)
	require.Len(t, h.Arguments, 3)
	require.Equal(t, 3, h.Arguments[2].Digests)
	var statement ledger.Anchor
	require.NoError(t, json.Unmarshal(h.Arguments[0].JSON, &statement))
	require.Equal(t, b.leaves[0], leavesOf(t, r, statement))
	require.Len(t, h.Endorsers, 3)
	require.Equal(t, audit.Identity{MSP: "MinistryMSP", Units: []string{"peer"}}, h.Endorsers[0])
	require.Len(t, h.Writes, 2)
	require.Equal(t, ledger.ObjectAnchor, h.Writes[0].Object)
	require.NotEmpty(t, h.Writes[0].Record)

	h, err = r.TransactionHistory(t.Context(), blockstest.ID(nonce, b.Registry))
	require.NoError(t, err)
	require.False(t, h.Valid)
	require.Equal(t, "ENDORSEMENT_POLICY_FAILURE", h.Flag)
	require.NotContains(t, h.Function, "\x1b", "anybody's text reaches no terminal as it is")
	require.Less(t, len(h.Arguments[0].Text), 300)
	require.Equal(t, "ff00", h.Arguments[1].Hex)

	_, err = r.TransactionHistory(t.Context(), strings.Repeat("0", 64))
	require.ErrorIs(t, err, audit.ErrNotFound)
	_, err = r.TransactionHistory(t.Context(), "1234")
	require.Error(t, err)
}

func leavesOf(t *testing.T, r *audit.Replay, a ledger.Anchor) []ledger.Digest {
	t.Helper()
	digests, err := r.View().Digests(a.Issuer, a.Sequence)
	require.NoError(t, err)
	return digests
}
