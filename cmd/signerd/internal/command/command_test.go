package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli/clitest"
	"sogoc/cmd/signerd/internal/command"
	"sogoc/verifier/ledger"
)

const school = "THPT-MAU-01"

// goodPolicy is for the ledger of "genesis".
var goodPolicy = `{"ledger": "` + ledger.SumDigest([]byte("genesis")).String() + `", "host": "vanbang.example",
	"clients": [{"name": "REGISTRYD-1", "issuers": ["THPT-MAU-01"],
		"fingerprints": ["AB:CD:EF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC"]}],
	"issuers": [{"code": "THPT-MAU-01", "perDay": {"credentials": 1, "anchors": 1, "voids": 1, "statuses": 1}}]}`

func TestHelp(t *testing.T) {
	t.Parallel()
	clitest.CheckHelp(t, command.Program())
}

func TestSettingsThatAreMissingAreNamed(t *testing.T) {
	t.Parallel()
	settings := map[string]string{"SOGOC_SIGNER": "remote"}
	for _, args := range [][]string{nil, {"serve"}} {
		code, out, complaints := clitest.Run(t, command.Program(), settings, "", args...)
		require.Equal(t, 2, code)
		require.Empty(t, out)
		for _, name := range []string{"SOGOC_POLICY", "SOGOC_CERTIFICATE_KEY", "SOGOC_JOURNAL", "SOGOC_SIGNER_ADDRESS"} {
			require.Contains(t, complaints, name)
		}
	}
	code, _, complaints := clitest.Run(t, command.Program(), nil, "", "journal", "yesterday")
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "2026-06-30")
}

// TestKeysAndTheirRequests: the policy says for which ledger a request is.
func TestKeysAndTheirRequests(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, content string) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, []byte(content), 0o600))
		return file
	}
	genesis := ledger.SumDigest([]byte("genesis"))
	settings := map[string]string{
		"SOGOC_KEYSTORE":               filepath.Join(dir, "keystore"),
		"SOGOC_KEYSTORE_PASSWORD_FILE": write("password", "một mật khẩu mẫu\n"),
		"SOGOC_POLICY":                 write("policy.json", `{"ledger": "`+genesis.String()+`"}`),
	}
	require.NoError(t, os.Mkdir(settings["SOGOC_KEYSTORE"], 0o700))
	run := func(want int, to any, args ...string) string {
		code, out, complaints := clitest.Run(t, command.Program(), settings, "", append(args, "--json")...)
		require.Equal(t, want, code, complaints)
		if to != nil {
			require.NoError(t, json.Unmarshal([]byte(out), to), out)
		}
		return complaints
	}
	var made, asked struct{ Thumbprint string }
	run(0, &made, "keygen", "-issuer", school, "-algorithm", "ES256")
	request := []string{"key", "request", "-issuer", school, "-out", filepath.Join(dir, "request")}
	require.Contains(t, run(2, nil, request...), "clients", "a policy that is not whole is none")

	write("policy.json", goodPolicy)
	run(0, &asked, request...)
	require.Equal(t, made.Thumbprint, asked.Thumbprint)
	text, err := os.ReadFile(filepath.Join(dir, "request"))
	require.NoError(t, err)
	parsed, err := ledger.ParseKeyRequest(text)
	require.NoError(t, err)
	require.Equal(t, genesis, parsed.Possession.Ledger)

	custody := filepath.Join(dir, "custody")
	run(0, nil, "custody", "accept", "-issuer", school, "-from", "THPT-CU", "-out", custody)
	text, err = os.ReadFile(custody)
	require.NoError(t, err)
	accepted, err := ledger.ParseCustodyRequest(text)
	require.NoError(t, err)
	require.Equal(t, made.Thumbprint, accepted.Acceptance.Key)
}
