package network

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"syscall"
)

// upgrade brings the running network to this program's rules: the policies of the
// organisations go to the majority, and the chaincode becomes the new program. It
// returns the chaincode's version then. What is so already is left as it is; where
// both are, that is ErrUsage.
//
// Both versions of the chaincode run until every peer has the new one, so that no
// transaction finds none. The channel's commit is the commit point: what fails
// before it leaves the old version in place, what fails after it is finished by
// finishUpgrade, here or at the next start.
func (s *supervisor) upgrade(ctx context.Context, program string) (version, error) {
	if err := s.acts.begin(ctx); err != nil {
		return 0, err
	}
	defer s.acts.end()
	if !s.snapshot().whole() {
		return 0, fmt.Errorf("%w: the other organisations decide too: networkctl chaincode approve on each host, "+
			"then networkctl chaincode commit on one", ErrUsage)
	}
	same, err := sameProgram(s.Dir, s.snapshot().Version, program)
	if err != nil {
		return 0, err
	}
	admins, err := s.openAdministrators()
	if err != nil {
		return 0, err
	}
	defer admins.close()
	if err := s.waitNodes(ctx, KindPeer); err != nil { // every one installs and approves; of the orderers one may be away
		return 0, err
	}
	changed, err := s.upgradePolicies(ctx, admins)
	if err != nil {
		return 0, fmt.Errorf("policies: %w", err)
	}
	if changed {
		s.Log.Info("policies given to the majority")
	}
	if !same {
		return s.upgradeChaincode(ctx, admins, program)
	}
	if !changed {
		return 0, fmt.Errorf("%w: the network runs this very program, and its policies are the majority's", ErrUsage)
	}
	return s.snapshot().Version, nil
}

// upgradeChaincode puts a new program of the chaincode on the running network.
func (s *supervisor) upgradeChaincode(ctx context.Context, admins administrators, program string) (version, error) {
	next := s.snapshot().Version + 1
	if err := s.startNext(ctx, next, program); err != nil {
		return 0, errors.Join(err, s.dropNext())
	}
	defined := s.defineChaincode(ctx, admins, next)
	if err := s.finishUpgrade(ctx, admins); err != nil {
		return 0, errors.Join(defined, err)
	}
	if s.snapshot().Version != next {
		return 0, defined
	}
	return next, s.waitService(ctx, admins)
}

// startNext makes the next version's files, remembers that an upgrade is under
// way, and starts its processes.
func (s *supervisor) startNext(ctx context.Context, next version, program string) error {
	if err := next.create(s.Dir, program, s.snapshot().Addresses); err != nil {
		return err
	}
	s.Log.Info("chaincode upgrade began", slog.Int("version", int(next)))
	s.mu.Lock()
	s.record.Next = next
	err := s.record.write(s.Dir)
	if err == nil {
		err = s.startChaincodes(s.next, next)
	}
	s.mu.Unlock()
	if err != nil {
		return err
	}
	for _, o := range s.own() {
		if err := s.waitNode(ctx, o, KindChaincode, next, s.next[o.Node(KindChaincode)]); err != nil {
			return err
		}
	}
	return nil
}

// finishUpgrade ends an upgrade that is under way or was interrupted: it is finished
// if the channel has committed it, and given up otherwise.
func (s *supervisor) finishUpgrade(ctx context.Context, admins administrators) error {
	next := s.snapshot().Next
	if next == 0 {
		return nil
	}
	committed, err := s.channelVersion(ctx, admins)
	if err != nil {
		return err
	}
	if committed < next && !s.snapshot().Together {
		return nil // approved: it waits for the others
	}
	if committed < next {
		s.Log.Warn("chaincode upgrade given up", slog.Int("version", int(next)))
		return s.dropNext()
	}
	if err := s.waitCommitted(ctx, admins, next); err != nil {
		return err
	}
	s.Log.Info("chaincode upgrade committed", slog.Int("version", int(next)))
	return s.adoptNext()
}

// channelVersion returns the chaincode's version on the channel as a peer
// knows it that has every block which was ordered when it was asked.
func (s *supervisor) channelVersion(ctx context.Context, admins administrators) (version, error) {
	var committed version
	err := poll(ctx, func(ctx context.Context) error {
		if err := s.caughtUp(ctx, admins[0]); err != nil {
			return err
		}
		v, err := admins[0].committed(ctx)
		committed = v
		return err
	}, nil)
	return committed, err
}

// waitCommitted waits until every peer has a version, before the processes of
// the old one go.
func (s *supervisor) waitCommitted(ctx context.Context, admins administrators, v version) error {
	return admins.each(ctx, func(ctx context.Context, a *administrator) error {
		return poll(ctx, func(ctx context.Context) error { return hasVersion(ctx, a, v) }, nil)
	})
}

func hasVersion(ctx context.Context, a *administrator, v version) error {
	committed, err := a.committed(ctx)
	if err == nil && committed != v {
		err = fmt.Errorf("%w: %s has version %d of the chaincode, not %d", ErrNotReady, a.peer, committed, v)
	}
	return err
}

// adoptNext makes the next version the present one and ends the old one's processes.
func (s *supervisor) adoptNext() error {
	s.mu.Lock()
	s.record.Version, s.record.Next = s.record.Next, 0
	err := s.record.write(s.Dir) // from here on a start brings up the new version alone
	var old []*process
	for node, p := range s.next {
		if before, had := s.processes[node]; had {
			old = append(old, before)
		}
		s.processes[node] = p
	}
	clear(s.next)
	s.mu.Unlock()
	stopProcesses(old, syscall.SIGTERM)
	return err
}

// dropNext ends the next version's processes and forgets it.
func (s *supervisor) dropNext() error {
	s.mu.Lock()
	s.record.Next = 0
	err := s.record.write(s.Dir)
	var next []*process
	for _, p := range s.next {
		next = append(next, p)
	}
	clear(s.next)
	s.mu.Unlock()
	stopProcesses(next, syscall.SIGTERM)
	return err
}
