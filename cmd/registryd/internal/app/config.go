// Package app is registryd without its process: its settings, its wiring and
// its running, so that tests run it as it is.
package app

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"sogoc/cmd/internal/settings"
	"sogoc/cmd/internal/signers"
)

// ErrConfig means that a setting is missing or contradicts itself.
var ErrConfig = errors.New("settings")

// Config is the manual of registryd's settings. Each comes from the
// environment variable named first; secrets come from files that variables name.
type Config struct {
	// Listen is SOGOC_LISTEN: host:port of the API. Port 0 takes a free one.
	// Default 127.0.0.1:8080: a proxy that ends TLS stands before it.
	Listen string
	// PublicURL is SOGOC_PUBLIC_URL: the permanent base address that is
	// printed in QR codes and is part of every issuer's DID, such as
	// https://vanbang.example. Required, and never to be changed: what was
	// printed stays printed.
	PublicURL string
	// DatabaseURL is SOGOC_DATABASE_URL: a PostgreSQL URL without password;
	// that comes from the file that PGPASSFILE names. Required. The schema
	// must be migrated: registryd migrate.
	DatabaseURL string
	// Signers says where the schools' private keys are.
	Signers signers.Config
	// NationalIDKeyFile is SOGOC_NATIONAL_ID_KEY_FILE: a file of mode 0600
	// with two 32-byte keys in hex, one a line: national ids are sealed with
	// the first and found with the second. Required; without it the ids are lost.
	NationalIDKeyFile string
	// Connection is SOGOC_CONNECTION: connection.json with the registry's
	// identity and the peers. Required.
	Connection string
	// FontDir is SOGOC_FONT_DIR: the folder of Liberation Serif and Liberation
	// Sans, for printing. Unset: where Debian's packages put them.
	FontDir string
	// Templates is SOGOC_TEMPLATES: the folder of the schools' diploma
	// templates, CODE.json each, read anew for every file that is printed.
	// Unset: every school has the default.
	Templates string
	// MetricsListen is SOGOC_METRICS_LISTEN: host:port of GET /metrics, apart
	// from the API since it is for operators only. Unset: no metrics.
	MetricsListen string
	// Proxies is SOGOC_TRUSTED_PROXIES: addresses or networks whose
	// X-Forwarded-For is believed, comma-separated; none by default. Without it
	// all people behind a proxy count as one when they guess at passwords.
	Proxies []string
}

// FromEnv reads the settings. It returns ErrConfig, naming every variable that
// is missing or wrong.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{
		Listen:        getenv("SOGOC_LISTEN"),
		MetricsListen: getenv("SOGOC_METRICS_LISTEN"),
		FontDir:       getenv("SOGOC_FONT_DIR"),
		Templates:     getenv("SOGOC_TEMPLATES"),
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8080"
	}
	for proxy := range strings.SplitSeq(getenv("SOGOC_TRUSTED_PROXIES"), ",") {
		if proxy = strings.TrimSpace(proxy); proxy != "" {
			c.Proxies = append(c.Proxies, proxy)
		}
	}
	err := settings.ReadRequired(getenv,
		settings.Setting{Name: "SOGOC_PUBLIC_URL", To: &c.PublicURL},
		settings.Setting{Name: "SOGOC_DATABASE_URL", To: &c.DatabaseURL},
		settings.Setting{Name: "SOGOC_NATIONAL_ID_KEY_FILE", To: &c.NationalIDKeyFile},
		settings.Setting{Name: "SOGOC_CONNECTION", To: &c.Connection},
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
	if _, err := c.host(); err != nil {
		return err
	}
	if err := settings.CheckAddresses(
		settings.Setting{Name: "SOGOC_LISTEN", To: &c.Listen},
		settings.Setting{Name: "SOGOC_METRICS_LISTEN", To: &c.MetricsListen},
	); err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if database, err := url.Parse(c.DatabaseURL); err == nil && database.User != nil {
		if _, set := database.User.Password(); set {
			return fmt.Errorf("%w: SOGOC_DATABASE_URL holds a password, which every process list shows: use PGPASSFILE",
				ErrConfig)
		}
	}
	return nil
}

// host returns the part of the public address that DIDs name.
func (c Config) host() (string, error) {
	u, err := url.Parse(c.PublicURL)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.Host != strings.ToLower(u.Host) ||
		strings.TrimSuffix(u.Path, "/") != "" ||
		u.RawQuery != "" ||
		u.Fragment != "" ||
		u.User != nil {
		return "", fmt.Errorf("%w: SOGOC_PUBLIC_URL is not https://host in lower case, without path", ErrConfig)
	}
	return u.Host, nil
}
