// Package remotesigner is the client's side of a signer on another host: keys that are
// never here. Program signerd is the other side (package signingservice of the
// register); both read and write what wire.go says.
//
// It stands among the verifier's packages since a verifier service signs receipts, and
// may have its key there; the register has it from here (package remote of the register
// makes a source of schools' keys of it), and so does an accreditor.
//
// The connection is TLS 1.3, and each side knows the other by the SHA-256 of its
// certificate: no authority stands between them, so none can be deceived. What the
// signer returns is checked with the public key; what it refuses, it says why.
//
// What belongs here: the wire, the certificates of both ends, the client. What does
// not: which documents are signed for whom, which the signer's host decides.
package remotesigner
