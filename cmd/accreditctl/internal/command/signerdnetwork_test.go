package command_test

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/accreditctl/internal/command"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/internal/testnetwork"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

const ministry = "BO-GDDT"

// serve starts signerd, and returns where it listens.
func (h signersHost) serve(t *testing.T) string {
	t.Helper()
	served := exec.CommandContext(t.Context(), h.program)
	served.Dir = h.dir
	served.Env = append(os.Environ(), "SOGOC_KEYSTORE=keystore", "SOGOC_KEYSTORE_PASSWORD_FILE=password",
		"SOGOC_POLICY=policy.json", "SOGOC_CERTIFICATE=signer.crt", "SOGOC_CERTIFICATE_KEY=signer.key",
		"SOGOC_JOURNAL=journal", "SOGOC_LISTEN=127.0.0.1:0")
	said, err := served.StdoutPipe()
	require.NoError(t, err)
	served.Stderr = t.Output()
	require.NoError(t, served.Start())
	t.Cleanup(func() {
		_ = served.Process.Kill() // it may have ended with the test's context
		_ = served.Wait()
	})
	line, err := bufio.NewReader(said).ReadString('\n')
	require.NoError(t, err)
	var ready struct{ Listening string }
	require.NoError(t, json.Unmarshal([]byte(line), &ready), line)
	return ready.Listening
}

// writeJSON writes a file of the host.
func (h signersHost) writeJSON(t *testing.T, name string, content any) string {
	t.Helper()
	text, err := json.Marshal(content)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(h.path(name), text, 0o600))
	return h.path(name)
}

// certificates makes those of both ends, and returns their fingerprints.
func (h signersHost) certificates(t *testing.T) (signer, client string) {
	t.Helper()
	var ofSigner, ofClient struct{ Fingerprint string }
	h.read(t, &ofSigner, "certificate", "signer")
	code, out, complaints := clitest.Run(t, command.Program(), nil, "",
		"signer", "certificate", h.path("accreditctl-1"), "-json")
	require.Zero(t, code, complaints)
	require.NoError(t, json.Unmarshal([]byte(out), &ofClient), out)
	return ofSigner.Fingerprint, ofClient.Fingerprint
}

// writePolicy writes a signer's policy for one accreditor and one client.
func (h signersHost) writePolicy(t *testing.T, c clientfile.Connection, client string) {
	t.Helper()
	h.writeJSON(t, "policy.json", map[string]any{
		"ledger": c.Genesis,
		"clients": []any{
			map[string]any{"name": "ACCREDITCTL-1", "fingerprints": []string{client}, "accreditors": []string{ministry}},
		},
		"accreditors": []any{map[string]any{
			"name": ministry, "msp": c.MSP, "channel": c.Channel, "chaincode": c.Chaincode,
			"functions": []string{ledger.FuncAccredit, ledger.FuncAddKey, ledger.FuncSuspendIssuer},
			"perDay":    map[string]int{"transactions": 3, "requests": 100},
		}},
	})
}

// settings starts signerd for the identity of a connection file, and returns those of
// accreditctl.
func (h signersHost) settings(t *testing.T, connection string) map[string]string {
	t.Helper()
	c, err := clientfile.ReadConnection(connection)
	require.NoError(t, err)
	own, client := h.certificates(t)
	h.writePolicy(t, c, client)
	return map[string]string{
		"SOGOC_ACCREDITOR_CONNECTION":  connection,
		"SOGOC_SIGNER_ADDRESS":         h.serve(t),
		"SOGOC_SIGNER_FINGERPRINT":     own,
		"SOGOC_SIGNER_CERTIFICATE":     h.path("accreditctl-1.crt"),
		"SOGOC_SIGNER_CERTIFICATE_KEY": h.path("accreditctl-1.key"),
	}
}

// TestAnAccreditorsKeyAtASigner: the accreditor's identity acts on a real network while
// its private key is at signerd, which signs the policy's functions, and no more a day.
func TestAnAccreditorsKeyAtASigner(t *testing.T) {
	b := setup(t, "accreditor")
	keys, connection := newSignersHost(t), testnetwork.Connection(t, b.network, "accreditor")
	keys.run(t, "key", "import", "-owner", ministry, connection.PrivateKey)
	connection.PrivateKey = "signerd:" + ministry
	b.settings = keys.settings(t, keys.writeJSON(t, "connection.json", connection))

	issuer, _ := b.accredited(t) // two transactions
	view, _ := b.run(t, 0, "show", issuer)
	require.Equal(t, issuer, view.Issuer.Accreditation.Code)
	_, complaints := b.run(t, 1, "withdraw", issuer)
	require.Contains(t, complaints, "WithdrawIssuer is not among the policy's functions")
	b.run(t, 0, "suspend", issuer)
	_, complaints = b.run(t, 1, "accredit", "-file", accreditation(t, newCode(), 100))
	require.Contains(t, complaints, "perDay")
	view, _ = b.run(t, 0, "show", issuer)
	require.Equal(t, ledger.IssuerSuspended, view.Issuer.State)

	files, err := filepath.Glob(keys.path("journal/*.jsonl"))
	require.NoError(t, err)
	signed := 0
	for _, file := range files { // two where it became midnight in Vietnam
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		signed += strings.Count(string(text), `"document":"ledger_transaction"`)
	}
	require.Equal(t, 3, signed)

	connection.PrivateKey = "signerd:"
	b.settings["SOGOC_ACCREDITOR_CONNECTION"] = keys.writeJSON(t, "connection.json", connection)
	_, complaints = b.run(t, 2, "show", issuer)
	require.Contains(t, complaints, "signerd:NAME")
}
