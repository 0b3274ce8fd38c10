package blocks

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"

	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// identity is a certificate that leads to an organisation's root. Whether it
// is also in force (not revoked, the right units) is in invalid.
type identity struct {
	organisation *organisation
	certificate  *x509.Certificate // nil where the organisation is unjudged
	canonical    []byte            // what tells this identity from others
	units        []string
	certifier    []byte // fingerprint of the authorities above
	invalid      error
}

// unjudged reports whether nothing can be said of the identity here.
func (i *identity) unjudged() bool { return i.organisation.unjudged != nil }

// identify reads a serialised identity. It returns an error where Fabric would
// not get as far as judging it: unknown organisation, no certificate, no path.
func (c *Config) identify(serialised []byte) (*identity, error) {
	if known := c.identities.load(serialised); known != nil {
		return known, nil
	}
	sid := &mspb.SerializedIdentity{}
	if err := proto.Unmarshal(serialised, sid); err != nil {
		return nil, err
	}
	o, ok := c.organisations[sid.GetMspid()]
	if !ok {
		return nil, fmt.Errorf("no organisation %.64q in the channel", sid.GetMspid())
	}
	id, err := o.identityOf(sid.GetIdBytes())
	if err != nil {
		return nil, err
	}
	c.identities.store(serialised, id)
	return id, nil
}

// identityOf reads the certificate of a member.
func (o *organisation) identityOf(text []byte) (*identity, error) {
	if o.unjudged != nil {
		return &identity{organisation: o, canonical: slices.Clone(text), invalid: o.unjudged}, nil
	}
	certificate, err := parseCertificate(text)
	if err != nil {
		return nil, err
	}
	chain, err := o.uniqueChain(certificate)
	if err != nil {
		return nil, err
	}
	id := &identity{
		organisation: o,
		certificate:  certificate,
		canonical:    canonicalInChain(chain, 0),
		units:        certificate.Subject.OrganizationalUnit,
		certifier:    o.fingerprint(chain, 1),
	}
	id.invalid = o.checkMember(certificate, chain)
	return id, nil
}

// checkMember decides whether a certificate with its path is a member's in force.
func (o *organisation) checkMember(certificate *x509.Certificate, chain []*x509.Certificate) error {
	switch {
	case certificate.PublicKeyAlgorithm != x509.ECDSA && certificate.PublicKeyAlgorithm != x509.Ed25519:
		return errors.New("neither an ECDSA nor an Ed25519 key")
	case certificate.IsCA || len(chain) < 2:
		return errors.New("an authority's certificate is nobody's identity")
	case o.issuesAuthorities[string(canonicalInChain(chain, 1))]:
		return errors.New("issued by an authority that issues authorities")
	}
	if err := o.checkRevoked(certificate, chain[1]); err != nil {
		return err
	}
	return o.checkUnits(certificate.Subject.OrganizationalUnit, o.fingerprint(chain, 1))
}

// checkRevoked looks a certificate up in the revocation lists, in their order.
func (o *organisation) checkRevoked(certificate, issuer *x509.Certificate) error {
	for _, r := range o.revocations {
		if r.unnamed {
			return errors.New("a revocation list of the organisation names no authority")
		}
		if !bytes.Equal(r.authority, issuer.SubjectKeyId) {
			continue
		}
		for _, entry := range r.list.TBSCertList.RevokedCertificates {
			if entry.SerialNumber.Cmp(certificate.SerialNumber) != 0 {
				continue
			}
			//lint:ignore SA1019 lists are read and judged by the functions that Fabric uses
			if issuer.CheckCRLSignature(r.list) == nil {
				return errors.New("certificate is revoked")
			}
		}
	}
	return nil
}

func (o *organisation) checkUnits(units []string, certifier []byte) error {
	if len(o.units) > 0 && !slices.ContainsFunc(units, func(unit string) bool {
		return slices.ContainsFunc(o.units[unit], func(c []byte) bool { return bytes.Equal(c, certifier) })
	}) {
		return errors.New("no organisational unit of the organisation")
	}
	if o.nodeUnits == nil {
		return nil
	}
	roles := 0
	for _, unit := range units {
		node, is := o.nodeUnits[unit]
		if !is {
			continue
		}
		if len(node.certifier) != 0 && !bytes.Equal(node.certifier, certifier) {
			return errors.New("role given by the wrong authority")
		}
		roles++
	}
	if roles != 1 {
		return fmt.Errorf("%d roles among client, peer, admin and orderer, want one", roles)
	}
	return nil
}

// same reports whether two identities are one for Fabric.
func (i *identity) same(other *identity) bool {
	return i.organisation.id == other.organisation.id && bytes.Equal(i.canonical, other.canonical)
}

// hasRole reports whether i is in force and has a role in its organisation.
func (i *identity) hasRole(role mspb.MSPRole_MSPRoleType) bool {
	o := i.organisation
	if role == mspb.MSPRole_ADMIN &&
		slices.ContainsFunc(o.admins, func(a []byte) bool { return bytes.Equal(a, i.canonical) }) {
		return true
	}
	if i.invalid != nil {
		return false
	}
	if role == mspb.MSPRole_MEMBER {
		return true
	}
	unit, known := o.roleUnit[role]
	return known && slices.Contains(i.units, unit)
}

// verify reports whether signature is i's over message.
func (i *identity) verify(message, signature []byte) bool {
	return !i.unjudged() && !i.organisation.unsigned &&
		verifySignature(i.certificate, i.organisation.sha3, message, signature)
}

// canonicalInChain returns the certificate at a place of a path to a root as
// Fabric rewrites it before it compares, names or hashes it: an ECDSA
// signature has the lesser of s and n-s.
func canonicalInChain(chain []*x509.Certificate, at int) []byte {
	certificate := chain[at]
	issuer, isECDSA := chain[min(at+1, len(chain)-1)].PublicKey.(*ecdsa.PublicKey)
	var rs struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(certificate.Signature, &rs); !isECDSA || err != nil || rs.S == nil {
		return certificate.Raw
	}
	if n := issuer.Curve.Params().N; rs.S.Cmp(new(big.Int).Rsh(n, 1)) > 0 {
		rs.S.Sub(n, rs.S)
	}
	var parts struct {
		Signed    asn1.RawValue
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	low, err := asn1.Marshal(rs)
	if _, unreadable := asn1.Unmarshal(certificate.Raw, &parts); err != nil || unreadable != nil {
		return certificate.Raw
	}
	parts.Signature = asn1.BitString{Bytes: low, BitLength: 8 * len(low)}
	canonical, err := asn1.Marshal(parts)
	if err != nil {
		return certificate.Raw
	}
	return canonical
}

// looksLikeHost reports whether Go 1.14 took a common name for that of a host,
// a leading wildcard, underscores and colons included.
func looksLikeHost(name string) bool {
	if n := len(name); n > 0 && name[n-1] == '.' {
		name = name[:n-1]
	}
	if name == "" {
		return false
	}
	label, first := 0, true // characters in the present label; whether it is the first one
	wildcard := false
	for _, r := range name {
		switch {
		case r == '.':
			if label == 0 {
				return false
			}
			label, first, wildcard = 0, false, false
			continue
		case wildcard:
			return false // something follows the asterisk in its label
		case r == '*':
			if !first || label > 0 {
				return false
			}
			wildcard = true
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == ':':
		case r == '-' && label > 0:
		default:
			return false
		}
		label++
	}
	return label > 0
}
