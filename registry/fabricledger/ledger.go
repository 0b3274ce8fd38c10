package fabricledger

import (
	"context"
	"fmt"
	"strconv"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// Ledger is the registry's ledger: statements that issuers have signed,
// submitted under the registry's certificate.
type Ledger struct{ *Client }

// NewLedger returns the ledger behind a client whose certificate has the OU registry.
func NewLedger(c *Client) Ledger { return Ledger{c} }

// PutAnchor implements register.Ledger. It returns registry.ErrIntegrity if
// the ledger's answer is another anchor than the one committed.
func (l Ledger) PutAnchor(
	ctx context.Context,
	statement ledger.Anchor,
	signature ledger.Signature,
	digests []ledger.Digest,
) (ledger.AnchorRecord, error) {
	if err := statement.Validate(); err != nil {
		return ledger.AnchorRecord{}, err
	}
	record, err := write[ledger.AnchorRecord](ctx, l.Client, ledger.FuncPutAnchor,
		string(ledger.Canonical(statement)), signature.String(), ledger.EncodeDigests(digests))
	if err != nil {
		return record, fmt.Errorf("put anchor %s/%d: %w", statement.Issuer, statement.Sequence, err)
	}
	if record.Anchor != statement {
		return record, fmt.Errorf(
			"%w: anchor %s/%d was committed, and the ledger answers with another",
			registry.ErrIntegrity,
			statement.Issuer,
			statement.Sequence,
		)
	}
	return record, nil
}

// Void gives up the batch that the issuer sealed with this sequence number: it
// takes the number, so that the batch can never be anchored. It may be repeated
// as PutAnchor may. A refusal with ledger.CodeConflict says that an anchor stands
// there: the batch is anchored.
func (l Ledger) Void(ctx context.Context, statement ledger.Void,
	signature ledger.Signature) (ledger.VoidRecord, error) {
	if err := statement.Validate(); err != nil {
		return ledger.VoidRecord{}, err
	}
	record, err := write[ledger.VoidRecord](ctx, l.Client, ledger.FuncVoid,
		string(ledger.Canonical(statement)), signature.String())
	if err != nil {
		return record, fmt.Errorf("void %s/%d: %w", statement.Issuer, statement.Sequence, err)
	}
	if record.Void != statement {
		return record, fmt.Errorf("%w: void %s/%d was committed, and the ledger answers with another",
			registry.ErrIntegrity, statement.Issuer, statement.Sequence)
	}
	return record, nil
}

// SetStatus implements register.Ledger.
func (l Ledger) SetStatus(
	ctx context.Context,
	statement ledger.Status,
	signature ledger.Signature,
) (ledger.StatusRecord, error) {
	return setStatus(ctx, l, statement, signature.String())
}

// Tick implements register.Ledger.
func (l Ledger) Tick(ctx context.Context) error {
	if _, err := l.Transact(ctx, ledger.FuncTick); err != nil {
		return fmt.Errorf("tick: %w", err)
	}
	return nil
}

// Issuer implements register.Ledger.
func (c *Client) Issuer(ctx context.Context, code string) (ledger.IssuerView, error) {
	return query[ledger.IssuerView](ctx, c, ledger.FuncIssuer, code)
}

// Quota implements register.Ledger.
func (c *Client) Quota(ctx context.Context, code string) (ledger.QuotaView, error) {
	return query[ledger.QuotaView](ctx, c, ledger.FuncQuota, code)
}

// Anchor implements register.Ledger.
func (c *Client) Anchor(ctx context.Context, issuer string, sequence uint64) (ledger.AnchorRecord, error) {
	return query[ledger.AnchorRecord](ctx, c, ledger.FuncAnchor, issuer, strconv.FormatUint(sequence, 10))
}

// Status implements register.Ledger.
func (c *Client) Status(ctx context.Context, issuer string, list, index uint32) (ledger.StatusRecord, error) {
	return query[ledger.StatusRecord](ctx, c, ledger.FuncStatus, issuer, decimal(list), decimal(index))
}

// Attest implements register.Ledger. One peer answers.
func (c *Client) Attest(
	ctx context.Context,
	issuer string,
	sequence uint64,
	list, index uint32,
) (ledger.Attestation, error) {
	return query[ledger.Attestation](ctx, c, ledger.FuncAttest, issuer, strconv.FormatUint(sequence, 10),
		decimal(list), decimal(index))
}

func setStatus(
	ctx context.Context,
	c Transactor,
	statement ledger.Status,
	signature string,
) (ledger.StatusRecord, error) {
	if err := statement.Validate(); err != nil {
		return ledger.StatusRecord{}, err
	}
	record, err := write[ledger.StatusRecord](
		ctx,
		c,
		ledger.FuncSetStatus,
		string(ledger.Canonical(statement)),
		signature,
	)
	if err != nil {
		return record, fmt.Errorf("set status %s/%d/%d: %w", statement.Issuer, statement.List, statement.Index, err)
	}
	return record, nil
}

func query[R ledger.Record](ctx context.Context, c Transactor, function string, arguments ...string) (R, error) {
	text, err := c.Evaluate(ctx, function, arguments...)
	if err != nil {
		var none R
		return none, fmt.Errorf("query %s: %w", function, err)
	}
	return decode[R](function, text)
}

// decode reads strictly: what is not a record in its one form is an integrity
// error, not a record.
func decode[R ledger.Record](function string, text []byte) (R, error) {
	record, err := ledger.DecodeRecord[R](text)
	if err != nil {
		return record, fmt.Errorf("%w: answer of %s: %w", registry.ErrIntegrity, function, err)
	}
	return record, nil
}

func decimal(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
