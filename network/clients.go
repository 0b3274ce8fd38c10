package network

import (
	"fmt"
	"path/filepath"
	"slices"

	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// client is an identity that is handed over as a folder.
type client struct {
	name         string
	organisation Organisation
	units        []string // node OU first, then roles

	takesKeyElsewhere bool // its program takes a private key that is in no file
}

// clients returns the identities that the network hands over.
func clients() []client {
	orgs := map[string]Organisation{}
	var all []client
	for _, o := range Organisations() {
		orgs[o.Name] = o
		all = append(all, client{adminClient(o), o, []string{unitAdmin}, false})
	}
	return append(all,
		client{"registryd", orgs["schools"], []string{"client", "registry"}, false},
		client{"verifierd", orgs["auditor"], []string{"client", "verifier"}, false},
		client{"accreditor", orgs["ministry"], []string{"client", "accreditor"}, true},
	)
}

func adminClient(o Organisation) string { return o.Name + "-admin" }

// clientNamed returns a client of the network, or ErrUsage.
func clientNamed(name string) (client, error) {
	for _, c := range clients() {
		if c.name == name {
			return c, nil
		}
	}
	return client{}, fmt.Errorf("%w: there is no client %q", ErrUsage, name)
}

// writeConnections completes the folder of each client of the folder's organisations.
func writeConnections(d Dir, own []Organisation, members []Member, genesis ledger.Digest) error {
	for _, c := range clients() {
		if !slices.Contains(own, c.organisation) {
			continue
		}
		names, err := readKeyNames(d.organisation(c.organisation))
		if err != nil {
			return err
		}
		if err := writeConnection(d, c, names.of(c), members, genesis); err != nil {
			return fmt.Errorf("client %s: %w", c.name, err)
		}
	}
	return nil
}

// writeConnection completes a client's folder: TLS roots of all peers, and
// connection.json, which names them and where the key is.
func writeConnection(d Dir, c client, key string, members []Member, genesis ledger.Digest) error {
	dir := filepath.Dir(d.Client(c.name))
	connection := clientfile.Connection{Channel: Channel, Chaincode: Chaincode, Genesis: genesis,
		MSP: c.organisation.MSP, Certificate: "certificate.pem", PrivateKey: key}
	for _, m := range ownFirst(c.organisation, members) {
		o, err := m.Organisation()
		if err != nil {
			return err
		}
		root := filepath.Join("tls", o.Name+".pem")
		if err := writeFile(filepath.Join(dir, root), []byte(m.Certificates.TLS)); err != nil {
			return err
		}
		connection.Peers = append(connection.Peers, clientfile.Peer{
			MSP:        o.MSP,
			Address:    m.Peer,
			ServerName: o.Node(KindPeer),
			TLSRoot:    root,
		})
	}
	return writeJSON(d.Client(c.name), connection)
}

// ownFirst returns the members with one of them moved to the front.
func ownFirst(own Organisation, members []Member) []Member {
	var first, others []Member
	for _, m := range members {
		if m.Name == own.Name {
			first = append(first, m)
		} else {
			others = append(others, m)
		}
	}
	return append(first, others...)
}

// trustOf returns the trust file of a ledger, to which nobody has agreed yet. It
// accepts no verifier service's key: that is for the verifier's operator to add.
func trustOf(genesis ledger.Digest) ledger.Trust {
	return ledger.Trust{
		Genesis:      genesis,
		Channel:      Channel,
		Chaincode:    Chaincode,
		Accreditors:  Accreditors(),
		VerifierKeys: []ledger.PublicKey{},
	}
}
