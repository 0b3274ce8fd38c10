package signer

// Tests need no slow password hashing.
func init() { standardCost = lightCost }

// Decrypt opens the text of a key's file and forgets the key.
func Decrypt(text []byte, password string) error {
	_, err := decrypt(text, password)
	return err
}
