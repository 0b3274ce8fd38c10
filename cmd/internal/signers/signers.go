// Package signers chooses where schools' private keys are, by the settings of the
// program that signs: the register, or a signer for registers on other hosts. Another
// kind of signer is its own file, its settings and a case in Open and Generate here,
// and a line in docs/operations.md; nothing else knows which kind there is.
package signers

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"

	"sogoc/cmd/internal/pkcs11key"
	"sogoc/cmd/internal/remotekey"
	"sogoc/registry/signer"
	"sogoc/registry/signer/remote"
	"sogoc/verifier/ledger"
)

// Signers are the schools' signing keys, wherever they are.
type Signers interface {
	signer.Source
	// Close forgets what is open.
	Close() error
}

// Kinds of signers.
const (
	KindKeystore = "keystore" // a folder of encrypted key files
	KindPKCS11   = "pkcs11"   // a token, such as a hardware security module
	KindRemote   = "remote"   // signerd on another host
)

// Config says which kind of signer there is, and where. Each field comes from the
// environment variable named first; those of other kinds are not read.
type Config struct {
	// Kind is SOGOC_SIGNER: "keystore", which is the default, "pkcs11", or for a
	// register "remote".
	Kind string

	// Keystore is SOGOC_KEYSTORE: the folder of keystore V3 files. Required for
	// keystore. Keys that are added later are found without a restart.
	Keystore string
	// KeystorePasswordFile is SOGOC_KEYSTORE_PASSWORD_FILE: a file of mode 0600
	// whose first line opens the keystore. Required for keystore.
	KeystorePasswordFile string

	// Token is SOGOC_PKCS11_TOKEN: the token as a PKCS #11 URI (RFC 7512),
	// pkcs11:token=LABEL?module-path=FILE&pin-source=file:FILE. Required for pkcs11.
	// A school's keys have its issuer code for their label.
	Token string
	// PINFile is SOGOC_PKCS11_PIN_FILE: a file of mode 0600 whose first line is the
	// token's PIN, where the URI names none.
	PINFile string

	// Remote is signerd, and this register's certificate for it. Required for remote.
	Remote remotekey.Config
}

// FromEnv reads the settings and returns an error, naming every variable that is
// missing or wrong.
func FromEnv(getenv func(string) string) (Config, error) {
	c := Config{Kind: getenv("SOGOC_SIGNER")}
	if c.Kind == "" {
		c.Kind = KindKeystore
	}
	if c.Kind == KindRemote {
		var err error
		c.Remote, err = remotekey.FromEnv(getenv)
		return c, err
	}
	settings := c.settings()
	if settings == nil {
		return c, fmt.Errorf("SOGOC_SIGNER: %w", c.unknown())
	}
	var missing []string
	for _, s := range settings {
		if *s.to = getenv(s.name); *s.to == "" {
			missing = append(missing, s.name)
		}
	}
	if len(missing) > 0 {
		return c, fmt.Errorf("not set: %s", strings.Join(missing, ", "))
	}
	c.PINFile = getenv(pkcs11key.PINFileSetting)
	if c.Kind == KindPKCS11 {
		if _, err := c.token(); err != nil {
			return c, fmt.Errorf("SOGOC_PKCS11_TOKEN: %w", err)
		}
	}
	return c, nil
}

// setting is an environment variable and where its value goes.
type setting struct {
	name string
	to   *string
}

// settings returns those of the kinds on this host, none for a kind that is not known.
func (c *Config) settings() []setting {
	switch c.Kind {
	case KindKeystore:
		return []setting{
			{"SOGOC_KEYSTORE", &c.Keystore},
			{"SOGOC_KEYSTORE_PASSWORD_FILE", &c.KeystorePasswordFile},
		}
	case KindPKCS11:
		return []setting{{"SOGOC_PKCS11_TOKEN", &c.Token}}
	}
	return nil
}

func (c *Config) token() (pkcs11key.Reference, error) {
	r, err := pkcs11key.ParseURI(c.Token, c.PINFile)
	if err == nil && r.Object != "" {
		err = fmt.Errorf("%w: it names the token alone: keys are found by their issuer codes", pkcs11key.ErrURI)
	}
	return r, err
}

// Open opens the signers. Their owner closes them. A signer on another host may be
// down: then it is asked when it is needed.
func (c *Config) Open() (Signers, error) {
	switch c.Kind {
	case KindKeystore:
		opened, err := signer.Open(c.Keystore, c.KeystorePasswordFile)
		if err != nil {
			return nil, fmt.Errorf("keystore: %w", err)
		}
		return opened, nil
	case KindPKCS11:
		return c.openToken()
	case KindRemote:
		connection, err := c.Remote.Connection()
		if err != nil {
			return nil, err
		}
		return remote.Open(connection), nil
	}
	return nil, c.unknown()
}

// Generate makes a key for an issuer and returns its public half. With a
// passphrase the key is the school's own: only that opens it.
func (c *Config) Generate(issuer string, algorithm ledger.Algorithm, passphrase string) (ledger.PublicKey, error) {
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
	case KindPKCS11:
		return c.generateInToken(issuer, algorithm, passphrase)
	case KindRemote:
		return ledger.PublicKey{}, errors.New("the keys are on another host: signerd keygen, there")
	}
	return ledger.PublicKey{}, c.unknown()
}

// Import puts the private key of a ledger identity into the keystore, for its owner, and
// returns its public half. Into a token the token's own tool puts it.
func (c *Config) Import(owner, file string) (ledger.PublicKey, error) {
	if c.Kind != KindKeystore {
		return ledger.PublicKey{}, fmt.Errorf("a key is imported into a keystore, and SOGOC_SIGNER is %q: use the token's "+
			"own tool, and give the key the label %s", c.Kind, owner)
	}
	password, err := firstLine(c.KeystorePasswordFile)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	return signer.Import(c.Keystore, owner, file, password)
}

func (c *Config) unknown() error { return fmt.Errorf("no such kind of signer: %q", c.Kind) }

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
