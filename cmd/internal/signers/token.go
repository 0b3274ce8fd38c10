package signers

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"sogoc/cmd/internal/pkcs11key"
	"sogoc/registry/signer"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// tokenSource is a PKCS #11 token as a signer.Source: a school's keys are those with
// its issuer code for their label. None is opened by a passphrase of the school's own:
// a token has one PIN, and whoever has logged in signs with all of its keys.
type tokenSource struct{ token pkcs11key.Token }

var _ Signers = tokenSource{}

func (c *Config) openToken() (Signers, error) {
	r, err := c.token()
	if err != nil {
		return nil, err
	}
	token, err := pkcs11key.Open(r)
	if err != nil {
		return nil, err
	}
	return tokenSource{token}, nil
}

func (c *Config) generateInToken(
	issuer string, algorithm ledger.Algorithm, passphrase string,
) (made ledger.PublicKey, err error) {
	if passphrase != "" {
		return made, errors.New("a token's keys are opened by its PIN: a passphrase of a school's own needs a keystore")
	}
	if err := ledger.ValidateIssuerCode(issuer); err != nil {
		return made, err
	}
	r, err := c.token()
	if err != nil {
		return made, err
	}
	token, err := pkcs11key.Open(r)
	if err != nil {
		return made, err
	}
	defer func() { err = errors.Join(err, token.Close()) }()
	return token.Generate(issuer, algorithm)
}

// Signers implements signer.Source.
func (s tokenSource) Signers(issuer string) ([]credential.Signer, error) {
	if err := ledger.ValidateIssuerCode(issuer); err != nil {
		return nil, err
	}
	keys, err := s.token.Keys(issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", signer.ErrUnavailable, err)
	}
	found := make([]credential.Signer, len(keys))
	for i, key := range keys {
		found[i] = key
	}
	slices.SortFunc(found, func(a, b credential.Signer) int {
		return cmp.Compare(a.PublicKey().Thumbprint(), b.PublicKey().Thumbprint())
	})
	return found, nil
}

// OwnKeys implements signer.Source.
func (s tokenSource) OwnKeys(string) ([]string, error) { return nil, nil }

// OpenOwn implements signer.Source.
func (s tokenSource) OpenOwn(string, string) ([]signer.OpenKey, error) { return nil, nil }

// Close implements Signers.
func (s tokenSource) Close() error { return s.token.Close() }
