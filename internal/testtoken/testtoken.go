// Package testtoken makes PKCS #11 tokens for tests, by SoftHSM from Debian's package
// softhsm2. A test that uses it is built with the tag pkcs11, as make test does.
package testtoken

import (
	"crypto/rand"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// modulePlaces is where Debian's packages put the module.
var modulePlaces = []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/*/softhsm/libsofthsm2.so"}

// Module returns the path of SoftHSM's module, "" where there is none.
func Module() string {
	for _, place := range modulePlaces {
		if found, _ := filepath.Glob(place); len(found) > 0 { // the patterns are good ones
			return found[0]
		}
	}
	return ""
}

// PIN opens every token of New.
const PIN = "mã-mẫu-123456"

// Token is a token of a test.
type Token struct {
	Label   string
	PINFile string
}

// configure has SoftHSM keep this process's tokens in a folder of its own. The module
// reads where that is once for a process, so all tests of one share it.
var configure = sync.OnceValue(func() error {
	dir, err := os.MkdirTemp("", "sogoc-softhsm-")
	if err != nil {
		return err
	}
	file := filepath.Join(dir, "softhsm2.conf")
	if err := os.Mkdir(filepath.Join(dir, "tokens"), 0o700); err != nil {
		return err
	}
	text := "directories.tokendir = " + filepath.Join(
		dir,
		"tokens",
	) + "\nobjectstore.backend = file\nlog.level = ERROR\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return err
	}
	return os.Setenv("SOFTHSM2_CONF", file)
})

// New makes an empty token. Tests of one process must make theirs before the module
// is first opened, or give each its own process: SoftHSM lists the tokens when it is
// initialised.
func New(t testing.TB, label string) Token {
	t.Helper()
	require.NotEmpty(t, Module(), "SoftHSM is not there: make test installs it (softhsm2)")
	require.NoError(t, configure())
	pinFile := filepath.Join(t.TempDir(), "pin")
	require.NoError(t, os.WriteFile(pinFile, []byte(PIN+"\n"), 0o600))
	tool(t, "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", PIN)
	return Token{Label: label, PINFile: pinFile}
}

// URI returns the PKCS #11 URI of a key of the token, or without a label of the token.
func (k Token) URI(object string) string {
	uri := "pkcs11:token=" + k.Label
	if object != "" {
		uri += ";object=" + object
	}
	return uri + "?module-path=" + Module() + "&pin-source=file:" + k.PINFile
}

// Import puts the private key of a PKCS #8 file into the token.
func (k Token) Import(t testing.TB, file, object string) {
	t.Helper()
	id := hex.EncodeToString([]byte(rand.Text())) // no two objects of a token have one
	tool(t, "--import", file, "--token", k.Label, "--label", object, "--id", id, "--pin", PIN)
}

func tool(t testing.TB, args ...string) {
	t.Helper()
	output, err := exec.Command("softhsm2-util", args...).CombinedOutput()
	require.NoError(t, err, string(output))
}
