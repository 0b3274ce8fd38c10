package chaincode_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

func TestIssuerStates(t *testing.T) {
	t.Parallel()
	const suspend, reinstate, withdraw = ledger.FuncSuspendIssuer, ledger.FuncReinstateIssuer, ledger.FuncWithdrawIssuer
	for _, tt := range []struct {
		name  string
		steps []string
		want  ledger.IssuerState // "" where the last step is refused
	}{
		{"Suspend", []string{suspend}, ledger.IssuerSuspended},
		{"SuspendTwice", []string{suspend, suspend}, ledger.IssuerSuspended},
		{"Reinstate", []string{suspend, reinstate}, ledger.IssuerActive},
		{"Withdraw", []string{withdraw}, ledger.IssuerWithdrawn},
		{"WithdrawSuspended", []string{suspend, withdraw}, ledger.IssuerWithdrawn},
		{"WithdrawalIsNotWeakened", []string{withdraw, suspend}, ""},
		{"WithdrawalIsFinal", []string{withdraw, reinstate}, ""},
		{"WithdrawTwice", []string{withdraw, withdraw}, ledger.IssuerWithdrawn},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			for i, function := range tt.steps {
				_, err := w.Invoke(w.Accreditor, function, school)
				if i == len(tt.steps)-1 && tt.want == "" {
					requireCode(t, ledger.CodeIssuerState, err)
					return
				}
				require.NoError(t, err)
			}
			require.Equal(t, tt.want, w.issuer(t, school).Issuer.State)
		})
	}
}

func TestIssuerRecord(t *testing.T) {
	t.Parallel()
	w := setup(t)
	before := w.issuer(t, school)
	require.Equal(t, schoolAccreditation(), before.Issuer.Accreditation)
	require.Equal(t, testledger.MinistryMSP, before.Issuer.Accreditor)
	require.Equal(t, uint64(2), before.Issuer.Version, "accredited, key added")
	require.Equal(t, []string{w.key.PublicKey().Thumbprint()}, before.Issuer.Keys)
	require.Equal(t, w.key.PublicKey(), before.Keys[0].Key)

	w.Clock.Advance(time.Minute)
	second := newEthSigner(t)
	w.AddKey(t, school, second)
	after := w.issuer(t, school)
	require.Equal(t, uint64(3), after.Issuer.Version)
	require.Equal(t, w.Clock.Now(), after.Issuer.Time)
	require.Equal(t, []string{w.key.PublicKey().Thumbprint(), second.PublicKey().Thumbprint()}, after.Issuer.Keys)
	require.Equal(t, w.Clock.Now(), after.Keys[1].Added)

	requireCode(t, ledger.CodeTime, func() error {
		_, err := w.InvokeCall(testledger.Call{
			As:       w.Accreditor,
			Function: ledger.FuncSuspendIssuer,
			Args:     []string{school},
			At:       w.Clock.Now().Add(-time.Second),
		})
		return err
	}())
}

func TestAmendmentNeedsALivingIssuer(t *testing.T) {
	t.Parallel()
	w := setup(t)
	amend := func() error {
		_, err := w.Invoke(w.Accreditor, ledger.FuncAmendAccreditation, string(amended().Canonical()))
		return err
	}
	w.accreditorDoes(t, ledger.FuncSuspendIssuer, school)
	require.NoError(t, amend())
	require.Equal(t, ledger.IssuerSuspended, w.issuer(t, school).Issuer.State)

	w.accreditorDoes(t, ledger.FuncWithdrawIssuer, school)
	again := amended()
	again.NameEn = "Another name"
	_, err := w.Invoke(w.Accreditor, ledger.FuncAmendAccreditation, string(again.Canonical()))
	requireCode(t, ledger.CodeIssuerState, err)
	_, err = w.Invoke(w.Accreditor, ledger.FuncAddKey, w.keyArgs(t, ledger.PurposeIssuer, school, newEthSigner(t))...)
	requireCode(t, ledger.CodeIssuerState, err)

	unknown := amended()
	unknown.Code = "KHONG-CO"
	_, err = w.Invoke(w.Accreditor, ledger.FuncAmendAccreditation, string(unknown.Canonical()))
	requireCode(t, ledger.CodeNotFound, err)
}

// TestFormerAccreditorOrganisation is one that operators took off the list.
func TestFormerAccreditorOrganisation(t *testing.T) {
	t.Parallel()
	l := testledger.New(t, testledger.Options{Accreditors: []string{otherMSP}})
	l.Set(
		ledger.IssuerKey(school),
		ledger.EncodeRecord(ledger.Issuer{
			Accreditation: schoolAccreditation(),
			Accreditor:    testledger.MinistryMSP,
			State:         ledger.IssuerActive,
			Version:       1,
		}),
	)
	for _, as := range []testledger.Identity{
		l.Accreditor, testledger.NewIdentity(t, delegateMSP, "accreditor"),
		testledger.NewIdentity(t, otherMSP, "accreditor"),
	} {
		_, err := l.Invoke(as, ledger.FuncSuspendIssuer, school)
		requireCode(t, ledger.CodeForbidden, err)
	}
}

func TestCustody(t *testing.T) {
	t.Parallel()

	t.Run("ClosesThePredecessorAndRetiresItsKeys", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		w.AddKey(t, school, newEthSigner(t))
		w.Clock.Advance(time.Minute)
		require.NoError(t, w.transfer(t, school, university, w.uniKey))
		view := w.issuer(t, school)
		require.Equal(t, ledger.IssuerClosed, view.Issuer.State)
		require.Equal(t, university, view.Issuer.Successor)
		require.Len(t, view.Keys, 2)
		for _, key := range view.Keys {
			require.Equal(t, w.Clock.Now(), key.Retired)
		}
		for _, function := range []string{ledger.FuncSuspendIssuer, ledger.FuncReinstateIssuer, ledger.FuncWithdrawIssuer} {
			_, err := w.Invoke(w.Accreditor, function, school)
			requireCode(t, ledger.CodeIssuerState, err)
		}
	})
	t.Run("GivesTheStatusListToTheLastSuccessor", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		third, thirdKey := w.another(t, "KE-THUA")
		requireCode(t, ledger.CodeKeyState, w.setStatus(t, ledger.Suspended, w.uniKey, nil))
		require.NoError(t, w.transfer(t, school, university, w.uniKey))
		require.NoError(t, w.setStatus(t, ledger.Suspended, w.uniKey, nil))
		requireCode(t, ledger.CodeKeyState, w.setStatus(t, ledger.Active, w.key, nil))
		require.NoError(t, w.transfer(t, university, third, thirdKey))
		requireCode(t, ledger.CodeKeyState, w.setStatus(t, ledger.Active, w.uniKey, nil))
		require.NoError(t, w.setStatus(t, ledger.Active, thirdKey, nil))
		w.accreditorDoes(t, ledger.FuncSuspendIssuer, third)
		require.NoError(t, w.setStatus(t, ledger.Suspended, thirdKey, nil))
		requireCode(t, ledger.CodeIssuerState, w.setStatus(t, ledger.Active, thirdKey, nil))
		require.NoError(t, w.setStatus(t, ledger.Revoked, nil, nil), "its accreditor keeps its say")
	})
	t.Run("SuccessorSignsNoAnchorOfThePredecessor", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		require.NoError(t, w.transfer(t, school, university, w.uniKey))
		requireCode(t, ledger.CodeKeyState, w.putBy(t, w.uniKey, school, diploma, digests(0, 3)))
	})
	t.Run("WithdrawnIssuerMayBeTakenOver", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		w.accreditorDoes(t, ledger.FuncWithdrawIssuer, school)
		require.NoError(t, w.transfer(t, school, university, w.uniKey))
	})
	t.Run("OtherSuccessorIsAConflict", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		third, thirdKey := w.another(t, "KE-THUA")
		require.NoError(t, w.transfer(t, school, university, w.uniKey))
		requireCode(t, ledger.CodeConflict, w.transfer(t, school, third, thirdKey))
	})
	t.Run("LongWayBackIsALoop", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		third, thirdKey := w.another(t, "KE-THUA")
		require.NoError(t, w.transfer(t, school, university, w.uniKey))
		require.NoError(t, w.transfer(t, university, third, thirdKey))
		requireCode(t, ledger.CodeLoop, w.transfer(t, third, school, w.key))
		requireCode(t, ledger.CodeLoop, w.transfer(t, third, university, w.uniKey))
	})
	t.Run("SuccessorMustBeActiveAndItsKeyGood", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		requireCode(t, ledger.CodeKeyState, w.transfer(t, school, university, w.key))
		w.accreditorDoes(t, ledger.FuncSuspendIssuer, university)
		requireCode(t, ledger.CodeIssuerState, w.transfer(t, school, university, w.uniKey))
		w.accreditorDoes(t, ledger.FuncReinstateIssuer, university)
		w.retire(t, university, w.uniKey)
		requireCode(t, ledger.CodeKeyState, w.transfer(t, school, university, w.uniKey))
	})
	t.Run("ChainsAreBounded", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		for i := range 130 {
			closed := ledger.Issuer{
				Accreditation: schoolAccreditation(),
				Accreditor:    testledger.MinistryMSP,
				State:         ledger.IssuerClosed,
				Successor:     link(i + 1),
			}
			if i == 0 {
				closed.Accreditation.Code = school
			} else {
				closed.Accreditation.Code = link(i)
			}
			w.Set(ledger.IssuerKey(closed.Accreditation.Code), ledger.EncodeRecord(closed))
		}
		requireCode(t, ledger.CodeLoop, w.setStatus(t, ledger.Revoked, w.key, nil))
	})
	t.Run("ATransferTooManyIsRefusedAndTheKeeperStays", func(t *testing.T) {
		t.Parallel()
		w := setup(t)
		from, keeper := school, w.key
		for i := range 64 {
			next, key := w.another(t, link(i))
			require.NoError(t, w.transfer(t, from, next, key))
			from, keeper = next, key
		}
		other, otherKey := w.another(t, "KE-THUA")
		requireCode(t, ledger.CodeLoop, w.transfer(t, from, other, otherKey))
		require.NoError(t, w.setStatus(t, ledger.Revoked, keeper, nil), "the register has a keeper")
		require.NoError(t, w.transfer(t, other, from, keeper), "the keeper takes in further registers")
	})
}

func link(i int) string { return "CHUOI-" + string(rune('A'+i/26)) + string(rune('A'+i%26)) }

// another accredits one more issuer with a key.
func (w *world) another(t *testing.T, code string) (string, testledger.Signer) {
	t.Helper()
	a := schoolAccreditation()
	a.Code = code
	w.Accredit(t, a)
	key := newEthSigner(t)
	w.AddKey(t, code, key)
	return code, key
}
