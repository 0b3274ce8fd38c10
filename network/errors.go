package network

import "errors"

// Errors by which callers, and networkctl's exit code, decide.
var (
	// ErrUsage: an argument or the machine is not as needed; the text says what would mend it. Exit code 2.
	ErrUsage = errors.New("cannot do that")
	// ErrNotReady: the network or a node of it is not healthy, or did not become so in time. Exit code 3.
	ErrNotReady = errors.New("not ready")
	// ErrTooFew: a change has too few organisations' signatures. Exit code 1.
	ErrTooFew = errors.New("too few signatures")
	// ErrDiverged: two peers hold different blocks at one height. Never retried. Exit code 4.
	ErrDiverged = errors.New("peers hold different ledgers")
	// ErrNotRunning: no supervisor holds the network's folder.
	ErrNotRunning = errors.New("the network is not running")
	// ErrRunning: a supervisor holds the network's folder already.
	ErrRunning = errors.New("the network is running already")
)
