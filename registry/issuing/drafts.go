package issuing

import (
	"context"
	"fmt"
	"runtime"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"sogoc/registry"
	"sogoc/registry/signer"
	"sogoc/verifier/credential"
)

// chunkSize is how many drafts are read, signed and stored at a time; three such
// chunks are in memory.
const chunkSize = 500

// drafting carries the drafts of a batch to credentials. What goes to the database
// goes there one after the other, since a transaction has one connection.
type drafting struct {
	service *Service
	q       SigningQueries
	batch   registry.Batch
	seal    *sealing
	entries []registry.Entry            // all of the batch, with their numbers
	refs    []credential.StatusRef      // one for each of them
	serials map[uuid.UUID]string        // serial numbers by id
	read    []registry.Draft            // the chunk behind the one that is being signed
	signed  []registry.CredentialRecord // the chunk before it, not stored yet
}

// signDrafts numbers and signs the drafts of a batch, stores the credentials and
// hands them to be sealed. While a chunk is signed, the one before it is stored and the one behind
// it is read.
func (s *Service) signDrafts(ctx context.Context, q SigningQueries, b registry.Batch, seal *sealing) error {
	entries, err := assignNumbers(ctx, q, b)
	if err != nil {
		return err
	}
	// Before the first credential: it is asked for each line whether one refers to it.
	if err := q.NumberEntries(ctx, b.ID, entries); err != nil {
		return err
	}
	refs, err := s.drawStatusEntries(ctx, q, b.Issuer, len(entries))
	if err != nil {
		return err
	}
	d := &drafting{service: s, q: q, batch: b, seal: seal, entries: entries, refs: refs}
	d.serials = make(map[uuid.UUID]string, len(entries))
	for _, e := range entries {
		d.serials[e.ID] = e.SerialNumber
	}
	if err := d.run(ctx); err != nil {
		return err
	}
	entry := s.proc.NewAuditEntry(registry.Actor{}, b.Issuer, registry.ActionIssued)
	entry.Batch, entry.Note = &b.ID, fmt.Sprintf(
		"%d credentials, key %s",
		len(entries),
		seal.with.PublicKey().Thumbprint(),
	)
	if err := q.AppendAudit(ctx, entry); err != nil {
		return err
	}
	return q.DeleteDrafts(ctx, b.ID)
}

// run signs and stores all drafts.
func (d *drafting) run(ctx context.Context) error {
	if err := d.readFrom(ctx, 0); err != nil {
		return err
	}
	for signed := 0; signed < len(d.entries); {
		chunk := d.read
		signed += len(chunk)
		records, err := d.sign(chunk, func() error {
			if err := d.store(ctx); err != nil {
				return err
			}
			return d.readFrom(ctx, signed)
		})
		if err != nil {
			return err
		}
		d.signed = records
		d.service.signed.set(d.batch.ID, signed)
	}
	return d.store(ctx)
}

// readFrom reads the chunk of drafts that begins at a position, and fills in what only
// issuing knows.
func (d *drafting) readFrom(ctx context.Context, position int) error {
	d.read = nil
	if position == len(d.entries) {
		return nil
	}
	drafts, err := d.q.Drafts(ctx, d.batch.ID, position, chunkSize)
	if err != nil {
		return err
	}
	if len(drafts) == 0 || len(drafts) > len(d.entries)-position {
		return fmt.Errorf("%w: batch %s has %d entries and %d drafts",
			registry.ErrIntegrity, d.batch.ID, len(d.entries), position+len(drafts))
	}
	for i := range drafts {
		at := position + i
		if drafts[i].ID != d.entries[at].ID {
			return fmt.Errorf("%w: batch %s has no draft of entry %s",
				registry.ErrIntegrity, d.batch.ID, d.entries[at].ID)
		}
		drafts[i].Entry = d.entries[at]
		complete(&drafts[i], d.refs[at], d.serials)
	}
	d.read = drafts
	return nil
}

// complete fills in what only issuing knows.
func complete(d *registry.Draft, ref credential.StatusRef, serials map[uuid.UUID]string) {
	about := d.Content.Issuance()
	about.Status, about.SerialNumber, about.RegisterNumber = ref, d.SerialNumber, d.RegisterNumber
	if d.DiplomaID != nil {
		d.Content.Transcript.Summary.DiplomaSerial = serials[*d.DiplomaID]
	}
}

// store stores the chunk that was signed last, and seals what is complete by it.
func (d *drafting) store(ctx context.Context) error {
	if len(d.signed) == 0 {
		return nil
	}
	if err := d.q.AddCredentials(ctx, d.signed); err != nil {
		return err
	}
	unsealed := make([]Unsealed, len(d.signed))
	for i, r := range d.signed {
		unsealed[i] = Unsealed{ID: r.ID, Kind: r.Content.Issuance().Kind, Key: r.Key, Digest: r.Issued.Digest}
	}
	d.signed = nil
	d.seal.add(unsealed)
	return d.seal.sealFull(ctx)
}

// signedAtOnce returns how many drafts are signed at a time: one on each processor,
// or as many as a signer elsewhere takes.
func signedAtOnce(with credential.Signer) int {
	if batcher, is := with.(signer.Batcher); is {
		return batcher.AtOnce()
	}
	return runtime.GOMAXPROCS(0)
}

// sign signs drafts on all processors, and does something else meanwhile.
func (d *drafting) sign(drafts []registry.Draft, meanwhile func() error) ([]registry.CredentialRecord, error) {
	s, with := d.service, d.seal.with
	records := make([]registry.CredentialRecord, len(drafts))
	now, key := s.proc.Time(), with.PublicKey().Thumbprint()
	group := errgroup.Group{}
	group.SetLimit(signedAtOnce(with) + 1)
	group.Go(meanwhile)
	for i, draft := range drafts {
		group.Go(func() error {
			issued, err := credential.Issue(draft.Content.Document(), with, s.proc.Random)
			if err != nil {
				return fmt.Errorf("sign line %d: %w", draft.Line, err)
			}
			records[i] = registry.CredentialRecord{
				ID:       draft.ID,
				Issuer:   d.batch.Issuer,
				Batch:    d.batch.ID,
				Content:  draft.Content,
				Key:      key,
				Issued:   issued,
				IssuedAt: now,
			}
			return nil
		})
	}
	return records, group.Wait()
}
