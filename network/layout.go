package network

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Names that the whole network shares.
const (
	Channel   = "sogoc" // the channel
	Chaincode = "sogoc" // the one application chaincode
)

// Organisation is one of the four that run the network together.
type Organisation struct {
	Name       string // in node and file names
	MSP        string // members: peer, clients, administrators
	OrdererMSP string // the orderer, apart, with an authority of its own
}

// Organisations returns the four, in the order of their consenter ids, which begin at 1.
func Organisations() []Organisation {
	return []Organisation{
		{"ministry", "MinistryMSP", "MinistryOrdererMSP"},
		{"university", "UniversityMSP", "UniversityOrdererMSP"},
		{"schools", "SchoolsMSP", "SchoolsOrdererMSP"},
		{"auditor", "AuditorMSP", "AuditorOrdererMSP"},
	}
}

// Accreditors returns the MSPs whose accreditor certificates may accredit issuers.
func Accreditors() []string { return []string{"MinistryMSP"} }

// Kind is what a node of the network does.
type Kind string

// The three kinds of nodes; every organisation has one of each.
const (
	KindOrderer   Kind = "orderer"
	KindPeer      Kind = "peer"
	KindChaincode Kind = "chaincode"
)

// Node returns the name of an organisation's node: "ministry-orderer".
func (o Organisation) Node(k Kind) string { return o.Name + "-" + string(k) }

// NodeNames returns the names of all nodes: orderers, peers, chaincodes.
func NodeNames() []string { return nodeNames(Organisations()) }

func nodeNames(of []Organisation) []string {
	var names []string
	for _, k := range []Kind{KindOrderer, KindPeer, KindChaincode} {
		for _, o := range of {
			names = append(names, o.Node(k))
		}
	}
	return names
}

// Dir is a network's folder. All paths of its files are made here.
type Dir string

// OpenDir returns the network's folder with an absolute path, since the
// processes that read it have other working directories.
func OpenDir(path string) (Dir, error) {
	if path == "" {
		return "", fmt.Errorf("%w: the network's folder is not named", ErrUsage)
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if strings.ContainsAny(abs, "\n\"") {
		return "", fmt.Errorf("%w: the path %q holds a double quotation mark or a line break, which Fabric's settings "+
			"cannot hold: name another folder", ErrUsage, abs)
	}
	return Dir(abs), nil
}

func (d Dir) join(parts ...string) string {
	return filepath.Join(append([]string{string(d)}, parts...)...)
}

// Trust is the trust file that verifiers pin.
func (d Dir) Trust() string { return d.join("trust.json") }

// Genesis is the channel's genesis block.
func (d Dir) Genesis() string { return d.join("genesis.block") }

// Client is the connection file of a client identity.
func (d Dir) Client(name string) string { return d.join("clients", name, "connection.json") }

// Member is an organisation's member file, which is public.
func (d Dir) Member(o Organisation) string { return d.organisation(o).join("member.json") }

// Candidate is the channel that the folder's organisations have adopted.
func (d Dir) Candidate() string { return d.join("channel", "candidate.json") }

// administrator is the certificate and key by which an organisation agrees and administers.
func (d Dir) administrator(o Organisation) keyFiles { return d.clientKeys(adminClient(o)) }

func (d Dir) clientKeys(name string) keyFiles {
	dir := filepath.Dir(d.Client(name))
	return keyFiles{filepath.Join(dir, "certificate.pem"), filepath.Join(dir, "key.pem")}
}

// Log is the log file of a node, or of the supervisor.
func (d Dir) Log(name string) string { return d.join("logs", name+".log") }

func (d Dir) record() string          { return d.join("network.json") }
func (d Dir) lock() string            { return d.join("supervisor.lock") }
func (d Dir) controlSocket() string   { return d.join(controlName) }
func (d Dir) nodeConfig() string      { return d.join("configuration") }
func (d Dir) builder() string         { return d.join("builder") }
func (d Dir) data(node string) string { return d.join("data", node) }
func (d Dir) organisation(o Organisation) orgDir {
	return orgDir(d.join("organisations", o.Name))
}

// networkEntries are the entries that networkctl makes in a network's folder: reset
// removes these and nothing else, in this order. The record goes after the keys: while it
// is there it says whether they can be made again.
var networkEntries = []string{"trust.json", "genesis.block", "clients", "organisations", "channel",
	"configuration", "builder", "data", "chaincode", "logs", "network.json", controlName, "supervisor.lock"}

// orgDir is the folder of one organisation's certificates and keys.
type orgDir string

func (o orgDir) join(parts ...string) string {
	return filepath.Join(append([]string{string(o)}, parts...)...)
}

func (o orgDir) authority(name string) string { return o.join("authorities", name) }
func (o orgDir) msp(k Kind) string            { return o.join(string(k), "msp") }
func (o orgDir) tls(name string) keyFiles {
	return keyFiles{o.join(name, "tls", "certificate.pem"), o.join(name, "tls", "key.pem")}
}
func (o orgDir) tlsRoot() string { return o.join("authorities", authorityTLS, "certificate.pem") }

// keyFiles is a certificate and its private key, as PEM files.
type keyFiles struct{ certificate, key string }

func (f keyFiles) load() (keyPair, error) {
	certificate, err := os.ReadFile(f.certificate)
	if err != nil {
		return keyPair{}, err
	}
	key, err := os.ReadFile(f.key)
	return keyPair{certificate, key}, err
}
