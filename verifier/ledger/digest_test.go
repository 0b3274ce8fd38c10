package ledger_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func TestDigestForm(t *testing.T) {
	t.Parallel()
	d := ledger.SumDigest([]byte("a"))
	again, err := ledger.ParseDigest(d.String())
	require.NoError(t, err)
	require.Equal(t, d, again)
	require.False(t, d.IsZero())
	require.True(t, ledger.Digest{}.IsZero())
	for _, text := range []string{
		"", d.String()[1:], d.String() + "0", strings.ToUpper(d.String()), "g" + d.String()[1:],
		" " + d.String()[1:],
	} {
		_, err := ledger.ParseDigest(text)
		require.ErrorIs(t, err, ledger.ErrDigest, "%q", text)
	}
}

func TestDigestsAsArgument(t *testing.T) {
	t.Parallel()
	all := []ledger.Digest{ledger.SumDigest([]byte("a")), ledger.SumDigest([]byte("b"))}
	got, err := ledger.DecodeDigests(ledger.EncodeDigests(all))
	require.NoError(t, err)
	require.Equal(t, all, got)

	largest := ledger.EncodeDigests(make([]ledger.Digest, ledger.MaxBatch))
	got, err = ledger.DecodeDigests(largest)
	require.NoError(t, err)
	require.Len(t, got, ledger.MaxBatch)

	text := ledger.EncodeDigests(all[:1])
	for name, bad := range map[string]string{
		"nothing": "", "one too many": ledger.EncodeDigests(make([]ledger.Digest, ledger.MaxBatch+1)), "padding": text + "=",
		"line break": text[:10] + "\n" + text[10:], "half a digest": base64.RawURLEncoding.EncodeToString(make([]byte, 48)),
		"trailing bits": strings.Repeat("A", 42) + "B", "other alphabet": "+" + text[1:],
	} {
		_, err := ledger.DecodeDigests(bad)
		require.Error(t, err, name)
	}
}

func FuzzDecodeDigests(f *testing.F) {
	f.Add(ledger.EncodeDigests([]ledger.Digest{{1}}))
	f.Add(ledger.EncodeDigests([]ledger.Digest{{1}, {2}, {3}}))
	f.Add("AAAA\nAAAA")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ledger.DecodeDigests(text)
		if err != nil {
			return
		}
		require.NotEmpty(t, all)
		require.Equal(t, text, ledger.EncodeDigests(all))
	})
}
