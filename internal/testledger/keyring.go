package testledger

import (
	"sogoc/registry/signer"
	"sogoc/verifier/credential"
)

// Keyring is a signer.Source with keys in memory, by issuer; none of them needs
// a passphrase.
type Keyring map[string][]credential.Signer

var _ signer.Source = Keyring{}

// Signers implements signer.Source.
func (k Keyring) Signers(issuer string) ([]credential.Signer, error) { return k[issuer], nil }

// OwnKeys implements signer.Source.
func (Keyring) OwnKeys(string) ([]string, error) { return nil, nil }

// OpenOwn implements signer.Source.
func (Keyring) OpenOwn(string, string) ([]signer.OpenKey, error) { return nil, nil }
