// Package verifier answers whether a credential is genuine, in force, and from
// an issuer that was allowed to issue it. Verify takes what a holder presents
// and one reading of the ledger, and walks through nine numbered steps; the
// result lists each of them with a stable reason code.
//
// A bad credential is a result, not an error. Whatever is not certain is
// indeterminate, never valid. Valid speaks of the document, not of the person
// who shows it.
//
// The package does no I/O beyond the reading that it is given, asks nobody
// outside, holds no private key and imports nothing of the issuer's side. It
// relies on package follower (or another supplier of the ledger.View) for blocks
// that were checked before they were indexed.
package verifier
