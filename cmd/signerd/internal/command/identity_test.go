package command_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/x509"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli/clitest"
	"sogoc/cmd/signerd/internal/command"
	"sogoc/verifier/ledger"
)

// keystoreSettings are those of a new keystore.
func keystoreSettings(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	settings := map[string]string{
		"SOGOC_KEYSTORE":               filepath.Join(dir, "keystore"),
		"SOGOC_KEYSTORE_PASSWORD_FILE": filepath.Join(dir, "password"),
	}
	require.NoError(t, os.Mkdir(settings["SOGOC_KEYSTORE"], 0o700))
	require.NoError(t, os.WriteFile(settings["SOGOC_KEYSTORE_PASSWORD_FILE"], []byte("một mật khẩu mẫu\n"), 0o600))
	return settings
}

// requireRequest reads a certificate request, which says its owner's name and a key, and
// nothing else.
func requireRequest(t *testing.T, file string) (thumbprint string) {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	block, rest := pem.Decode(text)
	require.NotNil(t, block)
	require.Empty(t, rest)
	require.Equal(t, "CERTIFICATE REQUEST", block.Type)
	request, err := x509.ParseCertificateRequest(block.Bytes)
	require.NoError(t, err)
	require.NoError(t, request.CheckSignature())
	require.Equal(t, "CN=BO-GDDT", request.Subject.String())
	require.Empty(t, request.Extensions)
	var signature struct{ R, S *big.Int }
	_, err = asn1.Unmarshal(request.Signature, &signature)
	require.NoError(t, err)
	require.LessOrEqual(t, signature.S.Cmp(new(big.Int).Rsh(elliptic.P256().Params().N, 1)), 0, "low S")
	require.IsType(t, &ecdsa.PublicKey{}, request.PublicKey)
	key, err := ledger.NewPublicKey(request.PublicKey.(*ecdsa.PublicKey))
	require.NoError(t, err)
	return key.Thumbprint()
}

// TestRequestsForLedgerIdentities: a key that was made at the signer asks for its
// certificate.
func TestRequestsForLedgerIdentities(t *testing.T) {
	t.Parallel()
	settings, file := keystoreSettings(t), filepath.Join(t.TempDir(), "BO-GDDT.csr")
	run := func(want int, args ...string) (thumbprint, complaints string) {
		t.Helper()
		code, out, complaints := clitest.Run(t, command.Program(), settings, "", append(args, "--json")...)
		require.Equal(t, want, code, complaints)
		var made struct{ Thumbprint string }
		if want == 0 {
			require.NoError(t, json.Unmarshal([]byte(out), &made), out)
		}
		return made.Thumbprint, complaints
	}
	ask := []string{"identity", "request", "-owner", "BO-GDDT", "-out", file}
	_, complaints := run(2, ask...)
	require.Contains(t, complaints, "signerd keygen -issuer BO-GDDT -algorithm ES256")
	foreign, _ := run(0, "keygen", "-issuer", "BO-GDDT")
	_, complaints = run(2, ask...)
	require.Contains(t, complaints, "is for ES256K, and a ledger identity's is for ES256")
	require.NoFileExists(t, file)
	made, _ := run(0, "keygen", "-issuer", "BO-GDDT", "-algorithm", "ES256")
	_, complaints = run(2, ask...)
	require.Contains(t, complaints, "-thumbprint")
	_, _ = run(2, append(ask, "-thumbprint", foreign)...)
	asked, _ := run(0, append(ask, "-thumbprint", made)...)
	require.Equal(t, made, asked)
	require.Equal(t, made, requireRequest(t, file))
	code, out, complaints := clitest.Run(t, command.Program(), settings, "", append(ask, "-thumbprint", made)...)
	require.Zero(t, code, complaints)
	require.Contains(t, out, made)

	settings["SOGOC_SIGNER"] = "remote"
	_, _ = run(2, ask...)
}
