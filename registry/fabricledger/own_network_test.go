package fabricledger_test

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/clientfile"
)

// ownNetwork is a real network that is one test's alone, since the test takes
// nodes of it away.
type ownNetwork struct{ testnetwork.Own }

func bringUp(t *testing.T) ownNetwork {
	t.Helper()
	return ownNetwork{testnetwork.Up(t)}
}

// do takes nodes away (kill) or brings them back (start).
func (n ownNetwork) do(t *testing.T, action string, nodes ...string) {
	t.Helper()
	for _, node := range nodes {
		said, err := n.Networkctl(t, action, node).CombinedOutput()
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
		cmd := n.Networkctl(t, "status", "--json")
		var stdout bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, os.Stderr
		return cmd.Run() == nil && json.Unmarshal(stdout.Bytes(), &status) == nil && status.Leader != ""
	}, time.Minute, 100*time.Millisecond)
	return status.Leader
}

// peers returns a client for each peer that asks that peer alone.
func (n ownNetwork) peers(t *testing.T) []*fabricledger.Client {
	t.Helper()
	connection := testnetwork.Connection(t, n.Dir, "registryd")
	var clients []*fabricledger.Client
	for _, p := range connection.Peers {
		one := connection
		one.Peers = []clientfile.Peer{p}
		opened, err := fabricledger.Open(one, fabricledger.Options{})
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, opened.Close()) })
		clients = append(clients, opened)
	}
	return clients
}
