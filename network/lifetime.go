package network

import (
	"crypto/ecdsa"
	"slices"
	"time"
)

// certificateKind is what a certificate is for. It decides how long it is good.
type certificateKind int

// The kinds of certificates that an organisation's authorities issue.
const (
	certificateTransport     certificateKind = iota // TLS, of nodes and of the operator
	certificateNode                                 // signs blocks and endorsements
	certificateClient                               // signs a program's transactions
	certificateCaller                               // TLS, of a peer when it calls its chaincode; part of the chaincode's package
	certificateAdministrator                        // signs in the organisation's name
)

const (
	year = 365 * 24 * time.Hour

	authorityLife = 20 * year
	clockSkew     = 5 * time.Minute // a certificate is good from a little before it was made

	// apart is the distance between the ends of two organisations' certificates that
	// were made on one day, and half of it the distance between two kinds of one year:
	// a date that everybody forgot takes away one organisation, and three go on.
	apart = 30 * 24 * time.Hour
)

// lifetime returns how long an organisation's certificates of a kind are good.
func lifetime(o Organisation, k certificateKind) time.Duration {
	life := map[certificateKind]time.Duration{
		certificateTransport:     2 * year,
		certificateNode:          3 * year,
		certificateClient:        2*year - apart/2,
		certificateCaller:        5 * year,
		certificateAdministrator: 5*year - apart/2,
	}[k]
	return life - time.Duration(slices.Index(Organisations(), o))*apart
}

// validity is from when until when a certificate is good.
type validity struct{ from, until time.Time }

func validFor(now time.Time, life time.Duration) validity {
	return validity{now.Add(-clockSkew), now.Add(life)}
}

// issuer issues an organisation's certificates.
type issuer struct {
	authorities
	organisation Organisation
	host         string // at which others reach the nodes
	now          time.Time
	ordererKey   *ecdsa.PrivateKey // signs blocks, and stays; nil for a new one
	keys         publicKeys        // of clients that make their own
	life         time.Duration     // of every certificate, for tests of first ones; 0 for the lifetimes by kind
}

func (i issuer) validity(k certificateKind) validity {
	if i.life > 0 {
		return validFor(i.now, i.life)
	}
	return validFor(i.now, lifetime(i.organisation, k))
}

// orderer makes keys and certificates of the organisation's orderer, in a folder that
// is laid out as the organisation's is.
func (i issuer) orderer(to orgDir) error {
	name, good := i.organisation.Node(KindOrderer), i.validity(certificateNode)
	signing, err := i.orderers.identity(name, good, string(KindOrderer))
	if i.ordererKey != nil {
		signing, err = i.orderers.identityOf(i.ordererKey, name, good, string(KindOrderer))
	}
	if err != nil {
		return err
	}
	if err := writeMSP(to.msp(KindOrderer), i.orderers, i.tls, signing); err != nil {
		return err
	}
	return i.transport(to, string(KindOrderer), i.organisation.Node(KindOrderer), certificateTransport)
}

// members makes those of the peer, the chaincode and the operator.
func (i issuer) members(to orgDir) error {
	signing, err := i.authorities.members.identity(
		i.organisation.Node(KindPeer), i.validity(certificateNode), string(KindPeer))
	if err != nil {
		return err
	}
	if err := writeMSP(to.msp(KindPeer), i.authorities.members, i.tls, signing); err != nil {
		return err
	}
	for _, one := range []struct {
		name, subject string
		kind          certificateKind
	}{
		{string(KindPeer), i.organisation.Node(KindPeer), certificateTransport},
		{string(KindChaincode), i.organisation.Node(KindChaincode), certificateTransport},
		{tlsOperator, i.organisation.Name + "-operator", certificateTransport},
		{tlsChaincodeClient, i.organisation.Node(KindPeer) + "-to-chaincode", certificateCaller},
	} {
		if err := i.transport(to, one.name, one.subject, one.kind); err != nil {
			return err
		}
	}
	return nil
}

// clients makes those of the organisation's clients; to gives the files of each. A key
// that is elsewhere gets a certificate alone, once a request for it has come.
func (i issuer) clients(to func(client string) keyFiles) error {
	for _, c := range clients() {
		if c.organisation != i.organisation {
			continue
		}
		kind := certificateClient
		if slices.Contains(c.units, unitAdmin) {
			kind = certificateAdministrator
		}
		public, elsewhere := i.keys[c.name]
		if elsewhere && public == nil {
			continue
		}
		if elsewhere {
			certificate, err := i.authorities.members.certify(public, c.name, i.validity(kind), c.units...)
			if err != nil {
				return err
			}
			if err := writeFile(to(c.name).certificate, certificate); err != nil {
				return err
			}
			continue
		}
		identity, err := i.authorities.members.identity(c.name, i.validity(kind), c.units...)
		if err != nil {
			return err
		}
		if err := identity.save(to(c.name)); err != nil {
			return err
		}
	}
	return nil
}

func (i issuer) transport(to orgDir, name, subject string, k certificateKind) error {
	made, err := i.tls.transport(subject, i.host, i.validity(k))
	if err != nil {
		return err
	}
	return made.save(to.tls(name))
}
