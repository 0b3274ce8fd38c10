package words

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Every note that package blocks writes has its words in Vietnamese.
func TestNotesOfBlocksAreSaidInVietnamese(t *testing.T) {
	t.Parallel()
	verbs := regexp.MustCompile(`%[a-z]`)
	count := 0
	for _, path := range []string{"../blocks/notes.go", "../blocks/check.go"} {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			text, is := n.(*ast.BasicLit)
			if !is || text.Kind != token.STRING {
				return true
			}
			note, err := strconv.Unquote(text.Value)
			require.NoError(t, err)
			if !isNote(path, note) {
				return true
			}
			count++
			note = verbs.ReplaceAllString(note, "7")
			if strings.HasSuffix(note, ": ") {
				note += "x509: unknown"
			}
			said := Technical(note, Vietnamese)
			require.False(t, strings.HasPrefix(said, "chi tiết kỹ thuật"), note)
			require.NotContains(t, said, "$")
			return true
		})
	}
	require.Equal(t, 12, count)
	require.Equal(t, "bên sắp xếp 3 không ký được gì (chi tiết kỹ thuật, tiếng Anh: expired)",
		Technical("orderer 3 signs nothing: expired", Vietnamese))
	require.Equal(t, "orderer 3 signs nothing: expired", Technical("orderer 3 signs nothing: expired", English))
	require.Equal(t, "chi tiết kỹ thuật, tiếng Anh: EOF", Technical("EOF", Vietnamese))
}

// isNote reports whether a text of these files is a note's.
func isNote(path, text string) bool {
	if strings.HasSuffix(path, "check.go") {
		return strings.HasPrefix(text, "flag %s")
	}
	return strings.Contains(text, " ") && !strings.HasPrefix(text, "/")
}

func TestFileError(t *testing.T) {
	t.Parallel()
	said, is := FileError(&fs.PathError{Op: "open", Path: "a.json", Err: fs.ErrNotExist}, Vietnamese)
	require.True(t, is)
	require.Equal(t, "a.json: không có tệp này", said)
	_, is = FileError(fs.ErrNotExist, Vietnamese)
	require.False(t, is)
}
