package postgres_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"sogoc/internal/largeregister"
	"sogoc/internal/testdb"
	"sogoc/registry"
	"sogoc/registry/names"
	"sogoc/registry/postgres"
	"sogoc/registry/reading"
)

// A list of 50 reads neither the register of all schools nor all of one school's.
func TestListsReadWhatTheyShow(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	conn := db.Conn(t)
	const credentials = 20_000
	require.NoError(t, largeregister.Fill(t.Context(), conn,
		largeregister.Shape{Schools: 5, Credentials: credentials, Batch: 100}))
	school := largeregister.School(0)
	var batch uuid.UUID
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT id FROM batch WHERE issuer = $1 ORDER BY id LIMIT 1`,
		school).Scan(&batch))
	page := registry.Page{Offset: 50, Limit: 50}
	query := func(text string, level names.Level) names.Query {
		q, err := reading.NameQuery(text, level)
		require.NoError(t, err)
		return q
	}
	type list struct {
		name      string
		sql       string
		arguments []any
	}
	var lists []list
	add := func(name string, f reading.CredentialFilter) {
		f.Issuer, f.Page = school, page
		sql, arguments := postgres.ListCredentials(db.Store, f)
		lists = append(lists, list{name, sql, arguments})
	}
	add("OfABatch", reading.CredentialFilter{Batch: batch})
	add("InTheOrderOfTheRegister", reading.CredentialFilter{})
	add("ByName", reading.CredentialFilter{ByName: true})
	add("OfABatchByName", reading.CredentialFilter{Batch: batch, ByName: true})
	for _, missing := range []string{largeregister.Missing, ""} { // nothing is found, or something
		number, learner := "S-7", "007"
		if missing != "" {
			number, learner = missing, missing
		}
		for _, byName := range []bool{false, true} {
			name := fmt.Sprintf("%s/%v", missing, byName)
			add("ByNumber"+name, reading.CredentialFilter{Number: number, ByName: byName})
			add("BySerialNumber"+name, reading.CredentialFilter{SerialNumber: number, ByName: byName})
			add("ByRegisterNumber"+name, reading.CredentialFilter{RegisterNumber: number, ByName: byName})
			add("ByLearner"+name, reading.CredentialFilter{LearnerCode: learner, ByName: byName})
			add("ByNationalID"+name, reading.CredentialFilter{NationalID: "000208000001", ByName: byName})
		}
	}
	for _, level := range []names.Level{names.Plain, names.Tone, names.Exact} {
		add("NameOfNobody/"+string(level), reading.CredentialFilter{Name: query(largeregister.Missing, level)})
		add("NameOfFew/"+string(level), reading.CredentialFilter{Name: query("Hồ Gia Yến", level)})
		add("NameOfMany/"+string(level), reading.CredentialFilter{Name: query("Nguyễn", level)})
	}
	for name, f := range map[string]reading.BatchFilter{
		"Batches": {}, "BatchesOfAState": {State: registry.BatchAnchored}, "OpenBatches": {Open: true},
	} {
		f.Issuer, f.Page = school, page
		sql, arguments := postgres.ListBatches(f)
		lists = append(lists, list{name, sql, arguments})
	}
	for name, f := range map[string]reading.AuditFilter{
		"Audit": {}, "AuditOfABatch": {Batch: batch}, "AuditOfACredential": {Credential: uuid.New()},
		"AuditOfAnAction": {Action: registry.ActionDocumentRead},
	} {
		f.Issuer, f.Page = school, page
		sql, arguments := postgres.ListAudit(f)
		lists = append(lists, list{name, sql, arguments})
	}
	for _, l := range lists {
		t.Run(l.name, func(t *testing.T) {
			found := explain(t, conn, l.sql, l.arguments)
			require.Less(t, found.read(), 2000, found.lines(""))
		})
	}
}

// plan is what EXPLAIN (FORMAT JSON) says of one step.
type plan struct {
	Type     string  `json:"Node Type"`
	Relation string  `json:"Relation Name"`
	Rows     float64 `json:"Actual Rows"`
	Loops    float64 `json:"Actual Loops"`
	Filtered float64 `json:"Rows Removed by Filter"`
	Joined   float64 `json:"Rows Removed by Join Filter"`
	Checked  float64 `json:"Rows Removed by Index Recheck"`
	Plans    []plan  `json:"Plans"`
}

// read counts the rows that a plan and what stands below it took up from tables.
func (p plan) read() int {
	n := 0
	if strings.Contains(p.Type, "Scan") {
		n = int((p.Rows + p.Filtered + p.Joined + p.Checked) * p.Loops)
	}
	for _, below := range p.Plans {
		n += below.read()
	}
	return n
}

// lines writes a plan for people: its steps, and how many rows each took up.
func (p plan) lines(indent string) string {
	text := fmt.Sprintf("%s%s %s: %.0f rows, %.0f times, %.0f left out\n", indent, p.Type, p.Relation, p.Rows, p.Loops,
		p.Filtered+p.Joined+p.Checked)
	for _, below := range p.Plans {
		text += below.lines(indent + "  ")
	}
	return text
}

// explain runs a statement under a plan for its arguments.
func explain(t *testing.T, conn *pgx.Conn, sql string, arguments []any) plan {
	t.Helper()
	ctx := t.Context()
	literals := make([]string, len(arguments))
	for i, a := range arguments {
		literals[i] = literal(t, a)
	}
	_, err := conn.Exec(ctx, `PREPARE list AS `+sql)
	require.NoError(t, err)
	defer func() {
		_, err := conn.Exec(ctx, `DEALLOCATE list`)
		require.NoError(t, err)
	}()
	var text string
	require.NoError(t, conn.QueryRow(ctx, `EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE list (`+strings.Join(literals, ", ")+`)`,
		pgx.QueryExecModeSimpleProtocol).Scan(&text))
	var plans []struct{ Plan plan }
	require.NoError(t, json.Unmarshal([]byte(text), &plans))
	return plans[0].Plan
}

// literal writes an argument as SQL.
func literal(t *testing.T, argument any) string {
	quote := func(s string) string { return `'` + strings.ReplaceAll(s, `'`, `''`) + `'` }
	switch a := argument.(type) {
	case int:
		return fmt.Sprint(a)
	case string:
		return quote(a)
	case uuid.UUID:
		return quote(a.String())
	case []byte:
		return quote(`\x` + hex.EncodeToString(a))
	case []string:
		return quote(`{"` + strings.Join(a, `","`) + `"}`)
	case []registry.BatchState:
		texts := make([]string, len(a))
		for i, s := range a {
			texts[i] = string(s)
		}
		return literal(t, texts)
	}
	t.Fatalf("no literal for %T", argument)
	return ""
}

// Of a batch that is not signed yet, or was given up, a list has the credentials that are
// there, page by page, and nothing of those that are not.
func TestABatchListsTheCredentialsThatAreThere(t *testing.T) {
	t.Parallel()
	db := testdb.Open(t)
	conn := db.Conn(t)
	require.NoError(t, largeregister.Fill(t.Context(), conn, largeregister.Shape{Schools: 2, Credentials: 40, Batch: 10}))
	school := largeregister.School(0)
	var batch uuid.UUID
	require.NoError(t, conn.QueryRow(t.Context(), `SELECT id FROM batch WHERE issuer = $1 ORDER BY id LIMIT 1`,
		school).Scan(&batch))
	listed := func(f reading.CredentialFilter) (places []int) {
		f.Issuer = school
		for f.Page = (registry.Page{Limit: 3}); ; f.Page.Offset += 3 {
			found, err := db.Store.Credentials(t.Context(), f)
			require.NoError(t, err)
			for _, c := range found {
				if c.Batch != batch {
					continue
				}
				var place int
				require.NoError(t, conn.QueryRow(t.Context(), `SELECT position FROM register_entry WHERE id = $1`,
					c.ID).Scan(&place))
				places = append(places, place)
			}
			if len(found) < 3 { // as a reader takes a page that is not full for the last
				return places
			}
		}
	}
	one, all := reading.CredentialFilter{Batch: batch}, reading.CredentialFilter{}
	whole := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}
	require.Equal(t, whole, listed(one))
	require.Equal(t, whole, listed(all))
	_, err := conn.Exec(t.Context(), `SET session_replication_role = replica`) // what the register itself never does
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), `DELETE FROM credential WHERE id IN (SELECT id FROM register_entry
		WHERE batch = $1 AND position IN (0, 4, 5, 9))`, batch)
	require.NoError(t, err)
	for _, state := range []registry.BatchState{registry.BatchApproved, registry.BatchGivenUp} {
		_, err = conn.Exec(t.Context(), `UPDATE batch SET state = $2, anchored_at = NULL, sealed_at = NULL,
			issued_at = NULL WHERE id = $1`,
			batch, string(state))
		require.NoError(t, err)
		require.Equal(t, []int{1, 2, 3, 6, 7, 8}, listed(one), state)
		require.Equal(t, []int{1, 2, 3, 6, 7, 8}, listed(all), state)
	}
}
