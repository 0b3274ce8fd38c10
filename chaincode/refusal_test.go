package chaincode_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/chaincode"
	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

// refusals provokes each refusal once, starting from setup's world.
var refusals = []struct {
	name    string
	want    ledger.Code
	provoke func(t *testing.T, w *world) error
}{
	{"ArgumentThatIsNotAStatement", ledger.CodeMalformed, func(_ *testing.T, w *world) error {
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, "{}", "", "")
		return err
	}},
	{"NameThatSteersText", ledger.CodeMalformed, func(_ *testing.T, w *world) error {
		a := schoolAccreditation()
		a.Name += "\u202e"
		_, err := w.Invoke(w.Accreditor, ledger.FuncAmendAccreditation, string(a.Canonical()))
		return err
	}},
	{"UnknownFunction", ledger.CodeMalformed, func(_ *testing.T, w *world) error {
		_, err := w.Invoke(w.Registry, "DeleteEverything")
		return err
	}},
	{"NumberWithLeadingZero", ledger.CodeMalformed, func(_ *testing.T, w *world) error {
		_, err := w.Query(w.Registry, ledger.FuncAnchor, school, "01")
		return err
	}},
	{"SignatureInAnotherForm", ledger.CodeMalformed, func(t *testing.T, w *world) error {
		args := w.anchorArgs(t, digests(0, 3), nil)
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, args[0], args[1]+"=", args[2])
		return err
	}},
	{"CallerWithoutTheRole", ledger.CodeForbidden, func(t *testing.T, w *world) error {
		_, err := w.Invoke(w.nobody, ledger.FuncPutAnchor, w.anchorArgs(t, digests(0, 3), nil)...)
		return err
	}},
	{"SignatureByAnotherKey", ledger.CodeSignature, func(t *testing.T, w *world) error {
		args := w.anchorArgs(t, digests(0, 3), nil)
		forged, err := w.uniKey.Sign([]byte(args[0]))
		require.NoError(t, err)
		_, err = w.Invoke(w.Registry, ledger.FuncPutAnchor, args[0], forged.String(), args[2])
		return err
	}},
	{"SignatureOverAnotherStatement", ledger.CodeSignature, func(t *testing.T, w *world) error {
		args := w.anchorArgs(t, digests(0, 3), nil)
		other := w.anchorArgs(t, digests(3, 3), nil)
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, args[0], other[1], args[2])
		return err
	}},
	{"ProofOfPossessionByAnotherKey", ledger.CodeSignature, func(t *testing.T, w *world) error {
		args := w.keyArgs(t, ledger.PurposeIssuer, school, newEthSigner(t))
		forged, err := w.key.Sign([]byte(args[1]))
		require.NoError(t, err)
		_, err = w.Invoke(w.Accreditor, ledger.FuncAddKey, args[0], args[1], forged.String())
		return err
	}},
	{"StatementForAnotherLedger", ledger.CodeLedger, func(t *testing.T, w *world) error {
		return w.put(t, digests(0, 3), func(a *ledger.Anchor) { a.Ledger = ledger.SumDigest(nil) })
	}},
	{"TimestampTooEarly", ledger.CodeTime, func(_ *testing.T, w *world) error {
		_, err := w.InvokeCall(testledger.Call{
			As:       w.Registry,
			Function: ledger.FuncTick,
			At:       w.Clock.Now().Add(-chaincode.Window - time.Nanosecond),
		})
		return err
	}},
	{"TimestampTooLate", ledger.CodeTime, func(_ *testing.T, w *world) error {
		_, err := w.InvokeCall(testledger.Call{
			As:       w.Registry,
			Function: ledger.FuncTick,
			At:       w.Clock.Now().Add(chaincode.Window + time.Nanosecond),
		})
		return err
	}},
	{"NoTimestamp", ledger.CodeTime, func(_ *testing.T, w *world) error {
		_, err := w.InvokeCall(testledger.Call{As: w.Registry, Function: ledger.FuncTick, At: testledger.NoTimestamp})
		return err
	}},
	{"AnchorDatedBeforeItsAccreditation", ledger.CodeTime, func(t *testing.T, w *world) error {
		_, err := w.InvokeCall(testledger.Call{
			As:       w.Registry,
			Function: ledger.FuncPutAnchor,
			Args:     w.anchorArgs(t, digests(0, 3), nil),
			At:       w.Clock.Now().Add(-time.Second),
		})
		return err
	}},
	{"CompromiseInTheFuture", ledger.CodeTime, func(t *testing.T, w *world) error {
		return w.report(t, school, w.key, w.Clock.Now().Add(time.Second))
	}},
	{"UnknownIssuer", ledger.CodeNotFound, func(t *testing.T, w *world) error {
		return w.put(t, digests(0, 3), func(a *ledger.Anchor) { a.Issuer = "KHONG-CO" })
	}},
	{"RangeThatEndsAfterTheLastAnchor", ledger.CodeNotFound, func(_ *testing.T, w *world) error {
		_, err := w.Invoke(w.Accreditor, ledger.FuncSetAnchorStatus, school, "1", "1", "suspended")
		return err
	}},
	{"OtherAnchorInItsPlace", ledger.CodeConflict, func(t *testing.T, w *world) error {
		w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
		return w.put(t, digests(3, 3), func(a *ledger.Anchor) { a.Sequence, a.Previous = 1, ledger.Digest{} })
	}},
	{"IssuerCodeThatIsTaken", ledger.CodeConflict, func(_ *testing.T, w *world) error {
		_, err := w.Invoke(w.other, ledger.FuncAccredit, string(schoolAccreditation().Canonical()))
		return err
	}},
	{"KeyOfAnotherIssuer", ledger.CodeConflict, func(t *testing.T, w *world) error {
		_, err := w.Invoke(w.Accreditor, ledger.FuncAddKey, w.keyArgs(t, ledger.PurposeIssuer, university, w.key)...)
		return err
	}},
	{"SuspendedIssuer", ledger.CodeIssuerState, func(t *testing.T, w *world) error {
		w.accreditorDoes(t, ledger.FuncSuspendIssuer, school)
		return w.put(t, digests(0, 3), nil)
	}},
	{"WithdrawnIssuer", ledger.CodeIssuerState, func(t *testing.T, w *world) error {
		w.accreditorDoes(t, ledger.FuncWithdrawIssuer, school)
		return w.put(t, digests(0, 3), nil)
	}},
	{"ClosedIssuer", ledger.CodeIssuerState, func(t *testing.T, w *world) error {
		require.NoError(t, w.transfer(t, school, university, w.uniKey))
		return w.put(t, digests(0, 3), nil)
	}},
	{"RetiredKey", ledger.CodeKeyState, func(t *testing.T, w *world) error {
		w.retire(t, school, w.key)
		return w.put(t, digests(0, 3), nil)
	}},
	{"CompromisedKey", ledger.CodeKeyState, func(t *testing.T, w *world) error {
		require.NoError(t, w.report(t, school, w.key, w.Clock.Now()))
		return w.put(t, digests(0, 3), nil)
	}},
	{"KeyOfAnotherIssuerSigns", ledger.CodeKeyState, func(t *testing.T, w *world) error {
		b := seal(t, digests(0, 3))
		text, signature := testledger.Sign(t, w.uniKey, w.NextAnchor(t, school, diploma, w.uniKey, b))
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, text, signature, ledger.EncodeDigests(b.Digests))
		return err
	}},
	{"VerifierKeySigns", ledger.CodeKeyState, func(t *testing.T, w *world) error {
		key := testledger.NewSigner(t)
		w.accreditorDoes(t, ledger.FuncRegisterVerifierKey, w.keyArgs(t, ledger.PurposeVerifier, school, key)...)
		b := seal(t, digests(0, 3))
		text, signature := testledger.Sign(t, key, w.NextAnchor(t, school, diploma, key, b))
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, text, signature, ledger.EncodeDigests(b.Digests))
		return err
	}},
	{"UnknownKey", ledger.CodeKeyState, func(t *testing.T, w *world) error {
		return w.put(t, digests(0, 3), func(a *ledger.Anchor) { a.Key = newEthSigner(t).PublicKey().Thumbprint() })
	}},
	{"GapInTheSequence", ledger.CodeSequence, func(t *testing.T, w *world) error {
		return w.put(t, digests(0, 3), func(a *ledger.Anchor) { a.Sequence, a.Previous = 2, ledger.SumDigest(nil) })
	}},
	{"OtherPrevious", ledger.CodeSequence, func(t *testing.T, w *world) error {
		w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
		return w.put(t, digests(3, 3), func(a *ledger.Anchor) { a.Previous = ledger.SumDigest(nil) })
	}},
	{"RootOfOtherDigests", ledger.CodeRoot, func(t *testing.T, w *world) error {
		return w.put(t, digests(0, 3), func(a *ledger.Anchor) { a.Root = seal(t, digests(1, 3)).Root })
	}},
	{"OtherSize", ledger.CodeRoot, func(t *testing.T, w *world) error {
		return w.put(t, digests(0, 3), func(a *ledger.Anchor) { a.Size = 4 })
	}},
	{"UnsortedDigests", ledger.CodeDigests, func(t *testing.T, w *world) error {
		args := w.anchorArgs(t, digests(0, 3), nil)
		b := seal(t, digests(0, 3))
		b.Digests[0], b.Digests[1] = b.Digests[1], b.Digests[0]
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, args[0], args[1], ledger.EncodeDigests(b.Digests))
		return err
	}},
	{"RepeatedDigest", ledger.CodeDigests, func(t *testing.T, w *world) error {
		args := w.anchorArgs(t, digests(0, 3), nil)
		b := seal(t, digests(0, 3))
		b.Digests[1] = b.Digests[0]
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, args[0], args[1], ledger.EncodeDigests(b.Digests))
		return err
	}},
	{"DigestsInPaddedBase64", ledger.CodeDigests, func(t *testing.T, w *world) error {
		args := w.anchorArgs(t, digests(0, 1), nil)
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, args[0], args[1], args[2]+"=")
		return err
	}},
	{"NoDigests", ledger.CodeDigests, func(t *testing.T, w *world) error {
		args := w.anchorArgs(t, digests(0, 1), nil)
		_, err := w.Invoke(w.Registry, ledger.FuncPutAnchor, args[0], args[1], "")
		return err
	}},
	{"KindOutsideTheAccreditation", ledger.CodeScope, func(t *testing.T, w *world) error {
		return w.put(t, digests(0, 3), func(a *ledger.Anchor) { a.Kind = bachelor })
	}},
	{"AccreditationExpired", ledger.CodeScope, func(t *testing.T, w *world) error {
		w.Clock.Set(time.Date(2031, 1, 2, 0, 0, 0, 0, time.UTC))
		return w.put(t, digests(0, 3), nil)
	}},
	{"MoreThanTheQuota", ledger.CodeQuota, func(t *testing.T, w *world) error {
		return w.put(t, digests(0, 101), nil)
	}},
	{"StatusAfterRevocation", ledger.CodeTransition, func(t *testing.T, w *world) error {
		require.NoError(t, w.setStatus(t, ledger.Revoked, w.key, nil))
		return w.setStatus(t, ledger.Active, w.key, nil)
	}},
	{"ReinstatementOfARevokedAnchor", ledger.CodeTransition, func(t *testing.T, w *world) error {
		w.AnchorDigests(t, school, diploma, w.key, digests(0, 3)...)
		w.accreditorDoes(t, ledger.FuncSetAnchorStatus, school, "1", "1", "revoked")
		_, err := w.Invoke(w.Accreditor, ledger.FuncSetAnchorStatus, school, "1", "1", "active")
		return err
	}},
	{"VersionThatLeavesOneOut", ledger.CodeVersion, func(t *testing.T, w *world) error {
		return w.setStatus(t, ledger.Revoked, w.key, func(s *ledger.Status) { s.Version = 2 })
	}},
	{"CustodyBackToItsStart", ledger.CodeLoop, func(t *testing.T, w *world) error {
		require.NoError(t, w.transfer(t, school, university, w.uniKey))
		return w.transfer(t, university, school, w.key)
	}},
	{"SecondTickInTheInterval", ledger.CodeTickTooEarly, func(t *testing.T, w *world) error {
		require.NoError(t, w.Tick(t.Context()))
		w.Clock.Advance(5*time.Minute - time.Nanosecond)
		return w.Tick(t.Context())
	}},
	{"StateThatTheChaincodeDidNotWrite", ledger.CodeInternal, func(_ *testing.T, w *world) error {
		w.Set(ledger.IssuerKey(school), []byte(`{"state":"active"}`))
		_, err := w.Query(w.Registry, ledger.FuncIssuer, school)
		return err
	}},
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for _, tt := range refusals {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := setup(t)
			err := tt.provoke(t, w)
			requireCode(t, tt.want, err)
			require.True(t, strings.HasPrefix(err.Error(), string(tt.want)+": "), err.Error())
		})
	}
}

func TestEveryCodeIsProvoked(t *testing.T) {
	t.Parallel()
	provoked := map[ledger.Code]bool{}
	for _, r := range refusals {
		provoked[r.want] = true
	}
	for _, code := range ledger.Codes() {
		require.True(t, provoked[code], "no case provokes %s", code)
		delete(provoked, code)
	}
	require.Empty(t, provoked, "these are not among ledger.Codes")
}

// TestRefusalsHoldNoArgument: texts that arguments carry come back in no refusal.
func TestRefusalsHoldNoArgument(t *testing.T) {
	t.Parallel()
	w := setup(t)
	const secret = "NGUYEN-THI-MAU"
	for _, f := range ledger.Functions() {
		function, args := f.Name, make([]string, len(f.Arguments))
		for i := range args {
			args[i] = secret
		}
		for _, as := range []testledger.Identity{w.Accreditor, w.Registry} {
			if _, err := w.Invoke(as, function, args...); err != nil {
				require.NotContains(t, err.Error(), secret, function)
			}
			if len(args) > 0 {
				object := `{"` + secret + `":"` + secret + `"}`
				_, err := w.Invoke(as, function, append([]string{object}, args[1:]...)...)
				require.Error(t, err)
				require.NotContains(t, err.Error(), secret, function)
			}
		}
	}
	odd := schoolAccreditation()
	odd.Scopes[0].Type = "nguyen thi mau"
	_, err := w.Invoke(w.Accreditor, ledger.FuncAccredit, string(odd.Canonical()))
	requireCode(t, ledger.CodeMalformed, err)
	require.NotContains(t, err.Error(), "nguyen")
}
