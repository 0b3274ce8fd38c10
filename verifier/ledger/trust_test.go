package ledger_test

import (
	"crypto/elliptic"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func TestParseTrust(t *testing.T) {
	t.Parallel()
	_, key := newKey(t, elliptic.P256())
	good := `{"genesis":"` + genesis.String() +
		`","channel":"sogoc","chaincode":"sogoc","accreditors":["MinistryMSP"],"verifierKeys":[` + string(key.Canonical()) + `]}`
	trust, err := ledger.ParseTrust([]byte(good))
	require.NoError(t, err)
	require.Equal(t, ledger.Trust{
		Genesis:      genesis,
		Channel:      "sogoc",
		Chaincode:    "sogoc",
		Accreditors:  []string{"MinistryMSP"},
		VerifierKeys: []ledger.PublicKey{key},
	}, trust)

	for name, text := range map[string]string{
		"unknown member":  strings.Replace(good, "{", `{"more":1,`, 1),
		"repeated member": strings.Replace(good, "{", `{"channel":"a",`, 1),
		"no genesis":      strings.Replace(good, genesis.String(), ledger.Digest{}.String(), 1),
		"no channel":      strings.Replace(good, `"channel":"sogoc",`, "", 1),
		"no chaincode":    strings.Replace(good, `"chaincode":"sogoc",`, "", 1),
		"no accreditor":   strings.Replace(good, `"MinistryMSP"`, "", 1),
		"bad key":         strings.Replace(good, key.X, key.Y, 1),
		"not JSON":        "genesis",
	} {
		_, err := ledger.ParseTrust([]byte(text))
		require.Error(t, err, name)
	}
}
