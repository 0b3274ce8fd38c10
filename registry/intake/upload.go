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
// the oldest. What is removed so leaves a notice for the person.
const (
	UploadLife = 7 * 24 * time.Hour
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
		return q.AddUpload(ctx, u, MaxUploads)
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
