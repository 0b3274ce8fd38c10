package registry

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"runtime"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// issueChunk is how many credentials are held in memory at a time.
const issueChunk = 500

// listCapacity is how many entries of a status list are used before a new one
// begins: half of them, so that a free one is found at once.
const listCapacity = ledger.StatusListSize / 2

// Issue signs an approved batch: all credentials, their status entries and
// audit entries in one transaction. Role approver. It may be repeated: an
// issued batch is returned as it is.
func (s *Service) Issue(ctx context.Context, actor Actor, batch uuid.UUID) (Batch, error) {
	before, err := s.store.Batch(ctx, batch)
	if err != nil {
		return Batch{}, err
	}
	if err := actor.may(before.Issuer, RoleApprover); err != nil {
		return Batch{}, err
	}
	if before.State != BatchApproved { // asked before the ledger is
		return s.issued(ctx, before)
	}
	signer, err := s.signer(ctx, before.Issuer, "")
	if err != nil {
		return Batch{}, err
	}
	issued, err := s.move(ctx, actor, batch, RoleApprover, func(ctx context.Context, q Queries, b *Batch) error {
		if b.State != BatchApproved {
			if _, err := s.issued(ctx, *b); err != nil {
				return err
			}
			return errDone
		}
		if err := s.signAll(ctx, q, actor, *b, signer); err != nil {
			return err
		}
		now := s.time()
		b.State, b.IssuedAt = BatchIssued, &now
		return nil
	})
	if err == nil {
		s.log.InfoContext(ctx, "batch issued", "batch", issued.ID, "issuer", issued.Issuer, "count", issued.Count)
	}
	return issued, err
}

// issued returns a batch that went this far before, or ErrState.
func (s *Service) issued(ctx context.Context, b Batch) (Batch, error) {
	switch b.State {
	case BatchIssued, BatchSealed, BatchAnchored:
		return s.withAnchors(ctx, b)
	}
	return Batch{}, fmt.Errorf("batch %s: %w", b.ID, ErrState)
}

func (s *Service) signAll(ctx context.Context, q Queries, actor Actor, b Batch, signer credential.Signer) error {
	if err := q.LockIssuer(ctx, b.Issuer); err != nil {
		return err
	}
	entries, err := q.Entries(ctx, b.ID)
	if err != nil {
		return err
	}
	serials := make(map[uuid.UUID]string, len(entries))
	for _, e := range entries {
		serials[e.ID] = e.SerialNumber
	}
	places, err := s.statusPlaces(ctx, q, b.Issuer, len(entries))
	if err != nil {
		return err
	}
	signed := 0
	for signed < len(entries) {
		drafts, err := q.Drafts(ctx, b.ID, signed, issueChunk)
		if err != nil {
			return err
		}
		if len(drafts) == 0 {
			return fmt.Errorf("%w: batch %s has %d entries and %d drafts", ErrIntegrity, b.ID, len(entries), signed)
		}
		for i := range drafts {
			complete(&drafts[i], places[signed+i], serials)
		}
		if err := s.signChunk(ctx, q, actor, b, drafts, signer); err != nil {
			return err
		}
		signed += len(drafts)
	}
	entry := s.entry(actor, b.Issuer, ActionIssued)
	entry.Batch, entry.Note = &b.ID, fmt.Sprintf("%d credentials, key %s", signed, signer.PublicKey().Thumbprint())
	if err := q.AppendAudit(ctx, entry); err != nil {
		return err
	}
	return q.DeleteDrafts(ctx, b.ID)
}

// complete fills in what only issuing knows.
func complete(d *Draft, place credential.StatusRef, serials map[uuid.UUID]string) {
	about := d.Content.Issuance()
	about.Status, about.SerialNumber, about.RegisterNumber = place, d.SerialNumber, d.RegisterNumber
	if d.DiplomaID != nil {
		d.Content.Transcript.Summary.DiplomaSerial = serials[*d.DiplomaID]
	}
}

// signChunk signs on all processors and streams the result.
func (s *Service) signChunk(ctx context.Context, q Queries, actor Actor, b Batch, drafts []Draft, signer credential.Signer) error {
	records, now, key := make([]CredentialRecord, len(drafts)), s.time(), signer.PublicKey().Thumbprint()
	group := errgroup.Group{}
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, d := range drafts {
		group.Go(func() error {
			issued, err := credential.Issue(d.Content.Document(), signer, s.random)
			if err != nil {
				return fmt.Errorf("sign line %d: %w", d.Line, err)
			}
			records[i] = CredentialRecord{ID: d.ID, Issuer: b.Issuer, Batch: b.ID, Content: d.Content, Key: key, Issued: issued, IssuedAt: now}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := q.AddCredentials(ctx, records); err != nil {
		return err
	}
	entries := make([]AuditEntry, len(records))
	for i := range records {
		entries[i] = AuditEntry{At: now, Actor: &actor.ID, Issuer: b.Issuer, Action: ActionIssued, Batch: &b.ID, Credential: &records[i].ID}
	}
	return q.AppendAudit(ctx, entries...)
}

// statusPlaces draws n status entries that were never used: random, so that an
// index says nothing of its neighbours. The issuer must be locked.
func (s *Service) statusPlaces(ctx context.Context, q Queries, issuer string, n int) ([]credential.StatusRef, error) {
	list, used, err := q.StatusList(ctx, issuer)
	if err != nil {
		return nil, err
	}
	places := make([]credential.StatusRef, 0, n)
	for len(places) < n {
		if list == 0 || used >= listCapacity {
			list, used = list+1, 0
		}
		want := min(n-len(places), listCapacity-used)
		indices, err := s.freeIndices(ctx, q, issuer, list, want)
		if err != nil {
			return nil, err
		}
		for _, index := range indices {
			places = append(places, credential.StatusRef{List: list, Index: index})
		}
		used += want
		if err := q.PutStatusList(ctx, issuer, list, used); err != nil {
			return nil, err
		}
	}
	return places, nil
}

func (s *Service) freeIndices(ctx context.Context, q Queries, issuer string, list uint32, n int) ([]uint32, error) {
	found, drawn := make([]uint32, 0, n), make(map[uint32]bool, n)
	for len(found) < n {
		candidates, err := s.drawIndices(n-len(found), drawn)
		if err != nil {
			return nil, err
		}
		taken, err := q.TakenIndices(ctx, issuer, list, candidates)
		if err != nil {
			return nil, err
		}
		for _, c := range candidates {
			if !taken[c] {
				found = append(found, c)
			}
		}
	}
	return found, nil
}

// drawIndices draws n random indices that are not in drawn, and puts them there.
func (s *Service) drawIndices(n int, drawn map[uint32]bool) ([]uint32, error) {
	indices := make([]uint32, 0, n)
	for len(indices) < n {
		raw := make([]byte, 4*(n-len(indices)))
		if _, err := io.ReadFull(s.random, raw); err != nil {
			return nil, err
		}
		for r := bytes.NewReader(raw); r.Len() > 0; {
			var v uint32
			if err := binary.Read(r, binary.BigEndian, &v); err != nil {
				return nil, err
			}
			v %= ledger.StatusListSize // a power of two: no index is likelier
			if !drawn[v] {
				drawn[v] = true
				indices = append(indices, v)
			}
		}
	}
	return indices, nil
}
