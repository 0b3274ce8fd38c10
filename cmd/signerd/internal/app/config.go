// Package app is signerd without its process: its settings, its wiring and its
// running, so that tests run it as it is.
package app

import (
	"errors"
	"fmt"

	"sogoc/cmd/internal/settings"
	"sogoc/cmd/internal/signers"
)

// ErrConfig means that a setting is missing or contradicts itself, or that a file
// that it names cannot be used.
var ErrConfig = errors.New("settings")

// Settings that subcommands read too.
const (
	SettingPolicy  = "SOGOC_POLICY"
	SettingJournal = "SOGOC_JOURNAL"
)

// Config is the manual of signerd's settings. Each comes from the environment
// variable named first.
type Config struct {
	// Listen is SOGOC_LISTEN: host:port for registers, TLS 1.3 with certificates of
	// both sides. Port 0 takes a free one. Default 127.0.0.1:8443.
	Listen string
	// Policy is SOGOC_POLICY: the policy file, as docs/operations.md has it. It is
	// read at the start, and again on SIGHUP. Required.
	Policy string
	// Certificate and CertificateKey are SOGOC_CERTIFICATE and
	// SOGOC_CERTIFICATE_KEY: this signer's own; "signerd certificate" makes them.
	// Required.
	Certificate    string
	CertificateKey string
	// Journal is SOGOC_JOURNAL: the folder of what was signed, a file a day; made
	// where it is missing. Required. One process at a time uses it.
	Journal string
	// Signers says where the schools' private keys are.
	Signers signers.Config
	// MetricsListen is SOGOC_METRICS_LISTEN: host:port of GET /metrics, /healthz and
	// /readyz, apart from the registers' since it is for operators only. Unset: none.
	MetricsListen string
}

// FromEnv reads the settings. It returns ErrConfig, naming every variable that is
// missing or wrong.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{Listen: getenv("SOGOC_LISTEN"), MetricsListen: getenv("SOGOC_METRICS_LISTEN")}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8443"
	}
	err := settings.ReadRequired(getenv,
		settings.Setting{Name: SettingPolicy, To: &c.Policy},
		settings.Setting{Name: "SOGOC_CERTIFICATE", To: &c.Certificate},
		settings.Setting{Name: "SOGOC_CERTIFICATE_KEY", To: &c.CertificateKey},
		settings.Setting{Name: SettingJournal, To: &c.Journal},
	)
	var signersErr error
	c.Signers, signersErr = signers.FromEnv(getenv)
	if err = errors.Join(err, signersErr); err != nil {
		return c, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return c, c.Validate()
}

// Validate returns ErrConfig for a setting that cannot be.
func (c Config) Validate() error {
	if err := settings.CheckAddresses(
		settings.Setting{Name: "SOGOC_LISTEN", To: &c.Listen},
		settings.Setting{Name: "SOGOC_METRICS_LISTEN", To: &c.MetricsListen},
	); err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if c.Signers.Kind == signers.KindRemote {
		return fmt.Errorf("%w: SOGOC_SIGNER: the keys of signerd are on its own host", ErrConfig)
	}
	return nil
}
