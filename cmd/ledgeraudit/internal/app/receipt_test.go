package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/audit"
	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
)

// found is what a verifier service finds that has read the folder.
func (b *bundle) found(t *testing.T) verifier.Result {
	t.Helper()
	replay, err := audit.Open(t.Context(), audit.Options{Trust: b.Trust(), Folder: b.folder})
	require.NoError(t, err)
	defer func() { require.NoError(t, replay.Close()) }()
	return verifier.Verify(presentation.Digits(b.issued.QRToken), verifier.FreshReading(replay.View()), b.Now, verifier.Options{})
}

func (b *bundle) receipt(t *testing.T, r verifier.Result, by receipt.Signer) string {
	t.Helper()
	text, err := receipt.Issue(r, b.Trust().Genesis, by)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "diploma"+receipt.Suffix)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestReceipt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	shorter := b.folder
	service := b.RegisterVerifier("TRA-CUU")
	b.folder = b.Save()
	good := b.found(t)
	require.Equal(t, verifier.OutOfScope, good.Result, "a receipt states what was found")
	genuine := b.receipt(t, good, service)

	text, err := os.ReadFile(genuine)
	require.NoError(t, err)
	changed := filepath.Join(t.TempDir(), "changed")
	inR := bytes.LastIndexByte(text, '.') + 5 // of the signature's first number: its second has one form only
	text[inR] = map[bool]byte{true: 'B', false: 'A'}[text[inR] == 'A']
	require.NoError(t, os.WriteFile(changed, text, 0o600))
	elsewhere, fork := good, *good.Ledger
	fork.Hash = ledger.SumDigest([]byte("another block"))
	elsewhere.Ledger = &fork
	stranger := b.NewSigner()
	pinning := b.Trust()
	pinning.VerifierKeys = []ledger.PublicKey{stranger.Public}
	pinned, err := json.Marshal(pinning)
	require.NoError(t, err)
	trust := filepath.Join(t.TempDir(), "trust.json")
	require.NoError(t, os.WriteFile(trust, pinned, 0o600))
	unknown := b.receipt(t, good, stranger)

	for name, test := range map[string]struct {
		args []string
		want int
		says string
	}{
		"of a registered key":                {[]string{"-trust", b.trust, b.folder, genuine}, 0, "TRA-CUU"},
		"changed":                            {[]string{"-trust", b.trust, b.folder, changed}, 1, "tampered"},
		"of a key that nobody knows":         {[]string{"-trust", b.trust, b.folder, unknown}, 1, "receipt_key"},
		"of a key that the trust file names": {[]string{"-trust", trust, b.folder, unknown}, 0, "not on the ledger"},
		"of another block at that height":    {[]string{"-trust", b.trust, b.folder, b.receipt(t, elsewhere, service)}, 4, "NOT THIS LEDGER'S"},
		"of a block that is not fetched yet": {[]string{"-trust", trust, shorter, unknown}, 3, "fetch again"},
		"that is none":                       {[]string{"-trust", b.trust, b.folder, b.trust}, 2, "malformed"},
		"that is not there":                  {[]string{"-trust", b.trust, b.folder, "/no/such/file"}, 2, ""},
		"by another ledger":                  {[]string{"-trust", audittest.New(t).TrustFile(), b.folder, genuine}, 4, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, complaints := ledgeraudit(t, append([]string{"receipt"}, test.args...)...)
			require.Equal(t, test.want, code, out+complaints)
			require.Contains(t, out, test.says)
		})
	}
	_, out, _ := ledgeraudit(t, "receipt", "-trust", b.trust, b.folder, genuine, "--json")
	var c audit.ReceiptCheck
	require.NoError(t, json.Unmarshal([]byte(out), &c))
	require.Equal(t, verifier.OutOfScope, c.Result.Result)
	require.Equal(t, audit.Same, c.Block)
}
