package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the document says is what the command would find with the pinned software.
func TestTheDocumentNamesEveryCheck(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	versions, err := pinnedVersions(root)
	require.NoError(t, err)
	document, err := os.ReadFile(filepath.Join(root, "docs", "interoperability.md"))
	require.NoError(t, err)
	rows, _ := judge(nil, versions)
	require.Len(t, rows, len(checks))
	_, after, found := strings.Cut(string(document), tableHead)
	require.True(t, found)
	described, _, _ := strings.Cut(after, "\n\n")
	lines := strings.Split(described, "\n")
	require.Len(t, lines, len(rows), "a row for each check: make interop")
	for i, r := range rows {
		want := regexp.QuoteMeta("| " + r.check.what + " | " + r.by + " | " + r.check.expected() + " |")
		// Debian's packages are not pinned.
		want = strings.ReplaceAll(want, zbarTools+"@", zbarTools+`@[0-9.]+`)
		require.Regexp(t, "^"+want+"$", lines[i], "make interop writes the table again")
	}
}

func TestChecksAreNamedOnceAndPinned(t *testing.T) {
	t.Parallel()
	versions, err := pinnedVersions(filepath.Join("..", ".."))
	require.NoError(t, err)
	seen := map[string]bool{}
	for _, c := range checks {
		require.False(t, seen[c.name], c.name)
		seen[c.name] = true
		require.Equal(t, c.refused == "", c.refusal == "", "%s: a reason, and what the software says then", c.name)
		require.NotEmpty(t, c.by, "%s: what is run is run by something", c.name)
		for _, name := range c.by {
			if name != zbarTools {
				require.NotEmpty(t, versions[name], "%s: %s", c.name, name)
			}
		}
	}
}

// TestEveryCheckIsWritten holds the table against the checks in JavaScript: each that
// is run is there or in this package, and none is there besides.
func TestEveryCheckIsWritten(t *testing.T) {
	t.Parallel()
	written := []string{"zbar"}
	for _, language := range []string{"typescript", "go"} {
		written = append(written, language+"Verifier", language+"Register")
	}
	files, err := filepath.Glob(filepath.Join("checks", "*.js"))
	require.NoError(t, err)
	name := regexp.MustCompile(`(?m)^  (\w+): \{$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		_, exported, _ := strings.Cut(string(text), "export const checks = {\n")
		exported, _, _ = strings.Cut(exported, "\n};\n")
		for _, found := range name.FindAllStringSubmatch(exported, -1) {
			written = append(written, found[1])
		}
	}
	var run []string
	for _, c := range checks {
		run = append(run, c.name)
	}
	require.ElementsMatch(t, run, written)
}

func TestOutcomesAreJudged(t *testing.T) {
	t.Parallel()
	taken := reading{Accepted: true}
	refused := reading{Said: "Error: no such curve"}
	accepting := check{name: "a"}
	refusing := check{name: "r", refused: "by design", refusal: "no such curve"}
	for name, c := range map[string]struct {
		check check
		o     outcome
		want  string
	}{
		"TakenAndTheChangedRefused":      {accepting, outcome{taken, refused}, ""},
		"Refused":                        {accepting, outcome{refused, refused}, "refused: Error"},
		"TheChangedIsTakenToo":           {accepting, outcome{taken, taken}, "cannot fail"},
		"RefusedByDesign":                {refusing, outcome{refused, taken}, ""},
		"TakenAgainstDesign":             {refusing, outcome{taken, taken}, "refuses by design"},
		"RefusedForAnotherReason":        {refusing, outcome{reading{Said: "time out"}, taken}, "another reason: time out"},
		"RefusedAndTheCounterpartAsWell": {refusing, outcome{refused, refused}, "counterpart"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			failure := c.check.failure(c.o, true)
			if c.want == "" {
				require.Empty(t, failure)
				return
			}
			require.Contains(t, failure, c.want)
		})
	}
	require.Contains(t, accepting.failure(outcome{}, false), "no outcome")
	require.Empty(t, check{notRun: "nobody has it"}.failure(outcome{}, false))
}

// What is read only where a folder has it counts in that run, and not in the document.
func TestWhatNoPackageCarriesIsJudgedWhereItIsAtHand(t *testing.T) {
	t.Parallel()
	of := func(rows []row, name string) row {
		at := slices.IndexFunc(rows, func(r row) bool { return r.check.name == name })
		require.GreaterOrEqual(t, at, 0)
		return rows[at]
	}
	results := map[string]outcome{
		"schemasOf1EdTech": {reading{Said: "Error: /credentialSubject must be array"}, reading{Accepted: true}},
		"jsonldCLR":        {reading{Accepted: true}, reading{Said: "Error: safe mode"}},
	}
	rows, _ := judge(results, nil)
	require.Contains(t, of(rows, "schemasOf1EdTech").failure, "another reason")
	require.Equal(t, "ok", of(rows, "jsonldCLR").result)
	rows, total := judge(withoutFiles(results), nil)
	require.Contains(t, of(rows, "jsonldCLR").result, "not run")
	require.Equal(t, 2, total.NotRun)
}

func TestOnlyTheTableIsReplaced(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "document.md")
	require.NoError(t, os.WriteFile(file, []byte("# T\n\n"+tableHead+"| old | x | ok |\n\nend\n"), 0o600))
	require.NoError(t, replaceTable(file, tableHead+"| new | y | ok |\n"))
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, "# T\n\n"+tableHead+"| new | y | ok |\n\nend\n", string(text))
	require.NoError(t, os.WriteFile(file, []byte("# T\n"), 0o600))
	require.ErrorIs(t, replaceTable(file, tableHead), errNoTable)
}
