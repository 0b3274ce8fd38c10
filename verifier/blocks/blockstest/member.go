// Package blockstest makes synthetic Fabric channels for tests: certificate
// authorities, a genesis block with BFT consenters, endorsed transactions and
// signed blocks, all with real keys and signatures, and none of it by Fabric.
// What is wrong in a block is put there on purpose, by the test.
package blockstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// Authority issues the certificates of one organisation.
type Authority struct {
	t           testing.TB
	MSP         string
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	serial      int64
}

// NewAuthority makes a root with a key of its own.
func NewAuthority(t testing.TB, msp string) *Authority {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "ca." + msp},
		IsCA:                  true,
		BasicConstraintsValid: true,
		NotBefore:             time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:              time.Date(2046, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		SubjectKeyId:          []byte(msp),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return &Authority{t: t, MSP: msp, Certificate: certificate, key: key, serial: 1}
}

// LoadAuthority returns an authority that a test was given as PEM.
func LoadAuthority(t testing.TB, msp string, certificate, key []byte) *Authority {
	m := LoadMember(t, msp, certificate, key)
	return &Authority{t: t, MSP: msp, Certificate: m.Certificate, key: m.key, serial: time.Now().UnixNano()}
}

// LoadMember returns a member that a test was given as PEM.
func LoadMember(t testing.TB, msp string, certificate, key []byte) *Member {
	block, _ := pem.Decode(certificate)
	require.NotNil(t, block)
	parsed, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	block, _ = pem.Decode(key)
	require.NotNil(t, block)
	private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	require.NoError(t, err)
	return &Member{MSP: msp, Certificate: parsed, key: private.(*ecdsa.PrivateKey),
		Identity: marshal(t, &mspb.SerializedIdentity{Mspid: msp, IdBytes: certificate})}
}

// Member is a certificate with its key.
type Member struct {
	MSP         string
	Certificate *x509.Certificate
	Identity    []byte // serialised
	key         *ecdsa.PrivateKey
}

// Issue makes a member with these organisational units, whose certificate
// lasts a month from the authority's own beginning.
func (a *Authority) Issue(name string, units ...string) *Member {
	return a.IssueFor(31*24*time.Hour, name, units...)
}

// IssueFor is Issue for a certificate that lasts as long.
func (a *Authority) IssueFor(life time.Duration, name string, units ...string) *Member {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(a.t, err)
	a.serial++
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(a.serial), Subject: pkix.Name{CommonName: name, OrganizationalUnit: units},
		NotBefore: a.Certificate.NotBefore, NotAfter: a.Certificate.NotBefore.Add(life), KeyUsage: x509.KeyUsageDigitalSignature,
	}, a.Certificate, &key.PublicKey, a.key)
	require.NoError(a.t, err)
	certificate, err := x509.ParseCertificate(der)
	require.NoError(a.t, err)
	return &Member{
		MSP:         a.MSP,
		Certificate: certificate,
		key:         key,
		Identity:    marshal(a.t, &mspb.SerializedIdentity{Mspid: a.MSP, IdBytes: encodePEM(der)}),
	}
}

// PEM returns the member's certificate and private key, as Fabric's programs
// read them.
func (m *Member) PEM(t testing.TB) (certificate, key []byte) {
	der, err := x509.MarshalPKCS8PrivateKey(m.key)
	require.NoError(t, err)
	return encodePEM(m.Certificate.Raw), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// Revoke returns a revocation list with these members' certificates.
func (a *Authority) Revoke(members ...*Member) []byte {
	list := &x509.RevocationList{
		Number:     big.NewInt(1),
		ThisUpdate: time.Now(),
		NextUpdate: time.Now().Add(time.Hour),
	}
	for _, m := range members {
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries,
			x509.RevocationListEntry{SerialNumber: m.Certificate.SerialNumber, RevocationTime: time.Now()})
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, a.Certificate, a.key)
	require.NoError(a.t, err)
	return der
}

// config returns the organisation's membership service with node units.
func (a *Authority) config(revocations [][]byte) []byte {
	unit := func(name string) *mspb.FabricOUIdentifier {
		return &mspb.FabricOUIdentifier{OrganizationalUnitIdentifier: name}
	}
	return marshal(a.t, &mspb.MSPConfig{Config: marshal(a.t, &mspb.FabricMSPConfig{
		Name: a.MSP, RootCerts: [][]byte{encodePEM(a.Certificate.Raw)}, RevocationList: revocations,
		FabricNodeOus: &mspb.FabricNodeOUs{
			Enable:              true,
			ClientOuIdentifier:  unit("client"),
			PeerOuIdentifier:    unit("peer"),
			AdminOuIdentifier:   unit("admin"),
			OrdererOuIdentifier: unit("orderer"),
		},
	})})
}

// Sign returns a low-S signature over SHA-256 of message.
func (m *Member) Sign(message []byte) []byte { return m.sign(message, false) }

// SignHigh returns the other form of a signature, which Fabric refuses.
func (m *Member) SignHigh(message []byte) []byte { return m.sign(message, true) }

// SignSHA3 returns a signature as in an organisation whose members sign over SHA3-256.
func (m *Member) SignSHA3(message []byte) []byte { return m.signSum(sha3.Sum256(message), false) }

func (m *Member) sign(message []byte, high bool) []byte {
	return m.signSum(sha256.Sum256(message), high)
}

func (m *Member) signSum(sum [32]byte, high bool) []byte {
	r, s, err := ecdsa.Sign(rand.Reader, m.key, sum[:])
	if err != nil {
		panic(err)
	}
	n := elliptic.P256().Params().N
	if isHigh := s.Cmp(new(big.Int).Rsh(n, 1)) > 0; isHigh != high {
		s.Sub(n, s)
	}
	der, err := asn1.Marshal(struct{ R, S *big.Int }{r, s})
	if err != nil {
		panic(err)
	}
	return der
}

func encodePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

func marshal(t testing.TB, m proto.Message) []byte {
	raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	require.NoError(t, err)
	return raw
}
