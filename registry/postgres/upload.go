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
func (q queries) AddUpload(ctx context.Context, u intake.Upload) error {
	settings, err := encode(u.UploadSettings)
	if err != nil {
		return err
	}
	var courses []byte
	if u.Courses != nil {
		courses = q.keys.seal(fieldCourses, u.ID, u.Courses)
	}
	_, err = q.exec(
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
	)
	return err
}

// TrimUploads implements intake.Queries.
func (q queries) TrimUploads(ctx context.Context, person uuid.UUID, keep int) error {
	_, err := q.exec(
		ctx,
		`DELETE FROM upload WHERE id IN (SELECT id FROM upload WHERE person = $1 ORDER BY created_at DESC, id OFFSET $2)`,
		person,
		keep,
	)
	return err
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

// SweepUploads implements intake.Queries.
func (q queries) SweepUploads(ctx context.Context, now time.Time) error {
	_, err := q.exec(ctx, `DELETE FROM upload WHERE expires_at <= $1`, now)
	return err
}

// KnownLearners implements intake.Queries.
func (q queries) KnownLearners(
	ctx context.Context,
	issuer, kind string,
	learners, nationalIDs []string,
) ([]intake.KnownLearner, error) {
	lookups, plain := make([][]byte, len(nationalIDs)), make(map[string]string, len(nationalIDs))
	for i, national := range nationalIDs {
		lookups[i] = q.keys.find(issuer, national)
		plain[string(lookups[i])] = national
	}
	scan := func(row pgx.CollectableRow) (k intake.KnownLearner, err error) {
		var lookup []byte
		err = row.Scan(&k.LearnerCode, &lookup, &k.Batch, &k.RegisterNumber)
		k.NationalID = plain[string(lookup)]
		return k, err
	}
	return collect(ctx, q, scan, `
		WITH held AS (
			SELECT c.id, c.learner_code, c.national_id_lookup FROM credential c
			WHERE c.issuer = $1 AND split_part(c.kind, '/', 1) = $2 AND (c.learner_code = ANY($3) OR c.national_id_lookup = ANY($4))
			UNION ALL
			SELECT d.id, l.code, d.national_id_lookup FROM draft d JOIN register_entry e ON e.id = d.id,
				LATERAL (SELECT COALESCE(d.document #>> '{diploma,subject,learnerCode}', d.document #>> '{transcript,subject,learnerCode}', '') AS code) l
			WHERE e.issuer = $1 AND e.state <> 'dropped' AND split_part(e.kind, '/', 1) = $2 AND (l.code = ANY($3) OR d.national_id_lookup = ANY($4)))
		SELECT held.learner_code, held.national_id_lookup, e.batch, COALESCE(e.register_number, '') FROM held JOIN register_entry e USING (id) ORDER BY e.id`,
		issuer, kind, learners, lookups)
}
