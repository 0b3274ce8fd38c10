package verify_test

import (
	"bytes"
	"flag"
	"os"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/words"
)

var update = flag.Bool("update", false, "write src/words.js again")

// TestTheModuleHasTheLibrarysWords compares the module's table of words with the
// library's, of which it is made: go test ./web/verify -run TheLibrarysWords -update.
func TestTheModuleHasTheLibrarysWords(t *testing.T) {
	t.Parallel()
	const file = "src/words.js"
	table, err := json.Marshal(words.NewTable(), json.Deterministic(true), jsontext.WithIndent("  "))
	require.NoError(t, err)
	var want bytes.Buffer
	want.WriteString("// Made from the Go library's package words; do not edit: go test ./web/verify -run TheLibrarysWords -update\n")
	want.WriteString("export const TABLE = ")
	want.Write(table)
	want.WriteString(";\n")
	if *update {
		require.NoError(t, os.WriteFile(file, want.Bytes(), 0o644))
	}
	got, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, want.String(), string(got), "words have changed: run the test with -update")
}

// TestTheModuleShowsWhatSteersAsTheLibrary asks both about every character.
func TestTheModuleShowsWhatSteersAsTheLibrary(t *testing.T) {
	t.Parallel()
	var got []rune
	require.NoError(t, json.Unmarshal(runNode(t, nil, "test/visible.js"), &got))
	var want []rune
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if utf8.ValidRune(r) && words.Visible(string(r)) != string(r) {
			want = append(want, r)
		}
	}
	require.Equal(t, want, got)
}
