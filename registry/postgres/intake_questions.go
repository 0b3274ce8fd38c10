package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"sogoc/registry/intake"
	"sogoc/registry/names"
)

// Known implements intake.Queries.
func (q queries) Known(ctx context.Context, issuer, kind string, asked intake.Asked) (intake.Found, error) {
	learners, err := q.knownLearners(ctx, issuer, kind, asked.LearnerCodes, asked.NationalIDs)
	if err != nil {
		return intake.Found{}, err
	}
	persons, err := q.knownPersons(ctx, issuer, kind, asked.Persons)
	if err != nil || asked.Book == nil {
		return intake.Found{Learners: learners, Persons: persons}, err
	}
	last, err := q.lastRegisterNumber(ctx, *asked.Book)
	return intake.Found{Learners: learners, Persons: persons, LastRegister: last}, err
}

// knownLearners finds learners by code or national id.
func (q queries) knownLearners(
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

// person is a holder as the register has it.
type person struct {
	name, born string
	known      intake.KnownPerson
}

// knownPersons finds people by the tone key of their name and their birth date.
func (q queries) knownPersons(
	ctx context.Context,
	issuer, kind string,
	persons []intake.Person,
) ([]intake.KnownPerson, error) {
	tones, births := make([]string, len(persons)), make([]string, len(persons))
	asked := map[intake.Person][]int{}
	for i, p := range persons {
		tones[i], births[i] = names.ToneOf(p.Name), p.BirthDate
		key := intake.Person{Name: tones[i], BirthDate: births[i]}
		asked[key] = append(asked[key], i)
	}
	scan := func(row pgx.CollectableRow) (p person, err error) {
		err = row.Scan(&p.name, &p.born, &p.known.LearnerCode, &p.known.Batch, &p.known.RegisterNumber)
		return p, err
	}
	issued, err := collect(ctx, q, scan, `
		SELECT c.full_name, c.birth_date, c.learner_code, e.batch, COALESCE(e.register_number, '')
		FROM (SELECT DISTINCT * FROM unnest($3::text[], $4::text[]) AS a (tone, born)) asked
		JOIN credential c ON c.issuer = $1 AND c.birth_date = asked.born AND c.birth_date >= '' AND split_part(c.kind, '/', 1) = $2
		JOIN name_key n ON n.credential = c.id AND n.tone = asked.tone
		JOIN register_entry e ON e.id = c.id ORDER BY c.id`, issuer, kind, tones, births)
	if err != nil {
		return nil, err
	}
	waiting, err := collect(ctx, q, scan, `
		SELECT s.name, s.born, s.code, e.batch, COALESCE(e.register_number, '')
		FROM draft d JOIN register_entry e ON e.id = d.id,
			LATERAL (SELECT COALESCE(d.document #> '{diploma,subject}', d.document #> '{transcript,subject}') AS person) p,
			LATERAL (SELECT p.person ->> 'fullName' AS name, p.person ->> 'birthDate' AS born,
				COALESCE(p.person ->> 'learnerCode', '') AS code) s
		WHERE e.issuer = $1 AND e.state <> 'dropped' AND split_part(e.kind, '/', 1) = $2 AND s.born = ANY($3)
		ORDER BY e.id`, issuer, kind, births)
	if err != nil {
		return nil, err
	}
	var known []intake.KnownPerson
	for _, p := range append(issued, waiting...) {
		for _, i := range asked[intake.Person{Name: names.ToneOf(p.name), BirthDate: p.born}] {
			p.known.Asked = i
			known = append(known, p.known)
		}
	}
	return known, nil
}

// Mappings implements classlist.Store.
func (q queries) Mappings(ctx context.Context, issuer string) ([]intake.Mapping, error) {
	scan := func(row pgx.CollectableRow) (m intake.Mapping, err error) {
		var header, columns []byte
		if err := row.Scan(&m.File, &header, &columns, &m.By, &m.At); err != nil {
			return m, err
		}
		copy(m.Header[:], header)
		return m, decode(columns, &m.Columns)
	}
	return collect(ctx, q, scan, `
		SELECT m.file, m.header, m.columns, p.name, m.changed_at
		FROM column_mapping m JOIN person p ON p.id = m.changed_by
		WHERE m.issuer = $1 ORDER BY m.changed_at DESC, m.file, m.header`, issuer)
}

// PutMapping implements intake.ImportQueries.
func (q queries) PutMapping(ctx context.Context, change intake.MappingChange) error {
	if len(change.Columns) == 0 {
		_, err := q.exec(ctx, `DELETE FROM column_mapping WHERE issuer = $1 AND file = $2 AND header = $3`,
			change.Issuer, change.File, change.Header[:])
		return err
	}
	columns, err := encode(change.Columns)
	if err != nil {
		return err
	}
	if _, err := q.exec(ctx, `
		INSERT INTO column_mapping (issuer, file, header, columns, changed_by, changed_at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (issuer, file, header) DO UPDATE
		SET columns = EXCLUDED.columns, changed_by = EXCLUDED.changed_by, changed_at = EXCLUDED.changed_at`,
		change.Issuer, change.File, change.Header[:], columns, change.Person, change.At); err != nil {
		return err
	}
	_, err = q.exec(ctx, `
		DELETE FROM column_mapping WHERE issuer = $1 AND (file, header) IN (
			SELECT file, header FROM column_mapping WHERE issuer = $1 ORDER BY changed_at DESC, file, header OFFSET $2)`,
		change.Issuer, intake.MaxMappings)
	return err
}
