package statuslist

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"fmt"
	"io"

	"sogoc/verifier/ledger"
)

// TokenStatus is a status of a Token Status List (draft-ietf-oauth-status-list §7.1).
type TokenStatus byte

// The statuses that a list of ours has.
const (
	TokenValid     TokenStatus = 0
	TokenInvalid   TokenStatus = 1 // revoked, or superseded
	TokenSuspended TokenStatus = 2
)

// TokenStatusOf returns what a state is in a Token Status List. A state that is
// not known is TokenInvalid.
func TokenStatusOf(state ledger.State) TokenStatus {
	switch state {
	case ledger.Active, "":
		return TokenValid
	case ledger.Suspended:
		return TokenSuspended
	case ledger.Superseded, ledger.Revoked:
		return TokenInvalid
	}
	return TokenInvalid
}

const (
	tokenBits  = 2 // of each entry
	perByte    = 8 / tokenBits
	tokenMask  = 1<<tokenBits - 1
	tokenBytes = ledger.StatusListSize / perByte
)

// TokenList holds both purposes of a list in one: two bits of each entry, of
// which index 0 is in the lowest bits of the first byte (§4.1, the other way
// round than in a bitstring). In the zero TokenList every entry is valid.
type TokenList struct{ packed [tokenBytes]byte }

// NewTokenList returns the list of the entries whose state is not active. It
// returns ErrRange for an index that is too large.
func NewTokenList(states map[uint32]ledger.State) (*TokenList, error) {
	l := &TokenList{}
	for index, state := range states {
		if index >= ledger.StatusListSize {
			return nil, fmt.Errorf("%w: %d", ErrRange, index)
		}
		l.packed[index/perByte] |= byte(TokenStatusOf(state)) << (index % perByte * tokenBits)
	}
	return l, nil
}

// Status returns the status of an entry; ErrRange where there is none.
func (l *TokenList) Status(index uint32) (TokenStatus, error) {
	if index >= ledger.StatusListSize {
		return 0, fmt.Errorf("%w: %d", ErrRange, index)
	}
	return TokenStatus(l.packed[index/perByte] >> (index % perByte * tokenBits) & tokenMask), nil
}

// Encode returns the list as the member lst: DEFLATE in the ZLIB format, then
// base64url without padding (§4.1, §4.2).
func (l *TokenList) Encode() (string, error) {
	var packed bytes.Buffer
	w, err := zlib.NewWriterLevel(&packed, zlib.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := w.Write(l.packed[:]); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(packed.Bytes()), nil
}

// maxEncodedToken bounds an encoded list, as maxEncoded does.
const maxEncodedToken = (tokenBytes + 1024) * 4 / 3

// DecodeTokenList reads an encoded list strictly: one ZLIB stream of exactly
// ledger.StatusListSize entries of two bits, with its checksum, and nothing after
// it. It never unpacks more than that.
func DecodeTokenList(encoded string) (*TokenList, error) {
	packed, err := decodeBase64(encoded, maxEncodedToken)
	if err != nil {
		return nil, err
	}
	source := bytes.NewReader(packed)
	r, err := zlib.NewReader(source)
	if err != nil {
		return nil, fmt.Errorf("%w: not ZLIB", ErrMalformed)
	}
	l := &TokenList{}
	if err := readWhole(r, source, l.packed[:]); err != nil {
		return nil, err
	}
	return l, nil
}

// decodeBase64 reads base64url in its one form, of at most that many characters.
func decodeBase64(text string, most int) ([]byte, error) {
	if len(text) > most {
		return nil, fmt.Errorf("%w: longer than any list", ErrMalformed)
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || base64.RawURLEncoding.EncodedLen(len(raw)) != len(text) {
		return nil, fmt.Errorf("%w: not base64url", ErrMalformed)
	}
	return raw, nil
}

// readWhole fills list from an unpacking reader and demands that this is all:
// the end of the stream is read too, and with it the checksum.
func readWhole(unpacked io.Reader, source *bytes.Reader, list []byte) error {
	if _, err := io.ReadFull(unpacked, list); err != nil {
		return fmt.Errorf("%w: too short or damaged", ErrMalformed)
	}
	if n, err := io.CopyN(io.Discard, unpacked, 1); n != 0 || err != io.EOF || source.Len() != 0 {
		return fmt.Errorf("%w: more than one list, or damaged", ErrMalformed)
	}
	return nil
}
