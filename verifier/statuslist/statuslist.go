// Package statuslist encodes the states of an issuer's status list for software
// that asks no ledger, and reads them back: as the bitstrings of W3C Bitstring
// Status List 1.0 and as a Token Status List (draft-ietf-oauth-status-list), each
// bare and in the signed text that a verifier service publishes.
//
// A signed list is its signer's word. The states come from the ledger; the
// package relies on its caller for them, for the moment that they stand for, and
// for the signer: it holds no key.
package statuslist

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"sogoc/verifier/ledger"
)

// Purpose is a status purpose (W3C Bitstring Status List 1.0 §2.1).
type Purpose string

// The purposes of the two lists that every credential names.
const (
	Revocation Purpose = "revocation" // set for revoked, and for superseded
	Suspension Purpose = "suspension" // set for suspended
)

var (
	// ErrMalformed is returned for text that is not an encoded list of this size.
	ErrMalformed = errors.New("malformed status list")
	// ErrRange is returned for an index that no list has.
	ErrRange = errors.New("status list index out of range")
)

// Sets reports whether an entry in that state has its bit set in a list of
// purpose p. A state that is not known sets both.
func (p Purpose) Sets(state ledger.State) bool {
	switch state {
	case ledger.Active, "":
		return false
	case ledger.Suspended:
		return p == Suspension
	case ledger.Superseded, ledger.Revoked:
		return p == Revocation
	}
	return true
}

const listBytes = ledger.StatusListSize / 8

// List is the bitstring of one purpose: ledger.StatusListSize bits, of which
// index 0 is the leftmost (§3.1). The zero List has no bit set.
type List struct{ bits [listBytes]byte }

// New returns the list of a purpose for the entries whose state is not
// active. It returns ErrRange for an index that is too large.
func New(purpose Purpose, states map[uint32]ledger.State) (*List, error) {
	l := &List{}
	for index, state := range states {
		if index >= ledger.StatusListSize {
			return nil, fmt.Errorf("%w: %d", ErrRange, index)
		}
		if purpose.Sets(state) {
			l.bits[index/8] |= 0x80 >> (index % 8)
		}
	}
	return l, nil
}

// Set reports whether the bit of an entry is set; ErrRange where there is none.
func (l *List) Set(index uint32) (bool, error) {
	if index >= ledger.StatusListSize {
		return false, fmt.Errorf("%w: %d", ErrRange, index)
	}
	return l.bits[index/8]&(0x80>>(index%8)) != 0, nil
}

// Encode returns the list as the encodedList member: GZIP, then multibase
// base64url without padding, whose prefix is "u" (§3.3). The text of equal
// lists is equal under one version of the compressor only: compare lists.
func (l *List) Encode() (string, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := w.Write(l.bits[:]); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return "u" + base64.RawURLEncoding.EncodeToString(packed.Bytes()), nil
}

// maxEncoded bounds an encoded list: an incompressible one is a little larger
// than its bits, and a third more in base64.
const maxEncoded = (listBytes + 1024) * 4 / 3

// Decode reads an encoded list strictly: one GZIP member of exactly
// ledger.StatusListSize bits, with its checksum, and nothing after it. It
// never unpacks more than that.
func Decode(encoded string) (*List, error) {
	text, ok := strings.CutPrefix(encoded, "u")
	if !ok {
		return nil, fmt.Errorf("%w: not multibase of base64url", ErrMalformed)
	}
	packed, err := decodeBase64(text, maxEncoded)
	if err != nil {
		return nil, err
	}
	source := bytes.NewReader(packed)
	r, err := gzip.NewReader(source)
	if err != nil {
		return nil, fmt.Errorf("%w: not GZIP", ErrMalformed)
	}
	r.Multistream(false)
	l := &List{}
	if err := readWhole(r, source, l.bits[:]); err != nil {
		return nil, err
	}
	return l, nil
}
