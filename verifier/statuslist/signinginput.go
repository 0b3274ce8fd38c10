package statuslist

import (
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/verifier/ledger"
)

// SigningInput is what a list says that is to be signed, for a signer that does not
// believe its caller. Signed is zero for a bitstring, which does not say it.
type SigningInput struct {
	Claims
	Algorithm  ledger.Algorithm
	Thumbprint string // of the key that is to sign
}

// ParseSigningInput reads a JWS signing input (RFC 7515 §5.1) of SignBitstring or
// SignToken. It returns ErrMalformed for whatever they would not have written.
func ParseSigningInput(input []byte) (SigningInput, error) {
	parts := strings.Split(string(input), ".")
	if len(input) > maxSigned || len(parts) != 2 {
		return SigningInput{}, fmt.Errorf("%w: not a signing input", ErrMalformed)
	}
	var head jwtHeader
	if err := readPart(parts[0], &head); err != nil {
		return SigningInput{}, err
	}
	found := SigningInput{Algorithm: head.Algorithm}
	var payload any
	var err error
	switch head.Type {
	case typeCredential:
		payload, err = found.readBitstring(parts[1])
	case typeToken:
		payload, err = found.readToken(parts[1])
	default:
		err = fmt.Errorf("%w: header", ErrMalformed)
	}
	if err != nil {
		return SigningInput{}, err
	}
	issuer, thumbprint, _ := strings.Cut(head.KeyID, "#")
	if issuer != found.Issuer || !ledger.ValidThumbprint(thumbprint) {
		return SigningInput{}, fmt.Errorf("%w: header", ErrMalformed)
	}
	found.Thumbprint = thumbprint
	if again, err := messageOf(head, payload); err != nil || again != string(input) {
		return SigningInput{}, fmt.Errorf("%w: not in its one form", ErrMalformed)
	}
	return found, nil
}

func readPart(text string, to any) error {
	raw, err := decodeBase64(text, maxSigned)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(raw, to, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("%w: not its JSON", ErrMalformed)
	}
	return nil
}

func (i *SigningInput) readBitstring(text string) (any, error) {
	var c bitstringCredential
	if err := readPart(text, &c); err != nil {
		return nil, err
	}
	if len(c.Context) != 1 || c.Context[0] != contextVC || len(c.Type) != 2 ||
		!hasAll(c.Type, typeBaseVC, typeBitstringVC) || c.Subject.Type != typeBitstringList ||
		c.Subject.ID != c.ID+"#list" || (c.Subject.Purpose != Revocation && c.Subject.Purpose != Suspension) {
		return nil, fmt.Errorf("%w: not a bitstring status list credential", ErrMalformed)
	}
	if _, err := Decode(c.Subject.List); err != nil {
		return nil, err
	}
	i.Claims = Claims{Address: c.ID, Issuer: c.Issuer, From: c.ValidFrom, Until: c.ValidUntil}
	return c, nil
}

func (i *SigningInput) readToken(text string) (any, error) {
	var c tokenClaims
	if err := readPart(text, &c); err != nil {
		return nil, err
	}
	if c.List.Bits != tokenBits || c.TTL < 0 {
		return nil, fmt.Errorf("%w: not a status list token of two bits", ErrMalformed)
	}
	if _, err := DecodeTokenList(c.List.List); err != nil {
		return nil, err
	}
	issued := time.Unix(c.Issued, 0).UTC()
	i.Claims = Claims{
		Address: c.Subject,
		Issuer:  c.Issuer,
		Signed:  issued,
		From:    issued,
		Until:   time.Unix(c.Expires, 0).UTC(),
	}
	return c, nil
}
