package child_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/child"
)

// TestMain lets the test program be the parent that is killed.
func TestMain(m *testing.M) {
	if os.Getenv("CHILD_TEST_PARENT") == "1" {
		p, err := child.Start(child.Spec{Name: "sleep", Command: []string{"sleep", "600"}})
		if err != nil {
			os.Exit(1)
		}
		fmt.Println(p.PID())
		select {}
	}
	os.Exit(m.Run())
}

func TestChildrenDieWithTheirParent(t *testing.T) {
	t.Parallel()
	parent := exec.Command(os.Args[0])
	parent.Env = append(os.Environ(), "CHILD_TEST_PARENT=1")
	stdout, err := parent.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, parent.Start())
	text := make([]byte, 32)
	n, err := stdout.Read(text)
	require.NoError(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	require.NoError(t, err)
	require.NoError(t, syscall.Kill(pid, 0), "the child runs")

	require.NoError(t, parent.Process.Kill())
	_ = parent.Wait() // killed, as it was told
	require.Eventually(t, func() bool { return gone(pid) }, 10*time.Second, 10*time.Millisecond)
}

// gone reports whether a process has ended, reaped or not.
func gone(pid int) bool {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(stat), ") Z ")
}

func TestLine(t *testing.T) {
	t.Parallel()
	t.Run("IsReadAndTheEndIsTold", func(t *testing.T) {
		t.Parallel()
		log := t.TempDir() + "/log"
		command := []string{"sh", "-c", "echo ready; echo why >&2; exit 3"}
		p, err := child.Start(child.Spec{Name: "sh", Command: command, Log: log})
		require.NoError(t, err)
		line, err := p.Line(context.Background())
		require.NoError(t, err)
		require.Equal(t, "ready", line)
		_, err = p.Line(context.Background())
		require.ErrorContains(t, err, "why", "the end of its log says why it ended")
		p.Stop()
	})
	t.Run("StopEndsWhatListensToItsInput", func(t *testing.T) {
		t.Parallel()
		p, err := child.Start(child.Spec{Name: "cat", Command: []string{"cat"}})
		require.NoError(t, err)
		p.Stop()
		p.Stop()
		<-p.Done()
	})
}
