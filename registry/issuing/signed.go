package issuing

import (
	"sync"

	"github.com/google/uuid"
)

// signedCounts are how far this process has come with the batches that it signs now.
// The zero value is empty. It is safe for concurrent use.
type signedCounts struct {
	mu      sync.Mutex
	batches map[uuid.UUID]int
}

func (c *signedCounts) of(batch uuid.UUID) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.batches[batch]
}

func (c *signedCounts) set(batch uuid.UUID, signed int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.batches == nil {
		c.batches = map[uuid.UUID]int{}
	}
	c.batches[batch] = signed
}

func (c *signedCounts) forget(batch uuid.UUID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.batches, batch)
}
