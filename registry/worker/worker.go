// Package worker carries the register's work to its end: approved batches
// until they stand on the ledger, and changes of status. It finds out what is
// due, decides what an error means for the issuer or for all, and waits.
//
// What belongs here: when something is tried, and again. What does not: what
// is tried, which each act brings as a Task. It relies on its Store for which
// process works for an issuer at a time, and on the acts for doing nothing
// twice.
package worker

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"sogoc/registry"
	"sogoc/registry/process"
)

// Task is one kind of work for issuers.
type Task interface {
	// DueIssuers returns the issuers for which there is work now.
	DueIssuers(ctx context.Context, now time.Time) ([]string, error)
	// NextJob returns an issuer's first job that is due, nil for none.
	NextJob(ctx context.Context, issuer string, now time.Time) (Job, error)
}

// NewTask returns the task whose work stands in a store: due returns the issuers
// that have some, next the first of an issuer or registry.ErrNotFound, and job
// makes a Job of it.
func NewTask[T any](
	due func(ctx context.Context, now time.Time) ([]string, error),
	next func(ctx context.Context, issuer string, now time.Time) (T, error),
	job func(T) Job,
) Task {
	return storedTask[T]{due, next, job}
}

type storedTask[T any] struct {
	due  func(ctx context.Context, now time.Time) ([]string, error)
	next func(ctx context.Context, issuer string, now time.Time) (T, error)
	job  func(T) Job
}

// DueIssuers implements Task.
func (t storedTask[T]) DueIssuers(ctx context.Context, now time.Time) ([]string, error) {
	return t.due(ctx, now)
}

// NextJob implements Task.
func (t storedTask[T]) NextJob(ctx context.Context, issuer string, now time.Time) (Job, error) {
	found, err := t.next(ctx, issuer, now)
	if errors.Is(err, registry.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return t.job(found), nil
}

// Job is one piece of work.
type Job interface {
	// Do does it, or finds that it was done. It may be repeated after every error.
	Do(ctx context.Context) error
	// Postpone records that Do failed, why, and when it may be tried again. For
	// a cause that no time will heal it records that instead.
	Postpone(ctx context.Context, cause error, until time.Time) error
	// Attempts returns how often Do has failed.
	Attempts() int
	// BlocksNext reports whether the issuer's next job must wait for this one.
	BlocksNext() bool
	// LogAttr names the job in the log; it holds nothing personal.
	LogAttr() slog.Attr
}

// Store says which process works for an issuer.
type Store interface {
	// HoldIssuer takes the right to work for an issuer, for as long as this
	// process lives or until release. ok is false where another worker has it.
	// It keeps several workers from doing the same work at once; correctness
	// does not rest on it: a process that loses the database loses the hold
	// while it works.
	HoldIssuer(ctx context.Context, issuer string) (release func(), ok bool, err error)
}

// Ledger takes ticks. A refusal with ledger.CodeTickTooEarly is the ordinary
// answer where others tick as well.
type Ledger interface {
	Tick(ctx context.Context) error
}

// Halter stops anchoring for an issuer until an operator resumes it.
type Halter interface {
	Halt(ctx context.Context, issuer, why string) error
}

// Config tunes a Worker. Zero fields mean their defaults.
type Config struct {
	Parallel int           // issuers at a time; 0 for 4. Each holds a database connection: package postgres has the pool's least size
	Poll     time.Duration // how long work of other processes may lie unseen; 0 for 2 s
	Tick     time.Duration // how often a tick is offered; 0 for 5 min, negative for never
	Slow     time.Duration // first pause after a refusal, doubled twice at most; 0 for 30 s
	Backoff  time.Duration // first pause while the ledger is down, doubled up to 64 times; 0 for 500 ms
}

// slowDoublings bounds the pauses after refusals: with the default two minutes.
const slowDoublings = 2

// withDefaults returns the configuration with its zero fields filled in.
func (c Config) withDefaults() Config {
	if c.Parallel <= 0 {
		c.Parallel = 4
	}
	if c.Poll <= 0 {
		c.Poll = 2 * time.Second
	}
	if c.Tick == 0 {
		c.Tick = 5 * time.Minute
	}
	if c.Slow <= 0 {
		c.Slow = 30 * time.Second
	}
	if c.Backoff <= 0 {
		c.Backoff = 500 * time.Millisecond
	}
	return c
}

// Worker does the work of its tasks. Several workers, in one process or in
// many, do no harm: one of them at a time works for an issuer, and what is done
// twice is found done. What an issuer's ledger refuses stays visible with its
// code and is tried again slowly, while other issuers go on.
type Worker struct {
	proc   *process.Process
	store  Store
	ledger Ledger
	halter Halter
	tasks  []Task
	config Config
	slots  chan struct{}

	running  sync.WaitGroup
	mu       sync.Mutex // guards the fields below
	busy     map[string]bool
	failures int       // in a row, of reaching the ledger or the database
	pause    time.Time // nothing is tried before
	last     error     // why
}

// New returns a worker of these tasks, which it does in their order for each
// issuer. It does nothing until Run or Pass.
func New(p *process.Process, store Store, l Ledger, halter Halter, config Config, tasks ...Task) *Worker {
	config = config.withDefaults()
	return &Worker{
		proc:   p,
		store:  store,
		ledger: l,
		halter: halter,
		tasks:  tasks,
		config: config,
		slots:  make(chan struct{}, config.Parallel),
		busy:   map[string]bool{},
	}
}

// Run works until ctx ends, then waits for what it has begun and returns
// ctx's error. What it leaves undone, another Run finishes.
func (w *Worker) Run(ctx context.Context) error {
	if w.config.Tick > 0 {
		w.running.Go(func() { w.offerTicks(ctx) })
	}
	defer w.running.Wait()
	for ctx.Err() == nil {
		w.startDue(ctx)
		wait := time.NewTimer(w.untilNextLook())
		select {
		case <-ctx.Done():
		case <-wait.C:
		case <-w.proc.Wakes():
		}
		wait.Stop()
	}
	return ctx.Err()
}

// Pass does once what is due now, for all issuers, and returns when that is
// done or was postponed.
func (w *Worker) Pass(ctx context.Context) {
	w.startDue(ctx)
	w.running.Wait()
}

// Health returns nil, or why the ledger or the database could not be reached
// the last time. Refusals and integrity alarms are an issuer's, not the worker's.
func (w *Worker) Health() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.last
}

// untilNextLook returns how long to wait before looking for work again.
func (w *Worker) untilNextLook() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return max(w.config.Poll, w.pause.Sub(w.proc.Now()))
}

// startDue starts a goroutine for each issuer that has something due and none yet.
func (w *Worker) startDue(ctx context.Context) {
	now := w.proc.Now()
	if w.paused(now) {
		return
	}
	due, err := w.dueIssuers(ctx, now)
	if err != nil {
		w.noteUnreachable(ctx, err)
		return
	}
	if len(due) == 0 {
		w.noteReached()
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

// dueIssuers returns the issuers for which any task has work, each once.
func (w *Worker) dueIssuers(ctx context.Context, now time.Time) ([]string, error) {
	var due []string
	seen := map[string]bool{}
	for _, task := range w.tasks {
		issuers, err := task.DueIssuers(ctx, now)
		if err != nil {
			return nil, err
		}
		for _, issuer := range issuers {
			if !seen[issuer] {
				seen[issuer] = true
				due = append(due, issuer)
			}
		}
	}
	return due, nil
}

func (w *Worker) paused(now time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return now.Before(w.pause)
}

func (w *Worker) begin(issuer string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.busy[issuer] || w.proc.Now().Before(w.pause) {
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
	release, ok, err := w.store.HoldIssuer(ctx, issuer)
	if err != nil {
		w.noteUnreachable(ctx, err)
		return
	}
	if !ok {
		return
	}
	defer release()
	for _, task := range w.tasks {
		for w.doNext(ctx, task, issuer) {
		}
	}
}

// doNext does an issuer's next job of a task and reports whether there may be
// another that can be done now.
func (w *Worker) doNext(ctx context.Context, task Task, issuer string) bool {
	if w.paused(w.proc.Now()) {
		return false
	}
	job, err := task.NextJob(ctx, issuer, w.proc.Now())
	if err != nil {
		w.noteUnreachable(ctx, err)
		return false
	}
	if job == nil {
		return false
	}
	if err := job.Do(ctx); err != nil {
		return w.handleFailure(ctx, issuer, job, err) && !job.BlocksNext()
	}
	w.noteReached()
	return true
}

// noteUnreachable pauses everything: ledger or database do not answer.
func (w *Worker) noteUnreachable(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	w.mu.Lock()
	now := w.proc.Now()
	if now.Before(w.pause) { // issuers that failed together are one failure
		w.mu.Unlock()
		return
	}
	pause := backoff(w.config.Backoff, w.failures, 6)
	w.failures++
	w.last, w.pause = err, now.Add(pause)
	w.mu.Unlock()
	w.proc.Log.WarnContext(ctx, "ledger or database does not answer",
		slog.Duration("pause", pause), slog.Any("error", err))
}

func (w *Worker) noteReached() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.failures, w.last, w.pause = 0, nil, time.Time{}
}

// backoff doubles a pause with every attempt, at most so many times, and takes
// off up to half of it, so that many who failed together do not come back together.
func backoff(first time.Duration, attempts, doublings int) time.Duration {
	pause := first << min(attempts, doublings)
	return pause - time.Duration(rand.Int64N(int64(pause)/2+1))
}
