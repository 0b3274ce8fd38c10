// Package app is verifierd without its process: its settings, its wiring and
// its running, so that tests run it as it is.
package app

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"sogoc/cmd/internal/pkcs11key"
	"sogoc/cmd/internal/remotekey"
	"sogoc/cmd/internal/settings"
	"sogoc/web/public"
)

// ErrConfig means that a setting is missing or contradicts another.
var ErrConfig = errors.New("settings")

// Config is the manual of verifierd's settings. Each comes from the
// environment variable named first.
type Config struct {
	// Listen is SOGOC_LISTEN: host:port of page and API. Port 0 takes a free
	// one. Default 127.0.0.1:8081: a proxy that ends TLS stands before it.
	Listen string
	// Trust is SOGOC_TRUST: the trust file, which pins the ledger. Required.
	Trust string
	// Genesis is SOGOC_GENESIS: the genesis block as a file. Unset: block 0 is
	// asked of a peer. Either way the trust file's hash decides.
	Genesis string
	// Connection is SOGOC_CONNECTION: connection.json with the verifier's
	// identity and the peers, of several organisations. Required.
	Connection string
	// Index is SOGOC_INDEX: the folder of index and blocks. Required. Deleting
	// it loses nothing: it is read and checked anew.
	Index string
	// HeadFile is SOGOC_HEAD_FILE: a file outside Index with the highest
	// checked height, below which no answer is given. Required. Keep it when
	// Index is restored or deleted.
	HeadFile string
	// ReceiptKey is SOGOC_RECEIPT_KEY: the private key that signs receipts, a
	// PEM file (PKCS #8, P-256) that nobody else can read, or a PKCS #11 URI with
	// the key's label, pkcs11:token=LABEL;object=LABEL?module-path=FILE; verifierd
	// keygen makes either; or signerd:NAME, a key at a signer on another host, where
	// signerd keygen made it for the service of that name. Unset: no receipts.
	ReceiptKey string
	// ReceiptPublicKey is SOGOC_RECEIPT_PUBLIC_KEY: the public half as a JWK, as signerd
	// keygen -out writes it. Required with signerd:NAME, and not read otherwise.
	ReceiptPublicKey string
	// Signer is the signer on another host. Required with signerd:NAME, and not read
	// otherwise.
	Signer remotekey.Config
	// FontDir is SOGOC_FONT_DIR: the folder of the Liberation fonts, with which
	// receipts are printed. Unset: where Debian's package fonts-liberation2 (from
	// Debian 13 on: fonts-liberation) puts them. Where they are missing, receipts
	// are given and not printed, and the log says so at the start.
	FontDir string
	// SealRoots is SOGOC_SEAL_ROOTS: a PEM file with the certificates of the authorities
	// whose electronic seals in PDF files are called trusted. Unset: whose certificate a
	// seal has is not judged. No seal changes an answer either way.
	SealRoots string
	// PINFile is SOGOC_PKCS11_PIN_FILE: a file of mode 0600 whose first line is the
	// token's PIN, where the URI's pin-source names none.
	PINFile string
	// Hosts is SOGOC_HOSTS: public names of the registers whose issuers are on
	// this ledger, as they stand in links and identifiers, comma-separated. What
	// is unknown here and has another name belongs to another register. Unset:
	// everything that is unknown here is not to be trusted. The first of them is
	// where the QR codes of printed receipts lead, if not the one that was asked.
	Hosts []string
	// MetricsListen is SOGOC_METRICS_LISTEN: host:port of GET /metrics. Unset:
	// no metrics.
	MetricsListen string
	// Rate and Burst are SOGOC_RATE and SOGOC_BURST: verifications a second
	// from one client address, and how many at once. 0 or unset: 5 and 100.
	Rate  float64
	Burst int
	// Evidence is SOGOC_EVIDENCE_PER_MINUTE and SOGOC_EVIDENCE_BURST, Receipts
	// SOGOC_RECEIPTS_PER_MINUTE and SOGOC_RECEIPTS_BURST: what one client address has
	// made to keep, besides Rate. 0 or unset: public.DefaultEvidenceLimit and
	// public.DefaultReceiptLimit.
	Evidence, Receipts public.Limit
	// Proxies is SOGOC_TRUSTED_PROXIES: addresses or networks whose
	// X-Forwarded-For names the client. Unset: nobody's.
	Proxies []string
}

// FromEnv reads the settings. It returns ErrConfig, naming every variable that
// is missing or wrong.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{
		Listen:        getenv("SOGOC_LISTEN"),
		Genesis:       getenv("SOGOC_GENESIS"),
		MetricsListen: getenv("SOGOC_METRICS_LISTEN"),
		ReceiptKey:    getenv("SOGOC_RECEIPT_KEY"),
		FontDir:       getenv("SOGOC_FONT_DIR"),
		SealRoots:     getenv("SOGOC_SEAL_ROOTS"),
		PINFile:       getenv(pkcs11key.PINFileSetting),

		ReceiptPublicKey: getenv("SOGOC_RECEIPT_PUBLIC_KEY"),
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:8081"
	}
	if err := settings.ReadRequired(getenv,
		settings.Setting{Name: "SOGOC_TRUST", To: &c.Trust},
		settings.Setting{Name: "SOGOC_CONNECTION", To: &c.Connection},
		settings.Setting{Name: "SOGOC_INDEX", To: &c.Index},
		settings.Setting{Name: "SOGOC_HEAD_FILE", To: &c.HeadFile},
	); err != nil {
		return c, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if err := c.readSigner(getenv); err != nil {
		return c, err
	}
	if err := c.readLimits(getenv); err != nil {
		return c, err
	}
	c.Proxies = list(getenv("SOGOC_TRUSTED_PROXIES"))
	c.Hosts = list(getenv("SOGOC_HOSTS"))
	return c, c.Validate()
}

// readSigner reads where the receipt key is, if that is a signer on another host.
func (c *Config) readSigner(getenv func(string) string) error {
	if !remotekey.IsName(c.ReceiptKey) {
		return nil
	}
	_, err := remotekey.Owner(c.ReceiptKey)
	if err != nil {
		err = fmt.Errorf("SOGOC_RECEIPT_KEY: %w", err)
	}
	if c.ReceiptPublicKey == "" {
		err = errors.Join(err, errors.New("not set: SOGOC_RECEIPT_PUBLIC_KEY, the public half of a key at a signer"))
	}
	var signerErr error
	c.Signer, signerErr = remotekey.FromEnv(getenv)
	if err = errors.Join(err, signerErr); err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	return nil
}

// readLimits reads how often one client address may ask.
func (c *Config) readLimits(getenv func(string) string) error {
	for _, setting := range []struct {
		name string
		to   *float64
	}{
		{"SOGOC_RATE", &c.Rate},
		{"SOGOC_EVIDENCE_PER_MINUTE", &c.Evidence.PerMinute},
		{"SOGOC_RECEIPTS_PER_MINUTE", &c.Receipts.PerMinute},
	} {
		text := getenv(setting.name)
		if text == "" {
			continue
		}
		number, err := strconv.ParseFloat(text, 64)
		if err != nil || !(number > 0) || math.IsInf(number, 0) {
			return fmt.Errorf("%w: %s is not a positive number", ErrConfig, setting.name)
		}
		*setting.to = number
	}
	for _, setting := range []struct {
		name string
		to   *int
	}{
		{"SOGOC_BURST", &c.Burst},
		{"SOGOC_EVIDENCE_BURST", &c.Evidence.Burst},
		{"SOGOC_RECEIPTS_BURST", &c.Receipts.Burst},
	} {
		text := getenv(setting.name)
		if text == "" {
			continue
		}
		number, err := strconv.Atoi(text)
		if err != nil || number <= 0 {
			return fmt.Errorf("%w: %s is not a positive integer", ErrConfig, setting.name)
		}
		*setting.to = number
	}
	return nil
}

// list takes a comma-separated setting apart.
func list(text string) []string {
	var parts []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return parts
}

// Validate returns ErrConfig for a setting that cannot be.
func (c Config) Validate() error {
	if err := settings.CheckAddresses(
		settings.Setting{Name: "SOGOC_LISTEN", To: &c.Listen},
		settings.Setting{Name: "SOGOC_METRICS_LISTEN", To: &c.MetricsListen},
	); err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	index, errIndex := filepath.Abs(c.Index)
	head, errHead := filepath.Abs(c.HeadFile)
	if err := errors.Join(errIndex, errHead); err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	inside, err := filepath.Rel(index, head)
	if err == nil && inside != ".." && !strings.HasPrefix(inside, ".."+string(filepath.Separator)) {
		return fmt.Errorf(
			"%w: SOGOC_HEAD_FILE lies in SOGOC_INDEX: a restored copy of the one would bring back the other",
			ErrConfig,
		)
	}
	return nil
}
