// Package testnetwork gives tests a real Fabric network: the one that all tests
// share, which make test starts, or one of their own that they may take apart.
// It drives networkctl as a process, because package network and the gateway
// client cannot be linked into one binary. Only tests may import it.
package testnetwork

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"sogoc/internal/testledger"

	"github.com/stretchr/testify/require"

	"sogoc/internal/networkserver"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Shared returns the folder of the network that all tests share: codes and keys
// on it must be drawn at random. Without one the test is skipped, but fails
// where CI=true.
func Shared(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("SOGOC_TEST_NETWORK")
	if dir == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("SOGOC_TEST_NETWORK names no running network")
		}
		t.Skip("needs a Fabric network; to run this: make test ARGS=./" + here(t))
	}
	return dir
}

// here returns the tested package's folder in the module.
func here(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	path, err := filepath.Rel(root(t), dir)
	require.NoError(t, err)
	return filepath.ToSlash(path)
}

// root returns the module's folder.
func root(t testing.TB) string {
	t.Helper()
	file, err := exec.CommandContext(t.Context(), "go", "env", "GOMOD").Output()
	require.NoError(t, err)
	return filepath.Dir(strings.TrimSpace(string(file)))
}

// File returns the path of a client's connection.json.
func File(dir, client string) string {
	return filepath.Join(dir, "clients", client, "connection.json")
}

// Connection reads a client's connection.json.
func Connection(t testing.TB, dir, client string) clientfile.Connection {
	t.Helper()
	c, err := clientfile.ReadConnection(File(dir, client))
	require.NoError(t, err)
	return c
}

// Client connects as one of the network's clients until the test ends.
func Client(t testing.TB, dir, client string) *fabricledger.Client {
	t.Helper()
	opened, err := fabricledger.Open(Connection(t, dir, client), fabricledger.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, opened.Close()) })
	return opened
}

// RegisterKey has the accreditor register a key for an issuer or, with
// ledger.PurposeVerifier, for a verifier service.
func RegisterKey(t testing.TB, a fabricledger.Accreditor, purpose, name string, key credential.Signer) ledger.IssuerView {
	t.Helper()
	request, err := ledger.NewKeyRequest(purpose, a.Genesis(), name, key.PublicKey(), key.Sign)
	require.NoError(t, err)
	function := ledger.FuncAddKey
	if purpose == ledger.PurposeVerifier {
		function = ledger.FuncRegisterVerifierKey
	}
	view, err := a.RegisterKey(t.Context(), request, testledger.Reason(function))
	require.NoError(t, err)
	return view
}

// Own is a network that is one test's alone.
type Own struct {
	Dir      string // the network's folder
	Programs string // folder of networkctl and chaincoded
}

// Up brings up a network that ends with the test, also with one that is killed;
// flags are added to those of networkctl up. It is skipped where Shared is.
func Up(t testing.TB, flags ...string) Own {
	t.Helper()
	Shared(t)
	n := Own{Dir: filepath.Join(t.TempDir(), "network"), Programs: t.TempDir()}
	n.Prepare(t)
	p, err := networkserver.Start(t.Context(), n.Programs, n.Dir, filepath.Join(n.Programs, "network.log"), flags...)
	require.NoError(t, err)
	t.Cleanup(p.Stop)
	return n
}

// Prepare puts networkctl and chaincoded into Programs: those that make test has built
// for the shared network just before, in the folder that SOGOC_TEST_PROGRAMS names, since
// linking them again for each network takes longer than starting it.
func (n Own) Prepare(t testing.TB) {
	t.Helper()
	built := os.Getenv("SOGOC_TEST_PROGRAMS")
	for _, name := range []string{"networkctl", "chaincoded"} {
		if built == "" {
			Build(t, n.Programs, name, "./cmd/"+name)
			continue
		}
		require.NoError(t, os.Symlink(filepath.Join(built, name), filepath.Join(n.Programs, name)))
	}
}

// Build builds one of the module's programs into a folder.
func Build(t testing.TB, folder, name, path string, flags ...string) {
	t.Helper()
	arguments := append(append([]string{"build"}, flags...), "-o", filepath.Join(folder, name), path)
	build := exec.CommandContext(t.Context(), "go", arguments...)
	build.Dir = root(t)
	said, err := build.CombinedOutput()
	require.NoError(t, err, string(said))
}

// Networkctl returns a run of networkctl on this network.
func (n Own) Networkctl(t testing.TB, arguments ...string) *exec.Cmd {
	return exec.CommandContext(
		t.Context(),
		filepath.Join(n.Programs, "networkctl"),
		append(arguments, "--dir", n.Dir)...)
}
