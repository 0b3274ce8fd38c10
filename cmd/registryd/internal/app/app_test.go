package app_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/remotekey"
	"sogoc/cmd/internal/signers"
	"sogoc/cmd/registryd/internal/app"
	"sogoc/internal/testdb"
	"sogoc/internal/testledger"
	"sogoc/internal/testnetwork"
	"sogoc/registry"
	"sogoc/registry/register"
	"sogoc/verifier/remotesigner"
	"sogoc/web"
)

// settings are good ones for a database.
func settings(t *testing.T, url string) app.Config {
	t.Helper()
	dir := t.TempDir()
	c := app.Config{
		Listen:      "127.0.0.1:0",
		PublicURL:   "https://vanbang.example",
		DatabaseURL: url,
		Signers: signers.Config{
			Kind:                 signers.KindKeystore,
			Keystore:             filepath.Join(dir, "keystore"),
			KeystorePasswordFile: filepath.Join(dir, "password"),
		},
		NationalIDKeyFile: filepath.Join(dir, "keys"),
	}
	require.NoError(t, os.Mkdir(c.Signers.Keystore, 0o700))
	require.NoError(t, os.WriteFile(c.Signers.KeystorePasswordFile, []byte("một mật khẩu mẫu\n"), 0o600))
	require.NoError(
		t,
		os.WriteFile(c.NationalIDKeyFile, []byte(strings.Repeat("01", 32)+"\n"+strings.Repeat("02", 32)+"\n"), 0o600),
	)
	return c
}

// serve starts a registryd and returns its address and its end.
func serve(ctx context.Context, t *testing.T, c app.Config, l register.Ledger) (address string, ended chan error) {
	t.Helper()
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() { ended <- app.Serve(ctx, c, l, slog.New(slog.DiscardHandler), func(a net.Addr) { ready <- a }) }()
	select {
	case at := <-ready:
		return at.String(), ended
	case err := <-ended:
		require.NoError(t, err)
	}
	return "", ended
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	response, err := http.Get(url)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(text)
}

func TestServesUntilAskedToStop(t *testing.T) {
	t.Parallel()
	db, l := testdb.Open(t), testledger.New(t, testledger.Options{})
	c := settings(t, db.URL())
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c.MetricsListen = free.Addr().String()
	require.NoError(t, free.Close())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address, ended := serve(ctx, t, c, l)
	code, text := get(t, "http://"+address+"/readyz")
	require.Equal(t, http.StatusOK, code, text)
	code, _ = get(t, "http://"+address+"/api/v1/me")
	require.Equal(t, http.StatusUnauthorized, code)
	code, text = get(t, "http://"+address+"/")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, text, `action="/registrar/sign-in"`)
	require.Eventually(t, func() bool { // the second listener starts beside the first
		response, err := http.Get("http://" + c.MetricsListen + "/metrics")
		if err != nil {
			return false
		}
		defer func() { _ = response.Body.Close() }()
		text, err := io.ReadAll(response.Body)
		return err == nil &&
			strings.Contains(string(text), `sogoc_http_requests_total{method="GET",route="/api/v1/me",status="401"} 1`) &&
			strings.Contains(string(text), "sogoc_worker_reaches_ledger 1")
	}, 20*time.Second, 20*time.Millisecond)

	second := settings(t, db.URL())
	other, otherEnded := serve(ctx, t, second, l)
	require.NotEqual(t, address, other, "several serve one register")
	second.Listen = address
	err = app.Serve(ctx, second, l, slog.New(slog.DiscardHandler), nil)
	require.ErrorIs(t, err, web.ErrListen)

	stop()
	require.NoError(t, <-ended)
	require.NoError(t, <-otherEnded)
}

// TestServesWhileItsSignerIsDown: the register needs no signer to start, and warns of
// the end of the certificate by which its signer knows it.
func TestServesWhileItsSignerIsDown(t *testing.T) {
	t.Parallel()
	c, dir := settings(t, testdb.Open(t).URL()), t.TempDir()
	c.Signers = signers.Config{
		Kind: signers.KindRemote,
		Remote: remotekey.Config{
			Address:        "127.0.0.1:1",
			Certificate:    filepath.Join(dir, "register.crt"),
			CertificateKey: filepath.Join(dir, "register.key"),
		},
	}
	_, err := remotesigner.MakeCertificate(c.Signers.Remote.Certificate, c.Signers.Remote.CertificateKey, "register",
		time.Now().AddDate(0, 0, -710))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address, ended := serve(ctx, t, c, testledger.New(t, testledger.Options{}))
	code, text := get(t, "http://"+address+"/readyz")
	require.Equal(t, http.StatusOK, code)
	require.Contains(t, text, "registryd signer certificate")
	stop()
	require.NoError(t, <-ended)
}

func TestRunsOnANetwork(t *testing.T) {
	t.Parallel()
	dir := testnetwork.Shared(t)
	c := settings(t, testdb.Open(t).URL())
	c.Connection = testnetwork.File(dir, "registryd")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() { ended <- app.Run(ctx, c, slog.New(slog.DiscardHandler), func(a net.Addr) { ready <- a }) }()
	address := <-ready
	code, text := get(t, "http://"+address.String()+"/readyz")
	require.Equal(t, http.StatusOK, code, text)
	stop()
	require.NoError(t, <-ended)
}

func TestRefusesToStart(t *testing.T) {
	t.Parallel()
	l := testledger.New(t, testledger.Options{})
	run := func(t *testing.T, c app.Config) error {
		t.Helper()
		return app.Serve(t.Context(), c, l, slog.New(slog.DiscardHandler), nil)
	}
	t.Run("BeforeTheSchemaIsMigrated", func(t *testing.T) {
		t.Parallel()
		err := run(t, settings(t, testdb.Empty(t).URL()))
		require.ErrorIs(t, err, app.ErrConfig)
	})
	t.Run("WithoutDatabase", func(t *testing.T) {
		t.Parallel()
		err := run(t, settings(t, "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"))
		require.ErrorIs(t, err, registry.ErrStoreUnavailable)
	})
	t.Run("WithKeysThatOthersCanRead", func(t *testing.T) {
		t.Parallel()
		c := settings(t, "postgres://nobody@127.0.0.1:1/none")
		require.NoError(t, os.Chmod(c.NationalIDKeyFile, 0o644))
		require.ErrorIs(t, run(t, c), app.ErrConfig)
	})
	t.Run("WithoutAnIdentity", func(t *testing.T) {
		t.Parallel()
		c := settings(t, "postgres://nobody@127.0.0.1:1/none")
		c.Connection = filepath.Join(t.TempDir(), "none.json")
		require.ErrorIs(t, app.Run(t.Context(), c, slog.New(slog.DiscardHandler), nil), app.ErrConfig)
	})
}

func TestSettings(t *testing.T) {
	t.Parallel()
	good := map[string]string{
		"SOGOC_PUBLIC_URL":             "https://vanbang.example",
		"SOGOC_DATABASE_URL":           "postgres://sogoc@/sogoc",
		"SOGOC_KEYSTORE":               "k",
		"SOGOC_KEYSTORE_PASSWORD_FILE": "p",
		"SOGOC_NATIONAL_ID_KEY_FILE":   "n",
		"SOGOC_CONNECTION":             "c",
	}
	read := func(changes ...string) (app.Config, error) {
		return app.FromEnv(func(name string) string {
			for i := 0; i < len(changes); i += 2 {
				if changes[i] == name {
					return changes[i+1]
				}
			}
			return good[name]
		})
	}
	c, err := read()
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8080", c.Listen)
	c, err = read("SOGOC_TRUSTED_PROXIES", "10.0.0.1, 192.0.2.0/24")
	require.NoError(t, err)
	require.Equal(t, []string{"10.0.0.1", "192.0.2.0/24"}, c.Proxies)
	for name := range good {
		_, err := read(name, "")
		require.ErrorIs(t, err, app.ErrConfig)
		require.ErrorContains(t, err, name)
	}
	for _, bad := range [][]string{
		{"SOGOC_PUBLIC_URL", "vanbang.example"}, {"SOGOC_PUBLIC_URL", "https://Vanbang.example"}, {"SOGOC_PUBLIC_URL", "https://vanbang.example/v"},
		{"SOGOC_PUBLIC_URL", "ftp://vanbang.example"}, {"SOGOC_LISTEN", "8080"}, {"SOGOC_METRICS_LISTEN", "x"},
		{"SOGOC_DATABASE_URL", "postgres://sogoc:secret@/sogoc"},
	} {
		_, err := read(bad...)
		require.ErrorIs(t, err, app.ErrConfig, "%v", bad)
		require.NotContains(t, err.Error(), "secret")
	}
}
