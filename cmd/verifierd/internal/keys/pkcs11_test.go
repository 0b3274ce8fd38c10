//go:build pkcs11

package keys_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/cmd/internal/receiptkey"
	"sogoc/cmd/verifierd/internal/keys"
	"sogoc/internal/testtoken"
	"sogoc/verifier/ledger"
)

// TestAReceiptKeyInAToken: made there, asked for there, and it signs receipts.
func TestAReceiptKeyInAToken(t *testing.T) {
	program := cli.Program{Name: "verifierd", Commands: keys.Commands()}
	token, dir := testtoken.New(t, "verifier"), t.TempDir()
	genesis := ledger.SumDigest([]byte("genesis"))
	settings := map[string]string{
		"SOGOC_RECEIPT_KEY": token.URI("TRA-CUU"),
		"SOGOC_TRUST":       filepath.Join(dir, "trust.json"),
	}
	trust := `{"genesis":"` + genesis.String() + `","channel":"sogoc","chaincode":"sogoc",` +
		`"accreditors":["MinistryMSP"],"verifierKeys":[]}`
	require.NoError(t, os.WriteFile(settings["SOGOC_TRUST"], []byte(trust), 0o600))
	code, out, complaints := clitest.Run(t, program, settings, "", "keygen", token.URI("TRA-CUU"))
	require.Zero(t, code, complaints)
	public, err := ledger.ParsePublicKey([]byte(strings.TrimSpace(out)))
	require.NoError(t, err)
	code, _, complaints = clitest.Run(t, program, settings, "", "keygen", token.URI("TRA-CUU"))
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "already")

	file := filepath.Join(dir, "request")
	code, out, complaints = clitest.Run(t, program, settings, "",
		"key", "request", "-name", "TRA-CUU", "-out", file, "--json")
	require.Zero(t, code, complaints)
	var made struct{ Thumbprint string }
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	require.Equal(t, public.Thumbprint(), made.Thumbprint)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	_, err = ledger.ParseKeyRequest(text) // it verifies the proof of possession
	require.NoError(t, err)

	key, err := receiptkey.Open(token.URI("TRA-CUU"), "")
	require.NoError(t, err)
	signature, err := key.Sign([]byte("receipt"))
	require.NoError(t, err)
	require.NoError(t, public.Verify([]byte("receipt"), signature))
	require.NoError(t, key.Close())
}
