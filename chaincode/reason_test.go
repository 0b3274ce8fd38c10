package chaincode_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// reasoned is the access rules of what an accreditor does for a reason.
func reasoned() []accessRule {
	return slices.DeleteFunc(slices.Clone(accessRules), func(rule accessRule) bool {
		f, _ := ledger.FindFunction(rule.function)
		return f.ReasonIndex() < 0 || strings.HasSuffix(rule.name, "ByItself") || rule.name == "ReturnQuotaByARegister"
	})
}

// exactly endorses a call of an access rule with that last argument.
func (w *world) exactly(t *testing.T, rule accessRule, args []string, last string) (*testledger.Transaction, error) {
	t.Helper()
	f, _ := ledger.FindFunction(rule.function)
	args = append(slices.Clone(args[:min(len(args), len(f.Arguments)-1)]), last)
	return w.Endorse(testledger.Call{As: w.Accreditor, Function: rule.function, Args: args, Exact: true})
}

// TestMalformedReasonsAreRefused: by every function that takes one.
func TestMalformedReasonsAreRefused(t *testing.T) {
	t.Parallel()
	require.Len(t, reasoned(), 11)
	for _, rule := range reasoned() {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
			args := rule.args(t, w)
			good := testledger.Reason(rule.function)
			changed := func(edit func(*ledger.Reason)) string {
				r := good
				edit(&r)
				return string(r.Canonical())
			}
			text := string(good.Canonical())
			_, err := w.exactly(t, rule, args, text)
			require.NoError(t, err)
			for name, spoilt := range map[string]string{
				"empty object":   "{}",
				"null":           "null",
				"space":          text + " ",
				"another member": strings.Replace(text, "{", `{"by":"x",`, 1),
				"repeated":       strings.Replace(text, "{", `{"decisionDate":"2026-01-05",`, 1),
				"a name":         changed(func(r *ledger.Reason) { r.DecisionNumber = "1 Nguyễn Văn Mẫu" }),
				"steered":        changed(func(r *ledger.Reason) { r.DecisionNumber = "1\u202e" }),
				"no number":      changed(func(r *ledger.Reason) { r.DecisionNumber = "" }),
				"no such day":    changed(func(r *ledger.Reason) { r.DecisionDate = "2026-02-30" }),
				"free text":      changed(func(r *ledger.Reason) { r.Ground = "because" }),
				"other's ground": changed(func(r *ledger.Reason) { r.Ground = ledger.GroundFraud }),
				"too long":       changed(func(r *ledger.Reason) { r.DecisionNumber = strings.Repeat("1", 1<<16) }),
			} {
				_, err := w.exactly(t, rule, args, spoilt)
				requireCode(t, ledger.CodeMalformed, err)
				require.NotContains(t, err.Error(), "Nguyễn", name)
			}
			_, err = w.exactly(t, rule, args, "")
			require.Error(t, err, "an accreditor says why")
			tomorrow := ledger.DateOf(w.Clock.Now().Add(24 * time.Hour))
			_, err = w.exactly(t, rule, args, changed(func(r *ledger.Reason) { r.DecisionDate = tomorrow }))
			requireCode(t, ledger.CodeTime, err)
			today := ledger.DateOf(w.Clock.Now())
			_, err = w.exactly(t, rule, args, changed(func(r *ledger.Reason) { r.DecisionDate = today }))
			require.NoError(t, err)
		})
	}
}

// TestAnotherReasonIsAConflict: the same act for another reason writes nothing, and
// the refusal names the decision that stands.
func TestAnotherReasonIsAConflict(t *testing.T) {
	t.Parallel()
	for _, rule := range reasoned() {
		t.Run(rule.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
			args := rule.args(t, w)
			first, err := w.exactly(t, rule, args, string(testledger.Reason(rule.function).Canonical()))
			require.NoError(t, err)
			require.NoError(t, w.Commit(first))
			again, err := w.exactly(t, rule, args, string(testledger.Reason(rule.function).Canonical()))
			require.NoError(t, err)
			require.Empty(t, again.Writes)
			other := testledger.Reason(rule.function)
			other.DecisionNumber = "77/QĐ-MAU"
			_, err = w.exactly(t, rule, args, string(other.Canonical()))
			requireCode(t, ledger.CodeConflict, err)
			require.Contains(t, err.Error(), "by decision 01/QĐ-MAU of 2026-01-05, ground ")
		})
	}
}

// TestReasonsStandInTheRecords of what they are about, and outlive other acts.
func TestReasonsStandInTheRecords(t *testing.T) {
	t.Parallel()
	w := setup(t)
	view := w.issuer(t, school)
	require.Equal(t, testledger.Reason(ledger.FuncAccredit), view.Issuer.Reason)
	require.True(t, view.Issuer.StateReason.IsZero())
	require.Equal(t, testledger.Reason(ledger.FuncAddKey), view.Keys[0].Reason)

	w.accreditorDoes(t, ledger.FuncSuspendIssuer, school)
	w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(amended().Canonical()))
	view = w.issuer(t, school)
	require.Equal(t, testledger.Reason(ledger.FuncSuspendIssuer), view.Issuer.StateReason)
	require.Equal(t, testledger.Reason(ledger.FuncAmendAccreditation), view.Issuer.Reason)
	w.accreditorDoes(t, ledger.FuncReinstateIssuer, school)
	require.Equal(t, testledger.Reason(ledger.FuncReinstateIssuer), w.issuer(t, school).Issuer.StateReason)

	require.NoError(t, w.transfer(t, school, university, w.uniKey))
	view = w.issuer(t, school)
	require.Equal(t, testledger.Reason(ledger.FuncTransferCustody), view.Issuer.StateReason)
	require.Equal(t, testledger.Reason(ledger.FuncTransferCustody), view.Keys[0].RetiredReason)
	require.Equal(t, testledger.Reason(ledger.FuncAddKey), view.Keys[0].Reason)
}

// TestAKeysOwnActHasNoReason: nobody but an accreditor has a decision to name.
func TestAKeysOwnActHasNoReason(t *testing.T) {
	t.Parallel()
	w := setup(t)
	text, signature := testledger.Sign(t, w.key, w.retirement(school, w.key))
	said := string(testledger.Reason(ledger.FuncRetireKey).Canonical())
	_, err := w.Invoke(w.Registry, ledger.FuncRetireKey, text, signature, said)
	requireCode(t, ledger.CodeMalformed, err)
	key := testledger.Must[ledger.Key](t, w.Ledger, w.Registry, ledger.FuncRetireKey, text, signature, "")
	require.True(t, key.RetiredReason.IsZero())
	_, err = w.Invoke(w.Accreditor, ledger.FuncRetireKey, text, "", said)
	requireCode(t, ledger.CodeConflict, err) // the ledger names no decision for what the key did
}

// TestAnchorsHaveADigestOfTheirReason: nothing of the reason itself is on the ledger.
func TestAnchorsHaveADigestOfTheirReason(t *testing.T) {
	t.Parallel()
	w := setup(t)
	for range 3 {
		require.NoError(t, w.put(t, digests(uint32(10*w.Sequence(t, school).Sequence), 3), nil))
	}
	detail := ledger.SumDigest([]byte("one")).String()
	set := func(first, last, state, detail string) error {
		_, err := w.Invoke(w.Accreditor, ledger.FuncSetAnchorStatus, school, first, last, state, detail)
		return err
	}
	for _, spoilt := range []string{"", "x", strings.ToUpper(detail), strings.Repeat("0", 64), detail + "0"} {
		requireCode(t, ledger.CodeMalformed, set("1", "1", "suspended", spoilt))
	}
	requireCode(t, ledger.CodeConflict, set("1", "3", "active", detail)) // there is nothing to lift
	require.NoError(t, set("1", "2", "suspended", detail))
	require.NoError(t, set("1", "2", "suspended", detail))
	other := ledger.SumDigest([]byte("other")).String()
	requireCode(t, ledger.CodeConflict, set("2", "3", "suspended", other))
	require.NoError(t, set("1", "3", "active", other), "3 was never anything but active")
	history, err := w.View().AnchorStatus(school, 2)
	require.NoError(t, err)
	require.Equal(t, []string{detail, other}, []string{history[0].Detail.String(), history[1].Detail.String()})

	status := w.NextStatus(t, school, 1, 7, ledger.Revoked, nil)
	status.Detail = ledger.Digest{}
	_, err = w.Invoke(w.Accreditor, ledger.FuncSetStatus, string(ledger.Canonical(status)), "")
	requireCode(t, ledger.CodeMalformed, err)
}

// TestRecordsBeforeReasonsAreReadOn: what an older ledger holds has no reason; it is
// changed by acts with reasons, and a repeat is a conflict that says so.
func TestRecordsBeforeReasonsAreReadOn(t *testing.T) {
	t.Parallel()
	w := setup(t)
	old := w.issuer(t, school).Issuer
	old.Reason, old.State, old.StateBy = ledger.Reason{}, ledger.IssuerSuspended, testledger.MinistryMSP
	w.Set(ledger.IssuerKey(school), ledger.EncodeRecord(old))
	_, err := w.Invoke(w.Accreditor, ledger.FuncSuspendIssuer, school)
	requireCode(t, ledger.CodeConflict, err)
	require.Contains(t, err.Error(), "the ledger names no decision for it")
	w.accreditorDoes(t, ledger.FuncReinstateIssuer, school)
	require.Equal(t, testledger.Reason(ledger.FuncReinstateIssuer), w.issuer(t, school).Issuer.StateReason)
}
