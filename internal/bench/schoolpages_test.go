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
	"sogoc/registry"
	"sogoc/registry/account"
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
	school := largeregister.School(0)
	_, _, err := s.register.Accounts.AddUser(t.Context(), account.NewUser{Login: "giaovu", Name: "Giáo Vụ (mẫu)",
		Issuer: school, Password: "bốn con trâu trắng", NoToken: true, Roles: []registry.Role{registry.RoleRegistrar}})
	require.NoError(t, err)
	b := s.signIn(t, "giaovu", "bốn con trâu trắng")
	pages := schoolPages(t, conn, b, school)
	figure := bench.Figure{Unit: "ms", FloorName: "99th percentile of SELECT 1"}
	var notes []string
	for _, kind := range pages {
		b.get(t, kind.next())
		p99 := percentile99(func() { b.get(t, kind.next()) })
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
	name string
	next func() string
}

func schoolPages(t testing.TB, conn *pgx.Conn, b *browser, school string) []pageKind {
	random := rand.New(rand.NewPCG(1, 2))
	ids := func(sql string) []uuid.UUID {
		rows, err := conn.Query(t.Context(), sql, school)
		require.NoError(t, err)
		found, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		require.NoError(t, err)
		return found
	}
	batches := ids(`SELECT id FROM batch WHERE issuer = $1`)
	credentials := ids(`SELECT id FROM credential WHERE issuer = $1 ORDER BY id LIMIT 1000`)
	search := func(by, text string) func() string {
		answer := b.post(t, "/credentials", url.Values{"by": {by}, "text": {text}, "match": {"plain"}})
		require.Equal(t, http.StatusSeeOther, answer.Code, answer.Body.String())
		path := strings.TrimPrefix(answer.Header().Get("Location"), registrar.Prefix)
		return func() string { return path }
	}
	one := func(of []uuid.UUID) string { return of[random.IntN(len(of))].String() }
	kinds := []pageKind{
		{"batches", func() string { return fmt.Sprintf("/batches?page=%d", 1+random.IntN(6)) }},
		{"batch", func() string { return fmt.Sprintf("/batches/%s?page=%d", one(batches), 1+random.IntN(30)) }},
		{"list", func() string { return fmt.Sprintf("/credentials?page=%d", 1+random.IntN(200)) }},
		{"credential", func() string { return "/credentials/" + one(credentials) }},
		{"name of nobody", search("name", "Nguyễn "+largeregister.Missing)},
		{"name of many", search("name", "Nguyễn Văn")},
		{"name of few", search("name", "Hồ Gia Yến")},
	}
	for _, by := range []string{"number", "learner", "nationalId"} {
		kinds = append(kinds, pageKind{by + " of nobody", search(by, largeregister.Missing)})
	}
	return kinds
}
