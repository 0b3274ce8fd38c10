package signer

var realCost = standardCost

// Tests of this package make light keys, also without the linker's word.
func init() { standardCost = lightCost }

// NewCost returns the parameter N of scrypt of keys that a program makes which was linked
// so.
func NewCost(linked string) int {
	linkedBefore, standardBefore := linkedCost, standardCost
	defer func() { linkedCost, standardCost = linkedBefore, standardBefore }()
	linkedCost, standardCost = linked, realCost
	return costOfNew().n
}

// Decrypt opens the text of a key's file and forgets the key.
func Decrypt(text []byte, password string) error {
	_, err := decrypt(text, password)
	return err
}
