package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/intake"
)

// What a sealed part of an upload is of.
const (
	fieldSettings = "upload settings"
	fieldList     = "upload list"
	fieldCourses  = "upload courses"
)

// AddUpload implements intake.Queries.
func (q queries) AddUpload(ctx context.Context, u intake.Upload, keep int) error {
	settings, err := encode(u.UploadSettings)
	if err != nil {
		return err
	}
	var courses []byte
	if u.Courses != nil {
		courses = q.keys.seal(fieldCourses, u.ID, u.Courses)
	}
	if _, err = q.exec(
		ctx,
		`INSERT INTO upload (id, issuer, person, created_at, expires_at, settings, list, courses) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		u.ID,
		u.Issuer,
		u.Person,
		u.CreatedAt,
		u.ExpiresAt,
		q.keys.seal(fieldSettings, u.ID, settings),
		q.keys.seal(fieldList, u.ID, u.List),
		courses,
	); err != nil {
		return err
	}
	return q.deleteUploads(ctx, u.CreatedAt,
		`id IN (SELECT id FROM upload WHERE person = $2 ORDER BY created_at DESC, id OFFSET $3)`, u.Person, keep)
}

// scanUpload reads the columns of Upload; list and courses are NULL in Uploads.
func (q queries) scanUpload(row pgx.CollectableRow) (u intake.Upload, err error) {
	var settings, list, courses []byte
	if err := row.Scan(&u.ID, &u.Issuer, &u.Person, &u.CreatedAt, &u.ExpiresAt, &settings, &list, &courses); err != nil {
		return u, err
	}
	for _, part := range []struct {
		field  string
		sealed []byte
		to     *[]byte
	}{{fieldSettings, settings, &settings}, {fieldList, list, &u.List}, {fieldCourses, courses, &u.Courses}} {
		if part.sealed == nil {
			continue
		}
		if *part.to, err = q.keys.open(part.field, u.ID, part.sealed); err != nil {
			return u, err
		}
	}
	return u, decode(settings, &u.UploadSettings)
}

// Upload implements intake.Queries.
func (q queries) Upload(ctx context.Context, upload uuid.UUID) (intake.Upload, error) {
	return first(
		ctx,
		q,
		q.scanUpload,
		`SELECT id, issuer, person, created_at, expires_at, settings, list, courses FROM upload WHERE id = $1`,
		upload,
	)
}

// Uploads implements intake.Queries.
func (q queries) Uploads(ctx context.Context, person uuid.UUID, now time.Time) ([]intake.Upload, error) {
	return collect(
		ctx,
		q,
		q.scanUpload,
		`SELECT id, issuer, person, created_at, expires_at, settings, NULL::bytea, NULL::bytea
		FROM upload WHERE person = $1 AND expires_at > $2 ORDER BY created_at DESC, id`,
		person,
		now,
	)
}

// ChangeUpload implements intake.Queries.
func (q queries) ChangeUpload(ctx context.Context, upload uuid.UUID, settings intake.UploadSettings) error {
	text, err := encode(settings)
	if err != nil {
		return err
	}
	return q.one(
		ctx,
		registry.ErrNotFound,
		`UPDATE upload SET settings = $2 WHERE id = $1`,
		upload,
		q.keys.seal(fieldSettings, upload, text),
	)
}

// DropUpload implements intake.Queries.
func (q queries) DropUpload(ctx context.Context, upload uuid.UUID) error {
	return q.one(ctx, registry.ErrNotFound, `DELETE FROM upload WHERE id = $1`, upload)
}

// SweepIntake implements intake.Queries.
func (q queries) SweepIntake(ctx context.Context, now time.Time) error {
	if err := q.deleteUploads(ctx, now, `expires_at <= $1`); err != nil {
		return err
	}
	_, err := q.exec(ctx, `DELETE FROM import_answer WHERE expires_at <= $1`, now)
	return err
}
