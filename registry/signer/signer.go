// Package signer finds the issuers' keys, wherever they are kept, and keeps one kind
// itself: go-ethereum keystore V3 files (Web3 Secret Storage, version 3), one folder
// per issuer:
//
//	KEYSTORE/ISSUER/THUMBPRINT.json       opened by the keystore's password
//	KEYSTORE/ISSUER/THUMBPRINT.own.json   opened by a passphrase of the school's own
//
// Folders have mode 0700 and files 0600. The keystore's password is in a file of
// its own, is read when a key is unlocked and not kept. A passphrase of the
// school's own is known to its people only; what it opens is its caller's to
// wipe, and is kept nowhere here.
//
// What belongs here: another place where keys are held, as another Source. What
// does not: which of an issuer's keys is good, which the ledger says, and who
// may open one and for how long, which package keys decides.
package signer

import (
	"errors"
	"fmt"

	"sogoc/verifier/credential"
)

var (
	// ErrNoKey is returned where an issuer has no key, or not the one asked for.
	ErrNoKey = errors.New("no such signing key")
	// ErrUnlock is returned for a key file that the password does not open or that is no key file.
	ErrUnlock = errors.New("signing key cannot be unlocked")
	// ErrPassphrase is ErrUnlock for a password or passphrase that does not open a file.
	ErrPassphrase = fmt.Errorf("%w: the password does not open it", ErrUnlock)
	// ErrMode is returned for a key, its folder or the password when others than its owner may read it.
	ErrMode = errors.New("readable by others than its owner")
	// ErrAlgorithm is returned for an algorithm of which no key can be made.
	ErrAlgorithm = errors.New("no such algorithm")
	// ErrClosed is returned after Close, and for a key that was wiped.
	ErrClosed = credential.ErrKeyClosed
	// ErrUnavailable is returned where a key's keeper, on another host or in
	// hardware, does not answer as it should. It may later.
	ErrUnavailable = credential.ErrSignerUnavailable
	// ErrRefused is returned where a key's keeper will not sign.
	ErrRefused = credential.ErrSignerRefused
)

// Source finds an issuer's signers: Keystore, the keys of a PKCS #11 token, or those
// of a signer on another host (package remote). It may be called concurrently.
type Source interface {
	// Signers returns the signers of the keys that the process may use by
	// itself, ordered by thumbprint; none is no error.
	Signers(issuer string) ([]credential.Signer, error)
	// OwnKeys returns the thumbprints of the issuer's keys that only a
	// passphrase of its people opens.
	OwnKeys(issuer string) ([]string, error)
	// OpenOwn returns the keys that the passphrase opens. It returns none and no
	// error if it opens none.
	OpenOwn(issuer, passphrase string) ([]OpenKey, error)
}

// Batcher is a signer that is faster when it is asked for many signatures at once.
type Batcher interface {
	// AtOnce returns how many calls of Sign at one time make it fastest.
	AtOnce() int
}

// OpenKey is a school's own key, open in memory until it is wiped.
type OpenKey interface {
	credential.Signer
	// IsOpen reports whether it signs, as far as is known here: that a signer on
	// another host closed it, only the next Sign shows.
	IsOpen() bool
	// Wipe overwrites the key; it signs no more.
	Wipe()
}
