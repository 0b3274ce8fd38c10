package follower

import "errors"

var (
	// ErrIntegrity is wrapped by whatever stops the follower for good: a block
	// that fails a check at every source, sources that contradict each other,
	// a ledger other than the one known before. A person must look.
	ErrIntegrity = errors.New("integrity alarm")
	// ErrBelowHead is returned by View while the index is behind the head
	// file: after a rebuild, or when an old copy of the folder was put in place.
	ErrBelowHead = errors.New("the index is below the highest block that was checked before")
	// ErrTrust is returned by Open for a folder or head file of another ledger.
	ErrTrust = errors.New("the folder belongs to another ledger")
	// ErrClosed is returned by View after Close.
	ErrClosed = errors.New("follower is closed")
	// ErrStore is returned when the stored blocks are damaged or fewer than the index says.
	ErrStore = errors.New("stored blocks")
	// ErrRecord is returned for a write of the application that is not what its
	// invocation says; it stops the follower.
	ErrRecord = errors.New("ledger record contradicts its transaction")
	// ErrDisagreement is returned when sources give different blocks that pass all checks.
	ErrDisagreement = errors.New("sources disagree on a block")
)
