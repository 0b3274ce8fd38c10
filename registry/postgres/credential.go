package postgres

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/issuing"
	"sogoc/registry/reading"
	"sogoc/verifier/ledger"
)

// StatusList implements issuing.SigningQueries.
func (q queries) StatusList(ctx context.Context, issuer string) (list uint32, used int, err error) {
	err = q.db.QueryRow(ctx, `SELECT COALESCE(max(list), 0), COALESCE(max(used) FILTER (WHERE list = (SELECT max(list) FROM status_list WHERE issuer = $1)), 0)
		FROM status_list WHERE issuer = $1`, issuer).Scan(&list, &used)
	return list, used, translate(err)
}

// PutStatusList implements issuing.SigningQueries.
func (q queries) PutStatusList(ctx context.Context, issuer string, list uint32, used int) error {
	_, err := q.exec(ctx, `INSERT INTO status_list (issuer, list, used) VALUES ($1, $2, $3) ON CONFLICT (issuer, list) DO UPDATE SET used = excluded.used`, issuer, list, used)
	return err
}

// TakenIndices implements issuing.SigningQueries.
func (q queries) TakenIndices(ctx context.Context, issuer string, list uint32, indices []uint32) (map[uint32]bool, error) {
	signed := make([]int32, len(indices))
	for i, n := range indices {
		signed[i] = int32(n)
	}
	found, err := collect(ctx, q, pgx.RowTo[uint32], `
		SELECT status_index FROM credential WHERE issuer = $1 AND status_list = $2 AND status_index = ANY($3::integer[])
			AND status_index >= 0
		UNION ALL SELECT status_index FROM spent_status_entry WHERE issuer = $1 AND status_list = $2 AND status_index = ANY($3::integer[])`, issuer, list, signed)
	taken := make(map[uint32]bool, len(found))
	for _, n := range found {
		taken[n] = true
	}
	return taken, err
}

// AddCredentials implements issuing.SigningQueries.
func (q queries) AddCredentials(ctx context.Context, records []registry.CredentialRecord) error {
	columns := []string{"id", "issuer", "batch", "kind", "full_name", "birth_date", "learner_code", "national_id", "national_id_lookup",
		"issue_date", "key", "status_list", "status_index", "digest", "jwt", "disclosures", "qr_claims", "qr_token", "issued_at"}
	err := q.copyRows(ctx, "credential", columns, len(records), func(i int) ([]any, error) {
		r := records[i]
		about, subject := r.Content.Issuance(), r.Content.Subject()
		issueDate, err := time.Parse(time.DateOnly, string(about.IssueDate))
		if err != nil {
			return nil, err
		}
		disclosures, err := encode(r.Issued.Disclosures)
		if err != nil {
			return nil, err
		}
		sealed, lookup := q.keys.sealID(r.Issuer, r.ID, subject.NationalID)
		return []any{r.ID, r.Issuer, r.Batch, string(about.Kind), subject.FullName, string(subject.BirthDate), subject.LearnerCode, sealed, lookup,
			issueDate, r.Key, int32(about.Status.List), int32(about.Status.Index), r.Issued.Digest[:], r.Issued.JWT,
			q.keys.seal(fieldDisclosures, r.ID, disclosures), r.Issued.QRClaims, r.Issued.QRToken, r.IssuedAt}, nil
	})
	if err != nil {
		return err
	}
	return q.addNames(ctx, records)
}

// credentialSelect joins what the register knows of a credential. Where it
// stands is told by its leaf and anchor, so that it is written down once.
const credentialSelect = `
	SELECT c.id, c.batch, c.issuer, c.kind, e.diploma, c.full_name, c.birth_date, c.learner_code,
		COALESCE(e.book, ''), COALESCE(e.serial_number, ''), COALESCE(e.register_number, ''),
		to_char(c.issue_date, 'YYYY-MM-DD'), c.digest, c.key, c.status_list, c.status_index, c.issued_at,
		CASE a.state WHEN 'anchored' THEN 'anchored' WHEN 'sealed' THEN 'sealed' ELSE 'signed' END,
		COALESCE(l.sequence, 0), COALESCE(l.leaf_index, 0),
		COALESCE((SELECT s.to_state FROM status_change s WHERE s.credential = c.id AND s.state = 'done' ORDER BY s.version DESC LIMIT 1), 'active')`

const credentialFrom = `
	FROM credential c` + credentialJoins

const credentialJoins = ` JOIN register_entry e ON e.id = c.id
	LEFT JOIN leaf l ON l.credential = c.id LEFT JOIN anchor a ON a.issuer = l.issuer AND a.sequence = l.sequence`

func credentialFields(c *registry.Credential, digest *[]byte) []any {
	return []any{&c.ID, &c.Batch, &c.Issuer, &c.Kind, &c.Diploma, &c.FullName, &c.BirthDate, &c.LearnerCode,
		&c.Book, &c.SerialNumber, &c.RegisterNumber, &c.IssueDate, digest, &c.Key, &c.StatusRef.List, &c.StatusRef.Index, &c.IssuedAt,
		&c.State, &c.Sequence, &c.LeafIndex, &c.Status}
}

func scanCredential(row pgx.CollectableRow) (c registry.Credential, err error) {
	var digest []byte
	err = row.Scan(credentialFields(&c, &digest)...)
	copy(c.Digest[:], digest)
	return c, err
}

// Credential implements status.Queries and reading.Store.
func (q queries) Credential(ctx context.Context, credential uuid.UUID) (registry.Credential, error) {
	return first(ctx, q, scanCredential, credentialSelect+credentialFrom+` WHERE c.id = $1`, credential)
}

const documentSelect = credentialSelect + `, c.jwt, c.disclosures, c.qr_claims, c.qr_token` + credentialFrom

func (q queries) scanDocument(row pgx.CollectableRow) (d registry.Document, err error) {
	var digest, sealed []byte
	fields := append(credentialFields(&d.Credential, &digest), &d.Issued.JWT, &sealed, &d.Issued.QRClaims, &d.Issued.QRToken)
	if err := row.Scan(fields...); err != nil {
		return d, err
	}
	copy(d.Credential.Digest[:], digest)
	d.Issued.Digest = d.Credential.Digest
	disclosures, err := q.keys.open(fieldDisclosures, d.Credential.ID, sealed)
	if err != nil {
		return d, err
	}
	return d, decode(disclosures, &d.Issued.Disclosures)
}

// Document implements reading.Store.
func (q queries) Document(ctx context.Context, credential uuid.UUID) (registry.Document, error) {
	return first(ctx, q, q.scanDocument, documentSelect+` WHERE c.id = $1`, credential)
}

// page is how many rows are read at a time for a caller that may be slow: no
// statement, transaction or connection waits for it.
const page = 500

// EachDocument implements reading.Store. What was given up of a batch leaves gaps
// among the positions.
func (q queries) EachDocument(ctx context.Context, batch uuid.UUID, f func(registry.Document) error) error {
	last, err := first(ctx, q, pgx.RowTo[int], `SELECT COALESCE(max(e.position), -1)
		FROM credential c JOIN register_entry e ON e.id = c.id WHERE c.batch = $1`, batch)
	if err != nil {
		return err
	}
	for from := 0; from <= last; from += page {
		found, err := collect(ctx, q, q.scanDocument, documentSelect+` WHERE c.batch = $1 AND e.position >= $2 AND e.position < $3 ORDER BY e.position`, batch, from, from+page)
		if err != nil {
			return err
		}
		for _, d := range found {
			if err := f(d); err != nil {
				return err
			}
		}
	}
	return nil
}

// EachExport implements reading.Store. What is not sealed comes first, so
// that what is sealed meanwhile is met again and not missed.
func (q queries) EachExport(ctx context.Context, issuer string, f func(reading.ExportEntry) error) error {
	last := registry.Credential{}
	err := q.eachPage(ctx, &last, f, func() (string, []any) {
		return ` WHERE c.issuer = $1 AND l.credential IS NULL AND c.id > $2 ORDER BY c.id LIMIT $3`, []any{issuer, last.ID, page}
	})
	if err != nil {
		return err
	}
	last = registry.Credential{}
	return q.eachPage(ctx, &last, f, func() (string, []any) {
		return ` WHERE l.issuer = $1 AND (l.sequence, l.leaf_index) > ($2, $3) ORDER BY l.sequence, l.leaf_index LIMIT $4`,
			[]any{issuer, int64(last.Sequence), int64(last.LeafIndex), page}
	})
}

// eachPage asks for pages after last until one is empty.
func (q queries) eachPage(ctx context.Context, last *registry.Credential, f func(reading.ExportEntry) error, next func() (string, []any)) error {
	for {
		where, arguments := next()
		found, err := collect(ctx, q, scanCredential, credentialSelect+credentialFrom+where, arguments...)
		if err != nil || len(found) == 0 {
			return err
		}
		for _, c := range found {
			err := f(reading.ExportEntry{
				Issuer:         c.Issuer,
				Sequence:       c.Sequence,
				LeafIndex:      c.LeafIndex,
				Digest:         c.Digest,
				Kind:           c.Kind,
				List:           c.StatusRef.List,
				Index:          c.StatusRef.Index,
				Status:         c.Status,
				IssuedAt:       c.IssuedAt,
				RegisterNumber: c.RegisterNumber,
			})
			if err != nil {
				return err
			}
		}
		*last = found[len(found)-1]
	}
}

// Unsealed implements issuing.SigningQueries and issuing.Store.
func (q queries) Unsealed(ctx context.Context, batch uuid.UUID) ([]issuing.Unsealed, error) {
	scan := func(row pgx.CollectableRow) (u issuing.Unsealed, err error) {
		var digest []byte
		err = row.Scan(&u.ID, &u.Kind, &u.Key, &digest)
		u.Digest = ledger.Digest(digest)
		return u, err
	}
	return collect(ctx, q, scan, `SELECT c.id, c.kind, c.key, c.digest FROM credential c JOIN register_entry e ON e.id = c.id
		WHERE c.batch = $1 AND NOT EXISTS (SELECT FROM leaf l WHERE l.credential = c.id) ORDER BY e.position`, batch)
}
