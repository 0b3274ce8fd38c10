package network

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

// newKey makes a key on P-256.
func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	return key
}

// requestOf returns a certificate request by that key, as PEM, after it was edited.
func requestOf(t testing.TB, key crypto.Signer, edit func(*x509.CertificateRequest)) []byte {
	t.Helper()
	template := &x509.CertificateRequest{Subject: pkix.Name{CommonName: "BO-GDDT"}}
	if edit != nil {
		edit(template)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, template, key)
	require.NoError(t, err)
	return pemBlock(typeRequest, der)
}

// parsedRequest returns a request for that key.
func parsedRequest(t testing.TB, key *ecdsa.PrivateKey) IdentityRequest {
	t.Helper()
	request, err := ParseIdentityRequest(requestOf(t, key, nil))
	require.NoError(t, err)
	return request
}

func TestIdentityRequests(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	good := requestOf(t, key, nil)
	file := filepath.Join(t.TempDir(), "BO-GDDT.csr")
	for _, text := range [][]byte{good, append(good, " \r\n\n"...), bytes.ReplaceAll(good, []byte("\n"), []byte("\r\n"))} {
		require.NoError(t, os.WriteFile(file, text, 0o600))
		request, err := ReadIdentityRequest(file)
		require.NoError(t, err)
		want, err := ledger.NewPublicKey(&key.PublicKey)
		require.NoError(t, err)
		require.Equal(t, want, request.Key)
		require.Equal(t, "CN=BO-GDDT", request.Says)
		require.True(t, key.PublicKey.Equal(request.public))
	}
	_, err := ReadIdentityRequest(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
}

func TestHostileIdentityRequests(t *testing.T) {
	t.Parallel()
	key := newKey(t)
	good := requestOf(t, key, nil)
	block, _ := pem.Decode(good)
	edited := func(edit func(der []byte) []byte) []byte {
		return pemBlock(typeRequest, edit(bytes.Clone(block.Bytes)))
	}
	ofRSA, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	ofP384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	require.NoError(t, err)
	certificate, err := newAuthority("ministry", authorityMembers, testTime)
	require.NoError(t, err)
	encodedKey, err := pemKey(key)
	require.NoError(t, err)

	for name, c := range map[string]struct {
		text []byte
		says string
	}{
		"RSA":    {requestOf(t, ofRSA, nil), "of the kind RSA"},
		"P384":   {requestOf(t, ofP384, nil), "on the curve P-384"},
		"SHA512": {requestOf(t, key, func(r *x509.CertificateRequest) { r.SignatureAlgorithm = x509.ECDSAWithSHA512 }), "SHA512"},
		"AnotherSubjectThanWasSigned": {edited(func(der []byte) []byte {
			return bytes.Replace(der, []byte("BO-GDDT"), []byte("BO-GDDX"), 1)
		}), "not by its key"},
		"AnotherSignature": {edited(func(der []byte) []byte {
			der[len(der)-1] ^= 1
			return der
		}), "not by its key"},
		"AnothersKey": {edited(func(der []byte) []byte { // the signature is by the first one
			return bytes.Replace(der, point(t, key), point(t, newKey(t)), 1)
		}), "not by its key"},
		"AsksForNames": {requestOf(t, key, func(r *x509.CertificateRequest) { r.DNSNames = []string{"ministry-peer"} }),
			"extensions"},
		"BytesBehindTheRequest":    {edited(func(der []byte) []byte { return append(der, 0) }), "trailing data"},
		"Cut":                      {edited(func(der []byte) []byte { return der[:len(der)-9] }), "no PKCS #10 request"},
		"TextBehindTheBlock":       {append(bytes.Clone(good), "and more"...), "beside"},
		"TwoRequests":              {append(bytes.Clone(good), good...), "beside"},
		"TextBeforeTheBlock":       {append([]byte("Bag Attributes\n"), good...), "begins with"},
		"Headers":                  {pem.EncodeToMemory(&pem.Block{Type: typeRequest, Headers: map[string]string{"a": "b"}, Bytes: block.Bytes}), "beside"},
		"DER":                      {block.Bytes, "begins with"},
		"Empty":                    {nil, "begins with"},
		"BlockWithoutAnEnd":        {good[:len(good)-20], "cannot be read"},
		"Certificate":              {certificate.pem, "is a CERTIFICATE"},
		"PrivateKey":               {encodedKey, "is a PRIVATE KEY"},
		"TooLong":                  {append(bytes.Clone(good), strings.Repeat("\n", maxRequest)...), "longer than"},
		"KeyThatIsNoPointOfP256":   {edited(func(der []byte) []byte { return bytes.Replace(der, point(t, key), noPoint(), 1) }), "no PKCS #10 request"},
		"OfAnotherVersionThanOne":  {edited(func(der []byte) []byte { return bytes.Replace(der, []byte{2, 1, 0}, []byte{2, 1, 1}, 1) }), "another version"},
		"BlockOfAnotherNameBefore": {append(pemBlock("X", nil), good...), "is a X"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ParseIdentityRequest(c.text)
			require.ErrorIs(t, err, ErrRequest)
			require.ErrorContains(t, err, c.says)
			file := filepath.Join(t.TempDir(), "request")
			require.NoError(t, os.WriteFile(file, c.text, 0o600))
			_, err = ReadIdentityRequest(file)
			require.ErrorIs(t, err, ErrRequest)
			require.ErrorContains(t, err, file)
		})
	}
}

// point returns a key's public half as requests hold it.
func point(t testing.TB, key *ecdsa.PrivateKey) []byte {
	t.Helper()
	encoded, err := key.PublicKey.Bytes()
	require.NoError(t, err)
	return encoded
}

func noPoint() []byte { return append([]byte{4}, bytes.Repeat([]byte{7}, 64)...) }

func FuzzParseIdentityRequest(f *testing.F) {
	f.Add(requestOf(f, newKey(f), nil))
	f.Add([]byte("-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		request, err := ParseIdentityRequest(text)
		if err != nil {
			require.ErrorIs(t, err, ErrRequest)
			return
		}
		require.Equal(t, ledger.ES256, request.Key.Algorithm())
		require.NoError(t, request.Key.Validate())
	})
}
