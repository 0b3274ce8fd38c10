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
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/signers"
	"sogoc/cmd/signerd/internal/app"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// settings are good ones, and what a register has to know: its fingerprint.
func settings(t *testing.T) (app.Config, remotesigner.Config) {
	t.Helper()
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	own, err := remotesigner.MakeCertificate(path("signer.crt"), path("signer.key"), "signer", time.Now())
	require.NoError(t, err)
	client, err := remotesigner.MakeCertificate(path("register.crt"), path("register.key"), "register", time.Now())
	require.NoError(t, err)
	read, err := remotesigner.ReadCertificate(path("register.crt"), path("register.key"))
	require.NoError(t, err)
	policy := `{"ledger": "` + ledger.SumDigest([]byte("genesis")).String() + `", "host": "vanbang.example",
		"clients": [{"name": "REGISTRYD-1", "issuers": ["THPT-MAU-01"], "fingerprints": ["` + client.String() + `"]}],
		"issuers": [{"code": "THPT-MAU-01", "perDay": {"credentials": 1, "anchors": 1, "voids": 1, "statuses": 1}}]}`
	require.NoError(t, os.WriteFile(path("policy.json"), []byte(policy), 0o600))
	require.NoError(t, os.WriteFile(path("password"), []byte("một mật khẩu mẫu\n"), 0o600))
	require.NoError(t, os.Mkdir(path("keystore"), 0o700))
	return app.Config{
		Listen:         "127.0.0.1:0",
		Policy:         path("policy.json"),
		Certificate:    path("signer.crt"),
		CertificateKey: path("signer.key"),
		Journal:        path("journal"),
		Signers: signers.Config{
			Kind:                 signers.KindKeystore,
			Keystore:             path("keystore"),
			KeystorePasswordFile: path("password"),
		},
	}, remotesigner.Config{Signer: []remotesigner.Fingerprint{own}, Certificate: read}
}

func TestServesUntilAskedToStop(t *testing.T) {
	t.Parallel()
	c, client := settings(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c.MetricsListen = free.Addr().String()
	require.NoError(t, free.Close())
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ready, ended := make(chan net.Addr, 1), make(chan error, 1)
	go func() { ended <- app.Run(ctx, c, slog.New(slog.DiscardHandler), nil, func(a net.Addr) { ready <- a }) }()
	client.Address = (<-ready).String()
	keys, err := remotesigner.Open(client).Signers("THPT-MAU-01")
	require.NoError(t, err)
	require.Empty(t, keys)
	_, err = remotesigner.Open(client).Signers("THPT-MAU-02")
	require.Error(t, err)
	require.Eventually(t, func() bool { // the second listener starts beside the first
		code, text := get(c.MetricsListen, "/healthz")
		return code == http.StatusOK && text == "ok\n"
	}, 20*time.Second, 20*time.Millisecond)
	_, text := get(c.MetricsListen, "/readyz")
	require.Equal(t, "ok\n", text)
	_, text = get(c.MetricsListen, "/metrics")
	require.Contains(t, text, `sogoc_signer_refusals_total{code="forbidden"} 1`)
	require.Contains(t, text, "sogoc_signer_certificate_end_timestamp_seconds")

	second := c
	second.MetricsListen = ""
	err = app.Run(t.Context(), second, slog.New(slog.DiscardHandler), nil, nil)
	require.ErrorIs(t, err, app.ErrConfig, "one journal, one signer")
	stop()
	require.NoError(t, <-ended)
}

// TestThePolicyIsReadAgain: a good file counts from then on, one that cannot be used
// changes nothing, and the operator is told.
func TestThePolicyIsReadAgain(t *testing.T) {
	t.Parallel()
	c, client := settings(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	c.MetricsListen = free.Addr().String()
	require.NoError(t, free.Close())
	good, err := os.ReadFile(c.Policy)
	require.NoError(t, err)
	asked, ready, ended := make(chan os.Signal), make(chan net.Addr, 1), make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	log := slog.New(slog.DiscardHandler)
	go func() { ended <- app.Run(ctx, c, log, asked, func(a net.Addr) { ready <- a }) }()
	client.Address = (<-ready).String()
	opened := remotesigner.Open(client)
	write := func(text string) {
		require.NoError(t, os.WriteFile(c.Policy, []byte(text), 0o600))
		asked <- syscall.SIGHUP
	}
	says := func(path, want string) {
		require.Eventually(t, func() bool {
			_, text := get(c.MetricsListen, path)
			return strings.Contains(text, want)
		}, 20*time.Second, 20*time.Millisecond, want)
	}

	write(string(good[:len(good)-1]))
	says("/readyz", "the policy file was refused at")
	says("/readyz", c.Policy)
	says("/metrics", "sogoc_signer_policy_refused 1")
	_, err = opened.Signers("THPT-MAU-01")
	require.NoError(t, err, "the policy before it stays in force")

	write(strings.ReplaceAll(string(good), "THPT-MAU-01", "THPT-MAU-02"))
	says("/metrics", "sogoc_signer_policy_refused 0")
	says("/metrics", "sogoc_signer_policy_read_timestamp_seconds")
	_, text := get(c.MetricsListen, "/readyz")
	require.Equal(t, "ok\n", text)
	_, err = opened.Signers("THPT-MAU-02")
	require.NoError(t, err)
	_, err = opened.Signers("THPT-MAU-01")
	require.Error(t, err)
	stop()
	require.NoError(t, <-ended)
}

func get(address, path string) (int, string) {
	response, err := http.Get("http://" + address + path)
	if err != nil {
		return 0, ""
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, ""
	}
	return response.StatusCode, string(text)
}

func TestRefusesToStart(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(c *app.Config) error{
		"WithoutAPolicy":             func(c *app.Config) error { return os.Remove(c.Policy) },
		"WithAPolicyThatIsNone":      func(c *app.Config) error { return os.WriteFile(c.Policy, []byte("{}"), 0o600) },
		"WithAKeyThatOthersCanRead":  func(c *app.Config) error { return os.Chmod(c.CertificateKey, 0o644) },
		"WithAKeystoreOthersCanRead": func(c *app.Config) error { return os.Chmod(c.Signers.Keystore, 0o755) },
		"WithAJournalThatIsAFile":    func(c *app.Config) error { return os.WriteFile(c.Journal, nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := settings(t)
			require.NoError(t, spoil(&c))
			err := app.Run(t.Context(), c, slog.New(slog.DiscardHandler), nil, nil)
			require.ErrorIs(t, err, app.ErrConfig)
		})
	}
}
