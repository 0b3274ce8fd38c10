package network

import (
	"log/slog"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestProcess(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T, script string) *process {
		p := newProcess("test-node",
			command{program: "/bin/sh", args: []string{"-c", script}, env: cleanEnvironment()},
			filepath.Join(t.TempDir(), "logs", "test-node.log"), time.Now, slog.New(slog.DiscardHandler))
		t.Cleanup(func() { p.stop(syscall.SIGKILL) })
		p.start()
		return p
	}
	eventually := func(t *testing.T, p *process, is func(Process) bool) Process {
		t.Helper()
		require.Eventually(t, func() bool { return is(p.snapshot()) }, 20*time.Second, 5*time.Millisecond)
		return p.snapshot()
	}
	running := func(s Process) bool { return s.State == StateRunning && s.PID > 0 }

	t.Run("EndsByItselfIsStartedAgain", func(t *testing.T) {
		t.Parallel()
		p := setup(t, "echo worked; exit 3")
		state := eventually(t, p, func(s Process) bool { return s.Restarts >= 2 })
		require.Contains(t, state.Ended, "3")
		require.Contains(t, lastLines(p.logPath, 1), "worked")
	})

	t.Run("KilledFromOutsideComesBackWithAnotherPID", func(t *testing.T) {
		t.Parallel()
		p := setup(t, "exec sleep 600")
		first := eventually(t, p, running)
		require.NoError(t, syscall.Kill(first.PID, syscall.SIGKILL))
		again := eventually(t, p, func(s Process) bool { return running(s) && s.PID != first.PID })
		require.Equal(t, 1, again.Restarts)
	})

	t.Run("StoppedStaysAwayUntilStarted", func(t *testing.T) {
		t.Parallel()
		p := setup(t, "exec sleep 600")
		pid := eventually(t, p, running).PID
		p.stop(syscall.SIGTERM)
		require.Equal(t, StateStopped, p.snapshot().State)
		require.ErrorIs(t, syscall.Kill(pid, 0), syscall.ESRCH)
		p.start()
		eventually(t, p, running)
	})

	t.Run("StopReachesItsChildren", func(t *testing.T) {
		t.Parallel()
		p := setup(t, "sleep 600 & echo $!; wait")
		eventually(t, p, func(s Process) bool { return running(s) && lastLines(p.logPath, 1) != "" })
		p.stop(syscall.SIGKILL)
		require.Equal(t, StateStopped, p.snapshot().State)
	})

	t.Run("ProgramThatIsNotThereIsReported", func(t *testing.T) {
		t.Parallel()
		p := newProcess("test-node", command{program: "/nonexistent"}, filepath.Join(t.TempDir(), "log"),
			time.Now, slog.New(slog.DiscardHandler))
		t.Cleanup(func() { p.stop(syscall.SIGKILL) })
		p.start()
		require.NotEmpty(t, eventually(t, p, func(s Process) bool { return s.Restarts >= 1 }).Ended)
	})
}
