package chaincode_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// setEntry sets the school's entry as an accreditor or delegate.
func (w *world) setEntry(t testing.TB, as testledger.Identity, state ledger.State) error {
	t.Helper()
	_, err := w.Invoke(as, ledger.FuncSetStatus, w.statusArgs(t, state, nil, nil)...)
	return err
}

func TestEntryThatAnAccreditorLiftedIsItsIssuersAgain(t *testing.T) {
	t.Parallel()
	for _, next := range []ledger.State{ledger.Suspended, ledger.Superseded, ledger.Revoked} {
		w := setup(t)
		require.NoError(t, w.setEntry(t, w.Accreditor, ledger.Suspended))
		requireCode(t, ledger.CodeForbidden, w.setStatus(t, next, w.key, nil))
		require.NoError(t, w.setEntry(t, w.Accreditor, ledger.Active))
		require.NoError(t, w.setStatus(t, next, w.key, nil), next)
	}
}

func TestDelegateDoesNotLiftWhatTheAccreditorSet(t *testing.T) {
	t.Parallel()

	t.Run("Entry", func(t *testing.T) {
		t.Parallel()
		for _, next := range []ledger.State{ledger.Active, ledger.Superseded, ledger.Revoked} {
			w := setup(t)
			require.NoError(t, w.setEntry(t, w.Accreditor, ledger.Suspended))
			requireCode(t, ledger.CodeForbidden, w.setEntry(t, w.delegate, next))
		}
		w := setup(t)
		require.NoError(t, w.setEntry(t, w.delegate, ledger.Suspended))
		require.NoError(t, w.setEntry(t, w.delegate, ledger.Active), "what it set itself it lifts")
		require.NoError(t, w.setEntry(t, w.Accreditor, ledger.Suspended))
		require.NoError(t, w.setEntry(t, w.Accreditor, ledger.Active))
		require.NoError(t, w.setEntry(t, w.delegate, ledger.Suspended), "an active entry is nobody's decision")
		require.NoError(t, w.setEntry(t, w.Accreditor, ledger.Active), "the accreditor stands above its delegate")
	})
	t.Run("EntryThatTheAccreditorTookOver", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.setEntry(t, w.delegate, ledger.Suspended))
		require.NoError(t, w.setEntry(t, w.Accreditor, ledger.Suspended))
		requireCode(t, ledger.CodeForbidden, w.setEntry(t, w.delegate, ledger.Active))
		requireCode(t, ledger.CodeTransition, w.setEntry(t, w.Accreditor, ledger.Suspended))
	})
	t.Run("EntryThatTheIssuerSuspendedItself", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.setStatus(t, ledger.Suspended, w.key, nil))
		require.NoError(t, w.setEntry(t, w.Accreditor, ledger.Suspended))
		requireCode(t, ledger.CodeForbidden, w.setStatus(t, ledger.Active, w.key, nil))
	})
	t.Run("IssuersState", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		does := func(as testledger.Identity, function string) error {
			_, err := w.Invoke(as, function, school)
			return err
		}
		require.NoError(t, does(w.delegate, ledger.FuncSuspendIssuer))
		require.Equal(t, delegateMSP, w.issuer(t, school).Issuer.StateBy)
		require.NoError(t, does(w.delegate, ledger.FuncReinstateIssuer))
		require.Empty(t, w.issuer(t, school).Issuer.StateBy)

		require.NoError(t, does(w.delegate, ledger.FuncSuspendIssuer))
		require.NoError(t, does(w.Accreditor, ledger.FuncSuspendIssuer), "taken over")
		for _, function := range []string{ledger.FuncReinstateIssuer, ledger.FuncWithdrawIssuer} {
			requireCode(t, ledger.CodeForbidden, does(w.delegate, function))
		}
		_, err := w.Invoke(w.delegate, ledger.FuncTransferCustody, w.custodyArgs(t, school, university, w.uniKey)...)
		requireCode(t, ledger.CodeForbidden, err)
		version := w.issuer(t, school).Issuer.Version
		require.NoError(t, does(w.delegate, ledger.FuncSuspendIssuer), "an equal repeat is success")
		require.NoError(t, does(w.Accreditor, ledger.FuncSuspendIssuer))
		require.Equal(t, version, w.issuer(t, school).Issuer.Version, "and writes nothing")
		require.NoError(t, does(w.Accreditor, ledger.FuncReinstateIssuer))
	})
	t.Run("StateOfARecordThatDoesNotSayWhoSetIt", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		old := w.issuer(t, school).Issuer
		old.State = ledger.IssuerSuspended
		w.Set(ledger.IssuerKey(school), ledger.EncodeRecord(old))
		_, err := w.Invoke(w.delegate, ledger.FuncReinstateIssuer, school)
		requireCode(t, ledger.CodeForbidden, err)
		w.accreditorDoes(t, ledger.FuncReinstateIssuer, school)
	})
}

func TestDelegateOnlyNarrowsAnAccreditation(t *testing.T) {
	t.Parallel()
	wide := ledger.Scope{Type: "VN-BA", From: "2026-01-01", Until: "2030-12-31", Quota: 50}
	narrow := ledger.Scope{Type: "VN-BA", Field: "7480201", From: "2026-01-01", Until: "2026-12-31", Quota: 10}
	edit := func(s ledger.Scope, change func(*ledger.Scope)) ledger.Scope {
		change(&s)
		return s
	}
	for _, tt := range []struct {
		name   string
		scopes []ledger.Scope
		want   ledger.Code // "" for success
	}{
		{"Less", []ledger.Scope{
			edit(wide, func(s *ledger.Scope) { s.Quota, s.Until = 40, "2028-12-31" }),
			edit(narrow, func(s *ledger.Scope) { s.Quota = 9 }),
		}, ""},
		{"WithoutTheWiderScope", []ledger.Scope{narrow}, ""},
		{"MoreQuota", []ledger.Scope{
			edit(wide, func(s *ledger.Scope) { s.Quota++ }), narrow,
		}, ledger.CodeForbidden},
		{"MoreDays", []ledger.Scope{
			edit(wide, func(s *ledger.Scope) { s.Until = "2031-01-01" }), narrow,
		}, ledger.CodeForbidden},
		{"EarlierDays", []ledger.Scope{
			edit(wide, func(s *ledger.Scope) { s.From = "2025-12-31" }), narrow,
		}, ledger.CodeForbidden},
		{"AnotherType", []ledger.Scope{
			wide, narrow, edit(wide, func(s *ledger.Scope) { s.Type = "VN-MA" }),
		}, ledger.CodeForbidden},
		{"AQuotaOfItsOwnForAField", []ledger.Scope{
			wide, narrow, edit(wide, func(s *ledger.Scope) { s.Field = "734" }),
		}, ledger.CodeForbidden},
		{"TheNarrowScopeRemoved", []ledger.Scope{wide}, ledger.CodeForbidden},
		{"TheNarrowScopeShortened", []ledger.Scope{
			wide, edit(narrow, func(s *ledger.Scope) { s.Until = "2026-06-30" }),
		}, ledger.CodeForbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			a := universityAccreditation()
			a.Delegate, a.Scopes = delegateMSP, []ledger.Scope{wide, narrow}
			w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
			a.Scopes = tt.scopes
			_, err := w.Invoke(w.delegate, ledger.FuncAmendAccreditation, string(a.Canonical()))
			if tt.want == "" {
				require.NoError(t, err)
				return
			}
			requireCode(t, tt.want, err)
			w.accreditorDoes(t, ledger.FuncAmendAccreditation, string(a.Canonical()))
		})
	}
}

func TestAccreditationNamesTypesOfTheTable(t *testing.T) {
	t.Parallel()
	for name, scope := range map[string]ledger.Scope{
		"no such type":             {Type: "VN-KHONG", From: "2026-01-01", Until: "2030-12-31", Quota: 1},
		"type without field":       {Type: "VN-USE", Field: "748", From: "2026-01-01", Until: "2030-12-31", Quota: 1},
		"a type of another letter": {Type: "VN-USEX", From: "2026-01-01", Until: "2030-12-31", Quota: 1},
	} {
		w := setup(t)
		a := schoolAccreditation()
		a.Scopes = append(a.Scopes, scope)
		_, err := w.Invoke(w.Accreditor, ledger.FuncAmendAccreditation, string(a.Canonical()))
		requireCode(t, ledger.CodeMalformed, err)
		require.ErrorContains(t, err, "scopes[1]", name)
		a.Code = "MOI"
		_, err = w.Invoke(w.Accreditor, ledger.FuncAccredit, string(a.Canonical()))
		requireCode(t, ledger.CodeMalformed, err)
	}
}
