package layout_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

// What a reader takes in at once. Tests may be longer than 400 lines; nothing
// else may.
const (
	maxFileLines     = 400
	maxFunctionLines = 60
	maxMethods       = 20 // of an interface, with those of what it embeds
	maxColumns       = 120
	wideLinesAllowed = 0.01 // of a package's lines: the 99th percentile is under the limit
)

// source is one Go file of the project.
type source struct {
	name string // from the project's root
	text string
	fset *token.FileSet
	file *ast.File
}

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

// sources returns the project's Go files, generated ones left out.
func sources(t *testing.T) []source {
	t.Helper()
	list := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "*.go")
	list.Dir = "../.."
	names, err := list.Output()
	require.NoError(t, err)
	var found []source
	for _, name := range strings.Fields(string(names)) {
		text, err := os.ReadFile("../../" + name)
		if os.IsNotExist(err) { // deleted, and git does not know it yet
			continue
		}
		require.NoError(t, err)
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, name, text, parser.ParseComments)
		require.NoError(t, err)
		if !ast.IsGenerated(file) {
			found = append(found, source{name, string(text), fset, file})
		}
	}
	require.NotEmpty(t, found)
	return found
}

func TestSizes(t *testing.T) {
	t.Parallel()
	all := sources(t)

	t.Run("Files", func(t *testing.T) {
		for _, s := range all {
			if lines := strings.Count(s.text, "\n"); !s.isTest() && lines > maxFileLines {
				t.Errorf("%s has %d lines, want at most %d: split it by what its parts are about", s.name, lines, maxFileLines)
			}
		}
	})

	t.Run("Functions", func(t *testing.T) {
		for _, s := range all {
			if s.isTest() {
				continue
			}
			for _, declaration := range s.file.Decls {
				function, ok := declaration.(*ast.FuncDecl)
				if !ok || function.Body == nil {
					continue
				}
				lines := s.fset.Position(function.End()).Line - s.fset.Position(function.Pos()).Line + 1
				if lines > maxFunctionLines {
					t.Errorf("%s: %s has %d lines, want at most %d: give its steps names of their own",
						s.fset.Position(function.Pos()), function.Name.Name, lines, maxFunctionLines)
				}
			}
		}
	})

	t.Run("Interfaces", func(t *testing.T) {
		interfaces := interfacesOf(all)
		for name := range interfaces {
			if n := len(methodsOf(interfaces, name, map[string]bool{})); n > maxMethods {
				t.Errorf("interface %s has %d methods, want at most %d: each consumer declares what it needs itself",
					name, n, maxMethods)
			}
		}
	})

	t.Run("Columns", func(t *testing.T) {
		type count struct{ lines, wide int }
		packages := map[string]*count{}
		for _, s := range all {
			c := packages[path.Dir(s.name)]
			if c == nil {
				c = &count{}
				packages[path.Dir(s.name)] = c
			}
			texts, number := textLines(s), 0
			for line := range strings.Lines(s.text) {
				c.lines++
				number++
				if utf8.RuneCountInString(strings.TrimRight(line, "\n")) > maxColumns && !texts[number] && !isTableLine(line) {
					c.wide++
				}
			}
		}
		for name, c := range packages {
			if float64(c.wide) > max(2, wideLinesAllowed*float64(c.lines)) { // two in a small package
				t.Errorf("package %s: %d of %d lines have more than %d columns, want at most 1 in 100; long texts and tables do not count",
					name, c.wide, c.lines, maxColumns)
			}
		}
	})
}

// textLines returns the lines on which a long text stands: SQL, or what people
// read.
func textLines(s source) map[int]bool {
	lines := map[int]bool{}
	ast.Inspect(s.file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING && len(literal.Value) > 40 {
			for line := s.fset.Position(literal.Pos()).Line; line <= s.fset.Position(literal.End()).Line; line++ {
				lines[line] = true
			}
		}
		return true
	})
	return lines
}

// isTableLine reports whether a line is a row of a table: one that begins with
// a quotation mark or a brace.
func isTableLine(line string) bool {
	line = strings.TrimLeft(line, "\t ")
	return strings.HasPrefix(line, `"`) || strings.HasPrefix(line, "{")
}

// interfacesOf returns all interfaces by "package.Name".
func interfacesOf(all []source) map[string]*ast.InterfaceType {
	found := map[string]*ast.InterfaceType{}
	for _, s := range all {
		if s.isTest() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.TypeSpec); ok {
				if i, ok := spec.Type.(*ast.InterfaceType); ok {
					found[s.file.Name.Name+"."+spec.Name.Name] = i
				}
			}
			return true
		})
	}
	return found
}

// methodsOf returns the methods of an interface and of those it embeds, where
// the project declares them.
func methodsOf(interfaces map[string]*ast.InterfaceType, name string, into map[string]bool) map[string]bool {
	i, known := interfaces[name]
	if !known {
		return into
	}
	inPackage, _, _ := strings.Cut(name, ".")
	for _, field := range i.Methods.List {
		for _, method := range field.Names {
			into[method.Name] = true
		}
		if len(field.Names) > 0 {
			continue
		}
		switch embedded := field.Type.(type) {
		case *ast.Ident:
			methodsOf(interfaces, inPackage+"."+embedded.Name, into)
		case *ast.SelectorExpr:
			if of, ok := embedded.X.(*ast.Ident); ok {
				methodsOf(interfaces, of.Name+"."+embedded.Sel.Name, into)
			}
		}
	}
	return into
}
