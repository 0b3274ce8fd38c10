package network

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// prepare makes the network, or takes up the one that is there.
func (s *supervisor) prepare(ctx context.Context) error {
	if err := s.Tools.Check(); err != nil {
		return err
	}
	r, err := readRecord(s.Dir)
	if err != nil && exists(s.Dir.record()) {
		return err
	}
	if err == nil {
		err = s.takePorts(ctx, r)
		if r.Complete || !r.Together {
			return errors.Join(err, s.resume(r))
		}
		s.held.release()
		s.Progress("a first start was interrupted: it begins again")
	}
	s.Progress("making certificates, genesis block and client identities in " + string(s.Dir))
	program, err := s.Chaincoded(ctx)
	if err != nil {
		return err
	}
	r, s.held, err = makeNetwork(ctx, s.Options, program)
	s.setRecord(r)
	if err == nil {
		s.members, err = readMembers(s.Dir, r)
	}
	return err
}

// resume takes up organisations that were made before. Their nodes start on nothing
// but a genesis block to which all organisations have agreed.
func (s *supervisor) resume(r record) error {
	s.Progress("resuming the network in " + string(s.Dir))
	s.resumed = r.Complete
	r.Together = r.madeByUp(s.Dir)
	s.setRecord(r)
	members, err := readMembers(s.Dir, r)
	if err != nil {
		return err
	}
	s.members = members
	for _, o := range r.Addresses.organisations() {
		if err := errors.Join(finishTaking(s.Dir, o, partMembers), finishTaking(s.Dir, o, partOrderer)); err != nil {
			return fmt.Errorf("finish the renewal of %s: %w", o.Name, err)
		}
	}
	if err := checkAdopted(s.Dir, r); err != nil {
		return err
	}
	if r.Complete {
		return nil
	}
	// A peer that was killed while it made its databases does not start any more. It
	// has nothing yet that the others have not; an orderer may have, so its data stay.
	for _, o := range r.Addresses.organisations() {
		if err := os.RemoveAll(s.Dir.data(o.Node(KindPeer))); err != nil {
			return err
		}
	}
	return nil
}

// takePorts holds a network's ports. The processes of a supervisor that was
// killed may take a moment to end.
func (s *supervisor) takePorts(ctx context.Context, r record) error {
	ctx, cancel := context.WithTimeout(ctx, stopGrace)
	defer cancel()
	var taken error
	if poll(ctx, func(context.Context) error {
		s.held, taken = holdPorts(r.Addresses, r.madeByUp(s.Dir))
		return taken
	}, nil) != nil {
		return taken
	}
	return nil
}
