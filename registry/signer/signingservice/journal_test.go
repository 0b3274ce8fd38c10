package signingservice

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry/signer/signinginput"
	"sogoc/verifier/ledger"
)

var (
	someDay = time.Date(2026, 6, 30, 8, 0, 0, 0, time.UTC)
	limits  = PerDay{Credentials: 2, Anchors: 2, Voids: 2, Statuses: 2}
)

func statusEntry() Entry {
	return Entry{
		Client:   "REGISTRYD-1",
		Issuer:   "DH-MAU",
		Document: signinginput.Status,
		Entry:    &StatusEntry{Issuer: "DH-MAU", List: 1, Index: 7, State: ledger.Revoked},
	}
}

// TestALineThatWasCutOffIsPassedOver: wherever the machine stopped, also behind the
// brace of what stands in an entry. What was cut off was never answered.
func TestALineThatWasCutOffIsPassedOver(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j, err := OpenJournal(dir, someDay)
	require.NoError(t, err)
	require.NoError(t, j.Write(someDay, limits, statusEntry()))
	require.NoError(t, j.Close())
	file := filepath.Join(dir, "2026-06-30.jsonl")
	whole, err := os.ReadFile(file)
	require.NoError(t, err)
	for length := 1; length < len(whole); length++ {
		require.NoError(t, os.WriteFile(file, append(append([]byte{}, whole...), whole[:length]...), 0o600))
		j, err := OpenJournal(dir, someDay)
		require.NoError(t, err, "%d bytes", length)
		signed := 2 // of a line that lacks the line feed alone nothing is cut off: once it has one, it counts
		if length < len(whole)-1 {
			signed = 1
		}
		require.NoError(t, j.Close())
		j, err = OpenJournal(dir, someDay) // now the cut line has an end
		require.NoError(t, err, "%d bytes, opened again", length)
		err = j.Write(someDay, limits, statusEntry())
		if signed == 1 {
			require.NoError(t, err, "%d bytes", length)
		} else {
			require.ErrorIs(t, err, ErrLimit)
		}
		require.NoError(t, j.Close())
	}
}

func TestALineThatSomebodyChangedStopsIt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "2026-06-30.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(`{"time": 7}`+"\n"), 0o600))
	_, err := OpenJournal(dir, someDay)
	require.ErrorContains(t, err, "line 1")
}

// TestAJournalThatCannotBeReadIsNotEmpty: otherwise the day's limit would begin anew.
func TestAJournalThatCannotBeReadIsNotEmpty(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "2026-06-30.jsonl"), 0o700)) // reading it fails
	_, err := Summarize(dir, "2026-06-30")
	require.Error(t, err)
}

// TestADayThatCannotBeClosedEndsNothing: the next call opens the new day's file.
func TestADayThatCannotBeClosedEndsNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	j, err := OpenJournal(dir, someDay)
	require.NoError(t, err)
	require.NoError(t, j.Write(someDay, limits, statusEntry()))
	require.NoError(t, j.file.Close()) // so that closing it again fails
	next := someDay.Add(24 * time.Hour)
	require.Error(t, j.Write(next, limits, statusEntry()))
	require.NoError(t, j.Write(next, limits, statusEntry()))
	found, err := Summarize(dir, "2026-07-01")
	require.NoError(t, err)
	require.Equal(t, []Summary{{Issuer: "DH-MAU", Statuses: 1}}, found)
	require.NoError(t, j.Close())
}
