package app

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/audit"
	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
	"sogoc/verifier/receiptpdf"
	"sogoc/verifier/words"
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
		"of a registered key":                {[]string{"-trust", b.trust, b.folder, genuine}, 1, "TRA-CUU"},
		"changed":                            {[]string{"-trust", b.trust, b.folder, changed}, 1, "THE RECEIPT WAS CHANGED OR DAMAGED (tampered/signature)"},
		"of a key that nobody knows":         {[]string{"-trust", b.trust, b.folder, unknown}, 1, "RELIED ON (indeterminate/receipt_key)"},
		"of a key that the trust file names": {[]string{"-trust", trust, b.folder, unknown}, 1, "not on the ledger"},
		"of another block at that height":    {[]string{"-trust", b.trust, b.folder, b.receipt(t, elsewhere, service)}, 4, "NOT THIS LEDGER'S"},
		"of a block that is not fetched yet": {[]string{"-trust", trust, shorter, unknown}, 3, "fetch again"},
		"printed":                            {[]string{"-trust", b.trust, b.folder, printed(t, genuine)}, 1, "TRA-CUU"},
		"that is none":                       {[]string{"-trust", b.trust, b.folder, b.trust}, 2, "THIS IS NO RECEIPT"},
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

// printed prints a receipt and returns the PDF file's path.
func printed(t *testing.T, path string) string {
	t.Helper()
	printer, err := receiptpdf.New("")
	if err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./cmd/ledgeraudit/internal/app", err)
	}
	require.NoError(t, err)
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	pdf, err := printer.Print(string(text), "https://vanbang.example", words.English)
	require.NoError(t, err)
	path = filepath.Join(t.TempDir(), "receipt"+receiptpdf.Suffix)
	require.NoError(t, os.WriteFile(path, pdf, 0o600))
	return path
}

// A folder is a ledger: what it says at its end of the credential that a receipt
// names decides, unless the receipt names a later block.
func TestReceiptIsHeldAgainstWhatTheFolderSaysLater(t *testing.T) {
	t.Parallel()
	world := audittest.New(t)
	issuer, service := world.Accredit(school), world.RegisterVerifier("TRA-CUU")
	envelope, digests := issuer.Anchor("VN-USE", audittest.Digests(1)...)
	world.Add(envelope)
	reference := verifier.Reference{
		Issuer:    school,
		Digest:    digests[0],
		Kind:      "VN-USE",
		Key:       issuer.Public.Thumbprint(),
		List:      1,
		Index:     7,
		ValidFrom: ledger.DateOf(world.Now.AddDate(-1, 0, 0)),
	}
	trust := world.TrustFile()
	receiptNow := func() (folder, path string) {
		b := &bundle{World: world, folder: world.Save()}
		replay, err := audit.Open(t.Context(), audit.Options{Trust: b.Trust(), Folder: b.folder})
		require.NoError(t, err)
		defer func() { require.NoError(t, replay.Close()) }()
		found := verifier.VerifyAgain(reference, verifier.FreshReading(replay.View()), b.Now, verifier.Options{})
		return b.folder, b.receipt(t, found, service)
	}
	check := func(folder, path string, want int, says, saysNot string) audit.ReceiptCheck {
		t.Helper()
		args := []string{"receipt", "-trust", trust, folder, path}
		code, out, complaints := ledgeraudit(t, args...)
		require.Equal(t, want, code, out+complaints)
		headline, _, _ := strings.Cut(out, "\n")
		require.Contains(t, headline, says)
		require.NotContains(t, headline, saysNot)
		require.NotContains(t, out, "is not known", "that is for a program without a ledger")
		_, out, _ = ledgeraudit(t, append(args, "--json")...)
		var c audit.ReceiptCheck
		require.NoError(t, json.Unmarshal([]byte(out), &c))
		return c
	}

	active, old := receiptNow()
	c := check(active, old, 0, "genuine and in force as of", "revoked")
	require.Equal(t, verifier.Valid, c.Folder.Result)
	require.Equal(t, c.Head.Time, *c.Result.AsOf)

	world.Add(issuer.Status(7, 1, ledger.Suspended))
	suspended, paused := receiptNow()
	day := words.Day(world.Now, words.English)
	world.Add(issuer.Status(7, 2, ledger.Active))
	again, _ := receiptNow()
	world.Add(issuer.Status(7, 3, ledger.Revoked))
	revoked, last := receiptNow()

	c = check(revoked, old, 1, "was revoked on "+day+" by its issuer", "in force")
	require.Equal(t, verifier.Revoked, c.Result.Result)
	require.Equal(t, verifier.Valid, c.Result.Receipt.Result, "what the receipt states stays beside it")
	require.Equal(t, []any{verifier.Revoked, "issuer"}, []any{c.Folder.Result, c.Folder.By})
	require.Equal(t, audit.Same, c.Block)
	require.Less(t, c.Named.Height, c.Head.Height)
	check(suspended, old, 1, "suspended by its issuer", "in force")
	check(again, paused, 0, "genuine and in force as of", "suspended")
	c = check(active, last, 3, "revoked", "in force") // the receipt's block is the later one
	require.Equal(t, verifier.Revoked, c.Result.Result)
	require.Equal(t, verifier.Valid, c.Folder.Result)
	_, out, _ := ledgeraudit(t, "receipt", "-trust", trust, revoked, old, "-lang", "vi")
	require.Contains(t, out, "đã bị nơi cấp thu hồi ngày "+words.Day(world.Now, words.Vietnamese))
	require.Contains(t, out, "Biên nhận ghi: lúc")
}

// A receipt that cannot be relied on is not called false, nor is a file that is no
// receipt: each is said for what it is, and nothing is said of the diploma.
func TestWhatIsWrongWithAReceipt(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.RegisterVerifier("TRA-CUU")
	b.folder = b.Save()
	genuine := b.receipt(t, b.found(t), service)
	unread := b.receipt(t, verifier.Unread(verifier.DetailNotRead, verifier.Reading{}, b.Now), service)
	text, err := os.ReadFile(genuine)
	require.NoError(t, err)
	write := func(content string) string {
		path := filepath.Join(t.TempDir(), "file")
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	whole := b.folder
	b.CompromiseVerifier()
	compromised := b.Save()

	for name, c := range map[string]struct {
		folder, file string
		code         int
		vi, en       string // how the first line begins
	}{
		"CutShort":    {whole, write(string(text[:len(text)-20])), 2, "TỆP CHƯA TRỌN VẸN", "THE FILE IS INCOMPLETE"},
		"Bundle":      {whole, write(`{"attestation":{},"type":"sogoc/bundle/v1"}`), 2, "ĐÂY KHÔNG PHẢI BIÊN NHẬN", "THIS IS NO RECEIPT"},
		"Code":        {whole, write(presentation.Digits(b.issued.QRToken)), 2, "ĐÂY KHÔNG PHẢI BIÊN NHẬN", "THIS IS NO RECEIPT"},
		"PDF":         {whole, write("%PDF-1.7\n%"), 2, "ĐÂY KHÔNG PHẢI BIÊN NHẬN", "THIS IS NO RECEIPT"},
		"Compromised": {compromised, genuine, 1, "KHÔNG TIN ĐƯỢC BIÊN NHẬN NÀY", "THIS RECEIPT CANNOT BE RELIED ON"},
		"OfNothing":   {whole, unread, 1, "Biên nhận này là thật", "The receipt is genuine; what was asked about could not be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for lang, says := range map[string]string{"vi": c.vi, "en": c.en} {
				code, out, complaints := ledgeraudit(t, "receipt", "-trust", b.trust, c.folder, c.file, "-lang", lang)
				require.Equal(t, c.code, code, out+complaints)
				require.True(t, strings.HasPrefix(out, says), out)
				require.NotContains(t, out, "KHÔNG THẬT")
				require.NotContains(t, out+complaints, "NOT GENUINE")
			}
		})
	}
}

// What held when a receipt about a past day was made has its time.
func TestAReceiptSaysWhenItWasMade(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.RegisterVerifier("TRA-CUU")
	b.folder = b.Save()
	found := b.found(t)
	today := found.Present()
	past := b.Now.AddDate(0, 0, -1)
	found.At, found.Today = &past, &today
	_, out, complaints := ledgeraudit(t, "receipt", "-trust", b.trust, b.folder, b.receipt(t, found, service))
	require.Contains(t, out, "When the receipt was made, at "+words.Moment(today.AsOf, words.English)+": ", complaints)
}
