package blocks

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// identity is a certificate that leads to an organisation's root. Whether it
// is also in force (not revoked, the right units) is in invalid.
type identity struct {
	organisation *organisation
	certificate  *x509.Certificate
	units        []string
	invalid      error
}

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
	certificate, err := parseCertificate(sid.GetIdBytes())
	if err != nil {
		return nil, err
	}
	chain, err := o.uniqueChain(certificate)
	if err != nil {
		return nil, err
	}
	id := &identity{organisation: o, certificate: certificate, units: certificate.Subject.OrganizationalUnit}
	id.invalid = o.judge(certificate, chain)
	c.identities.store(serialised, id)
	return id, nil
}

// judge decides whether a certificate with its path is a member's in force.
func (o *organisation) judge(certificate *x509.Certificate, chain []*x509.Certificate) error {
	switch {
	case certificate.PublicKeyAlgorithm != x509.ECDSA && certificate.PublicKeyAlgorithm != x509.Ed25519:
		return errors.New("neither an ECDSA nor an Ed25519 key")
	case certificate.IsCA || len(chain) < 2:
		return errors.New("an authority's certificate is nobody's identity")
	case o.inner[string(chain[1].RawTBSCertificate)]:
		return errors.New("issued by an authority that issues authorities")
	case o.revoked(certificate, chain[1]):
		return errors.New("certificate is revoked")
	}
	return o.judgeUnits(certificate.Subject.OrganizationalUnit, fingerprint(chain[1:]))
}

func (o *organisation) revoked(certificate, issuer *x509.Certificate) bool {
	for _, list := range o.revocations {
		if !bytes.Equal(list.AuthorityKeyId, issuer.SubjectKeyId) {
			continue
		}
		for _, entry := range list.RevokedCertificateEntries {
			if entry.SerialNumber.Cmp(certificate.SerialNumber) == 0 &&
				issuer.CheckSignature(list.SignatureAlgorithm, list.RawTBSRevocationList, list.Signature) == nil {
				return true
			}
		}
	}
	return false
}

func (o *organisation) judgeUnits(units []string, certifier []byte) error {
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

// same reports whether two identities are one member's, however their
// certificates' signatures are written.
func (i *identity) same(other *identity) bool {
	return i.organisation.id == other.organisation.id &&
		bytes.Equal(i.certificate.RawTBSCertificate, other.certificate.RawTBSCertificate)
}

// hasRole reports whether i is in force and has a role in its organisation.
func (i *identity) hasRole(role mspb.MSPRole_MSPRoleType) bool {
	o := i.organisation
	if role == mspb.MSPRole_ADMIN && slices.ContainsFunc(o.admins, func(a *x509.Certificate) bool {
		return bytes.Equal(a.RawTBSCertificate, i.certificate.RawTBSCertificate)
	}) {
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
