package signer

import (
	"fmt"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// SignStatement signs a statement and checks the signature: a wrong one would
// be committed and refused for ever. It returns ErrSign where the signer fails,
// and the statement's own error where it is not valid.
func SignStatement[S ledger.Statement](statement S, with credential.Signer) (ledger.Signature, error) {
	if err := statement.Validate(); err != nil {
		return ledger.Signature{}, err
	}
	message := ledger.Canonical(statement)
	signature, err := with.Sign(message)
	if err != nil {
		return signature, fmt.Errorf("%w: %w", ErrSign, err)
	}
	if err := with.PublicKey().Verify(message, signature); err != nil {
		return signature, fmt.Errorf("%w: key %s: %w", ErrSign, with.PublicKey().Thumbprint(), err)
	}
	return signature, nil
}
