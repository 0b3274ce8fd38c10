package bench_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/internal/child"
)

// httpSide are the measurements of verifierd as it runs, over HTTP.
func httpSide() []bench.Measurement {
	const what = "verifierd, index of 1,000,000 digests, 64 connections from this process on the same cores: "
	return []bench.Measurement{
		{
			Name:     "http_cpu_us",
			What:     what + "CPU time of verifierd for POST /api/v1/verify of a QR code",
			Goal:     bench.AtMost(200),
			Absolute: true,
			Run: func(t testing.TB) bench.Figure {
				asked, health := loads(t)
				return bench.Figure{Value: asked.cpu, Unit: "µs", Floor: health.cpu, FloorName: "GET /healthz"}
			},
		},
		{
			Name:     "http_per_s",
			What:     what + "verifications a second",
			Goal:     bench.AtLeast(5000),
			Absolute: true,
			Run: func(t testing.TB) bench.Figure {
				asked, health := loads(t)
				return bench.Figure{Value: asked.perSecond, Unit: "1/s", Floor: health.perSecond, FloorName: "GET /healthz"}
			},
		},
		{
			Name:     "http_p99_ms",
			What:     what + "99th percentile of the time to an answer",
			Goal:     bench.AtMost(40),
			Absolute: true,
			Run: func(t testing.TB) bench.Figure {
				asked, health := loads(t)
				return bench.Figure{
					Value: asked.p99, Unit: "ms", Floor: health.p99, FloorName: "GET /healthz",
					Note: fmt.Sprintf("median %.1f ms, 90th percentile %.1f ms, %d refused and asked again",
						asked.p50, asked.p90, asked.refused),
				}
			},
		},
	}
}

// rehearsal is how many requests are not counted: what is made once is made in them, and
// the heap grows to its size, where each new page costs a fault. A sixth of the time of the
// first 30,000 requests was page faults.
const rehearsal = 30_000

// connections is how many clients ask at once.
const connections = 64

// load is what one way of asking gave.
type load struct {
	cpu           float64 // µs of the server's CPU time a request
	perSecond     float64
	p50, p90, p99 float64 // ms
	refused       int64   // requests that were told 503 and asked again; not among the others
}

var measuredLoads struct {
	sync.Mutex
	asked, health *load
}

// loads starts verifierd on a chain of a million digests and asks it, once in a
// process.
func loads(t testing.TB) (asked, health load) {
	t.Helper()
	measuredLoads.Lock()
	defer measuredLoads.Unlock()
	if m := &measuredLoads; m.asked != nil {
		return *m.asked, *m.health
	}
	c := indexOf(t, million).chain
	address, pid := startVerifierd(t, c)
	body, err := json.Marshal(map[string]string{"presentation": link(c.diploma)})
	require.NoError(t, err)
	verify := request("POST", "/api/v1/verify", body)
	require.Eventually(t, func() bool {
		response, err := http.Post("http://"+address+"/api/v1/verify", "application/json", bytes.NewReader(body))
		require.NoError(t, err)
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		return strings.Contains(string(text), `"result":"valid"`)
	}, 5*time.Minute, time.Second, "verifierd reads the chain")
	awaitIdle(t, pid)
	askAll(t, address, pid, verify, rehearsal)
	asked = askAll(t, address, pid, verify, 30_000)
	health = askAll(t, address, pid, request("GET", "/healthz", nil), 60_000)
	measuredLoads.asked, measuredLoads.health = &asked, &health
	return asked, health
}

// awaitIdle waits until a process has used less than a tenth of a processor for so long
// that it has nothing left to do: one that has read a chain merges its index's files for a
// while, and once more when no block has come for ten seconds, which is work of following.
func awaitIdle(t testing.TB, pid int) {
	t.Helper()
	const apart, enough = time.Second, 25
	used, idle := cpuOf(t, pid), 0
	require.Eventually(t, func() bool {
		now := cpuOf(t, pid)
		if idle++; now-used >= apart/10 {
			idle = 0
		}
		used = now
		return idle == enough
	}, 5*time.Minute, apart, "the index's files are merged")
}

// startVerifierd builds verifierd and runs it until the test ends.
func startVerifierd(t testing.TB, c *chain) (address string, pid int) {
	t.Helper()
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "build", "-o", filepath.Join(dir, "verifierd"), "./cmd/verifierd")
	build.Dir = checkout(t)
	output, err := build.CombinedOutput()
	require.NoError(t, err, string(output))
	trust, connection := c.serve(t)
	process, err := child.Start(child.Spec{
		Name:    "verifierd",
		Command: []string{filepath.Join(dir, "verifierd")},
		Env: []string{
			"SOGOC_LISTEN=127.0.0.1:0", "SOGOC_TRUST=" + trust, "SOGOC_CONNECTION=" + connection,
			"SOGOC_INDEX=" + filepath.Join(dir, "index"), "SOGOC_HEAD_FILE=" + filepath.Join(dir, "head.json"),
			"SOGOC_HOSTS=" + schoolHost,
		},
		Log: filepath.Join(dir, "verifierd.log"),
	})
	require.NoError(t, err)
	t.Cleanup(process.Stop)
	line, err := process.Line(t.Context())
	require.NoError(t, err)
	var ready struct {
		Listening string `json:"listening"`
	}
	require.NoError(t, json.Unmarshal([]byte(line), &ready))
	return ready.Listening, process.PID()
}

// checkout returns the module's folder.
func checkout(t testing.TB) string {
	t.Helper()
	mod, err := exec.CommandContext(t.Context(), "go", "env", "GOMOD").Output()
	require.NoError(t, err)
	return filepath.Dir(strings.TrimSpace(string(mod)))
}

// request returns a request of HTTP/1.1 as it is sent.
func request(method, path string, body []byte) []byte {
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
		method, path, schoolHost, len(body))
	return append([]byte(head), body...)
}

// askAll sends a request that many times over all connections, each connection as
// soon as it has its answer.
func askAll(t testing.TB, address string, pid int, text []byte, count int) load {
	t.Helper()
	took := make([][]float64, connections)
	failed := make(chan error, connections)
	var refused atomic.Int64
	before, start := cpuOf(t, pid), time.Now()
	for i := range connections {
		go func() {
			var err error
			took[i], err = askOne(address, text, count/connections, &refused)
			failed <- err
		}()
	}
	for range connections {
		require.NoError(t, <-failed)
	}
	elapsed, cpu := time.Since(start), cpuOf(t, pid)-before
	var all []float64
	for _, one := range took {
		all = append(all, one...)
	}
	return load{
		cpu:       float64(cpu.Microseconds()) / float64(len(all)),
		perSecond: float64(len(all)) / elapsed.Seconds(),
		p50:       bench.Percentile(all, 50),
		p90:       bench.Percentile(all, 90),
		p99:       bench.Percentile(all, 99),
		refused:   refused.Load(),
	}
}

// askOne asks over one connection and returns how long each answer took, in
// milliseconds. It counts refusals by themselves and asks again at once. It reads
// answers with as little work as possible, since it runs on the server's cores.
func askOne(address string, text []byte, count int, refused *atomic.Int64) ([]float64, error) {
	connection, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer connection.Close()
	in := bufio.NewReaderSize(connection, 16<<10)
	took := make([]float64, 0, count)
	for len(took) < count {
		start := time.Now()
		if _, err := connection.Write(text); err != nil {
			return nil, err
		}
		switch status, err := readAnswer(in); {
		case err != nil:
			return nil, err
		case status == http.StatusOK:
			took = append(took, float64(time.Since(start).Microseconds())/1000)
		case status == http.StatusServiceUnavailable:
			refused.Add(1)
		default:
			return nil, fmt.Errorf("answered %d", status)
		}
	}
	return took, nil
}

// readAnswer reads one answer and returns its status.
func readAnswer(in *bufio.Reader) (status int, err error) {
	length := -1
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n')
		switch {
		case err != nil:
			return 0, err
		case first:
			if _, err := fmt.Sscanf(string(line), "HTTP/1.1 %d ", &status); err != nil {
				return 0, fmt.Errorf("answered %q: %w", bytes.TrimSpace(line), err)
			}
		case len(line) == 2:
			if length < 0 {
				return 0, fmt.Errorf("an answer without its length")
			}
			_, err := in.Discard(length)
			return status, err
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			if _, err := fmt.Sscan(string(line[len("Content-Length: "):]), &length); err != nil {
				return 0, err
			}
		}
	}
}
