package keys

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
)

// An issuer's keys are asked for so often, with pauses that grow by lookPause,
// before none is good: the peer that answers may lag a moment behind the one
// through which the accreditor added a key.
const (
	looks     = 5
	lookPause = 100 * time.Millisecond
)

// Grant says under which right a signer signs a batch.
type Grant struct {
	Fence int64 // of the key lease; 0 for a key that needs none
}

// Signer returns the newest of the keys of actor's school that is good on the
// ledger and open here for what actor does. ErrLocked where only locked ones are,
// ErrKey where none is. While the ledger does not answer, a key that is the only
// one here is taken: if it is no good, the ledger refuses what it signs.
func (s *Service) Signer(ctx context.Context, actor registry.Actor) (credential.Signer, error) {
	return s.choose(ctx, actor.Issuer, "", func(g *grant) bool { return g.actor == actor.ID })
}

// WaitingSigner is Signer for what an approver asked for before and must be
// signed again: a key that any approver has opened for acts will do.
func (s *Service) WaitingSigner(ctx context.Context, issuer string) (credential.Signer, error) {
	return s.choose(ctx, issuer, "", func(g *grant) bool { return g.actor != uuid.Nil })
}

// BatchSigner is Signer for an approved batch, or with a thumbprint that key if
// it is good. A school's own key is open for it only where this process was
// given the passphrase for it.
func (s *Service) BatchSigner(
	ctx context.Context,
	b registry.Batch,
	thumbprint string,
) (credential.Signer, Grant, error) {
	held, _ := s.rightTo(b.ID)
	found, err := s.choose(ctx, b.Issuer, thumbprint, func(g *grant) bool { return g == held.grant })
	if err != nil {
		return nil, Grant{}, err
	}
	own, err := s.ownKeys(b.Issuer)
	if err != nil {
		return nil, Grant{}, err
	}
	if !slices.Contains(own, found.PublicKey().Thumbprint()) {
		return found, Grant{}, nil
	}
	return found, Grant{Fence: held.fence}, nil
}

func (s *Service) ownKeys(issuer string) ([]string, error) {
	own, err := s.source.OwnKeys(issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: issuer %s: %w", registry.ErrKey, issuer, err)
	}
	return own, nil
}

// choose picks among the keys that need no grant and those of covering grants.
func (s *Service) choose(
	ctx context.Context, issuer, thumbprint string, covers func(*grant) bool,
) (credential.Signer, error) {
	signers, err := s.source.Signers(issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: issuer %s: %w", registry.ErrKey, issuer, err)
	}
	locked, err := s.ownKeys(issuer)
	if err != nil {
		return nil, err
	}
	for _, open := range s.openKeys(issuer, covers) {
		signers = append(signers, open)
		locked = slices.DeleteFunc(locked, func(l string) bool { return l == open.PublicKey().Thumbprint() })
	}
	if thumbprint != "" {
		signers = slices.DeleteFunc(slices.Clone(signers), func(c credential.Signer) bool {
			return c.PublicKey().Thumbprint() != thumbprint
		})
		locked = slices.DeleteFunc(locked, func(l string) bool { return l != thumbprint })
	}
	if len(signers)+len(locked) == 0 {
		return nil, fmt.Errorf("%w: none is here for issuer %s", registry.ErrKey, issuer)
	}
	for look := 1; ; look++ {
		found, err := s.askLedger(ctx, issuer, signers, locked)
		again := (errors.Is(err, registry.ErrKey) && !isLocked(err)) || registry.RefusalCode(err) == ledger.CodeNotFound
		if !again || look == looks {
			return found, err
		}
		if wait.For(ctx, time.Duration(look)*lookPause) != nil {
			return nil, err
		}
	}
}

func isLocked(err error) bool { return errors.Is(err, registry.ErrLocked) }

// askLedger asks the ledger once which of the keys is good.
func (s *Service) askLedger(
	ctx context.Context, issuer string, signers []credential.Signer, locked []string,
) (credential.Signer, error) {
	view, err := s.ledger.Issuer(ctx, issuer)
	if errors.Is(err, registry.ErrUnavailable) && len(signers)+len(locked) == 1 {
		if len(signers) == 0 {
			return nil, fmt.Errorf("%w: issuer %s", registry.ErrLocked, issuer)
		}
		return signers[0], nil
	}
	if err != nil {
		return nil, fmt.Errorf("keys of issuer %s: %w", issuer, err)
	}
	now := s.proc.Now()
	if found := newestGood(view.Keys, signers, now); found != nil {
		return found, nil
	}
	lockedIsGood := slices.ContainsFunc(view.Keys, func(key ledger.Key) bool {
		return key.GoodAt(now) && slices.Contains(locked, key.Key.Thumbprint())
	})
	if lockedIsGood {
		return nil, fmt.Errorf("%w: issuer %s", registry.ErrLocked, issuer)
	}
	return nil, fmt.Errorf("%w: none that is here for issuer %s is good on the ledger", registry.ErrKey, issuer)
}

// newestGood returns the signer of the newest key that is good at a moment, nil for none.
func newestGood(keys []ledger.Key, signers []credential.Signer, at time.Time) credential.Signer {
	var found credential.Signer
	var added time.Time
	for _, key := range keys {
		if !key.GoodAt(at) || (found != nil && !key.Added.After(added)) {
			continue
		}
		for _, candidate := range signers {
			if candidate.PublicKey() == key.Key {
				found, added = candidate, key.Added
			}
		}
	}
	return found
}
