package app_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/internal/receiptkey"
	"sogoc/cmd/verifierd/internal/app"
	"sogoc/internal/testseal"
	"sogoc/web/public"
)

func TestFromEnv(t *testing.T) {
	t.Parallel()
	good := func() map[string]string {
		return map[string]string{
			"SOGOC_TRUST":      "trust.json",
			"SOGOC_CONNECTION": "connection.json",
			"SOGOC_INDEX":      "data/index",
			"SOGOC_HEAD_FILE":  "data/head.json",
		}
	}
	read := func(env map[string]string) (app.Config, error) {
		return app.FromEnv(func(name string) string { return env[name] })
	}

	c, err := read(good())
	require.NoError(t, err)
	require.Equal(t, "127.0.0.1:8081", c.Listen)

	full := good()
	for name, value := range map[string]string{
		"SOGOC_RATE":                "0.5",
		"SOGOC_BURST":               "7",
		"SOGOC_EVIDENCE_PER_MINUTE": "1.5",
		"SOGOC_EVIDENCE_BURST":      "2",
		"SOGOC_RECEIPTS_PER_MINUTE": "9",
		"SOGOC_RECEIPTS_BURST":      "3",
		"SOGOC_TRUSTED_PROXIES":     "10.0.0.1, 192.0.2.0/24",
		"SOGOC_FONT_DIR":            "fonts",
		"SOGOC_SEAL_ROOTS":          "roots.pem",
	} {
		full[name] = value
	}
	c, err = read(full)
	require.NoError(t, err)
	require.InDelta(t, 0.5, c.Rate, 0)
	require.Equal(t, 7, c.Burst)
	require.Equal(t, public.Limit{PerMinute: 1.5, Burst: 2}, c.Evidence)
	require.Equal(t, public.Limit{PerMinute: 9, Burst: 3}, c.Receipts)
	require.Equal(t, []string{"10.0.0.1", "192.0.2.0/24"}, c.Proxies)
	require.Equal(t, "fonts", c.FontDir)
	require.Equal(t, "roots.pem", c.SealRoots)

	for name, value := range map[string]string{
		"SOGOC_TRUST":               "",
		"SOGOC_HEAD_FILE":           "data/index/head.json",
		"SOGOC_LISTEN":              "8080",
		"SOGOC_METRICS_LISTEN":      "x",
		"SOGOC_RATE":                "-1",
		"SOGOC_BURST":               "many",
		"SOGOC_EVIDENCE_PER_MINUTE": "NaN",
		"SOGOC_EVIDENCE_BURST":      "0",
		"SOGOC_RECEIPTS_PER_MINUTE": "Inf",
		"SOGOC_RECEIPTS_BURST":      "1.5",
	} {
		env := good()
		env[name] = value
		_, err := read(env)
		require.ErrorIs(t, err, app.ErrConfig, name)
	}
}

func TestRefusesFilesThatCannotBe(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := app.Config{
		Listen:     "127.0.0.1:0",
		Trust:      filepath.Join(dir, "trust.json"),
		Connection: filepath.Join(dir, "connection.json"),
		Index:      filepath.Join(dir, "index"),
		HeadFile:   filepath.Join(dir, "head.json"),
	}
	require.ErrorIs(t, app.Run(t.Context(), c, slog.New(slog.DiscardHandler), nil), app.ErrConfig)
	require.NoError(
		t,
		os.WriteFile(
			c.Trust,
			[]byte(
				`{"genesis":"`+fmt.Sprintf(
					"%064x",
					1,
				)+`","channel":"sogoc","chaincode":"sogoc","accreditors":["MinistryMSP"],"verifierKeys":[]}`,
			),
			0o600,
		),
	)
	require.NoError(
		t,
		os.WriteFile(
			c.Connection,
			[]byte(
				`{"channel":"sogoc","chaincode":"sogoc","genesis":"`+fmt.Sprintf(
					"%064x",
					2,
				)+`","msp":"AuditorMSP","certificate":"c","privateKey":"k","peers":[{"msp":"AuditorMSP","address":"127.0.0.1:1","serverName":"x","tlsRoot":"r"}]}`,
			),
			0o600,
		),
	)
	require.ErrorIs(t, app.Run(t.Context(), c, slog.New(slog.DiscardHandler), nil), app.ErrConfig, "another ledger")
	require.NoError(
		t,
		os.WriteFile(
			c.Connection,
			[]byte(
				`{"channel":"sogoc","chaincode":"sogoc","genesis":"`+fmt.Sprintf(
					"%064x",
					1,
				)+`","msp":"AuditorMSP","certificate":"c","privateKey":"k","peers":[{"msp":"AuditorMSP","address":"127.0.0.1:1","serverName":"x","tlsRoot":"r"}]}`,
			),
			0o600,
		),
	)
	c.SealRoots = c.Trust
	err := app.Run(t.Context(), c, slog.New(slog.DiscardHandler), nil)
	require.ErrorIs(t, err, app.ErrConfig)
	require.ErrorContains(t, err, "SOGOC_SEAL_ROOTS")
	c.ReceiptKey = c.Trust
	err = app.Run(t.Context(), c, slog.New(slog.DiscardHandler), nil)
	require.ErrorIs(t, err, app.ErrConfig)
	require.ErrorContains(t, err, "SOGOC_RECEIPT_KEY")
}

// SOGOC_SEAL_ROOTS names authorities by whose certificates seals are called trusted; without
// it none is judged.
func TestSealRoots(t *testing.T) {
	t.Parallel()
	roots, err := app.ReadSealRoots("")
	require.NoError(t, err)
	require.Nil(t, roots)
	authority := testseal.New(t)
	file := filepath.Join(t.TempDir(), "roots.pem")
	require.NoError(t, os.WriteFile(file, authority.PEM(), 0o600))
	roots, err = app.ReadSealRoots(file)
	require.NoError(t, err)
	require.True(t, authority.Roots().Equal(roots))
}

// SOGOC_FONT_DIR names the fonts by which receipts are printed. Where they are not there,
// the service starts, says so in its log and prints none.
func TestFontsOfReceipts(t *testing.T) {
	t.Parallel()
	keyFile := filepath.Join(t.TempDir(), "receipts.pem")
	_, err := receiptkey.Generate(keyFile, "")
	require.NoError(t, err)
	key, err := receiptkey.Open(keyFile, "")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, key.Close()) })

	var told bytes.Buffer
	log := slog.New(slog.NewTextHandler(&told, nil))
	empty := t.TempDir()
	require.Nil(t, app.PrinterOfReceipts(app.Config{FontDir: empty}, key, log))
	require.Contains(t, told.String(), "receipts are given and not printed")
	require.Contains(t, told.String(), empty, "where they were looked for")
	require.Nil(t, app.PrinterOfReceipts(app.Config{}, nil, log), "no receipts, none to print")

	const installed = "/usr/share/fonts/truetype/liberation2"
	if _, err := os.Stat(installed); err != nil && os.Getenv("CI") != "true" {
		t.Skipf("%v; to run this: make test ARGS=./cmd/verifierd/...", err)
	}
	elsewhere := filepath.Join(t.TempDir(), "fonts")
	require.NoError(t, os.CopyFS(elsewhere, os.DirFS(installed)))
	told.Reset()
	require.NotNil(t, app.PrinterOfReceipts(app.Config{FontDir: elsewhere}, key, log))
	require.Empty(t, told.String())
}

// TestAReceiptKeyAtASignerNeedsItsSettings: all that are missing are named at once, and
// none is asked for where the key is here.
func TestAReceiptKeyAtASignerNeedsItsSettings(t *testing.T) {
	t.Parallel()
	settings := map[string]string{
		"SOGOC_TRUST":                  "trust.json",
		"SOGOC_CONNECTION":             "connection.json",
		"SOGOC_INDEX":                  "index",
		"SOGOC_HEAD_FILE":              "head.json",
		"SOGOC_RECEIPT_KEY":            "signerd:TRA-CUU",
		"SOGOC_RECEIPT_PUBLIC_KEY":     "public.jwk",
		"SOGOC_SIGNER_ADDRESS":         "signer.example:8443",
		"SOGOC_SIGNER_FINGERPRINT":     strings.Repeat("ab", 32),
		"SOGOC_SIGNER_CERTIFICATE":     "verifierd-1.crt",
		"SOGOC_SIGNER_CERTIFICATE_KEY": "verifierd-1.key",
	}
	read := func(without ...string) (app.Config, error) {
		return app.FromEnv(func(name string) string {
			if slices.Contains(without, name) {
				return ""
			}
			return settings[name]
		})
	}
	c, err := read()
	require.NoError(t, err)
	require.Equal(t, "signer.example:8443", c.Signer.Address)
	missing := []string{"SOGOC_RECEIPT_PUBLIC_KEY", "SOGOC_SIGNER_ADDRESS", "SOGOC_SIGNER_CERTIFICATE_KEY"}
	_, err = read(missing...)
	require.ErrorIs(t, err, app.ErrConfig)
	for _, name := range missing {
		require.ErrorContains(t, err, name)
	}
	settings["SOGOC_RECEIPT_KEY"] = "receipt.key"
	_, err = read(missing...)
	require.NoError(t, err)
	settings["SOGOC_RECEIPT_KEY"] = "signerd:"
	_, err = read()
	require.ErrorIs(t, err, app.ErrConfig)
}
