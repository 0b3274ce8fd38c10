package ledger_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"math/big"
	"slices"
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

// A trust file may carry the organisations' agreements; each is on all that it says
// but the keys of verifier services.
func TestAgreementsToATrustFile(t *testing.T) {
	t.Parallel()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	require.NoError(t, err)
	trust := ledger.Trust{
		Genesis: genesis, Channel: "sogoc", Chaincode: "sogoc", Accreditors: []string{"MinistryMSP"},
		VerifierKeys: []ledger.PublicKey{},
	}
	agreement, err := trust.Agree("MinistryMSP", certificate, func(message []byte) (ledger.Signature, error) {
		var signature ledger.Signature
		sum := sha256.Sum256(message)
		r, s, err := ecdsa.Sign(rand.Reader, private, sum[:])
		if order := elliptic.P256().Params().N; s.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
			s.Sub(order, s)
		}
		r.FillBytes(signature[:32])
		s.FillBytes(signature[32:])
		return signature, err
	})
	require.NoError(t, err)
	trust.Agreements = []ledger.Agreement{agreement}
	parse := func(change func(*ledger.Trust)) (ledger.Trust, error) {
		changed := trust
		changed.Agreements = slices.Clone(trust.Agreements)
		change(&changed)
		text, err := json.Marshal(changed)
		require.NoError(t, err)
		return ledger.ParseTrust(text)
	}
	read, err := parse(func(*ledger.Trust) {})
	require.NoError(t, err)
	require.Equal(t, trust, read)
	_, key := newKey(t, elliptic.P256())
	_, err = parse(func(t *ledger.Trust) { t.VerifierKeys = []ledger.PublicKey{key} })
	require.NoError(t, err, "a reader's own keys are not what the organisations agree on")

	for name, change := range map[string]func(*ledger.Trust){
		"another ledger":       func(t *ledger.Trust) { t.Genesis = ledger.SumDigest([]byte("another")) },
		"another channel":      func(t *ledger.Trust) { t.Channel = "other" },
		"another chaincode":    func(t *ledger.Trust) { t.Chaincode = "other" },
		"another accreditor":   func(t *ledger.Trust) { t.Accreditors = []string{"MinistryMSP", "SchoolsMSP"} },
		"another organisation": func(t *ledger.Trust) { t.Agreements[0].Organisation = "SchoolsMSP" },
		"another signature":    func(t *ledger.Trust) { t.Agreements[0].Signature[5] ^= 1 },
		"no certificate":       func(t *ledger.Trust) { t.Agreements[0].Certificate = nil },
		"an agreement twice":   func(t *ledger.Trust) { t.Agreements = append(t.Agreements, agreement) },
	} {
		_, err := parse(change)
		require.Error(t, err, name)
	}
}
