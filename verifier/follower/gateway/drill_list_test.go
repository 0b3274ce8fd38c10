package gateway_test

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"time"

	"github.com/stretchr/testify/require"
)

// namelessList returns a revocation list that names no authority's key, which
// the library does not make. Fabric takes it into a membership service, and
// from then on takes none of its members.
func namelessList(d *drill) []byte {
	_, key := authorityPEM(d, "nameless", nil)
	algorithm := pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}}
	//lint:ignore SA1019 its successor does not make such a list
	signed, err := asn1.Marshal(pkix.TBSCertificateList{
		Version:    1,
		Signature:  algorithm,
		Issuer:     pkix.Name{CommonName: "nameless"}.ToRDNSequence(),
		ThisUpdate: time.Now().UTC(),
		NextUpdate: time.Now().Add(time.Hour).UTC(),
		RevokedCertificates: []pkix.RevokedCertificate{
			{SerialNumber: big.NewInt(1), RevocationTime: time.Now().UTC()},
		},
	})
	require.NoError(d.t, err)
	sum := sha256.Sum256(signed)
	signature, err := key.Sign(rand.Reader, sum[:], nil)
	require.NoError(d.t, err)
	der, err := asn1.Marshal(struct {
		Signed    asn1.RawValue
		Algorithm pkix.AlgorithmIdentifier
		Signature asn1.BitString
	}{asn1.RawValue{FullBytes: signed}, algorithm, asn1.BitString{Bytes: signature, BitLength: 8 * len(signature)}})
	require.NoError(d.t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "X509 CRL", Bytes: der})
}
