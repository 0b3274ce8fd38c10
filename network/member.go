package network

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"slices"
	"strconv"
	"time"

	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
)

// TypeMember is the type member of what an organisation makes public of itself.
const TypeMember = "sogoc/network-member/v1"

// maxMember bounds a member file, which has about 7 KiB.
const maxMember = 64 << 10

// ErrMember is returned for a member file that contradicts itself.
var ErrMember = errors.New("member file")

// Member is what an organisation makes public of itself, so that a channel can be
// made with it: its certificates and where its nodes are reached. Nothing in it is
// secret.
type Member struct {
	Type         string             `json:"type"`    // TypeMember
	Name         string             `json:"name"`    // of one of Organisations
	Created      time.Time          `json:"created"` // UTC, in whole seconds
	Orderer      string             `json:"orderer"` // host:port
	Peer         string             `json:"peer"`    // host:port
	Certificates MemberCertificates `json:"certificates"`
}

// MemberCertificates are an organisation's, each as PEM.
type MemberCertificates struct {
	Members       string `json:"members"`       // authority of its peer, clients and administrators
	Orderers      string `json:"orderers"`      // authority of its orderer
	TLS           string `json:"tls"`           // authority of its nodes' TLS certificates
	Orderer       string `json:"orderer"`       // signs blocks; issued by Orderers
	OrdererTLS    string `json:"ordererTls"`    // of the orderer; issued by TLS
	Administrator string `json:"administrator"` // signs in the organisation's name; issued by Members
}

// SignedMember is a member file: what the organisation says, with its
// administrator's signature on it.
type SignedMember struct {
	Member    Member           `json:"member"`
	Signature ledger.Signature `json:"signature"` // by the administrator's key, over the canonical Member
}

// ParseMember reads what Canonical wrote, with or without a final newline. It returns
// ErrMember for what contradicts itself, and canonicaljson's error for another form.
func ParseMember(text []byte) (SignedMember, error) {
	var m SignedMember
	if err := canonicaljson.Unmarshal(trimNewline(text), &m, maxMember); err != nil {
		return m, fmt.Errorf("%w: %w", ErrMember, err)
	}
	return m, m.Verify()
}

func trimNewline(text []byte) []byte {
	if n := len(text); n > 0 && text[n-1] == '\n' {
		return text[:n-1]
	}
	return text
}

// Canonical returns the file's one form, without a final newline.
func (m SignedMember) Canonical() ([]byte, error) { return canonicaljson.Marshal(m) }

// Fingerprint is the SHA-256 of the file's one form, which people compare by another
// way than the file came.
func (m SignedMember) Fingerprint() (ledger.Digest, error) {
	text, err := m.Canonical()
	return ledger.SumDigest(text), err
}

// Verify returns ErrMember unless the certificates belong together and to the
// organisation's name, and its administrator signed the whole.
func (m SignedMember) Verify() error {
	err := m.Member.check()
	if err == nil {
		err = m.verifySignature()
	}
	if err != nil {
		return fmt.Errorf("%w of %q: %w", ErrMember, m.Member.Name, err)
	}
	return nil
}

// Organisation returns the organisation whose file it is.
func (m Member) Organisation() (Organisation, error) { return organisationNamed(m.Name) }

func organisationNamed(name string) (Organisation, error) {
	names := []string{}
	for _, o := range Organisations() {
		if o.Name == name {
			return o, nil
		}
		names = append(names, o.Name)
	}
	return Organisation{}, fmt.Errorf("%w: there is no organisation %q; there are %s", ErrUsage, name, join(names))
}

// check is Verify without the signature.
func (m Member) check() error {
	if m.Type != TypeMember {
		return fmt.Errorf("type is not %s", TypeMember)
	}
	o, err := m.Organisation()
	if err != nil {
		return err
	}
	if m.Created.IsZero() || !m.Created.Equal(m.Created.UTC().Truncate(time.Second)) ||
		m.Created.Location() != time.UTC {
		return errors.New("created is not a time in UTC and whole seconds")
	}
	for _, address := range []string{m.Orderer, m.Peer} {
		if _, err := hostOf(address); err != nil {
			return err
		}
	}
	for _, issued := range []struct {
		what, certificate, by, unit string
	}{
		{"orderer", m.Certificates.Orderer, m.Certificates.Orderers, string(KindOrderer)},
		{"ordererTls", m.Certificates.OrdererTLS, m.Certificates.TLS, ""},
		{"administrator", m.Certificates.Administrator, m.Certificates.Members, unitAdmin},
	} {
		if err := checkIssued(issued.certificate, issued.by, issued.unit, o); err != nil {
			return fmt.Errorf("certificate %s: %w", issued.what, err)
		}
	}
	host, _ := hostOf(m.Orderer)
	transport, err := parseOneCertificate(m.Certificates.OrdererTLS)
	if err != nil {
		return err
	}
	if err := transport.VerifyHostname(host); err != nil {
		return fmt.Errorf("certificate ordererTls: %w", err)
	}
	return nil
}

// hostOf returns the host of an address host:port.
func hostOf(address string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return "", fmt.Errorf("address %q: %w", address, err)
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 || host == "" ||
		net.JoinHostPort(host, strconv.FormatUint(number, 10)) != address {
		return "", fmt.Errorf("address %q is not host:port", address)
	}
	if net.ParseIP(host) == nil && !isHostName(host) {
		return "", fmt.Errorf("address %q: the host is neither a name nor an IP address", address)
	}
	return host, nil
}

// isHostName reports whether text is made of letters, digits, hyphens and dots
// (RFC 1123 §2.1), so that it means nothing else in a configuration.
func isHostName(text string) bool {
	for _, c := range text {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.') {
			return false
		}
	}
	return len(text) > 0 && len(text) <= 253 && text[0] != '-' && text[0] != '.'
}

// checkIssued returns an error unless an authority of the organisation issued the
// certificate, for that organisational unit where one is named.
func checkIssued(certificate, by, unit string, o Organisation) error {
	leaf, err := parseOneCertificate(certificate)
	if err != nil {
		return err
	}
	authority, err := parseOneCertificate(by)
	if err != nil {
		return fmt.Errorf("its authority: %w", err)
	}
	if !authority.IsCA || !slices.Equal(authority.Subject.Organization, []string{o.Name}) {
		return fmt.Errorf("its authority is not one of %s", o.Name)
	}
	if err := leaf.CheckSignatureFrom(authority); err != nil {
		return err
	}
	if unit != "" && !slices.Contains(leaf.Subject.OrganizationalUnit, unit) {
		return fmt.Errorf("it has not the organisational unit %q", unit)
	}
	return nil
}

// parseOneCertificate reads a PEM text that holds one certificate, in its one form.
func parseOneCertificate(text string) (*x509.Certificate, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || string(pemBlock("CERTIFICATE", block.Bytes)) != text {
		return nil, errors.New("not one certificate as PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}

// verifySignature returns an error unless the administrator's key signed the member.
func (m SignedMember) verifySignature() error {
	administrator, err := parseOneCertificate(m.Member.Certificates.Administrator)
	if err != nil {
		return err
	}
	public, isECDSA := administrator.PublicKey.(*ecdsa.PublicKey)
	if !isECDSA {
		return ledger.ErrKey
	}
	key, err := ledger.NewPublicKey(public)
	if err != nil {
		return err
	}
	text, err := canonicaljson.Marshal(m.Member)
	if err != nil {
		return err
	}
	return key.Verify(text, m.Signature)
}

// signWith signs with a P-256 key, low-S.
func signWith(key *ecdsa.PrivateKey) ledger.Sign {
	return func(message []byte) (ledger.Signature, error) {
		var signature ledger.Signature
		sum := sha256.Sum256(message)
		r, s, err := ecdsa.Sign(rand.Reader, key, sum[:])
		if err != nil {
			return signature, err
		}
		order := elliptic.P256().Params().N
		if half := new(big.Int).Rsh(order, 1); s.Cmp(half) > 0 {
			s.Sub(order, s)
		}
		r.FillBytes(signature[:32])
		s.FillBytes(signature[32:])
		return signature, nil
	}
}

// readMember returns an organisation's member file from its folder.
func readMember(d Dir, o Organisation) (SignedMember, error) {
	return ReadMember(d.Member(o))
}

// ReadMember reads a member file. Its errors name the file.
func ReadMember(path string) (SignedMember, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return SignedMember{}, err
	}
	m, err := ParseMember(text)
	if err != nil {
		return m, fmt.Errorf("%s: %w", path, err)
	}
	return m, nil
}
