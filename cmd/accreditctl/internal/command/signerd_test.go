package command_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testsigner"
	"sogoc/verifier/ledger"
)

// signersHost is the host of a keys' owner: program signerd in a folder.
type signersHost struct{ dir, program string }

func newSignersHost(t *testing.T) signersHost {
	t.Helper()
	h := signersHost{dir: t.TempDir(), program: testsigner.Program(t)}
	require.NoError(t, os.WriteFile(h.path("password"), []byte("mật khẩu của máy giữ khóa\n"), 0o600))
	require.NoError(t, os.Mkdir(h.path("keystore"), 0o700))
	return h
}

func (h signersHost) path(name string) string { return filepath.Join(h.dir, name) }

// run runs a subcommand that has to succeed, and returns the thumbprint that it names.
func (h signersHost) run(t *testing.T, args ...string) string {
	t.Helper()
	var made struct{ Thumbprint string }
	h.read(t, &made, args...)
	return made.Thumbprint
}

// read runs a subcommand that has to succeed, and reads what it prints.
func (h signersHost) read(t *testing.T, into any, args ...string) {
	t.Helper()
	command := exec.CommandContext(t.Context(), h.program, append(args, "-json")...)
	command.Dir = h.dir
	command.Env = append(os.Environ(), "SOGOC_KEYSTORE=keystore", "SOGOC_KEYSTORE_PASSWORD_FILE=password")
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%v: %s", args, output)
	require.NoError(t, json.Unmarshal(output, into), string(output))
}

// TestCustodyAndKeysOfASigner: the successor's key is in signerd and nowhere else. The
// accreditor gets files that it signed there: the request for the key, the acceptance of
// a closed school's register, and the request for a verifier service's key.
func TestCustodyAndKeysOfASigner(t *testing.T) {
	t.Parallel()
	const successor, service = "THPT-MAU-02", "TRA-CUU"
	o, keys := newOffice(t), newSignersHost(t)
	o.accredited(school, 5)
	o.Accredit(t, ledger.Accreditation{Code: successor, Name: "Trường " + successor + " (mẫu)", Scopes: []ledger.Scope{
		{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 5000}}})
	made := keys.run(t, "keygen", "-issuer", successor)
	asked := keys.run(t, "key", "request", "-issuer", successor, "-ledger", o.Genesis().String(), "-out", "key.json")
	require.Equal(t, made, asked)
	o.run(0, "yes\n", decide("first-key", "key", "add", keys.path("key.json"), "-thumbprint", made)...)
	o.Clock.Advance(time.Minute)

	accepted := keys.run(t, "custody", "accept", "-issuer", successor, "-from", school,
		"-ledger", o.Genesis().String(), "-out", "custody.json")
	require.Equal(t, made, accepted)
	transfer := decide("reorganised", "custody", "transfer", "-from", school, "-to", successor, keys.path("custody.json"))
	_, said := o.run(0, school+"\n", transfer...)
	require.Contains(t, said, successor)
	require.Equal(t, ledger.IssuerClosed, o.state(school).State)
	require.Equal(t, successor, o.state(school).Successor)
	require.Equal(t, ledger.IssuerActive, o.state(successor).State)

	receipts := keys.run(t, "keygen", "-issuer", service, "-algorithm", "ES256", "-out", "public.jwk")
	asked = keys.run(t, "key", "request", "-verifier", "-issuer", service,
		"-ledger", o.Genesis().String(), "-out", "service.json")
	require.Equal(t, receipts, asked)
	out, _ := o.run(0, "yes\n", append(
		decide("first-key", "key", "add", keys.path("service.json"), "-thumbprint", receipts), "-json")...)
	var view ledger.IssuerView
	require.NoError(t, json.Unmarshal([]byte(out), &view))
	require.Len(t, view.Keys, 1)
	require.Equal(t, ledger.PurposeVerifier, view.Keys[0].Purpose)
	require.Equal(t, receipts, view.Keys[0].Key.Thumbprint())
}
