package bench_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
)

func TestReport(t *testing.T) {
	t.Parallel()
	row := func(name string, f bench.Figure) bench.Outcome {
		return bench.Outcome{Measurement: bench.Measurement{Name: name, What: "what", Goal: bench.AtMost(2)}, Figure: f}
	}
	reached := row("reached", bench.Figure{Value: 3, Unit: "µs", Floor: 2, FloorName: "floor", Uses: []string{"Fabric 3"}})
	missed := row("missed", bench.Figure{Value: 9, Unit: "µs", Floor: 2, FloorName: "floor"})
	notRun := row("skipped", bench.Figure{})
	notRun.Reason = "\n  needs a | database\nand more"
	failed := row("broken", bench.Figure{})
	failed.Reason, failed.Failed = "it broke", true
	absolute := row("absolute", bench.Figure{Value: 1234.5, Unit: "1/s"})
	absolute.Absolute, absolute.Goal = true, bench.AtLeast(1000)

	var printed bytes.Buffer
	require.NoError(t, bench.Report(&printed, []bench.Outcome{reached, missed, notRun, failed, absolute}))
	lines := strings.Split(strings.TrimSpace(printed.String()), "\n")
	for _, want := range []string{
		"| reached | what | 3.00 µs | 2.00 µs (floor) | 1.50 | ≤ 2.00 | yes |",
		"| missed | what | 9.00 µs | 2.00 µs (floor) | 4.50 | ≤ 2.00 | no |",
		"| skipped | what | not run: needs a / database | | | ≤ 2.00 | null |",
		"| broken | what | failed: it broke | | | ≤ 2.00 | null |",
		"| absolute | what | 1234 1/s | none | | ≥ 1000 | yes |",
	} {
		require.Contains(t, strings.Join(strings.Fields(printed.String()), " "), want)
	}

	text, found := strings.CutPrefix(lines[len(lines)-1], "bench: ")
	require.True(t, found)
	var line map[string]any
	require.NoError(t, json.Unmarshal([]byte(text), &line))
	require.Equal(t, 1.5, line["reached"])
	require.Equal(t, 4.5, line["missed"])
	require.Equal(t, 1234.0, line["absolute"])
	for _, name := range []string{"skipped", "broken"} {
		value, has := line[name]
		require.True(t, has)
		require.Nil(t, value)
	}
	require.Equal(t, map[string]any{"skipped": "needs a / database"}, line["not_run"])
	require.Equal(t, map[string]any{"broken": "it broke"}, line["failed"])
	require.Equal(t, []any{"missed"}, line["not_reached"])
	require.Equal(t, []any{"Fabric 3"}, line["machine"].(map[string]any)["uses"])
}

// What is skipped or fails inside a measurement stands in the line with its
// reason. A failure fails the run: it is tried in a process of its own.
func TestOutcomes(t *testing.T) {
	const inside = "SOGOC_BENCH_OUTCOMES"
	if os.Getenv(inside) != "" {
		failing := bench.Measure(t, bench.Measurement{Name: "failing", Run: func(t testing.TB) bench.Figure {
			require.Equal(t, 1, 2, "on purpose")
			return bench.Figure{}
		}})
		empty := bench.Measure(t, bench.Measurement{Name: "empty", Run: func(testing.TB) bench.Figure { return bench.Figure{} }})
		_, _ = os.Stdout.WriteString(failing.Reason + "\n" + empty.Reason + "\n")
		return
	}
	program, err := os.Executable()
	require.NoError(t, err)
	child := exec.CommandContext(t.Context(), program, "-test.run", "^TestOutcomes$")
	child.Env = append(os.Environ(), inside+"=1", "SOGOC_BENCH=")
	output, err := child.Output()
	require.ErrorContains(t, err, "exit status 1")
	require.Contains(t, string(output), "on purpose")
	require.Contains(t, string(output), "the measurement gave no number")

	skipped := bench.Measure(t, bench.Measurement{Name: "skipped", Run: func(t testing.TB) bench.Figure {
		t.Skip("no database")
		return bench.Figure{}
	}})
	require.Equal(t, "no database", skipped.Reason)
	require.False(t, skipped.Failed)
	measured := bench.Measure(t, bench.Measurement{Name: "measured", Run: func(testing.TB) bench.Figure {
		return bench.Figure{Value: 3, Floor: 2}
	}})
	require.True(t, measured.Measured())
	require.Equal(t, 1.5, measured.Value())
}

func TestPercentile(t *testing.T) {
	t.Parallel()
	require.Equal(t, 2.0, bench.Median([]float64{3, 1, 2}))
	require.Equal(t, 99.0, bench.Percentile(oneToHundred(), 99))
	require.Equal(t, 1.0, bench.Percentile(oneToHundred(), 0))
	require.Zero(t, bench.Median(nil))
}

func oneToHundred() (numbers []float64) {
	for n := 100; n > 0; n-- {
		numbers = append(numbers, float64(n))
	}
	return numbers
}
