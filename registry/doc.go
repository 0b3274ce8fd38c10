// Package registry is the issuer's side: class lists become drafts, a second
// person approves them, they are numbered, signed, sealed into batches and
// anchored on the ledger, and later revoked or suspended.
//
// It relies on others for what is outside: a Store (package postgres) for
// everything that must survive, a Ledger (package fabricledger) for what the
// public can see, Keys (package signer) for private keys. Formats are those
// of sogoc/verifier/....
//
// Two rules hold everywhere. Whoever imported a batch does not approve it,
// checked here and again by the database. And nothing personal is ever in a
// log, an error's text or a statement: types that hold it implement
// slog.LogValuer.
package registry
