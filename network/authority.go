package network

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"path/filepath"
	"time"
)

// The three certificate authorities of an organisation.
const (
	authorityMembers  = "members"  // the organisation's MSP
	authorityOrderers = "orderers" // its orderer's MSP
	authorityTLS      = "tls"
)

// authority is a certificate authority.
type authority struct {
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	pem         []byte
}

// newAuthority makes a self-signed authority. Subjects name roles, not people.
func newAuthority(organisation, purpose string, now time.Time) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	good := validFor(now, authorityLife)
	template := &x509.Certificate{
		Subject: pkix.Name{
			Organization: []string{organisation},
			CommonName:   organisation + " " + purpose + " authority",
		},
		NotBefore:             good.from,
		NotAfter:              good.until,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
	}
	der, err := signLowS(template, template, &key.PublicKey, key)
	if err != nil {
		return nil, fmt.Errorf("make the %s authority of %s: %w", purpose, organisation, err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &authority{certificate, key, pemBlock("CERTIFICATE", der)}, nil
}

// authorityCertificate is the certificate's file in an authority's folder.
func authorityCertificate(dir string) string { return filepath.Join(dir, "certificate.pem") }

// save writes the authority's certificate and private key.
func (a *authority) save(dir string) error {
	key, err := pemKey(a.key)
	if err != nil {
		return err
	}
	if err := writeFile(authorityCertificate(dir), a.pem); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, "key.pem"), key)
}

// keyPair is a certificate with its key, as PEM.
type keyPair struct{ certificate, key []byte }

func (l keyPair) save(p keyFiles) error {
	if err := writeFile(p.certificate, l.certificate); err != nil {
		return err
	}
	return writeFile(p.key, l.key)
}

// identity makes a key and issues a certificate for signing on the ledger. The first
// organisational unit is the node OU, further ones are roles.
func (a *authority) identity(name string, good validity, units ...string) (keyPair, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return keyPair{}, err
	}
	return a.identityOf(key, name, good, units...)
}

// identityOf is identity for a key that is there.
func (a *authority) identityOf(key *ecdsa.PrivateKey, name string, good validity, units ...string) (keyPair, error) {
	certificate, err := a.certify(&key.PublicKey, name, good, units...)
	if err != nil {
		return keyPair{}, err
	}
	encoded, err := pemKey(key)
	return keyPair{certificate, encoded}, err
}

// certify is identity for a key whose private half is elsewhere. It returns PEM.
func (a *authority) certify(public *ecdsa.PublicKey, name string, good validity, units ...string) ([]byte, error) {
	return a.issue(public, &x509.Certificate{
		Subject: pkix.Name{
			Organization:       a.certificate.Subject.Organization,
			OrganizationalUnit: units,
			CommonName:         name,
		},
		KeyUsage: x509.KeyUsageDigitalSignature,
	}, good)
}

// transport issues a TLS certificate for a node, which is server and client:
// orderers call each other, and so do peers. It is good under the node's name, at
// the loopback and at the host, a name or an IP address, at which others reach it.
func (a *authority) transport(name, host string, good validity) (keyPair, error) {
	names := []string{name, "localhost"}
	addresses := []net.IP{net.ParseIP(loopback)}
	if ip := net.ParseIP(host); ip == nil {
		names = append(names, host)
	} else if !ip.Equal(addresses[0]) {
		addresses = append(addresses, ip)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return keyPair{}, err
	}
	certificate, err := a.issue(&key.PublicKey, &x509.Certificate{
		Subject:     pkix.Name{Organization: a.certificate.Subject.Organization, CommonName: name},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		DNSNames:    names,
		IPAddresses: addresses,
	}, good)
	if err != nil {
		return keyPair{}, err
	}
	encoded, err := pemKey(key)
	return keyPair{certificate, encoded}, err
}

// issue returns a certificate as PEM.
func (a *authority) issue(public *ecdsa.PublicKey, template *x509.Certificate, good validity) ([]byte, error) {
	template.NotBefore, template.NotAfter = good.from, good.until
	der, err := signLowS(template, a.certificate, public, a.key)
	if err != nil {
		return nil, fmt.Errorf("issue a certificate for %s: %w", template.Subject.CommonName, err)
	}
	return pemBlock("CERTIFICATE", der), nil
}

// signLowS signs a certificate until its signature has a low S, about twice:
// fabric-sdk-go rewrites a certificate with a high S to a low one before it
// compares it with its root, and then says that the authority is unknown.
func signLowS(
	template, parent *x509.Certificate,
	public *ecdsa.PublicKey,
	signer *ecdsa.PrivateKey,
) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial.Add(serial, big.NewInt(1))
	for {
		der, err := x509.CreateCertificate(rand.Reader, template, parent, public, signer)
		if err != nil {
			return nil, err
		}
		certificate, err := x509.ParseCertificate(der)
		if err != nil {
			return nil, err
		}
		low, err := lowS(certificate)
		if err != nil {
			return nil, err
		}
		if low {
			return der, nil
		}
	}
}

// lowS reports whether a certificate's signature, by a P-256 key, has a low S.
func lowS(c *x509.Certificate) (bool, error) {
	var signature struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(c.Signature, &signature); err != nil {
		return false, fmt.Errorf("certificate's signature: %w", err)
	}
	half := new(big.Int).Rsh(elliptic.P256().Params().N, 1)
	return signature.S.Cmp(half) <= 0, nil
}

func pemKey(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, err
	}
	return pemBlock("PRIVATE KEY", der), nil
}

func pemBlock(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}
