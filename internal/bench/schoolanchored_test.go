package bench_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/internal/testregister"
	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/registry/password"
	"sogoc/registry/process"
	"sogoc/registry/register"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/wait"
)

// largeListRows is how many rows one upload may have.
const largeListRows = 100_000

// largeListFile is set in the process that measures the largest upload: the file for
// what it finds.
const largeListFile = "SOGOC_BENCH_LARGE_LIST"

// largeList is what became of the largest upload.
type largeList struct{ Seconds, Peak bench.Figure }

var measuredLargeList *largeList

// ofLargeList measures the largest upload once for two measurements.
func ofLargeList(figure func(*largeList) bench.Figure) func(testing.TB) bench.Figure {
	return func(t testing.TB) bench.Figure {
		if os.Getenv(large) == "" {
			t.Skip("takes minutes: LARGE=1")
		}
		if measuredLargeList == nil {
			measuredLargeList = largeListElsewhere(t)
		}
		return figure(measuredLargeList)
	}
}

// largeListElsewhere measures the largest upload in a process of its own: this one may
// hold indexes of other measurements, with a gigabyte of cache.
func largeListElsewhere(t testing.TB) *largeList {
	file := os.Getenv(largeListFile)
	if file != "" {
		measured := measureLargeList(t)
		text, err := json.Marshal(measured)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(file, text, 0o600))
		return measured
	}
	file = filepath.Join(t.TempDir(), "figures")
	measure := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestMeasurements$", "-test.timeout", "30m")
	measure.Env = append(os.Environ(), only+"=rows_to_anchored_s", largeListFile+"="+file)
	output, err := measure.CombinedOutput()
	require.NoError(t, err, string(output))
	text, err := os.ReadFile(file)
	require.NoError(t, err, string(output))
	measured := &largeList{}
	require.NoError(t, json.Unmarshal(text, measured))
	return measured
}

// measureLargeList carries 100,000 rows of one XLSX file to anchors on a real network,
// in a register in this process whose worker runs.
func measureLargeList(t testing.TB) *largeList {
	network := testnetwork.Shared(t)
	db := testdb.Open(t)
	l := fabricledger.NewLedger(testnetwork.Client(t, network, "registryd"))
	accreditor := fabricledger.NewAccreditor(testnetwork.Client(t, network, "accreditor"))
	s := &schools{db: db, keys: testledger.Keyring{}}
	s.register = register.New(db.Store, l, s.keys, register.Config{
		Config:       process.Config{Host: schoolHost, Log: slog.New(slog.DiscardHandler)},
		PasswordCost: password.Cost{Memory: 64, Passes: 1, Lanes: 1},
	})
	code := "THPT-" + strconv.FormatInt(time.Now().Unix(), 36)
	code = regexp.MustCompile(`[a-z]`).
		ReplaceAllStringFunc(code, func(c string) string { return string(c[0] - 'a' + 'A') })
	_, err := accreditor.Accredit(t.Context(), ledger.Accreditation{Code: code, Name: "Trường THPT Mẫu (mẫu)",
		Scopes: []ledger.Scope{
			{Type: "VN-USE", From: "2026-01-01", Until: "2035-12-31", Quota: 2_000_000},
		}}, testledger.Reason(ledger.FuncAccredit))
	require.NoError(t, err)
	key := newSigner(t)
	testnetwork.RegisterKey(t, accreditor, ledger.PurposeIssuer, code, key)
	s.keys[code] = []credential.Signer{key}
	require.NoError(
		t,
		s.register.Accounts.AddIssuer(t.Context(), registry.Issuer{Code: code, Name: "Trường THPT Mẫu (mẫu)"}),
	)
	registrar := s.actor(t, "giao-vu", code, registry.RoleRegistrar)
	approver := s.actor(t, "hieu-truong", code, registry.RoleApprover)
	testregister.OpenBook(t, s.register, code, terms().Book)
	stop := s.run()
	defer stop()
	list := classList(t, largeListRows)
	resetPeak(t)

	before := time.Now()
	batch := s.importList(t, registrar, list)
	imported := time.Since(before)
	_, err = s.register.Issuing.Approve(t.Context(), approver, batch.ID, "", batch.Count)
	require.NoError(t, err)
	sealed := s.await(t, approver, batch.ID, registry.BatchSealed, registry.BatchAnchored).Sub(before)
	took := s.await(t, approver, batch.ID, registry.BatchAnchored).Sub(before)
	uses := []string{postgresVersion(t, db.Conn(t))}
	return &largeList{
		Seconds: bench.Figure{Value: took.Seconds(), Unit: "s", Uses: uses,
			Note: fmt.Sprintf("imported %.0f s, sealed %.0f s", imported.Seconds(), sealed.Seconds())},
		Peak: bench.Figure{Value: peakMemory(t), Unit: "MB", Uses: uses, Note: "resident, of a process that does nothing else"},
	}
}

// run lets the worker work until the returned function is called.
func (s *schools) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.register.Run(ctx)
	}()
	return func() { cancel(); <-ended }
}

// await waits until a batch is in one of these states, and returns when it was.
func (s *schools) await(t testing.TB, by registry.Actor, id uuid.UUID, states ...registry.BatchState) time.Time {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	for {
		b, err := s.register.Reading.Batch(ctx, by, id)
		require.NoError(t, err)
		for _, state := range states {
			if b.State == state {
				return time.Now()
			}
		}
		require.NoError(t, wait.For(ctx, 100*time.Millisecond))
	}
}

// resetPeak lets the kernel measure this process's peak of memory from now on (proc(5)).
func resetPeak(t testing.TB) {
	debug.FreeOSMemory()
	require.NoError(t, os.WriteFile("/proc/self/clear_refs", []byte("5"), 0))
}

var highWater = regexp.MustCompile(`VmHWM:\s+(\d+) kB`)

// peakMemory returns the largest resident size since resetPeak, in MB.
func peakMemory(t testing.TB) float64 {
	status, err := os.ReadFile("/proc/self/status")
	require.NoError(t, err)
	found := highWater.FindSubmatch(status)
	require.NotNil(t, found)
	kilobytes, err := strconv.Atoi(string(found[1]))
	require.NoError(t, err)
	return float64(kilobytes) * 1024 / 1e6
}
