package receiptkey

import (
	"errors"
	"fmt"

	"sogoc/cmd/internal/pkcs11key"
	"sogoc/verifier/ledger"
)

// generateInToken makes a key in a token that has none of that label yet.
func generateInToken(uri, pinFile string) (made ledger.PublicKey, err error) {
	r, err := pkcs11key.ParseURI(uri, pinFile)
	if err != nil {
		return made, err
	}
	if r.Object == "" {
		return made, fmt.Errorf("%w: object, the key's label, is missing", pkcs11key.ErrURI)
	}
	token, err := pkcs11key.Open(r)
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, token.Close()) }()
	keys, err := token.Keys(r.Object)
	if err != nil {
		return made, err
	}
	if len(keys) > 0 {
		return made, fmt.Errorf("the token has a key of the label %s already", r.Object)
	}
	return token.Generate(r.Object, ledger.ES256)
}

func openInToken(uri, pinFile string) (*Signer, error) {
	key, token, err := pkcs11key.OpenKey(uri, pinFile)
	if err != nil {
		return nil, err
	}
	if public := key.PublicKey(); public.Algorithm() != ledger.ES256 {
		return nil, errors.Join(fmt.Errorf("the token's key %s is no P-256 key", public.Thumbprint()), token.Close())
	}
	return &Signer{public: key.PublicKey(), sign: key.Sign, close: token.Close}, nil
}
