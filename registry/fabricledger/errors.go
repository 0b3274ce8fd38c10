package fabricledger

import (
	"errors"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"sogoc/registry"
	"sogoc/verifier/credential"
)

// Stage is the step of a call in which something went wrong.
type Stage string

// The stages of a transaction; a query has StageEvaluate alone.
const (
	StageEvaluate Stage = "evaluate"
	StageEndorse  Stage = "endorse"
	StageSubmit   Stage = "submit"
	StageCommit   Stage = "commit"
)

// TxError is a call to the ledger that failed for another reason than a
// refusal. It wraps registry.ErrLedgerUnavailable where certainly nothing was
// done and registry.ErrOutcomeUnknown where that is not known.
type TxError struct {
	Stage      Stage
	TxID       string                // "" for a query
	Validation peer.TxValidationCode // why the transaction was invalid, at StageCommit; else VALID
	Kind       error                 // registry.ErrLedgerUnavailable or registry.ErrOutcomeUnknown
	Err        error                 // what the client library said, nil for an invalid transaction
}

// Error names stage, transaction and cause.
func (e *TxError) Error() string {
	text := fmt.Sprintf("%v: %s", e.Kind, e.Stage)
	if e.TxID != "" {
		text += " of transaction " + e.TxID
	}
	if e.Validation != peer.TxValidationCode_VALID {
		text += ": " + e.Validation.String()
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the kind and the cause.
func (e *TxError) Unwrap() []error {
	if e.Err == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Err}
}

func unavailable(stage Stage, txID string, err error) error {
	return &TxError{Stage: stage, TxID: txID, Kind: registry.ErrLedgerUnavailable, Err: err}
}

func unknown(stage Stage, txID string, err error) error {
	return &TxError{Stage: stage, TxID: txID, Kind: registry.ErrOutcomeUnknown, Err: err}
}

// isSigners reports whether the identity's key was not used, as a signer on another
// host did not answer, or refused: nothing was sent then.
func isSigners(err error) bool {
	return errors.Is(err, credential.ErrSignerRefused) || errors.Is(err, credential.ErrSignerUnavailable)
}

// elsewhere reports whether another peer may answer better: the one that was
// asked is away, slow, or does not know enough of the network.
func elsewhere(err error) bool {
	if isSigners(err) {
		return false
	}
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.FailedPrecondition, codes.Aborted, codes.Internal,
		codes.ResourceExhausted, codes.Unimplemented, codes.Unknown, codes.NotFound:
		return true
	}
	return false
}
