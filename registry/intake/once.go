package intake

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// AlreadyImported is the error of an import whose file made a batch before, and which
// asks for no other one besides it. It is registry.ErrConflict.
type AlreadyImported struct {
	Batch registry.Batch // the newest of the file that was not rejected, discarded or given up
	Same  bool           // that import asked for the same in everything
}

// Error implements error.
func (e *AlreadyImported) Error() string {
	return fmt.Sprintf("%v: the file made batch %s already", registry.ErrConflict, e.Batch.ID)
}

// Unwrap returns registry.ErrConflict.
func (e *AlreadyImported) Unwrap() error { return registry.ErrConflict }

// RequestDigest returns the SHA-256 of all that an import asks for: two of the same
// digest are the same request. reading is how the file is to be read, in the
// caller's form.
func RequestDigest(
	issuer string,
	terms registry.Terms,
	source ledger.Digest,
	reading ...any,
) (ledger.Digest, error) {
	text, err := json.Marshal([]any{issuer, terms, source, reading}, json.Deterministic(true))
	if err != nil {
		return ledger.Digest{}, fmt.Errorf("digest of an import: %w", err)
	}
	return ledger.SumDigest(text), nil
}

// OfFile returns the batch that a file made: the newest that was not rejected,
// discarded or given up. ErrNotFound where there is none. Role registrar.
func (s *Service) OfFile(
	ctx context.Context,
	actor registry.Actor,
	issuer string,
	source, asked ledger.Digest,
) (*AlreadyImported, error) {
	if err := actor.Authorize(issuer, registry.RoleRegistrar); err != nil {
		return nil, err
	}
	return ofFile(ctx, s.store, issuer, source, asked)
}

// sourceQueries finds what a file made.
type sourceQueries interface {
	// BatchOfSource returns the newest batch of a file that was not rejected,
	// discarded or given up, and what was asked for then. Rows that were set aside
	// count where their batch does not.
	BatchOfSource(ctx context.Context, issuer string, source ledger.Digest) (registry.Batch, ledger.Digest, error)
	// BatchOfUpload returns the batch that a person imported from an upload.
	BatchOfUpload(ctx context.Context, person, upload uuid.UUID) (uuid.UUID, error)
}

func ofFile(
	ctx context.Context,
	q sourceQueries,
	issuer string,
	source, asked ledger.Digest,
) (*AlreadyImported, error) {
	batch, before, err := q.BatchOfSource(ctx, issuer, source)
	if err != nil {
		return nil, err
	}
	return &AlreadyImported{Batch: batch, Same: before == asked && !asked.IsZero()}, nil
}

// OfUpload returns the id of the batch that actor imported from an upload, or
// ErrNotFound. Role registrar.
func (s *Service) OfUpload(ctx context.Context, actor registry.Actor, upload uuid.UUID) (uuid.UUID, error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleRegistrar); err != nil {
		return uuid.UUID{}, err
	}
	return s.store.BatchOfUpload(ctx, actor.ID, upload)
}

// KeyLife is how long the answer to an import with an idempotency key is kept.
const KeyLife = 24 * time.Hour

// MaxKey is the length of an idempotency key, in bytes.
const MaxKey = 255

// Errors of idempotency keys (draft-ietf-httpapi-idempotency-key-header §2.7).
var (
	// ErrKeyReused is ErrInvalid: the key names another request of this person.
	ErrKeyReused = fmt.Errorf("%w: the idempotency key names another request", registry.ErrInvalid)
	// ErrKeyInFlight is ErrConflict: the request that the key names is being
	// answered. Ask again in a moment.
	ErrKeyInFlight = fmt.Errorf("%w: the request of this idempotency key is being answered", registry.ErrConflict)
)

// Key names a request, so that it may be sent again. The zero Key names none.
type Key struct {
	Text  string        // as the client chose it: 1 to MaxKey bytes
	Asked ledger.Digest // of all that the request asks for
}

func (k Key) hash() ledger.Digest { return sha256.Sum256([]byte(k.Text)) }

// KeptAnswer is what was answered to an import with a key. As an error it says that
// the import was made before.
type KeptAnswer struct {
	Batch uuid.UUID
	Asked ledger.Digest
	Body  []byte
}

// Error implements error.
func (a *KeptAnswer) Error() string { return fmt.Sprintf("batch %s was made by this key", a.Batch) }

// inFlight are the keyed requests that this process is answering. Those of other
// processes meet in the database.
type inFlight struct {
	mu   sync.Mutex
	keys map[string]ledger.Digest // what is asked for, by person and key
}

// Begin begins to answer a request with a key, and returns the answer where it was
// given before: then nothing is to be done. Else done must be called when the
// request is answered. A request that was refused changed nothing and keeps nothing:
// its key is free again. Errors are ErrKeyReused and ErrKeyInFlight. Role registrar.
func (s *Service) Begin(ctx context.Context, actor registry.Actor, key Key) (kept *KeptAnswer, done func(), err error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleRegistrar); err != nil {
		return nil, nil, err
	}
	if key.Text == "" {
		return nil, func() {}, nil
	}
	if len(key.Text) > MaxKey {
		return nil, nil, fmt.Errorf("%w: an idempotency key has at most %d bytes", registry.ErrInvalid, MaxKey)
	}
	name := actor.ID.String() + key.Text
	s.inFlight.mu.Lock()
	asked, busy := s.inFlight.keys[name]
	if !busy {
		s.inFlight.keys[name] = key.Asked
	}
	s.inFlight.mu.Unlock()
	switch {
	case busy && asked != key.Asked:
		return nil, nil, ErrKeyReused
	case busy:
		return nil, nil, ErrKeyInFlight
	}
	done = func() {
		s.inFlight.mu.Lock()
		delete(s.inFlight.keys, name)
		s.inFlight.mu.Unlock()
	}
	if kept, err = answerOf(ctx, s.store, actor.ID, key, s.proc.Time()); err != nil || kept != nil {
		done()
		return kept, nil, err
	}
	return nil, done, nil
}

// keyQueries finds kept answers.
type keyQueries interface {
	// KeptAnswer returns the answer to a request with that key, or ErrNotFound.
	KeptAnswer(ctx context.Context, person uuid.UUID, key ledger.Digest, now time.Time) (KeptAnswer, error)
}

// answerOf returns the kept answer, nil where there is none.
func answerOf(ctx context.Context, q keyQueries, person uuid.UUID, key Key, now time.Time) (*KeptAnswer, error) {
	if key.Text == "" {
		return nil, nil
	}
	kept, err := q.KeptAnswer(ctx, person, key.hash(), now)
	switch {
	case isNotFound(err):
		return nil, nil
	case err != nil:
		return nil, err
	case kept.Asked != key.Asked:
		return nil, ErrKeyReused
	}
	return &kept, nil
}

// refuseTwice returns an error where the import was made before: a KeptAnswer where
// its key says so, an AlreadyImported where its file does and no other batch is asked
// for besides that one. Else it returns the batch of the file that there is, the zero
// id for none. The import's key and file are held until the transaction's end, so that
// of two at once the second finds the first.
func refuseTwice(
	ctx context.Context,
	q ImportQueries,
	person uuid.UUID,
	r ImportRequest,
	now time.Time,
) (besides uuid.UUID, err error) {
	if r.Key.Text != "" {
		if err := q.LockName(ctx, "import key "+person.String()+r.Key.hash().String()); err != nil {
			return besides, err
		}
		kept, err := answerOf(ctx, q, person, r.Key, now)
		if err != nil {
			return besides, err
		}
		if kept != nil {
			return besides, kept
		}
	}
	if r.Source.IsZero() {
		return besides, nil
	}
	if err := q.LockName(ctx, "import of "+r.Issuer+" "+r.Source.String()); err != nil {
		return besides, err
	}
	before, err := ofFile(ctx, q, r.Issuer, r.Source, r.Asked)
	switch {
	case isNotFound(err):
		return besides, nil
	case err != nil:
		return besides, err
	case before.Batch.ID != r.Besides:
		return besides, before
	}
	return r.Besides, nil
}

// keepAnswer keeps the answer to a request with a key.
func keepAnswer(ctx context.Context, q ImportQueries, person uuid.UUID, r ImportRequest, batch registry.Batch) error {
	if r.Key.Text == "" {
		return nil
	}
	body, err := r.Answer(batch)
	if err != nil {
		return fmt.Errorf("answer to be kept: %w", err)
	}
	answer := KeptAnswer{Batch: batch.ID, Asked: r.Key.Asked, Body: body}
	return q.PutAnswer(ctx, person, r.Key.hash(), answer, batch.ImportedAt.Add(KeyLife))
}
