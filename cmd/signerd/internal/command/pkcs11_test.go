//go:build pkcs11

package command_test

import (
	"encoding/json"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli/clitest"
	"sogoc/cmd/signerd/internal/command"
	"sogoc/internal/testtoken"
)

// TestRequestsForLedgerIdentitiesInAToken: the key is in a token and in no file.
func TestRequestsForLedgerIdentitiesInAToken(t *testing.T) {
	token, file := testtoken.New(t, "ministry"), filepath.Join(t.TempDir(), "BO-GDDT.csr")
	settings := map[string]string{"SOGOC_SIGNER": "pkcs11", "SOGOC_PKCS11_TOKEN": token.URI("")}
	run := func(args ...string) string {
		code, out, complaints := clitest.Run(t, command.Program(), settings, "", append(args, "--json")...)
		require.Zero(t, code, complaints)
		var said struct{ Thumbprint string }
		require.NoError(t, json.Unmarshal([]byte(out), &said), out)
		return said.Thumbprint
	}
	made := run("keygen", "-issuer", "BO-GDDT", "-algorithm", "ES256")
	require.Equal(t, made, run("identity", "request", "-owner", "BO-GDDT", "-out", file))
	require.Equal(t, made, requireRequest(t, file))
}
