package blocks

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"time"

	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// organisation is one membership service: whose certificates count as whose.
// It follows Fabric's X.509 MSP at version 3.0. Certificates are compared by
// the part that the authority signed, so that the two forms of one ECDSA
// signature make no difference (Fabric rewrites them to low-S instead).
type organisation struct {
	id            string
	roots         *x509.CertPool
	intermediates *x509.CertPool
	authorities   []*x509.Certificate
	inner         map[string]bool // authorities that issued other authorities
	admins        []*x509.Certificate
	revocations   []*x509.RevocationList
	units         map[string][][]byte // organisational unit → certifiers; empty: any
	nodeUnits     map[string]nodeUnit // by unit; nil: not enforced
	roleUnit      map[mspb.MSPRole_MSPRoleType]string
}

type nodeUnit struct{ certifier []byte }

var oidNameConstraints = asn1.ObjectIdentifier{2, 5, 29, 30}

func newOrganisation(raw []byte) (*organisation, error) {
	outer, conf := &mspb.MSPConfig{}, &mspb.FabricMSPConfig{}
	if err := proto.Unmarshal(raw, outer); err != nil {
		return nil, err
	}
	if outer.GetType() != 0 {
		return nil, fmt.Errorf("membership service of type %d is not judged here", outer.GetType())
	}
	if err := proto.Unmarshal(outer.GetConfig(), conf); err != nil {
		return nil, err
	}
	if h := conf.GetCryptoConfig().GetSignatureHashFamily(); h != "" && h != "SHA2" {
		return nil, fmt.Errorf("hash family %.20q is not judged here", h)
	}
	o := &organisation{id: conf.GetName(), inner: map[string]bool{}}
	if o.id == "" {
		return nil, errors.New("membership service has no name")
	}
	steps := []func(*mspb.FabricMSPConfig) error{o.readAuthorities, o.readRevocations, o.readUnits, o.readNodeUnits, o.readAdmins}
	for _, step := range steps {
		if err := step(conf); err != nil {
			return nil, fmt.Errorf("%s: %w", o.id, err)
		}
	}
	return o, nil
}

func (o *organisation) readAuthorities(conf *mspb.FabricMSPConfig) error {
	if len(conf.GetRootCerts()) == 0 {
		return errors.New("no root certificate")
	}
	o.roots, o.intermediates = x509.NewCertPool(), x509.NewCertPool()
	for _, text := range conf.GetRootCerts() {
		if err := o.addAuthority(text, o.roots); err != nil {
			return err
		}
	}
	for _, text := range conf.GetIntermediateCerts() {
		if err := o.addAuthority(text, o.intermediates); err != nil {
			return err
		}
	}
	for _, authority := range o.authorities {
		chain, err := o.uniqueChain(authority)
		if err != nil {
			return err
		}
		for _, issuer := range chain[1:] {
			o.inner[string(issuer.RawTBSCertificate)] = true
		}
	}
	return nil
}

func (o *organisation) addAuthority(text []byte, pool *x509.CertPool) error {
	certificate, err := parseCertificate(text)
	if err != nil {
		return err
	}
	if !certificate.IsCA || len(certificate.SubjectKeyId) == 0 {
		return errors.New("an authority's certificate is none, or has no key identifier")
	}
	for _, extension := range certificate.Extensions {
		if extension.Id.Equal(oidNameConstraints) {
			return errors.New("name constraints are not judged here")
		}
	}
	pool.AddCert(certificate)
	o.authorities = append(o.authorities, certificate)
	return nil
}

// readRevocations keeps the lists; Fabric refuses every identity of an
// organisation that has a list without an authority's key identifier.
func (o *organisation) readRevocations(conf *mspb.FabricMSPConfig) error {
	for _, raw := range conf.GetRevocationList() {
		if block, _ := pem.Decode(raw); block != nil {
			raw = block.Bytes
		}
		list, err := x509.ParseRevocationList(raw)
		if err != nil {
			return err
		}
		if len(list.AuthorityKeyId) == 0 {
			return errors.New("a revocation list names no authority")
		}
		o.revocations = append(o.revocations, list)
	}
	return nil
}

func (o *organisation) readUnits(conf *mspb.FabricMSPConfig) error {
	o.units = map[string][][]byte{}
	for _, unit := range conf.GetOrganizationalUnitIdentifiers() {
		certifier, err := o.certifier(unit.GetCertificate())
		if err != nil {
			return err
		}
		name := unit.GetOrganizationalUnitIdentifier()
		o.units[name] = append(o.units[name], certifier)
	}
	return nil
}

func (o *organisation) readNodeUnits(conf *mspb.FabricMSPConfig) error {
	nodes := conf.GetFabricNodeOus()
	if !nodes.GetEnable() {
		return nil
	}
	units, roles := map[string]nodeUnit{}, map[mspb.MSPRole_MSPRoleType]string{}
	for role, unit := range map[mspb.MSPRole_MSPRoleType]*mspb.FabricOUIdentifier{
		mspb.MSPRole_CLIENT: nodes.GetClientOuIdentifier(), mspb.MSPRole_PEER: nodes.GetPeerOuIdentifier(),
		mspb.MSPRole_ADMIN: nodes.GetAdminOuIdentifier(), mspb.MSPRole_ORDERER: nodes.GetOrdererOuIdentifier(),
	} {
		if unit == nil {
			continue
		}
		name, node := unit.GetOrganizationalUnitIdentifier(), nodeUnit{}
		if len(unit.GetCertificate()) != 0 {
			certifier, err := o.certifier(unit.GetCertificate())
			if err != nil {
				return err
			}
			node.certifier = certifier
		}
		if _, twice := units[name]; twice {
			return fmt.Errorf("unit %.20q has two roles", name)
		}
		units[name], roles[role] = node, name
	}
	if len(units) > 0 {
		o.nodeUnits, o.roleUnit = units, roles
	}
	return nil
}

func (o *organisation) readAdmins(conf *mspb.FabricMSPConfig) error {
	for _, text := range conf.GetAdmins() {
		certificate, err := parseCertificate(text)
		if err != nil {
			return err
		}
		o.admins = append(o.admins, certificate)
	}
	return nil
}

// certifier returns the fingerprint of an authority's path to its root.
func (o *organisation) certifier(text []byte) ([]byte, error) {
	certificate, err := parseCertificate(text)
	if err != nil {
		return nil, err
	}
	known := func(a *x509.Certificate) bool { return bytes.Equal(a.RawTBSCertificate, certificate.RawTBSCertificate) }
	if !slices.ContainsFunc(o.authorities, known) {
		return nil, errors.New("a unit names a certifier that is no authority of the organisation")
	}
	chain, err := o.uniqueChain(certificate)
	if err != nil {
		return nil, err
	}
	return fingerprint(chain), nil
}

func fingerprint(chain []*x509.Certificate) []byte {
	hash := sha256.New()
	for _, c := range chain {
		hash.Write(c.RawTBSCertificate)
	}
	return hash.Sum(nil)
}

// uniqueChain returns the one path from a certificate to a root. The moment
// of judging is a second after the certificate began: Fabric never lets a
// certificate's end undo what a transaction with it did.
func (o *organisation) uniqueChain(certificate *x509.Certificate) ([]*x509.Certificate, error) {
	chains, err := certificate.Verify(x509.VerifyOptions{
		Roots: o.roots, Intermediates: o.intermediates, CurrentTime: certificate.NotBefore.Add(time.Second),
	})
	if err != nil {
		return nil, err
	}
	if len(chains) != 1 {
		return nil, fmt.Errorf("%d paths to a root, want one", len(chains))
	}
	return chains[0], nil
}

func parseCertificate(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("a certificate is not PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}
