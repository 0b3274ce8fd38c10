package batch

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/bits"

	"sogoc/verifier/ledger"
)

// Proof says where in a batch a digest stands, and the hashes that lead from
// it to the root.
//
// Its binary form is Index and Size as big-endian 32-bit integers, then the
// path's hashes from the leaf upwards; its text form, in JSON too, is that in
// unpadded base64url. Each proof has one form of either sort, and what is
// accepted encodes to the same bytes again.
type Proof struct {
	Index uint64          // of the digest in the sorted batch
	Size  uint64          // number of digests in the batch
	Path  []ledger.Digest // from the leaf's sibling upwards
}

// header is the length of Index and Size in the binary form.
const header = 8

// ParseProof reads the text form. It returns ErrProof for any other text.
func ParseProof(text string) (Proof, error) {
	var p Proof
	err := p.UnmarshalText([]byte(text))
	return p, err
}

// MarshalText implements encoding.TextMarshaler. It returns ErrProof for a
// proof whose index, size and length of path do not go together.
func (p Proof) MarshalText() ([]byte, error) {
	data, err := p.MarshalBinary()
	if err != nil {
		return nil, err
	}
	return base64.RawURLEncoding.AppendEncode(nil, data), nil
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *Proof) UnmarshalText(text []byte) error {
	data, err := base64.RawURLEncoding.Strict().DecodeString(string(text))
	if err != nil || base64.RawURLEncoding.EncodedLen(len(data)) != len(text) { // the decoder skips line breaks
		return fmt.Errorf("%w: not unpadded base64url", ErrProof)
	}
	return p.UnmarshalBinary(data)
}

// MarshalBinary implements encoding.BinaryMarshaler; its error is MarshalText's.
func (p Proof) MarshalBinary() ([]byte, error) {
	if err := p.validate(); err != nil {
		return nil, err
	}
	data := make([]byte, 0, header+len(p.Path)*ledger.DigestSize)
	data = binary.BigEndian.AppendUint32(data, uint32(p.Index))
	data = binary.BigEndian.AppendUint32(data, uint32(p.Size))
	for _, hash := range p.Path {
		data = append(data, hash[:]...)
	}
	return data, nil
}

// UnmarshalBinary implements encoding.BinaryUnmarshaler.
func (p *Proof) UnmarshalBinary(data []byte) error {
	if len(data) < header || (len(data)-header)%ledger.DigestSize != 0 {
		return fmt.Errorf("%w: %d bytes", ErrProof, len(data))
	}
	read := Proof{
		Index: uint64(binary.BigEndian.Uint32(data)),
		Size:  uint64(binary.BigEndian.Uint32(data[4:])),
		Path:  make([]ledger.Digest, (len(data)-header)/ledger.DigestSize),
	}
	for i := range read.Path {
		copy(read.Path[i][:], data[header+i*ledger.DigestSize:])
	}
	if err := read.validate(); err != nil {
		return err
	}
	*p = read
	return nil
}

// validate returns ErrProof unless index, size and length of path go together.
func (p Proof) validate() error {
	if p.Size == 0 || p.Size > ledger.MaxBatch || p.Index >= p.Size || len(p.Path) != pathLength(p.Index, p.Size) {
		return fmt.Errorf("%w: index %d of %d with a path of %d", ErrProof, p.Index, p.Size, len(p.Path))
	}
	return nil
}

// pathLength returns how many hashes a proof has: one a level up to where the
// digest's way to the root leaves the tree's right border, from there on one
// for each perfect subtree on the left.
func pathLength(index, size uint64) int {
	inner := bits.Len64(index ^ (size - 1))
	return inner + bits.OnesCount64(index>>inner)
}
