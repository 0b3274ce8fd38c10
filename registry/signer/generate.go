package signer

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"

	"sogoc/verifier/ledger"
)

// Cost of scrypt for new files: go-ethereum's standard, 256 MB and some 0.6 s.
var scryptN, scryptP = keystore.StandardScryptN, keystore.StandardScryptP

// Generate makes a new secp256k1 key for the issuer, which the keystore's
// password opens, and returns its public half. Folders that are missing are
// made with mode 0700. When it returns nil the file is on disk for good; the key
// means nothing until an accreditor registers it.
func Generate(dir, issuer, password string) (ledger.PublicKey, error) {
	return generate(dir, issuer, password, sharedEnding)
}

// GenerateOwn is Generate for a key that only this passphrase of the school's
// own opens: see Keystore.Unlock.
func GenerateOwn(dir, issuer, passphrase string) (ledger.PublicKey, error) {
	return generate(dir, issuer, toNFC(passphrase), ownEnding)
}

func generate(dir, issuer, password, ending string) (ledger.PublicKey, error) {
	if err := ledger.ValidateIssuerCode(issuer); err != nil {
		return ledger.PublicKey{}, err
	}
	if password == "" {
		return ledger.PublicKey{}, errors.New("generate key: the password is empty")
	}
	id, err := uuid.NewRandom()
	if err != nil {
		return ledger.PublicKey{}, fmt.Errorf("generate key: %w", err)
	}
	secret, err := crypto.GenerateKey()
	if err != nil {
		return ledger.PublicKey{}, fmt.Errorf("generate key: %w", err)
	}
	defer wipe(secret)
	public, err := ledger.NewPublicKey(&secret.PublicKey)
	if err != nil {
		return ledger.PublicKey{}, err
	}
	text, err := keystore.EncryptKey(
		&keystore.Key{Id: id, Address: crypto.PubkeyToAddress(secret.PublicKey), PrivateKey: secret},
		password,
		scryptN,
		scryptP,
	)
	if err != nil {
		return ledger.PublicKey{}, fmt.Errorf("generate key: encrypt: %w", err)
	}
	folder := filepath.Join(dir, issuer)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return ledger.PublicKey{}, err
	}
	return public, writeFile(folder, public.Thumbprint()+ending, text)
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
