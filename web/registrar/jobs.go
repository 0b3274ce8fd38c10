package registrar

import (
	"sync"

	"github.com/google/uuid"

	"sogoc/registry"
)

// jobs are the batches that are being signed by this process, and what stopped
// those that failed. What they do is safe in the database at each step: a
// process that ends loses only the word about it.
type jobs struct {
	running sync.WaitGroup

	mu     sync.Mutex
	busy   map[uuid.UUID]bool
	failed map[uuid.UUID]error
}

func newJobs() *jobs { return &jobs{busy: map[uuid.UUID]bool{}, failed: map[uuid.UUID]error{}} }

// start signs a batch, unless that is being done.
func (j *jobs) start(u *UI, actor registry.Actor, id uuid.UUID) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.busy[id] {
		return
	}
	j.busy[id] = true
	delete(j.failed, id)
	j.running.Go(func() {
		err := u.run(actor, id)
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.busy, id)
		if err != nil {
			j.failed[id] = err
		}
	})
}

// look reports whether a batch is being signed, and what stopped that.
func (j *jobs) look(id uuid.UUID) (bool, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.busy[id], j.failed[id]
}

// Wait returns when nothing is being signed any more. Call it before the
// register closes.
func (u *UI) Wait() { u.jobs.running.Wait() }
