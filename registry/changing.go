package registry

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"slices"

	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// grounds says which ground goes with which state.
var grounds = map[ledger.State][]Ground{
	ledger.Revoked:   {GroundFraud, GroundIneligible, GroundNoAuthority, GroundAltered, GroundLent, GroundIssuerError},
	ledger.Suspended: {GroundInspection},
	ledger.Active:    {GroundCleared},
}

// Grounds returns the grounds that go with a change to a state, none for a state
// that is not asked for.
func Grounds(to ledger.State) []Ground { return slices.Clone(grounds[to]) }

// SetStatus commits a change of a credential's status, which the worker
// carries to the ledger. ErrState where the present state does not allow it or
// another change is on its way. Role approver.
func (s *Service) SetStatus(ctx context.Context, actor Actor, r StatusRequest) (StatusChange, error) {
	c, err := s.store.Credential(ctx, r.Credential)
	if err != nil {
		return StatusChange{}, err
	}
	if err := actor.may(c.Issuer, RoleApprover); err != nil {
		return StatusChange{}, err
	}
	if err := r.validate(); err != nil {
		return StatusChange{}, err
	}
	signer, err := s.signer(ctx, c.Issuer, "")
	if err != nil {
		return StatusChange{}, err
	}
	change := StatusChange{Credential: c.ID, Issuer: c.Issuer, List: c.StatusRef.List, Index: c.StatusRef.Index, To: r.State, Ground: r.Ground,
		DecisionNumber: r.DecisionNumber, DecisionDate: r.DecisionDate, State: ChangePending, RequestedBy: actor.ID, RequestedAt: s.time()}
	if change.ID, err = s.id(); err != nil {
		return StatusChange{}, err
	}
	if _, err := io.ReadFull(s.random, change.Salt[:]); err != nil {
		return StatusChange{}, err
	}
	err = s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		changes, err := q.StatusChanges(ctx, c.ID)
		if err != nil {
			return err
		}
		version, present, obstacle := follow(changes, r.State)
		switch obstacle {
		case ObstaclePending:
			return fmt.Errorf("%w: another change is on its way to the ledger", ErrState)
		case ObstacleState:
			return fmt.Errorf("%w: a credential that is %s cannot become %s", ErrState, present, r.State)
		}
		change.Version = version
		sealed := SealedStatus{StatusChange: change}
		if sealed.Statement, sealed.Signature, err = s.signStatus(change, signer); err != nil {
			return err
		}
		if err := q.AddStatusChange(ctx, sealed); err != nil {
			return err
		}
		entry := s.entry(actor, c.Issuer, ActionStatusRequested)
		entry.Credential, entry.Batch, entry.Note = &c.ID, &c.Batch, string(r.State)
		return q.AppendAudit(ctx, entry)
	})
	if err != nil {
		return StatusChange{}, fmt.Errorf("set status of %s: %w", c.ID, err)
	}
	s.stir()
	s.log.InfoContext(ctx, "status change requested", "credential", c.ID, "issuer", c.Issuer, "state", string(r.State))
	return change, nil
}

// follow returns the version that a change after these would have, the state
// before it, and what stands against it; "" for nothing.
func follow(changes []StatusChange, to ledger.State) (version uint64, present ledger.State, obstacle Obstacle) {
	version, present = 1, ledger.Active
	for _, earlier := range changes {
		switch earlier.State {
		case ChangePending:
			obstacle = ObstaclePending
		case ChangeDone:
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

func (r StatusRequest) validate() error {
	allowed, known := grounds[r.State]
	switch {
	case !known:
		return fmt.Errorf("%w: state is revoked, suspended, or active to reinstate", ErrInvalid)
	case !slices.Contains(allowed, r.Ground):
		return fmt.Errorf("%w: ground for %s is one of %v", ErrInvalid, r.State, allowed)
	case r.DecisionNumber == "" || len(r.DecisionNumber) > 100 || r.DecisionDate.Validate() != nil:
		return fmt.Errorf("%w: number and date of the decision are required", ErrInvalid)
	}
	return nil
}

// signStatus makes and signs the statement of a change.
func (s *Service) signStatus(c StatusChange, signer credential.Signer) (ledger.Status, ledger.Signature, error) {
	hidden, err := StatusDetail(c)
	if err != nil {
		return ledger.Status{}, ledger.Signature{}, err
	}
	statement := ledger.Status{Type: ledger.TypeStatus, Ledger: s.ledger.Genesis(), Issuer: c.Issuer, List: c.List, Index: c.Index,
		Version: c.Version, State: c.To, Detail: hidden, Key: signer.PublicKey().Thumbprint()}
	signature, err := sign(statement, signer)
	return statement, signature, err
}

// detail is what StatusDetail hashes.
type detail struct {
	DecisionDate   ledger.Date `json:"decisionDate"`
	DecisionNumber string      `json:"decisionNumber"`
	Ground         Ground      `json:"ground"`
	Salt           string      `json:"salt"`
	Successor      string      `json:"successor"`
}

// StatusDetail returns what the ledger gets of a change's reasons: SHA-256 of
// the RFC 8785 JSON {"decisionDate","decisionNumber","ground","salt","successor"},
// with the salt in unpadded base64url and an empty successor. Without the 128
// random bits of salt nobody can guess it back.
func StatusDetail(c StatusChange) (ledger.Digest, error) {
	text, err := canonicaljson.Marshal(detail{DecisionDate: c.DecisionDate, DecisionNumber: c.DecisionNumber, Ground: c.Ground,
		Salt: base64.RawURLEncoding.EncodeToString(c.Salt[:])})
	if err != nil {
		return ledger.Digest{}, fmt.Errorf("%w: decision number is not text", ErrInvalid)
	}
	return ledger.SumDigest(text), nil
}
