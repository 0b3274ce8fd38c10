package layout_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var (
	namedTest   = regexp.MustCompile(`\b((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)((?:/[A-Za-z0-9_]+)*)`)
	definedTest = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Za-z0-9_]*)\(`)
)

// TestDocumentsNameTestsThatExist: a document says in brackets which test fails if
// its sentence is untrue, so each test that is named is in the tree, and so is the
// name of each subtest.
func TestDocumentsNameTestsThatExist(t *testing.T) {
	t.Parallel()
	defined, code := map[string]bool{}, &strings.Builder{}
	for _, file := range tracked(t, "*_test.go") {
		text := readFile(t, file)
		code.WriteString(text)
		for _, found := range definedTest.FindAllStringSubmatch(text, -1) {
			defined[found[1]] = true
		}
	}
	require.NotEmpty(t, defined)
	named := 0
	for _, file := range tracked(t, "*.md") {
		for _, found := range namedTest.FindAllStringSubmatch(readFile(t, file), -1) {
			named++
			require.Truef(t, defined[found[1]], "%s names %s, and there is no such test", file, found[1])
			for _, sub := range strings.Split(strings.Trim(found[2], "/"), "/") {
				require.Containsf(t, code.String(), sub, "%s names %s, and no test has such a part", file, found[0])
			}
		}
	}
	require.NotZero(t, named)
}

// tracked returns the project's files of a pattern, also those that are not committed yet.
func tracked(t *testing.T, pattern string) []string {
	t.Helper()
	command := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", pattern)
	command.Dir = "../.."
	output, err := command.Output()
	require.NoError(t, err)
	return strings.Fields(string(output))
}

func readFile(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../..", file))
	if os.IsNotExist(err) { // deleted, and not committed yet
		return ""
	}
	require.NoError(t, err)
	return string(text)
}
