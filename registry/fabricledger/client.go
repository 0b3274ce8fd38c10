// Package fabricledger reaches the ledger through Fabric's gateway client. It
// is the registry's Ledger, and the accreditor's hand.
//
// It relies on the chaincode for every rule, on the peers for what they say
// of the ledger (a verifier does not: it follows the blocks), and on the
// caller to ask the ledger again after registry.ErrOutcomeUnknown.
package fabricledger

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-gateway/pkg/hash"
	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	"sogoc/verifier/ledger"
)

// Deadlines of the stages; a shorter one of the caller's counts.
type Deadlines struct {
	Evaluate time.Duration // one peer reads its state
	Endorse  time.Duration // three peers run the chaincode, at most on 16,384 digests
	Submit   time.Duration // the orderers take it; a new leader is elected within some 3 s
	Commit   time.Duration // the block is cut, checked and written
	Ask      time.Duration // commit status is asked after a submit error
}

// DefaultDeadlines returns generous bounds: on an idle network everything
// together takes 0.2 s.
func DefaultDeadlines() Deadlines {
	return Deadlines{Evaluate: 5 * time.Second, Endorse: 15 * time.Second, Submit: 15 * time.Second, Commit: 30 * time.Second, Ask: 10 * time.Second}
}

// Options of Open; the zero value is good.
type Options struct {
	Deadlines Deadlines        // zero: DefaultDeadlines
	Now       func() time.Time // nil: time.Now; decides how long a peer that failed is asked last
}

// Client is an identity and connections to several peers. It is safe for
// concurrent use.
type Client struct {
	connection ledger.Connection
	deadlines  Deadlines
	now        func() time.Time
	creator    []byte // the identity as transactions carry it
	peers      []*endpoint
}

// endpoint is a peer with its gateway.
type endpoint struct {
	address  string
	conn     *grpc.ClientConn
	gateway  *client.Gateway
	contract *client.Contract

	mu     sync.Mutex
	failed time.Time
}

// askLast is for how long a peer that failed is asked after the others.
const askLast = 15 * time.Second

// maxMessage bounds what a peer may answer.
const maxMessage = 16 << 20

// Open reads the identity and prepares the connections that c names. It
// connects to nothing yet: peers may be down.
func Open(c ledger.Connection, o Options) (*Client, error) {
	if o.Deadlines == (Deadlines{}) {
		o.Deadlines = DefaultDeadlines()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	id, sign, err := readIdentity(c)
	if err != nil {
		return nil, err
	}
	creator, err := serialize(id)
	if err != nil {
		return nil, err
	}
	opened := &Client{connection: c, deadlines: o.Deadlines, now: o.Now, creator: creator}
	for _, p := range c.Peers {
		e, err := open(c, p, id, sign)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("peer %s: %w", p.Address, err), opened.Close())
		}
		opened.peers = append(opened.peers, e)
	}
	return opened, nil
}

// Close ends the connections.
func (c *Client) Close() error {
	var all error
	for _, e := range c.peers {
		all = errors.Join(all, e.gateway.Close(), e.conn.Close())
	}
	return all
}

// Genesis returns the ledger's name: its genesis block's hash.
func (c *Client) Genesis() ledger.Digest { return c.connection.Genesis }

func readIdentity(c ledger.Connection) (identity.Identity, identity.Sign, error) {
	text, err := os.ReadFile(c.Certificate)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := identity.CertificateFromPEM(text)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", c.Certificate, err)
	}
	id, err := identity.NewX509Identity(c.MSP, certificate)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", c.Certificate, err)
	}
	secret, err := os.ReadFile(c.PrivateKey)
	if err != nil {
		return nil, nil, err
	}
	defer clear(secret)
	key, err := identity.PrivateKeyFromPEM(secret)
	if err != nil {
		return nil, nil, fmt.Errorf("%s holds no private key", c.PrivateKey) // the library's error may tell more
	}
	sign, err := identity.NewPrivateKeySign(key)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", c.PrivateKey, err)
	}
	return id, sign, nil
}

func open(c ledger.Connection, p ledger.Peer, id identity.Identity, sign identity.Sign) (*endpoint, error) {
	text, err := os.ReadFile(p.TLSRoot)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate", p.TLSRoot)
	}
	conn, err := grpc.NewClient(p.Address,
		grpc.WithTransportCredentials(credentials.NewClientTLSFromCert(roots, p.ServerName)),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 2 * time.Minute, Timeout: 20 * time.Second}), // peers refuse pings more often than once a minute
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 200 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 5 * time.Second},
			MinConnectTimeout: 5 * time.Second,
		}))
	if err != nil {
		return nil, err
	}
	gw, err := client.Connect(id, client.WithSign(sign), client.WithHash(hash.SHA256), client.WithClientConnection(conn))
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &endpoint{address: p.Address, conn: conn, gateway: gw, contract: gw.GetNetwork(c.Channel).GetContract(c.Chaincode)}, nil
}

// order returns the peers in the order in which they are asked: as given, but
// those that failed lately last.
func (c *Client) order() []*endpoint {
	var good, bad []*endpoint
	now := c.now()
	for _, e := range c.peers {
		if e.failedSince(now.Add(-askLast)) {
			bad = append(bad, e)
		} else {
			good = append(good, e)
		}
	}
	return append(good, bad...)
}

func (e *endpoint) failedSince(t time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.failed.After(t)
}

func (c *Client) mark(e *endpoint, failed bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if failed {
		e.failed = c.now()
	} else {
		e.failed = time.Time{}
	}
}

// evaluate runs a query on one peer and fails over to the others.
func (c *Client) evaluate(ctx context.Context, function string, arguments ...string) ([]byte, error) {
	var last error
	for _, e := range c.order() {
		result, err := c.evaluateOn(ctx, e, function, arguments)
		if err == nil {
			c.mark(e, false)
			return result, nil
		}
		if refused := refusal(err); refused != nil {
			return nil, refused
		}
		last = fmt.Errorf("%s: %w", e.address, err)
		if ctx.Err() != nil || !elsewhere(err) {
			break
		}
		c.mark(e, true)
	}
	return nil, unavailable(StageEvaluate, "", last)
}

func (c *Client) evaluateOn(ctx context.Context, e *endpoint, function string, arguments []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.deadlines.Evaluate)
	defer cancel()
	return e.contract.EvaluateWithContext(ctx, function, client.WithArguments(arguments...))
}
