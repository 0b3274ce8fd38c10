package signer

import "github.com/ethereum/go-ethereum/accounts/keystore"

// Tests need no slow password hashing.
func init() { scryptN, scryptP = keystore.LightScryptN, keystore.LightScryptP }

// Decrypt opens the text of a key's file and forgets the key.
func Decrypt(text []byte, password string) error {
	_, err := decrypt(text, password)
	return err
}
