package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// setAnchors returns the command line that sets anchors of the school.
func setAnchors(state, ground, file, first, last string) []string {
	return append(decide(ground, "anchors", "set", "-issuer", school, "-first", first, "-last", last, "-state", state,
		"-reason-file", file), "-yes")
}

// TestAnchorsThatDoNotExistAreNotPromised: the numbers that there are are said, nothing
// is previewed, asked or written.
func TestAnchorsThatDoNotExistAreNotPromised(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		anchors     []int
		first, last string
		says        string
	}{
		"None":      {nil, "7", "9", "THPT-MAU-01 has no anchors"},
		"SomeOfIt":  {[]int{1, 2}, "1", "9", "THPT-MAU-01 has anchors 1 to 2; 3 to 9 do not exist"},
		"NoneOfIt":  {[]int{1, 2}, "5", "5", "THPT-MAU-01 has anchors 1 to 2; 5 does not exist"},
		"OneAnchor": {[]int{1}, "1", "2", "THPT-MAU-01 has anchor 1 only; 2 does not exist"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.accredited(school, c.anchors...)
			file := filepath.Join(t.TempDir(), "reason.json")
			_, said := o.run(1, "", setAnchors("revoked", "fraud", file, c.first, c.last)...)
			require.Contains(t, said, c.says)
			require.NotContains(t, said, "will be")
			require.NotContains(t, said, "It is done")
			require.NoFileExists(t, file)
		})
	}
}

// TestNumbersGivenUpArePlural: one that was, two that were.
func TestNumbersGivenUpArePlural(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	key := o.accredited(school, 7)
	for range 2 {
		void, signature := testledger.Sign(t, key, o.NextVoid(t, school, key))
		testledger.Must[ledger.VoidRecord](t, o.Ledger, o.Registry, ledger.FuncVoid, void, signature)
	}
	file := filepath.Join(t.TempDir(), "reason.json")
	_, said := o.run(0, "", setAnchors("suspended", "inspection", file, "1", "3")...)
	require.Contains(t, said, "Numbers 1 to 3 hold 1 anchor with 7 credentials, and 2 numbers that were given up.")
}

// TestARefusedReasonIsNotKept: the file of an act that the ledger refused would look
// like evidence, and would be in the way of the next. It stays where it was there
// before, and where nobody knows whether the ledger has its digest.
func TestARefusedReasonIsNotKept(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.accredited(school, 7, 8)
	folder := t.TempDir()
	first, second := filepath.Join(folder, "first.json"), filepath.Join(folder, "second.json")
	o.run(0, "", setAnchors("suspended", "inspection", first, "1", "2")...)
	_, said := o.run(1, "", setAnchors("suspended", "inspection", second, "1", "2")...)
	require.Contains(t, said, "suspended already, for another reason")
	require.Contains(t, said, second+" was taken away again, since nothing was done")
	require.NoFileExists(t, second)

	o.run(0, "", setAnchors("revoked", "fraud", second, "1", "2")...) // the same name is free
	_, said = o.run(1, "", setAnchors("suspended", "inspection", first, "1", "2")...)
	require.Contains(t, said, "final")
	require.FileExists(t, first, "of an act that stands on the ledger")
}

// TestTheReasonOfAnUnknownOutcomeStays: the ledger may have its digest, and the repeat
// needs its salt.
func TestTheReasonOfAnUnknownOutcomeStays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"Unknown":     {registry.ErrOutcomeUnknown, "whether it was done is not known"},
		"Unavailable": {registry.ErrLedgerUnavailable, "for the repeat"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			o.accredited(school, 7)
			file := filepath.Join(t.TempDir(), "reason.json")
			o.lost[ledger.FuncSetAnchorStatus] = []error{c.err}
			args := setAnchors("suspended", "inspection", file, "1", "1")
			_, said := o.run(3, "", args...)
			require.Contains(t, said, c.says)
			require.Contains(t, said, "repeat the same command")
			kept, err := os.ReadFile(file)
			require.NoError(t, err)
			o.run(0, "", args...)
			again, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, kept, again)
		})
	}
}

// TestTheReasonOfAPartStays: of a long range the ledger took the first part and refused
// the second.
func TestTheReasonOfAPartStays(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	key := o.accredited(school)
	for i := range ledger.MaxAnchorRange + 1 {
		o.AnchorDigests(t, school, "VN-USE", key, ledger.SumDigest([]byte{byte(i >> 8), byte(i)}))
	}
	folder := t.TempDir()
	o.run(0, "", setAnchors("revoked", "fraud", filepath.Join(folder, "last.json"), "501", "501")...)
	file := filepath.Join(folder, "all.json")
	_, said := o.run(1, "", setAnchors("suspended", "inspection", file, "1", "501")...)
	require.Contains(t, said, "anchors 1 to 500 are suspended now")
	require.Contains(t, strings.ReplaceAll(said, "\n", " "), "for what was done are in "+file)
	require.FileExists(t, file)
}
