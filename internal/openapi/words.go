package openapi

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// words reads what reflection does not see: comments, and which constants a
// type has.
type sourceReader struct {
	module   string // import path of the module
	root     string // its folder
	packages map[string]map[string]*typeComments
}

// typeComments is what the source says of a type.
type typeComments struct {
	text     string
	fields   map[string]string
	values   []constant
	computed bool // there are constants whose values are not told by their lines
}

// constant is a constant of a type.
type constant struct{ text, comment string }

// inModule reports whether an import path is of the module.
func (w *sourceReader) inModule(path string) bool {
	return path == w.module || strings.HasPrefix(path, w.module+"/")
}

// commentsOf returns what is said of a type, by import path and name.
func (w *sourceReader) commentsOf(path, name string) (*typeComments, error) {
	types, known := w.packages[path]
	if !known {
		var err error
		if types, err = readPackage(filepath.Join(w.root, strings.TrimPrefix(path, w.module))); err != nil {
			return nil, err
		}
		w.packages[path] = types
	}
	said, known := types[name]
	if !known {
		return nil, fmt.Errorf("package %s declares no type %s", path, name)
	}
	return said, nil
}

func readPackage(dir string) (map[string]*typeComments, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	types := map[string]*typeComments{}
	for _, e := range entries {
		if filepath.Ext(e.Name()) != ".go" || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(
			token.NewFileSet(),
			filepath.Join(dir, e.Name()),
			nil,
			parser.ParseComments|parser.SkipObjectResolution,
		)
		if err != nil {
			return nil, err
		}
		for _, d := range file.Decls {
			if general, ok := d.(*ast.GenDecl); ok {
				if err := readDeclaration(types, general); err != nil {
					return nil, fmt.Errorf("%s: %w", e.Name(), err)
				}
			}
		}
	}
	return types, nil
}

func readDeclaration(types map[string]*typeComments, d *ast.GenDecl) error {
	entry := func(name string) *typeComments {
		if types[name] == nil {
			types[name] = &typeComments{fields: map[string]string{}}
		}
		return types[name]
	}
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			said := entry(s.Name.Name)
			if said.text = commentText(s.Doc); said.text == "" {
				said.text = commentText(d.Doc)
			}
			if body, ok := s.Type.(*ast.StructType); ok {
				readFields(said, body)
			}
		case *ast.ValueSpec:
			of, typed := s.Type.(*ast.Ident)
			if d.Tok != token.CONST || !typed || !of.IsExported() {
				continue
			}
			for i, expression := range s.Values {
				literal, ok := expression.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					entry(of.Name).computed = true
					continue
				}
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					return fmt.Errorf("constant %s: %w", s.Names[i].Name, err)
				}
				entry(of.Name).values = append(entry(of.Name).values, constant{text, firstComment(s.Comment, s.Doc)})
			}
		}
	}
	return nil
}

func readFields(said *typeComments, body *ast.StructType) {
	for _, f := range body.Fields.List {
		for _, name := range f.Names {
			said.fields[name.Name] = firstComment(f.Comment, f.Doc)
		}
	}
}

func firstComment(beside, above *ast.CommentGroup) string {
	if text := commentText(beside); text != "" {
		return text
	}
	return commentText(above)
}

// commentText returns a comment's text, each paragraph on one line.
func commentText(c *ast.CommentGroup) string {
	paragraphs := strings.Split(strings.TrimSpace(c.Text()), "\n\n")
	for i, p := range paragraphs {
		paragraphs[i] = strings.Join(strings.Fields(p), " ")
	}
	return strings.Join(paragraphs, "\n\n")
}
