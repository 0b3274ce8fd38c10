package network

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// The external builder tells a peer how to reach a chaincode that runs as a
// service: three programs that Fabric calls with folders as arguments.
var builderPrograms = map[string]string{
	"detect": `#!/bin/sh
# detect SOURCE METADATA: is this package a chaincode that runs as a service?
grep -q '"type":"ccaas"' "$2/metadata.json"
`,
	"build": `#!/bin/sh
# build SOURCE METADATA OUTPUT: nothing to build, the address is all.
umask 077
cp "$1/connection.json" "$3/connection.json"
`,
	"release": `#!/bin/sh
# release OUTPUT RELEASE: hand the address to the peer.
umask 077
mkdir -p "$2/chaincode/server"
cp "$1/connection.json" "$2/chaincode/server/connection.json"
`,
}

func writeBuilder(d Dir) error {
	for name, text := range builderPrograms {
		if err := writeFileMode(filepath.Join(d.builder(), "bin", name), []byte(text), privateFolder); err != nil {
			return err
		}
	}
	return nil
}

// chaincodeAddress is the package's connection.json, in Fabric's words.
type chaincodeAddress struct {
	Address            string `json:"address"`
	DialTimeout        string `json:"dial_timeout"`
	TLSRequired        bool   `json:"tls_required"`
	ClientAuthRequired bool   `json:"client_auth_required"`
	ClientKey          string `json:"client_key"`
	ClientCert         string `json:"client_cert"`
	RootCert           string `json:"root_cert"`
}

// chaincodePackage is an organisation's own package: it holds no code, but
// the address of this organisation's chaincode process and with what
// certificate its peer calls it. So the package holds a private key, and
// stays in this organisation's hands.
type chaincodePackage struct {
	label string
	bytes []byte
}

// ID returns the package id that the peer will compute.
func (p chaincodePackage) ID() string {
	sum := sha256.Sum256(p.bytes)
	return p.label + ":" + hex.EncodeToString(sum[:])
}

// label names a version of the chaincode.
func label(sequence int) string { return fmt.Sprintf("%s_%d", Chaincode, sequence) }

// makePackage builds an organisation's package for a version. The same input
// gives the same bytes, hence the same id.
func makePackage(dir orgDir, port, sequence int) (chaincodePackage, error) {
	var content [3][]byte
	caller := dir.tls(tlsChaincodeClient)
	for i, path := range []string{caller.key, caller.certificate, dir.tlsRoot()} {
		read, err := os.ReadFile(path)
		if err != nil {
			return chaincodePackage{}, err
		}
		content[i] = read
	}
	address, err := json.Marshal(chaincodeAddress{Address: localAddress(port), DialTimeout: "10s", TLSRequired: true,
		ClientAuthRequired: true, ClientKey: string(content[0]), ClientCert: string(content[1]),
		RootCert: string(content[2])})
	if err != nil {
		return chaincodePackage{}, err
	}
	code, err := archive(file{"connection.json", address})
	if err != nil {
		return chaincodePackage{}, err
	}
	metadata, err := json.Marshal(map[string]string{"type": "ccaas", "label": label(sequence)})
	if err != nil {
		return chaincodePackage{}, err
	}
	packed, err := archive(file{"metadata.json", metadata}, file{"code.tar.gz", code})
	return chaincodePackage{label(sequence), packed}, err
}

type file struct {
	name    string
	content []byte
}

// archive makes a tar.gz without times or owners.
func archive(files ...file) ([]byte, error) {
	var packed bytes.Buffer
	zipper := gzip.NewWriter(&packed)
	writer := tar.NewWriter(zipper)
	for _, f := range files {
		header := &tar.Header{Name: f.name, Mode: privateFile, Size: int64(len(f.content)), Typeflag: tar.TypeReg}
		if err := writer.WriteHeader(header); err != nil {
			return nil, err
		}
		if _, err := writer.Write(f.content); err != nil {
			return nil, err
		}
	}
	if err := writer.Close(); err != nil {
		return nil, err
	}
	if err := zipper.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}
