package network

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFolder(t *testing.T) {
	t.Parallel()

	t.Run("WithoutANetworkSaysHowToMakeOne", func(t *testing.T) {
		t.Parallel()
		_, err := readRecord(Dir(t.TempDir()))
		require.ErrorIs(t, err, ErrUsage)
	})

	t.Run("WithSomethingElseInItIsRefused", func(t *testing.T) {
		t.Parallel()
		d := Dir(t.TempDir())
		require.NoError(t, writeFile(d.join("thesis.odt"), nil))
		require.ErrorIs(t, clearUnfinished(d), ErrUsage)
		require.FileExists(t, d.join("thesis.odt"))
	})

	t.Run("OfAnInterruptedStartIsCleared", func(t *testing.T) {
		t.Parallel()
		d := Dir(t.TempDir())
		require.NoError(t, writeFile(d.Genesis(), []byte("half")))
		require.NoError(t, writeFile(d.Log(supervisorLog), []byte("line")))
		require.NoError(t, clearUnfinished(d))
		require.NoFileExists(t, d.Genesis())
		require.FileExists(t, d.Log(supervisorLog))
	})

	t.Run("ResetLeavesWhatIsNotOurs", func(t *testing.T) {
		t.Parallel()
		d := Dir(t.TempDir())
		require.NoError(t, writeFile(d.join("notes.txt"), nil))
		require.NoError(t, writeFile(d.Trust(), nil))
		require.NoError(t, Reset(t.Context(), d))
		left, err := os.ReadDir(string(d))
		require.NoError(t, err)
		require.Len(t, left, 1)
		require.Equal(t, "notes.txt", left[0].Name())
	})

	t.Run("WithoutASupervisorIsNotRunning", func(t *testing.T) {
		t.Parallel()
		d := Dir(t.TempDir())
		require.ErrorIs(t, Down(t.Context(), d), ErrNotRunning)
		_, err := Processes(t.Context(), d)
		require.ErrorIs(t, err, ErrNotRunning)
	})

	t.Run("NameIsMadeAbsolute", func(t *testing.T) {
		t.Parallel()
		d, err := OpenDir("somewhere")
		require.NoError(t, err)
		require.True(t, filepath.IsAbs(string(d)))
		for _, bad := range []string{"", "a\"b", "a\nb"} {
			_, err := OpenDir(bad)
			require.ErrorIs(t, err, ErrUsage)
		}
	})
}

func TestLogs(t *testing.T) {
	t.Parallel()
	d := Dir(t.TempDir())
	require.NoError(t, writeFile(d.Log("schools-peer"), []byte("one\ntwo\nthree\n")))

	t.Run("ShowTheLastLines", func(t *testing.T) {
		t.Parallel()
		var shown strings.Builder
		require.NoError(t, Logs(d, "", 2, &shown))
		require.Equal(t, "==> schools-peer <==\ntwo\nthree\n", shown.String())
	})

	t.Run("OfAnUnknownNodeNameThoseThatAre", func(t *testing.T) {
		t.Parallel()
		err := Logs(d, "nobody", 2, &strings.Builder{})
		require.ErrorIs(t, err, ErrUsage)
		require.ErrorContains(t, err, "ministry-orderer")
	})
}
