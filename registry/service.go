package registry

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"sogoc/registry/password"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Keys opens an issuer's signing key. Package signer implements it.
type Keys interface {
	// Signers returns the signers of all keys that are here for an issuer;
	// none is no error. Which of them is good is the ledger's matter. It may
	// be called concurrently.
	Signers(ctx context.Context, issuer string) ([]credential.Signer, error)
}

// KeysFrom makes Keys of what package signer offers: a Keystore, or another of
// its sources.
func KeysFrom[S credential.Signer](source interface {
	Signers(issuer string) ([]S, error)
}) Keys {
	return keySource[S]{source.Signers}
}

type keySource[S credential.Signer] struct {
	signers func(issuer string) ([]S, error)
}

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

// Config is what a Service must know besides its connections.
type Config struct {
	// Host is the host, or host:port, of the permanent public address: part
	// of every issuer's DID and thereby of every credential. Required.
	Host string
	// Random is the source of ids, salts and status indices; nil for
	// crypto/rand. It must be cryptographically strong and safe for concurrent use.
	Random io.Reader
	// Now is the clock; nil for time.Now.
	Now func() time.Time
	// Log is nil for slog.Default.
	Log *slog.Logger
	// PasswordCost is what one password hash takes; zero for password.Standard.
	PasswordCost password.Cost
}

// Service is the register. It is safe for concurrent use, by several
// processes on one database as well. Every method that takes an Actor decides
// itself whether the actor may; errors are those of errors.go.
type Service struct {
	store  Store
	ledger Ledger
	keys   Keys
	host   string
	random io.Reader
	now    func() time.Time
	log    *slog.Logger
	wake   chan struct{} // tells a worker of this process that there is work

	passwordCost password.Cost
	hashing      chan struct{} // bounds the memory that password hashes take at once
	nobody       func() string // hash of a password that nobody has
}

// New returns the register on these connections. It starts nothing: the
// ledger is called by a Worker.
func New(store Store, l Ledger, keys Keys, config Config) *Service {
	s := &Service{store: store, ledger: l, keys: keys, host: config.Host, random: config.Random, now: config.Now, log: config.Log, wake: make(chan struct{}, 1),
		passwordCost: config.PasswordCost, hashing: make(chan struct{}, parallelHashes)}
	if s.passwordCost == (password.Cost{}) {
		s.passwordCost = password.Standard
	}
	s.nobody = sync.OnceValue(func() string { return password.Hash(string(NewToken()), s.passwordCost) })
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	return s
}

// time returns the present as the database keeps it: UTC, microseconds.
func (s *Service) time() time.Time { return s.now().UTC().Truncate(time.Microsecond) }

// id draws a random UUID.
func (s *Service) id() (uuid.UUID, error) { return uuid.NewRandomFromReader(s.random) }

// stir wakes a worker of this process, if one waits.
func (s *Service) stir() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// An issuer's keys are asked for so often, with pauses that grow by lookPause,
// before none is good: the peer that answers may lag a moment behind the one
// through which the accreditor added a key.
const (
	looks     = 5
	lookPause = 100 * time.Millisecond
)

// signer returns the newest of an issuer's keys that is here and good on the
// ledger, or with a thumbprint that one if it is. While the ledger does not
// answer, a key that is the only one here is taken: if it is no good, the
// ledger will refuse its anchor.
func (s *Service) signer(ctx context.Context, issuer, thumbprint string) (credential.Signer, error) {
	signers, err := s.keys.Signers(ctx, issuer)
	if err != nil {
		return nil, err
	}
	if thumbprint != "" {
		signers = slices.DeleteFunc(slices.Clone(signers), func(c credential.Signer) bool { return c.PublicKey().Thumbprint() != thumbprint })
	}
	if len(signers) == 0 {
		return nil, fmt.Errorf("%w: none is here for issuer %s", ErrKey, issuer)
	}
	for look := 1; ; look++ {
		found, err := s.goodSigner(ctx, issuer, signers)
		again := errors.Is(err, ErrKey) || codeOf(err) == ledger.CodeNotFound
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
func (s *Service) goodSigner(ctx context.Context, issuer string, signers []credential.Signer) (credential.Signer, error) {
	view, err := s.ledger.Issuer(ctx, issuer)
	if errors.Is(err, ErrUnavailable) && len(signers) == 1 {
		return signers[0], nil
	}
	if err != nil {
		return nil, fmt.Errorf("keys of issuer %s: %w", issuer, err)
	}
	found := newestGood(view.Keys, signers, s.now())
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
