package registry

import (
	"errors"
	"fmt"

	"sogoc/verifier/ledger"
)

// What went wrong, by what the caller should do about it. Errors of the
// register wrap one of these; a refusal by the ledger is a *ledger.Refusal besides.
var (
	// ErrInvalid means that a request breaks a rule of its form. Tell the
	// person; the text says which field and holds nothing personal. HTTP: 422.
	ErrInvalid = errors.New("not valid")
	// ErrUnauthenticated means that a token is unknown or its user is disabled. HTTP: 401.
	ErrUnauthenticated = errors.New("not authenticated")
	// ErrForbidden means that this person may not do this, by role, by
	// issuer, or because a second person must. Do not try again. HTTP: 403.
	ErrForbidden = errors.New("forbidden")
	// ErrSamePerson is ErrForbidden: a person who imported a batch may not approve it.
	ErrSamePerson = fmt.Errorf("%w: the person who imported a batch may not approve it", ErrForbidden)
	// ErrNotFound means that there is no such thing, or not for this issuer's people. HTTP: 404.
	ErrNotFound = errors.New("not found")
	// ErrTooMany means that this person tried too often. Wait a minute. HTTP: 429.
	ErrTooMany = errors.New("too many tries")
	// ErrConflict means that something else stands there already: a serial or
	// register number is taken, an id is in use. Tell the person. HTTP: 409.
	ErrConflict = errors.New("conflict")
	// ErrState is ErrConflict: the thing is no longer, or not yet, in the
	// state that this step starts from. Read it again. HTTP: 409.
	ErrState = fmt.Errorf("%w: not in the right state for this", ErrConflict)
	// ErrNotAsRead is ErrConflict: a draft batch has other rows than the person read
	// who approves it, since some were set aside. Read it again. HTTP: 409.
	ErrNotAsRead = fmt.Errorf("%w: rows were set aside after the batch was read", ErrConflict)
	// ErrNotAnchored is ErrState: nothing of a batch is printed or handed out
	// before all of it stands on the ledger. HTTP: 409.
	ErrNotAnchored = fmt.Errorf(
		"%w: papers are made once the whole batch stands on the ledger", ErrState)

	// ErrUnavailable means that something outside does not answer. Try again
	// later; nothing is lost. HTTP: 503 with Retry-After.
	ErrUnavailable = errors.New("unavailable")
	// ErrLedgerUnavailable is ErrUnavailable: no peer or orderer answers, and
	// what was asked has certainly not been done.
	ErrLedgerUnavailable = fmt.Errorf("%w: ledger", ErrUnavailable)
	// ErrStoreUnavailable is ErrUnavailable: the database does not answer.
	ErrStoreUnavailable = fmt.Errorf("%w: database", ErrUnavailable)
	// ErrOutcomeUnknown means that a transaction was sent and nobody knows
	// whether it was taken. Ask the ledger before doing it again. It is not
	// ErrUnavailable: "try again" would be the wrong advice.
	ErrOutcomeUnknown = errors.New("outcome unknown")

	// ErrKey means that the issuer's private key is not here, or does not
	// open. An operator must act. HTTP: 503.
	ErrKey = errors.New("no signing key")
	// ErrLocked is ErrKey: the key is here, and waits for the passphrase that an
	// approver of the school knows. HTTP: 409.
	ErrLocked = fmt.Errorf("%w: locked", ErrKey)
	// ErrPassphrase is ErrInvalid: the passphrase opens none of the school's keys.
	ErrPassphrase = fmt.Errorf("%w: the passphrase opens no key of the school", ErrInvalid)
	// ErrIntegrity means that ledger and register contradict each other.
	// Never try again: stop anchoring for this issuer and alarm people. HTTP: 500.
	ErrIntegrity = errors.New("integrity")
)

// RefusalCode returns the code of a refusal by the ledger, "" for other errors.
func RefusalCode(err error) ledger.Code {
	var refusal *ledger.Refusal
	if errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}
