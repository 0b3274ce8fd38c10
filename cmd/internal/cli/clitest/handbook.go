package clitest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
)

var (
	quoted  = regexp.MustCompile("`([^`]+)`")
	flagged = regexp.MustCompile(`\s-{1,2}([a-z][a-z-]*)`)
)

// checkHandbooks fails the test unless each command line of the program that a
// handbook or the page on operations quotes names a subcommand and flags that are.
func checkHandbooks(t *testing.T, p cli.Program) {
	t.Helper()
	docs := docsFolder(t)
	pages, err := filepath.Glob(filepath.Join(docs, "handbook-*.md"))
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	for _, page := range append(pages, filepath.Join(docs, "operations.md")) {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		lines := []string{}
		for _, match := range quoted.FindAllStringSubmatch(string(text), -1) {
			lines = append(lines, match[1])
		}
		for _, line := range append(lines, strings.Split(string(text), "\n")...) {
			if rest, is := strings.CutPrefix(line, p.Name+" "); is {
				checkQuoted(t, p, filepath.Base(page), strings.TrimSpace(rest))
			}
		}
	}
}

// checkQuoted checks one quoted command line, without the program's name.
func checkQuoted(t *testing.T, p cli.Program, page, line string) {
	t.Helper()
	line, _, _ = strings.Cut(line, " #") // a comment in a block
	for _, c := range p.Commands {
		if line != c.Name && !strings.HasPrefix(line, c.Name+" ") {
			continue
		}
		_, help, _ := Run(t, p, nil, "", append(strings.Fields(c.Name), "-h")...)
		for _, flag := range flagged.FindAllStringSubmatch(strings.TrimPrefix(line, c.Name), -1) {
			known := regexp.MustCompile(`(?m)^\s*-` + regexp.QuoteMeta(flag[1]) + `\b`).MatchString(help)
			require.True(t, known, "%s: %s %s: there is no flag -%s", page, p.Name, line, flag[1])
		}
		return
	}
	first, _, _ := strings.Cut(line, " ")
	if first == "COMMAND" || strings.ToLower(first) != first || strings.HasPrefix(first, "-") {
		return // it speaks of any command
	}
	require.Fail(t, "unknown command line", "%s: %s %s", page, p.Name, line)
}

// docsFolder returns the module's docs.
func docsFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return filepath.Join(dir, "docs")
		}
		parent := filepath.Dir(dir)
		require.NotEqual(t, dir, parent, "no go.mod above the test")
		dir = parent
	}
}
