package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testvectors"
	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// TestVectors runs the program on every vector. Without a ledger a bare
// presentation can only be found to be unreadable or forged: the vector says
// so where the library knows more.
func TestVectors(t *testing.T) {
	t.Parallel()
	exits := map[verifier.Code]int{
		verifier.Valid:           exitValid,
		verifier.Revoked:         exitNotValid,
		verifier.Suspended:       exitNotValid,
		verifier.Superseded:      exitNotValid,
		verifier.Expired:         exitNotValid,
		verifier.UntrustedIssuer: exitNotValid,
		verifier.OutOfScope:      exitNotValid,
		verifier.NotAnchored:     exitNotValid,
		verifier.Tampered:        exitNotValid,
		verifier.Malformed:       exitInput,
		verifier.Indeterminate:   exitUnsure,
	}
	for _, v := range testvectors.Load(t, "../../verifier/testdata/vectors") {
		t.Run(v.Name, func(t *testing.T) {
			t.Parallel()
			trust := ledger.Trust{
				Genesis:     ledger.SumDigest([]byte("no bundle is about this")),
				Channel:     "none",
				Chaincode:   "none",
				Accreditors: []string{"none"},
			}
			if v.Trust != nil {
				trust = *v.Trust
			}
			text, err := json.Marshal(trust)
			require.NoError(t, err)
			file := filepath.Join(t.TempDir(), "trust.json")
			require.NoError(t, os.WriteFile(file, text, 0o600))

			var out, diagnostics bytes.Buffer
			exit := process{
				stdin:  strings.NewReader(v.Presentation),
				stdout: &out,
				stderr: &diagnostics,
				now:    func() time.Time { return v.Now },
			}.run(
				[]string{"-json", "-trust", file, "-"},
			)
			want := v.Want
			if exception := v.Exceptions.Credverify; exception != nil {
				want = *exception.Want
			}
			var r verifier.Result
			require.NoError(t, json.Unmarshal(out.Bytes(), &r), diagnostics.String())
			require.Equal(t, want, testvectors.Of(r))
			require.Equal(t, exits[want.Result], exit)
		})
	}
}

// TestMatrixInWords has every answer of the matrix said to people, in both
// languages: the first line never sounds better than the result.
func TestMatrixInWords(t *testing.T) {
	t.Parallel()
	for _, v := range testvectors.Load(t, "../../verifier/testdata/vectors") {
		if !strings.HasPrefix(v.Name, "matrix/") || !strings.HasSuffix(v.Name, "/fresh") {
			continue // credverify has no reading: the rows of one question are the same to it
		}
		want := v.Want
		if exception := v.Exceptions.Credverify; exception != nil {
			want = *exception.Want
		}
		text, err := json.Marshal(*v.Trust)
		require.NoError(t, err)
		file := filepath.Join(t.TempDir(), "trust.json")
		require.NoError(t, os.WriteFile(file, text, 0o600))
		for lang, valid := range map[string]string{"vi": "HỢP LỆ ĐẾN LÚC ĐÓ", "en": "VALID AS OF THEN"} {
			var out bytes.Buffer
			process{
				stdin:  strings.NewReader(v.Presentation),
				stdout: &out,
				stderr: &out,
				now:    func() time.Time { return v.Now },
			}.run(
				[]string{"-lang", lang, "-trust", file, "-"},
			)
			first, _, _ := strings.Cut(out.String(), "\n")
			require.Equal(t, want.Result == verifier.Valid, first == valid, "%s: %s", v.Name, first)
			require.NotContains(t, out.String(), "%!", v.Name)
		}
	}
}
