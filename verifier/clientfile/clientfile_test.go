package clientfile_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testseal"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

var genesis = ledger.SumDigest([]byte("genesis block"))

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.json")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestReadTrust(t *testing.T) {
	t.Parallel()
	good := `{"genesis":"` + genesis.String() +
		`","channel":"sogoc","chaincode":"sogoc","accreditors":["MinistryMSP"],"verifierKeys":[]}`
	trust, err := clientfile.ReadTrust(file(t, good))
	require.NoError(t, err)
	require.Equal(t, genesis, trust.Genesis)

	bad := file(t, strings.Replace(good, "MinistryMSP", "", 1)+"x")
	_, err = clientfile.ReadTrust(bad)
	require.ErrorContains(t, err, bad)
	_, err = clientfile.ReadTrust(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestReadConnection(t *testing.T) {
	t.Parallel()
	good := `{"channel":"sogoc","chaincode":"sogoc","genesis":"` + genesis.String() +
		`","msp":"SchoolsMSP","certificate":"cert.pem","privateKey":"/keys/key.pem",
		"peers":[{"msp":"SchoolsMSP","address":"127.0.0.1:7051","serverName":"peer.schools","tlsRoot":"tls/schools.pem"}]}`
	path := file(t, good)
	c, err := clientfile.ReadConnection(path)
	require.NoError(t, err)
	dir := filepath.Dir(path)
	require.Equal(t, filepath.Join(dir, "cert.pem"), c.Certificate)
	require.Equal(t, "/keys/key.pem", c.PrivateKey)
	require.Equal(t, filepath.Join(dir, "tls/schools.pem"), c.Peers[0].TLSRoot)

	for name, text := range map[string]string{
		"no peer":        good[:strings.Index(good, `"peers"`)] + `"peers":[]}`,
		"no channel":     strings.Replace(good, `"channel":"sogoc",`, "", 1),
		"no file":        strings.Replace(good, "cert.pem", "", 1),
		"unknown member": strings.Replace(good, "{", `{"more":1,`, 1),
	} {
		_, err := clientfile.ReadConnection(file(t, text))
		require.Error(t, err, name)
	}
}

func TestClientEnd(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 11, 2, 12, 0, 0, 0, time.UTC)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: noon}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "certificate.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	require.NoError(t, os.WriteFile(path, text, 0o600))
	end, err := clientfile.ReadClientEnd(clientfile.Connection{Certificate: path})
	require.NoError(t, err)
	require.Empty(t, end.Note(noon.AddDate(0, 0, -61)))
	require.Contains(t, end.Note(noon.AddDate(0, 0, -45)), "notice: the client's certificate ends at 2026-11-02T12:00:00Z, "+
		"in 45 days: renew it")
	require.Contains(t, end.Note(noon.AddDate(0, 0, -30)), "warning: ")
	require.Contains(t, end.Note(noon.AddDate(0, 0, -1)), "urgent: ")
	require.Contains(t, end.Note(noon), "expired: the client's certificate ended at 2026-11-02T12:00:00Z")
	require.NoError(t, os.WriteFile(path, []byte("no certificate"), 0o600))
	_, err = clientfile.ReadClientEnd(clientfile.Connection{Certificate: path})
	require.ErrorContains(t, err, path)
}

// A file of authorities has certificates and nothing else: what is not read is not left
// out in silence.
func TestReadAuthorities(t *testing.T) {
	t.Parallel()
	one, other := testseal.New(t), testseal.New(t)
	both := string(one.PEM()) + "\n" + string(other.PEM())
	pool, err := clientfile.ReadAuthorities(file(t, both))
	require.NoError(t, err)
	want := x509.NewCertPool()
	require.True(t, want.AppendCertsFromPEM([]byte(both)))
	require.True(t, want.Equal(pool))
	for text, problem := range map[string]string{
		"":                              "certificate 1 is missing",
		"certificates to come":          "certificate 1 is missing",
		both + "-----BEGIN CERTIFICATE": "certificate 3 is missing or not in PEM",
		string(one.PEM()) + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n": "block 2 is a PRIVATE KEY",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n":                     "certificate 1: ",
	} {
		path := file(t, text)
		_, err := clientfile.ReadAuthorities(path)
		require.ErrorContains(t, err, problem)
		require.ErrorContains(t, err, path)
	}
	_, err = clientfile.ReadAuthorities("/nowhere/roots.pem")
	require.ErrorIs(t, err, fs.ErrNotExist)
}
