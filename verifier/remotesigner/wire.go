package remotesigner

import (
	"time"

	"sogoc/verifier/ledger"
)

// Paths of the signer. All are POST with a JSON body, so that neither an issuer nor
// a grant stands in an address.
const (
	PathKeys  = "/v1/keys"
	PathOpen  = "/v1/open"
	PathClose = "/v1/close"
	PathSign  = "/v1/sign"
)

// Limits of one request to sign.
const (
	MaxInputs = 256     // signing inputs
	MaxBytes  = 4 << 20 // of all of them together
	MaxBody   = 6 << 20 // of the request: base64 and what is around it
)

// KeysRequest asks for an owner's keys. The answer is Keys. As in a request for a key,
// member issuer names the owner: a school, a verifier service or an accreditor.
type KeysRequest struct {
	Issuer string `json:"issuer"`
}

// Keys are an owner's keys at the signer.
type Keys struct {
	Keys []Key `json:"keys"`
}

// Key is one of them. Of an own key, which only a passphrase opens, the signer
// knows no more than the thumbprint before it is opened.
type Key struct {
	Thumbprint string            `json:"thumbprint"`
	Own        bool              `json:"own"`
	Public     *ledger.PublicKey `json:"public,omitempty"`
}

// OpenRequest opens the issuer's own keys by their passphrase. The answer is Opened.
type OpenRequest struct {
	Issuer     string `json:"issuer"`
	Passphrase string `json:"passphrase"`
}

// Opened are the keys that a passphrase opened, none where it opens none, and the
// grant under which they sign until a moment.
type Opened struct {
	Grant string             `json:"grant"`
	Until time.Time          `json:"until"`
	Keys  []ledger.PublicKey `json:"keys"`
}

// CloseRequest ends a grant. Its answer has no content.
type CloseRequest struct {
	Grant string `json:"grant"`
}

// SignRequest asks for signatures by one key. The answer is Signed.
type SignRequest struct {
	Issuer string   `json:"issuer"`
	Key    string   `json:"key"`             // thumbprint
	Grant  string   `json:"grant,omitempty"` // for a school's own key
	Inputs [][]byte `json:"inputs"`          // signing inputs, base64
}

// Signed are the signatures, in the order of the inputs.
type Signed struct {
	Signatures []ledger.Signature `json:"signatures"`
}

// Code says why the signer does not do what it is asked.
type Code string

// The codes.
const (
	CodeMalformed   Code = "malformed"   // the request, or what is to be signed, is not in its form
	CodeForbidden   Code = "forbidden"   // this client, or this document, by the signer's policy
	CodeNoKey       Code = "no_key"      // there is no such key
	CodeLocked      Code = "locked"      // the grant has ended, or there was none
	CodeLimit       Code = "limit"       // the policy's number for today is reached
	CodeTooMany     Code = "too_many"    // too many passphrases, requests or grants at once
	CodeUnavailable Code = "unavailable" // key or journal cannot be used now
)

// Refusal is the answer to what is not done. The text is for people, and holds
// nothing of what was to be signed.
type Refusal struct {
	Code Code   `json:"code"`
	Text string `json:"text"`
}
