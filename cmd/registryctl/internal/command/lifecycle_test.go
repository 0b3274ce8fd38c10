package command_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/internal/sample"
	"sogoc/verifier/credential"
	"sogoc/verifier/presentation"
)

func importArgs(file string) []string {
	return []string{
		"import", "-file", file, "-kind", "VN-USE", "-book", "2026/THPT",
		"-decision-number", "15/QĐ", "-decision-date", "2026-06-15", "-issue-date", "2026-06-18",
		"-signer-name", "NGƯỜI KÝ MẪU", "-signer-title", "HIỆU TRƯỞNG",
	}
}

type batch struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Rows  int    `json:"rows"`
	Count int    `json:"count"`
}

// indexed is a line of index.json.
type indexed struct{ ID, Link, QR, SDJWT, Holder, SerialNumber, RegisterNumber string }

func TestFromListToFilesAndRevocation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var made batch
	b.must(t, "registrar", &made, importArgs(rosters(sample.THPTFile))...)
	require.Equal(t, sample.THPTCount, made.Rows)
	code, _, complaints := b.run(t, "registrar", "approve", made.ID, "-count", strconv.Itoa(made.Count))
	require.Equal(t, 1, code, complaints)
	code, _, _ = b.run(t, "registrar", "anchor", made.ID)
	require.Equal(t, 1, code, "nobody has approved it")
	b.must(t, "approver", nil, "approve", made.ID, "-count", strconv.Itoa(made.Count))
	var anchored struct{ Anchored int }
	b.must(t, "approver", &anchored, "anchor", made.ID)
	require.Equal(t, sample.THPTCount, anchored.Anchored)

	index, whole := b.exportsFiles(t, made.ID)
	t.Run("PDF", func(t *testing.T) { exportsPDF(t, b, made.ID) })
	b.exportsZIPAndDigests(t, made.ID)
	b.changesStatus(t, index)
	b.finds(t, made.ID, index, whole)
}

// exportsFiles exports a batch and returns its index and the first learner's file.
func (b *bundle) exportsFiles(t *testing.T, batch string) ([]indexed, *presentation.Presentation) {
	t.Helper()
	out := b.path("out")
	read := func(name string) []byte {
		text, err := os.ReadFile(filepath.Join(out, name))
		require.NoError(t, err)
		return text
	}
	b.must(t, "registrar", nil, "export", "-batch", batch, "-to", out)
	var index []indexed
	require.NoError(t, json.Unmarshal(read("index.json"), &index))
	require.Len(t, index, sample.THPTCount)
	require.Equal(t, "2026-THPT-00001.qr.png", index[0].QR)
	public, err := credential.Parse(string(read(index[0].SDJWT)))
	require.NoError(t, err)
	require.False(t, public.Shows(credential.FactNationalID))
	whole, err := presentation.Parse(string(read(index[0].Holder)))
	require.NoError(t, err)
	require.Equal(t, public.Digest(), whole.Digest())
	require.NoError(t, filepath.WalkDir(out, func(_ string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := d.Info()
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, d.Name())
		return nil
	}))
	return index, whole
}

func (b *bundle) exportsZIPAndDigests(t *testing.T, batch string) {
	t.Helper()
	var packed struct {
		Count int `json:"count"`
	}
	b.must(t, "registrar", &packed, "export", "-batch", batch, "-zip", b.path("batch.zip"))
	require.Equal(t, sample.THPTCount, packed.Count)
	require.NoFileExists(t, b.path("batch.zip.part"))
	b.must(t, "registrar", nil, "export", "-digests", "-to", b.path("digests"))
	lines, err := os.ReadFile(b.path("digests"))
	require.NoError(t, err)
	require.Equal(t, sample.THPTCount, bytes.Count(lines, []byte("\n")))
	require.NotContains(t, string(lines), "registerNumber")
	b.must(t, "registrar", nil, "export", "-digests", "-register-numbers", "-to", b.path("digests"))
	lines, err = os.ReadFile(b.path("digests"))
	require.NoError(t, err)
	require.Equal(t, sample.THPTCount, bytes.Count(lines, []byte(`"registerNumber":"`)))
}

func (b *bundle) changesStatus(t *testing.T, index []indexed) {
	t.Helper()
	args := func(act, ground string, more ...string) []string {
		decided := []string{act, "-ground", ground, "-decision-number", "3/QĐ", "-decision-date", "2026-06-19"}
		return append(decided, more...)
	}
	var shown struct{ Status string }
	var proposal struct{ ID, State string }
	b.must(t, "registrar", &proposal, args("revoke", "fraud", index[0].ID)...)
	b.must(t, "registrar", &proposal, "withdraw", proposal.ID)
	require.Equal(t, "withdrawn", proposal.State)
	b.must(t, "approver", &proposal, args("revoke", "fraud", index[0].ID)...)
	code, _, complaints := b.run(t, "approver", "confirm", proposal.ID)
	require.Equal(t, 1, code, "one person alone: %s", complaints)
	b.must(t, "approver", nil, "withdraw", proposal.ID)
	b.must(t, "registrar", &proposal, args("revoke", "fraud", index[0].ID)...)
	b.must(t, "approver", nil, "refuse", proposal.ID, "-reason", "sai số quyết định")
	b.must(t, "registrar", &proposal, args("revoke", "fraud", index[0].ID)...)
	var open []struct{ ID string }
	b.must(t, "approver", &open, "proposals", "-state", "open")
	require.Len(t, open, 1)
	b.must(t, "approver", &shown, "confirm", open[0].ID)
	require.Equal(t, "revoked", shown.Status)
	b.must(t, "registrar", &shown, "show", index[0].ID)
	require.Equal(t, "revoked", shown.Status)
	code, text, complaints := b.run(t, "registrar", "show", index[0].ID)
	require.Zero(t, code, complaints)
	require.Regexp(t, `on the ledger now: revoked, set by the school at \d{4}-[-0-9: ]+\n`, text)
	code, _, complaints = b.run(t, "approver", args("reinstate", "cleared", index[0].ID)...)
	require.Equal(t, 1, code, complaints)
	code, _, complaints = b.run(t, "approver", args("suspend", "inspection", index[0].ID, index[3].ID)...)
	require.Equal(t, 1, code, "one of them is revoked for ever: %s", complaints)

	many := b.path("many.txt")
	require.NoError(t, os.WriteFile(many, []byte("\ufeff"+index[3].ID+"\r\n\r\n"+index[4].SerialNumber+"\r\n"), 0o600))
	var preview struct {
		Items []struct {
			Named string `json:"named"`
		} `json:"items"`
	}
	b.must(t, "approver", &preview, args("suspend", "inspection", "-file", many, "-preview")...)
	require.Equal(t, index[4].SerialNumber, preview.Items[1].Named)
	var several []struct {
		Status string `json:"status"`
	}
	b.must(t, "approver", &several, args("suspend", "inspection", "-file", many)...)
	require.Len(t, several, 2)
	require.Equal(t, "suspended", several[1].Status)
	b.must(t, "approver", nil, args("reinstate", "cleared", index[3].ID, index[4].ID, "-no-wait")...)
	b.must(t, "approver", nil, args("suspend", "inspection", index[1].ID, "-no-wait")...)
}

func (b *bundle) finds(t *testing.T, made string, index []indexed, whole *presentation.Presentation) {
	t.Helper()
	var batches []batch
	b.must(t, "registrar", &batches, "batches")
	require.Len(t, batches, 1)
	var found []struct{ ID string }
	b.must(t, "registrar", &found, "search", "-register", index[2].RegisterNumber)
	require.Equal(t, index[2].ID, found[0].ID)
	named := &bundle{dir: b.dir, env: b.env, input: strings.ToLower(whole.Credential.Subject.FullName) + "\n"}
	var people []struct{ FullName string }
	named.must(t, "registrar", &people, "search", "-name", "-match", "tone")
	require.NotEmpty(t, people)
	code, _, _ := b.run(t, "registrar", "search", "-name")
	require.Equal(t, 2, code, "no name on standard input")
	code, _, _ = b.run(t, "registrar", "search", "-match", "tone")
	require.Equal(t, 2, code)
	for _, args := range [][]string{
		{"batches"},
		{"show", made},
		{"show", index[0].ID},
		{"search", "-learner", "0026000001"},
		{"anchor", made},
	} {
		code, text, complaints := b.run(t, "registrar", args...)
		require.Zero(t, code, complaints)
		require.NotEmpty(t, text, "people read %v", args)
	}
}

func TestAFaultyListIsExplained(t *testing.T) {
	t.Parallel()
	b := setup(t)
	code, out, complaints := b.run(t, "registrar", importArgs(rosters(sample.DirtyFile))...)
	require.Equal(t, 2, code)
	require.Empty(t, out)
	require.Contains(t, complaints, "Danh sách!B27")
	require.Contains(t, complaints, "10 chữ số")
	code, out, _ = b.run(t, "registrar", append(importArgs(rosters(sample.DirtyFile)), "--json")...)
	require.Equal(t, 2, code)
	var p struct {
		Code   string
		Report struct{ Errors int }
	}
	require.NoError(t, json.Unmarshal([]byte(out), &p))
	require.Equal(t, "list_invalid", p.Code)
	require.Positive(t, p.Report.Errors)
}

func TestDraftsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var first, second batch
	b.must(t, "registrar", &first, importArgs(rosters(sample.THPTFile))...)
	b.must(t, "approver", nil, "reject", first.ID, "-reason", "sai ngày cấp")
	b.must(t, "registrar", &second, importArgs(rosters(sample.THPTFile))...)
	b.must(t, "registrar", &second, "discard", second.ID)
	require.Equal(t, "discarded", second.State)
	code, _, _ := b.run(t, "approver", "anchor", second.ID)
	require.Equal(t, 1, code)
	require.NoError(t, os.WriteFile(b.path("stranger.token"), []byte("x\n"), 0o600))
	code, _, complaints := b.run(t, "stranger", "batches")
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "token")
}

func TestTheLedgerIsDown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var made batch
	b.must(t, "registrar", &made, importArgs(rosters(sample.THPTFile))...)
	b.ledger.SetDown(true)
	b.must(t, "approver", nil, "approve", made.ID, "-count", strconv.Itoa(made.Count))
	code, _, complaints := b.run(t, "approver", "anchor", made.ID, "-timeout", "50ms")
	require.Equal(t, 3, code, complaints)
}
