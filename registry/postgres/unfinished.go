package postgres

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry/intake"
	"sogoc/registry/unfinished"
)

// What a sealed part of an unfinished form is of.
const (
	fieldForm      = "unfinished form"
	fieldFormFiles = "unfinished form files"
)

// PutForm implements unfinished.Queries.
func (q queries) PutForm(ctx context.Context, f unfinished.Form, files []unfinished.File) error {
	content, err := encode(f.Content)
	if err != nil {
		return err
	}
	var sealed []byte
	if len(files) > 0 {
		var all bytes.Buffer
		for _, file := range files {
			all.Write(file.Bytes)
		}
		sealed = q.keys.seal(fieldFormFiles, f.ID, all.Bytes())
	}
	_, err = q.exec(ctx, `INSERT INTO unfinished_form (id, issuer, person, page, action, content, files, kept_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (person, page, action) DO UPDATE SET content = excluded.content,
			files = COALESCE(excluded.files, unfinished_form.files),
			kept_at = excluded.kept_at, expires_at = excluded.expires_at
		WHERE unfinished_form.id = excluded.id`, // else it would be sealed for another row
		f.ID, f.Issuer, f.Person, f.Page, f.Action, q.keys.seal(fieldForm, f.ID, content), sealed, f.KeptAt, f.ExpiresAt)
	return err
}

const formColumns = `id, issuer, person, page, action, content, kept_at, expires_at`

func (q queries) scanForm(row pgx.CollectableRow) (f unfinished.Form, err error) {
	var sealed []byte
	if err := row.Scan(&f.ID, &f.Issuer, &f.Person, &f.Page, &f.Action, &sealed, &f.KeptAt, &f.ExpiresAt); err != nil {
		return f, err
	}
	content, err := q.keys.open(fieldForm, f.ID, sealed)
	if err != nil {
		return f, err
	}
	return f, decode(content, &f.Content)
}

// FormAt implements unfinished.Queries.
func (q queries) FormAt(ctx context.Context, person uuid.UUID, page, action string) (unfinished.Form, error) {
	return first(ctx, q, q.scanForm, `SELECT `+formColumns+` FROM unfinished_form
		WHERE person = $1 AND page = $2 AND action = $3 FOR UPDATE`, person, page, action)
}

// Forms implements unfinished.Queries.
func (q queries) Forms(ctx context.Context, person uuid.UUID, page string, now time.Time) ([]unfinished.Form, error) {
	return collect(ctx, q, q.scanForm, `SELECT `+formColumns+` FROM unfinished_form
		WHERE person = $1 AND ($2 = '' OR page = $2) AND expires_at > $3 ORDER BY kept_at DESC, id`, person, page, now)
}

// FilesOf implements unfinished.Queries.
func (q queries) FilesOf(ctx context.Context, person, form uuid.UUID, now time.Time) ([]unfinished.File, error) {
	type found struct{ content, files []byte }
	scan := func(row pgx.CollectableRow) (f found, err error) {
		err = row.Scan(&f.content, &f.files)
		return f, err
	}
	f, err := first(ctx, q, scan, `SELECT content, files FROM unfinished_form
		WHERE person = $1 AND id = $2 AND files IS NOT NULL AND expires_at > $3`, person, form, now)
	if err != nil {
		return nil, err
	}
	text, err := q.keys.open(fieldForm, form, f.content)
	if err != nil {
		return nil, err
	}
	var content unfinished.Content
	if err := decode(text, &content); err != nil {
		return nil, err
	}
	all, err := q.keys.open(fieldFormFiles, form, f.files)
	if err != nil {
		return nil, err
	}
	for i := range content.Files {
		file := &content.Files[i]
		if file.Size < 0 || file.Size > len(all) {
			return nil, fmt.Errorf("files of form %s do not match their sizes", form)
		}
		file.Bytes, all = all[:file.Size:file.Size], all[file.Size:]
	}
	return content.Files, nil
}

// DropForms implements unfinished.Queries.
func (q queries) DropForms(ctx context.Context, person uuid.UUID, page, action string) error {
	_, err := q.exec(ctx, `DELETE FROM unfinished_form WHERE person = $1 AND ($2 = '' OR page = $2) AND action = $3`,
		person, page, action)
	return err
}

// deletedForms is a statement that deletes forms and leaves notices; $1 is now.
func deletedForms(which string) string {
	return `WITH gone AS (DELETE FROM unfinished_form WHERE ` + which + ` RETURNING id, issuer, person, page, kept_at)
		INSERT INTO deletion_notice (id, issuer, person, page, kept_at, deleted_at)
		SELECT id, issuer, person, page, kept_at, $1 FROM gone`
}

// TrimForms implements unfinished.Queries.
func (q queries) TrimForms(ctx context.Context, person uuid.UUID, forms, bytes int, now time.Time) error {
	_, err := q.exec(ctx, deletedForms(`id IN (
		SELECT id FROM (
			SELECT id, row_number() OVER newest AS place,
				files IS NOT NULL AS has_files, sum(COALESCE(octet_length(files), 0)) OVER newest AS size
			FROM unfinished_form WHERE person = $2 WINDOW newest AS (ORDER BY kept_at DESC, id)) f
		WHERE place > $3 OR (has_files AND size > $4))`), now, person, forms, bytes+1024) // what sealing adds
	return err
}

// SweepForms implements unfinished.Queries.
func (q queries) SweepForms(ctx context.Context, now, forgotten time.Time) error {
	if _, err := q.exec(ctx, deletedForms(`expires_at <= $1`), now); err != nil {
		return err
	}
	_, err := q.exec(ctx, `DELETE FROM deletion_notice WHERE deleted_at <= $1`, forgotten)
	return err
}

// Notices implements unfinished.Queries.
func (q queries) Notices(ctx context.Context, person uuid.UUID) ([]unfinished.Notice, error) {
	scan := func(row pgx.CollectableRow) (n unfinished.Notice, err error) {
		var sealed []byte
		if err := row.Scan(&n.ID, &sealed, &n.Page, &n.KeptAt, &n.DeletedAt); err != nil || sealed == nil {
			return n, err
		}
		text, err := q.keys.open(fieldSettings, n.ID, sealed)
		if err != nil {
			return n, err
		}
		var settings intake.UploadSettings
		err = decode(text, &settings)
		n.Upload = settings.ListName
		return n, err
	}
	return collect(ctx, q, scan, `SELECT id, settings, COALESCE(page, ''), kept_at, deleted_at FROM deletion_notice
		WHERE person = $1 ORDER BY deleted_at DESC, id LIMIT 50`, person)
}

// DropNotices implements unfinished.Queries.
func (q queries) DropNotices(ctx context.Context, person uuid.UUID, until time.Time) error {
	_, err := q.exec(ctx, `DELETE FROM deletion_notice WHERE person = $1 AND deleted_at <= $2`, person, until)
	return err
}

// deleteUploads deletes uploads and leaves notices, with the settings as they are
// sealed: they stay bound to the upload's id, which is the notice's.
func (q queries) deleteUploads(ctx context.Context, now time.Time, which string, arguments ...any) error {
	_, err := q.exec(ctx, `WITH gone AS (DELETE FROM upload WHERE `+which+`
			RETURNING id, issuer, person, settings, created_at)
		INSERT INTO deletion_notice (id, issuer, person, settings, kept_at, deleted_at)
		SELECT id, issuer, person, settings, created_at, $1 FROM gone`, append([]any{now}, arguments...)...)
	return err
}
