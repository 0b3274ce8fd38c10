// Package wait has the one way in which this project pauses: for a while, or
// until a context ends. It relies on nothing.
package wait

import (
	"context"
	"time"
)

// For pauses for d, or until ctx ends, whichever is first. It returns nil after
// d and ctx's error otherwise. A d of zero or less only looks at ctx.
func For(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
