package network

import (
	"bytes"
	"fmt"
	"path/filepath"
	"time"
)

// Names of further TLS certificates of an organisation.
const (
	tlsOperator        = "operator"         // of networkctl, at admin and operations endpoints
	tlsChaincodeClient = "chaincode-client" // of the peer, when it calls its chaincode
)

// authorities are an organisation's three.
type authorities struct{ members, orderers, tls *authority }

// makeIdentities makes every organisation's authorities, and the
// certificates of its nodes and clients.
func makeIdentities(d Dir, now time.Time) (map[string]authorities, error) {
	all := map[string]authorities{}
	for _, o := range Organisations() {
		a, err := makeAuthorities(d.organisation(o), o, now)
		if err != nil {
			return nil, err
		}
		all[o.Name] = a
		if err := makeNodes(d.organisation(o), o, a, now); err != nil {
			return nil, fmt.Errorf("certificates of %s: %w", o.Name, err)
		}
	}
	return all, nil
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

func makeNodes(dir orgDir, o Organisation, a authorities, now time.Time) error {
	for _, node := range []struct {
		kind   Kind
		signer *authority
	}{{KindOrderer, a.orderers}, {KindPeer, a.members}} {
		signing, err := node.signer.identity(o.Node(node.kind), now, string(node.kind))
		if err != nil {
			return err
		}
		if err := writeMSP(dir.msp(node.kind), node.signer, a.tls, signing); err != nil {
			return err
		}
	}
	for name, subject := range map[string]string{
		string(KindOrderer):   o.Node(KindOrderer),
		string(KindPeer):      o.Node(KindPeer),
		string(KindChaincode): o.Node(KindChaincode),
		tlsOperator:           o.Name + "-operator",
		tlsChaincodeClient:    o.Node(KindPeer) + "-to-chaincode",
	} {
		transport, err := a.tls.transport(subject, now)
		if err != nil {
			return err
		}
		if err := transport.save(dir.tls(name)); err != nil {
			return err
		}
	}
	return nil
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
// The channel's configuration is made from the same folder.
func writeMSP(dir string, signer, tls *authority, identity keyPair) error {
	for name, content := range map[string][]byte{
		"cacerts/authority.pem":     signer.pem,
		"tlscacerts/authority.pem":  tls.pem,
		"signcerts/certificate.pem": identity.certificate,
		"keystore/key.pem":          identity.key,
		"config.yaml":               []byte(nodeUnits),
	} {
		if err := writeFile(filepath.Join(dir, name), content); err != nil {
			return err
		}
	}
	return nil
}

// tlsRoots writes one file with the TLS roots of all organisations: what
// every orderer trusts in its cluster.
func tlsRoots(d Dir, all map[string]authorities) error {
	var roots bytes.Buffer
	for _, o := range Organisations() {
		roots.Write(all[o.Name].tls.pem)
	}
	return writeFile(d.allTLSRoots(), roots.Bytes())
}

func (d Dir) allTLSRoots() string { return d.join("organisations", "tls-roots.pem") }
