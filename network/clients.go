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
}

// clients returns the identities that the network hands over.
func clients() []client {
	orgs := map[string]Organisation{}
	var all []client
	for _, o := range Organisations() {
		orgs[o.Name] = o
		all = append(all, client{adminClient(o), o, []string{unitAdmin}})
	}
	return append(all,
		client{"registryd", orgs["schools"], []string{"client", "registry"}},
		client{"verifierd", orgs["auditor"], []string{"client", "verifier"}},
		client{"accreditor", orgs["ministry"], []string{"client", "accreditor"}},
	)
}

func adminClient(o Organisation) string { return o.Name + "-admin" }

// writeConnections completes the folder of each client of the folder's
// organisations: TLS roots of all peers, and connection.json, which names them.
func writeConnections(d Dir, own []Organisation, members []Member, genesis ledger.Digest) error {
	for _, c := range clients() {
		if !slices.Contains(own, c.organisation) {
			continue
		}
		dir := filepath.Dir(d.Client(c.name))
		connection := clientfile.Connection{Channel: Channel, Chaincode: Chaincode, Genesis: genesis,
			MSP: c.organisation.MSP, Certificate: "certificate.pem", PrivateKey: "key.pem"}
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
		if err := writeJSON(d.Client(c.name), connection); err != nil {
			return fmt.Errorf("client %s: %w", c.name, err)
		}
	}
	return nil
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
