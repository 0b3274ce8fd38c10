package testledger

import (
	"context"
	"fmt"
	"strconv"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// Failure is what goes wrong with a call through register.Ledger.
type Failure int

// The failures.
const (
	None             Failure = iota
	Unavailable              // nothing was done: registry.ErrLedgerUnavailable
	UnknownCommitted         // committed, but the answer is lost: registry.ErrOutcomeUnknown
	UnknownDropped           // lost with its answer: registry.ErrOutcomeUnknown
)

// FailNext makes the next calls of one function (ledger.FuncPutAnchor, say)
// through register.Ledger go wrong, one after the other. A query cannot have
// an unknown outcome: it is unavailable then.
func (l *Ledger) FailNext(function string, failures ...Failure) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failures[function] = append(l.failures[function], failures...)
}

// SetDown makes every call through register.Ledger Unavailable, until it is
// set to false again.
func (l *Ledger) SetDown(down bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = down
}

// PutAnchor implements register.Ledger.
func (l *Ledger) PutAnchor(ctx context.Context, statement ledger.Anchor, signature ledger.Signature,
	digests []ledger.Digest) (ledger.AnchorRecord, error) {
	return submit[ledger.AnchorRecord](ctx, l, ledger.FuncPutAnchor, string(ledger.Canonical(statement)),
		signature.String(), ledger.EncodeDigests(digests))
}

// SetStatus implements register.Ledger.
func (l *Ledger) SetStatus(ctx context.Context, statement ledger.Status,
	signature ledger.Signature) (ledger.StatusRecord, error) {
	return submit[ledger.StatusRecord](ctx, l, ledger.FuncSetStatus, string(ledger.Canonical(statement)),
		signature.String())
}

// Void gives up the batch that was sealed with a sequence number, as
// fabricledger.Ledger does.
func (l *Ledger) Void(ctx context.Context, statement ledger.Void,
	signature ledger.Signature) (ledger.VoidRecord, error) {
	return submit[ledger.VoidRecord](ctx, l, ledger.FuncVoid, string(ledger.Canonical(statement)), signature.String())
}

// Issuer implements register.Ledger.
func (l *Ledger) Issuer(ctx context.Context, code string) (ledger.IssuerView, error) {
	return evaluate[ledger.IssuerView](ctx, l, ledger.FuncIssuer, code)
}

// Quota implements register.Ledger.
func (l *Ledger) Quota(ctx context.Context, code string) (ledger.QuotaView, error) {
	return evaluate[ledger.QuotaView](ctx, l, ledger.FuncQuota, code)
}

// Anchor implements register.Ledger.
func (l *Ledger) Anchor(ctx context.Context, issuer string, sequence uint64) (ledger.AnchorRecord, error) {
	return evaluate[ledger.AnchorRecord](ctx, l, ledger.FuncAnchor, issuer, strconv.FormatUint(sequence, 10))
}

// Status implements register.Ledger.
func (l *Ledger) Status(ctx context.Context, issuer string, list, index uint32) (ledger.StatusRecord, error) {
	return evaluate[ledger.StatusRecord](ctx, l, ledger.FuncStatus, issuer, strconv.FormatUint(uint64(list), 10),
		strconv.FormatUint(uint64(index), 10))
}

// Attest implements register.Ledger.
func (l *Ledger) Attest(ctx context.Context, issuer string, sequence uint64,
	list, index uint32) (ledger.Attestation, error) {
	return evaluate[ledger.Attestation](ctx, l, ledger.FuncAttest, issuer, strconv.FormatUint(sequence, 10),
		strconv.FormatUint(uint64(list), 10), strconv.FormatUint(uint64(index), 10))
}

// Tick implements register.Ledger.
func (l *Ledger) Tick(ctx context.Context) error {
	_, err := submit[ledger.Tick](ctx, l, ledger.FuncTick)
	return err
}

// Genesis implements register.Ledger.
func (l *Ledger) Genesis() ledger.Digest { return l.genesis }

func submit[R ledger.Record](ctx context.Context, l *Ledger, function string, args ...string) (R, error) {
	var none R
	failure, err := l.nextFailure(ctx, function)
	if err != nil {
		return none, err
	}
	if failure == UnknownDropped {
		return none, fmt.Errorf("%s: %w", function, registry.ErrOutcomeUnknown)
	}
	answer, err := l.Invoke(l.Registry, function, args...)
	if err != nil {
		return none, err
	}
	if failure == UnknownCommitted {
		return none, fmt.Errorf("%s: %w", function, registry.ErrOutcomeUnknown)
	}
	return ledger.DecodeRecord[R]([]byte(answer))
}

func evaluate[R ledger.Record](ctx context.Context, l *Ledger, function string, args ...string) (R, error) {
	var none R
	failure, err := l.nextFailure(ctx, function)
	if err != nil {
		return none, err
	}
	if failure != None {
		return none, fmt.Errorf("%s: %w", function, registry.ErrLedgerUnavailable)
	}
	answer, err := l.Query(l.Registry, function, args...)
	if err != nil {
		return none, err
	}
	return ledger.DecodeRecord[R]([]byte(answer))
}

// nextFailure takes the failure that is due for a call.
func (l *Ledger) nextFailure(ctx context.Context, function string) (Failure, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	failure := None
	if queue := l.failures[function]; len(queue) > 0 {
		failure, l.failures[function] = queue[0], queue[1:]
	}
	if l.down || failure == Unavailable || ctx.Err() != nil {
		return failure, fmt.Errorf("%s: %w", function, registry.ErrLedgerUnavailable)
	}
	return failure, nil
}
