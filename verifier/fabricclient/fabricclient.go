// Package fabricclient opens connections to peers' gateway services in a
// client's name: it reads the client's certificate and private key, and dials.
//
// Here belongs what every client of Fabric's gateway needs alike: connections,
// which organisations endorse, and what a refusal is. What is asked
// over a connection belongs to the two adapters: registry/fabricledger
// submits, and verifier/follower/gateway reads blocks and attestations.
//
// TLS shows that the peer is the one that the connection file names. What a
// peer answers is trusted for nothing here. Key bytes are wiped after they
// were read, and no error repeats them.
package fabricclient

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-gateway/pkg/hash"
	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/clientfile"
)

// maxMessage bounds what a peer may send at once; blocks are cut at 4 MB.
const maxMessage = 64 << 20

// Identity is a client's certificate, and the use of its private key.
type Identity struct {
	certificate *identity.X509Identity
	use         use
}

// use is the use of a private key.
type use struct {
	sign identity.Sign
	hash hash.Hash // what of a message sign gets
}

// OpenKey opens a private key that is in no file, by the name that a connection file
// gives it. Its signatures are ASN.1 and low-S. A key that is a crypto.MessageSigner
// gets whole messages, so that its keeper can read what it signs; another one gets
// their SHA-256.
type OpenKey func(name string) (crypto.Signer, error)

// OpenIdentity reads the certificate and the private key that a connection
// file names. A key that is in no file is opened by open, which may be nil: then it
// is an error. Errors name the file and say nothing of a key.
func OpenIdentity(c clientfile.Connection, open OpenKey) (Identity, error) {
	text, err := os.ReadFile(c.Certificate)
	if err != nil {
		return Identity{}, err
	}
	parsed, err := identity.CertificateFromPEM(text)
	if err != nil {
		return Identity{}, fmt.Errorf("%s: %w", c.Certificate, err)
	}
	certificate, err := identity.NewX509Identity(c.MSP, parsed)
	if err != nil {
		return Identity{}, fmt.Errorf("%s: %w", c.Certificate, err)
	}
	opened, err := openUse(c, parsed, open)
	if err != nil {
		return Identity{}, err
	}
	opened.sign = whileValid(opened.sign, c.Certificate, parsed.NotAfter)
	return Identity{certificate, opened}, nil
}

// openUse returns the use of the private key.
func openUse(c clientfile.Connection, certificate *x509.Certificate, open OpenKey) (use, error) {
	if c.KeyIsElsewhere() {
		return openKeyElsewhere(c, certificate, open)
	}
	sign, err := openFile(c)
	return use{sign, hash.SHA256}, err
}

func openFile(c clientfile.Connection) (identity.Sign, error) {
	secret, err := os.ReadFile(c.PrivateKey)
	if err != nil {
		return nil, err
	}
	defer clear(secret)
	key, err := identity.PrivateKeyFromPEM(secret)
	if err != nil {
		return nil, fmt.Errorf("%s holds no private key", c.PrivateKey) // the library's error may tell more
	}
	sign, err := identity.NewPrivateKeySign(key)
	if err != nil {
		return nil, fmt.Errorf("%s holds a private key of a kind that Fabric does not use", c.PrivateKey)
	}
	return sign, nil
}

// openKeyElsewhere returns the use of a private key that is in no file, which must be
// the certificate's: peers would refuse another one's signatures with words that do not
// say so.
func openKeyElsewhere(c clientfile.Connection, certificate *x509.Certificate, open OpenKey) (use, error) {
	if open == nil {
		return use{}, fmt.Errorf("%s: this program takes the key of its ledger identity from a file only", c.PrivateKey)
	}
	key, err := open(c.PrivateKey)
	if err != nil {
		return use{}, err
	}
	public, is := certificate.PublicKey.(*ecdsa.PublicKey)
	if !is || !public.Equal(key.Public()) {
		return use{}, fmt.Errorf("%s is not the key of %s", c.PrivateKey, c.Certificate)
	}
	if whole, is := key.(crypto.MessageSigner); is {
		sign := func(message []byte) ([]byte, error) { return whole.SignMessage(nil, message, crypto.SHA256) }
		return use{sign, hash.NONE}, nil
	}
	sign := func(digest []byte) ([]byte, error) { return key.Sign(nil, digest, crypto.SHA256) }
	return use{sign, hash.SHA256}, nil
}

// ErrExpired means that the client's certificate is no longer valid: peers refuse
// what it signs, with words that do not say so.
var ErrExpired = errors.New("the client's certificate has expired")

// whileValid signs until the certificate's end, and then says what is wrong.
func whileValid(sign identity.Sign, file string, end time.Time) identity.Sign {
	return func(input []byte) ([]byte, error) {
		if time.Now().After(end) {
			return nil, fmt.Errorf("%w at %s: %s: the network's operator must renew it",
				ErrExpired, end.UTC().Format(time.RFC3339), file)
		}
		return sign(input)
	}
}

// Creator returns the identity as transactions and requests carry it.
func (i Identity) Creator() ([]byte, error) {
	return proto.Marshal(&msp.SerializedIdentity{
		Mspid:   i.certificate.MspID(),
		IdBytes: i.certificate.Credentials(),
	})
}

// Peer is a connection to one peer. It is safe for concurrent use.
type Peer struct {
	clientfile.Peer
	Gateway    *client.Gateway
	connection *grpc.ClientConn
}

// Dial prepares a connection to a peer. Nothing is called yet: the peer may be
// down. The error is about the file of the peer's TLS root, or about the
// address.
func Dial(p clientfile.Peer, i Identity) (*Peer, error) {
	text, err := os.ReadFile(p.TLSRoot)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate", p.TLSRoot)
	}
	transport := credentials.NewTLS(
		&tls.Config{RootCAs: roots, ServerName: p.ServerName, MinVersion: tls.VersionTLS12},
	)
	// The operating system resolves the name at every attempt.
	connection, err := grpc.NewClient("passthrough:///"+p.Address,
		grpc.WithTransportCredentials(transport),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)),
		grpc.WithKeepaliveParams(keepAlive),
		grpc.WithConnectParams(reconnect))
	if err != nil {
		return nil, err
	}
	gateway, err := client.Connect(i.certificate,
		client.WithSign(i.use.sign),
		client.WithHash(i.use.hash),
		client.WithClientConnection(connection))
	if err != nil {
		return nil, errors.Join(err, connection.Close())
	}
	return &Peer{Peer: p, Gateway: gateway, connection: connection}, nil
}

// A peer that vanishes without a word must not look like one that has nothing
// new. Peers refuse pings that come more often than once a minute.
var keepAlive = keepalive.ClientParameters{Time: 2 * time.Minute, Timeout: 20 * time.Second}

// A peer that was restarted is reached again within seconds.
var reconnect = grpc.ConnectParams{
	Backoff: backoff.Config{
		BaseDelay:  200 * time.Millisecond,
		Multiplier: 1.6,
		Jitter:     0.2,
		MaxDelay:   5 * time.Second,
	},
	MinConnectTimeout: 5 * time.Second,
}

// DialAll prepares a connection to every peer of a connection file, in its
// order. After an error none stays open.
func DialAll(c clientfile.Connection, i Identity) ([]*Peer, error) {
	var peers []*Peer
	for _, p := range c.Peers {
		dialled, err := Dial(p, i)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("peer %s: %w", p.Address, err), CloseAll(peers))
		}
		peers = append(peers, dialled)
	}
	return peers, nil
}

// Close ends the connection.
func (p *Peer) Close() error { return errors.Join(p.Gateway.Close(), p.connection.Close()) }

// CloseAll ends all these connections.
func CloseAll(peers []*Peer) error {
	var all error
	for _, p := range peers {
		all = errors.Join(all, p.Close())
	}
	return all
}
