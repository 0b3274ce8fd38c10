package audit_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit"
	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/ledger"
)

// export returns what a register says that knows all of the bundle: the leaf
// with entry 7 is revoked.
func (b *bundle) export() []audit.ExportEntry {
	var all []audit.ExportEntry
	for i, leaves := range b.leaves {
		for j, d := range leaves {
			all = append(
				all,
				audit.ExportEntry{
					Issuer:    school,
					Sequence:  uint64(i + 1),
					LeafIndex: uint64(j),
					Digest:    d,
					Kind:      "VN-USE",
					List:      1,
					Index:     uint32(5 + len(all)),
					Status:    ledger.Active,
					IssuedAt:  b.Now.Add(-time.Hour),
				},
			)
		}
	}
	all[2].Status = ledger.Revoked
	return all
}

func TestReconcile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	again, _ := b.issuer.Anchor("VN-USE", b.leaves[0][0], audittest.Digests(1)[0])
	clean := open(t, b.World, b.Save())
	b.Add(again)
	twice := open(t, b.World, b.Save())
	none := audittest.Digests(1)[0]

	for name, test := range map[string]struct {
		replay *audit.Replay
		edit   func([]audit.ExportEntry) []audit.ExportEntry
		want   []string // finding, what
		equal  uint64
	}{
		"equal": {clean, func(e []audit.ExportEntry) []audit.ExportEntry { return e }, nil, 6},
		"missing on the ledger": {clean, func(e []audit.ExportEntry) []audit.ExportEntry {
			gone := e[0]
			gone.Digest, gone.Sequence, gone.Index = none, 3, 40
			return append(e, gone)
		}, []string{"missing digest"}, 6},
		"extra on the ledger": {clean, func(e []audit.ExportEntry) []audit.ExportEntry { return e[:5] }, []string{"extra digest"}, 5},
		"extra with its status": {clean, func(e []audit.ExportEntry) []audit.ExportEntry { return append(e[:2:2], e[3:]...) },
			[]string{"extra status", "extra digest"}, 5},
		"another digest in its place": {clean, func(e []audit.ExportEntry) []audit.ExportEntry { e[4].Digest = none; return e }, []string{"altered digest"}, 5},
		"two in each other's place": {clean, func(e []audit.ExportEntry) []audit.ExportEntry {
			e[0].Digest, e[1].Digest = e[1].Digest, e[0].Digest
			return e
		}, []string{"altered place", "altered place"}, 4},
		"another kind":        {clean, func(e []audit.ExportEntry) []audit.ExportEntry { e[4].Kind = "VN-BA/7480201"; return e }, []string{"altered kind"}, 5},
		"a hidden revocation": {clean, func(e []audit.ExportEntry) []audit.ExportEntry { e[2].Status = ledger.Active; return e }, []string{"altered status"}, 5},
		"a revocation that never came": {clean, func(e []audit.ExportEntry) []audit.ExportEntry { e[0].Status = ledger.Revoked; return e },
			[]string{"altered status"}, 5},
		"twice in the export":      {clean, func(e []audit.ExportEntry) []audit.ExportEntry { return append(e, e[3]) }, []string{"doubled digest"}, 6},
		"one status entry for two": {clean, func(e []audit.ExportEntry) []audit.ExportEntry { e[1].Index = e[0].Index; return e }, []string{"doubled entry"}, 6},
		"sealed while it was given": {clean, func(e []audit.ExportEntry) []audit.ExportEntry {
			first := e[3]
			first.Sequence, first.LeafIndex = 0, 0
			return append([]audit.ExportEntry{first}, e...)
		}, nil, 6},
		"not sealed, and on the ledger": {clean, func(e []audit.ExportEntry) []audit.ExportEntry { e[3].Sequence, e[3].LeafIndex = 0, 0; return e },
			[]string{"altered place"}, 5},
		"not sealed yet": {clean, func(e []audit.ExportEntry) []audit.ExportEntry {
			more := e[0]
			more.Digest, more.Sequence, more.LeafIndex, more.Index = none, 0, 0, 40
			return append(e, more)
		}, nil, 6},
		"issued after the last block": {clean, func(e []audit.ExportEntry) []audit.ExportEntry {
			more := e[0]
			more.Digest, more.Sequence, more.Index, more.IssuedAt = none, 9, 40, b.Now.Add(time.Hour)
			return append(e, more)
		}, nil, 6},
		"anchored twice": {twice, func(e []audit.ExportEntry) []audit.ExportEntry { return e }, []string{"doubled digest", "extra digest"}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := test.replay.Reconcile(t.Context(), test.edit(b.export()), "")
			require.NoError(t, err)
			var findings []string
			for _, d := range got.Differences {
				findings = append(findings, string(d.Finding)+" "+d.What)
				require.Equal(t, school, d.Issuer)
			}
			require.Equal(t, test.want, findings)
			require.Equal(t, test.equal, got.Equal)
			require.Equal(t, len(test.want) == 0, got.Clean())
			require.Equal(t, uint64(len(test.want)), got.Missing+got.Extra+got.Altered+got.Doubled)
		})
	}
}

func TestReconcileKeepsToIssuers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := b.Accredit("TRUONG-HAI")
	envelope, _ := other.Anchor("VN-USE", b.leaves[0][0]) // another's digest means nothing to the one whose it is
	b.Add(envelope)
	r := open(t, b.World, b.Save())
	got, err := r.Reconcile(t.Context(), b.export(), "")
	require.NoError(t, err)
	require.True(t, got.Clean(), "%+v", got.Differences)
	require.Equal(t, []string{school}, got.Issuers)
	require.Equal(t, []string{"TRUONG-HAI"}, got.NotCompared)

	got, err = r.Reconcile(t.Context(), b.export(), "TRUONG-HAI")
	require.NoError(t, err)
	require.Equal(t, uint64(1), got.Extra)
	require.Len(t, got.Differences, 1)
}

func TestReadExport(t *testing.T) {
	t.Parallel()
	line := `{"issuer":"TRUONG-MAU","sequence":1,"leafIndex":0,"digest":"` + strings.Repeat(
		"ab",
		32,
	) + `","kind":"VN-USE","list":1,"index":5,"status":"active","issuedAt":"2026-06-15T01:00:00Z"}`
	entries, err := audit.ReadExport(strings.NewReader(line + "\n" + line + "\n"))
	require.NoError(t, err)
	require.Len(t, entries, 2)
	entries, err = audit.ReadExport(strings.NewReader(""))
	require.NoError(t, err)
	require.Empty(t, entries)
	for name, text := range map[string]string{
		"cut":          line[:80],
		"no digest":    strings.Replace(line, `"digest"`, `"digests"`, 1),
		"no issuer":    strings.Replace(line, `TRUONG-MAU`, ``, 1),
		"no kind":      strings.Replace(line, `VN-USE`, `vn`, 1),
		"no list":      strings.Replace(line, `"list":1`, `"list":0`, 1),
		"index beyond": strings.Replace(line, `"index":5`, `"index":131072`, 1),
		"odd status":   strings.Replace(line, `active`, `fine`, 1),
		"other text":   "credentials\n",
	} {
		_, err := audit.ReadExport(strings.NewReader(text))
		require.ErrorIs(t, err, audit.ErrExport, name)
	}
}

// TestVoidNumbersAreNoGap: what an issuer anchored after a number that it gave up
// is compared too, and its history tells of the void.
func TestVoidNumbersAreNoGap(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Add(b.issuer.Void())
	after, leaves := b.issuer.Anchor("VN-USE", audittest.Digests(2)...)
	b.Add(after)
	sequence := b.issuer.Last.Sequence
	replay := open(t, b.World, b.Save())

	entries := b.export()
	for i, d := range leaves {
		entries = append(
			entries,
			audit.ExportEntry{Issuer: school, Sequence: sequence, LeafIndex: uint64(i), Digest: d,
				Kind: "VN-USE", List: 1, Index: uint32(100 + i), Status: ledger.Active, IssuedAt: b.Now.Add(-time.Hour)},
		)
	}
	result, err := replay.Reconcile(t.Context(), entries, "")
	require.NoError(t, err)
	require.Empty(t, result.Differences)
	require.Equal(t, uint64(len(entries)), result.Equal)

	history, err := replay.IssuerHistory(t.Context(), school)
	require.NoError(t, err)
	var voids []uint64
	for _, e := range history.Events {
		if e.Void != nil {
			voids = append(voids, e.Void.Void.Sequence)
		}
	}
	require.Equal(t, []uint64{sequence - 1}, voids)
}
