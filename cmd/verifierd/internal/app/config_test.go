package app_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/cmd/verifierd/internal/app"
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
	c.ReceiptKey = c.Trust
	err := app.Run(t.Context(), c, slog.New(slog.DiscardHandler), nil)
	require.ErrorIs(t, err, app.ErrConfig)
	require.ErrorContains(t, err, "SOGOC_RECEIPT_KEY")
}
