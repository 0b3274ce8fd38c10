package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/verifier/ledger"
)

// writeRequest writes a certificate request for a new key that calls itself so, and
// returns the key's thumbprint.
func writeRequest(t *testing.T, file string, curve elliptic.Curve) (thumbprint string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	require.NoError(t, err)
	template := &x509.CertificateRequest{}
	template.Subject.CommonName = "registryd"
	der, err := x509.CreateCertificateRequest(rand.Reader, template, key)
	require.NoError(t, err)
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE REQUEST", Bytes: der})
	require.NoError(t, os.WriteFile(file, text, 0o600))
	if curve != elliptic.P256() {
		return ""
	}
	public, err := ledger.NewPublicKey(&key.PublicKey)
	require.NoError(t, err)
	return public.Thumbprint()
}

// TestIdentityCommands: an organisation is made without the accreditor's key, and
// certifies the one of a request whose thumbprint its operator was told.
func TestIdentityCommands(t *testing.T) {
	t.Parallel()
	dir, request := filepath.Join(t.TempDir(), "ministry"), filepath.Join(t.TempDir(), "BO-GDDT.csr")
	thumbprint := writeRequest(t, request, elliptic.P256())
	run := func(want int, args ...string) (out, complaints string) {
		t.Helper()
		code, out, complaints := clitest.Run(t, program(), nil, "", args...)
		require.Equal(t, want, code, complaints)
		return out, complaints
	}
	initialize := []string{"org", "init", "--dir", dir, "--name", "ministry", "--host", "127.0.0.1", "--key-elsewhere"}
	run(cli.ExitUsage, append(initialize, "accreditor")...)
	_, complaints := run(cli.ExitUsage, append(initialize, "ministry-admin=signerd:BO-GDDT")...)
	require.Contains(t, complaints, "from a file only")
	run(0, append(initialize, "accreditor=signerd:BO-GDDT")...)
	folder := filepath.Join(dir, "clients", "accreditor")
	require.NoDirExists(t, folder)

	out, _ := run(0, "identity", "show", request)
	require.Contains(t, out, thumbprint)
	require.Contains(t, out, `"CN=registryd", which nobody has checked`)
	sign := []string{"identity", "sign", "--dir", dir, "--client", "accreditor", request}
	_, complaints = run(cli.ExitUsage, sign...)
	require.Contains(t, complaints, "-thumbprint is required")
	_, complaints = run(cli.ExitUsage, append(sign, "--thumbprint", "another")...)
	require.Contains(t, complaints, "nothing was signed")
	require.NoDirExists(t, folder)
	out, _ = run(0, append(sign, "--thumbprint", thumbprint, "--json")...)
	var made struct{ Client, Key, Thumbprint, Folder string }
	require.NoError(t, json.Unmarshal([]byte(out), &made))
	require.Equal(t, "accreditor", made.Client, "what the request calls itself counts for nothing")
	require.Equal(t, "signerd:BO-GDDT", made.Key)
	require.Equal(t, thumbprint, made.Thumbprint)
	require.Equal(t, folder, made.Folder)
	out, _ = run(0, append(sign, "--thumbprint", thumbprint)...)
	require.Contains(t, out, "accreditor is client, accreditor of ministry (MinistryMSP) until ")
	require.FileExists(t, filepath.Join(folder, "certificate.pem"))
	require.NoFileExists(t, filepath.Join(folder, "key.pem"))

	writeRequest(t, request, elliptic.P384())
	_, complaints = run(cli.ExitUsage, "identity", "show", request)
	require.Contains(t, complaints, "P-384")
}
