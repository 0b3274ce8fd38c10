package bench_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/internal/largeregister"
	"sogoc/internal/testregister"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/reading"
	"sogoc/web/registrar"
)

// pageReadings is how often each page is read.
const pageReadings = 300

// slowestPage reads pages of the largest school of a large register, one after the
// other, and returns the 99th percentile of the kind of page that is slowest.
func slowestPage(t testing.TB) bench.Figure {
	if os.Getenv(large) == "" {
		t.Skip("takes minutes and 4 GB of disk: LARGE=1")
	}
	s := newSchools(t)
	conn := s.db.Conn(t)
	require.NoError(t, largeregister.Fill(t.Context(), conn,
		largeregister.Shape{Schools: 20, Credentials: 1_000_000, Batch: 1500}))
	_, err := conn.Exec(t.Context(), `CHECKPOINT`) // what filling left to be written is not the pages' work
	require.NoError(t, err)
	pages := append(listPages(t, conn, s.reader(t, "giaovu", largeregister.School(0))), s.credentialPages(t)...)
	figure := bench.Figure{Unit: "ms", FloorName: "99th percentile of SELECT 1"}
	var notes []string
	for _, kind := range pages {
		kind.browser.get(t, kind.next())
		p99 := percentile99(func() { kind.browser.get(t, kind.next()) })
		notes = append(notes, fmt.Sprintf("%s %.1f", kind.name, p99))
		figure.Value = max(figure.Value, p99)
	}
	figure.Note = strings.Join(notes, ", ")
	figure.Floor = percentile99(func() {
		_, err := conn.Exec(t.Context(), `SELECT 1`)
		require.NoError(t, err)
	})
	figure.Uses = []string{postgresVersion(t, conn)}
	return figure
}

// percentile99 returns that of the time which do takes, in milliseconds.
func percentile99(do func()) float64 {
	times := make([]float64, pageReadings)
	for i := range times {
		before := time.Now()
		do()
		times[i] = float64(time.Since(before)) / float64(time.Millisecond)
	}
	return bench.Percentile(times, 99)
}

func postgresVersion(t testing.TB, conn *pgx.Conn) string {
	var version string
	require.NoError(t, conn.QueryRow(t.Context(), `SHOW server_version`).Scan(&version))
	return "PostgreSQL " + version
}

// pageKind is a kind of page, and the paths of such pages that somebody may open.
type pageKind struct {
	name    string
	browser *browser
	next    func() string
}

// reader adds a registrar of a school, who signs in.
func (s *schools) reader(t testing.TB, login, school string) *browser {
	t.Helper()
	const password = "bốn con trâu trắng"
	_, _, err := s.register.Accounts.AddUser(t.Context(), account.NewUser{Login: login, Name: "Giáo Vụ (mẫu)",
		Issuer: school, Password: password, NoToken: true, Roles: []registry.Role{registry.RoleRegistrar}})
	require.NoError(t, err)
	return s.signIn(t, login, password)
}

// credentialPages are pages of credentials which are real: a school's that was
// imported, signed and anchored beside all the others.
func (s *schools) credentialPages(t testing.TB) []pageKind {
	const code = "THPT-MAU"
	s.addSchool(t, code)
	registrar := s.actor(t, "nhap", code, registry.RoleRegistrar)
	approver := s.actor(t, "duyet", code, registry.RoleApprover)
	testregister.OpenBook(t, s.register, code, terms().Book)
	batch := s.importList(t, registrar, classList(t, 200))
	_, err := s.register.Issuing.Approve(t.Context(), approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	testregister.Sign(t, s.register, s.ledger.Clock.Now())
	s.register.Worker.Pass(t.Context())
	found, err := s.register.Reading.Credentials(t.Context(), registrar,
		reading.CredentialFilter{Batch: batch.ID, Page: registry.Page{Limit: 200}})
	require.NoError(t, err)
	require.Len(t, found, 200)
	at := 0
	return []pageKind{{"credential", s.reader(t, "giaovumau", code), func() string {
		at++
		return "/credentials/" + found[at%len(found)].ID.String()
	}}}
}

// listPages are pages of lists and searches of a school.
func listPages(t testing.TB, conn *pgx.Conn, b *browser) []pageKind {
	random := rand.New(rand.NewPCG(1, 2))
	rows, err := conn.Query(t.Context(), `SELECT id FROM batch WHERE issuer = $1 ORDER BY id`, largeregister.School(0))
	require.NoError(t, err)
	batches, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
	require.NoError(t, err)
	search := func(by, text string) func() string {
		answer := b.post(t, "/credentials", url.Values{"by": {by}, "text": {text}, "match": {"plain"}})
		require.Equal(t, http.StatusSeeOther, answer.Code, answer.Body.String())
		path := strings.TrimPrefix(answer.Header().Get("Location"), registrar.Prefix)
		return func() string { return path }
	}
	batch := func() string {
		return fmt.Sprintf("/batches/%s?page=%d", batches[random.IntN(len(batches))], 1+random.IntN(30))
	}
	kinds := []pageKind{
		{"batches", b, func() string { return fmt.Sprintf("/batches?page=%d", 1+random.IntN(6)) }},
		{"batch", b, batch},
		{"list", b, func() string { return fmt.Sprintf("/credentials?page=%d", 1+random.IntN(200)) }},
		{"name of nobody", b, search("name", "Nguyễn "+largeregister.Missing)},
		{"name of many", b, search("name", "Nguyễn Văn")},
		{"name of few", b, search("name", "Hồ Gia Yến")},
	}
	for _, by := range []string{"number", "learner", "nationalId"} {
		kinds = append(kinds, pageKind{by + " of nobody", b, search(by, largeregister.Missing)})
	}
	return kinds
}
