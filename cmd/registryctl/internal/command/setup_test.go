package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli"
	"sogoc/cmd/registryctl/internal/command"
	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/internal/testregister"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/diploma"
	"sogoc/registry/handout"
	"sogoc/registry/process"
	"sogoc/registry/register"
	"sogoc/registry/signer"
	"sogoc/registry/worker"
	"sogoc/verifier/ledger"
	"sogoc/web"
	"sogoc/web/api"
)

const school = "THPT-MAU-01"

// bundle is a folder with settings and tokens, and the register that they lead to.
type bundle struct {
	dir      string
	env      map[string]string
	ledger   *testledger.Ledger
	register *register.Register
	input    string // standard input of the next command lines
	piped    bool   // standard error of the next command lines is no terminal
}

func newBundle(t *testing.T) *bundle { return &bundle{dir: t.TempDir(), env: map[string]string{}} }

func (b *bundle) path(name string) string { return filepath.Join(b.dir, name) }

func rosters(name string) string {
	return filepath.Join("..", "..", "..", "..", "testdata", "rosters", name)
}

// run runs a command line in a user's name and returns code, output and complaints.
func (b *bundle) run(t *testing.T, user string, args ...string) (code int, out, complaints string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	process := cli.Process{Stdin: strings.NewReader(b.input), Stdout: &stdout, Stderr: &stderr, Terminal: !b.piped}
	process.Getenv = func(name string) string {
		if name == "SOGOC_TOKEN_FILE" && user != "" {
			return b.path(user + ".token")
		}
		return b.env[name]
	}
	code = command.Polling(5*time.Millisecond).Run(t.Context(), process, args)
	return code, stdout.String(), stderr.String()
}

// must runs a command line with --json that has to succeed.
func (b *bundle) must(t *testing.T, user string, to any, args ...string) {
	t.Helper()
	code, out, complaints := b.run(t, user, append(args, "--json")...)
	require.Zero(t, code, "%v: %s%s", args, complaints, out)
	if to != nil {
		require.NoError(t, json.Unmarshal([]byte(out), to), out)
	}
}

// setup is the register of one school on a test ledger.
func setup(t *testing.T) *bundle {
	t.Helper()
	b := newBundle(t)
	b.ledger = testledger.New(t, testledger.Options{})
	b.ledger.Accredit(t, ledger.Accreditation{Code: school, Name: "Trường THPT Số 1 (mẫu)",
		Scopes: []ledger.Scope{{Type: "VN-USE", From: "2026-01-01", Until: "2030-12-31", Quota: 500}}})
	key := testledger.NewSigner(t)
	b.ledger.AddKey(t, school, key)
	b.serve(t, school, b.ledger, testledger.Keyring{school: {key}}, b.ledger.Clock.Now)
	return b
}

// serve serves the register of one school on a ledger, with a registrar and an
// approver, and lets a worker run.
func (b *bundle) serve(t *testing.T, issuer string, l register.Ledger, source signer.Source, now func() time.Time) {
	t.Helper()
	store := testdb.Open(t).Store
	printer, err := diploma.New(diploma.Config{PublicURL: "https://vanbang.example"})
	require.NoError(t, err)
	r := register.New(store, l, source, register.Config{
		Config: process.Config{Host: "vanbang.example", Now: now, Log: slog.New(slog.DiscardHandler)},
		Worker: worker.Config{Tick: -1, Poll: 10 * time.Millisecond},
		Paper:  printer,
	})
	b.register = r
	require.NoError(
		t,
		r.Accounts.AddIssuer(t.Context(), registry.Issuer{Code: issuer, Name: "Trường THPT Số 1 (mẫu)"}),
	)
	for _, role := range []registry.Role{registry.RoleRegistrar, registry.RoleApprover} {
		user := account.NewUser{Login: string(role), Name: string(role), Issuer: issuer, Roles: []registry.Role{role}}
		_, token, err := r.Accounts.AddUser(t.Context(), user)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(b.path(string(role)+".token"), []byte(string(token)+"\n"), 0o600))
	}
	testregister.OpenBook(t, r, issuer, "2026/THPT")
	warnings := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	engine := web.New(web.Config{Log: warnings, Rules: api.Rules()})
	desk, err := handout.NewDesk(r.Reading, printer)
	require.NoError(t, err)
	api.Mount(engine, api.Config{Register: r, Desk: desk, Ready: store.Ping})
	server := httptest.NewServer(engine)
	t.Cleanup(server.Close)
	b.env["SOGOC_API"] = server.URL
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = r.Run(ctx) // ends with ctx
	}()
	t.Cleanup(func() { stop(); <-stopped })
}
