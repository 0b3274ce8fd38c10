// Package testseal seals PDF files by a software key, as the service of a state or public
// certification authority does. It is for tests only.
package testseal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/smallstep/pkcs7"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/pdffile"
)

// Authority is a software CA with one signer.
type Authority struct {
	root, signer *x509.Certificate
	key          crypto.Signer
}

// New makes an authority.
func New(t testing.TB) Authority {
	t.Helper()
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	make := func(serial int64, name string, isCA bool, parent *x509.Certificate, public crypto.PublicKey) *x509.Certificate {
		template := &x509.Certificate{
			SerialNumber:          big.NewInt(serial),
			Subject:               pkix.Name{CommonName: name, Organization: []string{"Synthetic"}},
			NotBefore:             time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
			NotAfter:              time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
			IsCA:                  isCA,
			BasicConstraintsValid: true,
			KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		}
		if parent == nil {
			parent = template
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, public, rootKey)
		require.NoError(t, err)
		made, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		return made
	}
	a := Authority{key: key}
	a.root = make(1, "Test CA (synthetic)", true, nil, rootKey.Public())
	a.signer = make(2, "Truong Mau (synthetic)", false, a.root, key.Public())
	return a
}

// Roots returns the authority as what is believed.
func (a Authority) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.root)
	return pool
}

// PEM returns the authority's certificate as a file of authorities has it.
func (a Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.root.Raw})
}

// Sign makes a detached CMS signature, as an authority's service does; with its
// certificate named where isCAdES. Changes make it another one than such a service makes.
func (a Authority) Sign(t testing.TB, content []byte, isCAdES bool, changes ...func(*pkcs7.SignedData)) []byte {
	t.Helper()
	signed, err := pkcs7.NewSignedData(content)
	require.NoError(t, err)
	signed.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	for _, change := range changes {
		change(signed)
	}
	var config pkcs7.SignerInfoConfig
	if isCAdES {
		hash := sha256.Sum256(a.signer.Raw)
		type certificateID struct{ Hash []byte }
		type signingCertificate struct{ Certificates []certificateID }
		config.ExtraSignedAttributes = []pkcs7.Attribute{{
			Type:  asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47},
			Value: signingCertificate{[]certificateID{{hash[:]}}},
		}}
	}
	require.NoError(t, signed.AddSignerChain(a.signer, a.key, []*x509.Certificate{a.root}, config))
	signed.Detach()
	der, err := signed.Finish()
	require.NoError(t, err)
	return der
}

// Seal prepares a PDF file and puts a seal into it, with changes as Sign has them.
func (a Authority) Seal(t testing.TB, file []byte, changes ...func(*pkcs7.SignedData)) []byte {
	t.Helper()
	prepared, err := pdffile.PrepareSeal(file, time.Now())
	require.NoError(t, err)
	place, err := pdffile.FindPlace(prepared)
	require.NoError(t, err)
	sealed, err := place.Put(a.Sign(t, place.Sealed(), true, changes...))
	require.NoError(t, err)
	return sealed
}
