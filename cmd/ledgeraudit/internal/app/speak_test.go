package app

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"

	"sogoc/verifier"
	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

// trustFile writes a trust file that names other accreditors.
func (b *bundle) trustFile(t *testing.T, accreditors ...string) string {
	t.Helper()
	trust := b.Trust()
	trust.Accreditors = accreditors
	text, err := json.Marshal(trust)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "trust.json")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	return path
}

// What an organisation accredited that the trust file does not name counts for
// nothing, and no subcommand lets it pass.
func TestAccreditorsAreThoseOfTheTrustFile(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.RegisterVerifier("TRA-CUU")
	b.folder = b.Save()
	receipt := b.receipt(t, b.found(t), service)
	replay, err := audit.Open(t.Context(), audit.Options{Trust: b.Trust(), Folder: b.folder})
	require.NoError(t, err)
	issuer, err := replay.IssuerHistory(t.Context(), school)
	require.NoError(t, err)
	require.NoError(t, replay.Close())
	accredited := issuer.Events[0].Position.TxID
	digest := b.issued.Digest.String()

	for name, args := range map[string][]string{
		"verify":              {"verify", b.folder},
		"history issuer":      {"history", b.folder, "issuer", school},
		"history credential":  {"history", b.folder, "credential", digest, "-issuer", school},
		"history transaction": {"history", b.folder, "transaction", accredited},
		"reconcile":           {"reconcile", b.folder, "-export", b.export},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, complaints := ledgeraudit(t, append(args, "-trust", b.trust)...)
			require.Equal(t, 0, code, complaints)
			require.NotContains(t, out, "NOT TRUSTED")
			code, out, complaints = ledgeraudit(t, append(args, "-trust", b.trustFile(t, "AuditorMSP"))...)
			require.Equal(t, 1, code, complaints)
			require.Contains(t, out, "NOT TRUSTED")
			require.Contains(t, out, "MinistryMSP")
			require.Contains(t, out, school)
			require.Contains(t, complaints, "the trust file does not name")
		})
	}
	code, out, _ := ledgeraudit(t, "receipt", b.folder, receipt, "-trust", b.trustFile(t, "AuditorMSP"))
	require.Equal(t, 1, code)
	require.Contains(t, out, "THIS RECEIPT CANNOT BE RELIED ON")
	code, out, _ = ledgeraudit(t, "verify", b.folder, "-trust", b.trustFile(t, "MinistryMSP", "MinstryMSP"))
	require.Equal(t, 1, code, "a slip of the pen")
	require.Contains(t, out, "accreditor MinstryMSP, which was never an organisation")
	code, out, _ = ledgeraudit(t, "verify", b.folder, "-trust", b.trustFile(t, "AuditorMSP"), "--json")
	require.Equal(t, 1, code)
	var report audit.Report
	require.NoError(t, json.Unmarshal([]byte(out), &report))
	require.Equal(t, []audit.DistrustedAccreditor{
		{Organisation: "MinistryMSP", Issuers: []string{school}, Verifiers: []string{"TRA-CUU"}},
	}, report.Distrusted)
}

// Each subcommand says what it found in a sentence before any field, in both
// languages, with times that carry their zone.
func TestSentencesComeFirstInBothLanguages(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.RegisterVerifier("TRA-CUU")
	b.folder = b.Save()
	receipt := b.receipt(t, b.found(t), service)
	digest := b.issued.Digest.String()
	for name, test := range map[string]struct {
		args   []string
		vi, en string // how the first line begins
	}{
		"verify":             {[]string{"verify", b.folder}, "Cả 8 khối trong thư mục đều đúng", "All 8 blocks of the folder hold"},
		"history issuer":     {[]string{"history", b.folder, "issuer", school}, "Nơi cấp TRUONG-MAU, theo sổ cái đến", "Issuer TRUONG-MAU, by the ledger"},
		"history credential": {[]string{"history", b.folder, "credential", digest, "-issuer", school, "-entry", "1/94567"}, "Mục tình trạng 1/94567 do người hỏi nhập tay, không có gì gắn nó với mã băm này", "The status entry 1/94567 was given by hand and is not bound to this digest"},
		"reconcile":          {[]string{"reconcile", b.folder, "-export", b.export}, "Sổ gốc và sổ cái khớp nhau", "Register and ledger say the same"},
		"reconcile, differs": {[]string{"reconcile", b.folder, "-export", b.writeExport(t, ledger.Active)}, "SỔ GỐC VÀ SỔ CÁI KHÁC NHAU", "REGISTER AND LEDGER DIFFER"},
		"receipt":            {[]string{"receipt", b.folder, receipt}, "Nơi cấp không được phép cấp loại văn bằng này", "The issuer was not allowed to issue"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args := append(test.args, "-trust", b.trust)
			_, vi, _ := ledgeraudit(t, append(args, "-lang", "vi")...)
			require.True(t, strings.HasPrefix(vi, test.vi), vi)
			require.Contains(t, vi, "(giờ Việt Nam)")
			_, en, _ := ledgeraudit(t, append(args, "-lang", "en")...)
			require.True(t, strings.HasPrefix(en, test.en), en)
			require.Contains(t, en, "(UTC+7)")
			require.NotContains(t, en, "giờ")
			for _, text := range []string{vi, en} {
				require.NotContains(t, text, "%!", "a format without its value")
				require.NotRegexp(t, `\d\dT\d\d:`, text, "machines' times are for -json")
			}
		})
	}
	code, _, complaints := ledgeraudit(t, "verify", b.folder, "-trust", b.trust, "-lang", "fr")
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "-lang is vi or en")
}

// An entry that is given by hand is believed by nobody who reads the first
// sentence; one that the credential itself says is.
func TestHistorySaysWhereAnEntryIsFrom(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ask := func(args ...string) (first string, h audit.CredentialHistory) {
		args = append([]string{"history", "-trust", b.trust, b.folder, "credential"}, args...)
		code, out, complaints := ledgeraudit(t, args...)
		require.Equal(t, 0, code, complaints)
		first, _, _ = strings.Cut(out, "\n")
		_, out, _ = ledgeraudit(t, append(args, "-json")...)
		require.NoError(t, json.Unmarshal([]byte(out), &h))
		return first, h
	}
	digest := b.issued.Digest.String()
	first, h := ask(digest, "-issuer", school, "-entry", "1/5") // another credential's entry
	require.Contains(t, first, "given by hand and is not bound to this digest")
	require.Contains(t, first, "active")
	require.True(t, h.EntryByHand)
	first, h = ask(presentation.URL("https://vanbang.example", b.issued.QRToken))
	require.Contains(t, first, "The credential is suspended")
	require.False(t, h.EntryByHand)
	first, h = ask(digest, "-issuer", school)
	require.Contains(t, first, "Its own status is not told")
	require.False(t, h.EntryByHand)
}

// A registrar who gives an export with register numbers is told them.
func TestReconcileNamesRegisterNumbers(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const number = "2026/CNTT/00123"
	entry := audit.ExportEntry{
		Issuer: school, Sequence: 1, Digest: b.issued.Digest, Kind: "VN-BA/7480201",
		List: 1, Index: 94567, Status: ledger.Active, IssuedAt: b.Now, RegisterNumber: number + "\u202e",
	}
	line, err := json.Marshal(entry)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "digests.jsonl")
	require.NoError(t, os.WriteFile(path, line, 0o600))
	code, out, _ := ledgeraudit(t, "reconcile", b.folder, "-trust", b.trust, "-export", path)
	require.Equal(t, 1, code)
	require.Contains(t, out, "register number "+number+"⟨U+202E⟩, "+school)
	require.Contains(t, out, "Register: active. Ledger: suspended.")
	_, out, _ = ledgeraudit(t, "reconcile", b.folder, "-trust", b.trust, "-export", b.writeExport(t, ledger.Active))
	require.NotContains(t, out, "register number", "an export without them names none")
}

// A receipt of a service that had read no block names none, and is genuine.
func TestAReceiptWithoutALedger(t *testing.T) {
	t.Parallel()
	b := setup(t)
	service := b.RegisterVerifier("TRA-CUU")
	b.folder = b.Save()
	path := b.receipt(t, verifier.NewResult(b.Now), service)
	code, out, complaints := ledgeraudit(t, "receipt", b.folder, path, "-trust", b.trust)
	require.Equal(t, 3, code, complaints)
	require.Contains(t, out, "The receipt is genuine")
	require.Contains(t, out, "cannot be asked")
}

func TestEveryTextIsInBothLanguages(t *testing.T) {
	t.Parallel()
	for state, text := range states {
		require.NotEmpty(t, text[0], state)
		require.NotEmpty(t, text[1], state)
	}
	for _, texts := range [][2]string{findings[audit.Missing], findings[audit.Extra], findings[audit.Altered], findings[audit.Doubled]} {
		require.NotEmpty(t, texts[0])
		require.NotEmpty(t, texts[1])
	}
	for _, lists := range [][]string{audit.In(audit.Proved(), "vi"), audit.In(audit.NotProved(), "vi")} {
		for _, line := range lists {
			require.True(t, strings.ContainsFunc(line, func(r rune) bool { return r > unicode.MaxLatin1 }), line)
		}
	}
}
