// Package statement signs what an issuer says to the ledger.
//
// What belongs here: what holds for the signature of every statement. What does
// not: the statements themselves, which are verifier/ledger's, and the choice of
// the key, which is package keys'.
package statement

import (
	"errors"
	"fmt"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// Sign signs a statement and checks the signature: a wrong one would be
// committed and refused for ever. It returns ErrLocked where the key was closed
// meanwhile, ErrKey where the signer fails or signs wrongly, and the statement's own
// error where it is not valid.
func Sign[S ledger.Statement](what S, with credential.Signer) (ledger.Signature, error) {
	if err := what.Validate(); err != nil {
		return ledger.Signature{}, err
	}
	message := ledger.Canonical(what)
	signature, err := with.Sign(message)
	if errors.Is(err, credential.ErrKeyClosed) {
		return signature, fmt.Errorf("%w: %w", registry.ErrLocked, err)
	}
	if err != nil {
		return signature, fmt.Errorf("%w: %w", registry.ErrKey, err)
	}
	if err := with.PublicKey().Verify(message, signature); err != nil {
		return signature, fmt.Errorf("%w: signer of %s: %w", registry.ErrKey, with.PublicKey().Thumbprint(), err)
	}
	return signature, nil
}
