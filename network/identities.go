package network

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sogoc/verifier/canonicaljson"
)

// Names of further TLS certificates of an organisation.
const (
	tlsOperator        = "operator"         // of networkctl, at admin and operations endpoints
	tlsChaincodeClient = "chaincode-client" // of the peer, when it calls its chaincode
)

// unitAdmin is the organisational unit of an administrator's certificate.
const unitAdmin = "admin"

// authorities are an organisation's three.
type authorities struct{ members, orderers, tls *authority }

// InitOrganisation makes an organisation in the folder: its authorities, the keys and
// certificates of its nodes and clients, and its member file, which is public. Ports
// that are 0 become free ones. All else stays in the folder, which is the
// organisation's own. Of keys that are elsewhere it makes none: SignIdentity gives
// their clients certificates. It returns ErrUsage where the folder holds an organisation
// already, this one or another: keys are made once, each organisation's in its own folder.
func InitOrganisation(
	d Dir, name string, addresses OrganisationAddresses, now time.Time, elsewhere ...KeyElsewhere,
) (SignedMember, error) {
	for _, o := range organisationsIn(d) {
		if o.Name != name {
			return SignedMember{}, fmt.Errorf("%w: %s is the folder of %s, and an organisation has its own: "+
				"name another folder for %s", ErrUsage, d, o.Name, name)
		}
	}
	held := heldPorts{}
	defer held.release()
	return initOrganisation(d, name, addresses, now, held, elsewhere...)
}

func initOrganisation(
	d Dir, name string, addresses OrganisationAddresses, now time.Time, held heldPorts, elsewhere ...KeyElsewhere,
) (SignedMember, error) {
	o, err := organisationNamed(name)
	if err != nil {
		return SignedMember{}, err
	}
	if host := addresses.publicHost(); host != addresses.Host {
		return SignedMember{}, fmt.Errorf("%w: the host at which others reach %s is not named", ErrUsage, name)
	}
	if err := addresses.check(); err != nil {
		return SignedMember{}, err
	}
	if exists(string(d.organisation(o))) {
		return SignedMember{}, fmt.Errorf("%w: %s holds keys of %s already; "+
			"if the act that made them was interrupted, remove that folder", ErrUsage, d.organisation(o), name)
	}
	names := keyNames{}
	for _, k := range elsewhere {
		if _, err := k.client(o); err != nil {
			return SignedMember{}, err
		}
		names[k.Client] = k.Name
	}
	if err := os.MkdirAll(string(d), privateFolder); err != nil {
		return SignedMember{}, err
	}
	r, err := readRecord(d)
	if err != nil && exists(d.record()) {
		return SignedMember{}, err
	}
	if r.Complete || !r.Genesis.IsZero() {
		return SignedMember{}, fmt.Errorf("%w: %s belongs to a channel already: name a new folder", ErrUsage, d)
	}
	if r.Addresses == nil {
		r = record{Created: now.UTC(), Addresses: Addresses{}}
	}
	if addresses, err = held.chooseAddresses(addresses); err != nil {
		return SignedMember{}, err
	}
	m, err := makeOrganisation(d, o, addresses, now, r.CertificateLife, names)
	if err != nil {
		return m, err
	}
	r.Addresses[o.Name] = addresses
	return m, r.write(d)
}

// makeOrganisation makes an organisation's keys, certificates and member file.
func makeOrganisation(
	d Dir, o Organisation, addresses OrganisationAddresses, now time.Time, life time.Duration, elsewhere keyNames,
) (SignedMember, error) {
	var m SignedMember
	dir := d.organisation(o)
	if len(elsewhere) > 0 {
		if err := elsewhere.write(dir); err != nil {
			return m, err
		}
	}
	a, err := makeAuthorities(dir, o, now)
	if err != nil {
		return m, err
	}
	keys := publicKeys{}
	for name := range elsewhere {
		keys[name] = nil
	}
	i := issuer{authorities: a, organisation: o, host: addresses.publicHost(), now: now, keys: keys, life: life}
	for _, make := range []func() error{
		func() error { return i.orderer(dir) },
		func() error { return i.members(dir) },
		func() error { return i.clients(d.clientKeys) },
	} {
		if err := make(); err != nil {
			return m, fmt.Errorf("certificates of %s: %w", o.Name, err)
		}
	}
	if m, err = describeMember(d, o, addresses, now); err != nil {
		return m, err
	}
	text, err := m.Canonical()
	if err != nil {
		return m, err
	}
	return m, writeFile(d.Member(o), append(text, '\n'))
}

// describeMember returns what is public of an organisation in the folder, signed by
// its administrator.
func describeMember(d Dir, o Organisation, addresses OrganisationAddresses, now time.Time) (SignedMember, error) {
	dir := d.organisation(o)
	m := Member{
		Type:    TypeMember,
		Name:    o.Name,
		Created: now.UTC().Truncate(time.Second),
		Orderer: addresses.publicAddress(addresses.Orderer),
		Peer:    addresses.publicAddress(addresses.Peer),
	}
	administrator := d.administrator(o)
	for _, one := range []struct {
		to   *string
		path string
	}{
		{&m.Certificates.Members, authorityCertificate(dir.authority(authorityMembers))},
		{&m.Certificates.Orderers, authorityCertificate(dir.authority(authorityOrderers))},
		{&m.Certificates.TLS, dir.tlsRoot()},
		{&m.Certificates.Orderer, filepath.Join(dir.msp(KindOrderer), "signcerts", "certificate.pem")},
		{&m.Certificates.OrdererTLS, dir.tls(string(KindOrderer)).certificate},
		{&m.Certificates.Administrator, administrator.certificate},
	} {
		text, err := os.ReadFile(one.path)
		if err != nil {
			return SignedMember{}, err
		}
		*one.to = string(text)
	}
	pair, err := administrator.load()
	if err != nil {
		return SignedMember{}, err
	}
	_, key, err := pair.parse()
	if err != nil {
		return SignedMember{}, fmt.Errorf("administrator of %s: %w", o.Name, err)
	}
	text, err := canonicaljson.Marshal(m)
	if err != nil {
		return SignedMember{}, err
	}
	signature, err := signWith(key)(text)
	if err != nil {
		return SignedMember{}, err
	}
	signed := SignedMember{m, signature}
	return signed, signed.Verify()
}

func makeAuthorities(dir orgDir, o Organisation, now time.Time) (authorities, error) {
	var a authorities
	for _, one := range []struct {
		to      **authority
		purpose string
	}{{&a.members, authorityMembers}, {&a.orderers, authorityOrderers}, {&a.tls, authorityTLS}} {
		made, err := newAuthority(o.Name, one.purpose, now)
		if err != nil {
			return a, err
		}
		if err := made.save(dir.authority(one.purpose)); err != nil {
			return a, err
		}
		*one.to = made
	}
	return a, nil
}

// nodeUnits is an MSP's config.yaml: the organisational units that say what a
// certificate's holder is.
const nodeUnits = `NodeOUs:
  Enable: true
  ClientOUIdentifier: {Certificate: cacerts/authority.pem, OrganizationalUnitIdentifier: client}
  PeerOUIdentifier: {Certificate: cacerts/authority.pem, OrganizationalUnitIdentifier: peer}
  AdminOUIdentifier: {Certificate: cacerts/authority.pem, OrganizationalUnitIdentifier: admin}
  OrdererOUIdentifier: {Certificate: cacerts/authority.pem, OrganizationalUnitIdentifier: orderer}
`

// writeMSP writes the folder in which Fabric's programs look for an identity.
func writeMSP(dir string, signer, tls *authority, identity keyPair) error {
	if err := writePublicMSP(dir, signer.pem, tls.pem); err != nil {
		return err
	}
	return identity.save(mspKeyFiles(dir))
}

// mspKeyFiles are the certificate and key of an MSP folder.
func mspKeyFiles(dir string) keyFiles {
	return keyFiles{filepath.Join(dir, "signcerts", "certificate.pem"), filepath.Join(dir, "keystore", "key.pem")}
}

// writePublicMSP writes what of an MSP folder the channel's configuration is made from.
func writePublicMSP(dir string, signer, tls []byte) error {
	for name, content := range map[string][]byte{
		"cacerts/authority.pem":    signer,
		"tlscacerts/authority.pem": tls,
		"config.yaml":              []byte(nodeUnits),
	} {
		if err := writeFile(filepath.Join(dir, name), content); err != nil {
			return err
		}
	}
	return nil
}

// writeTLSRoots writes one file with the TLS roots of all members: what every
// orderer trusts in its cluster.
func writeTLSRoots(d Dir, members []Member) error {
	var roots bytes.Buffer
	for _, m := range members {
		roots.WriteString(m.Certificates.TLS)
	}
	return writeFile(d.allTLSRoots(), roots.Bytes())
}

func (d Dir) allTLSRoots() string { return d.join("organisations", "tls-roots.pem") }
