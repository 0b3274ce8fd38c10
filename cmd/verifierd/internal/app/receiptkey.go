package app

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/prometheus/client_golang/prometheus"

	"sogoc/cmd/internal/certificate"
	"sogoc/cmd/internal/receiptkey"
	"sogoc/cmd/internal/remotekey"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// readReceiptKey returns the signer of receipts, nil where there is none. The
// service believes its own receipts.
func readReceiptKey(c Config, trust *ledger.Trust) (*receiptkey.Signer, error) {
	if c.ReceiptKey == "" {
		return nil, nil
	}
	s, err := openReceiptKey(c)
	if err != nil {
		return nil, fmt.Errorf("%w: SOGOC_RECEIPT_KEY: %w", ErrConfig, err)
	}
	trust.VerifierKeys = append(trust.VerifierKeys, s.PublicKey())
	return s, nil
}

func openReceiptKey(c Config) (*receiptkey.Signer, error) {
	if !remotekey.IsName(c.ReceiptKey) {
		return receiptkey.Open(c.ReceiptKey, c.PINFile)
	}
	at, err := c.Signer.Connection()
	if err != nil {
		return nil, err
	}
	return receiptkey.OpenAtSigner(c.ReceiptKey, c.ReceiptPublicKey, at)
}

// watchCertificates watches the certificates by which the service speaks to the network
// and to a signer on another host. The result is the note for /readyz.
func watchCertificates(
	c Config, connection clientfile.Connection, metrics *prometheus.Registry, log *slog.Logger,
) (func() string, error) {
	network, err := certificate.Watch(connection, metrics, log)
	if err != nil {
		return nil, fmt.Errorf("%w: SOGOC_CONNECTION: %w", ErrConfig, err)
	}
	if !remotekey.IsName(c.ReceiptKey) {
		return network, nil
	}
	signer, err := certificate.WatchFile(certificate.Watched{
		File:   c.Signer.Certificate,
		Metric: "sogoc_signer_client_certificate_end_timestamp_seconds",
		Whose:  "the verifier service's certificate for its signer",
		Advice: "make another one (verifierd signer certificate), have its fingerprint added to the signer's policy, " +
			"then start this program with it",
	}, metrics, log)
	if err != nil {
		return nil, fmt.Errorf("%w: SOGOC_SIGNER_CERTIFICATE: %w", ErrConfig, err)
	}
	return func() string { return strings.TrimSpace(network() + "\n" + signer()) }, nil
}
