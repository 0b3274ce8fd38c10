package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sync/errgroup"
)

// maxRestarts is how often a process may end by itself while its health is
// waited for, before the wait ends with what its log says.
const maxRestarts = 3

// waitNode waits until a node is healthy. The node must have been started.
func (s *supervisor) waitNode(ctx context.Context, o Organisation, k Kind, v version, p *process) error {
	return poll(ctx, func(ctx context.Context) error {
		return s.endpoints[o.Name].healthy(ctx, k, v)
	}, func() error {
		state := p.snapshot()
		if state.State == StateStopped || state.Restarts >= maxRestarts {
			return fmt.Errorf("%w: %s ended by itself (%s); its log ends:\n%s", ErrNotReady, state.Node, state.Ended, tail(p.logPath, 15))
		}
		return nil
	})
}

// waitNodes waits until all nodes of these kinds are healthy.
func (s *supervisor) waitNodes(ctx context.Context, kinds ...Kind) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, o := range Organisations() {
		for _, k := range kinds {
			p, err := s.process(o.Node(k))
			if err != nil {
				return err
			}
			group.Go(func() error { return s.waitNode(ctx, o, k, s.record.Version, p) })
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
	for _, o := range Organisations() {
		group.Go(func() error {
			if err := s.endpoints[o.Name].joinOrderer(ctx, genesis); err != nil {
				return err
			}
			return poll(ctx, s.endpoints[o.Name].ordering, nil)
		})
	}
	return group.Wait()
}

// ordering returns nil when the orderer is an active consenter that knows a leader.
func (e *endpoints) ordering(ctx context.Context) error {
	node := e.organisation.Node(KindOrderer)
	p, err := e.participation(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", node, err)
	}
	if p.ConsensusRelation != "consenter" || p.Status != "active" {
		return fmt.Errorf("%w: %s is %s, %s", ErrNotReady, node, p.ConsensusRelation, p.Status)
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

// settle leaves the channel with one version of the chaincode and its
// processes. An upgrade that was interrupted is finished if the channel has
// committed it, and given up otherwise.
func (s *supervisor) settle(ctx context.Context, admins administrators) error {
	if s.record.Next > 0 {
		committed, err := admins[0].committed(ctx)
		if err != nil {
			return err
		}
		if committed < s.record.Next {
			s.Progress("an interrupted upgrade of the chaincode is given up: repeat it")
			return s.abandon()
		}
		return s.promote()
	}
	return s.define(ctx, admins, s.record.Version)
}

// define makes a version the channel's chaincode: every organisation installs
// its package and approves, one commits. Steps that were done are left out.
func (s *supervisor) define(ctx context.Context, admins administrators, v version) error {
	committed, err := admins[0].committed(ctx)
	if err != nil {
		return err
	}
	if committed >= v {
		return nil
	}
	s.Progress(fmt.Sprintf("every organisation installs and approves version %d of the chaincode", v))
	if err := admins.each(ctx, func(ctx context.Context, a *administrator) error {
		packed, err := v.pack(s.Dir, a.organisation)
		if err != nil {
			return err
		}
		if err := a.install(ctx, packed); err != nil {
			return err
		}
		return a.approve(ctx, v, packed)
	}); err != nil {
		return err
	}
	// Each peer endorses the commit by the approvals that it has seen itself.
	if err := admins.each(ctx, func(ctx context.Context, a *administrator) error {
		return poll(ctx, func(ctx context.Context) error { return a.approvedByAll(ctx, v) }, nil)
	}); err != nil {
		return err
	}
	return admins[0].commit(ctx, v)
}

// waitService waits until the network does what it is for: every peer has all
// blocks and the chaincode's version, reaches its chaincode, and knows the others.
func (s *supervisor) waitService(ctx context.Context, admins administrators) error {
	s.Progress("waiting until every peer answers")
	return admins.each(ctx, func(ctx context.Context, a *administrator) error {
		if err := poll(ctx, func(ctx context.Context) error { return s.current(ctx, a) }, nil); err != nil {
			return err
		}
		if err := poll(ctx, a.answers, nil); err != nil {
			return err
		}
		return poll(ctx, a.sees, nil)
	})
}

// current returns nil when the organisation's peer has the blocks that its
// orderer has, and the chaincode's version.
func (s *supervisor) current(ctx context.Context, a *administrator) error {
	ordered, err := s.endpoints[a.organisation.Name].participation(ctx)
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
	if h.height < ordered.Height {
		return fmt.Errorf("%w: %s has %d of %d blocks", ErrNotReady, a.peer, h.height, ordered.Height)
	}
	committed, err := a.committed(ctx)
	if err != nil {
		return err
	}
	if committed != s.record.Version {
		return fmt.Errorf("%w: %s has version %d of the chaincode, not %d", ErrNotReady, a.peer, committed, s.record.Version)
	}
	return nil
}

// Upgrade and its steps.

// upgrade puts a new program of the chaincode on the running network. Both
// versions run until the channel has committed the new one, so that no
// transaction finds none. Whatever fails before the commit leaves the old one
// in place.
func (s *supervisor) upgrade(ctx context.Context, program string) (version, error) {
	if !s.upgrading.TryLock() {
		return 0, fmt.Errorf("%w: an upgrade is under way", ErrUsage)
	}
	defer s.upgrading.Unlock()
	same, err := sameProgram(s.Dir, s.record.Version, program)
	if err != nil {
		return 0, err
	}
	if same {
		return 0, fmt.Errorf("%w: the network runs this very program", ErrUsage)
	}
	admins, err := s.openAdministrators()
	if err != nil {
		return 0, err
	}
	defer admins.close()
	next := s.record.Version + 1
	if err := s.stage(ctx, next, program); err != nil {
		return 0, errors.Join(err, s.abandon())
	}
	if err := s.define(ctx, admins, next); err != nil {
		// Whether the commit was ordered is unknown: the channel says it.
		return 0, errors.Join(err, s.settle(context.WithoutCancel(ctx), admins))
	}
	if err := s.waitCommitted(ctx, admins, next); err != nil {
		return 0, err
	}
	if err := s.promote(); err != nil {
		return 0, err
	}
	return next, s.waitService(ctx, admins)
}

// waitCommitted waits until every peer has a version, before the processes of
// the old one go.
func (s *supervisor) waitCommitted(ctx context.Context, admins administrators, v version) error {
	return admins.each(ctx, func(ctx context.Context, a *administrator) error {
		return poll(ctx, func(ctx context.Context) error {
			committed, err := a.committed(ctx)
			if err == nil && committed < v {
				err = fmt.Errorf("%w: %s has version %d of the chaincode, not yet %d", ErrNotReady, a.peer, committed, v)
			}
			return err
		}, nil)
	})
}

// stage makes the next version's files, remembers that an upgrade is under
// way, and starts its processes.
func (s *supervisor) stage(ctx context.Context, next version, program string) error {
	if err := next.make(s.Dir, program, s.record.Ports); err != nil {
		return err
	}
	s.mu.Lock()
	s.record.Next = next
	err := s.record.write(s.Dir)
	if err == nil {
		s.startChaincodes(s.next, next)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	s.Progress(fmt.Sprintf("starting version %d of the chaincode beside version %d", next, s.record.Version))
	for _, o := range Organisations() {
		p, started := s.next[o.Node(KindChaincode)]
		if !started {
			return fmt.Errorf("%w: %s did not start", ErrNotReady, o.Node(KindChaincode))
		}
		if err := s.waitNode(ctx, o, KindChaincode, next, p); err != nil {
			return err
		}
	}
	return nil
}

// promote makes the next version the present one and ends the old one's processes.
func (s *supervisor) promote() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record.Version, s.record.Next = s.record.Next, 0
	err := s.record.write(s.Dir) // from here on a start brings up the new version alone
	var old []*process
	for node, p := range s.next {
		old = append(old, s.processes[node])
		s.processes[node] = p
	}
	clear(s.next)
	stopProcesses(old, syscall.SIGTERM)
	return err
}

// abandon ends the next version's processes and forgets it.
func (s *supervisor) abandon() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record.Next = 0
	var next []*process
	for _, p := range s.next {
		next = append(next, p)
	}
	clear(s.next)
	stopProcesses(next, syscall.SIGTERM)
	return s.record.write(s.Dir)
}
