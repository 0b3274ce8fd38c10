package ledger_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func TestIssuerCodes(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"A1", "THPT-MAU", "0-0", strings.Repeat("A", 32)} {
		require.NoError(t, ledger.ValidateIssuerCode(good), good)
	}
	for _, bad := range []string{
		"", "A", "a1", "A-", "-A", "A_B", "A B", "A/B", "ĐH", "A1\n", "A\x00B", strings.Repeat("A", 33),
	} {
		require.ErrorIs(t, ledger.ValidateIssuerCode(bad), ledger.ErrIssuerCode, "%q", bad)
	}
}

func TestKinds(t *testing.T) {
	t.Parallel()
	for _, good := range []ledger.Kind{"VN", "VN-USE", "VN-BA/7480201", "VN-BA/7", "VN-BA/123456789012"} {
		require.NoError(t, good.Validate(), good)
		require.Equal(t, good, ledger.NewKind(good.Type(), good.Field()))
	}
	for _, bad := range []ledger.Kind{
		"", "vn-use", "VN-BA/", "VN-BA/74a", "VN-BA/1/2", "/7480201", "VN--BA", "VN-BA-", "VN-BA/1234567890123",
		"VN-USE\n", ledger.Kind("VN-" + strings.Repeat("A", 22)),
	} {
		require.ErrorIs(t, bad.Validate(), ledger.ErrKind, "%q", bad)
	}
}

func TestCodes(t *testing.T) {
	t.Parallel()
	seen := map[ledger.Code]bool{}
	for _, c := range ledger.Codes() {
		require.False(t, seen[c])
		seen[c] = true
		refusal := &ledger.Refusal{Code: c, Text: "E_MALFORMED: not this one"}
		require.Equal(t, c, ledger.CodeIn(refusal.Error()))
		require.Equal(t, c, ledger.CodeIn(fmt.Sprintf("chaincode response 500, %s", refusal)))
	}
	for _, none := range []string{"", "E_MALFORMED", "XE_OTHER: a", "e_other: a", "E_: a", "something else"} {
		require.Empty(t, ledger.CodeIn(none))
	}
	newer := ledger.CodeIn("chaincode response 500, E_OF_A_NEWER_ONE: E_MALFORMED: a")
	require.Equal(t, ledger.Code("E_OF_A_NEWER_ONE"), newer)
	require.Equal(t, ledger.RefusedUntilSomebodyActs, newer.Prospect())
}

func TestStateKeys(t *testing.T) {
	t.Parallel()
	for _, key := range []ledger.StateKey{
		ledger.IssuerKey("DH-MAU"), ledger.KeyKey(thumbprint), ledger.SequenceKey("DH-MAU"),
		ledger.QuotaUsedKey("DH-MAU", quotaPlace), ledger.QuotaReturnedKey("DH-MAU", quotaPlace),
		ledger.QuotaReturnKey("DH-MAU", 7), ledger.AnchorQuotasKey("DH-MAU", ledger.QuotaPlace{Type: "VN-USE", Year: 2026}),
		ledger.VoidKey("DH-MAU", 7), ledger.VoidCountKey("DH-MAU", 2026), ledger.CustodyKey("DH-MAU"),
		ledger.AnchorStatusKey("DH-MAU", 7),
		ledger.AnchorKey("DH-MAU", 1<<53-1), ledger.AnchorStatusesKey("DH-MAU"), ledger.StatusKey("DH-MAU", 1, 0),
	} {
		got, err := ledger.ParseStateKey(key.String())
		require.NoError(t, err)
		require.Equal(t, key, got)
	}
	tick, err := ledger.ParseStateKey(ledger.TickKey().String())
	require.NoError(t, err)
	require.Equal(t, ledger.ObjectTick, tick.Object)
	for _, bad := range []string{
		"", "\x00", "issuer", "\x00issuer\x00", "\x00issuer\x00A\x00B\x00", "\x00other\x00A\x00",
		"\x00issuer\x00A", "issuer\x00A\x00", "\x00tick\x00\x00",
	} {
		_, err := ledger.ParseStateKey(bad)
		require.ErrorIs(t, err, ledger.ErrStateKey, "%q", bad)
	}
}

func FuzzParseStateKey(f *testing.F) {
	f.Add(ledger.StatusKey("DH-MAU", 1, 0).String())
	f.Add(ledger.TickKey().String())
	f.Fuzz(func(t *testing.T, text string) {
		if key, err := ledger.ParseStateKey(text); err == nil {
			require.Equal(t, text, key.String())
		}
	})
}
