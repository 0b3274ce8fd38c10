package blocks

import (
	"bytes"
	"encoding/asn1"
	"fmt"
	"math/big"

	"google.golang.org/protobuf/proto"
)

// readStrict reads a message that must encode to the same bytes again: no
// unknown, repeated or reordered field. Fabric does not ask for that of what
// it hashes or signs; here it keeps bytes that nobody signed out of evidence.
func readStrict(raw []byte, into proto.Message) error {
	if err := (proto.UnmarshalOptions{DiscardUnknown: true}).Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	again, err := encode(into)
	if err != nil || !bytes.Equal(raw, again) {
		return fmt.Errorf(
			"%w: %s does not encode to its own bytes",
			ErrForm,
			into.ProtoReflect().Descriptor().Name(),
		)
	}
	return nil
}

func encode(m proto.Message) ([]byte, error) {
	return proto.MarshalOptions{Deterministic: true}.Marshal(m)
}

// exactSignature reports whether an ECDSA signature is the one DER text of
// itself, or is of another kind, which has one length. Fabric lets bytes
// follow it.
func exactSignature(signature []byte) bool {
	var rs struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(signature, &rs); err != nil || len(rest) != 0 {
		return len(signature) == ed25519Size
	}
	again, err := asn1.Marshal(rs)
	return err == nil && bytes.Equal(signature, again)
}

// canonicalSignature returns the one DER text of an ECDSA signature, without
// what follows it; another signature as it is.
func canonicalSignature(signature []byte) []byte {
	var rs struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(signature, &rs); err != nil {
		return signature
	}
	exact, err := asn1.Marshal(rs)
	if err != nil {
		return signature
	}
	return exact
}

// ed25519Size is the length of a signature of RFC 8032.
const ed25519Size = 64
