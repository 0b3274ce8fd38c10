package command_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/cli/clitest"
	"sogoc/cmd/registryd/internal/command"
	"sogoc/internal/testdb"
	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/password"
	"sogoc/registry/process"
	"sogoc/verifier/ledger"
)

const school = "THPT-MAU-01"

// host is the register's host: a folder with settings.
type host struct {
	dir      string
	settings map[string]string
	input    string // standard input of the next command lines
}

func newHost(t *testing.T) *host {
	t.Helper()
	h := &host{dir: t.TempDir()}
	idKeys := strings.Repeat("01", 32) + "\n" + strings.Repeat("02", 32) + "\n"
	h.settings = map[string]string{
		"SOGOC_KEYSTORE":               h.path("keystore"),
		"SOGOC_KEYSTORE_PASSWORD_FILE": h.write(t, "password", "một mật khẩu mẫu\n"),
		"SOGOC_NATIONAL_ID_KEY_FILE":   h.write(t, "id.keys", idKeys),
	}
	return h
}

func (h *host) path(name string) string { return filepath.Join(h.dir, name) }

// write writes a file that only its owner reads, and returns its path.
func (h *host) write(t *testing.T, name, content string) string {
	t.Helper()
	require.NoError(t, os.WriteFile(h.path(name), []byte(content), 0o600))
	return h.path(name)
}

func (h *host) run(t *testing.T, args ...string) (code int, out, complaints string) {
	t.Helper()
	return clitest.Run(t, command.Program(), h.settings, h.input, args...)
}

// must runs a command line with --json that has to succeed.
func (h *host) must(t *testing.T, to any, args ...string) {
	t.Helper()
	code, out, complaints := h.run(t, append(args, "--json")...)
	require.Zero(t, code, "%v: %s", args, complaints)
	if to != nil {
		require.NoError(t, json.Unmarshal([]byte(out), to), out)
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	clitest.CheckHelp(t, command.Program())
}

func TestCommandLines(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	for name, c := range map[string]struct {
		args []string
		want int
		says string
	}{
		"ServesByItself":       {nil, 2, "SOGOC_PUBLIC_URL"},
		"ServesWithSettings":   {[]string{"serve"}, 2, "SOGOC_PUBLIC_URL"},
		"NoDatabase":           {[]string{"migrate"}, 2, "SOGOC_DATABASE_URL"},
		"NoDatabaseForUsers":   {[]string{"user", "add", "-name", "x", "-role", "operator"}, 2, "SOGOC_DATABASE_URL"},
		"NoIssuer":             {[]string{"keygen"}, 2, "-issuer"},
		"NoFileForARequest":    {[]string{"key", "request", "-issuer", school}, 2, "-out"},
		"NoLedgerForARequest":  {[]string{"key", "request", "-issuer", school, "-out", "x"}, 2, "SOGOC_CONNECTION"},
		"NoPredecessor":        {[]string{"custody", "accept", "-issuer", school, "-out", "x"}, 2, "-from"},
		"NotALedger":           {[]string{"key", "request", "-ledger", "x"}, 2, "ledger"},
		"AnIssuerThatCannotBe": {[]string{"keygen", "-issuer", "trường"}, 2, "issuer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, out, complaints := h.run(t, c.args...)
			require.Equal(t, c.want, code, complaints)
			require.Empty(t, out)
			require.Contains(t, complaints, c.says)
		})
	}
	t.Run("NoSuchSigner", func(t *testing.T) {
		t.Parallel()
		h := newHost(t)
		h.settings["SOGOC_SIGNER"] = "abacus"
		code, _, complaints := h.run(t, "keygen", "-issuer", school)
		require.Equal(t, 2, code)
		require.Contains(t, complaints, "abacus")
	})
	t.Run("NoKeystore", func(t *testing.T) {
		t.Parallel()
		h := newHost(t)
		delete(h.settings, "SOGOC_KEYSTORE")
		code, _, complaints := h.run(t, "keygen", "-issuer", school)
		require.Equal(t, 2, code)
		require.Contains(t, complaints, "SOGOC_KEYSTORE")
	})
}

// migrated is a host with the register of one school.
func migrated(t *testing.T) (*host, testdb.DB) {
	t.Helper()
	h, db := newHost(t), testdb.Empty(t)
	h.settings["SOGOC_DATABASE_URL"] = db.URL()
	code, _, complaints := h.run(t, "user", "add", "-name", "x", "-role", "operator")
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "registryd migrate")
	h.must(t, nil, "migrate")
	h.must(t, nil, "migrate")
	h.must(t, nil, "issuer", "add", "-code", school, "-name", "Trường THPT Số 1 (mẫu)")
	return h, db
}

func TestTokens(t *testing.T) {
	t.Parallel()
	h, db := migrated(t)
	add := func(name, role, tokenFile string) []string {
		return []string{"user", "add", "-issuer", school, "-name", name, "-role", role, "-token-file", h.path(tokenFile)}
	}
	var made struct{ Login, Token, TokenFile string }
	h.must(t, &made, add("giaovu", "registrar", "token")...)
	require.Equal(t, "giaovu@thpt-mau-01", made.Login)
	require.Empty(t, made.Token, "it stands in its file")
	info, err := os.Stat(h.path("token"))
	require.NoError(t, err)
	require.EqualValues(t, 0o600, info.Mode().Perm())
	token, err := os.ReadFile(h.path("token"))
	require.NoError(t, err)
	store := db.Reopen(t)
	accounts := account.New(store.Accounts(), store.Devices(), process.New(process.Config{}), password.Cost{})
	authenticate := func() error {
		_, err := accounts.Authenticate(t.Context(), account.Token(strings.TrimSpace(string(token))))
		return err
	}
	require.NoError(t, authenticate())

	code, _, _ := h.run(t, add("khac", "reader", "token")...)
	require.Equal(t, 2, code, "a token file is never replaced")
	code, _, complaints := h.run(t, add("giaovu", "reader", "second")...)
	require.Equal(t, 1, code, complaints)
	require.NoFileExists(t, h.path("second"), "of a user that was not made")
	h.must(t, nil, "user", "disable", made.Login)
	require.ErrorIs(t, authenticate(), registry.ErrUnauthenticated)
	code, _, _ = h.run(t, "user", "disable", "nobody@thpt-mau-01")
	require.Equal(t, 1, code)
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	h, db := migrated(t)
	file := h.write(t, "new-password", "bốn con trâu trắng\n")
	var made struct{ Login, Token string }
	h.must(t, &made, "user", "add", "-issuer", school, "-name", "quantri", "-role", "administrator",
		"-password-file", file)
	require.Empty(t, made.Token, "a user who signs in needs no token")
	store := db.Reopen(t)
	accounts := account.New(store.Accounts(), store.Devices(), process.New(process.Config{}), password.Cost{})
	in, err := accounts.SignIn(t.Context(), account.Attempt{Login: made.Login, Password: "bốn con trâu trắng"})
	require.NoError(t, err)
	require.True(t, in.Actor.Has(registry.RoleAdministrator))

	h.write(t, "new-password", "một mật khẩu khác\n")
	h.must(t, nil, "user", "password", made.Login, "-password-file", file)
	_, err = accounts.SignIn(t.Context(), account.Attempt{Login: made.Login, Password: "một mật khẩu khác"})
	require.NoError(t, err)
	require.NoError(t, os.Chmod(file, 0o640))
	code, _, complaints := h.run(t, "user", "password", made.Login, "-password-file", file)
	require.Equal(t, 2, code, complaints)
	code, _, _ = h.run(t, "user", "password", made.Login, "-password-file", "-")
	require.Equal(t, 2, code, "an empty line is no password")
	require.NoError(t, os.Chmod(file, 0o600))
	code, _, _ = h.run(t, "user", "add", "-name", "van-hanh", "-role", "operator", "-password-file", file)
	require.NotZero(t, code, "an operator has no password")
}

func TestNobodyAnswers(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	h.settings["SOGOC_DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"
	code, _, complaints := h.run(t, "user", "disable", "x")
	require.Equal(t, 3, code, complaints)
}

var genesis = ledger.SumDigest([]byte("genesis"))

// made is what a command prints of a key or a request.
type made struct{ Thumbprint, File string }

func TestAKeyAndItsRequest(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	var key, request made
	h.must(t, &key, "keygen", "-issuer", school, "-out", h.path("key.jwk"))
	text, err := os.ReadFile(h.path("key.jwk"))
	require.NoError(t, err)
	public, err := ledger.ParsePublicKey([]byte(strings.TrimSpace(string(text))))
	require.NoError(t, err)
	require.Equal(t, key.Thumbprint, public.Thumbprint())

	h.must(t, &request, "key", "request", "-issuer", school, "-ledger", genesis.String(), "-out", h.path("request"))
	require.Equal(t, key.Thumbprint, request.Thumbprint)
	text, err = os.ReadFile(request.File)
	require.NoError(t, err)
	asked, err := ledger.ParseKeyRequest(text)
	require.NoError(t, err)
	require.Equal(t, public, asked.Key)
	require.Equal(t, genesis, asked.Possession.Ledger)
	require.Equal(t, school, asked.Possession.Issuer)
	require.Equal(t, ledger.PurposeIssuer, asked.Possession.Purpose)

	var acceptance made
	h.must(t, &acceptance, "custody", "accept", "-issuer", school, "-from", "THPT-MAU-02",
		"-ledger", genesis.String(), "-out", h.path("custody"))
	text, err = os.ReadFile(acceptance.File)
	require.NoError(t, err)
	accepted, err := ledger.ParseCustodyRequest(text)
	require.NoError(t, err)
	require.Equal(t, "THPT-MAU-02", accepted.Acceptance.Predecessor)
	require.Equal(t, school, accepted.Acceptance.Successor)
	require.Equal(t, public, accepted.Key)

	var second made
	h.must(t, &second, "keygen", "-issuer", school)
	ask := []string{"key", "request", "-issuer", school, "-ledger", genesis.String(), "-out", h.path("request")}
	code, _, complaints := h.run(t, ask...)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "-thumbprint", "there are two")
	h.must(t, &request, append(ask, "-thumbprint", second.Thumbprint)...)
	require.Equal(t, second.Thumbprint, request.Thumbprint)
	code, _, complaints = h.run(t, "key", "request", "-issuer", "THPT-MAU-02", "-ledger", genesis.String(),
		"-out", h.path("none"))
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "keygen")
	require.NoFileExists(t, h.path("none"))
}

func TestAKeyOfTheSchoolsOwn(t *testing.T) {
	t.Parallel()
	h := newHost(t)
	generate := []string{"keygen", "-issuer", school, "-passphrase-file", "-"}
	for _, weak := range []string{"ngắn", "", strings.ToLower(school)} {
		h.input = weak + "\n"
		code, _, _ := h.run(t, generate...)
		require.Equal(t, 2, code, weak)
	}
	require.NoDirExists(t, h.path("keystore"))
	h.input = "bốn con trâu của trường mẫu\n"
	h.must(t, nil, generate...)

	ask := []string{"key", "request", "-issuer", school, "-ledger", genesis.String(), "-out", h.path("request")}
	code, _, complaints := h.run(t, ask...)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, "-passphrase-file")
	h.input = "một mật khẩu khác\n"
	code, _, complaints = h.run(t, append(ask, "-passphrase-file", "-")...)
	require.Equal(t, 2, code)
	require.Contains(t, complaints, registry.ErrPassphrase.Error())
	require.NoFileExists(t, h.path("request"))
	h.input = "bốn con trâu của trường mẫu\n"
	h.must(t, nil, append(ask, "-passphrase-file", "-")...)
}
