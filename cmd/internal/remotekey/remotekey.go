// Package remotekey has the settings by which a program finds a signer on another host
// (signerd), and the names of keys there: signerd:OWNER, wherever a program takes the
// name of a key's file.
package remotekey

import (
	"fmt"
	"strings"

	"sogoc/cmd/internal/settings"
	"sogoc/verifier/ledger"
	"sogoc/verifier/remotesigner"
)

// Config says which signer is asked, and as whom. Each field comes from the environment
// variable named first; all are required.
type Config struct {
	// Address is SOGOC_SIGNER_ADDRESS: host:port of signerd.
	Address string
	// Fingerprints is SOGOC_SIGNER_FINGERPRINT: of signerd's certificate, as
	// "signerd certificate" printed it; two, with a comma, while it is replaced.
	Fingerprints []remotesigner.Fingerprint
	// Certificate and CertificateKey are SOGOC_SIGNER_CERTIFICATE and
	// SOGOC_SIGNER_CERTIFICATE_KEY: this program's own, by which signerd knows it;
	// "signer certificate" of registryd, verifierd and accreditctl makes them.
	Certificate    string
	CertificateKey string
}

// FromEnv reads the settings and returns an error, naming every variable that is
// missing or wrong.
func FromEnv(getenv func(string) string) (Config, error) {
	var c Config
	var fingerprints string
	address := settings.Setting{Name: "SOGOC_SIGNER_ADDRESS", To: &c.Address}
	err := settings.ReadRequired(getenv,
		address,
		settings.Setting{Name: "SOGOC_SIGNER_FINGERPRINT", To: &fingerprints},
		settings.Setting{Name: "SOGOC_SIGNER_CERTIFICATE", To: &c.Certificate},
		settings.Setting{Name: "SOGOC_SIGNER_CERTIFICATE_KEY", To: &c.CertificateKey},
	)
	if err != nil {
		return c, err
	}
	if err := settings.CheckAddresses(address); err != nil {
		return c, err
	}
	if c.Fingerprints, err = remotesigner.ParseFingerprints(fingerprints); err != nil {
		return c, fmt.Errorf("SOGOC_SIGNER_FINGERPRINT: %w", err)
	}
	return c, nil
}

// Connection reads the certificate and returns by what the signer is reached.
func (c Config) Connection() (remotesigner.Config, error) {
	own, err := remotesigner.ReadCertificate(c.Certificate, c.CertificateKey)
	if err != nil {
		return remotesigner.Config{}, fmt.Errorf("SOGOC_SIGNER_CERTIFICATE: %w", err)
	}
	return remotesigner.Config{Address: c.Address, Signer: c.Fingerprints, Certificate: own}, nil
}

// scheme begins the name of a key at a signer.
const scheme = "signerd:"

// IsName reports whether a key's name says that a signer on another host has it.
func IsName(name string) bool { return strings.HasPrefix(name, scheme) }

// Owner returns whose key a name says.
func Owner(name string) (string, error) {
	owner := strings.TrimPrefix(name, scheme)
	if err := ledger.ValidateIssuerCode(owner); err != nil {
		return "", fmt.Errorf("%s: want %sNAME, as %sTRA-CUU: %w", name, scheme, scheme, err)
	}
	return owner, nil
}
