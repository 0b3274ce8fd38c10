package reading

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"

	"sogoc/registry"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// didDocument is a DID document (W3C DID Core 1.0 §5) with JWK keys.
type didDocument struct {
	Context            []string             `json:"@context"`
	ID                 string               `json:"id"`
	VerificationMethod []verificationMethod `json:"verificationMethod"`
	AssertionMethod    []string             `json:"assertionMethod"`
}

type verificationMethod struct {
	ID           string           `json:"id"`
	Type         string           `json:"type"`
	Controller   string           `json:"controller"`
	PublicKeyJWK ledger.PublicKey `json:"publicKeyJwk"`
}

// DIDDocument returns an issuer's DID document (did:web) as JSON, with the
// keys that stand on the ledger: all of them to identify old signatures by, and
// as assertion methods those that are good now. It is public, and it is for
// other people's software: our verifier takes keys from the ledger itself.
// ErrNotFound for an issuer that is not here, or not on the ledger.
func (s *Service) DIDDocument(ctx context.Context, issuer string) ([]byte, error) {
	school, err := s.store.Issuer(ctx, issuer)
	if err != nil {
		return nil, err
	}
	view, err := s.ledger.Issuer(ctx, issuer)
	if registry.RefusalCode(err) == ledger.CodeNotFound {
		return nil, registry.ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("keys of issuer %s: %w", issuer, err)
	}
	did := credential.Issuer{Code: school.Code, Host: s.proc.Host}.DID()
	d := didDocument{Context: []string{"https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"}, ID: did,
		VerificationMethod: []verificationMethod{}, AssertionMethod: []string{}}
	now := s.proc.Now()
	for _, k := range view.Keys {
		id := did + "#" + k.Key.Thumbprint()
		d.VerificationMethod = append(
			d.VerificationMethod,
			verificationMethod{ID: id, Type: "JsonWebKey", Controller: did, PublicKeyJWK: k.Key},
		)
		if k.GoodAt(now) {
			d.AssertionMethod = append(d.AssertionMethod, id)
		}
	}
	return json.Marshal(d)
}
