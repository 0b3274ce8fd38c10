package fabricledger_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/child"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

// ownNetwork is a real network that is one test's alone, since the test takes
// nodes of it away.
type ownNetwork struct {
	dir     string
	program string // networkctl
}

// bringUp starts a network that ends with the test, also with one that is
// killed. It skips unless tests on real Fabric are asked for.
func bringUp(t *testing.T) ownNetwork {
	t.Helper()
	network(t)
	programs := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", programs+string(filepath.Separator), "./cmd/networkctl", "./cmd/chaincoded")
	build.Dir = filepath.Join("..", "..")
	said, err := build.CombinedOutput()
	require.NoError(t, err, string(said))

	n := ownNetwork{dir: filepath.Join(t.TempDir(), "network"), program: filepath.Join(programs, "networkctl")}
	p, err := child.Start(child.Spec{Name: "networkctl", Log: filepath.Join(programs, "network.log"),
		Command: []string{n.program, "up", "--with-parent", "--dir", n.dir, "--chaincoded", filepath.Join(programs, "chaincoded")}})
	require.NoError(t, err)
	t.Cleanup(p.Stop)
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	_, err = p.Line(ctx)
	require.NoError(t, err)
	return n
}

// do takes nodes away (kill) or brings them back (start).
func (n ownNetwork) do(t *testing.T, action string, nodes ...string) {
	t.Helper()
	for _, node := range nodes {
		said, err := exec.CommandContext(t.Context(), n.program, action, "--dir", n.dir, node).CombinedOutput()
		require.NoError(t, err, string(said))
	}
}

// leader returns the orderer that led to the last block.
func (n ownNetwork) leader(t *testing.T) string {
	t.Helper()
	var status struct {
		Leader string `json:"leader"`
	}
	require.Eventually(t, func() bool {
		cmd := exec.CommandContext(t.Context(), n.program, "status", "--json", "--dir", n.dir)
		var stdout bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, os.Stderr
		return cmd.Run() == nil && json.Unmarshal(stdout.Bytes(), &status) == nil && status.Leader != ""
	}, time.Minute, 100*time.Millisecond)
	return status.Leader
}

// peers returns a client for each peer that asks that peer alone.
func (n ownNetwork) peers(t *testing.T) []*fabricledger.Client {
	t.Helper()
	connection, err := ledger.ReadConnection(filepath.Join(n.dir, "clients", "registryd", "connection.json"))
	require.NoError(t, err)
	var clients []*fabricledger.Client
	for _, p := range connection.Peers {
		one := connection
		one.Peers = []ledger.Peer{p}
		opened, err := fabricledger.Open(one, fabricledger.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, opened.Close()) })
		clients = append(clients, opened)
	}
	return clients
}
