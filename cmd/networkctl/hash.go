package main

import (
	"sogoc/cmd/internal/cli"
	"sogoc/verifier/ledger"
)

// expectedHash is what --hash names: what is signed has this hash, or nothing is signed.
type expectedHash struct{ digest *ledger.Digest }

// hashFlag makes the flag --hash.
func (c *call) hashFlag(whose string) *expectedHash {
	e := &expectedHash{}
	c.Flags().Func("hash", "sign nothing that has another `hash`: "+whose, func(text string) error {
		digest, err := ledger.ParseDigest(text)
		e.digest = &digest
		return err
	})
	return e
}

// check returns an error where a hash was named and the file's is another.
func (e *expectedHash) check(file string, found ledger.Digest) error {
	if e.digest == nil || *e.digest == found {
		return nil
	}
	return cli.Usage("%s has the hash %s, not the one that --hash names: nothing was signed", file, found)
}
