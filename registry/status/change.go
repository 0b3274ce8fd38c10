package status

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/statement"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Request asks for another state of one credential: ledger.Suspended, or
// ledger.Active to reinstate. To revoke takes two persons: see Propose.
type Request struct {
	Credential     uuid.UUID
	State          ledger.State
	Ground         registry.Ground
	DecisionNumber string      // of the paper decision; required
	DecisionDate   ledger.Date // required, not after today nor before what is decided about
	Alone          bool        // its transcripts stay as they are
}

// LogValue implements slog.LogValuer: the credential's id only.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.Credential.String()) }

// SetStatus commits a change of one credential's status, and of its transcripts',
// which the worker carries to the ledger. ErrState where the present state does not allow it or
// another change is on its way. Role approver.
func (s *Service) SetStatus(ctx context.Context, actor registry.Actor, r Request) (registry.StatusChange, error) {
	c, err := s.store.Credential(ctx, r.Credential)
	if err != nil {
		return registry.StatusChange{}, err
	}
	changes, err := s.SetStatuses(ctx, actor, BulkRequest{
		Issuer:         c.Issuer,
		Credentials:    []uuid.UUID{c.ID},
		State:          r.State,
		Ground:         r.Ground,
		DecisionNumber: r.DecisionNumber,
		DecisionDate:   r.DecisionDate,
		Alone:          r.Alone,
	})
	var refused *BulkRefused
	if errors.As(err, &refused) {
		return registry.StatusChange{}, refused.Items[0].explain(r)
	}
	if err != nil {
		return registry.StatusChange{}, err
	}
	return changes[0], nil
}

// follow returns the version that a change after these would have, the state
// before it, and what stands against it; "" for nothing.
func follow(
	changes []registry.StatusChange,
	to ledger.State,
) (version uint64, present ledger.State, obstacle Obstacle) {
	version, present = 1, ledger.Active
	for _, earlier := range changes {
		switch earlier.State {
		case registry.ChangePending:
			obstacle = ObstaclePending
		case registry.ChangeDone:
			if earlier.Version >= version {
				present, version = earlier.To, earlier.Version+1
			}
		}
	}
	if obstacle == "" && !present.Allows(to) {
		obstacle = ObstacleState
	}
	return version, present, obstacle
}

// precedes reports whether the decision is dated before what it decides about, and the
// first day that it can have then. Nobody decides about a document before there is one:
// that is from the day on that it was signed, or from its date of issue where that is
// earlier. A suspension is not lifted before it was decided. What was decided earlier,
// such as that somebody has not graduated after all, is the reason for a decision about
// the document and not that decision.
func (r BulkRequest) precedes(
	c *registry.Credential,
	changes []registry.StatusChange,
) (Obstacle, ledger.Date) {
	issued := min(c.IssueDate, ledger.DateOf(c.IssuedAt)) // dates of this form sort as text
	if r.DecisionDate < issued {
		return ObstacleBeforeIssue, issued
	}
	if r.State != ledger.Active {
		return "", ""
	}
	var suspended ledger.Date
	for _, change := range changes {
		if change.State == registry.ChangeDone && change.To == ledger.Suspended {
			suspended = change.DecisionDate // the last one's: changes are in their order
		}
	}
	if r.DecisionDate < suspended {
		return ObstacleBeforeSuspension, suspended
	}
	return "", ""
}

func (r BulkRequest) validate(now time.Time) error {
	allowed := registry.Grounds(r.State)
	switch {
	case len(allowed) == 0:
		return fmt.Errorf("%w: state is revoked, suspended, or active to reinstate", registry.ErrInvalid)
	case !slices.Contains(allowed, r.Ground):
		return fmt.Errorf("%w: ground for %s is one of %v", registry.ErrInvalid, r.State, allowed)
	case r.DecisionNumber == "" || len(r.DecisionNumber) > 100 || r.DecisionDate.Validate() != nil:
		return fmt.Errorf("%w: number and date of the decision are required", registry.ErrInvalid)
	case ledger.CheckText(r.DecisionNumber) != nil:
		return fmt.Errorf("%w: number of the decision: %w", registry.ErrInvalid, ledger.CheckText(r.DecisionNumber))
	case r.DecisionDate > ledger.DateOf(now): // dates of this form sort as text
		return fmt.Errorf("%w: the date of the decision is in the future", registry.ErrInvalid)
	}
	return nil
}

// signStatus makes and signs the statement of a change.
func (s *Service) signStatus(
	c registry.StatusChange, with credential.Signer,
) (ledger.Status, ledger.Signature, error) {
	hidden, err := Detail(c)
	if err != nil {
		return ledger.Status{}, ledger.Signature{}, err
	}
	change := ledger.Status{
		Type:    ledger.TypeStatus,
		Ledger:  s.ledger.Genesis(),
		Issuer:  c.Issuer,
		List:    c.List,
		Index:   c.Index,
		Version: c.Version,
		State:   c.To,
		Detail:  hidden,
		Key:     with.PublicKey().Thumbprint(),
	}
	signature, err := statement.Sign(change, with)
	return change, signature, err
}

// Detail returns what the ledger gets of a change's reasons: the digest of a
// ledger.StatusDetail.
func Detail(c registry.StatusChange) (ledger.Digest, error) {
	why := ledger.Reason{
		DecisionDate: c.DecisionDate, DecisionNumber: c.DecisionNumber, Ground: ledger.Ground(c.Ground),
	}
	digest, err := ledger.NewStatusDetail(why, c.Salt).Digest()
	if err != nil {
		return ledger.Digest{}, fmt.Errorf("%w: decision number is not text", registry.ErrInvalid)
	}
	return digest, nil
}
