package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli/clitest"
	"sogoc/cmd/verifierd/internal/command"
	"sogoc/verifier/ledger"
)

func TestHelp(t *testing.T) {
	t.Parallel()
	clitest.CheckHelp(t, command.Program())
}

func TestServesByItselfAndRefusesToWithoutSettings(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"serve"}} {
		code, out, complaints := clitest.Run(t, command.Program(), nil, "", args...)
		require.Equal(t, 2, code)
		require.Empty(t, out)
		require.Contains(t, complaints, "SOGOC_TRUST")
	}
}

func TestAKeyAndItsRequest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	genesis := ledger.SumDigest([]byte("genesis"))
	settings := map[string]string{
		"SOGOC_RECEIPT_KEY": filepath.Join(dir, "receipt.key"),
		"SOGOC_TRUST":       filepath.Join(dir, "trust.json"),
	}
	trust := `{"genesis":"` + genesis.String() + `","channel":"sogoc","chaincode":"sogoc",` +
		`"accreditors":["MinistryMSP"],"verifierKeys":[]}`
	require.NoError(t, os.WriteFile(settings["SOGOC_TRUST"], []byte(trust), 0o600))
	code, out, complaints := clitest.Run(t, command.Program(), settings, "", "keygen", settings["SOGOC_RECEIPT_KEY"])
	require.Zero(t, code, complaints)
	public, err := ledger.ParsePublicKey([]byte(strings.TrimSpace(out)))
	require.NoError(t, err)
	code, _, _ = clitest.Run(t, command.Program(), settings, "", "keygen", settings["SOGOC_RECEIPT_KEY"])
	require.Equal(t, 2, code, "a key is never overwritten")

	file := filepath.Join(dir, "request")
	ask := []string{"key", "request", "-name", "TRA-CUU", "-out", file, "--json"}
	code, out, complaints = clitest.Run(t, command.Program(), settings, "", ask...)
	require.Zero(t, code, complaints)
	var made struct{ Name, Thumbprint, File string }
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	require.Equal(t, public.Thumbprint(), made.Thumbprint)
	text, err := os.ReadFile(made.File)
	require.NoError(t, err)
	request, err := ledger.ParseKeyRequest(text)
	require.NoError(t, err)
	require.Equal(t, public, request.Key)
	require.Equal(t, genesis, request.Possession.Ledger)
	require.Equal(t, ledger.PurposeVerifier, request.Possession.Purpose)
	require.Equal(t, "TRA-CUU", request.Possession.Issuer)

	code, _, complaints = clitest.Run(t, command.Program(), nil, "", ask...)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "SOGOC_RECEIPT_KEY")
	require.NoError(t, os.Chmod(settings["SOGOC_RECEIPT_KEY"], 0o644))
	code, _, complaints = clitest.Run(t, command.Program(), settings, "", ask...)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "chmod 600")
}
