// Package unfinished keeps what people typed and chose in forms that they have not
// sent: a session ended, a browser was closed, the register did not answer.
//
// What belongs here: whose a form is, how many and how long forms are kept, and
// that nothing is deleted in silence. What does not: which forms there are and how
// they are filled in again, which are the pages' matters. A form is its person's
// alone; the store seals it. Passwords and passphrases are not for this package: its
// callers leave them out.
package unfinished

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/process"
)

// Bounds of what is kept.
const (
	Life       = 7 * 24 * time.Hour  // of a form, since it was last kept
	NoticeLife = 30 * 24 * time.Hour // of a notice that something was deleted
	MaxForms   = 20                  // of one person: a further one removes the oldest
	MaxContent = 1 << 20             // bytes of names and values of one form
	MaxFiles   = 40 << 20            // bytes of files of one person: forms without files are not bound by it
)

// Form is what a person left in a form of a page.
type Form struct {
	ID        uuid.UUID
	Issuer    string
	Person    uuid.UUID
	Page      string // path of the page that it stands on
	Action    string // path that it is sent to
	KeptAt    time.Time
	ExpiresAt time.Time
	Content
}

// Content is what was typed and chosen.
type Content struct {
	Values map[string][]string `json:"values"`
	Files  []File              `json:"files,omitempty"` // without what they hold: see Service.Files
}

// File is a file that was chosen in a form.
type File struct {
	Field string `json:"field"`
	Name  string `json:"name"` // as the file was called: may be personal data
	Size  int    `json:"size"`
	Bytes []byte `json:"-"`
}

// LogValue implements slog.LogValuer: the id only.
func (f Form) LogValue() slog.Value { return slog.StringValue(f.ID.String()) }

// Notice says that something of a person's was deleted because it was too old or too
// much: an upload, or the form of a page.
type Notice struct {
	ID        uuid.UUID
	Upload    string // the file's name; "" for a form
	Page      string // of the form; "" for an upload
	KeptAt    time.Time
	DeletedAt time.Time
}

// LogValue implements slog.LogValuer: the id only.
func (n Notice) LogValue() slog.Value { return slog.StringValue(n.ID.String()) }

// Queries are what can be asked and written, in a transaction or outside. Errors are
// those of package registry.
type Queries interface {
	// PutForm writes a form in the place of the one with the same person, page and
	// action. Without files that one's stay.
	PutForm(ctx context.Context, form Form, files []File) error
	// FormAt returns the form of a person, page and action, or ErrNotFound.
	FormAt(ctx context.Context, person uuid.UUID, page, action string) (Form, error)
	// Forms returns a person's that have not expired, newest first, of one page or,
	// for "", of all.
	Forms(ctx context.Context, person uuid.UUID, page string, now time.Time) ([]Form, error)
	// FilesOf returns a person's form with what its files hold.
	FilesOf(ctx context.Context, person, form uuid.UUID, now time.Time) ([]File, error)
	// DropForms removes a person's forms that are sent to an action, of one page or,
	// for "", of all.
	DropForms(ctx context.Context, person uuid.UUID, page, action string) error
	// TrimForms deletes what a person has beyond so many forms and so many bytes of
	// files, the oldest first, and leaves notices.
	TrimForms(ctx context.Context, person uuid.UUID, forms, bytes int, now time.Time) error
	// SweepForms deletes forms that have expired and leaves notices; notices deleted
	// before forgotten are deleted.
	SweepForms(ctx context.Context, now, forgotten time.Time) error
	Notices(ctx context.Context, person uuid.UUID) ([]Notice, error)
	DropNotices(ctx context.Context, person uuid.UUID, until time.Time) error
}

// Store keeps forms. Package postgres implements it.
type Store interface {
	Queries
	// InTx runs f in one transaction and commits if f returns nil. It may run f
	// again, so f must have no other effects than through its Queries.
	InTx(ctx context.Context, f func(ctx context.Context, q Queries) error) error
}

// Service is safe for concurrent use. Whatever is asked for is the actor's own.
type Service struct {
	proc  *process.Process
	store Store
}

// New returns the service.
func New(store Store, p *process.Process) *Service { return &Service{proc: p, store: store} }

// Keep keeps what actor left in a form, in the place of what was kept of it before;
// files that come with none stay. ErrInvalid for more than MaxContent or MaxFiles.
func (s *Service) Keep(ctx context.Context, actor registry.Actor, page, action string, c Content) error {
	if actor.Issuer == "" {
		return registry.ErrForbidden // operators have no pages
	}
	size, files := 0, 0
	for name, values := range c.Values {
		for _, value := range values {
			size += len(name) + len(value)
		}
	}
	for i, f := range c.Files {
		files += len(f.Bytes)
		c.Files[i].Size = len(f.Bytes)
	}
	if size > MaxContent || files > MaxFiles {
		return fmt.Errorf("%w: too much to be kept", registry.ErrInvalid)
	}
	id, err := s.proc.NewID()
	if err != nil {
		return err
	}
	now := s.proc.Time()
	form := Form{ID: id, Issuer: actor.Issuer, Person: actor.ID, Page: page, Action: action, KeptAt: now,
		ExpiresAt: now.Add(Life), Content: c}
	return s.store.InTx(ctx, func(ctx context.Context, q Queries) error {
		form := form
		before, err := q.FormAt(ctx, actor.ID, page, action)
		switch {
		case err == nil:
			form.ID = before.ID
			if len(form.Files) == 0 {
				form.Files = before.Files
			}
		case !errors.Is(err, registry.ErrNotFound):
			return err
		}
		if err := q.PutForm(ctx, form, c.Files); err != nil {
			return err
		}
		return q.TrimForms(ctx, actor.ID, MaxForms, MaxFiles, now)
	})
}

// Of returns what actor left on a page, newest first.
func (s *Service) Of(ctx context.Context, actor registry.Actor, page string) ([]Form, error) {
	return s.store.Forms(ctx, actor.ID, page, s.proc.Time())
}

// All returns all that actor left, newest first.
func (s *Service) All(ctx context.Context, actor registry.Actor) ([]Form, error) {
	return s.store.Forms(ctx, actor.ID, "", s.proc.Time())
}

// Files returns the files that actor left in a form, or ErrNotFound.
func (s *Service) Files(ctx context.Context, actor registry.Actor, form uuid.UUID) ([]File, error) {
	return s.store.FilesOf(ctx, actor.ID, form, s.proc.Time())
}

// Drop forgets what actor left in the form that is sent to an action: it was sent, or
// is thrown away. Of the form on one page or, for "", on all.
func (s *Service) Drop(ctx context.Context, actor registry.Actor, page, action string) error {
	return s.store.DropForms(ctx, actor.ID, page, action)
}

// Notices returns what was deleted of actor's since the notices were last taken away,
// newest first.
func (s *Service) Notices(ctx context.Context, actor registry.Actor) ([]Notice, error) {
	return s.store.Notices(ctx, actor.ID)
}

// DropNotices takes away the notices up to a moment, which actor has read.
func (s *Service) DropNotices(ctx context.Context, actor registry.Actor, until time.Time) error {
	return s.store.DropNotices(ctx, actor.ID, until)
}

// Sweep deletes what has expired, and leaves notices. Call it now and then.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.proc.Time()
	return s.store.SweepForms(ctx, now, now.Add(-NoticeLife))
}
