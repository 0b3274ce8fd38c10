package postgres

import (
	"context"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"sogoc/registry"
	"sogoc/registry/names"
	"sogoc/registry/reading"
)

// The lists that people page through. What does not narrow a list does not stand in
// its statement, and each is planned for its own arguments: one plan for every filter,
// page and school at once reads the register of all schools. TestListsReadWhatTheyShow
// looks at the plans.

// statement is SQL that is put together from parts, with the arguments of each.
type statement struct {
	sql       strings.Builder
	arguments []any
}

// add appends SQL in which each question mark stands for one of the arguments.
func (s *statement) add(sql string, arguments ...any) {
	before := 0
	for i, part := range strings.Split(sql, "?") {
		if i > 0 {
			before++
			s.sql.WriteString("$" + strconv.Itoa(len(s.arguments)+before))
		}
		s.sql.WriteString(part)
	}
	s.arguments = append(s.arguments, arguments...)
}

// collectList is collect for a statement that PostgreSQL plans for its arguments.
func collectList[T any](
	ctx context.Context, q queries, scan func(pgx.CollectableRow) (T, error), s *statement,
) ([]T, error) {
	return collect(ctx, q, scan, s.sql.String(), append([]any{pgx.QueryExecModeCacheDescribe}, s.arguments...)...)
}

// order is how a list of credentials is sorted: the columns that say so of the query
// for ids, how it sorts by them, and how its result is sorted.
type order struct{ columns, sort, result string }

var (
	byName  = order{`n.sort`, `n.sort, n.credential`, `page.sort, page.id`}
	byPlace = order{`e.position`, `e.position`, `page.position`}
	byBatch = order{`b.issued_at, b.id AS batch, e.position`, `b.issued_at, b.id, e.position`,
		`page.issued_at, page.batch, page.position`}
)

// Credentials implements reading.Store.
func (q queries) Credentials(ctx context.Context, f reading.CredentialFilter) ([]registry.Credential, error) {
	return collectList(ctx, q, scanCredential, q.listCredentials(f))
}

// listCredentials first finds the ids of one page, from as few tables as that takes,
// and then reads what a list shows of those.
func (q queries) listCredentials(f reading.CredentialFilter) *statement {
	s := &statement{}
	by := byBatch
	s.add(credentialSelect + ` FROM (SELECT `)
	switch {
	case f.ByName || !f.Name.IsZero():
		by = byName
		s.add(`n.credential AS id, ` + by.columns + ` FROM name_key n`)
		if narrowsEntries(f) {
			s.add(` JOIN credential c ON c.id = n.credential JOIN register_entry e ON e.id = n.credential`)
		}
		s.add(` WHERE n.issuer = ?`, f.Issuer)
	default:
		if f.Batch != uuid.Nil {
			by = byPlace
		}
		s.add(`e.id, `+by.columns+` FROM (SELECT id, issued_at, state FROM batch WHERE issuer = ? ORDER BY issued_at, id) b
			JOIN register_entry e ON e.batch = b.id`, f.Issuer)
		if narrowsCredentials(f) {
			s.add(` JOIN credential c ON c.id = e.id WHERE true`)
		} else {
			s.add(` WHERE e.state = 'numbered' AND ` + signed)
		}
	}
	q.narrow(s, f)
	offset, limit := f.Page.Bounds()
	s.add(` ORDER BY `+by.sort+` OFFSET ? LIMIT ?) page JOIN credential c ON c.id = page.id`, offset, limit)
	s.add(credentialJoins + ` ORDER BY ` + by.result)
	return s
}

// narrowsEntries reports whether a filter has more conditions than those of names.
func narrowsEntries(f reading.CredentialFilter) bool {
	return f.Batch != uuid.Nil || narrowsCredentials(f)
}

// narrowsCredentials reports whether a filter has more conditions than those of names
// and of a batch.
func narrowsCredentials(f reading.CredentialFilter) bool {
	return f.SerialNumber+f.RegisterNumber+f.Number+f.LearnerCode+f.NationalID != ""
}

// signed says of a numbered entry e of batch b whether its credential is there; where the
// batch is signed, without a look at the credential. So the pages before the one that is
// shown are skipped by their entries alone, which lie side by side, as credentials do not.
const signed = `CASE WHEN b.state IN ('sealed', 'anchored') THEN true
	ELSE (SELECT true FROM credential c WHERE c.id = e.id) END`

// narrow adds the conditions of a filter on a credential c, its entry e and the
// keys n of its name.
func (q queries) narrow(s *statement, f reading.CredentialFilter) {
	if f.Batch != uuid.Nil {
		s.add(` AND e.batch = ?`, f.Batch)
	}
	if f.SerialNumber != "" {
		s.add(` AND c.id IN (`+entryBySerial+`)`, byNumber(f.Issuer, f.SerialNumber)...)
	}
	if f.RegisterNumber != "" {
		s.add(` AND c.id IN (`+entryByRegister+`)`, byNumber(f.Issuer, f.RegisterNumber)...)
	}
	if f.Number != "" {
		number := byNumber(f.Issuer, f.Number)
		s.add(` AND c.id IN (`+entryBySerial+` UNION `+entryByRegister+`)`, append(number, number...)...)
	}
	if f.LearnerCode != "" {
		s.add(` AND c.issuer = ? AND c.learner_code = ? AND c.learner_code <> ''`, f.Issuer, f.LearnerCode)
	}
	if f.NationalID != "" {
		s.add(` AND c.issuer = ? AND c.national_id_lookup = ?`, f.Issuer, q.keys.find(f.Issuer, f.NationalID))
	}
	if !f.Name.IsZero() {
		s.add(` AND `+nameWords+` @> ?::text[] AND strpos(n.`+nameColumn(f)+`, ?) > 0`,
			append(f.Name.PlainWords(), f.Issuer), f.Name.Key())
	}
}

// Entries of credentials by their numbers, whose keys only find them: see byNumber. A
// register number is searched in each book of the school.
const (
	entryBySerial = `SELECT s.id FROM register_entry s
		WHERE s.issuer = ? AND number_key(s.serial_number) = ? AND s.serial_number = ? AND s.state = 'numbered'`
	entryByRegister = `SELECT r.id FROM book k JOIN register_entry r ON r.issuer = k.issuer AND r.book = k.code
		WHERE k.issuer = ? AND number_key(r.register_number) = ? AND r.register_number = ? AND r.state = 'numbered'`
	// nameWords is the expression of the index name_key_by_words.
	nameWords = `array_append(string_to_array(btrim(n.plain), ' '), n.issuer)`
)

// byNumber are the arguments of entryBySerial and entryByRegister.
func byNumber(issuer, number string) []any { return []any{issuer, registry.NumberKey(number), number} }

// nameColumn returns the column of name_key that a search by name compares with.
func nameColumn(f reading.CredentialFilter) string {
	switch f.Name.Level() {
	case names.Exact:
		return "exact"
	case names.Tone:
		return "tone"
	}
	return "plain"
}

// Batches implements reading.Store.
func (q queries) Batches(ctx context.Context, f reading.BatchFilter) ([]registry.Batch, error) {
	return collectList(ctx, q, scanBatch, listBatches(f))
}

func listBatches(f reading.BatchFilter) *statement {
	s := &statement{}
	s.add(`SELECT `+batchColumns+` FROM batch WHERE issuer = ?`, f.Issuer)
	if f.State != "" {
		s.add(` AND state = ?`, string(f.State))
	}
	if f.Open {
		s.add(` AND state = ANY(?)`, registry.OpenBatchStates())
	}
	offset, limit := f.Page.Bounds()
	s.add(` ORDER BY imported_at DESC, id OFFSET ? LIMIT ?`, offset, limit)
	return s
}

// Audit implements reading.Store.
func (q queries) Audit(ctx context.Context, f reading.AuditFilter) ([]registry.AuditEntry, error) {
	return collectList(ctx, q, scanAudit, listAudit(f))
}

func listAudit(f reading.AuditFilter) *statement {
	s := &statement{}
	s.add(`SELECT id, at, actor, COALESCE(issuer, ''), action, batch, credential, COALESCE(sequence, 0), note
		FROM audit WHERE true`)
	if f.Issuer != "" {
		s.add(` AND issuer = ?`, f.Issuer)
	}
	if f.Batch != uuid.Nil {
		s.add(` AND batch = ?`, f.Batch)
	}
	switch {
	case f.Credential == uuid.Nil:
	case f.Action == "" || f.Action == registry.ActionIssued: // of which there is one entry for a whole batch
		s.add(` AND (credential = ? OR (action = 'issued' AND credential IS NULL
			AND batch = (SELECT e.batch FROM register_entry e WHERE e.id = ?)))`, f.Credential, f.Credential)
	default:
		s.add(` AND credential = ?`, f.Credential)
	}
	if f.Action != "" {
		s.add(` AND action = ?`, string(f.Action))
	}
	offset, limit := f.Page.Bounds()
	s.add(` ORDER BY id DESC OFFSET ? LIMIT ?`, offset, limit)
	return s
}
