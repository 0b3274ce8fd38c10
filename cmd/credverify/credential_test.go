package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"sogoc/internal/testevidence"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
)

func TestWritingTheCredential(t *testing.T) {
	t.Parallel()
	d := setup(t)
	text, err := d.Bundle(d.Diploma.SDJWT()).Encode()
	require.NoError(t, err)
	output := filepath.Join(d.dir, "diploma.vc.json")

	code, out, _ := d.run(string(text), "-trust", d.trust(), "-credential", output, "-")
	require.Equal(t, exitValid, code, out)
	var written map[string]any
	content, err := os.ReadFile(output)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(content, &written))
	require.Contains(t, written["type"], "OpenBadgeCredential")
	processed, err := answer.ProcessedCredential(string(text))
	require.NoError(t, err)
	require.Equal(t, string(processed), string(content), "what the verifier service gives")

	code, _, errors := d.run(string(text), "-trust", d.trust(), "-credential", output, "-")
	require.Equal(t, exitInput, code, "a file that is there stays")
	require.NotEmpty(t, errors)

	missing := filepath.Join(d.dir, "none.vc.json")
	code, _, errors = d.run(string(d.bundle(t)), "-trust", d.trust(), "-credential", missing, "-")
	require.Equal(t, exitInput, code)
	require.Contains(t, errors, "not of a QR code")
	code, _, errors = d.run(d.Diploma.SDJWT(), "-trust", d.trust(), "-credential", missing, "-")
	require.Equal(t, exitUnsure, code, "an SD-JWT alone is not found valid")
	require.Contains(t, errors, "not written")
	d.Ledger.SetEntry(t, testevidence.Issuer, testevidence.Status.List, testevidence.Status.Index, ledger.Revoked, d.Key)
	revoked, err := d.Bundle(d.Diploma.SDJWT()).Encode()
	require.NoError(t, err)
	code, _, errors = d.run(string(revoked), "-trust", d.trust(), "-credential", missing, "-")
	require.Equal(t, exitNotValid, code)
	require.Contains(t, errors, "not written")
	require.NoFileExists(t, missing)
}
