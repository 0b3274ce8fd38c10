//go:build !pkcs11

package pkcs11key

// Open returns ErrAbsent: this program was built without the tag pkcs11.
func Open(Reference) (Token, error) { return nil, ErrAbsent }
