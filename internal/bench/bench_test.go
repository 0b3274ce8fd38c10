package bench_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/internal/heap"
)

// Environment of `make bench`.
const (
	only  = "SOGOC_BENCH"       // measurements with such a name are made; a regular expression
	large = "SOGOC_BENCH_LARGE" // set: also what takes minutes and gigabytes
)

// Measurements are all of them, in the order of the table.
func Measurements() []bench.Measurement {
	return slices.Concat(
		within(heap.GrowFiveTimes, verifierSide()), within(heap.GrowFiveTimes, indexSide()), httpSide(), networkSide(),
		within(heap.GrowTo128MB, schoolSide()))
}

// within has measurements made with the collector set as it is in the daemon that does
// what they measure; a floor makes next to no garbage.
func within(setting func(gogc string) (undo func()), all []bench.Measurement) []bench.Measurement {
	for i, m := range all {
		all[i].Run = func(t testing.TB) bench.Figure {
			defer setting(os.Getenv("GOGC"))()
			return m.Run(t)
		}
	}
	return all
}

var outcomes []bench.Outcome

// TestMain prints the report behind all that the tests print.
func TestMain(m *testing.M) {
	code := m.Run()
	if os.Getenv(only) != "" {
		if err := bench.Report(os.Stdout, outcomes); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			code = 1
		}
	}
	os.Exit(code)
}

// TestMeasurements measures with `make bench`. In other runs it tries those that
// are quick once, so that they do not break unseen.
func TestMeasurements(t *testing.T) {
	names := os.Getenv(only)
	if names == "" {
		bench.Trial = true
	}
	wanted, err := regexp.Compile("^(" + names + ")$")
	require.NoError(t, err)
	indexes.root = t
	for _, m := range Measurements() {
		switch {
		case names == "" && m.Quick:
			require.Truef(t, bench.Measure(t, m).Measured(), "%s", m.Name)
		case names == "":
		case wanted.MatchString(m.Name):
			fmt.Fprintf(os.Stderr, "• %s: %s\n", m.Name, m.What)
			outcomes = append(outcomes, bench.Measure(t, m))
		default:
			outcomes = append(outcomes, bench.Outcome{Measurement: m, Reason: "not asked for: ONLY=" + names})
		}
	}
}

func TestEveryMeasurementHasANameAndAGoal(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, m := range Measurements() {
		require.Regexp(t, `^[a-z][a-z0-9_]*$`, m.Name)
		require.Falsef(t, seen[m.Name], "%s stands twice in the table", m.Name)
		seen[m.Name] = true
		require.NotEmpty(t, m.What, m.Name)
		require.NotEmpty(t, m.Goal.String(), m.Name)
	}
	require.NotEmpty(t, seen)
}
