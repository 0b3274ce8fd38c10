package remotesigner

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"sogoc/verifier/ledger"
)

// certificateLife is how long a certificate of MakeCertificate is good.
const certificateLife = 2 * 365 * 24 * time.Hour

// Fingerprint is the SHA-256 of a certificate's DER form. Its text form is lower
// case hex; with colons, as other programs print it, it is read too.
type Fingerprint ledger.Digest

// FingerprintOf returns a certificate's.
func FingerprintOf(der []byte) Fingerprint { return sha256.Sum256(der) }

// String returns the text form.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:]) }

// MarshalText implements encoding.TextMarshaler.
func (f Fingerprint) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (f *Fingerprint) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(strings.ToLower(strings.ReplaceAll(string(text), ":", "")))
	if err != nil || len(raw) != len(f) {
		return errors.New("a certificate's fingerprint is 64 hexadecimal digits (SHA-256)")
	}
	copy(f[:], raw)
	return nil
}

// ParseFingerprints reads fingerprints that commas separate: while a certificate is
// replaced, the old one and the new one.
func ParseFingerprints(text string) ([]Fingerprint, error) {
	var found []Fingerprint
	for part := range strings.SplitSeq(text, ",") {
		var f Fingerprint
		if err := f.UnmarshalText([]byte(strings.TrimSpace(part))); err != nil {
			return nil, err
		}
		found = append(found, f)
	}
	return found, nil
}

// MakeCertificate makes a TLS certificate, signed by its own key, and writes it and
// the key (mode 0600) to files that must not exist yet. It is good for two years,
// for whoever was told its fingerprint.
func MakeCertificate(certificateFile, keyFile, name string, now time.Time) (Fingerprint, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return Fingerprint{}, err
	}
	template := &x509.Certificate{
		Subject:     pkix.Name{CommonName: name},
		DNSNames:    []string{name},
		NotBefore:   now.Add(-time.Hour), // clocks of two hosts differ
		NotAfter:    now.Add(certificateLife),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth, x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return Fingerprint{}, err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return Fingerprint{}, err
	}
	defer clear(secret)
	if err := writeNew(keyFile, 0o600, &pem.Block{Type: "PRIVATE KEY", Bytes: secret}); err != nil {
		return Fingerprint{}, err
	}
	if err := writeNew(certificateFile, 0o644, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
		return Fingerprint{}, errors.Join(err, os.Remove(keyFile))
	}
	return FingerprintOf(der), nil
}

func writeNew(file string, mode os.FileMode, block *pem.Block) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	err = pem.Encode(&text, block)
	if err == nil {
		_, err = f.Write(text.Bytes())
	}
	clear(text.Bytes())
	return errors.Join(err, f.Sync(), f.Close())
}

// ReadCertificate reads what MakeCertificate wrote. The key's file must be its
// owner's alone.
func ReadCertificate(certificateFile, keyFile string) (tls.Certificate, error) {
	info, err := os.Stat(keyFile)
	if err != nil {
		return tls.Certificate{}, err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return tls.Certificate{}, fmt.Errorf("%s can be read by others: chmod 600", keyFile)
	}
	read, err := tls.LoadX509KeyPair(certificateFile, keyFile)
	if err != nil {
		return read, fmt.Errorf("%s and %s are no certificate and its key", certificateFile, keyFile)
	}
	return read, nil
}

// ErrCertificate means that the other side's certificate is not one that is known
// here, or not one of today.
var ErrCertificate = errors.New("the other side's certificate")

// TLS returns the settings of either side: TLS 1.3, this certificate, and no other
// side than one whose certificate is known. The TLS handshake proves that the other
// side has the certificate's key.
func TLS(own tls.Certificate, isKnown func(Fingerprint) bool, now func() time.Time) *tls.Config {
	return &tls.Config{
		MinVersion:   tls.VersionTLS13,
		Certificates: []tls.Certificate{own},
		ClientAuth:   tls.RequireAnyClientCert,
		// Names and authorities say nothing here: VerifyConnection, which is called for
		// every connection, asks for the certificate itself.
		InsecureSkipVerify: true,
		VerifyConnection: func(state tls.ConnectionState) error {
			if len(state.PeerCertificates) == 0 {
				return fmt.Errorf("%w: it has none", ErrCertificate)
			}
			shown := state.PeerCertificates[0]
			if f := FingerprintOf(shown.Raw); !isKnown(f) {
				return fmt.Errorf("%w is not known here: %s", ErrCertificate, f)
			}
			return RequireInForce(shown, now())
		},
	}
}

// RequireInForce returns ErrCertificate unless a certificate is good at a moment. A
// connection asks when it begins; a server that keeps connections asks again for each
// request.
func RequireInForce(c *x509.Certificate, at time.Time) error {
	if at.Before(c.NotBefore) || at.After(c.NotAfter) {
		return fmt.Errorf("%w is good from %s to %s", ErrCertificate,
			c.NotBefore.UTC().Format(time.RFC3339), c.NotAfter.UTC().Format(time.RFC3339))
	}
	return nil
}
