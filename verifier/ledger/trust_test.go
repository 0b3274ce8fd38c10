package ledger_test

import (
	"crypto/elliptic"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.json")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestReadTrust(t *testing.T) {
	t.Parallel()
	_, key := newKey(t, elliptic.P256())
	good := `{"genesis":"` + genesis.String() + `","channel":"sogoc","chaincode":"sogoc","accreditors":["MinistryMSP"],"verifierKeys":[` + string(key.Canonical()) + `]}`
	trust, err := ledger.ReadTrust(file(t, good))
	require.NoError(t, err)
	require.Equal(t, ledger.Trust{Genesis: genesis, Channel: "sogoc", Chaincode: "sogoc", Accreditors: []string{"MinistryMSP"}, VerifierKeys: []ledger.PublicKey{key}}, trust)

	for name, text := range map[string]string{
		"unknown member": strings.Replace(good, "{", `{"more":1,`, 1), "repeated member": strings.Replace(good, "{", `{"channel":"a",`, 1),
		"no genesis": strings.Replace(good, genesis.String(), ledger.Digest{}.String(), 1), "no channel": strings.Replace(good, `"channel":"sogoc",`, "", 1),
		"no chaincode": strings.Replace(good, `"chaincode":"sogoc",`, "", 1), "no accreditor": strings.Replace(good, `"MinistryMSP"`, "", 1),
		"bad key": strings.Replace(good, key.X, key.Y, 1), "not JSON": "genesis",
	} {
		_, err := ledger.ReadTrust(file(t, text))
		require.Error(t, err, name)
	}
	_, err = ledger.ReadTrust(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestReadConnection(t *testing.T) {
	t.Parallel()
	good := `{"channel":"sogoc","chaincode":"sogoc","genesis":"` + genesis.String() + `","msp":"SchoolsMSP","certificate":"cert.pem","privateKey":"/keys/key.pem",
		"peers":[{"msp":"SchoolsMSP","address":"127.0.0.1:7051","serverName":"peer.schools","tlsRoot":"tls/schools.pem"}]}`
	path := file(t, good)
	c, err := ledger.ReadConnection(path)
	require.NoError(t, err)
	dir := filepath.Dir(path)
	require.Equal(t, filepath.Join(dir, "cert.pem"), c.Certificate)
	require.Equal(t, "/keys/key.pem", c.PrivateKey)
	require.Equal(t, filepath.Join(dir, "tls/schools.pem"), c.Peers[0].TLSRoot)

	for name, text := range map[string]string{
		"no peer": good[:strings.Index(good, `"peers"`)] + `"peers":[]}`, "no channel": strings.Replace(good, `"channel":"sogoc",`, "", 1), "no file": strings.Replace(good, "cert.pem", "", 1),
		"unknown member": strings.Replace(good, "{", `{"more":1,`, 1),
	} {
		_, err := ledger.ReadConnection(file(t, text))
		require.Error(t, err, name)
	}
}
