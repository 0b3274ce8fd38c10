package intake

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/verifier/ledger"
)

// Upload is a class list that waits for its registrar to look at it. Only the
// person who uploaded it sees it.
type Upload struct {
	ID        uuid.UUID
	Issuer    string
	Person    uuid.UUID
	CreatedAt time.Time
	ExpiresAt time.Time
	UploadSettings
	List    []byte
	Courses []byte // nil where there is none
}

// UploadSettings are what the registrar says of an upload, and may say anew.
type UploadSettings struct {
	ListName    string         `json:"listName"` // as the file was called: may be personal data
	CoursesName string         `json:"coursesName,omitempty"`
	Terms       registry.Terms `json:"terms"`
	Reading     []byte         `json:"reading,omitempty"` // how columns are read; the reader's matter
}

// LogValue implements slog.LogValuer: the id only.
func (u Upload) LogValue() slog.Value { return slog.StringValue(u.ID.String()) }

// Source names what was uploaded: see SourceOf.
func (u Upload) Source() ledger.Digest { return SourceOf(u.List, u.Courses) }

// SourceOf returns the SHA-256 of a list; with a file of courses, the SHA-256
// over both files' hashes. courses is nil where there is none.
func SourceOf(list, courses []byte) ledger.Digest {
	ofList := ledger.SumDigest(list)
	if courses == nil {
		return ofList
	}
	ofCourses := ledger.SumDigest(courses)
	return ledger.SumDigest(append(ofList[:], ofCourses[:]...))
}

// How long an upload waits, and how many of one person: a further one removes
// the oldest.
const (
	UploadLife = 24 * time.Hour
	MaxUploads = 5
)

// KeepUpload keeps files for a preview. Role registrar.
func (s *Service) KeepUpload(
	ctx context.Context,
	actor registry.Actor,
	settings UploadSettings,
	list, courses []byte,
) (Upload, error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleRegistrar); err != nil {
		return Upload{}, err
	}
	if len(list) == 0 {
		return Upload{}, fmt.Errorf("%w: the list is empty", registry.ErrInvalid)
	}
	id, err := s.proc.NewID()
	if err != nil {
		return Upload{}, err
	}
	now := s.proc.Time()
	u := Upload{
		ID:             id,
		Issuer:         actor.Issuer,
		Person:         actor.ID,
		CreatedAt:      now,
		ExpiresAt:      now.Add(UploadLife),
		UploadSettings: settings,
		List:           list,
		Courses:        courses,
	}
	return u, s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		if err := q.AddUpload(ctx, u); err != nil {
			return err
		}
		return q.TrimUploads(ctx, actor.ID, MaxUploads)
	})
}

// Upload returns actor's upload, or ErrNotFound.
func (s *Service) Upload(ctx context.Context, actor registry.Actor, id uuid.UUID) (Upload, error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleRegistrar); err != nil {
		return Upload{}, err
	}
	u, err := s.store.Upload(ctx, id)
	if err != nil {
		return Upload{}, err
	}
	if u.Person != actor.ID || u.Issuer != actor.Issuer || !s.proc.Now().Before(u.ExpiresAt) {
		return Upload{}, registry.ErrNotFound
	}
	return u, nil
}

// Uploads returns what waits of actor's, newest first, without the files.
func (s *Service) Uploads(ctx context.Context, actor registry.Actor) ([]Upload, error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleRegistrar); err != nil {
		return nil, err
	}
	return s.store.Uploads(ctx, actor.ID, s.proc.Time())
}

// ChangeUpload says anew what an upload's registrar says of it.
func (s *Service) ChangeUpload(ctx context.Context, actor registry.Actor, u Upload) error {
	if err := authorizeUpload(actor, u); err != nil {
		return err
	}
	return s.store.ChangeUpload(ctx, u.ID, u.UploadSettings)
}

// DropUpload forgets an upload.
func (s *Service) DropUpload(ctx context.Context, actor registry.Actor, u Upload) error {
	if err := authorizeUpload(actor, u); err != nil {
		return err
	}
	return s.store.DropUpload(ctx, u.ID)
}

// authorizeUpload returns ErrNotFound for an upload of another person.
func authorizeUpload(actor registry.Actor, u Upload) error {
	if u.Person != actor.ID {
		return registry.ErrNotFound
	}
	return actor.Authorize(u.Issuer, registry.RoleRegistrar)
}

// ImportCheck is what Import would do.
type ImportCheck struct {
	Count    int              // credentials, transcripts included
	Drafts   []registry.Draft // as they would be stored; none where it would refuse
	Problems Problems         // why it would refuse
	Known    []Known          // rows of whom the register holds such a credential already: worth a question
}

// Known is a row whose learner has a credential of the same type in the
// register, issued or waiting.
type Known struct {
	Line           int
	Batch          uuid.UUID
	RegisterNumber string // "" where it waits for one
}

// Check looks at what Import would do, and does nothing. Role registrar.
func (s *Service) Check(ctx context.Context, actor registry.Actor, r ImportRequest) (ImportCheck, error) {
	drafts, batch, _, err := s.prepare(ctx, actor, r)
	check := ImportCheck{Count: len(drafts), Drafts: drafts}
	if err == nil {
		err = refuseTaken(ctx, s.store, batch, drafts)
	}
	if problems, ok := err.(Problems); ok { //nolint:errorlint // neither function wraps it
		check.Problems, err = problems, nil
	}
	if err != nil {
		return check, err
	}
	check.Known, err = s.known(ctx, r)
	return check, err
}

// known finds rows whose learners the register knows for this type.
func (s *Service) known(ctx context.Context, r ImportRequest) ([]Known, error) {
	var learners, ids []string
	for _, row := range r.Rows {
		if row.Subject.LearnerCode != "" {
			learners = append(learners, row.Subject.LearnerCode)
		}
		if row.Subject.NationalID != "" {
			ids = append(ids, row.Subject.NationalID)
		}
	}
	found, err := s.store.KnownLearners(ctx, r.Issuer, r.Terms.Type, learners, ids)
	if err != nil {
		return nil, err
	}
	byLearner, byID := map[string]KnownLearner{}, map[string]KnownLearner{}
	for _, k := range found {
		if k.LearnerCode != "" {
			byLearner[k.LearnerCode] = k
		}
		if k.NationalID != "" {
			byID[k.NationalID] = k
		}
	}
	var known []Known
	for _, row := range r.Rows {
		k, ok := byID[row.Subject.NationalID]
		if !ok {
			k, ok = byLearner[row.Subject.LearnerCode]
		}
		if ok {
			known = append(known, Known{Line: row.Line, Batch: k.Batch, RegisterNumber: k.RegisterNumber})
		}
	}
	return known, nil
}
