// Package credential turns what a school says of a learner into a signed
// credential and back: the documents (Diploma, Transcript), the table of
// kinds, Issue, which signs one document in both of its forms, and Parse,
// which reads an SD-JWT strictly.
//
// The data model is W3C Verifiable Credentials 2.0 with Open Badges 3.0 for
// diplomas and CLR 2.0 for transcripts, secured by SD-JWT (RFC 9901) as
// application/vc+sd-jwt (W3C VC-JOSE-COSE §3.2).
//
// The package does no I/O, reads no clock and holds no private key: a Signer
// comes from outside, and so does the public key that a signature is checked
// with. Whether a credential is anchored, in force, and from an issuer that
// was allowed to issue it, the ledger says and not this package.
package credential
