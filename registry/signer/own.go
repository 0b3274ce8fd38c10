package signer

import (
	"errors"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"sogoc/verifier/ledger"
)

// Idle is for how long a key of a school's own stays unlocked without signing.
const Idle = 15 * time.Minute

// isOwn reports whether a file is opened by a passphrase of its school's own.
func isOwn(file string) bool { return strings.HasSuffix(file, ownEnding) }

// Locked returns the thumbprints, by the names of their files, of the issuer's
// own keys that are not unlocked now.
func (k *Keystore) Locked(issuer string) ([]string, error) {
	files, err := k.own(issuer)
	if err != nil {
		return nil, err
	}
	var locked []string
	for _, file := range files {
		opened, err := k.opened(file)
		if err != nil {
			return nil, err
		}
		if opened == nil {
			locked = append(locked, strings.TrimSuffix(filepath.Base(file), ownEnding))
		}
	}
	return locked, nil
}

// inNFC brings a passphrase to its one form: keyboards differ in how they
// compose Vietnamese letters.
func inNFC(passphrase string) string { return norm.NFC.String(passphrase) }

// Unlock opens the issuer's own keys that the passphrase opens, until they have
// not signed for Idle. It returns ErrPassphrase where it opens none, and
// ErrNoKey where there is none. The passphrase is tried on keys that are open
// too: another's right one does not make this one right. Each file takes some
// 0.6 s and 256 MB; one is opened at a time.
func (k *Keystore) Unlock(issuer, passphrase string) error {
	files, err := k.own(issuer)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return ErrNoKey
	}
	k.opening.Lock()
	defer k.opening.Unlock()
	opened := 0
	for _, file := range files {
		before, err := k.opened(file)
		if err != nil {
			return err
		}
		key, err := k.unlock(file, inNFC(passphrase))
		if errors.Is(err, ErrUnlock) {
			continue
		}
		if err != nil {
			return err
		}
		key.used.Store(time.Now().UnixNano())
		if key != before {
			k.forget(file, key, Idle)
		}
		opened++
	}
	if opened == 0 {
		return ErrPassphrase
	}
	return nil
}

// Passphrase reports whether an error of Unlock means that the passphrase is wrong.
func (k *Keystore) Passphrase(err error) bool { return errors.Is(err, ErrPassphrase) }

// forget wipes a key once it has not signed for Idle. It looks after a wait.
func (k *Keystore) forget(file string, key *key, wait time.Duration) {
	time.AfterFunc(wait, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.unlocked[file] != key { // closed, or forgotten already
			return
		}
		if left := Idle - key.idle(); left > 0 {
			k.forget(file, key, left)
			return
		}
		delete(k.unlocked, file)
		key.wipe()
	})
}

// own returns the files of the issuer's own keys.
func (k *Keystore) own(issuer string) ([]string, error) {
	if err := ledger.ValidateIssuerCode(issuer); err != nil { // the code becomes a path
		return nil, err
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
