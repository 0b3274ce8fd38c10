package ledger

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"
)

// Trust is the trust file: what a verifier pins and all that it believes
// without checking.
type Trust struct {
	Genesis      Digest      `json:"genesis"`      // header hash of the channel's genesis block; the ledger's name in statements
	Channel      string      `json:"channel"`      // channel id
	Chaincode    string      `json:"chaincode"`    // the application chaincode's name
	Accreditors  []string    `json:"accreditors"`  // MSPs of the accreditor organisations
	VerifierKeys []PublicKey `json:"verifierKeys"` // accepted signers of receipts, may be empty
}

// ReadTrust reads and validates a trust file.
func ReadTrust(path string) (Trust, error) {
	var t Trust
	if err := readStrict(path, &t); err != nil {
		return t, err
	}
	if t.Genesis.IsZero() || t.Channel == "" || t.Chaincode == "" || len(t.Accreditors) == 0 {
		return t, fmt.Errorf("%s: genesis, channel, chaincode and accreditors are required", path)
	}
	for i, k := range t.VerifierKeys {
		if err := k.Validate(); err != nil {
			return t, fmt.Errorf("%s: verifierKeys[%d]: %w", path, i, err)
		}
	}
	return t, nil
}

// Connection says with which identity a client reaches which peers. The
// network's operator hands it over as a folder: connection.json and the files
// that it names, with paths relative to it.
type Connection struct {
	Channel     string `json:"channel"`
	Chaincode   string `json:"chaincode"`
	Genesis     Digest `json:"genesis"`
	MSP         string `json:"msp"`
	Certificate string `json:"certificate"` // PEM file
	PrivateKey  string `json:"privateKey"`  // PEM file, PKCS#8, mode 0600
	Peers       []Peer `json:"peers"`       // the client's own organisation first
}

// Peer is a peer's endpoint.
type Peer struct {
	MSP        string `json:"msp"`
	Address    string `json:"address"`    // host:port
	ServerName string `json:"serverName"` // name in its TLS certificate
	TLSRoot    string `json:"tlsRoot"`    // PEM file
}

// ReadConnection reads connection.json and makes the paths in it absolute.
func ReadConnection(path string) (Connection, error) {
	var c Connection
	if err := readStrict(path, &c); err != nil {
		return c, err
	}
	if c.Channel == "" || c.Chaincode == "" || c.MSP == "" || len(c.Peers) == 0 {
		return c, fmt.Errorf("%s: channel, chaincode, msp and peers are required", path)
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return c, err
	}
	files := []*string{&c.Certificate, &c.PrivateKey}
	for i := range c.Peers {
		files = append(files, &c.Peers[i].TLSRoot)
	}
	for _, f := range files {
		if *f == "" {
			return c, fmt.Errorf("%s: a file's name is missing", path)
		}
		if !filepath.IsAbs(*f) {
			*f = filepath.Join(dir, *f)
		}
	}
	return c, nil
}

func readStrict(path string, v any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v, json.RejectUnknownMembers(true)); err != nil {
		return errors.Join(fmt.Errorf("%s is not what is expected here", path), err)
	}
	return nil
}
