package registry

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"sogoc/verifier/ledger"
)

// WorkerConfig tunes a Worker. Zero fields mean their defaults.
type WorkerConfig struct {
	Parallel int           // issuers at a time; 0 for 4. Each holds a database connection: stay under half of the pool
	Poll     time.Duration // how long work of other processes may lie unseen; 0 for 2 s
	Tick     time.Duration // how often a tick is offered; 0 for 10 min, negative for never
	Slow     time.Duration // first pause after a refusal, doubled up to 32 times; 0 for 30 s
	Backoff  time.Duration // first pause while the ledger is down, doubled up to 64 times; 0 for 500 ms
}

// Worker carries sealed anchors and status changes to the ledger. Several
// workers, in one process or in many, do no harm: one of them at a time talks
// for an issuer, and what is done twice is found done. What an issuer's ledger
// refuses stays visible with its code and is tried again slowly, while other
// issuers go on.
type Worker struct {
	service *Service
	config  WorkerConfig
	slots   chan struct{}

	running  sync.WaitGroup
	mu       sync.Mutex // guards the fields below
	busy     map[string]bool
	failures int       // in a row, of reaching the ledger or the database
	pause    time.Time // nothing is tried before
	last     error     // why
}

// NewWorker returns a worker that does nothing until Run or Pass.
func (s *Service) NewWorker(config WorkerConfig) *Worker {
	if config.Parallel <= 0 {
		config.Parallel = 4
	}
	if config.Poll <= 0 {
		config.Poll = 2 * time.Second
	}
	if config.Tick == 0 {
		config.Tick = 10 * time.Minute
	}
	if config.Slow <= 0 {
		config.Slow = 30 * time.Second
	}
	if config.Backoff <= 0 {
		config.Backoff = 500 * time.Millisecond
	}
	return &Worker{service: s, config: config, slots: make(chan struct{}, config.Parallel), busy: map[string]bool{}}
}

// Run works until ctx ends, then waits for what it has begun and returns
// ctx's error. What it leaves undone, another Run finishes.
func (w *Worker) Run(ctx context.Context) error {
	if w.config.Tick > 0 {
		w.running.Go(func() { w.tick(ctx) })
	}
	defer w.running.Wait()
	for ctx.Err() == nil {
		w.round(ctx)
		wait := time.NewTimer(w.rest())
		select {
		case <-ctx.Done():
		case <-wait.C:
		case <-w.service.wake:
		}
		wait.Stop()
	}
	return ctx.Err()
}

// Pass does once what is due now, for all issuers, and returns when that is
// done or was delayed.
func (w *Worker) Pass(ctx context.Context) {
	w.round(ctx)
	w.running.Wait()
}

// Health returns nil, or why the ledger or the database could not be reached
// the last time. Refusals and integrity alarms are an issuer's, not the worker's.
func (w *Worker) Health() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// rest returns how long to wait for the next round.
func (w *Worker) rest() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return max(w.config.Poll, w.pause.Sub(w.service.now()))
}

// round starts a goroutine for each issuer that has something due and none yet.
func (w *Worker) round(ctx context.Context) {
	now := w.service.now()
	w.mu.Lock()
	paused := now.Before(w.pause)
	w.mu.Unlock()
	if paused {
		return
	}
	due, err := w.service.store.DueIssuers(ctx, now)
	if err != nil {
		w.unreachable(ctx, err)
		return
	}
	if len(due) == 0 {
		w.reached()
	}
	for _, issuer := range due {
		select {
		case w.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		if !w.begin(issuer) {
			<-w.slots
			continue
		}
		w.running.Go(func() {
			defer func() { w.end(issuer); <-w.slots }()
			w.serve(ctx, issuer)
		})
	}
}

func (w *Worker) begin(issuer string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy[issuer] || w.service.now().Before(w.pause) {
		return false
	}
	w.busy[issuer] = true
	return true
}

func (w *Worker) end(issuer string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.busy, issuer)
}

// serve does all that is due for one issuer, in order, unless another worker does.
func (w *Worker) serve(ctx context.Context, issuer string) {
	release, ok, err := w.service.store.HoldIssuer(ctx, issuer)
	if err != nil {
		w.unreachable(ctx, err)
		return
	}
	if !ok {
		return
	}
	defer release()
	for w.anchorNext(ctx, issuer) {
	}
	for w.changeNext(ctx, issuer) {
	}
}

// anchorNext takes an issuer's next anchor to the ledger and reports whether
// there may be another.
func (w *Worker) anchorNext(ctx context.Context, issuer string) bool {
	s := w.service
	school, err := s.store.Issuer(ctx, issuer)
	if err != nil {
		w.unreachable(ctx, err)
		return false
	}
	a, err := s.store.NextAnchor(ctx, issuer)
	if errors.Is(err, ErrNotFound) || school.HaltedAt != nil {
		return false
	}
	if err != nil {
		w.unreachable(ctx, err)
		return false
	}
	if a.RetryAt != nil && s.now().Before(*a.RetryAt) {
		return false
	}
	err = s.anchorSealed(ctx, a)
	if err == nil {
		w.reached()
		return true
	}
	delay := func(ctx context.Context, q Queries, code ledger.Code, until time.Time) error {
		if code != "" && code != a.Refusal {
			entry := s.entry(Actor{}, issuer, ActionRefused)
			entry.Batch, entry.Sequence, entry.Note = &a.Batch, a.Sequence, string(code)
			if err := q.AppendAudit(ctx, entry); err != nil {
				return err
			}
		}
		return q.DelayAnchor(ctx, issuer, a.Sequence, code, until)
	}
	w.failed(ctx, err, issuer, a.Attempts, delay, slog.Uint64("sequence", a.Sequence))
	return false
}

// changeNext is anchorNext for status changes. One that is delayed does not
// hold up the others.
func (w *Worker) changeNext(ctx context.Context, issuer string) bool {
	s := w.service
	c, err := s.store.NextStatus(ctx, issuer, s.now())
	if errors.Is(err, ErrNotFound) {
		return false
	}
	if err != nil {
		w.unreachable(ctx, err)
		return false
	}
	err = s.changeStatus(ctx, c)
	if err == nil {
		w.reached()
		return true
	}
	final := errors.Is(err, errNever)
	delay := func(ctx context.Context, q Queries, code ledger.Code, until time.Time) error {
		if !final {
			return q.DelayStatus(ctx, c.ID, code, until)
		}
		entry := s.entry(Actor{}, issuer, ActionStatusRefused)
		entry.Credential, entry.Note = &c.Credential, string(code)
		if err := q.AppendAudit(ctx, entry); err != nil {
			return err
		}
		return q.RefuseStatus(ctx, c.ID, code)
	}
	return w.failed(ctx, err, issuer, c.Attempts, delay, slog.String("credential", c.Credential.String()))
}

// failed decides what an attempt's error means: for the issuer (a refusal is
// delayed, a contradiction halts it), or for all (nobody answers). It reports
// whether the issuer's next may be tried.
func (w *Worker) failed(ctx context.Context, err error, issuer string, attempts int, delay func(context.Context, Queries, ledger.Code, time.Time) error, what slog.Attr) bool {
	s := w.service
	if ctx.Err() != nil {
		return false // stopping; the next start goes on
	}
	code := codeOf(err)
	var record error
	switch {
	case errors.Is(err, ErrIntegrity):
		s.log.ErrorContext(ctx, "integrity alarm: anchoring stopped for issuer", "issuer", issuer, what, "error", err)
		if record = w.halt(ctx, issuer, err.Error()); record == nil {
			record = w.delayed(ctx, delay, "", growing(w.config.Slow, attempts, 5))
		}
	case code != "":
		s.log.WarnContext(ctx, "ledger refused", "issuer", issuer, what, "code", string(code), "error", err)
		record = w.delayed(ctx, delay, code, growing(w.config.Slow, attempts, 5))
	case errors.Is(err, ErrUnavailable):
		w.unreachable(ctx, err)
		return false
	case errors.Is(err, ErrOutcomeUnknown):
		s.log.WarnContext(ctx, "outcome unknown, asking the ledger next", "issuer", issuer, what, "error", err)
		record = w.delayed(ctx, delay, "", growing(w.config.Backoff, attempts, 6))
	case errors.Is(err, ErrLocked): // somebody of the school must come; UnlockKey hurries what waits
		s.log.WarnContext(ctx, "waits for the school's passphrase", "issuer", issuer, what)
		record = w.delayed(ctx, delay, "", growing(w.config.Slow, attempts, 5))
	default: // a key that is gone, a record that does not read: an operator's matter
		s.log.ErrorContext(ctx, "anchoring failed", "issuer", issuer, what, "error", err)
		record = w.delayed(ctx, delay, "", growing(w.config.Slow, attempts, 5))
	}
	if record != nil {
		w.unreachable(ctx, record)
		return false
	}
	return true
}

// halt stops anchoring for an issuer until an operator resumes.
func (w *Worker) halt(ctx context.Context, issuer, why string) error {
	s := w.service
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.Halt(ctx, issuer, why, s.time()); err != nil {
			return err
		}
		entry := s.entry(Actor{}, issuer, ActionHalted)
		entry.Note = why
		return q.AppendAudit(ctx, entry)
	})
}

func (w *Worker) delayed(ctx context.Context, delay func(context.Context, Queries, ledger.Code, time.Time) error, code ledger.Code, pause time.Duration) error {
	return w.service.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		return delay(ctx, q, code, w.service.time().Add(pause))
	})
}

// unreachable pauses everything: ledger or database do not answer.
func (w *Worker) unreachable(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	w.mu.Lock()
	now := w.service.now()
	if now.Before(w.pause) { // issuers that failed together are one failure
		w.mu.Unlock()
		return
	}
	pause := growing(w.config.Backoff, w.failures, 6)
	w.failures++
	w.last, w.pause = err, now.Add(pause)
	w.mu.Unlock()
	w.service.log.WarnContext(ctx, "ledger or database does not answer", "pause", pause, "error", err)
}

func (w *Worker) reached() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures, w.last, w.pause = 0, nil, time.Time{}
}

// growing doubles a pause with every attempt, at most times, and takes off up
// to half of it, so that many who failed together do not come back together.
func growing(first time.Duration, attempts, most int) time.Duration {
	pause := first << min(attempts, most)
	return pause - time.Duration(rand.Int64N(int64(pause)/2+1))
}

// tick offers ticks. Others do as well: that one came too early, or lost its
// race, is the ordinary case.
func (w *Worker) tick(ctx context.Context) {
	for {
		err := w.service.ledger.Tick(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			w.service.log.DebugContext(ctx, "tick taken")
		case codeOf(err) == ledger.CodeTickTooEarly:
			w.service.log.DebugContext(ctx, "tick was too early")
		default:
			w.service.log.WarnContext(ctx, "tick not taken", "error", err)
		}
		wait := time.NewTimer(w.config.Tick)
		select {
		case <-ctx.Done():
			wait.Stop()
			return
		case <-wait.C:
		}
	}
}
