// Package fabricledger reaches the ledger through Fabric's gateway client. It
// is the registry's Ledger, and the accreditor's hand.
//
// It relies on the chaincode for every rule, on the peers for what they say
// of the ledger (a verifier does not: it follows the blocks), and on the
// caller to ask the ledger again after registry.ErrOutcomeUnknown.
package fabricledger

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"

	"sogoc/verifier/clientfile"
	"sogoc/verifier/fabricclient"
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
	return Deadlines{
		Evaluate: 5 * time.Second,
		Endorse:  15 * time.Second,
		Submit:   15 * time.Second,
		Commit:   30 * time.Second,
		Ask:      10 * time.Second,
	}
}

// Options of Open; the zero value is good.
type Options struct {
	Deadlines Deadlines        // zero: DefaultDeadlines
	Now       func() time.Time // nil: time.Now; decides how long a peer that failed is asked last
	// OpenKey opens the identity's private key where it is in no file. Nil: it is in one.
	OpenKey fabricclient.OpenKey
}

// Client is an identity and connections to several peers. It is safe for
// concurrent use.
type Client struct {
	connection clientfile.Connection
	deadlines  Deadlines
	now        func() time.Time
	creator    []byte // the identity as transactions carry it
	peers      []*endpoint
	endorsers  *fabricclient.Endorsers
}

// endpoint is a peer, and when it last failed.
type endpoint struct {
	*fabricclient.Peer
	contract *client.Contract

	mu     sync.Mutex
	failed time.Time
}

// askLast is for how long a peer that failed is asked after the others.
const askLast = 15 * time.Second

// Open reads the identity and prepares the connections that c names. It
// connects to nothing yet: peers may be down.
func Open(c clientfile.Connection, o Options) (*Client, error) {
	if o.Deadlines == (Deadlines{}) {
		o.Deadlines = DefaultDeadlines()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	id, err := fabricclient.OpenIdentity(c, o.OpenKey)
	if err != nil {
		return nil, err
	}
	creator, err := id.Creator()
	if err != nil {
		return nil, err
	}
	peers, err := fabricclient.DialAll(c, id)
	if err != nil {
		return nil, err
	}
	opened := &Client{
		connection: c,
		deadlines:  o.Deadlines,
		now:        o.Now,
		creator:    creator,
		endorsers:  fabricclient.NewEndorsers(c.Peers),
	}
	for _, p := range peers {
		contract := p.Gateway.GetNetwork(c.Channel).GetContract(c.Chaincode)
		opened.peers = append(opened.peers, &endpoint{Peer: p, contract: contract})
	}
	return opened, nil
}

// Close ends the connections.
func (c *Client) Close() error {
	var all error
	for _, e := range c.peers {
		all = errors.Join(all, e.Close())
	}
	return all
}

// Genesis returns the ledger's name: its genesis block's hash.
func (c *Client) Genesis() ledger.Digest { return c.connection.Genesis }

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

// noteFailure has the peer asked after the others for a while.
func (c *Client) noteFailure(e *endpoint) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failed = c.now()
}

// noteSuccess has the peer asked in its turn again.
func (e *endpoint) noteSuccess() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.failed = time.Time{}
}

// Evaluate runs a query on one peer and fails over to the others.
func (c *Client) Evaluate(ctx context.Context, function string, arguments ...string) ([]byte, error) {
	var last error
	for _, e := range c.order() {
		result, err := c.evaluateOn(ctx, e, function, arguments)
		if err == nil {
			e.noteSuccess()
			return result, nil
		}
		if refused := fabricclient.Refusal(err); refused != nil {
			return nil, refused
		}
		last = fmt.Errorf("%s: %w", e.Address, err)
		if ctx.Err() != nil || !elsewhere(err) {
			break
		}
		c.noteFailure(e)
	}
	return nil, unavailable(StageEvaluate, "", last)
}

func (c *Client) evaluateOn(ctx context.Context, e *endpoint, function string, arguments []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.deadlines.Evaluate)
	defer cancel()
	return e.contract.EvaluateWithContext(ctx, function, client.WithArguments(arguments...))
}
