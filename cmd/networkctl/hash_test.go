package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/network"
	"sogoc/verifier/ledger"
)

// TestAnotherHashIsNotSigned: what people told each other by another way than the file
// came is held against the file before a signature is on it.
func TestAnotherHashIsNotSigned(t *testing.T) {
	t.Parallel()
	t.Run("AChange", changeOfAnotherHash)
	t.Run("ACandidate", candidateOfAnotherHash)
}

func changeOfAnotherHash(t *testing.T) {
	t.Parallel()
	dir, genesis := ministry(t), ledger.SumDigest([]byte("genesis"))
	editRecord(t, dir, "genesis", genesis)
	update := network.ConfigUpdate{
		Type: network.TypeConfigUpdate, Ledger: genesis, Update: []byte("\x0a\x05sogoc"), // a ConfigUpdate that names the channel
	}
	text, err := update.Canonical()
	require.NoError(t, err)
	change, out := filepath.Join(t.TempDir(), "change.json"), filepath.Join(t.TempDir(), "signatures.json")
	require.NoError(t, os.WriteFile(change, text, 0o600))
	hash := ledger.SumDigest(update.Update).String()
	sign := func(want int, hash string) (said, complaints string) {
		return run(t, want, "config", "sign", "--dir", dir, "--hash", hash, "--out", out, change)
	}
	_, complaints := sign(cli.ExitUsage, genesis.String())
	require.Contains(t, complaints, "has the hash "+hash+", not the one that --hash names: nothing was signed")
	sign(cli.ExitUsage, "no hash")
	require.NoFileExists(t, out)

	said, _ := sign(0, hash)
	require.FileExists(t, out)
	shown, _ := run(t, 0, "config", "show", "--dir", dir, change)
	require.True(t, strings.HasPrefix(said, shown), "%s\n%s", said, shown)
	require.Contains(t, said, out+" is signed for ministry")
}

func candidateOfAnotherHash(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	candidate := network.Candidate{
		Type:    network.TypeCandidate,
		Genesis: append([]byte("\x0a\x22\x1a\x20"), bytes.Repeat([]byte{1}, 32)...), // a block with the header's third field
	}
	for i, o := range network.Organisations() {
		dir := filepath.Join(root, o.Name)
		run(t, 0, "org", "init", "--dir", dir, "--name", o.Name, "--host", fmt.Sprintf("127.0.0.%d", i+2))
		member, err := network.ReadMember(network.Dir(dir).Member(o))
		require.NoError(t, err)
		candidate.Members = append(candidate.Members, member)
	}
	text, err := candidate.Canonical()
	require.NoError(t, err)
	file, out := filepath.Join(root, "candidate.json"), filepath.Join(root, "agreement.json")
	require.NoError(t, os.WriteFile(file, text, 0o600))
	hash, err := candidate.Hash()
	require.NoError(t, err)
	agree := []string{"channel", "agree", "--dir", filepath.Join(root, "auditor"), "--out", out, file, "--hash"}
	_, complaints := run(t, cli.ExitUsage, append(agree, ledger.SumDigest(nil).String())...)
	require.Contains(t, complaints, "has the hash "+hash.String()+", not the one that --hash names: nothing was signed")
	_, complaints = run(t, cli.ExitUsage, append(agree, hash.String())...)
	require.NotContains(t, complaints, "--hash", "this block says nothing, so nobody agrees to it either")
	require.NoFileExists(t, out)
}
