// Package clientfile reads the two files that the operator of the network
// hands to its clients: the trust file (trust.json) and the connection file
// (connection.json).
//
// Here belong their reading from disk, their strict form, and the paths in
// them. What a trust file means stands in package ledger, which does no I/O;
// what a connection file's certificates and addresses are used for stands in
// package fabricclient. The package relies on neither Fabric nor a network, so
// that credverify and the network's own programs can link it.
package clientfile

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier/ledger"
)

// ReadTrust reads and validates a trust file. Its errors name the file.
func ReadTrust(path string) (ledger.Trust, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return ledger.Trust{}, err
	}
	trust, err := ledger.ParseTrust(text)
	if err != nil {
		return trust, fmt.Errorf("%s: %w", path, err)
	}
	return trust, nil
}

// FormatTrust returns what stands in a trust file, without the final newline.
func FormatTrust(trust ledger.Trust) ([]byte, error) {
	return json.Marshal(trust, jsontext.WithIndent("  "))
}

// WriteTrust writes a trust file, which is public.
func WriteTrust(path string, trust ledger.Trust) error {
	text, err := FormatTrust(trust)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// Connection says with which identity a client reaches which peers. The
// operator of the network hands it over as a folder: connection.json and the
// files that it names, with paths relative to it.
type Connection struct {
	Channel     string        `json:"channel"`
	Chaincode   string        `json:"chaincode"`
	Genesis     ledger.Digest `json:"genesis"`
	MSP         string        `json:"msp"`
	Certificate string        `json:"certificate"` // PEM file
	PrivateKey  string        `json:"privateKey"`  // PEM file, PKCS#8, mode 0600, or what KeyIsElsewhere says
	Peers       []Peer        `json:"peers"`       // the client's own organisation first
}

// Peer is a peer's endpoint.
type Peer struct {
	MSP        string `json:"msp"`
	Address    string `json:"address"`    // host:port
	ServerName string `json:"serverName"` // name in its TLS certificate
	TLSRoot    string `json:"tlsRoot"`    // PEM file
}

// ReadConnection reads connection.json and makes the paths in it absolute. Its
// errors name the file.
func ReadConnection(path string) (Connection, error) {
	var c Connection
	text, err := os.ReadFile(path)
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal(text, &c, json.RejectUnknownMembers(true)); err != nil {
		return c, errors.Join(fmt.Errorf("%s is not a connection file", path), err)
	}
	if c.Channel == "" || c.Chaincode == "" || c.MSP == "" || len(c.Peers) == 0 {
		return c, fmt.Errorf("%s: channel, chaincode, msp and peers are required", path)
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return c, err
	}
	files := []*string{&c.Certificate}
	if !c.KeyIsElsewhere() {
		files = append(files, &c.PrivateKey)
	}
	for i := range c.Peers {
		files = append(files, &c.Peers[i].TLSRoot)
	}
	for _, file := range files {
		if *file == "" {
			return c, fmt.Errorf("%s: a file's name is missing", path)
		}
		if !filepath.IsAbs(*file) {
			*file = filepath.Join(dir, *file)
		}
	}
	return c, nil
}

// KeyIsElsewhere reports whether the private key is in no file: PrivateKey is then the
// PKCS #11 URI (RFC 7512) of a token's key, or names a key of a signer on another host,
// as signerd:BO-GDDT.
func (c Connection) KeyIsElsewhere() bool {
	return strings.HasPrefix(c.PrivateKey, "pkcs11:") || strings.HasPrefix(c.PrivateKey, "signerd:")
}
