package signer

import (
	"errors"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sogoc/verifier/ledger"
)

// isOwn reports whether a file is opened by a passphrase of its school's own.
func isOwn(file string) bool { return strings.HasSuffix(file, ownEnding) }

// OwnKeys implements Source, by the names of the files.
func (k *Keystore) OwnKeys(issuer string) ([]string, error) {
	files, err := k.ownFiles(issuer)
	if err != nil {
		return nil, err
	}
	own := make([]string, len(files))
	for i, file := range files {
		own[i] = strings.TrimSuffix(filepath.Base(file), ownEnding)
	}
	return own, nil
}

// toNFC brings a passphrase to its one form: keyboards differ in how they
// compose Vietnamese letters.
func toNFC(passphrase string) string { return norm.NFC.String(passphrase) }

// OpenOwn implements Source. Each file takes some 0.6 s and 256 MB; one is
// opened at a time. A damaged file is an error only where no other opens, so
// that it does not keep a school from signing.
func (k *Keystore) OpenOwn(issuer, passphrase string) ([]OpenKey, error) {
	files, err := k.ownFiles(issuer)
	if err != nil {
		return nil, err
	}
	k.opening.Lock()
	defer k.opening.Unlock()
	var opened []OpenKey
	var damaged error
	for _, file := range files {
		key, err := k.decryptFile(file, toNFC(passphrase))
		switch {
		case err == nil:
			opened = append(opened, key)
		case !errors.Is(err, ErrPassphrase):
			damaged = err
		}
	}
	if len(opened) == 0 {
		return nil, damaged
	}
	return opened, nil
}

// ownFiles returns the files of the issuer's own keys.
func (k *Keystore) ownFiles(issuer string) ([]string, error) {
	if err := ledger.ValidateIssuerCode(issuer); err != nil { // the code becomes a path
		return nil, err
	}
	k.mu.Lock()
	closed := k.closed
	k.mu.Unlock()
	if closed {
		return nil, ErrClosed
	}
	files, err := keyFiles(filepath.Join(k.dir, issuer))
	if err != nil {
		return nil, err
	}
	var own []string
	for _, file := range files {
		if isOwn(file) {
			own = append(own, file)
		}
	}
	return own, nil
}
