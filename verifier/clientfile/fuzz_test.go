package clientfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/clientfile"
)

// FuzzRead: what is accepted as one of the two files names a ledger, peers,
// and files by absolute paths; a certificate has an end; authorities are certificates.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"genesis":"` + genesis.String() +
		`","channel":"c","chaincode":"c","accreditors":["MinistryMSP"],"verifierKeys":[]}`))
	f.Add([]byte(`{"channel":"c","chaincode":"c","genesis":"` + genesis.String() +
		`","msp":"AuditorMSP","certificate":"c","privateKey":"k",` +
		`"peers":[{"msp":"AuditorMSP","address":"127.0.0.1:1","serverName":"x","tlsRoot":"r"}]}`))
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
	path := filepath.Join(f.TempDir(), "file.json")
	f.Fuzz(func(t *testing.T, text []byte) {
		require.NoError(t, os.WriteFile(path, text, 0o600))
		if trust, err := clientfile.ReadTrust(path); err == nil {
			require.False(t, trust.Genesis.IsZero())
		}
		if c, err := clientfile.ReadConnection(path); err == nil {
			require.NotEmpty(t, c.Peers)
			require.True(t, filepath.IsAbs(c.Certificate) && filepath.IsAbs(c.PrivateKey))
		}
		if _, err := clientfile.ReadAuthorities(path); err == nil {
			_, err := clientfile.ReadCertificate(path)
			require.NoError(t, err, "the first of them is one")
		}
		if c, err := clientfile.ReadCertificate(path); err == nil {
			require.NotEmpty(t, c.Raw)
			end, err := clientfile.ReadClientEnd(clientfile.Connection{Certificate: path})
			require.NoError(t, err)
			require.Equal(t, c.NotAfter, end.Ends)
		}
	})
}
