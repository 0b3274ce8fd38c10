package testledger

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"
)

// Identity is who invokes: an organisation's certificate. Its zero value has none.
type Identity struct {
	MSP     string
	OUs     []string
	creator []byte
}

// NewIdentity makes a client certificate of an organisation with the given
// organisational units besides client. That it stands under the organisation's
// authority is the peer's check, and there is none here: it is self-signed.
func NewIdentity(t testing.TB, organisation string, ous ...string) Identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "client", OrganizationalUnit: append([]string{"client"}, ous...)},
		NotBefore:    time.Unix(0, 0), NotAfter: time.Unix(1<<33, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	return RawIdentity(t, organisation, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), ous...)
}

// RawIdentity is an identity with the given bytes in place of a certificate.
func RawIdentity(t testing.TB, organisation string, certificate []byte, ous ...string) Identity {
	t.Helper()
	creator, err := proto.Marshal(&msp.SerializedIdentity{Mspid: organisation, IdBytes: certificate})
	require.NoError(t, err)
	return Identity{MSP: organisation, OUs: ous, creator: creator}
}

// Clock is a clock that tests set. It is safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// NewClock returns a clock that stands at noon of 20 June 2026 in Vietnam.
func NewClock() *Clock { return &Clock{at: time.Date(2026, 6, 20, 5, 0, 0, 0, time.UTC)} }

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// Set moves the clock to a moment.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at.UTC()
}

// Advance moves the clock by d and returns the new time.
func (c *Clock) Advance(d time.Duration) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	return c.at
}
