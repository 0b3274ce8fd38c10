package chaincode_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/chaincode"
	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

func TestKeyIsRegisteredOnceOnTheWholeLedger(t *testing.T) {
	t.Parallel()
	w := setup(t)
	add := func(function, purpose, issuer string, key testledger.Signer) error {
		_, err := w.Invoke(w.Accreditor, function, w.keyArgs(t, purpose, issuer, key)...)
		return err
	}
	requireCode(t, ledger.CodeConflict, add(ledger.FuncAddKey, ledger.PurposeIssuer, university, w.key))
	requireCode(t, ledger.CodeConflict, add(ledger.FuncRegisterVerifierKey, ledger.PurposeVerifier, school, w.key))
	verifier := testledger.NewSigner(t)
	require.NoError(t, add(ledger.FuncRegisterVerifierKey, ledger.PurposeVerifier, school, verifier))
	requireCode(t, ledger.CodeConflict, add(ledger.FuncAddKey, ledger.PurposeIssuer, school, verifier))
	require.Len(t, w.issuer(t, school).Keys, 1, "a verifier's key is not an issuer's")

	require.NoError(t, add(ledger.FuncAddKey, ledger.PurposeIssuer, school, w.key), "a repeat is success")
	w.retire(t, school, w.key)
	requireCode(t, ledger.CodeKeyState, add(ledger.FuncAddKey, ledger.PurposeIssuer, school, w.key))

	require.NoError(t, w.report(t, university, w.uniKey, w.Clock.Now()))
	requireCode(t, ledger.CodeKeyState, add(ledger.FuncAddKey, ledger.PurposeIssuer, university, w.uniKey))
}

// TestRetiredKeyIsTakenForFiveMinutesOfItsOwnPast: a statement counts by its
// transaction's timestamp, which its client chooses within Window.
func TestRetiredKeyIsTakenForFiveMinutesOfItsOwnPast(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.Clock.Advance(time.Hour)
	anchor := testledger.Call{As: w.Registry, Function: ledger.FuncPutAnchor, Args: w.anchorArgs(t, digests(0, 1), nil)}
	w.retire(t, school, w.key)
	retired := w.Clock.Now()

	anchor.At = retired
	_, err := w.Endorse(anchor)
	requireCode(t, ledger.CodeKeyState, err)
	w.Clock.Advance(chaincode.Window - time.Second)
	anchor.At = retired.Add(-time.Second)
	_, err = w.Endorse(anchor)
	require.NoError(t, err)
	w.Clock.Advance(time.Second)
	_, err = w.Endorse(anchor)
	requireCode(t, ledger.CodeTime, err)
}

func TestProofOfPossession(t *testing.T) {
	t.Parallel()
	w := setup(t)
	key, other := newEthSigner(t), newEthSigner(t)
	good := w.keyArgs(t, ledger.PurposeIssuer, school, key)
	for _, tt := range []struct {
		name string
		want ledger.Code
		args []string
	}{
		{"ForTheOtherPurpose", ledger.CodeMalformed, w.keyArgs(t, ledger.PurposeVerifier, school, key)},
		{"OfAnotherKey", ledger.CodeMalformed, append([]string{string(other.PublicKey().Canonical())}, good[1:]...)},
		{"WithoutASignature", ledger.CodeMalformed, []string{good[0], good[1], ""}},
		{"ForAnUnknownIssuer", ledger.CodeNotFound, w.keyArgs(t, ledger.PurposeIssuer, "KHONG-CO", key)},
		{"OfWhatIsNoKey", ledger.CodeMalformed, append([]string{`{"crv":"P-256","kty":"EC","x":"","y":""}`}, good[1:]...)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := w.Invoke(w.Accreditor, ledger.FuncAddKey, tt.args...)
			requireCode(t, tt.want, err)
		})
	}
}

func TestRetirementTakesEffectFromLedgerTime(t *testing.T) {
	t.Parallel()
	w := setup(t)
	require.NoError(t, w.put(t, digests(0, 3), nil))
	retired := w.Clock.Advance(time.Hour)
	text, signature := testledger.Sign(t, w.key, w.retirement(school, w.key))
	key := testledger.Must[ledger.Key](t, w.Ledger, w.Registry, ledger.FuncRetireKey, text, signature)
	require.Equal(t, retired, key.Retired)
	require.True(t, key.GoodAt(retired.Add(-time.Second)))
	require.False(t, key.GoodAt(retired))
	requireCode(t, ledger.CodeKeyState, w.put(t, digests(5, 3), nil))
}

func TestEndOfAKeyIsItsOwnersWord(t *testing.T) {
	t.Parallel()
	w := setup(t)
	foreign, signature := testledger.Sign(t, w.uniKey, w.retirement(school, w.key))
	_, err := w.Invoke(w.Registry, ledger.FuncRetireKey, foreign, signature)
	requireCode(t, ledger.CodeSignature, err)

	text, signature := testledger.Sign(t, w.key, w.retirement(university, w.key))
	_, err = w.Invoke(w.Registry, ledger.FuncRetireKey, text, signature)
	requireCode(t, ledger.CodeKeyState, err)
	_, err = w.Invoke(w.Accreditor, ledger.FuncRetireKey, text, "")
	requireCode(t, ledger.CodeKeyState, err)

	unknown := newEthSigner(t)
	text, signature = testledger.Sign(t, unknown, w.retirement(school, unknown))
	_, err = w.Invoke(w.Registry, ledger.FuncRetireKey, text, signature)
	requireCode(t, ledger.CodeNotFound, err)
}

func TestCompromiseMovesOnlyEarlier(t *testing.T) {
	t.Parallel()
	w := setup(t)
	added := w.Clock.Now()
	w.Clock.Advance(10 * time.Hour)
	require.NoError(t, w.report(t, school, w.key, added.Add(5*time.Hour)))
	requireCode(t, ledger.CodeConflict, w.report(t, school, w.key, added.Add(6*time.Hour)))
	require.NoError(t, w.report(t, school, w.key, added.Add(3*time.Hour)))
	text, signature := testledger.Sign(t, w.key, w.compromise(school, w.key, added.Add(time.Hour)))
	key := testledger.Must[ledger.Key](t, w.Ledger, w.Registry, ledger.FuncReportKeyCompromised, text, signature)
	require.Equal(t, added.Add(time.Hour), key.Compromised)
	require.True(t, key.GoodAt(added))
	require.False(t, key.GoodAt(added.Add(time.Hour)))
}

func TestCompromiseOfARetiredKeyIsTaken(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.retire(t, school, w.key)
	require.NoError(t, w.report(t, school, w.key, w.Clock.Now().Add(-time.Hour)))
	key := w.issuer(t, school).Keys[0]
	require.False(t, key.Retired.IsZero())
	require.False(t, key.Compromised.IsZero())
}

// TestReplayedEndOfAKeyChangesNothing: these statements carry no version, so
// that saying them again must be harmless.
func TestReplayedEndOfAKeyChangesNothing(t *testing.T) {
	t.Parallel()
	w := setup(t)
	since := w.Clock.Now()
	w.Clock.Advance(time.Hour)
	compromise, compromiseSignature := testledger.Sign(t, w.key, w.compromise(school, w.key, since.Add(time.Minute)))
	retirement, retirementSignature := testledger.Sign(t, w.key, w.retirement(school, w.key))
	for range 2 {
		testledger.Must[ledger.Key](t, w.Ledger, w.Registry, ledger.FuncReportKeyCompromised, compromise,
			compromiseSignature)
		testledger.Must[ledger.Key](t, w.Ledger, w.Registry, ledger.FuncRetireKey, retirement, retirementSignature)
	}
	before := w.issuer(t, school).Keys[0]
	require.NoError(t, w.report(t, school, w.key, since))
	_, err := w.Invoke(w.Registry, ledger.FuncReportKeyCompromised, compromise, compromiseSignature)
	requireCode(t, ledger.CodeConflict, err)
	after := w.issuer(t, school).Keys[0]
	require.Equal(t, before.Retired, after.Retired)
	require.Equal(t, since, after.Compromised)
}
