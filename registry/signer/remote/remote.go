// Package remote makes of a signer on another host (package remotesigner of the
// verifier, which has the protocol) a source of schools' keys for the register.
package remote

import (
	"sogoc/registry/signer"
	"sogoc/verifier/remotesigner"
)

// Source is a signer on another host as a signer.Source. Its owner closes it.
type Source struct{ *remotesigner.Client }

var (
	_ signer.Source  = Source{}
	_ signer.OpenKey = (*remotesigner.SigningKey)(nil)
	_ signer.Batcher = (*remotesigner.SigningKey)(nil)
)

// Open prepares a source. Nothing is asked yet: the signer may be down.
func Open(c remotesigner.Config) Source { return Source{remotesigner.Open(c)} }

// OpenOwn implements signer.Source. Wiping one of the keys ends the grant of all.
func (s Source) OpenOwn(issuer, passphrase string) ([]signer.OpenKey, error) {
	keys, err := s.Client.OpenOwn(issuer, passphrase)
	if err != nil {
		return nil, err
	}
	opened := make([]signer.OpenKey, len(keys))
	for i, k := range keys {
		opened[i] = k
	}
	return opened, nil
}
