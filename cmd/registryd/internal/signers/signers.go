// Package signers chooses where the schools' private keys are, by registryd's
// settings. Another kind of signer is its own file in package signer, its settings
// and a case in Open and Generate here, and a line in docs/operations.md; nothing
// else of registryd knows which kind there is.
package signers

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"sogoc/registry/signer"
	"sogoc/verifier/ledger"
)

// Signers are the schools' signing keys, wherever they are.
type Signers interface {
	signer.Source
	// Close forgets what is open.
	Close() error
}

// Config says which kind of signer there is, and where. Each field comes from the
// environment variable named first.
type Config struct {
	// Kind is SOGOC_SIGNER: "keystore", which is the default and at present the
	// only kind.
	Kind string
	// Keystore is SOGOC_KEYSTORE: the folder of keystore V3 files. Required. Keys
	// that are added later are found without a restart.
	Keystore string
	// KeystorePasswordFile is SOGOC_KEYSTORE_PASSWORD_FILE: a file of mode 0600
	// whose first line opens the keystore. Required.
	KeystorePasswordFile string
}

// KindKeystore is the kind of a folder of keystore V3 files.
const KindKeystore = "keystore"

// FromEnv reads the settings and returns an error, naming every variable that is
// missing or wrong.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{
		Kind:                 getenv("SOGOC_SIGNER"),
		Keystore:             getenv("SOGOC_KEYSTORE"),
		KeystorePasswordFile: getenv("SOGOC_KEYSTORE_PASSWORD_FILE"),
	}
	if c.Kind == "" {
		c.Kind = KindKeystore
	}
	if c.Kind != KindKeystore {
		return c, fmt.Errorf("SOGOC_SIGNER: %w", c.unknown())
	}
	var missing []string
	if c.Keystore == "" {
		missing = append(missing, "SOGOC_KEYSTORE")
	}
	if c.KeystorePasswordFile == "" {
		missing = append(missing, "SOGOC_KEYSTORE_PASSWORD_FILE")
	}
	if len(missing) > 0 {
		return c, fmt.Errorf("not set: %s", strings.Join(missing, ", "))
	}
	return c, nil
}

// Open opens the signers. Their owner closes them.
func (c Config) Open() (Signers, error) {
	switch c.Kind {
	case KindKeystore:
		opened, err := signer.Open(c.Keystore, c.KeystorePasswordFile)
		if err != nil {
			return nil, fmt.Errorf("keystore: %w", err)
		}
		return opened, nil
	}
	return nil, c.unknown()
}

// Generate makes a key for an issuer and returns its public half. With a
// passphrase the key is the school's own: only that opens it.
func (c Config) Generate(issuer string, algorithm ledger.Algorithm, passphrase string) (ledger.PublicKey, error) {
	switch c.Kind {
	case KindKeystore:
		if passphrase != "" {
			return signer.GenerateOwn(c.Keystore, issuer, algorithm, passphrase)
		}
		password, err := firstLine(c.KeystorePasswordFile)
		if err != nil {
			return ledger.PublicKey{}, err
		}
		return signer.Generate(c.Keystore, issuer, algorithm, password)
	}
	return ledger.PublicKey{}, c.unknown()
}

func (c Config) unknown() error { return fmt.Errorf("no such kind of signer: %q", c.Kind) }

func firstLine(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	lines := bufio.NewScanner(f)
	lines.Scan()
	return strings.TrimSuffix(lines.Text(), "\r"), lines.Err()
}
