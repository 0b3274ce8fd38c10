package fabricledger

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hyperledger/fabric-gateway/pkg/client"
	"github.com/hyperledger/fabric-protos-go-apiv2/gateway"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"sogoc/registry"
	"sogoc/verifier/ledger"
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

// refusal returns the chaincode's refusal that err carries, or nil. The code
// stands in the message of a query's error and in the details, one for each
// endorser, of an endorsement's.
func refusal(err error) *ledger.Refusal {
	for _, message := range messages(err) {
		code := ledger.CodeIn(message)
		if code == "" {
			continue
		}
		_, text, _ := strings.Cut(message, string(code)+":")
		return &ledger.Refusal{Code: code, Text: strings.TrimSpace(text)}
	}
	return nil
}

func messages(err error) []string {
	var transaction *client.TransactionError
	if errors.As(err, &transaction) {
		return grpcMessages(transaction.GRPCStatus())
	}
	if s, ok := status.FromError(err); ok {
		return grpcMessages(s)
	}
	return nil
}

func grpcMessages(s *status.Status) []string {
	var all []string
	for _, d := range s.Details() {
		if detail, ok := d.(*gateway.ErrorDetail); ok {
			all = append(all, detail.GetMessage())
		}
	}
	return append(all, s.Message())
}

// elsewhere reports whether another peer may answer better: the one that was
// asked is away, slow, or does not know enough of the network.
func elsewhere(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.FailedPrecondition, codes.Aborted, codes.Internal,
		codes.ResourceExhausted, codes.Unimplemented, codes.Unknown, codes.NotFound:
		return true
	}
	return false
}

// mayLag lists refusals that a peer also gives when it has not yet committed
// the block before: the answer may be another one in a moment.
func mayLag(code ledger.Code) bool {
	switch code {
	case ledger.CodeSequence, ledger.CodeVersion, ledger.CodeNotFound, ledger.CodeTransition, ledger.CodeKeyState, ledger.CodeIssuerState:
		return true
	}
	return false
}
