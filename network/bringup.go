package network

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"

	"github.com/hyperledger/fabric-protos-go/peer"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/errors/status"
	"golang.org/x/sync/errgroup"

	"sogoc/verifier/wait"
)

// maxRestarts is how often a process may end by itself while its health is
// waited for, before the wait ends with what its log says.
const maxRestarts = 3

// waitNode waits until a node is healthy. The node must have been started.
func (s *supervisor) waitNode(ctx context.Context, o Organisation, k Kind, v version, p *process) error {
	return poll(ctx, func(ctx context.Context) error {
		return s.endpoints[o.Name].checkHealth(ctx, k, v)
	}, func() error {
		state := p.snapshot()
		if state.State == StateStopped {
			return fmt.Errorf("%w: %s is stopped: networkctl start brings it back", ErrNotReady, state.Node)
		}
		if state.Restarts >= maxRestarts {
			return fmt.Errorf("%w: %s ends by itself (%s): %s", ErrNotReady, state.Node, state.Ended,
				reasonInLog(p.logPath))
		}
		return nil
	})
}

// repeatTimedOut runs a step again for as long as it fails because an answer came
// late: on a busy machine a node may need longer for one request than a client
// waits. A step looks first whether it has been done.
func repeatTimedOut(ctx context.Context, step func(context.Context) error) error {
	for {
		err := step(ctx)
		if err == nil || ctx.Err() != nil || !isTimeout(err) {
			return err
		}
		if wait.For(ctx, pollInterval) != nil {
			return fmt.Errorf("%w: %w (%w)", ErrNotReady, err, context.Cause(ctx))
		}
	}
}

// isTimeout reports whether a request failed for want of time alone. That includes one
// that was ordered twice since the answer to the first came late.
func isTimeout(err error) bool {
	var network net.Error
	var client *status.Status // of the administration's client for Fabric
	switch {
	case errors.As(err, &client):
		return client.Code == status.Timeout.ToInt32() || client.Group == status.EventServerStatus &&
			client.Code == int32(peer.TxValidationCode_MVCC_READ_CONFLICT)
	case errors.As(err, &network):
		return network.Timeout()
	}
	// The client for Fabric has no code for a transaction that it no longer waits for.
	return errors.Is(err, context.DeadlineExceeded) || strings.HasSuffix(err.Error(), "timed out or cancelled")
}

// waitNodes waits until all nodes of these kinds are healthy.
func (s *supervisor) waitNodes(ctx context.Context, kinds ...Kind) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, o := range s.own() {
		for _, k := range kinds {
			p, err := s.process(o.Node(k))
			if err != nil {
				return err
			}
			group.Go(func() error { return s.waitNode(ctx, o, k, s.snapshot().Version, p) })
		}
	}
	return group.Wait()
}

// startOrdering waits for the orderers, makes them consenters and waits until
// each takes part and they have a leader.
func (s *supervisor) startOrdering(ctx context.Context) error {
	if err := s.waitNodes(ctx, KindOrderer); err != nil {
		return err
	}
	genesis, err := os.ReadFile(s.Dir.Genesis())
	if err != nil {
		return err
	}
	s.Progress("orderers join the channel")
	group, ctx := errgroup.WithContext(ctx)
	for _, o := range s.own() {
		group.Go(func() error {
			if err := repeatTimedOut(ctx, func(ctx context.Context) error {
				return s.endpoints[o.Name].joinOrderer(ctx, genesis)
			}); err != nil {
				return err
			}
			return poll(ctx, s.ordersOrTakesRenewed(o), nil)
		})
	}
	return group.Wait()
}

// ordersOrWaits returns the check of an orderer that takes part. Where the folder
// holds all orderers, they must have a leader; where it does not, a leader needs
// other hosts, which may come later.
func (s *supervisor) ordersOrWaits(o Organisation) func(context.Context) error {
	if s.snapshot().whole() {
		return s.endpoints[o.Name].checkOrdering
	}
	return func(ctx context.Context) error {
		_, err := s.endpoints[o.Name].takesPart(ctx)
		return err
	}
}

// takesPart returns nil, and the orderer's name, when the orderer is an active consenter.
func (e *endpoints) takesPart(ctx context.Context) (node string, err error) {
	node = e.organisation.Node(KindOrderer)
	p, err := e.participation(ctx)
	if err != nil {
		return node, fmt.Errorf("%s: %w", node, err)
	}
	if p.ConsensusRelation != relationConsenter || p.Status != "active" {
		return node, fmt.Errorf("%w: %s is %s, %s", ErrNotReady, node, p.ConsensusRelation, p.Status)
	}
	return node, nil
}

// checkOrdering returns nil when the orderer is an active consenter that knows a leader.
func (e *endpoints) checkOrdering(ctx context.Context) error {
	node, err := e.takesPart(ctx)
	if err != nil {
		return err
	}
	leader, err := e.leader(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", node, err)
	}
	if leader == "" {
		return fmt.Errorf("%w: %s knows no leader", ErrNotReady, node)
	}
	return nil
}

// defineChaincode makes a version the channel's chaincode: every organisation installs
// its package and approves, one commits. Steps that were done are left out.
func (s *supervisor) defineChaincode(ctx context.Context, admins administrators, v version) error {
	committed, err := admins[0].committed(ctx)
	if err != nil {
		return err
	}
	if committed >= v {
		return nil
	}
	s.Progress(fmt.Sprintf("every organisation installs and approves version %d of the chaincode", v))
	if err := s.approveChaincode(ctx, admins, v); err != nil {
		return err
	}
	// Each peer endorses the commit by the approvals that it has seen itself.
	if err := admins.each(ctx, func(ctx context.Context, a *administrator) error {
		return poll(ctx, func(ctx context.Context) error { return a.approvedByAll(ctx, v) }, nil)
	}); err != nil {
		return err
	}
	return repeatTimedOut(ctx, func(ctx context.Context) error {
		if committed, err := admins[0].committed(ctx); err != nil || committed >= v {
			return err
		}
		return admins[0].commit(ctx, v, Organisations())
	})
}

// approveChaincode has each of the folder's organisations install its package of a
// version on its peer, and approve it.
func (s *supervisor) approveChaincode(ctx context.Context, admins administrators, v version) error {
	return admins.each(ctx, func(ctx context.Context, a *administrator) error {
		packed, err := v.readPackage(s.Dir, a.organisation)
		if err != nil {
			return err
		}
		if err := repeatTimedOut(ctx, func(ctx context.Context) error { return a.install(ctx, packed) }); err != nil {
			return err
		}
		return repeatTimedOut(ctx, func(ctx context.Context) error { return a.approve(ctx, v, packed) })
	})
}

// waitService waits until the network does what it is for: every peer of the folder
// serves, and knows the others where they are in the folder too. Where the organisation
// has approved no chaincode yet, there is nothing to wait for.
func (s *supervisor) waitService(ctx context.Context, admins administrators) error {
	if s.snapshot().Version == 0 {
		return nil
	}
	return admins.each(ctx, func(ctx context.Context, a *administrator) error {
		if err := s.waitPeer(ctx, a); err != nil || !s.snapshot().whole() {
			return err
		}
		return poll(ctx, a.seesAllPeers, nil)
	})
}

// waitPeer waits until an organisation's peer has all blocks and the
// chaincode's version, and reaches its chaincode.
func (s *supervisor) waitPeer(ctx context.Context, a *administrator) error {
	want := s.snapshot().Version
	for _, check := range []func(context.Context) error{
		func(ctx context.Context) error { return s.caughtUp(ctx, a) },
		func(ctx context.Context) error { return hasVersion(ctx, a, want) },
		a.reachesChaincode,
	} {
		if err := poll(ctx, check, nil); err != nil {
			return err
		}
	}
	return nil
}

// caughtUp returns nil when the organisation's peer has every block that an
// orderer has, of those that answer.
func (s *supervisor) caughtUp(ctx context.Context, a *administrator) error {
	ordered, err := s.orderedHeight(ctx)
	if err != nil {
		return err
	}
	client, err := a.ledgers()
	if err != nil {
		return err
	}
	h, err := queryHead(ctx, client, a.peer)
	if err != nil {
		return err
	}
	if h.height < ordered {
		return fmt.Errorf("%w: %s has %d of %d blocks", ErrNotReady, a.peer, h.height, ordered)
	}
	return nil
}

// orderedHeight returns the largest height among the orderers that answer.
func (s *supervisor) orderedHeight(ctx context.Context) (uint64, error) {
	var height uint64
	var refused error
	for _, o := range s.own() {
		p, err := s.endpoints[o.Name].participation(ctx)
		if err != nil {
			refused = err
			continue
		}
		height = max(height, p.Height)
	}
	if height == 0 {
		return 0, fmt.Errorf("no orderer answers: %w", refused)
	}
	return height, nil
}

// checkGenesis returns ErrDiverged unless the peers' ledgers begin with the
// genesis block that the network was made with.
func (s *supervisor) checkGenesis(ctx context.Context, admins administrators) error {
	want := s.snapshot().Genesis
	return admins.each(ctx, func(ctx context.Context, a *administrator) error {
		client, err := a.ledgers()
		if err != nil {
			return err
		}
		got, err := queryHash(ctx, client, a.peer, 0)
		if err == nil && got != want {
			err = fmt.Errorf("%w: %s begins with %s, the network with %s", ErrDiverged, a.peer, got, want)
		}
		return err
	})
}
