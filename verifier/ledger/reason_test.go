package ledger_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func reason() ledger.Reason {
	return ledger.Reason{
		DecisionDate: "2026-11-18", DecisionNumber: "12/QĐ-SGDĐT", Ground: ledger.GroundInspection,
	}
}

// TestReasonsAreValidated: a reason names a decision and a ground of the function, and
// takes no free text.
func TestReasonsAreValidated(t *testing.T) {
	t.Parallel()
	good := reason()
	again, err := ledger.ParseReason(ledger.FuncSuspendIssuer, good.Canonical())
	require.NoError(t, err)
	require.Equal(t, good, again)
	for name, edit := range map[string]func(*ledger.Reason){
		"no date":               func(r *ledger.Reason) { r.DecisionDate = "" },
		"no such date":          func(r *ledger.Reason) { r.DecisionDate = "2026-02-30" },
		"no number":             func(r *ledger.Reason) { r.DecisionNumber = "" },
		"long number":           func(r *ledger.Reason) { r.DecisionNumber = strings.Repeat("1", 101) },
		"number without digit":  func(r *ledger.Reason) { r.DecisionNumber = "QĐ-SGDĐT" },
		"a name":                func(r *ledger.Reason) { r.DecisionNumber = "12 Nguyễn Văn Mẫu" },
		"a line":                func(r *ledger.Reason) { r.DecisionNumber = "12\n" },
		"steers text":           func(r *ledger.Reason) { r.DecisionNumber = "12\u202e" },
		"not NFC":               func(r *ledger.Reason) { r.DecisionNumber = "12/e\u0301" },
		"another script":        func(r *ledger.Reason) { r.DecisionNumber = "12/\u0430" },
		"not UTF-8":             func(r *ledger.Reason) { r.DecisionNumber = "12\xff" },
		"no ground":             func(r *ledger.Reason) { r.Ground = "" },
		"free text":             func(r *ledger.Reason) { r.Ground = "vì ông Mẫu" },
		"another act's ground":  func(r *ledger.Reason) { r.Ground = ledger.GroundCleared },
		"a credential's ground": func(r *ledger.Reason) { r.Ground = ledger.GroundFraud },
	} {
		r := reason()
		edit(&r)
		require.ErrorIs(t, r.Validate(ledger.FuncSuspendIssuer), ledger.ErrReason, name)
	}
	for _, text := range []string{
		"", "{}", "null", " " + string(good.Canonical()), string(good.Canonical()) + "\n",
		strings.Replace(string(good.Canonical()), "{", `{"by":"x",`, 1),
	} {
		_, err := ledger.ParseReason(ledger.FuncSuspendIssuer, []byte(text))
		require.Error(t, err, text)
	}
	require.ErrorIs(t, good.Validate(ledger.FuncPutAnchor), ledger.ErrReason, "it takes no reason")
	for _, number := range []string{"1", "12/QĐ-SGDĐT", "1234/2026/QĐ-UBND", "15/QĐ-TTg", "3_a.b&c", "07/TB-ĐHQGHN"} {
		require.NoError(t, ledger.CheckDecisionNumber(number), number)
	}
}

// TestEveryActOfAnAccreditorHasGrounds: exactly the functions that take a reason have
// grounds, among them the one for what no other fits.
func TestEveryActOfAnAccreditorHasGrounds(t *testing.T) {
	t.Parallel()
	for _, f := range ledger.Functions() {
		grounds := ledger.Grounds(f.Name)
		require.Equal(t, f.ReasonIndex() >= 0, len(grounds) > 0, f.Name)
		if len(grounds) > 0 {
			require.Equal(t, len(f.Arguments)-1, f.ReasonIndex(), "%s: it is the last argument", f.Name)
			require.Contains(t, grounds, ledger.GroundAsDecided, f.Name)
		}
	}
	for _, state := range []ledger.State{ledger.Active, ledger.Suspended, ledger.Revoked} {
		require.Contains(t, ledger.AnchorGrounds(state), ledger.GroundAsDecided)
	}
	require.Empty(t, ledger.AnchorGrounds(ledger.Superseded))
}

func TestStatusDetails(t *testing.T) {
	t.Parallel()
	detail := ledger.NewStatusDetail(reason(), [ledger.SaltSize]byte{1, 2, 3})
	text, err := detail.Canonical()
	require.NoError(t, err)
	require.Equal(t, `{"decisionDate":"2026-11-18","decisionNumber":"12/QĐ-SGDĐT","ground":"inspection",`+
		`"salt":"AQIDAAAAAAAAAAAAAAAAAA","successor":""}`, string(text))
	for _, file := range []string{string(text), string(text) + "\n"} {
		again, err := ledger.ParseStatusDetail([]byte(file))
		require.NoError(t, err)
		require.Equal(t, detail, again)
		require.Equal(t, reason(), again.Reason())
	}
	digest, err := detail.Digest()
	require.NoError(t, err)
	require.Equal(t, ledger.SumDigest(text), digest)
	for _, spoilt := range []string{
		"", "{}", string(text) + "\n\n", strings.Replace(string(text), "AQID", "AQ", 1),
		strings.Replace(string(text), "2026-11-18", "18/11/2026", 1),
		strings.Replace(string(text), "12/QĐ-SGDĐT", "", 1),
	} {
		_, err := ledger.ParseStatusDetail([]byte(spoilt))
		require.Error(t, err, spoilt)
	}
}

// FuzzParseReason: what is accepted is valid and encodes to the same bytes.
func FuzzParseReason(f *testing.F) {
	f.Add(reason().Canonical())
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := ledger.ParseReason(ledger.FuncSuspendIssuer, text)
		if err != nil {
			return
		}
		require.NoError(t, r.Validate(ledger.FuncSuspendIssuer))
		require.Equal(t, string(text), string(r.Canonical()))
	})
}

// FuzzParseStatusDetail: what is accepted encodes to the same bytes, but the line feed.
func FuzzParseStatusDetail(f *testing.F) {
	text, err := ledger.NewStatusDetail(reason(), [ledger.SaltSize]byte{7}).Canonical()
	require.NoError(f, err)
	f.Add(text)
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := ledger.ParseStatusDetail(text)
		if err != nil {
			return
		}
		again, err := d.Canonical()
		require.NoError(t, err)
		require.Equal(t, strings.TrimSuffix(string(text), "\n"), string(again))
	})
}
