package blocks

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"hash"
	"slices"
	"time"

	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"
	"google.golang.org/protobuf/proto"
)

// organisation is one membership service: whose certificates count as whose.
// It follows Fabric's X.509 MSP at version 3.0. Certificates are compared as
// canonicalCertificate writes them.
//
// An organisation changes its membership service alone, so nothing in it is an
// error of a block: a service that does not read here leaves its members
// unjudged.
type organisation struct {
	id                string
	roots             *x509.CertPool
	intermediates     *x509.CertPool
	authorities       []*x509.Certificate
	issuesAuthorities map[string]bool // authorities that issued other authorities
	admins            [][]byte
	revocations       []revocationList
	units             map[string][][]byte // organisational unit → certifiers; empty: any
	nodeUnits         map[string]nodeUnit // by unit; nil: not enforced
	roleUnit          map[mspb.MSPRole_MSPRoleType]string
	sha3              bool             // members sign over SHA3-256 instead of SHA-256
	unsigned          bool             // the hash that members should sign over is none: no signature verifies
	nameHash          func() hash.Hash // by which paths of authorities are named
	unjudged          error            // why its members cannot be judged here; nil: they can
}

type nodeUnit struct{ certifier []byte }

// revocationList is a list with the key identifier of its authority. A list
// that names none makes Fabric refuse every member.
type revocationList struct {
	list      *pkix.CertificateList
	authority []byte
	unnamed   bool
}

// newOrganisation reads a membership service. It returns an error only where
// not even the service's name reads.
func newOrganisation(raw []byte) (*organisation, error) {
	outer, conf := &mspb.MSPConfig{}, &mspb.FabricMSPConfig{}
	if err := proto.Unmarshal(raw, outer); err != nil {
		return nil, err
	}
	if kindOf("msp/%s", mspType(outer.GetType())) == KindForeign {
		return unjudgedOrganisation(outer)
	}
	if err := proto.Unmarshal(outer.GetConfig(), conf); err != nil {
		return nil, err
	}
	o := &organisation{id: conf.GetName(), issuesAuthorities: map[string]bool{}}
	if o.id == "" {
		return nil, errors.New("membership service has no name")
	}
	steps := []func(*mspb.FabricMSPConfig) error{
		o.readHashes, o.readAuthorities, o.readRevocations, o.readUnits, o.readNodeUnits, o.readAdmins,
	}
	for _, step := range steps {
		if err := step(conf); err != nil {
			o.unjudged = fmt.Errorf("membership service of %s: %w", o.id, err)
			break
		}
	}
	return o, nil
}

// mspType returns the name of a type of membership service.
func mspType(number int32) string {
	if number == 0 {
		return "FABRIC"
	}
	return fmt.Sprintf("type-%d", number)
}

// unjudgedOrganisation returns an organisation of another type of service,
// which begins with its name like all of them.
func unjudgedOrganisation(outer *mspb.MSPConfig) (*organisation, error) {
	named := &mspb.IdemixMSPConfig{}
	if err := proto.Unmarshal(outer.GetConfig(), named); err != nil || named.GetName() == "" {
		return nil, errors.Join(errors.New("membership service has no name"), err)
	}
	return &organisation{id: named.GetName(),
		unjudged: fmt.Errorf("membership service of %s is of type %d", named.GetName(), outer.GetType())}, nil
}

func (o *organisation) readHashes(conf *mspb.FabricMSPConfig) error {
	switch name := conf.GetCryptoConfig().GetIdentityIdentifierHashFunction(); name {
	case "", "SHA256":
		o.nameHash = sha256.New
	case "SHA384":
		o.nameHash = sha512.New384
	case "SHA3_256":
		o.nameHash = func() hash.Hash { return sha3.New256() }
	case "SHA3_384":
		o.nameHash = func() hash.Hash { return sha3.New384() }
	default:
		return fmt.Errorf("hash function %.20q", name)
	}
	switch family := conf.GetCryptoConfig().GetSignatureHashFamily(); family {
	case "", "SHA2":
	case "SHA3":
		o.sha3 = true
	default:
		o.unsigned = true // Fabric takes such a service, and then no signature
	}
	return nil
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
		for i := range chain[1:] {
			o.issuesAuthorities[string(canonicalInChain(chain, i+1))] = true
		}
	}
	return nil
}

func (o *organisation) addAuthority(text []byte, pool *x509.CertPool) error {
	certificate, err := parseCertificate(text)
	if err != nil {
		return err
	}
	if !certificate.IsCA {
		return errors.New("an authority's certificate is none")
	}
	pool.AddCert(certificate)
	o.authorities = append(o.authorities, certificate)
	return nil
}

func (o *organisation) readRevocations(conf *mspb.FabricMSPConfig) error {
	for _, raw := range conf.GetRevocationList() {
		//lint:ignore SA1019 Fabric reads lists with this function, which takes more than its successor does
		list, err := x509.ParseCRL(raw)
		if err != nil {
			return err
		}
		authority, named := authorityOf(list)
		o.revocations = append(o.revocations, revocationList{list: list, authority: authority, unnamed: !named})
	}
	return nil
}

var (
	oidAuthorityKey    = asn1.ObjectIdentifier{2, 5, 29, 35}
	oidAlternativeName = asn1.ObjectIdentifier{2, 5, 29, 17}
	oidNameConstraints = asn1.ObjectIdentifier{2, 5, 29, 30}
)

// authorityOf returns the key identifier of a revocation list's authority;
// false where the list has no such extension, or one that does not read.
func authorityOf(list *pkix.CertificateList) ([]byte, bool) {
	for _, extension := range list.TBSCertList.Extensions {
		if extension.Id.Equal(oidAuthorityKey) {
			var identifier struct {
				Key    []byte        `asn1:"optional,tag:0"`
				Issuer asn1.RawValue `asn1:"optional,tag:1"`
				Serial asn1.RawValue `asn1:"optional,tag:2"`
			}
			_, err := asn1.Unmarshal(extension.Value, &identifier)
			return identifier.Key, err == nil
		}
	}
	return nil, false
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

// readNodeUnits reads which units are roles. Of two roles with one unit the
// later one's certifier holds, in this order.
func (o *organisation) readNodeUnits(conf *mspb.FabricMSPConfig) error {
	nodes := conf.GetFabricNodeOus()
	if !nodes.GetEnable() {
		return nil
	}
	units, roles := map[string]nodeUnit{}, map[mspb.MSPRole_MSPRoleType]string{}
	for _, role := range []struct {
		role mspb.MSPRole_MSPRoleType
		unit *mspb.FabricOUIdentifier
	}{
		{mspb.MSPRole_CLIENT, nodes.GetClientOuIdentifier()},
		{mspb.MSPRole_PEER, nodes.GetPeerOuIdentifier()},
		{mspb.MSPRole_ADMIN, nodes.GetAdminOuIdentifier()},
		{mspb.MSPRole_ORDERER, nodes.GetOrdererOuIdentifier()},
	} {
		if role.unit == nil {
			continue
		}
		node := nodeUnit{}
		if len(role.unit.GetCertificate()) != 0 {
			certifier, err := o.certifier(role.unit.GetCertificate())
			if err != nil {
				return err
			}
			node.certifier = certifier
		}
		name := role.unit.GetOrganizationalUnitIdentifier()
		units[name], roles[role.role] = node, name
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
		chain, err := o.uniqueChain(certificate)
		if err != nil {
			return err
		}
		o.admins = append(o.admins, canonicalInChain(chain, 0))
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
	return o.fingerprint(chain, 0), nil
}

// fingerprint names the authorities of a path from a place on, as Fabric does
// in principals that name an organisational unit.
func (o *organisation) fingerprint(chain []*x509.Certificate, from int) []byte {
	sum := o.nameHash()
	for i := from; i < len(chain); i++ {
		sum.Write(canonicalInChain(chain, i))
	}
	return sum.Sum(nil)
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
	return chains[0], checkConstrainedName(chains[0])
}

// checkConstrainedName refuses what Fabric keeps refusing as Go 1.14 did: a
// certificate whose common name looks like a host's and that has no
// alternative name, below an authority with name constraints.
func checkConstrainedName(chain []*x509.Certificate) error {
	leaf := chain[0]
	if hasExtension(leaf, oidAlternativeName) || !looksLikeHost(leaf.Subject.CommonName) {
		return nil
	}
	for _, authority := range chain[1:] {
		if hasExtension(authority, oidNameConstraints) {
			return errors.New("a host's common name without alternative name, under name constraints")
		}
	}
	return nil
}

func hasExtension(certificate *x509.Certificate, id asn1.ObjectIdentifier) bool {
	return slices.ContainsFunc(certificate.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(id) })
}

func parseCertificate(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("a certificate is not PEM")
	}
	return x509.ParseCertificate(block.Bytes)
}
