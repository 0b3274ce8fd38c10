// Package pdfseal reads electronic seals in PDF files: signatures by certificates of a
// state or public authority that stand beside the signature of the credential itself
// (PAdES, ETSI EN 319 142-1; CMS, RFC 5652).
//
// A seal says who sealed which bytes of a file, and whether anything was added since. It
// says nothing of a credential: it never makes an answer better, and no answer needs one.
// Whether the chain of certificates ends at an authority that is believed here is the
// operator's setting; without one it is not judged. Revocation of a certificate and time
// stamps are not looked at, so that the time is the sealer's word.
//
// The package relies on smallstep/pkcs7 for CMS and on crypto/x509 for certificates. It
// holds no key and does no I/O.
package pdfseal

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/smallstep/pkcs7"
)

const (
	// MaxSize bounds one signature in bytes.
	MaxSize = 64 << 10
	// MaxCertificates bounds the certificates in one signature.
	MaxCertificates = 16
	// MaxRSABits bounds the RSA keys in one signature, as crypto/tls does: a stranger makes the
	// certificates, and one key that fills MaxSize takes a processor longer than a minute.
	MaxRSABits = 8192
)

// State says what a seal is worth by itself.
type State string

// The states.
const (
	Intact     State = "intact"     // the bytes under it are unchanged, and they are the whole file
	Extended   State = "extended"   // the bytes under it are unchanged, and something was added after sealing
	Broken     State = "broken"     // bytes under it, or the signature itself, were changed, or its certificate did not count at its time
	Unreadable State = "unreadable" // it is in no form that is read here
)

// States returns all states, for tables of words.
func States() []State { return []State{Intact, Extended, Broken, Unreadable} }

// Chain says how a seal's certificate stands to the authorities that are believed.
type Chain string

// The chains.
const (
	NotJudged Chain = "not_judged" // no authority is named here
	Trusted   Chain = "trusted"    // it ends at an authority that is believed here, as of the time that the seal names
	Untrusted Chain = "untrusted"  // it does not
)

// Chains returns all values of Chain, for tables of words.
func Chains() []Chain { return []Chain{NotJudged, Trusted, Untrusted} }

// Seal is one electronic seal in a file.
type Seal struct {
	State  State  `json:"state"`
	Chain  Chain  `json:"chain"`            // NotJudged until Judge
	Signer string `json:"signer,omitempty"` // name in the certificate, as its authority wrote it
	Issuer string `json:"issuer,omitempty"` // name of the authority that gave the certificate
	// Time is when it was sealed, by the sealer's own word.
	Time time.Time `json:"time,omitzero"`

	certificates []*x509.Certificate // the signer's first
}

// Raw is a signature as it stands in a file.
type Raw struct {
	ByteRange []int // pairs of beginning and length
	Contents  []byte
	SubFilter string
	Time      string // ISO 32000-2, 7.9.4; "" for none
}

// ErrSignature means that a signature is not one over these bytes that can be put into a file; its text says
// why.
var ErrSignature = errors.New("electronic seal")

// subFilters are the encodings of signatures that are read.
var subFilters = []string{"ETSI.CAdES.detached", "adbe.pkcs7.detached"}

// Read reads a seal of a file. Every input has a state.
func Read(file []byte, raw Raw) Seal {
	s := Seal{State: Unreadable, Chain: NotJudged, Time: dateOf(raw.Time)}
	signed, rest, err := raw.signedBytes(file)
	if err != nil || !slices.Contains(subFilters, raw.SubFilter) {
		return s
	}
	parsed, err := parse(raw.Contents)
	if err != nil {
		return s
	}
	s.name(parsed)
	if verify(parsed, signed) != nil {
		s.State = Broken
		return s
	}
	s.State = Intact
	if rest {
		s.State = Extended
	}
	return s
}

// signedBytes returns the bytes that a signature is over, and whether the file goes on
// behind them. They are all of its beginning but the signature itself, which stands
// there as hexadecimal digits: otherwise something else could be changed in its place.
func (raw Raw) signedBytes(file []byte) (signed []byte, rest bool, err error) {
	if len(raw.ByteRange) != 4 || raw.ByteRange[0] != 0 || slices.Min(raw.ByteRange) < 0 {
		return nil, false, errors.New("byte range")
	}
	first, second, length := raw.ByteRange[1], raw.ByteRange[2], raw.ByteRange[3]
	if second > len(file) || length > len(file)-second || first >= second-1 {
		return nil, false, errors.New("byte range")
	}
	gap := file[first:second]
	left, err := hex.AppendDecode(nil, gap[1:len(gap)-1])
	if gap[0] != '<' || gap[len(gap)-1] != '>' || err != nil || !bytes.Equal(left, raw.Contents) {
		return nil, false, errors.New("the byte range leaves out more than the signature")
	}
	signed = append(append([]byte{}, file[:first]...), file[second:second+length]...)
	return signed, second+length < len(file), nil
}

// parse reads a CMS signature of one signer. What a file has behind it are zeros, which
// fill its place.
func parse(contents []byte) (*pkcs7.PKCS7, error) {
	if len(contents) > MaxSize {
		return nil, errors.New("it is too long")
	}
	var outer asn1.RawValue
	behind, err := asn1.Unmarshal(contents, &outer)
	if err != nil || len(bytes.Trim(behind, "\x00")) > 0 {
		return nil, errors.New("it is not DER")
	}
	parsed, err := pkcs7.Parse(outer.FullBytes)
	if err != nil {
		return nil, err
	}
	if len(parsed.Certificates) > MaxCertificates || parsed.GetOnlySigner() == nil || len(parsed.Content) > 0 {
		return nil, errors.New("want one signer with its certificate, and the signed bytes outside")
	}
	if slices.ContainsFunc(parsed.Certificates, isKeyTooLong) {
		return nil, fmt.Errorf("a certificate has an RSA key of more than %d bits", MaxRSABits)
	}
	return parsed, checkForm(parsed)
}

func isKeyTooLong(c *x509.Certificate) bool {
	key, is := c.PublicKey.(*rsa.PublicKey)
	return is && key.N.BitLen() > MaxRSABits
}

// digests are those of signatures that are read (ETSI TS 119 312).
var digests = []asn1.ObjectIdentifier{
	pkcs7.OIDDigestAlgorithmSHA256,
	pkcs7.OIDDigestAlgorithmSHA384,
	pkcs7.OIDDigestAlgorithmSHA512,
}

// algorithms are those of signatures that are read. A curve's name stands for ECDSA in the
// signatures of some programs.
var algorithms = []asn1.ObjectIdentifier{
	pkcs7.OIDEncryptionAlgorithmRSA,
	pkcs7.OIDEncryptionAlgorithmRSASHA256,
	pkcs7.OIDEncryptionAlgorithmRSASHA384,
	pkcs7.OIDEncryptionAlgorithmRSASHA512,
	pkcs7.OIDDigestAlgorithmECDSASHA256,
	pkcs7.OIDDigestAlgorithmECDSASHA384,
	pkcs7.OIDDigestAlgorithmECDSASHA512,
	pkcs7.OIDEncryptionAlgorithmECDSAP256,
	pkcs7.OIDEncryptionAlgorithmECDSAP384,
	pkcs7.OIDEncryptionAlgorithmECDSAP521,
}

// checkForm returns nil for a signature that is made in a way that is read here. What is
// made otherwise was not changed by anybody for that.
func checkForm(parsed *pkcs7.PKCS7) error {
	signer := parsed.Signers[0]
	switch {
	case !slices.ContainsFunc(digests, signer.DigestAlgorithm.Algorithm.Equal):
		return errors.New("its digest is not one of SHA-256, SHA-384, SHA-512")
	case !slices.ContainsFunc(algorithms, signer.DigestEncryptionAlgorithm.Algorithm.Equal):
		return errors.New("its algorithm is neither ECDSA nor RSA with PKCS #1 v1.5, or its hash is SHA-1")
	case len(signer.AuthenticatedAttributes) == 0:
		return errors.New("it has no signed attributes")
	}
	return nil
}

func verify(parsed *pkcs7.PKCS7, signed []byte) error {
	parsed.Content = signed
	defer func() { parsed.Content = nil }()
	return parsed.Verify()
}

// name takes names and time out of a signature.
func (s *Seal) name(parsed *pkcs7.PKCS7) {
	signer := parsed.GetOnlySigner()
	s.Signer, s.Issuer = signer.Subject.String(), signer.Issuer.String()
	s.certificates = []*x509.Certificate{signer}
	for _, c := range parsed.Certificates {
		if !c.Equal(signer) {
			s.certificates = append(s.certificates, c)
		}
	}
	var at time.Time
	if parsed.UnmarshalSignedAttribute(pkcs7.OIDAttributeSigningTime, &at) == nil {
		s.Time = at.UTC()
	}
}

// Judge says how the seal's certificate stands to the authorities that are believed; nil
// for none. A seal that is broken has no chain that means anything.
func (s *Seal) Judge(roots *x509.CertPool, now time.Time) {
	s.Chain = NotJudged
	if roots == nil || s.State != Intact && s.State != Extended {
		return
	}
	between := x509.NewCertPool()
	for _, c := range s.certificates[1:] {
		between.AddCert(c)
	}
	at := s.Time
	if at.IsZero() || at.After(now) {
		at = now
	}
	s.Chain = Untrusted
	_, err := s.certificates[0].Verify(x509.VerifyOptions{
		Roots:         roots,
		Intermediates: between,
		CurrentTime:   at,
		KeyUsages:     []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err == nil {
		s.Chain = Trusted
	}
}

// oidSigningCertificateV2 is the attribute by which a signature names its certificate
// (RFC 5035), which PAdES demands.
var oidSigningCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}

// Accept returns nil for a CMS signature (DER) over these bytes that a prepared file may
// take: of one signer whose certificate it holds and names. Whose certificate it is, the
// person who put it in decides. It returns ErrSignature with the reason.
func Accept(signature, signed []byte) error {
	parsed, err := parse(signature)
	if err != nil {
		return fmt.Errorf("%w: not a detached CMS signature: %w", ErrSignature, err)
	}
	var named asn1.RawValue
	if parsed.UnmarshalSignedAttribute(oidSigningCertificateV2, &named) != nil {
		return fmt.Errorf("%w: it lacks the attribute signing-certificate-v2, which ETSI.CAdES.detached demands: "+
			"have it made as CAdES", ErrSignature)
	}
	if err := verify(parsed, signed); err != nil {
		return fmt.Errorf("%w: it is not a signature over this file: %w", ErrSignature, err)
	}
	return nil
}

// dateOf reads a PDF date, zero for none that it knows.
func dateOf(text string) time.Time {
	text = string(bytes.ReplaceAll([]byte(text), []byte("'"), nil))
	for _, form := range []string{"D:20060102150405Z0700", "D:20060102150405Z", "D:20060102150405"} {
		if at, err := time.Parse(form, text); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}
