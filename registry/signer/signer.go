// Package signer holds the issuers' private keys: it is the only code of the
// project that ever sees one. Keys are go-ethereum keystore V3 files (Web3
// Secret Storage, version 3), one folder per issuer:
//
//	KEYSTORE/ISSUER/THUMBPRINT.json       opened by the keystore's password
//	KEYSTORE/ISSUER/THUMBPRINT.own.json   opened by a passphrase of the school's own
//
// Folders have mode 0700 and files 0600. The keystore's password is in a file of
// its own, is read when a key is unlocked and not kept. A passphrase of the
// school's own is known to its people only: they give it to Unlock, and what it
// opens is forgotten when it has not signed for Idle.
//
// Which of an issuer's keys is good is the ledger's matter, not this package's.
package signer

import (
	"errors"
	"fmt"

	"sogoc/verifier/credential"
)

var (
	// ErrNoKey is returned where an issuer has no key, or not the one asked for.
	ErrNoKey = errors.New("no such signing key")
	// ErrUnlock is returned for a key file that the password does not open or that is not a keystore V3 file.
	ErrUnlock = errors.New("signing key cannot be unlocked")
	// ErrPassphrase is ErrUnlock for a passphrase that opens none of the issuer's own keys.
	ErrPassphrase = fmt.Errorf("%w: the passphrase opens none of the school's own keys", ErrUnlock)
	// ErrMode is returned for a key, its folder or the password when others than its owner may read it.
	ErrMode = errors.New("readable by others than its owner")
	// ErrClosed is returned after Close.
	ErrClosed = errors.New("keystore is closed")
)

// Source finds an issuer's signers. Keystore is one; a hardware module or a
// remote service can be another.
type Source interface {
	// Signers returns all signers of the issuer, ordered by thumbprint; none is no error.
	Signers(issuer string) ([]credential.Signer, error)
}
