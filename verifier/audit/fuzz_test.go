package audit_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
)

// FuzzReadExport: what is accepted of a register's export is read back from
// what it says.

func FuzzReadExport(f *testing.F) {
	line, err := json.Marshal(
		audit.ExportEntry{
			Issuer:   "TRUONG-MAU",
			Sequence: 1,
			Digest:   ledger.SumDigest([]byte("a")),
			Kind:     "VN-BA/7480201",
			List:     1,
			Index:    7,
			Status:   ledger.Active,
		},
	)
	require.NoError(f, err)
	f.Add(append(line, '\n'))
	f.Add(append(append(line, '\n'), line...))
	f.Add([]byte("[]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, err := audit.ReadExport(bytes.NewReader(text))
		if err != nil {
			require.ErrorIs(t, err, audit.ErrExport)
			return
		}
		var again bytes.Buffer
		encoder := json.NewEncoder(&again)
		for _, e := range entries {
			require.NoError(t, encoder.Encode(e))
		}
		other, err := audit.ReadExport(&again)
		require.NoError(t, err)
		require.Len(t, other, len(entries))
		for i := range entries {
			entries[i].IssuedAt, other[i].IssuedAt = entries[i].IssuedAt.UTC(), other[i].IssuedAt.UTC()
			require.Equal(t, entries[i], other[i])
		}
	})
}
