package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/internal/child"
	"sogoc/network"
	"sogoc/network/programs"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// patience bounds every wait on a real network.
const patience = 2 * time.Minute

// realNetwork skips a test that brings up networks of its own, unless tests on
// real Fabric are asked for.
func realNetwork(t *testing.T) {
	t.Helper()
	if os.Getenv("SOGOC_TEST_NETWORK") != "" {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatal("SOGOC_TEST_NETWORK is not set")
	}
	t.Skip("brings up real networks; run it with: make test ARGS=./cmd/networkctl")
}

// testNetwork is a network's folder and how to run networkctl on it.
type testNetwork struct {
	dir        string
	tools      string
	chaincoded string
}

// setup builds what networks run. A new testNetwork for each network is testNetwork.inFolder.
func setup(t *testing.T) testNetwork {
	t.Helper()
	checkout, err := programs.FindCheckout(".")
	require.NoError(t, err)
	tools, err := programs.BuildTools(t.Context(), checkout, os.Stderr)
	require.NoError(t, err)
	chaincoded, err := programs.BuildChaincode(t.Context(), checkout, os.Stderr)
	require.NoError(t, err)
	return testNetwork{tools: string(tools), chaincoded: chaincoded}
}

// inFolder returns a testNetwork for a folder whose path is longer than a
// socket's may be, and holds what Fabric would split a list at.
func (r testNetwork) inFolder(t *testing.T, name string) testNetwork {
	t.Helper()
	r.dir = filepath.Join(t.TempDir(), strings.Repeat("long, ", 17)+name)
	t.Cleanup(func() {
		said, err := r.command("reset").CombinedOutput()
		require.NoError(t, err, string(said))
	})
	// What runs in the background must end even when the test is killed.
	guard, err := child.Start(child.Spec{
		Name:    "guard",
		Command: []string{os.Args[0]},
		Env:     []string{asGuard + "=" + r.dir},
		Death:   syscall.SIGCONT,
	})
	require.NoError(t, err)
	t.Cleanup(guard.Stop)
	return r
}

func (r testNetwork) command(args ...string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], append(args, "--dir", r.dir)...)
	cmd.Env = append(os.Environ(), asProgram+"=1")
	return cmd
}

// run returns what networkctl printed and its exit code.
func (r testNetwork) run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := r.command(args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		require.NotNil(t, cmd.ProcessState, err)
	}
	t.Logf("networkctl %s: exit %d\n%s", strings.Join(args, " "), cmd.ProcessState.ExitCode(), stderr.String())
	return stdout.String(), cmd.ProcessState.ExitCode()
}

func (r testNetwork) must(t *testing.T, args ...string) string {
	t.Helper()
	said, code := r.run(t, args...)
	require.Zero(t, code, said)
	return said
}

// up brings the network up in the background.
func (r testNetwork) up(t *testing.T) network.Ready {
	t.Helper()
	var ready network.Ready
	said := r.must(t, "up", "--new", "--tools", r.tools, "--chaincoded", r.chaincoded, "--timeout", patience.String())
	require.NoError(t, json.Unmarshal([]byte(said), &ready))
	require.True(t, ready.Ready)
	return ready
}

func (r testNetwork) status(t *testing.T) (network.Status, int) {
	t.Helper()
	var status network.Status
	said, code := r.run(t, "status", "--json")
	require.NoError(t, json.Unmarshal([]byte(said), &status), said)
	return status, code
}

// eventually polls the status until it is as wanted.
func (r testNetwork) eventually(t *testing.T, want func(network.Status) bool) network.Status {
	t.Helper()
	var last network.Status
	require.Eventually(t, func() bool {
		dir, err := network.OpenDir(r.dir)
		if err != nil {
			return false
		}
		last, err = network.ReadStatus(t.Context(), dir)
		return err == nil && want(last)
	}, patience, 50*time.Millisecond)
	return last
}

func node(s network.Status, name string) network.NodeStatus {
	for _, n := range s.Nodes {
		if n.Node == name {
			return n
		}
	}
	return network.NodeStatus{}
}

// processes returns the ids of a network's processes, the supervisor's too.
func processes(s network.Status) []int {
	pids := []int{s.PID}
	for _, n := range s.Nodes {
		if n.PID != 0 {
			pids = append(pids, n.PID)
		}
	}
	return pids
}

func requireGone(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		require.Eventually(t, func() bool { return gone(pid) }, 20*time.Second, 5*time.Millisecond,
			"process %d is left", pid)
	}
}

// gone reports whether a process has ended. Where nobody collects orphans it
// stays behind as a zombie, which runs nothing.
func gone(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return true
	}
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return true
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	return strings.HasPrefix(after, "Z")
}

func height(s network.Status) uint64 { return node(s, "auditor-peer").Height }

func TestNetwork(t *testing.T) {
	t.Parallel()
	realNetwork(t)
	built := setup(t)
	first, second := built.inFolder(t, "first"), built.inFolder(t, "second")

	// Two networks come up at once on one machine and do not meet.
	var starting sync.WaitGroup
	var readyFirst, readySecond network.Ready
	starting.Go(func() { readyFirst = first.up(t) })
	starting.Go(func() { readySecond = second.up(t) })
	starting.Wait()
	require.False(t, t.Failed())
	require.NotEqual(t, readyFirst.Genesis, readySecond.Genesis)
	for _, r := range []testNetwork{first, second} {
		s, code := r.status(t)
		require.Zero(t, code)
		require.True(t, s.Healthy)
		require.NotEmpty(t, s.Leader)
		require.Equal(t, 1, s.Version)
		require.Len(t, processes(s), 13)
	}

	t.Run("HandsOverWhatClientsRead", func(t *testing.T) { handsOver(t, first, readyFirst.Genesis) })
	t.Run("RestartsAProcessThatEndsByItself", func(t *testing.T) { restarts(t, first) })
	t.Run("UpBringsBackWhatWasStopped", func(t *testing.T) { bringsBack(t, first) })
	t.Run("RefusesAnUpgradeThatIsNone", func(t *testing.T) { refusesUpgrade(t, first) })
	t.Run("UpgradesTheChaincodeAfterItsLeaderWasKilled", func(t *testing.T) { upgrades(t, first) })
	t.Run("KilledSupervisorLeavesNothingAndTheLedgerResumes",
		func(t *testing.T) { resumes(t, first, readyFirst.Genesis) })
	t.Run("EndsWithItsParent", func(t *testing.T) { endsWithParent(t, first, readyFirst.Genesis) })
	t.Run("DownAndResetLeaveNothing", func(t *testing.T) { leavesNothing(t, second, readySecond.Genesis) })
	t.Run("InterruptedFirstStartBeginsAgain", func(t *testing.T) { beginsAgain(t, second) })
}

func handsOver(t *testing.T, r testNetwork, genesis ledger.Digest) {
	trust, err := clientfile.ReadTrust(filepath.Join(r.dir, "trust.json"))
	require.NoError(t, err)
	require.Equal(t, genesis, trust.Genesis)
	block, err := os.ReadFile(filepath.Join(r.dir, "genesis.block"))
	require.NoError(t, err)
	hash, err := network.GenesisHash(block)
	require.NoError(t, err)
	require.Equal(t, genesis, hash)
	for _, client := range []string{"registryd", "verifierd", "accreditor", "schools-admin"} {
		path := filepath.Join(r.dir, "clients", client, "connection.json")
		connection, err := clientfile.ReadConnection(path)
		require.NoError(t, err)
		require.Equal(t, genesis, connection.Genesis)
		for file, mode := range map[string]os.FileMode{connection.PrivateKey: 0o600, filepath.Dir(path): 0o700} {
			info, err := os.Stat(file)
			require.NoError(t, err)
			require.Equal(t, mode, info.Mode().Perm())
		}
	}
}

func restarts(t *testing.T, r testNetwork) {
	before, _ := r.status(t)
	peer := node(before, "university-peer")
	require.NoError(t, syscall.Kill(peer.PID, syscall.SIGKILL))
	after := r.eventually(t, func(s network.Status) bool {
		n := node(s, peer.Node)
		return s.Healthy && n.PID != peer.PID && n.Restarts == 1
	})
	require.Equal(t, before.Genesis, after.Genesis)
	require.Contains(t, r.must(t, "logs", "supervisor", "--lines", "50"), "university-peer")
}

func bringsBack(t *testing.T, r testNetwork) {
	r.must(t, "stop", "schools-chaincode")
	r.must(t, "stop", "auditor-peer")
	require.True(t, r.up(t).Running)
	s, code := r.status(t)
	require.Zero(t, code)
	require.True(t, s.Healthy)
}

func refusesUpgrade(t *testing.T, r testNetwork) {
	_, code := r.run(t, "upgrade", "--chaincoded", r.chaincoded)
	require.Equal(t, cli.ExitUsage, code, "the same program is no upgrade")

	broken := filepath.Join(t.TempDir(), "broken")
	require.NoError(t, os.WriteFile(broken, []byte("#!/bin/sh\nexit 1\n"), 0o700))
	_, code = r.run(t, "upgrade", "--chaincoded", broken)
	require.Equal(t, cli.ExitLater, code)
	s, code := r.status(t)
	require.Zero(t, code)
	require.True(t, s.Healthy)
	require.Equal(t, 1, s.Version, "a program that does not run changes nothing")
}

// upgrades shows two things at once: an upgrade is made of transactions, so it
// stands for the others, which go on without one orderer under a new leader.
func upgrades(t *testing.T, r testNetwork) {
	before, _ := r.status(t)
	r.must(t, "kill", before.Leader)
	s, code := r.status(t)
	require.Equal(t, cli.ExitNo, code)
	require.False(t, node(s, before.Leader).Healthy)

	program, err := os.ReadFile(r.chaincoded)
	require.NoError(t, err)
	next := filepath.Join(t.TempDir(), "next")
	require.NoError(t, os.WriteFile(next, append(program, "next"...), 0o700))
	r.must(t, "upgrade", "--chaincoded", next)
	s, _ = r.status(t)
	require.Equal(t, 2, s.Version)
	require.Greater(t, height(s), height(before))
	require.NotEqual(t, before.Leader, s.Leader)
	require.NotEmpty(t, s.Leader)

	r.must(t, "start", before.Leader)
	s = r.eventually(t, func(s network.Status) bool {
		return s.Healthy && node(s, before.Leader).Height == height(s)
	})
	require.Equal(t, 2, s.Version)
}

func resumes(t *testing.T, r testNetwork, genesis ledger.Digest) {
	before, _ := r.status(t)
	require.NoError(t, syscall.Kill(before.PID, syscall.SIGKILL))
	requireGone(t, processes(before))

	ready := r.up(t)
	require.True(t, ready.Resumed)
	require.Equal(t, genesis, ready.Genesis)
	after, code := r.status(t)
	require.Zero(t, code)
	require.GreaterOrEqual(t, height(after), height(before))
	require.Equal(t, before.Version, after.Version)
	r.must(t, "down")
	requireGone(t, processes(after))
	s, code := r.status(t)
	require.Equal(t, cli.ExitNo, code)
	require.Zero(t, s.PID)
}

func endsWithParent(t *testing.T, r testNetwork, genesis ledger.Digest) {
	cmd := r.command("up", "--with-parent", "--tools", r.tools)
	stdin, err := cmd.StdinPipe()
	require.NoError(t, err)
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	require.NoError(t, err)
	var ready network.Ready
	require.NoError(t, json.Unmarshal(line, &ready))
	require.Equal(t, genesis, ready.Genesis)
	s, code := r.status(t)
	require.Zero(t, code)
	_, code = r.run(t, "up", "--with-parent", "--tools", r.tools)
	require.Equal(t, cli.ExitLater, code, "one supervisor holds the folder")

	require.NoError(t, stdin.Close())
	_, _ = io.Copy(io.Discard, stdout)
	require.NoError(t, cmd.Wait())
	requireGone(t, processes(s))
}

func leavesNothing(t *testing.T, r testNetwork, genesis ledger.Digest) {
	s, code := r.status(t)
	require.Zero(t, code, "what befell the other network did not touch this one")
	require.Equal(t, genesis, s.Genesis)
	r.must(t, "reset")
	requireGone(t, processes(s))
	left, err := os.ReadDir(r.dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

func beginsAgain(t *testing.T, r testNetwork) {
	cmd := r.command("up", "--new", "--with-parent", "--tools", r.tools, "--chaincoded", r.chaincoded)
	_, err := cmd.StdinPipe() // open until Wait
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		made, err := os.ReadDir(filepath.Join(r.dir, "data"))
		return err == nil && len(made) > 0
	}, patience, time.Millisecond)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())

	require.False(t, r.up(t).Resumed)
	s, code := r.status(t)
	require.Zero(t, code)
	require.True(t, s.Healthy)
}
