package command_test

import (
	"os"
	"path/filepath"
	"strings"
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

// writeKeyRequest writes a request to register a school's key, and returns its file.
func writeKeyRequest(t *testing.T, genesis ledger.Digest, owner string, key testledger.Signer) string {
	t.Helper()
	request, err := ledger.NewKeyRequest(ledger.PurposeIssuer, genesis, owner, key.PublicKey(), key.Sign)
	require.NoError(t, err)
	return writeFile(t, request.Canonical())
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
	steering := writeFile(t, ledger.Accreditation{
		Code: "THPT-MAU-01", Name: "Trường (mẫu)", NameEn: "Sample\u2066",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2026-01-01", Until: "2026-12-31", Quota: 1}},
	}.Canonical())
	named := func(name, english string) []string {
		file := writeFile(t, ledger.Accreditation{Code: "THPT-MAU-01", Name: name, NameEn: english,
			Scopes: []ledger.Scope{{Type: "VN-USE", From: "2026-01-01", Until: "2026-12-31", Quota: 1}}}.Canonical())
		return []string{"accredit", "-connection", missing, "-file", file}
	}
	key := testledger.NewSigner(t)
	request := writeKeyRequest(t, ledger.SumDigest(nil), "THPT-MAU-01", key)
	const first, heir = "THPT-MAU-01", "THPT-MAU-02"
	custody, err := ledger.NewCustodyRequest(ledger.SumDigest(nil), first, heir, key.PublicKey(), key.Sign)
	require.NoError(t, err)
	transfer := writeFile(t, custody.Canonical())
	changed := writeFile(t, append([]byte(" "), custody.Canonical()[1:]...))
	addKey := []string{"key", "add", "-connection", missing}
	compromised := []string{"key", "compromised", "-owner", "A", "-thumbprint", "x"}
	anchors := []string{"anchors", "set", "-issuer", "A", "-first", "7"}
	custodyTransfer := []string{"custody", "transfer", "-connection", missing}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"NoConnection":           {[]string{"show", "A"}, "SOGOC_ACCREDITOR_CONNECTION"},
		"MissingConnection":      {decide("dissolved", "withdraw", "A", "-connection", missing), "missing.json"},
		"AccreditationNotStrict": {[]string{"accredit", "-connection", missing, "-file", unknown}, "colour"},
		"NameThatSteersText":     {[]string{"amend", "-connection", missing, "-file", steering}, "nameEn: character 7 is U+2066"},
		"ControlCharacter":       {named("Trường (mẫu)", "Sample\tschool"), "nameEn: character 7 is the control character U+0009"},
		"ControlCharacterInName": {named("Trường\x00(mẫu)", ""), "name: character 7 is the control character U+0000"},
		"NameNotNFC":             {named("e\u0301", ""), "name: not Unicode NFC"},
		"NameTooLong":            {named("Trường (mẫu)", strings.Repeat("a", 201)), "nameEn: 201 bytes, at most 200"},
		"NoName":                 {named("", ""), "name is empty"},
		"NoAccreditation":        {[]string{"amend", "-connection", missing}, "-file is required"},
		"NoRequest":              {addKey, "want 1 arguments"},
		"MissingRequest":         {append(addKey, missing), "missing.json"},
		"NotARequest":            {append(addKey, unknown), "canonical"},
		"EmptyThumbprint":        {append(addKey, request, "-thumbprint", ""), "-thumbprint is empty"},
		"NobodyCompares":         {append(addKey, request, "-yes"), "-thumbprint is required with -yes"},
		"AnotherThumbprint":      {append(addKey, request, "-thumbprint", "x"), "-thumbprint"},
		"RequestOfAnotherKind":   {append(addKey, transfer), "canonical"},
		"ChangedRequest":         {append(custodyTransfer, changed, "-from", "A", "-to", "B"), "canonical"},
		"TransferOfAnother":      {append(custodyTransfer, transfer, "-from", "C", "-to", heir), "from " + first},
		"TransferToAnother":      {append(custodyTransfer, transfer, "-from", first, "-to", "C"), "to " + heir},
		"TransferOfNobody":       {append(custodyTransfer, transfer), "-from is required"},
		"NotAMoment":             {append(compromised, "-since", "yesterday"), "since"},
		"NoMoment":               {compromised, "-since is required"},
		"NoRange":                {[]string{"anchors", "set", "-issuer", "A"}, "-first is required"},
		"NoReasonFile":           {append(anchors, "-state", "revoked"), "-reason-file is required"},
		"AnchorsBackwards":       {append(anchors, "-state", "revoked", "-last", "6", "-reason-file", "x"), "not before"},
		"AnchorsInNoState":       {append(anchors, "-state", "lost", "-reason-file", "x"), "-state is"},
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
