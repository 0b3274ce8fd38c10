package bench_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/internal/testregister"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/classlist"
	"sogoc/registry/intake"
)

// batchRows is how many rows the list has that is carried from upload to anchors.
const batchRows = 20_000

// perRow is what one row of a list costs on its way, in microseconds of CPU time.
type perRow struct{ imported, approved, stored bench.Figure }

var measuredBatch *perRow

// ofBatch measures a batch once for several measurements.
func ofBatch(figure func(*perRow) bench.Figure) func(testing.TB) bench.Figure {
	return func(t testing.TB) bench.Figure {
		if measuredBatch == nil {
			measuredBatch = measureBatch(t)
		}
		return figure(measuredBatch)
	}
}

func measureBatch(t testing.TB) *perRow {
	const code = "THPT-MAU"
	s := newSchools(t)
	s.addSchool(t, code)
	registrar := s.actor(t, "giao-vu", code, registry.RoleRegistrar)
	approver := s.actor(t, "hieu-truong", code, registry.RoleApprover)
	testregister.OpenBook(t, s.register, code, terms().Book)
	conn := s.db.Conn(t)
	list := classList(t, batchRows)
	warmUp := s.importList(t, registrar, classList(t, 1))
	_, err := s.register.Intake.Discard(t.Context(), registrar, warmUp.ID)
	require.NoError(t, err)

	rows := func(d time.Duration) float64 { return float64(d.Microseconds()) / batchRows }
	var batch registry.Batch
	store := postgresCPU(t, conn)
	imported := bench.CPUTimeOf(func() { batch = s.importList(t, registrar, list) })
	approved := bench.CPUTimeOf(func() {
		_, err := s.register.Issuing.Approve(t.Context(), approver, batch.ID, "", batch.Count)
		require.NoError(t, err)
		testregister.Sign(t, s.register, s.ledger.Clock.Now())
	})
	s.register.Worker.Pass(t.Context())
	stored := postgresCPU(t, conn) - store
	anchored, err := s.register.Reading.Batch(t.Context(), registrar, batch.ID)
	require.NoError(t, err)
	require.Equal(t, registry.BatchAnchored, anchored.State)
	require.Equal(t, batchRows, anchored.Count)

	unpack := bench.CPUTimeOf(func() { unpackAll(t, list) })
	two := twoSignatures(t)
	sign := bench.CPUTimeOf(func() {
		for range batchRows {
			two.Do()
		}
	})
	before := postgresCPU(t, conn)
	_, err = conn.Exec(t.Context(), `CREATE TABLE once_more AS SELECT c.*, e.position, n.sort FROM credential c
		JOIN register_entry e ON e.id = c.id JOIN name_key n ON n.credential = c.id`)
	require.NoError(t, err)
	copied := postgresCPU(t, conn) - before
	version := []string{postgresVersion(t, conn)}
	return &perRow{
		imported: bench.Figure{Value: rows(imported), Unit: "µs", Floor: rows(unpack), FloorName: "unpacking the file"},
		approved: bench.Figure{Value: rows(approved), Unit: "µs", Floor: rows(sign), FloorName: two.Name, Uses: version},
		stored: bench.Figure{Value: rows(stored), Unit: "µs", Floor: rows(copied),
			FloorName: "the same rows copied by PostgreSQL", Uses: version},
	}
}

// actor adds a person and signs in as a program does.
func (s *schools) actor(t testing.TB, login, code string, role registry.Role) registry.Actor {
	t.Helper()
	_, token, err := s.register.Accounts.AddUser(t.Context(), account.NewUser{Login: login, Name: "Người dùng " + login,
		Issuer: code, Roles: []registry.Role{role}})
	require.NoError(t, err)
	actor, err := s.register.Accounts.Authenticate(t.Context(), token)
	require.NoError(t, err)
	return actor
}

// importList reads a list and imports its rows, as the API does.
func (s *schools) importList(t testing.TB, by registry.Actor, list []byte) registry.Batch {
	t.Helper()
	read, err := s.register.Lists.Read(t.Context(), by, classlist.Request{Issuer: by.Issuer, Terms: terms(), List: list})
	require.NoError(t, err)
	require.True(t, read.Ready(), "%v %v", read.Report.Problems, read.Check.Problems)
	request := intake.ImportRequest{Issuer: by.Issuer, Terms: terms(), Rows: read.Rows, Source: intake.SourceOf(list, nil)}
	classlist.Confirm(&request, &read.Result)
	batch, err := s.register.Intake.Import(t.Context(), by, request)
	require.NoError(t, err)
	return batch
}

// unpackAll reads all parts of an XLSX file and throws them away.
func unpackAll(t testing.TB, file []byte) {
	archive, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	require.NoError(t, err)
	for _, part := range archive.File {
		r, err := part.Open()
		require.NoError(t, err)
		_, err = io.Copy(io.Discard, r)
		require.NoError(t, err)
		require.NoError(t, r.Close())
	}
}

// postgresCPU returns the CPU time that the processes of the database's server have
// used which run now: connections of a pool stay for longer than a measurement
// (proc(5), /proc/pid/stat).
func postgresCPU(t testing.TB, conn *pgx.Conn) time.Duration {
	t.Helper()
	rows, err := conn.Query(t.Context(), `SELECT pid FROM pg_stat_activity`)
	require.NoError(t, err)
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	require.NoError(t, err)
	const tick = 10 * time.Millisecond // USER_HZ is 100 on Linux
	used := time.Duration(0)
	for _, pid := range pids {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			t.Skip("PostgreSQL runs on another machine")
		}
		_, rest, _ := strings.Cut(string(text), ") ") // behind the program's name
		fields := strings.Fields(rest)
		for _, field := range fields[11:13] { // utime and stime
			ticks, err := strconv.Atoi(field)
			require.NoError(t, err)
			used += time.Duration(ticks) * tick
		}
	}
	return used
}
