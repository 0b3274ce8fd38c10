package network

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
)

// The acts on the chaincode by which organisations on hosts of their own decide on it.
const (
	actApprove = "approve"
	actCommit  = "commit"
)

// OwnChaincode is a version of the chaincode, and the program that the folder's
// organisations run as it. Of the program the ledger holds nothing: what another
// organisation runs, only that organisation can say.
type OwnChaincode struct {
	Version int           `json:"version"`
	Program ledger.Digest `json:"program"` // SHA-256 of the program's file
}

// ownChaincode hashes the program from which the folder's chaincodes of a version start.
func ownChaincode(d Dir, v version) (OwnChaincode, error) {
	program, err := os.ReadFile(v.program(d))
	if err != nil {
		return OwnChaincode{}, fmt.Errorf("the program of chaincode version %d: %w", v, err)
	}
	return OwnChaincode{int(v), ledger.SumDigest(program)}, nil
}

// HeldChaincode is what one of the folder's organisations runs as its chaincode.
type HeldChaincode struct {
	Organisation string `json:"organisation"`
	OwnChaincode
	Committed bool `json:"committed"` // otherwise it is approved, and waits for the others
}

// heldChaincodes returns the chaincodes of the folder's organisations: the channel's
// version, and one that is approved and not committed.
func heldChaincodes(d Dir, r record) ([]HeldChaincode, error) {
	held := []HeldChaincode{}
	for _, v := range []version{r.Version, r.Next} {
		if v == 0 {
			continue
		}
		own, err := ownChaincode(d, v)
		if errors.Is(err, fs.ErrNotExist) {
			continue // a first start or an approval was interrupted before it was there
		}
		if err != nil {
			return nil, err
		}
		for _, o := range r.Addresses.organisations() {
			held = append(held, HeldChaincode{o.Name, own, v == r.Version})
		}
	}
	return held, nil
}

// ApproveChaincode has the folder's organisations run a program as their chaincode
// of the next version, install its package on their own peers, and approve it. It
// returns the version, and the hash of what runs here as it. It may be repeated.
func ApproveChaincode(ctx context.Context, d Dir, chaincoded string) (OwnChaincode, error) {
	o, err := send(ctx, d, "/chaincode/"+actApprove, []byte(chaincoded))
	if err != nil {
		return OwnChaincode{}, err
	}
	return ownChaincode(d, version(o.Version))
}

// CommitChaincode makes the version that the folder's organisations approved the
// channel's, once most organisations have approved it, and returns it with the hash of
// what runs here as it. It returns ErrNotReady, and who has not approved, while they
// are too few.
func CommitChaincode(ctx context.Context, d Dir) (OwnChaincode, error) {
	o, err := send(ctx, d, "/chaincode/"+actCommit, nil)
	if err != nil {
		return OwnChaincode{}, err
	}
	return ownChaincode(d, version(o.Version))
}

func (s *supervisor) actOnChaincode(ctx context.Context, act, program string) (version, error) {
	if err := s.acts.begin(ctx); err != nil {
		return 0, err
	}
	defer s.acts.end()
	if s.snapshot().Together {
		return 0, fmt.Errorf("%w: networkctl up made this network and acts for all four: networkctl upgrade", ErrUsage)
	}
	admins, err := s.openAdministrators()
	if err != nil {
		return 0, err
	}
	defer admins.close()
	switch act {
	case actApprove:
		return s.approveProgram(ctx, admins, program)
	case actCommit:
		return s.commitApproved(ctx, admins)
	}
	return 0, fmt.Errorf("%w: unknown act %q", ErrUsage, act)
}

// approveProgram approves a program as the channel's next version, or as the present
// one where the others committed that before this organisation approved it.
func (s *supervisor) approveProgram(ctx context.Context, admins administrators, program string) (version, error) {
	if err := s.finishUpgrade(ctx, admins); err != nil {
		return 0, err
	}
	committed, err := s.channelVersion(ctx, admins)
	if err != nil {
		return 0, err
	}
	r := s.snapshot()
	next := committed
	if r.Version == committed {
		next = committed + 1
	}
	if r.Version > 0 {
		same, err := sameProgram(s.Dir, r.Version, program)
		if err != nil {
			return 0, err
		}
		if same {
			return 0, fmt.Errorf("%w: the organisation runs this very program as version %d", ErrUsage, r.Version)
		}
	}
	started := false
	if r.Next == next {
		if started, err = sameProgram(s.Dir, next, program); err != nil {
			return 0, err
		}
	}
	if !started {
		if err := s.dropNext(); err != nil {
			return 0, err
		}
		if err := s.startNext(ctx, next, program); err != nil {
			return 0, errors.Join(err, s.dropNext())
		}
	}
	if err := s.approveChaincode(ctx, admins, next); err != nil {
		return 0, err
	}
	s.Log.Info("chaincode approved", slog.Int("version", int(next)))
	return next, s.finishUpgrade(ctx, admins)
}

// commitApproved commits the version that the folder's organisations approved.
func (s *supervisor) commitApproved(ctx context.Context, admins administrators) (version, error) {
	if err := s.finishUpgrade(ctx, admins); err != nil {
		return 0, err
	}
	next := s.snapshot().Next
	if next == 0 {
		return 0, fmt.Errorf(
			"%w: nothing is approved here that is not committed: networkctl chaincode approve",
			ErrUsage,
		)
	}
	approved, missing, err := admins[0].approvals(ctx, next)
	if err != nil {
		return 0, err
	}
	if 2*len(approved) <= len(Organisations()) {
		return 0, fmt.Errorf("%w: version %d is approved by %s, and not yet by %s", ErrNotReady, next,
			namesOf(approved), namesOf(missing))
	}
	if err := repeatTimedOut(ctx, func(ctx context.Context) error {
		if committed, err := admins[0].committed(ctx); err != nil || committed >= next {
			return err
		}
		return admins[0].commit(ctx, next, approved)
	}); err != nil {
		return 0, err
	}
	return next, s.finishUpgrade(ctx, admins)
}

func namesOf(all []Organisation) string {
	names := []string{}
	for _, o := range all {
		names = append(names, o.Name)
	}
	if len(names) == 0 {
		return "nobody"
	}
	return join(names)
}

// commitInterval is how often an organisation that approved a version asks whether the
// channel has committed it.
const commitInterval = 2 * time.Second

// adoptCommitted makes a version that the folder's organisations approved their
// present one when another organisation has committed it, until ctx ends.
func (s *supervisor) adoptCommitted(ctx context.Context) {
	if s.snapshot().Together {
		return // one act approves and commits
	}
	for wait.For(ctx, commitInterval) == nil {
		if s.snapshot().Next == 0 || !s.acts.look() {
			continue
		}
		err := s.adoptIfCommitted(ctx)
		s.acts.end()
		if err != nil && ctx.Err() == nil {
			s.Log.Warn("asked in vain whether the chaincode is committed", slog.Any("error", err))
		}
	}
}

func (s *supervisor) adoptIfCommitted(ctx context.Context) error {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	admins, err := s.openAdministrators()
	if err != nil {
		return err
	}
	defer admins.close()
	return s.finishUpgrade(ctx, admins)
}
