package command_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/accreditctl/internal/command"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/internal/testledger"
	"sogoc/verifier/ledger"
)

func TestHelp(t *testing.T) {
	t.Parallel()
	clitest.CheckHelp(t, command.Program())
}

// writeKeyRequest writes a request for a new key and returns it with its file.
func writeKeyRequest(t *testing.T, genesis ledger.Digest, owner string, key testledger.Signer) (string, ledger.KeyRequest) {
	t.Helper()
	request, err := ledger.NewKeyRequest(ledger.PurposeIssuer, genesis, owner, key.PublicKey(), key.Sign)
	require.NoError(t, err)
	return writeFile(t, request.Canonical()), request
}

func writeFile(t *testing.T, text []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "file.json")
	require.NoError(t, os.WriteFile(file, append(text, '\n'), 0o600))
	return file
}

func TestCommandLines(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "missing.json")
	unknown := writeFile(t, []byte(`{"code":"A","colour":"red"}`))
	key := testledger.NewSigner(t)
	request, _ := writeKeyRequest(t, ledger.SumDigest(nil), "THPT-MAU-01", key)
	custody, err := ledger.NewCustodyRequest(ledger.SumDigest(nil), "THPT-MAU-01", "THPT-MAU-02", key.PublicKey(), key.Sign)
	require.NoError(t, err)
	transfer := writeFile(t, custody.Canonical())
	changed := writeFile(t, append([]byte(" "), custody.Canonical()[1:]...))
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"NoConnection":           {[]string{"show", "A"}, "SOGOC_ACCREDITOR_CONNECTION"},
		"MissingConnection":      {[]string{"withdraw", "A", "-connection", missing}, "missing.json"},
		"AccreditationNotStrict": {[]string{"accredit", "-connection", missing, "-file", unknown}, "colour"},
		"NoAccreditation":        {[]string{"amend", "-connection", missing}, "-file is required"},
		"NoRequest":              {[]string{"key", "add", "-connection", missing}, "want 1 arguments"},
		"MissingRequest":         {[]string{"key", "add", "-connection", missing, missing}, "missing.json"},
		"NotARequest":            {[]string{"key", "add", "-connection", missing, unknown}, "canonical"},
		"AnotherThumbprint":      {[]string{"key", "add", "-connection", missing, request, "-thumbprint", "x"}, "-thumbprint"},
		"ChangedRequest":         {[]string{"custody", "transfer", "-connection", missing, changed, "-from", "A", "-to", "B"}, "canonical"},
		"RequestOfAnotherKind":   {[]string{"key", "add", "-connection", missing, transfer}, "canonical"},
		"TransferOfAnother":      {[]string{"custody", "transfer", transfer, "-from", "THPT-MAU-03", "-to", "THPT-MAU-02"}, "from THPT-MAU-01 to THPT-MAU-02"},
		"NotAMoment":             {[]string{"key", "compromised", "-owner", "A", "-thumbprint", "x", "-since", "yesterday"}, "since"},
		"NoMoment":               {[]string{"key", "compromised", "-owner", "A", "-thumbprint", "x"}, "-since is required"},
		"NoRange":                {[]string{"anchors", "set", "-issuer", "A", "-state", "revoked"}, "-first is required"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, complaints := clitest.Run(t, command.Program(), nil, "", c.args...)
			require.Equal(t, 2, code, complaints)
			require.Empty(t, out)
			require.Contains(t, complaints, c.says)
		})
	}
}
