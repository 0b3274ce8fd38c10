package verifier_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestEveryParserHasAFuzzTarget: whatever reads what somebody else wrote is
// called by a fuzz target of its package, or by a helper of one.
func TestEveryParserHasAFuzzTarget(t *testing.T) {
	t.Parallel()
	parsers, tests := map[string][]string{}, map[string]map[string]*ast.FuncDecl{} // by folder
	require.NoError(t, filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		dir := filepath.Dir(path)
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(dir, "test") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		if tests[dir] == nil {
			tests[dir] = map[string]*ast.FuncDecl{}
		}
		for _, d := range file.Decls {
			if f, is := d.(*ast.FuncDecl); is && strings.HasSuffix(path, "_test.go") {
				tests[dir][f.Name.Name] = f
			} else if is && isParser(f.Name.Name) {
				parsers[dir] = append(parsers[dir], f.Name.Name)
			}
		}
		return nil
	}))
	count := 0
	for dir, names := range parsers {
		fuzzed := map[string]bool{}
		for name := range tests[dir] {
			if strings.HasPrefix(name, "Fuzz") {
				reach(tests[dir], name, fuzzed)
			}
		}
		for _, name := range names {
			require.True(t, fuzzed[name], "no fuzz target of verifier/%s calls %s", dir, name)
			count++
		}
	}
	require.Greater(t, count, 20)
}

func isParser(name string) bool {
	for _, prefix := range []string{"Parse", "Decode", "Unmarshal", "Read"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// reach notes all that a function names, and what the helpers name that it calls.
func reach(functions map[string]*ast.FuncDecl, name string, named map[string]bool) {
	named[name] = true
	ast.Inspect(functions[name], func(n ast.Node) bool {
		if id, is := n.(*ast.Ident); is && !named[id.Name] {
			if named[id.Name] = true; functions[id.Name] != nil {
				reach(functions, id.Name, named)
			}
		}
		return true
	})
}
