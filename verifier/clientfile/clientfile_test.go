package clientfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

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
