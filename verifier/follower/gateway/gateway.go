// Package gateway lets a follower read blocks from peers through
// fabric-gateway's block events.
//
// A peer is trusted for nothing; TLS only keeps who listens on the line from
// knowing more than peers do. Each peer is asked over a connection of its
// own, and its blocks are its own: events are not routed.
package gateway

import (
	"context"
	"errors"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/clientfile"
	"sogoc/verifier/fabricclient"
	"sogoc/verifier/follower"
)

// Peers are connections to the peers of a connection file, one each.
type Peers struct {
	peers     []*Peer
	endorsers *fabricclient.Endorsers
}

// Peer is one peer as a source of blocks. Its methods are safe for concurrent use.
type Peer struct {
	peer    *fabricclient.Peer
	network *client.Network
	channel string
}

var _ follower.Source = (*Peer)(nil)

// Open reads the identity's files and prepares the connections; nobody is
// called yet. A peer whose own files are bad is an error.
func Open(c clientfile.Connection) (*Peers, error) {
	id, err := fabricclient.OpenIdentity(c, nil)
	if err != nil {
		return nil, err
	}
	dialled, err := fabricclient.DialAll(c, id)
	if err != nil {
		return nil, err
	}
	p := &Peers{endorsers: fabricclient.NewEndorsers(c.Peers)}
	for _, peer := range dialled {
		p.peers = append(
			p.peers,
			&Peer{peer: peer, network: peer.Gateway.GetNetwork(c.Channel), channel: c.Channel},
		)
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

// organisations returns the peers' MSPs, in the connection file's order.
func (p *Peers) organisations() []string {
	all := make([]string, len(p.peers))
	for i, peer := range p.peers {
		all[i] = peer.Organisation()
	}
	return all
}

// Close ends all connections.
func (p *Peers) Close() error {
	var errs []error
	for _, peer := range p.peers {
		errs = append(errs, peer.peer.Close())
	}
	return errors.Join(errs...)
}

// Name returns the peer's address.
func (p *Peer) Name() string { return p.peer.Address }

// Organisation returns the peer's MSP.
func (p *Peer) Organisation() string { return p.peer.MSP }

// Height asks the peer how many blocks it has. It answers itself, or lets another
// peer of its organisation answer.
func (p *Peer) Height(ctx context.Context) (uint64, error) {
	proposal, err := p.network.GetContract("qscc").
		NewProposal("GetChainInfo", client.WithArguments(p.channel), client.WithEndorsingOrganizations(p.peer.MSP))
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
