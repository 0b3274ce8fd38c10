package reading

import (
	"context"
	"fmt"

	"sogoc/registry"
	"sogoc/verifier/diddocument"
	"sogoc/verifier/ledger"
)

// DIDDocument returns an issuer's DID document (did:web) as JSON, of the keys that
// stand on the ledger; [diddocument.OfIssuer] says which. It is public, and it is
// for other people's software: our verifier takes keys from the ledger itself.
// ErrNotFound for an issuer that is not here, or not on the ledger.
func (s *Service) DIDDocument(ctx context.Context, issuer string) ([]byte, error) {
	if _, err := s.store.Issuer(ctx, issuer); err != nil {
		return nil, err
	}
	view, err := s.ledger.Issuer(ctx, issuer)
	if registry.RefusalCode(err) == ledger.CodeNotFound {
		return nil, registry.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("keys of issuer %s: %w", issuer, err)
	}
	return diddocument.OfIssuer(s.proc.Host, view.Issuer, view.Keys, s.proc.Now())
}
