// Package batch seals digests of credentials into a batch and proves that a
// digest belongs to one.
//
// A batch is the digests of one issuer and one kind, sorted bytewise, without
// repeats. Its root is the Merkle tree hash of RFC 9162 §2.1.1 with SHA-256,
// each leaf's entry being a digest. The hashing is transparency-dev/merkle's;
// this package adds order, bounds and the forms of a proof. Which issuer and
// kind a batch belongs to is the anchor's matter (package ledger).
package batch

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"

	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"sogoc/verifier/ledger"
)

var (
	// ErrSize is returned for no digest at all, or more than ledger.MaxBatch.
	ErrSize = errors.New("a batch has 1 to 16384 digests")
	// ErrUnsorted is returned for digests that are not in ascending order.
	ErrUnsorted = errors.New("digests are not sorted")
	// ErrRepeated is returned where a digest stands twice.
	ErrRepeated = errors.New("a digest is repeated")
	// ErrProof is returned for a proof that is malformed, or does not lead from the digest to the root.
	ErrProof = errors.New("inclusion proof does not hold")
)

var (
	hasher = rfc6962.DefaultHasher // RFC 9162 kept the hashing of RFC 6962
	ranges = &compact.RangeFactory{Hash: hashChildren}
)

// Batch is a sealed batch: its order and root are fixed.
type Batch struct {
	Digests []ledger.Digest // sorted bytewise
	Root    ledger.Digest
}

// Seal sorts digests and computes their root. It leaves its argument as it is.
// It returns ErrSize or ErrRepeated.
func Seal(digests []ledger.Digest) (Batch, error) {
	sorted := slices.Clone(digests)
	slices.SortFunc(sorted, compareDigests)
	root, err := Root(sorted)
	if err != nil {
		return Batch{}, err
	}
	return Batch{Digests: sorted, Root: root}, nil
}

// Root returns the RFC 9162 Merkle tree hash of sorted digests. It returns
// ErrSize, ErrUnsorted or ErrRepeated.
func Root(sorted []ledger.Digest) (ledger.Digest, error) {
	tree, err := build(sorted, nil)
	if err != nil {
		return ledger.Digest{}, err
	}
	root, err := tree.GetRootHash(nil)
	if err != nil {
		return ledger.Digest{}, err
	}
	return ledger.Digest(root), nil
}

// Prove returns the inclusion proof (RFC 9162 §2.1.3.1) of the digest at that
// index. It returns ErrSize, ErrUnsorted or ErrRepeated for digests that are
// no batch, and ErrProof for an index outside of it.
func Prove(sorted []ledger.Digest, index int) (Proof, error) {
	if index < 0 || index >= len(sorted) {
		return Proof{}, fmt.Errorf("%w: index %d of %d", ErrProof, index, len(sorted))
	}
	nodes, err := proof.Inclusion(uint64(index), uint64(len(sorted)))
	if err != nil {
		return Proof{}, fmt.Errorf("%w: %w", ErrProof, err)
	}
	hashes := make([][]byte, len(nodes.IDs))
	_, err = build(sorted, func(id compact.NodeID, hash []byte) {
		if i := slices.Index(nodes.IDs, id); i >= 0 {
			hashes[i] = hash
		}
	})
	if err != nil {
		return Proof{}, err
	}
	path, err := nodes.Rehash(hashes, hasher.HashChildren)
	if err != nil {
		return Proof{}, fmt.Errorf("%w: %w", ErrProof, err)
	}
	p := Proof{Index: uint64(index), Size: uint64(len(sorted)), Path: make([]ledger.Digest, len(path))}
	for i, hash := range path {
		p.Path[i] = ledger.Digest(hash)
	}
	return p, nil
}

// Verify returns nil if p proves (RFC 9162 §2.1.3.2) that digest belongs to
// the batch with that root and size, both taken from its anchor, and ErrProof
// otherwise. A proof made for another size is refused: without that bound a
// shortened path would pass.
func Verify(root ledger.Digest, size uint64, digest ledger.Digest, p Proof) error {
	if err := p.validate(); err != nil {
		return err
	}
	if p.Size != size {
		return fmt.Errorf("%w: made for %d digests, the batch has %d", ErrProof, p.Size, size)
	}
	path := make([][]byte, len(p.Path))
	for i := range p.Path {
		path[i] = p.Path[i][:]
	}
	if err := proof.VerifyInclusion(hasher, p.Index, size, hasher.HashLeaf(digest[:]), path, root[:]); err != nil {
		return ErrProof
	}
	return nil
}

// Find returns the index of digest among sorted digests, and whether it is there.
func Find(sorted []ledger.Digest, digest ledger.Digest) (int, bool) {
	return slices.BinarySearchFunc(sorted, digest, compareDigests)
}

func build(sorted []ledger.Digest, visit compact.VisitFn) (*compact.Range, error) {
	if len(sorted) == 0 || len(sorted) > ledger.MaxBatch {
		return nil, fmt.Errorf("%w: not %d", ErrSize, len(sorted))
	}
	tree := ranges.NewEmptyRange(0)
	for i := range sorted {
		if i > 0 {
			switch order := compareDigests(sorted[i-1], sorted[i]); {
			case order == 0:
				return nil, fmt.Errorf("%w: at %d and %d", ErrRepeated, i-1, i)
			case order > 0:
				return nil, fmt.Errorf("%w: at %d and %d", ErrUnsorted, i-1, i)
			}
		}
		if err := tree.Append(hashLeaf(&sorted[i]), visit); err != nil {
			return nil, err
		}
	}
	return tree, nil
}

func compareDigests(a, b ledger.Digest) int { return bytes.Compare(a[:], b[:]) }

// hashLeaf and hashChildren are the hasher's functions of these names for digests
// (RFC 6962 §2.1): a tree of a batch calls them 32,000 times, and the library's make
// three allocations each. TestHashesAreTheLibrarys compares them.

func hashLeaf(digest *ledger.Digest) []byte {
	var node [1 + ledger.DigestSize]byte
	node[0] = rfc6962.RFC6962LeafHashPrefix
	copy(node[1:], digest[:])
	sum := sha256.Sum256(node[:])
	return sum[:]
}

func hashChildren(left, right []byte) []byte {
	var node [1 + 2*ledger.DigestSize]byte
	node[0] = rfc6962.RFC6962NodeHashPrefix
	copy(node[1:], left)
	copy(node[1+ledger.DigestSize:], right)
	sum := sha256.Sum256(node[:])
	return sum[:]
}
