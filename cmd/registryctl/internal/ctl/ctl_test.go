package ctl_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/registryctl/internal/ctl"
	"sogoc/internal/sample"
	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/registry/handout"
	"sogoc/registry/signer"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/web"
	"sogoc/web/api"
)

const school = "THPT-MAU-01"

// bundle is a folder with settings, and the register that they lead to.
type bundle struct {
	dir    string
	env    map[string]string
	ledger *testledger.Ledger
	input  string // standard input of the next command lines
}

func rosters(name string) string {
	return filepath.Join("..", "..", "..", "..", "testdata", "rosters", name)
}

// run runs a command line in a user's name and returns code, output and complaints.
func (b *bundle) run(t *testing.T, who string, args ...string) (code int, out, complaints string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code = ctl.Run(t.Context(), ctl.Process{Stdin: strings.NewReader(b.input), Stdout: &stdout, Stderr: &stderr, Terminal: true, Poll: 5 * time.Millisecond,
		Getenv: func(name string) string {
			if name == "SOGOC_TOKEN_FILE" && who != "" {
				return b.path(who + ".token")
			}
			return b.env[name]
		}}, args)
	return code, stdout.String(), stderr.String()
}

// must runs a command line with --json that has to succeed.
func (b *bundle) must(t *testing.T, who string, to any, args ...string) {
	t.Helper()
	code, out, complaints := b.run(t, who, append(args, "--json")...)
	require.Zero(t, code, "%v: %s%s", args, complaints, out)
	if to != nil {
		require.NoError(t, json.Unmarshal([]byte(out), to), out)
	}
}

func (b *bundle) path(name string) string { return filepath.Join(b.dir, name) }

// keyring is one keystore for all tests of this package: unlocking a key
// takes most of a second of one processor.
var keyring = sync.OnceValues(func() (ring struct{ dir, password, thumbprint string }, err error) {
	dir, err := os.MkdirTemp("", "registryctl-test-")
	if err != nil {
		return ring, err
	}
	ring.dir, ring.password = filepath.Join(dir, "keystore"), filepath.Join(dir, "password")
	if err := os.WriteFile(ring.password, []byte("một mật khẩu mẫu\n"), 0o600); err != nil {
		return ring, err
	}
	var stdout, stderr bytes.Buffer
	code := ctl.Run(context.Background(), ctl.Process{Stdout: &stdout, Stderr: &stderr, Getenv: func(name string) string {
		return map[string]string{"SOGOC_KEYSTORE": ring.dir, "SOGOC_KEYSTORE_PASSWORD_FILE": ring.password}[name]
	}}, []string{"keygen", "-issuer", school, "-out", filepath.Join(dir, "key.jwk"), "--json"})
	if code != 0 {
		return ring, fmt.Errorf("keygen: %s", stderr.String())
	}
	var made struct{ Thumbprint string }
	err = json.Unmarshal(stdout.Bytes(), &made)
	ring.thumbprint = made.Thumbprint
	return ring, err
})

// opened is the keystore, unlocked once.
var opened = sync.OnceValues(func() (*signer.Keystore, error) {
	ring, err := keyring()
	if err != nil {
		return nil, err
	}
	return signer.Open(ring.dir, ring.password)
})

func TestMain(m *testing.M) {
	code := m.Run()
	if ring, err := keyring(); err == nil {
		_ = os.RemoveAll(filepath.Dir(ring.dir))
	}
	os.Exit(code)
}

// local makes the register by the command's own local steps.
func local(t *testing.T, issuer string) (*bundle, testdb.DB) {
	t.Helper()
	db := testdb.Empty(t)
	ring, err := keyring()
	require.NoError(t, err)
	b := &bundle{dir: t.TempDir()}
	b.env = map[string]string{"SOGOC_DATABASE_URL": db.URL, "SOGOC_KEYSTORE": ring.dir, "SOGOC_KEYSTORE_PASSWORD_FILE": ring.password,
		"SOGOC_NATIONAL_ID_KEY_FILE": b.path("id.keys")}
	key := func(first string) string { return first + strings.Repeat("00", 31) + "\n" }
	require.NoError(t, os.WriteFile(b.path("id.keys"), []byte(key("01")+key("02")), 0o600))

	code, _, complaints := b.run(t, "", "user", "add", "-name", "x", "-role", "operator")
	require.NotZero(t, code)
	require.Contains(t, complaints, "migrate")
	b.must(t, "", nil, "migrate")
	b.must(t, "", nil, "migrate")
	b.must(t, "", nil, "issuer", "add", "-code", issuer, "-name", "Trường THPT Số 1 (mẫu)")
	for _, role := range []string{"registrar", "approver"} {
		b.must(t, "", nil, "user", "add", "-issuer", issuer, "-name", role, "-role", role, "-token-file", b.path(role+".token"))
		info, err := os.Stat(b.path(role + ".token"))
		require.NoError(t, err)
		require.EqualValues(t, 0o600, info.Mode().Perm())
	}
	code, _, _ = b.run(t, "", "user", "add", "-issuer", issuer, "-name", "other", "-role", "reader", "-token-file", b.path("approver.token"))
	require.NotZero(t, code, "a token file is never replaced")
	return b, db
}

// serve serves the register on a ledger and lets a worker run.
func (b *bundle) serve(t *testing.T, db testdb.DB, l registry.Ledger, keys registry.Keys, now func() time.Time) {
	t.Helper()
	store := db.Reopen(t)
	service := registry.New(store, l, keys, registry.Config{Host: "vanbang.example", Now: now, Log: slog.New(slog.DiscardHandler)})
	engine := web.New(web.Config{Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), Rules: api.Rules()})
	printer, err := diploma.New(diploma.Config{PublicURL: "https://vanbang.example"})
	require.NoError(t, err)
	desk, err := handout.NewDesk(service, printer)
	require.NoError(t, err)
	api.Mount(engine, api.Config{Service: service, Desk: desk, Now: now, Ready: store.Ping})
	server := httptest.NewServer(engine)
	t.Cleanup(server.Close)
	b.env["SOGOC_API"] = server.URL
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = service.NewWorker(registry.WorkerConfig{Tick: -1, Poll: 10 * time.Millisecond}).Run(ctx) // ends with ctx
	}()
	t.Cleanup(func() { stop(); <-stopped })
}

// setup is a register on a test ledger.
func setup(t *testing.T) *bundle {
	t.Helper()
	b, db := local(t, school)
	keystore, err := opened()
	require.NoError(t, err)
	ring, err := keyring()
	require.NoError(t, err)
	b.ledger = testledger.New(t, testledger.Options{})
	b.ledger.Accredit(t, ledger.Accreditation{Code: school, Name: "Trường THPT Số 1 (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 500}}})
	key, err := keystore.Signer(school, ring.thumbprint)
	require.NoError(t, err)
	b.ledger.AddKey(t, school, key)
	b.serve(t, db, b.ledger, registry.KeysFrom(keystore), b.ledger.Clock.Now)
	return b
}

func importArgs(file string) []string {
	return []string{"import", "-file", file, "-kind", "VN-USE", "-book", "2026/THPT", "-decision-number", "15/QĐ", "-decision-date", "2026-06-15",
		"-issue-date", "2026-06-18", "-signer-name", "NGƯỜI KÝ MẪU", "-signer-title", "HIỆU TRƯỞNG"}
}

type batch struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Rows  int    `json:"rows"`
	Count int    `json:"count"`
}

func TestFromListToFilesAndRevocation(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var made batch
	b.must(t, "registrar", &made, importArgs(rosters(sample.THPTFile))...)
	require.Equal(t, sample.THPTCount, made.Rows)
	code, _, complaints := b.run(t, "registrar", "approve", made.ID)
	require.Equal(t, 1, code, complaints)
	code, _, _ = b.run(t, "registrar", "anchor", made.ID)
	require.Equal(t, 1, code, "nobody has approved it")
	b.must(t, "approver", nil, "approve", made.ID)
	var anchored struct{ Anchored int }
	b.must(t, "approver", &anchored, "anchor", made.ID)
	require.Equal(t, sample.THPTCount, anchored.Anchored)

	out := b.path("out")
	b.must(t, "registrar", nil, "export", "-batch", made.ID, "-to", out)
	var index []struct{ ID, Link, QR, SDJWT, Holder, SerialNumber, RegisterNumber string }
	text, err := os.ReadFile(filepath.Join(out, "index.json"))
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &index))
	require.Len(t, index, sample.THPTCount)
	require.Equal(t, "2026-THPT-00001.qr.png", index[0].QR)
	sdJWT, err := os.ReadFile(filepath.Join(out, index[0].SDJWT))
	require.NoError(t, err)
	public, err := credential.Parse(string(sdJWT))
	require.NoError(t, err)
	require.False(t, public.Shows(credential.FactNationalID))
	holder, err := os.ReadFile(filepath.Join(out, index[0].Holder))
	require.NoError(t, err)
	whole, err := presentation.Parse(string(holder))
	require.NoError(t, err)
	require.Equal(t, public.Digest(), whole.Digest())
	require.NoError(t, filepath.WalkDir(out, func(_ string, d fs.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := d.Info()
		require.NoError(t, err)
		require.Zero(t, info.Mode().Perm()&0o077, d.Name())
		return nil
	}))
	t.Run("PDF", func(t *testing.T) { exportsPDF(t, b, made.ID) })
	var packed struct {
		Count int `json:"count"`
	}
	b.must(t, "registrar", &packed, "export", "-batch", made.ID, "-zip", b.path("batch.zip"))
	require.Equal(t, sample.THPTCount, packed.Count)
	require.NoFileExists(t, b.path("batch.zip.part"))
	b.must(t, "registrar", nil, "export", "-digests", "-to", b.path("digests"))
	lines, err := os.ReadFile(b.path("digests"))
	require.NoError(t, err)
	require.Equal(t, sample.THPTCount, bytes.Count(lines, []byte("\n")))

	var shown struct{ Status string }
	b.must(t, "approver", &shown, "revoke", index[0].ID, "-ground", "fraud", "-decision-number", "3/QĐ", "-decision-date", "2026-06-19")
	require.Equal(t, "revoked", shown.Status)
	b.must(t, "registrar", &shown, "show", index[0].ID)
	require.Equal(t, "revoked", shown.Status)
	code, _, complaints = b.run(t, "approver", "reinstate", index[0].ID, "-ground", "cleared", "-decision-number", "4/QĐ", "-decision-date", "2026-06-19")
	require.Equal(t, 1, code, complaints)
	decided := []string{"-decision-number", "6/QĐ", "-decision-date", "2026-06-19"}
	code, _, complaints = b.run(t, "approver", append([]string{"suspend", index[0].ID, index[3].ID, "-ground", "inspection"}, decided...)...)
	require.Equal(t, 1, code, "one of them is revoked for ever: %s", complaints)
	many := b.path("many.txt")
	require.NoError(t, os.WriteFile(many, []byte("\ufeff"+index[3].ID+"\r\n\r\n"+index[4].SerialNumber+"\r\n"), 0o600))
	var items struct {
		Items []struct {
			Named string `json:"named"`
		} `json:"items"`
	}
	b.must(t, "approver", &items, append([]string{"suspend", "-file", many, "-preview", "-ground", "inspection"}, decided...)...)
	require.Equal(t, index[4].SerialNumber, items.Items[1].Named)
	var several []struct {
		Status string `json:"status"`
	}
	b.must(t, "approver", &several, append([]string{"suspend", "-file", many, "-ground", "inspection"}, decided...)...)
	require.Len(t, several, 2)
	require.Equal(t, "suspended", several[1].Status)
	b.must(t, "approver", nil, append([]string{"reinstate", index[3].ID, index[4].ID, "-no-wait", "-ground", "cleared"}, decided...)...)
	b.must(t, "approver", nil, "suspend", index[1].ID, "-ground", "inspection", "-decision-number", "5/QĐ", "-decision-date", "2026-06-19", "-no-wait")

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
	code, _, _ = b.run(t, "registrar", "search", "-name")
	require.Equal(t, 2, code, "no name on standard input")
	code, _, _ = b.run(t, "registrar", "search", "-match", "tone")
	require.Equal(t, 2, code)
	for _, args := range [][]string{{"batches"}, {"show", made.ID}, {"show", index[0].ID}, {"search", "-learner", "0026000001"}, {"anchor", made.ID}} {
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

func TestDraftsAndUsersEnd(t *testing.T) {
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
	b.must(t, "", nil, "user", "disable", "registrar@"+strings.ToLower(school))
	code, _, complaints := b.run(t, "registrar", "batches")
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "token")
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	b, db := local(t, school)
	file := b.path("password")
	require.NoError(t, os.WriteFile(file, []byte("bốn con trâu trắng\n"), 0o600))
	add := []string{"user", "add", "-issuer", school, "-name", "quantri", "-role", "administrator", "-password-file", file}
	var made struct{ Login, Token string }
	b.must(t, "", &made, add...)
	require.Empty(t, made.Token, "who signs in needs no token")
	service := registry.New(db.Reopen(t), nil, nil, registry.Config{})
	actor, _, err := service.SignIn(t.Context(), made.Login, "bốn con trâu trắng")
	require.NoError(t, err)
	require.True(t, actor.Has(registry.RoleAdministrator))

	require.NoError(t, os.WriteFile(file, []byte("một mật khẩu khác\n"), 0o600))
	b.must(t, "", nil, "user", "password", made.Login, "-password-file", file)
	_, _, err = service.SignIn(t.Context(), made.Login, "một mật khẩu khác")
	require.NoError(t, err)
	require.NoError(t, os.Chmod(file, 0o640))
	code, _, complaints := b.run(t, "", "user", "password", made.Login, "-password-file", file)
	require.Equal(t, 2, code, complaints)
	code, _, _ = b.run(t, "", "user", "password", made.Login, "-password-file", "-")
	require.Equal(t, 2, code, "an empty line is no password")
	code, _, _ = b.run(t, "", "user", "add", "-name", "van-hanh", "-role", "operator", "-password-file", file)
	require.NotZero(t, code)
}

func TestTheLedgerIsDown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var made batch
	b.must(t, "registrar", &made, importArgs(rosters(sample.THPTFile))...)
	b.ledger.SetDown(true)
	b.must(t, "approver", nil, "approve", made.ID)
	code, _, complaints := b.run(t, "approver", "anchor", made.ID, "-timeout", "50ms")
	require.Equal(t, 3, code, complaints)
}
