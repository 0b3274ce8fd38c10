package audittest

import (
	"context"
	"errors"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/follower"
)

// Peer is a source of blocks under a test's control. Its fields must not be
// changed while it is read.
type Peer struct {
	MSP    string
	Has    []*common.Block
	Told   uint64         // height that it tells of; 0: the right one
	Down   bool           // it cannot be reached
	Breaks uint64         // it breaks off before this block; 0: never
	Before func(n uint64) // called before each block
}

var _ follower.Source = (*Peer)(nil)

var errDown = errors.New("connection refused")

// Name returns an address.
func (p *Peer) Name() string { return "peer." + p.MSP + ":7051" }

// Organisation returns the MSP.
func (p *Peer) Organisation() string { return p.MSP }

// Height tells a height.
func (p *Peer) Height(context.Context) (uint64, error) {
	if p.Down {
		return 0, errDown
	}
	return max(p.Told, uint64(len(p.Has))), nil
}

// Blocks hands over copies, then waits for ctx, as a peer does.
func (p *Peer) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	if p.Down {
		return errDown
	}
	for n := from; n < uint64(len(p.Has)); n++ {
		if p.Before != nil {
			p.Before(n)
		}
		if p.Breaks > 0 && n >= p.Breaks {
			return errDown
		}
		if err := errors.Join(ctx.Err(), yield(proto.CloneOf(p.Has[n]))); err != nil {
			return err
		}
	}
	<-ctx.Done()
	return ctx.Err()
}

// PeersOf returns one peer of each organisation with the world's blocks.
func (w *World) PeersOf(organisations ...string) []*Peer {
	var peers []*Peer
	for _, msp := range organisations {
		peers = append(peers, &Peer{MSP: msp, Has: append([]*common.Block{}, w.Blocks...)})
	}
	return peers
}

// Sources returns peers as what a fetch reads.
func Sources(peers ...*Peer) []follower.Source {
	sources := make([]follower.Source, len(peers))
	for i, p := range peers {
		sources[i] = p
	}
	return sources
}
