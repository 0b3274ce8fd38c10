package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
)

// exits are the exit codes of the results.
var exits = map[verifier.Code]int{verifier.Valid: exitValid, verifier.Malformed: exitInput, verifier.Indeterminate: exitUnsure}

// TestVectors runs the program on every vector. It has no ledger: what that
// changes is in the vectors.
func TestVectors(t *testing.T) {
	t.Parallel()
	d := desk{dir: t.TempDir()}
	for _, v := range testvectors.Load(t, filepath.Join("..", "..", "verifier", "testdata", "vectors")) {
		want := v.Want
		if v.Ledger != "" { // which the program does not have: it cannot be fresh
			want.Checks, want.AsOf = want.Checks[:len(want.Checks)-1]+"f", nil
		}
		if own := v.Doors.Credverify; own != nil {
			if want = (testvectors.Want{}); own.Want == nil {
				continue
			}
			want = *own.Want
		}
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			args := []string{"-json", "-"}
			if v.Trust != nil {
				text, err := json.Marshal(v.Trust)
				require.NoError(t, err)
				args = append(args, "-trust", d.file(t, strings.ReplaceAll(v.Name, "/", "-")+".trust.json", text))
			}
			var out, complaint bytes.Buffer
			p := process{stdin: strings.NewReader(v.Presentation), stdout: &out, stderr: &complaint, now: func() time.Time { return v.Now }}
			code := p.run(args)
			require.Empty(t, complaint.String())
			var r verifier.Result
			require.NoError(t, json.Unmarshal(out.Bytes(), &r))
			require.Equal(t, want, testvectors.Of(r))
			exit, known := exits[r.Result]
			if !known {
				exit = exitNotValid
			}
			require.Equal(t, exit, code)
		})
	}
}
