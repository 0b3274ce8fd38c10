package registry

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"golang.org/x/time/rate"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Keys holds the issuers' signing keys. Package signer implements it. It may be
// called concurrently.
type Keys interface {
	// Signers returns the signers of all keys that are here for an issuer and
	// open; none is no error. Which of them is good is the ledger's matter.
	Signers(ctx context.Context, issuer string) ([]credential.Signer, error)
	// Locked returns the thumbprints of keys that only a passphrase of the
	// issuer's people opens, and none has opened.
	Locked(ctx context.Context, issuer string) ([]string, error)
	// Unlock opens them for a while, or returns ErrPassphrase.
	Unlock(ctx context.Context, issuer string, passphrase Password) error
}

// KeysFrom makes Keys of what package signer offers: a Keystore, or another of
// its sources. One that cannot be unlocked has nothing locked.
func KeysFrom[S credential.Signer](source interface {
	Signers(issuer string) ([]S, error)
}) Keys {
	lock, _ := source.(lock)
	return keySource[S]{source.Signers, lock}
}

// lock is what a source of keys with passphrases has besides.
type lock interface {
	Locked(issuer string) ([]string, error)
	Unlock(issuer, passphrase string) error
	// Passphrase reports whether an error means that a passphrase is wrong.
	Passphrase(err error) bool
}

type keySource[S credential.Signer] struct {
	signers func(issuer string) ([]S, error)
	lock    lock // nil for none
}

// Signers implements Keys.
func (k keySource[S]) Signers(_ context.Context, issuer string) ([]credential.Signer, error) {
	found, err := k.signers(issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: issuer %s: %w", ErrKey, issuer, err)
	}
	signers := make([]credential.Signer, len(found))
	for i, s := range found {
		signers[i] = s
	}
	return signers, nil
}

// Locked implements Keys.
func (k keySource[S]) Locked(_ context.Context, issuer string) ([]string, error) {
	if k.lock == nil {
		return nil, nil
	}
	locked, err := k.lock.Locked(issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: issuer %s: %w", ErrKey, issuer, err)
	}
	return locked, nil
}

// Unlock implements Keys.
func (k keySource[S]) Unlock(_ context.Context, issuer string, passphrase Password) error {
	if k.lock == nil {
		return fmt.Errorf("%w: nothing is locked", ErrState)
	}
	err := k.lock.Unlock(issuer, string(passphrase))
	switch {
	case err == nil:
		return nil
	case k.lock.Passphrase(err):
		return ErrPassphrase
	}
	return fmt.Errorf("%w: issuer %s: %w", ErrKey, issuer, err)
}

// KeyState says with which key an issuer would sign now.
type KeyState struct {
	Thumbprint string `json:"thumbprint,omitempty"` // of the key that would sign; "" where none can
	Locked     bool   `json:"locked"`               // none can until the school's passphrase is given
}

// SigningKey returns with which key actor's school would sign now. ErrKey where
// none that is here is good on the ledger, locked or not. Role approver.
func (s *Service) SigningKey(ctx context.Context, actor Actor) (KeyState, error) {
	if err := actor.may(actor.Issuer, RoleApprover); err != nil {
		return KeyState{}, err
	}
	signer, err := s.signer(ctx, actor.Issuer, "")
	if errors.Is(err, ErrLocked) {
		return KeyState{Locked: true}, nil
	}
	if err != nil {
		return KeyState{}, err
	}
	return KeyState{Thumbprint: signer.PublicKey().Thumbprint()}, nil
}

// unlockTries and unlockPause are how often one person may try a passphrase at
// once, and how soon again: each try takes half a second of one processor.
const (
	unlockTries = 5
	unlockPause = 20 * time.Second
	unlockers   = 1024 // persons who are remembered
)

// mayUnlock counts a person's try.
func (s *Service) mayUnlock(person uuid.UUID) bool {
	fresh := rate.NewLimiter(rate.Every(unlockPause), unlockTries)
	limiter, known, _ := s.unlocking.PeekOrAdd(person, fresh)
	if !known {
		limiter = fresh
	}
	return limiter.AllowN(s.now(), 1)
}

// UnlockKey opens the own keys of actor's school in this process: see package
// signer for how long. ErrPassphrase where the passphrase opens none, ErrState
// where none is locked, ErrTooMany for who guesses. Role approver.
func (s *Service) UnlockKey(ctx context.Context, actor Actor, passphrase Password) error {
	if err := actor.may(actor.Issuer, RoleApprover); err != nil {
		return err
	}
	locked, err := s.keys.Locked(ctx, actor.Issuer)
	if err != nil {
		return err
	}
	if len(locked) == 0 {
		return fmt.Errorf("%w: no key of the school is locked", ErrState)
	}
	if !s.mayUnlock(actor.ID) {
		return ErrTooMany
	}
	if err := s.keys.Unlock(ctx, actor.Issuer, passphrase); err != nil {
		return err
	}
	s.unlocking.Remove(actor.ID)
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.HurryAnchors(ctx, actor.Issuer); err != nil { // what waited for the key
			return err
		}
		return q.AppendAudit(ctx, s.entry(actor, actor.Issuer, ActionKeyUnlocked))
	})
	if err != nil {
		return err
	}
	s.stir()
	s.log.InfoContext(ctx, "signing key unlocked", "issuer", actor.Issuer, "actor", actor.ID)
	return nil
}

// An issuer's keys are asked for so often, with pauses that grow by lookPause,
// before none is good: the peer that answers may lag a moment behind the one
// through which the accreditor added a key.
const (
	looks     = 5
	lookPause = 100 * time.Millisecond
)

// signer returns the newest of an issuer's open keys that is here and good on
// the ledger, or with a thumbprint that one if it is; ErrLocked where only locked
// ones are. While the ledger does not answer, a key that is the only one here is
// taken: if it is no good, the ledger will refuse its anchor.
func (s *Service) signer(ctx context.Context, issuer, thumbprint string) (credential.Signer, error) {
	signers, err := s.keys.Signers(ctx, issuer)
	if err != nil {
		return nil, err
	}
	locked, err := s.keys.Locked(ctx, issuer)
	if err != nil {
		return nil, err
	}
	if thumbprint != "" {
		signers = slices.DeleteFunc(slices.Clone(signers), func(c credential.Signer) bool { return c.PublicKey().Thumbprint() != thumbprint })
		locked = slices.DeleteFunc(locked, func(l string) bool { return l != thumbprint })
	}
	if len(signers)+len(locked) == 0 {
		return nil, fmt.Errorf("%w: none is here for issuer %s", ErrKey, issuer)
	}
	for look := 1; ; look++ {
		found, err := s.goodSigner(ctx, issuer, signers, locked)
		again := (errors.Is(err, ErrKey) && !errors.Is(err, ErrLocked)) || codeOf(err) == ledger.CodeNotFound
		if !again || look == looks {
			return found, err
		}
		timer := time.NewTimer(time.Duration(look) * lookPause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, err
		case <-timer.C:
		}
	}
}

// goodSigner asks the ledger once for what signer returns.
func (s *Service) goodSigner(ctx context.Context, issuer string, signers []credential.Signer, locked []string) (credential.Signer, error) {
	view, err := s.ledger.Issuer(ctx, issuer)
	if errors.Is(err, ErrUnavailable) && len(signers)+len(locked) == 1 {
		if len(signers) == 0 {
			return nil, fmt.Errorf("%w: issuer %s", ErrLocked, issuer)
		}
		return signers[0], nil
	}
	if err != nil {
		return nil, fmt.Errorf("keys of issuer %s: %w", issuer, err)
	}
	found := newestGood(view.Keys, signers, s.now())
	if found == nil && slices.ContainsFunc(view.Keys, func(key ledger.Key) bool { return key.GoodAt(s.now()) && slices.Contains(locked, key.Key.Thumbprint()) }) {
		return nil, fmt.Errorf("%w: issuer %s", ErrLocked, issuer)
	}
	if found == nil {
		return nil, fmt.Errorf("%w: none that is here for issuer %s is good on the ledger", ErrKey, issuer)
	}
	return found, nil
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

// sign signs a statement and checks the signature: a wrong one would be
// committed and refused for ever.
func sign[S ledger.Statement](statement S, signer credential.Signer) (ledger.Signature, error) {
	if err := statement.Validate(); err != nil {
		return ledger.Signature{}, err
	}
	message := ledger.Canonical(statement)
	signature, err := signer.Sign(message)
	if err != nil {
		return signature, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if err := signer.PublicKey().Verify(message, signature); err != nil {
		return signature, fmt.Errorf("%w: signer of %s: %w", ErrKey, signer.PublicKey().Thumbprint(), err)
	}
	return signature, nil
}
