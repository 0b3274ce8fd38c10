// Package diddocument makes the DID documents that other people's software finds
// by did:web: of an issuer from its records on the ledger, and of the verifier
// service that publishes status lists. Register and verifier answer the same ones.
//
// A DID document says what holds now and nothing of the past, and it is the word
// of the host that answers it. Our own verifier takes keys from the ledger alone.
package diddocument

import (
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// MediaType is the media type of a DID document (W3C DID Core 1.0 §6.2).
const MediaType = "application/did+json"

// document is a DID document (W3C DID Core 1.0 §5) with JWK keys.
type document struct {
	Context            []string `json:"@context"`
	ID                 string   `json:"id"`
	VerificationMethod []method `json:"verificationMethod"`
	AssertionMethod    []string `json:"assertionMethod"`
}

// method is a verification method of type JsonWebKey (W3C Controlled
// Identifiers 1.0 §2.2.3).
type method struct {
	ID           string           `json:"id"`
	Type         string           `json:"type"`
	Controller   string           `json:"controller"`
	Expires      time.Time        `json:"expires,omitzero"` // since when a retired key signs no more
	PublicKeyJWK ledger.PublicKey `json:"publicKeyJwk"`
}

// OfIssuer returns the document did:web:HOST:issuers:CODE of an issuer by its
// newest record and those of its keys.
//
// Keys that count now, of an active issuer, are assertion methods: by them it
// can put credentials on the ledger. A retired key, or any key of an issuer that
// is not active, is listed as a verification method only, so that an earlier
// signature can be told from a foreign one. A key that was reported compromised
// is left out: when a signature was made, a DID document cannot tell, so software
// that looks here must not accept any; the ledger tells those from before.
func OfIssuer(host string, issuer ledger.Issuer, keys []ledger.Key, now time.Time) ([]byte, error) {
	d := newDocument(credential.Issuer{Code: issuer.Accreditation.Code, Host: host}.DID())
	for _, k := range keys {
		if !k.Compromised.IsZero() {
			continue
		}
		id := d.add(k.Key, k.Retired)
		if issuer.State == ledger.IssuerActive && k.GoodAt(now) {
			d.AssertionMethod = append(d.AssertionMethod, id)
		}
	}
	return json.Marshal(d)
}

// OfService returns the document did:web:HOST of the service that signs status
// lists with that key.
func OfService(host string, key ledger.PublicKey) ([]byte, error) {
	d := newDocument(credential.HostDID(host))
	d.AssertionMethod = append(d.AssertionMethod, d.add(key, time.Time{}))
	return json.Marshal(d)
}

func newDocument(did string) *document {
	return &document{
		Context:            []string{"https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"},
		ID:                 did,
		VerificationMethod: []method{},
		AssertionMethod:    []string{},
	}
}

// add lists a key and returns its DID URL.
func (d *document) add(key ledger.PublicKey, expires time.Time) string {
	id := d.ID + "#" + key.Thumbprint()
	d.VerificationMethod = append(d.VerificationMethod, method{
		ID:           id,
		Type:         "JsonWebKey",
		Controller:   d.ID,
		Expires:      expires,
		PublicKeyJWK: key,
	})
	return id
}

// keySet is a JWK Set (RFC 7517 §5).
type keySet struct {
	Keys []keySetEntry `json:"keys"`
}

type keySetEntry struct {
	ledger.PublicKey
	KeyID     string           `json:"kid"`
	Algorithm ledger.Algorithm `json:"alg"`
	Use       string           `json:"use"`
}

// KeySetOfService returns the key of OfService as a JWK Set, for software that
// resolves no DID. Its kid is the one in the lists' headers.
func KeySetOfService(host string, key ledger.PublicKey) ([]byte, error) {
	return json.Marshal(keySet{Keys: []keySetEntry{{
		PublicKey: key,
		KeyID:     credential.HostDID(host) + "#" + key.Thumbprint(),
		Algorithm: key.Algorithm(),
		Use:       "sig",
	}}})
}
