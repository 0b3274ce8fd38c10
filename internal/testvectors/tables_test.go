package testvectors_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
)

// document has two tables between marks that are made here: the reason codes,
// with the steps and details that the vectors show, and the details. What they
// mean stands in the comments of the constants.
const document = "../../docs/credential-format.md"

// TestTheDocumentHasAllCodesAndDetails compares the tables with the constants and
// the vectors.
func TestTheDocumentHasAllCodesAndDetails(t *testing.T) {
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	want := string(text)
	for mark, table := range map[string]string{
		"reason codes": codeTable(t),
		"details":      detailTable(t),
		"refusals":     refusalTable(),
	} {
		want = between(t, want, mark, table)
	}
	if *update {
		require.NoError(t, os.WriteFile(document, []byte(want), 0o644))
		return
	}
	require.Equal(t, want, string(text), "run: go generate ./verifier, and read the difference")
}

// between puts a table between its two marks.
func between(t *testing.T, text, mark, table string) string {
	t.Helper()
	begin, end := "<!-- "+mark+" -->\n", "<!-- end of "+mark+" -->"
	before, rest, found := strings.Cut(text, begin)
	require.True(t, found, begin)
	_, after, found := strings.Cut(rest, end)
	require.True(t, found, end)
	return before + begin + table + end + after
}

// seen is what the vectors show of a reason code.
type seen struct {
	steps   map[int]bool
	details map[verifier.Detail]bool
}

func codeTable(t *testing.T) string {
	meanings := comments(t, "../../verifier/reason.go", "Code")
	shown := map[verifier.Code]seen{}
	for _, code := range verifier.Codes() {
		shown[code] = seen{map[int]bool{}, map[verifier.Detail]bool{}}
	}
	for _, v := range testvectors.Load(t, folder) {
		s := shown[v.Want.Result]
		if v.Want.Step > 0 && v.Want.Result != verifier.Indeterminate {
			s.steps[v.Want.Step] = true
		}
		if v.Want.Detail != "" {
			s.details[v.Want.Detail] = true
		}
	}
	var table strings.Builder
	table.WriteString("| code | step | meaning | details |\n|---|---|---|---|\n")
	for _, code := range verifier.Codes() {
		require.NotEmpty(t, meanings[string(code)], "reason code %s has no comment", code)
		var steps, details []string
		for _, step := range slices.Sorted(maps.Keys(shown[code].steps)) {
			steps = append(steps, strconv.Itoa(step))
		}
		for _, d := range slices.Sorted(maps.Keys(shown[code].details)) {
			details = append(details, "`"+string(d)+"`")
		}
		step := cmp.Or(strings.Join(steps, ", "), map[bool]string{true: "any"}[code == verifier.Indeterminate])
		fmt.Fprintf(&table, "| `%s` | %s | %s | %s |\n", code, step, meanings[string(code)], strings.Join(details, ", "))
	}
	return table.String()
}

func detailTable(t *testing.T) string {
	meanings := comments(t, "../../verifier/detail.go", "Detail")
	var table strings.Builder
	table.WriteString("| detail | step | meaning |\n|---|---|---|\n")
	for _, detail := range slices.Sorted(maps.Keys(meanings)) {
		step, meaning, found := strings.Cut(meanings[detail], ": ")
		require.True(t, found && meaning != "", "detail %s: its comment is \"step N: meaning\"", detail)
		fmt.Fprintf(&table, "| `%s` | %s | %s |\n", detail, strings.TrimSuffix(strings.TrimPrefix(step, "step "), " step"), meaning)
	}
	return table.String()
}

// comments returns the comments of a file's constants of a type, by their values.
func comments(t *testing.T, path, typeName string) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
	require.NoError(t, err)
	found := map[string]string{}
	ast.Inspect(file, func(node ast.Node) bool {
		spec, is := node.(*ast.ValueSpec)
		if !is || len(spec.Values) != 1 {
			return true
		}
		if name, is := spec.Type.(*ast.Ident); !is || name.Name != typeName {
			return true
		}
		value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		text := spec.Doc.Text() + spec.Comment.Text()
		found[value] = strings.ReplaceAll(strings.TrimSpace(text), "\n", " ")
		return true
	})
	require.NotEmpty(t, found)
	return found
}

// TestTheDocumentHasEveryRecordAndStatement holds the document against the
// names that the ledger's packages have.
func TestTheDocumentHasEveryRecordAndStatement(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(document)
	require.NoError(t, err)
	for file, names := range map[string]string{
		"state.go":     `Object[A-Za-z]+ += "([a-z]+)"`,
		"statement.go": `Type[A-Za-z]+ += "(sogoc/[a-z0-9/-]+)"`,
	} {
		source, err := os.ReadFile("../../verifier/ledger/" + file)
		require.NoError(t, err)
		found := regexp.MustCompile(names).FindAllStringSubmatch(string(source), -1)
		require.NotEmpty(t, found, file)
		for _, name := range found {
			require.Contains(t, string(text), "`"+name[1]+"`")
		}
	}
}
