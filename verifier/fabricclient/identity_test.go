package fabricclient

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
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
	_, err = valid.sign(digest)
	require.NoError(t, err)

	expired := connection(t, time.Now().Add(-time.Minute))
	opened, err := OpenIdentity(expired, nil)
	require.NoError(t, err, "a service starts, and says what is wrong where it needs the ledger")
	_, err = opened.sign(digest)
	require.ErrorIs(t, err, ErrExpired)
	require.ErrorContains(t, err, expired.Certificate)
}
