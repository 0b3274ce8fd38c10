// Package gateway lets a follower read blocks from peers through
// fabric-gateway's block events.
//
// A peer is trusted for nothing; TLS only keeps who listens on the line from
// knowing more than peers do. Each peer is asked over a connection of its
// own, and its blocks are its own: events are not routed.
package gateway

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-gateway/pkg/hash"
	"github.com/hyperledger/fabric-gateway/pkg/identity"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/follower"
	"sogoc/verifier/ledger"
)

// maxMessage bounds what a peer may send at once; blocks are cut at 4 MB.
const maxMessage = 64 << 20

// Peers are connections to the peers of a connection file, one each.
type Peers struct {
	peers []*Peer
}

// Peer is one peer as a source of blocks. Its methods are safe for concurrent use.
type Peer struct {
	peer       ledger.Peer
	connection *grpc.ClientConn
	gateway    *client.Gateway
	network    *client.Network
	channel    string
}

var _ follower.Source = (*Peer)(nil)

// Open reads the identity's files and prepares the connections; nobody is
// called yet. A peer whose own files are bad is an error.
func Open(c ledger.Connection) (*Peers, error) {
	id, sign, err := readIdentity(c)
	if err != nil {
		return nil, err
	}
	p := &Peers{}
	for _, peer := range c.Peers {
		opened, err := open(c.Channel, peer, id, sign)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("peer %s: %w", peer.Address, err), p.Close())
		}
		p.peers = append(p.peers, opened)
	}
	return p, nil
}

// Sources returns the peers in the connection file's order.
func (p *Peers) Sources() []follower.Source {
	sources := make([]follower.Source, len(p.peers))
	for i, peer := range p.peers {
		sources[i] = peer
	}
	return sources
}

// Close ends all connections.
func (p *Peers) Close() error {
	var errs []error
	for _, peer := range p.peers {
		errs = append(errs, peer.gateway.Close(), peer.connection.Close())
	}
	return errors.Join(errs...)
}

func readIdentity(c ledger.Connection) (*identity.X509Identity, identity.Sign, error) {
	certificateText, err := os.ReadFile(c.Certificate)
	if err != nil {
		return nil, nil, err
	}
	certificate, err := identity.CertificateFromPEM(certificateText)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", c.Certificate, err)
	}
	id, err := identity.NewX509Identity(c.MSP, certificate)
	if err != nil {
		return nil, nil, err
	}
	keyText, err := os.ReadFile(c.PrivateKey)
	if err != nil {
		return nil, nil, err
	}
	key, err := identity.PrivateKeyFromPEM(keyText)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: not a private key", c.PrivateKey)
	}
	sign, err := identity.NewPrivateKeySign(key)
	return id, sign, err
}

func open(channel string, peer ledger.Peer, id identity.Identity, sign identity.Sign) (*Peer, error) {
	text, err := os.ReadFile(peer.TLSRoot)
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s: no certificate", peer.TLSRoot)
	}
	connection, err := grpc.NewClient("passthrough:///"+peer.Address,
		grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: roots, ServerName: peer.ServerName, MinVersion: tls.VersionTLS12})),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)),
		// A peer that vanishes without a word must not look like one that has no news.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 2 * time.Minute, Timeout: 20 * time.Second}))
	if err != nil {
		return nil, err
	}
	gateway, err := client.Connect(id, client.WithSign(sign), client.WithHash(hash.SHA256), client.WithClientConnection(connection))
	if err != nil {
		return nil, errors.Join(err, connection.Close())
	}
	return &Peer{peer: peer, connection: connection, gateway: gateway, network: gateway.GetNetwork(channel), channel: channel}, nil
}

// Name returns the peer's address.
func (p *Peer) Name() string { return p.peer.Address }

// Organisation returns the peer's MSP.
func (p *Peer) Organisation() string { return p.peer.MSP }

// Height asks the peer how many blocks it has. It answers itself, or lets another
// peer of its organisation answer.
func (p *Peer) Height(ctx context.Context) (uint64, error) {
	proposal, err := p.network.GetContract("qscc").NewProposal("GetChainInfo", client.WithArguments(p.channel), client.WithEndorsingOrganizations(p.peer.MSP))
	if err != nil {
		return 0, err
	}
	answer, err := proposal.EvaluateWithContext(ctx)
	if err != nil {
		return 0, err
	}
	info := &common.BlockchainInfo{}
	if err := proto.Unmarshal(answer, info); err != nil {
		return 0, err
	}
	return info.GetHeight(), nil
}

// errClosed is returned when a peer ends the stream of its own accord.
var errClosed = errors.New("peer ended the block events")

// Blocks streams the peer's blocks from a number on, and new ones as they are
// committed, until ctx is done or the connection breaks.
func (p *Peer) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	ctx, cancel := context.WithCancel(ctx)
	events, err := p.network.BlockEvents(ctx, client.WithStartBlock(from))
	if err != nil {
		cancel()
		return err
	}
	defer func() { // the library's goroutine must not wait for a reader for ever
		cancel()
		for range events {
		}
	}()
	for block := range events {
		if err := yield(block); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil { // only our caller's: nothing else has cancelled it yet
		return err
	}
	return errClosed
}
