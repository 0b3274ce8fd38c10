package clientfile

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"time"
)

// Days before its end at which a certificate is warned of.
const (
	NoticeDays  = 60
	WarningDays = 30
	UrgentDays  = 7
)

// ReadCertificate reads the first certificate of a PEM file. Its errors name the file.
func ReadCertificate(path string) (*x509.Certificate, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != "CERTIFICATE" {
		return nil, fmt.Errorf("%s holds no certificate", path)
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return certificate, nil
}

// ReadAuthorities reads the certificates of authorities that are believed: a PEM file of at
// least one certificate and nothing else. Its errors name the file.
func ReadAuthorities(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	authorities := x509.NewCertPool()
	for n := 1; ; n++ {
		block, rest := pem.Decode(text)
		switch {
		case block == nil && (n == 1 || len(bytes.TrimSpace(text)) > 0):
			return nil, fmt.Errorf("%s: certificate %d is missing or not in PEM", path, n)
		case block == nil:
			return authorities, nil
		case block.Type != "CERTIFICATE":
			return nil, fmt.Errorf("%s: block %d is a %s and no certificate", path, n, block.Type)
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: certificate %d: %w", path, n, err)
		}
		authorities.AddCert(certificate)
		text = rest
	}
}

// EndWarning says how urgent the end of a certificate is: "" for more than NoticeDays,
// then notice, warning, urgent and expired.
func EndWarning(ends, now time.Time) string {
	switch days := ends.Sub(now).Hours() / 24; {
	case days <= 0:
		return "expired"
	case days <= UrgentDays:
		return "urgent"
	case days <= WarningDays:
		return "warning"
	case days <= NoticeDays:
		return "notice"
	}
	return ""
}

// ClientEnd is the end of the certificate by which a program speaks to the network.
type ClientEnd struct {
	File string
	Ends time.Time
}

// ReadClientEnd reads it.
func ReadClientEnd(c Connection) (ClientEnd, error) {
	certificate, err := ReadCertificate(c.Certificate)
	if err != nil {
		return ClientEnd{}, err
	}
	return ClientEnd{c.Certificate, certificate.NotAfter}, nil
}

// Note says in a sentence that the certificate ends soon, or has ended; "" otherwise.
func (e ClientEnd) Note(now time.Time) string {
	warning := EndWarning(e.Ends, now)
	switch warning {
	case "":
		return ""
	case "expired":
		return fmt.Sprintf("%s: the client's certificate ended at %s: renew it (networkctl renew), then start this "+
			"program again", warning, e.Ends.UTC().Format(time.RFC3339))
	}
	return fmt.Sprintf("%s: the client's certificate ends at %s, in %d days: renew it (networkctl renew), then start "+
		"this program again", warning, e.Ends.UTC().Format(time.RFC3339), int(e.Ends.Sub(now).Hours()/24))
}
