package signer

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"

	"sogoc/verifier/ledger"
)

// cost is what scrypt takes to open a key file, and so what each guess of its passphrase
// takes.
type cost struct{ n, p int }

// Costs for new files: go-ethereum's standard, 256 MB and some 0.6 s; 1 MB and some 4 ms.
var (
	standardCost = cost{keystore.StandardScryptN, keystore.StandardScryptP}
	lightCost    = cost{1 << 10, 1}
)

// linkedCost is "light" in test programs and in programs that tests run, where the linker
// says so (-X): opening a key takes a second otherwise. No setting of any program leads to it.
var linkedCost string

// costOfNew is the cost of files that programs make.
func costOfNew() cost {
	if linkedCost == "light" {
		return lightCost
	}
	return standardCost
}

// Generate makes a new key for the issuer, on the curve of the algorithm, which
// the keystore's password opens, and returns its public half. Folders that are
// missing are made with mode 0700. When it returns nil the file is on disk for
// good; the key means nothing until an accreditor registers it.
func Generate(dir, issuer string, algorithm ledger.Algorithm, password string) (ledger.PublicKey, error) {
	return generate(dir, issuer, algorithm, password, sharedEnding, costOfNew())
}

// GenerateOwn is Generate for a key that only this passphrase of the school's
// own opens: see Keystore.OpenOwn.
func GenerateOwn(dir, issuer string, algorithm ledger.Algorithm, passphrase string) (ledger.PublicKey, error) {
	return generate(dir, issuer, algorithm, toNFC(passphrase), ownEnding, costOfNew())
}

// GenerateOwnLight is GenerateOwn with a file that takes little memory and time to open,
// for whoever guesses the passphrase too: for keys that protect nothing, which are those
// of tests. No setting of any program leads to it.
func GenerateOwnLight(dir, issuer string, algorithm ledger.Algorithm, passphrase string) (ledger.PublicKey, error) {
	return generate(dir, issuer, algorithm, toNFC(passphrase), ownEnding, lightCost)
}

func generate(
	dir, issuer string, algorithm ledger.Algorithm, password, ending string, c cost,
) (ledger.PublicKey, error) {
	if err := ledger.ValidateIssuerCode(issuer); err != nil {
		return ledger.PublicKey{}, err
	}
	if password == "" {
		return ledger.PublicKey{}, errors.New("generate key: the password is empty")
	}
	secret, err := newSecret(algorithm)
	if err != nil {
		return ledger.PublicKey{}, fmt.Errorf("generate key: %w", err)
	}
	defer wipe(secret)
	return store(dir, issuer, secret, password, ending, c)
}

// store encrypts a key into its owner's folder.
func store(
	dir, issuer string, secret *ecdsa.PrivateKey, password, ending string, c cost,
) (ledger.PublicKey, error) {
	public, err := ledger.NewPublicKey(&secret.PublicKey)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	text, err := encrypt(secret, password, c)
	if err != nil {
		return ledger.PublicKey{}, fmt.Errorf("encrypt key: %w", err)
	}
	folder := filepath.Join(dir, issuer)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ledger.PublicKey{}, err
	}
	return public, writeFile(folder, public.Thumbprint()+ending, text)
}

func newSecret(algorithm ledger.Algorithm) (*ecdsa.PrivateKey, error) {
	switch algorithm {
	case ledger.ES256K:
		return crypto.GenerateKey()
	case ledger.ES256:
		return ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	return nil, fmt.Errorf("%w: %q; there are %s and %s", ErrAlgorithm, algorithm, ledger.ES256K, ledger.ES256)
}

// writeFile writes beside the place, syncs, then renames: a half-written key
// file never carries the final name.
func writeFile(folder, name string, text []byte) (err error) {
	temp := filepath.Join(folder, "."+name+"."+rand.Text()[:8])
	f, err := os.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp))
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(temp, filepath.Join(folder, name)); err != nil {
		return err
	}
	d, openErr := os.Open(folder)
	if openErr != nil {
		return openErr
	}
	return errors.Join(d.Sync(), d.Close())
}
