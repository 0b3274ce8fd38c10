package fabricclient

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/clientfile"
)

// connection writes a certificate that ends at a moment, and its key.
func connection(t *testing.T, end time.Time) clientfile.Connection {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: end.Add(-time.Hour), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	dir := t.TempDir()
	c := clientfile.Connection{
		MSP:         "SchoolsMSP",
		Certificate: filepath.Join(dir, "certificate.pem"),
		PrivateKey:  filepath.Join(dir, "key.pem"),
	}
	for path, block := range map[string]*pem.Block{
		c.Certificate: {Type: "CERTIFICATE", Bytes: der},
		c.PrivateKey:  {Type: "PRIVATE KEY", Bytes: secret},
	} {
		require.NoError(t, os.WriteFile(path, pem.EncodeToMemory(block), 0o600))
	}
	return c
}

func TestAnExpiredCertificateIsNamed(t *testing.T) {
	t.Parallel()
	digest := make([]byte, 32)

	valid, err := OpenIdentity(connection(t, time.Now().Add(time.Hour)), nil)
	require.NoError(t, err)
	_, err = valid.use.sign(digest)
	require.NoError(t, err)

	expired := connection(t, time.Now().Add(-time.Minute))
	opened, err := OpenIdentity(expired, nil)
	require.NoError(t, err, "a service starts, and says what is wrong where it needs the ledger")
	_, err = opened.use.sign(digest)
	require.ErrorIs(t, err, ErrExpired)
	require.ErrorContains(t, err, expired.Certificate)
}

// wholeSigner is a key whose keeper reads what it signs.
type wholeSigner struct {
	crypto.Signer
	signed []byte
}

func (s *wholeSigner) SignMessage(_ io.Reader, message []byte, _ crypto.SignerOpts) ([]byte, error) {
	s.signed = message
	return []byte("signature"), nil
}

// TestAKeeperOfMessagesGetsThemWhole: and a key that signs digests gets digests.
func TestAKeeperOfMessagesGetsThemWhole(t *testing.T) {
	t.Parallel()
	c := connection(t, time.Now().Add(time.Hour))
	text, err := os.ReadFile(c.PrivateKey)
	require.NoError(t, err)
	block, _ := pem.Decode(text)
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	key, is := parsed.(*ecdsa.PrivateKey)
	require.True(t, is)
	message := []byte("a proposal")

	whole := &wholeSigner{Signer: key}
	c.PrivateKey = "signerd:BO-GDDT"
	opened, err := OpenIdentity(c, func(string) (crypto.Signer, error) { return whole, nil })
	require.NoError(t, err)
	_, err = opened.use.sign(opened.use.hash(message))
	require.NoError(t, err)
	require.Equal(t, message, whole.signed)

	opened, err = OpenIdentity(c, func(string) (crypto.Signer, error) { return key, nil })
	require.NoError(t, err)
	sum := sha256.Sum256(message)
	require.Equal(t, sum[:], opened.use.hash(message))
	_, err = OpenIdentity(connection(t, time.Now().Add(time.Hour)), nil)
	require.NoError(t, err, "a key in a file needs nobody to open it")
	_, err = OpenIdentity(c, nil)
	require.ErrorContains(t, err, "signerd:BO-GDDT")

	other := connection(t, time.Now().Add(time.Hour))
	other.PrivateKey = c.PrivateKey
	_, err = OpenIdentity(other, func(string) (crypto.Signer, error) { return whole, nil })
	require.ErrorContains(t, err, other.Certificate, "another key than the certificate's")
}
