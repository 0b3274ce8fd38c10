package signer

import (
	"context"
	"fmt"

	"sogoc/registry"
	"sogoc/verifier/credential"
)

// Present opens an issuer's present key: the one that the ledger holds to be
// good. It implements registry.Keys.
type Present struct {
	source Source
	good   Good
}

// Good returns the thumbprints of an issuer's keys that are good now, in the
// order of their registration on the ledger.
type Good func(ctx context.Context, issuer string) ([]string, error)

var _ registry.Keys = Present{}

// NewPresent returns the present keys out of source. The ledger is asked only
// where an issuer has several keys, as while one follows another.
func NewPresent(source Source, good Good) Present { return Present{source: source, good: good} }

// credential.Signer implements registry.Keys. Of several good keys that are here the one
// that was registered last signs. Errors wrap registry.ErrKey, or whatever
// good returns.
func (p Present) Signer(ctx context.Context, issuer string) (credential.Signer, error) {
	all, err := p.source.All(issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", registry.ErrKey, err)
	}
	if len(all) == 1 {
		return all[0], nil
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%w: issuer %s: %w", registry.ErrKey, issuer, ErrNoKey)
	}
	good, err := p.good(ctx, issuer)
	if err != nil {
		return nil, fmt.Errorf("which key of issuer %s is good: %w", issuer, err)
	}
	for i := len(good) - 1; i >= 0; i-- {
		for _, s := range all {
			if s.PublicKey().Thumbprint() == good[i] {
				return s, nil
			}
		}
	}
	return nil, fmt.Errorf("%w: issuer %s: none of %d keys here is good on the ledger: %w", registry.ErrKey, issuer, len(all), ErrNoKey)
}
