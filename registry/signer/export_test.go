package signer

import "github.com/ethereum/go-ethereum/accounts/keystore"

// Tests need no slow password hashing.
func init() { scryptN, scryptP = keystore.LightScryptN, keystore.LightScryptP }
