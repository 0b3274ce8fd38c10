package command_test

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testnetwork"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// networkctl runs a subcommand on a network that has to succeed, and returns what it
// prints.
func networkctl(t *testing.T, n testnetwork.Own, args ...string) []byte {
	t.Helper()
	command := n.Networkctl(t, args...)
	command.Stderr = t.Output()
	out, err := command.Output()
	require.NoError(t, err, "%v: %s", args, out)
	return out
}

// requireNoKey fails the test where a file of the network's folder, which holds all
// organisations, is a private key of that thumbprint, or the client's folder holds any.
func requireNoKey(t *testing.T, dir, client, thumbprint string) {
	t.Helper()
	keys := 0
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || filepath.Ext(path) != ".pem" {
			return err
		}
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
			if block.Type == "CERTIFICATE" {
				continue
			}
			keys++
			require.NotContains(t, path, filepath.Join("clients", client))
			parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			require.NoError(t, err, path)
			public, err := ledger.NewPublicKey(&parsed.(*ecdsa.PrivateKey).PublicKey)
			require.NoError(t, err, path)
			require.NotEqual(t, thumbprint, public.Thumbprint(), path)
		}
		return nil
	}))
	require.Greater(t, keys, 4, "it was searched where keys are")
}

// requireCertified returns the end of the client's certificate, which is for the key of
// that thumbprint and is among those that networkctl status tells of.
func requireCertified(t *testing.T, n testnetwork.Own, client, thumbprint string) time.Time {
	t.Helper()
	certificate, err := clientfile.ReadCertificate(testnetwork.Connection(t, n.Dir, client).Certificate)
	require.NoError(t, err)
	public, err := ledger.NewPublicKey(certificate.PublicKey.(*ecdsa.PublicKey))
	require.NoError(t, err)
	require.Equal(t, thumbprint, public.Thumbprint())
	var status struct {
		Certificates []struct {
			Name string
			Ends time.Time
		}
	}
	require.NoError(t, json.Unmarshal(networkctl(t, n, "status", "--json"), &status))
	for _, c := range status.Certificates {
		if c.Name == client {
			require.True(t, c.Ends.Equal(certificate.NotAfter))
			return c.Ends
		}
	}
	require.Fail(t, "networkctl status does not tell of the certificate")
	return time.Time{}
}

// TestAnAccreditorsKeyMadeAtTheSigner: the key is made at signerd and certified by the
// ministry's authority. It accredits a school, whose anchor the ledger takes; it is
// renewed with the others on the running network, and acts again. No file of the
// network's folder holds it at any of these times.
func TestAnAccreditorsKeyMadeAtTheSigner(t *testing.T) {
	n, keys := testnetwork.Up(t, "--certificate-life", "1h"), newSignersHost(t)
	made := keys.run(t, "keygen", "-issuer", ministry, "-algorithm", "ES256")
	require.Equal(t, made, keys.run(t, "identity", "request", "-owner", ministry, "-out", "ministry.csr"))
	networkctl(t, n, "identity", "sign", "--client", "accreditor", "--key", "signerd:"+ministry,
		"--thumbprint", made, keys.path("ministry.csr"))
	requireNoKey(t, n.Dir, "accreditor", made)
	end := requireCertified(t, n, "accreditor", made)

	connection := testnetwork.File(n.Dir, "accreditor")
	b := bundle{network: n.Dir, settings: keys.settings(t, connection),
		genesis: testnetwork.Connection(t, n.Dir, "accreditor").Genesis}
	issuer, key := b.accredited(t)
	put(t, fabricledger.NewLedger(testnetwork.Client(t, n.Dir, "registryd")), issuer, key)
	view, _ := b.run(t, 0, "show", issuer)
	require.EqualValues(t, 1, view.Sequence.Sequence)

	networkctl(t, n, "renew", "--only", "ministry")
	requireNoKey(t, n.Dir, "accreditor", made)
	require.True(t, requireCertified(t, n, "accreditor", made).After(end))
	b.run(t, 0, "suspend", issuer)
	view, _ = b.run(t, 0, "show", issuer)
	require.Equal(t, ledger.IssuerSuspended, view.Issuer.State)
}
