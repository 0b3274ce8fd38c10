// Package canonicaljson writes and reads the one form of a JSON text that is
// signed or hashed (RFC 8785).
//
// Every format of ours that must have one form uses it: statements, records,
// bundles, receipts, evidence of changes. It knows none of these formats, and
// its errors hold no text of the input, which may be somebody's name.
package canonicaljson

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// ErrNotCanonical is returned for JSON that is not the RFC 8785 form of itself, has a
// member that is not known, lacks one, or repeats one.
var ErrNotCanonical = errors.New("not in canonical JSON form (RFC 8785)")

// ErrUnknownMember is wrapped, beside ErrNotCanonical, for a member that is not known.
var ErrUnknownMember = errors.New("unknown member")

// Marshal returns the RFC 8785 form of v. It fails for what JSON cannot hold
// and for text that is not UTF-8.
func Marshal(v any) ([]byte, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, place(err)
	}
	return Normalize(text)
}

// Normalize returns the RFC 8785 form of a JSON text. It may write to text.
func Normalize(text []byte) ([]byte, error) {
	value := jsontext.Value(text)
	if err := value.Canonicalize(); err != nil {
		return nil, place(err)
	}
	return value, nil
}

// Unmarshal reads text into v and demands that v encodes to the very same
// bytes: hence no unknown, missing, repeated or reordered member, no other
// spelling of a number or string, no trailing byte. A text longer than limit
// is refused unread. Every error wraps ErrNotCanonical.
func Unmarshal(text []byte, v any, limit int) error {
	if len(text) > limit {
		return fmt.Errorf("%w: longer than %d bytes", ErrNotCanonical, limit)
	}
	if err := json.Unmarshal(text, v, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("%w: %w", ErrNotCanonical, place(err))
	}
	again, err := Marshal(v)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotCanonical, err)
	}
	if !bytes.Equal(text, again) {
		return ErrNotCanonical
	}
	return nil
}

// place keeps where a JSON error is and leaves out what stands there.
func place(err error) error {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	switch {
	case errors.As(err, &semantic) && errors.Is(err, json.ErrUnknownName):
		return fmt.Errorf("%w %q", ErrUnknownMember, string(semantic.JSONPointer))
	case errors.As(err, &semantic):
		return fmt.Errorf("member %q", string(semantic.JSONPointer))
	case errors.As(err, &syntactic):
		return fmt.Errorf("no JSON at byte %d", syntactic.ByteOffset)
	}
	return errors.New("no JSON")
}
