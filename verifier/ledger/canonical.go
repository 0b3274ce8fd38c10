package ledger

import (
	"fmt"

	"sogoc/verifier/canonicaljson"
)

// ErrNotCanonical is returned for a statement, key or record that is not in its
// one form; package canonicaljson's error of that name.
var ErrNotCanonical = canonicaljson.ErrNotCanonical

// Bounds of the JSON texts that are read: a statement, and a record (an older
// ledger's lists of anchors and their states may be long).
const (
	maxStatement = 64 << 10
	maxRecord    = 4 << 20
)

// mustCanonical returns the RFC 8785 form of a value of this package. Their
// members are strings, integers, arrays and texts, so that it fails only for a
// bug, or for text that is not UTF-8, which every Validate refuses first.
func mustCanonical(v any) []byte {
	text, err := canonicaljson.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("ledger: canonical JSON of %T: %v", v, err))
	}
	return text
}
