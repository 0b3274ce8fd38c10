package network

import (
	"fmt"
	"path/filepath"
	"time"

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
		all = append(all, client{adminClient(o), o, []string{"admin"}})
	}
	return append(all,
		client{"registryd", orgs["schools"], []string{"client", "registry"}},
		client{"verifierd", orgs["auditor"], []string{"client", "verifier"}},
		client{"accreditor", orgs["ministry"], []string{"client", "accreditor"}},
	)
}

func adminClient(o Organisation) string { return o.Name + "-admin" }

// makeClients writes the folder of every client: certificate, private key,
// TLS roots of all peers, and connection.json, which names them.
func makeClients(d Dir, all map[string]authorities, ports Ports, genesis ledger.Digest, now time.Time) error {
	for _, c := range clients() {
		dir := filepath.Dir(d.Client(c.name))
		identity, err := all[c.organisation.Name].members.identity(c.name, now, c.units...)
		if err != nil {
			return err
		}
		files := keyFiles{filepath.Join(dir, "certificate.pem"), filepath.Join(dir, "key.pem")}
		if err := identity.save(files); err != nil {
			return err
		}
		connection := clientfile.Connection{Channel: Channel, Chaincode: Chaincode, Genesis: genesis,
			MSP: c.organisation.MSP, Certificate: "certificate.pem", PrivateKey: "key.pem"}
		for _, o := range ownFirst(c.organisation) {
			root := filepath.Join("tls", o.Name+".pem")
			if err := writeFile(filepath.Join(dir, root), all[o.Name].tls.pem); err != nil {
				return err
			}
			connection.Peers = append(connection.Peers, clientfile.Peer{MSP: o.MSP,
				Address: hostPort(ports[o.Name].Peer), ServerName: o.Node(KindPeer), TLSRoot: root})
		}
		if err := writeJSON(d.Client(c.name), connection); err != nil {
			return fmt.Errorf("client %s: %w", c.name, err)
		}
	}
	return nil
}

// ownFirst returns the organisations with one of them moved to the front.
func ownFirst(own Organisation) []Organisation {
	ordered := []Organisation{own}
	for _, o := range Organisations() {
		if o != own {
			ordered = append(ordered, o)
		}
	}
	return ordered
}

// writeTrust writes the trust file. It accepts no verifier service's key:
// that is for the verifier's operator to add.
func writeTrust(d Dir, genesis ledger.Digest) error {
	return writeJSON(d.Trust(), ledger.Trust{Genesis: genesis, Channel: Channel, Chaincode: Chaincode,
		Accreditors: Accreditors(), VerifierKeys: []ledger.PublicKey{}})
}
