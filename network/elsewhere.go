package network

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/gofrs/flock"

	"sogoc/verifier/clientfile"
	"sogoc/verifier/ledger"
)

// KeyElsewhere says that the private key of a client's identity is in no file here: it
// was made where it is used, and is certified from a request.
type KeyElsewhere struct {
	Client string // "accreditor"
	// Name is what the client's connection file says of the key: signerd:NAME, or a
	// PKCS #11 URI.
	Name string
}

// schemeSigner begins the name of a key at a signer.
const schemeSigner = "signerd:"

// client returns the client that is meant. It returns ErrUsage unless the client is the
// organisation's, its program takes a key that is in no file, and the name is one.
func (k KeyElsewhere) client(o Organisation) (client, error) {
	c, err := clientNamed(k.Client)
	switch {
	case err != nil:
		return c, err
	case c.organisation != o:
		return c, fmt.Errorf("%w: %s is a client of %s, not of %s", ErrUsage, c.name, c.organisation.Name, o.Name)
	case !c.takesKeyElsewhere:
		return c, fmt.Errorf("%w: the program of %s takes the key of its ledger identity from a file only", ErrUsage, c.name)
	}
	owner, atSigner := strings.CutPrefix(k.Name, schemeSigner)
	switch {
	case atSigner && ledger.ValidateIssuerCode(owner) != nil,
		!clientfile.Connection{PrivateKey: k.Name}.KeyIsElsewhere(),
		strings.Contains(k.Name, "pin-value"): // connection.json is no secret
		return c, fmt.Errorf("%w: the key of %s: want %sNAME, as %sBO-GDDT, or a PKCS #11 URI without a PIN",
			ErrUsage, c.name, schemeSigner, schemeSigner)
	}
	return c, nil
}

// keyNames are the names of keys that are elsewhere, by client.
type keyNames map[string]string

func (o orgDir) keyNames() string { return o.join("keys-elsewhere.json") }

// readKeyNames returns none where the file is not there.
func readKeyNames(o orgDir) (keyNames, error) {
	names := keyNames{}
	if err := readJSON(o.keyNames(), &names); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	return names, nil
}

func (n keyNames) write(o orgDir) error { return writeJSON(o.keyNames(), n) }

// of returns what a client's connection file says of its key.
func (n keyNames) of(c client) string {
	if name, elsewhere := n[c.name]; elsewhere {
		return name
	}
	return "key.pem"
}

// publicKeys are the keys of certificates that are issued anew for the same key, by
// client; nil for a client that has no certificate yet, of whose key no request came.
type publicKeys map[string]*ecdsa.PublicKey

// readPublicKeys reads those of an organisation's clients whose keys are elsewhere.
func readPublicKeys(d Dir, o Organisation) (publicKeys, error) {
	names, err := readKeyNames(d.organisation(o))
	if err != nil {
		return nil, err
	}
	keys := publicKeys{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		certificate, err := clientfile.ReadCertificate(d.clientKeys(name).certificate)
		if errors.Is(err, fs.ErrNotExist) {
			keys[name] = nil
			continue
		}
		if err != nil {
			return nil, err
		}
		public, is := certificate.PublicKey.(*ecdsa.PublicKey)
		if !is {
			return nil, fmt.Errorf("%s: its key is not ECDSA", d.clientKeys(name).certificate)
		}
		keys[name] = public
	}
	return keys, nil
}

// lockClients lets one act at a time change the certificates of an organisation's
// clients: the supervisor renews them, and another process certifies requests.
func lockClients(ctx context.Context, d Dir, o Organisation) (unlock func(), err error) {
	lock := flock.New(d.organisation(o).join("clients.lock"), flock.SetPermissions(privateFile))
	if _, err := lock.TryLockContext(ctx, pollInterval); err != nil {
		return nil, fmt.Errorf("%w: another act on the clients of %s is under way: %w", ErrNotReady, o.Name, err)
	}
	return func() { _ = lock.Unlock() }, nil
}
