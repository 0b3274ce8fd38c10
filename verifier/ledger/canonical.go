package ledger

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrNotCanonical is returned for JSON that is not the RFC 8785 form of itself,
// has a member that is not known, lacks one, or repeats one.
var ErrNotCanonical = errors.New("not in canonical JSON form (RFC 8785)")

// Bounds of the JSON texts that are read: a statement, and a record (a quota
// or a list of anchor states grows with the year).
const (
	maxStatement = 64 << 10
	maxRecord    = 4 << 20
)

// canonical returns the RFC 8785 form of v.
func canonical(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	value := jsontext.Value(text)
	if err := value.Canonicalize(); err != nil {
		return nil, err
	}
	return value, nil
}

// mustCanonical is canonical for the types of this package, whose members are
// strings, integers, arrays and texts, so that it cannot fail but by a bug or
// by text that is not UTF-8, which every Validate refuses first.
func mustCanonical(v any) []byte {
	text, err := canonical(v)
	if err != nil {
		panic(fmt.Sprintf("ledger: canonical JSON of %T: %v", v, err))
	}
	return text
}

// decodeCanonical reads text into v and demands that v encodes to the very
// same bytes: hence no unknown, missing, repeated or reordered member, no
// other spelling of a number or string, no trailing byte.
func decodeCanonical(text []byte, v any) error { return decodeCanonicalUpTo(text, v, maxStatement) }

func decodeCanonicalUpTo(text []byte, v any, limit int) error {
	if len(text) > limit {
		return fmt.Errorf("%w: longer than %d bytes", ErrNotCanonical, limit)
	}
	if err := json.Unmarshal(text, v, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("%w: %w", ErrNotCanonical, err)
	}
	again, err := canonical(v)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotCanonical, err)
	}
	if !bytes.Equal(text, again) {
		return ErrNotCanonical
	}
	return nil
}
