package app

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/internal/cli/clitest"
	"sogoc/verifier/audit"
	"sogoc/verifier/audit/audittest"
	"sogoc/verifier/blocks/blockstest"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/words"
)

const school = "TRUONG-MAU"

// bundle is a folder of blocks with one anchored diploma, which is suspended.
type bundle struct {
	*audittest.World
	issued credential.Issued
	trust  string
	folder string
	export string
}

func setup(t *testing.T) *bundle {
	b := &bundle{World: audittest.New(t)}
	issuer := b.Accredit(school)
	var err error
	b.issued, err = credential.Issue(diploma(), issuer, rand.Reader)
	require.NoError(t, err)
	envelope, _ := issuer.Anchor("VN-BA/7480201", b.issued.Digest)
	b.Add(envelope)
	b.Add(issuer.Status(94567, 1, ledger.Suspended))
	b.trust, b.folder = b.TrustFile(), b.Save()
	b.export = b.writeExport(t, ledger.Suspended)
	return b
}

func diploma() credential.Diploma {
	return credential.Diploma{
		Issuance: credential.Issuance{
			ID: "urn:uuid:3f1c2b9e-7a64-4a1d-9d35-0c1d2e3f4a5b", Kind: "VN-BA/7480201",
			Issuer: credential.Issuer{Code: school, Name: "Trường (mẫu)", Host: "vanbang.example"},
			Award:  "Bằng cử nhân", Major: "Công nghệ thông tin", Rank: "Giỏi", Mode: "Chính quy", GraduationYear: 2026,
			SerialNumber: "A 00123456", RegisterNumber: "2026/CNTT/00123", DecisionNumber: "1234/QĐ", DecisionDate: "2026-06-15",
			IssueDate: "2026-06-20", Place: "Hà Nội", SignedBy: credential.Signatory{Name: "Người Ký (mẫu)", Title: "HIỆU TRƯỞNG"},
			Status: credential.StatusRef{List: 1, Index: 94567},
		},
		Subject: credential.Subject{
			FullName:   "Nguyễn Thị Mẫu",
			BirthDate:  "2004-03-15",
			BirthPlace: "Hà Nam Ninh",
			Sex:        "Nữ",
			NationalID: "000304001234",
			Ethnicity:  "Kinh",
		},
	}
}

func (b *bundle) writeExport(t *testing.T, status ledger.State) string {
	line, err := json.Marshal(
		audit.ExportEntry{
			Issuer:   school,
			Sequence: 1,
			Digest:   b.issued.Digest,
			Kind:     "VN-BA/7480201",
			List:     1,
			Index:    94567,
			Status:   status,
			IssuedAt: b.Now,
		},
	)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "digests.jsonl")
	require.NoError(t, os.WriteFile(path, append(line, '\n'), 0o600))
	return path
}

func ledgeraudit(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	return clitest.Run(t, Program(time.Now), nil, "", args...)
}

func TestHelp(t *testing.T) {
	t.Parallel()
	clitest.CheckHelp(t, Program(time.Now))
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	broken := t.TempDir()
	for _, block := range b.Blocks {
		audittest.Write(t, broken, block)
	}
	require.NoError(t, os.Truncate(audittest.Path(broken, 3), 100))
	link := presentation.URL("https://vanbang.example", b.issued.QRToken)
	digest := b.issued.Digest.String()
	for name, test := range map[string]struct {
		args []string
		want int
	}{
		"verify":                        {[]string{"verify", "-trust", b.trust, b.folder}, 0},
		"verify, flags last":            {[]string{"verify", b.folder, "--json", "-trust", b.trust}, 0},
		"verify a broken folder":        {[]string{"verify", "-trust", b.trust, broken}, 4},
		"verify by another trust file":  {[]string{"verify", "-trust", audittest.New(t).TrustFile(), b.folder}, 4},
		"verify an empty folder":        {[]string{"verify", "-trust", b.trust, t.TempDir()}, 2},
		"verify no folder":              {[]string{"verify", "-trust", b.trust, "/no/such/folder"}, 2},
		"verify without trust":          {[]string{"verify", b.folder}, 2},
		"verify by what is no trust":    {[]string{"verify", "-trust", b.export, b.folder}, 2},
		"history of an issuer":          {[]string{"history", "-trust", b.trust, b.folder, "issuer", school}, 0},
		"history of nobody":             {[]string{"history", "-trust", b.trust, b.folder, "issuer", "NOBODY"}, 1},
		"history of a bad code":         {[]string{"history", "-trust", b.trust, b.folder, "issuer", "no code"}, 2},
		"history of what":               {[]string{"history", "-trust", b.trust, b.folder, "learner", school}, 2},
		"history in a broken folder":    {[]string{"history", "-trust", b.trust, broken, "issuer", school}, 4},
		"history of a digest":           {[]string{"history", "-trust", b.trust, b.folder, "credential", digest, "-issuer", school}, 0},
		"history of a digest and entry": {[]string{"history", "-trust", b.trust, b.folder, "credential", digest, "-issuer", school, "-entry", "1/94567"}, 0},
		"history of a digest, no entry": {[]string{"history", "-trust", b.trust, b.folder, "credential", digest, "-issuer", school, "-entry", "94567"}, 2},
		"history of a digest only":      {[]string{"history", "-trust", b.trust, b.folder, "credential", digest}, 2},
		"history of a link":             {[]string{"history", "-trust", b.trust, b.folder, "credential", link}, 0},
		"history of another's":          {[]string{"history", "-trust", b.trust, b.folder, "credential", link, "-issuer", "ANOTHER"}, 2},
		"history of no transaction":     {[]string{"history", "-trust", b.trust, b.folder, "transaction", strings.Repeat("0", 64)}, 1},
		"reconcile":                     {[]string{"reconcile", "-trust", b.trust, b.folder, "-export", b.export}, 0},
		"reconcile with a difference":   {[]string{"reconcile", "-trust", b.trust, b.folder, "-export", b.writeExport(t, ledger.Active)}, 1},
		"reconcile another issuer":      {[]string{"reconcile", "-trust", b.trust, b.folder, "-export", b.export, "-issuer", "ANOTHER"}, 0},
		"reconcile a broken folder":     {[]string{"reconcile", "-trust", b.trust, broken, "-export", b.export}, 4},
		"reconcile with no export":      {[]string{"reconcile", "-trust", b.trust, b.folder, "-export", b.trust}, 2},
		"fetch without connection":      {[]string{"fetch", "-to", t.TempDir()}, 2},
		"fetch by what is no file":      {[]string{"fetch", "-connection", "/no/such/file", "-to", t.TempDir()}, 2},
		"nothing":                       {nil, 2},
		"another command":               {[]string{"burn"}, 2},
		"help":                          {[]string{"-h"}, 0},
		"help on a command":             {[]string{"history", "-h"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, complaints := ledgeraudit(t, test.args...)
			require.Equal(t, test.want, code, complaints)
			require.NotContains(t, out+complaints, "Nguyễn Thị Mẫu")
		})
	}
}

func TestHelpFitsAScreen(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"-h"}, {"fetch", "-h"}, {"verify", "-h"}, {"history", "-h"}, {"reconcile", "-h"}, {"receipt", "-h"}} {
		_, out, complaints := ledgeraudit(t, args...)
		require.Contains(t, out+complaints, "Example:")
		require.LessOrEqual(t, strings.Count(out+complaints, "\n"), 24)
	}
}

// What is told of a person is nothing, in whatever form the credential comes.
func TestHistoryOfACredentialInAllItsForms(t *testing.T) {
	t.Parallel()
	b := setup(t)
	holder, err := presentation.HolderFile(b.issued.SDJWT(), b.issued.QRClaims)
	require.NoError(t, err)
	dir := t.TempDir()
	for name, content := range map[string]string{
		"holder.sogoc.json": string(holder), "diploma.sdjwt": b.issued.SDJWT(), "digits.txt": presentation.Digits(b.issued.QRToken) + "\n",
	} {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		code, out, complaints := ledgeraudit(t, "history", "-trust", b.trust, b.folder, "credential", path, "--json")
		require.Equal(t, 0, code, complaints)
		var h audit.CredentialHistory
		require.NoError(t, json.Unmarshal([]byte(out), &h))
		require.Equal(t, b.issued.Digest, h.Digest, name)
		require.Equal(t, ledger.Suspended, h.State, name)
		require.Len(t, h.Events, 2, name)
		for _, secret := range []string{"Nguyễn", "2004-03-15", "000304001234", "A 00123456"} {
			require.NotContains(t, out+complaints, secret)
		}
		_, out, _ = ledgeraudit(t, "history", "-trust", b.trust, b.folder, "credential", path)
		require.Contains(t, out, "suspended")
		require.NotContains(t, out, "Nguyễn")
	}
	path := filepath.Join(dir, "roster.txt")
	require.NoError(t, os.WriteFile(path, []byte("Nguyễn Thị Mẫu"), 0o600))
	code, out, complaints := ledgeraudit(t, "history", "-trust", b.trust, b.folder, "credential", path)
	require.Equal(t, 2, code)
	require.NotContains(t, out+complaints, "Nguyễn")
}

func TestFetchExitCodes(t *testing.T) {
	t.Parallel()
	b := setup(t)
	fetched := func(peers ...*audittest.Peer) (int, audit.Fetched, string) {
		p := Program(time.Now)
		p.Commands = []cli.Command{{Name: "fetch", Do: func(ctx context.Context, r *cli.Run, args []string) error {
			if _, err := r.Parse(args, 0); err != nil {
				return err
			}
			options := audit.FetchOptions{Folder: t.TempDir(), Genesis: b.Trust().Genesis, Wait: 10 * time.Second}
			return (&run{Run: r, lang: words.English}).fetch(ctx, audittest.Sources(peers...), options)
		}}}
		code, out, complaints := clitest.Run(t, p, nil, "", "fetch", "--json")
		var f audit.Fetched
		require.NoError(t, json.Unmarshal([]byte(out), &f))
		return code, f, complaints
	}
	code, f, _ := fetched(b.PeersOf(blockstest.Organisations...)...)
	require.Equal(t, 0, code)
	require.Equal(t, uint64(len(b.Blocks)), f.Blocks)

	peers := b.PeersOf(blockstest.Organisations...)
	peers[2].Down = true
	code, f, _ = fetched(peers...)
	require.Equal(t, 3, code)
	require.Equal(t, uint64(len(b.Blocks)), f.Blocks, "what can be read is read")

	peers = b.PeersOf(blockstest.Organisations...)
	peers[1].Has[4] = audittest.Clone(b.Blocks[4])
	blockstest.Flag(peers[1].Has[4], 0, 11)
	code, f, complaints := fetched(peers...)
	require.Equal(t, 0, code, "one organisation's copy against three stops nobody")
	require.Equal(t, uint64(len(b.Blocks)), f.Blocks)
	require.True(t, f.Differences[0].Outvoted)
	for _, p := range peers {
		require.Contains(t, complaints, p.MSP+" "+p.Name(), "all are named")
	}

	peers[2].Has[4] = audittest.Clone(peers[1].Has[4])
	code, _, complaints = fetched(peers...)
	require.Equal(t, 4, code, "two against two does")
	require.Contains(t, complaints, "nothing was read beyond")
}

// A file that was altered in the folder is named as such: no organisation is
// said to differ.
func TestFetchNamesADamagedFileNotTheOrganisations(t *testing.T) {
	t.Parallel()
	b := setup(t)
	altered := audittest.Clone(b.Blocks[4])
	blockstest.Flag(altered, 0, 11)
	audittest.Write(t, b.folder, altered)
	p := Program(time.Now)
	p.Commands = []cli.Command{{Name: "fetch", Do: func(ctx context.Context, r *cli.Run, _ []string) error {
		options := audit.FetchOptions{Folder: b.folder, Genesis: b.Trust().Genesis, Wait: 10 * time.Second}
		sources := audittest.Sources(b.PeersOf(blockstest.Organisations...)...)
		return (&run{Run: r, lang: words.English}).fetch(ctx, sources, options)
	}}}
	code, out, complaints := clitest.Run(t, p, nil, "", "fetch")
	require.Equal(t, 0, code, complaints)
	require.NotContains(t, out+complaints, "NOT ALL COPIES ARE THE SAME")
	require.Contains(t, out, "BLOCK 4 IN THE FOLDER WAS DAMAGED")
}
