package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/network"
	"sogoc/verifier/ledger"
)

// run runs networkctl in this process, and returns what it said.
func run(t *testing.T, want int, args ...string) (out, complaints string) {
	t.Helper()
	code, out, complaints := clitest.Run(t, program(), nil, "", args...)
	require.Equal(t, want, code, "%s%s", out, complaints)
	return out, complaints
}

// ministry makes an organisation in a folder of its own.
func ministry(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "ministry")
	run(t, 0, "org", "init", "--dir", dir, "--name", "ministry", "--host", "127.0.0.1", "--orderer-port", "0",
		"--peer-port", "0")
	return dir
}

// editRecord changes a member of what a folder remembers of itself.
func editRecord(t *testing.T, dir, member string, to any) {
	t.Helper()
	file, record := filepath.Join(dir, "network.json"), map[string]any{}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &record))
	record[member] = to
	text, err = json.Marshal(record)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, text, 0o600))
}

// TestStatusSaysWhichProgramRuns: the ledger does not hold the chaincode's program, so
// people compare the hash of what each organisation runs.
func TestStatusSaysWhichProgramRuns(t *testing.T) {
	t.Parallel()
	dir := ministry(t)
	editRecord(t, dir, "version", 1)
	editRecord(t, dir, "next", 2)
	for version, text := range map[string]string{"1": "old rules", "2": "new rules"} {
		folder := filepath.Join(dir, "chaincode", version)
		require.NoError(t, os.MkdirAll(folder, 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(folder, "chaincoded"), []byte(text), 0o700))
	}
	out, _ := run(t, cli.ExitNo, "status", "--dir", dir)
	require.Contains(t, out, "ministry runs version 1 of the chaincode (the channel's) from a program with SHA-256 "+
		ledger.SumDigest([]byte("old rules")).String())
	require.Contains(t, out, "version 2 of the chaincode (approved, and not committed) from a program with SHA-256 "+
		ledger.SumDigest([]byte("new rules")).String())
	out, _ = run(t, cli.ExitNo, "status", "--json", "--dir", dir)
	var status network.Status
	require.NoError(t, json.Unmarshal([]byte(out), &status))
	require.Len(t, status.Chaincodes, 2)
	require.Equal(t, ledger.SumDigest([]byte("new rules")), status.Chaincodes[1].Program)
	require.Equal(t, "ministry", status.Chaincodes[1].Organisation)
	require.False(t, status.Chaincodes[1].Committed)
}

// TestResetAsksForTheOrganisation: an organisation's keys are in its folder alone, and
// those of a network that up made can be made again.
func TestResetAsksForTheOrganisation(t *testing.T) {
	t.Parallel()
	dir := ministry(t)
	key := filepath.Join(dir, "organisations", "ministry", "authorities", "members", "key.pem")
	for _, args := range [][]string{nil, {"--yes", "university"}, {"--yes", "yes"}} {
		_, complaints := run(t, cli.ExitUsage, append([]string{"reset", "--dir", dir}, args...)...)
		require.Contains(t, complaints, "authorities of ministry")
		require.Contains(t, complaints, "--yes ministry")
		require.FileExists(t, key)
	}
	require.NoError(t, os.Rename(filepath.Join(dir, "network.json"), filepath.Join(dir, "kept")))
	run(t, cli.ExitUsage, "reset", "--dir", dir) // as org init leaves it that was interrupted
	require.FileExists(t, key)
	require.NoError(t, os.Rename(filepath.Join(dir, "kept"), filepath.Join(dir, "network.json")))
	_, complaints := run(t, 0, "reset", "--dir", dir, "--yes", "ministry")
	require.Contains(t, complaints, "the keys of ministry")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)

	dir = ministry(t)
	editRecord(t, dir, "together", true)
	run(t, cli.ExitUsage, "reset", "--dir", dir, "--yes", "ministry")
	run(t, 0, "reset", "--dir", dir)
	require.NoDirExists(t, filepath.Join(dir, "organisations"))
}

// TestOutFilesAreNotOverwritten: a file that --out names may be a key, or what the act
// has read.
func TestOutFilesAreNotOverwritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "candidate.json")
	require.NoError(t, writePublic(file, []byte("one")))
	require.NoError(t, writePublic(file, []byte("one")), "the same bytes are as wanted")
	err := writePublic(file, []byte("another"))
	require.ErrorIs(t, err, cli.ErrUsage)
	require.ErrorContains(t, err, file)
	require.ErrorContains(t, err, "name another file")
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "one\n", string(text))

	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(filepath.Join(t.TempDir(), "elsewhere"), link))
	require.ErrorIs(t, writePublic(link, []byte("one")), cli.ErrUsage, "it would be written elsewhere")

	dir := ministry(t)
	key := filepath.Join(dir, "clients", "ministry-admin", "key.pem")
	before, err := os.ReadFile(key)
	require.NoError(t, err)
	_, complaints := run(t, cli.ExitUsage, "renew", "--dir", dir, "--out", key)
	require.Contains(t, complaints, "name another file", "before certificates are made")
	after, err := os.ReadFile(key)
	require.NoError(t, err)
	require.Equal(t, before, after)
}
