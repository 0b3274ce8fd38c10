package follower

import (
	"encoding/binary"
	"errors"

	"github.com/cockroachdb/pebble/v2"

	"sogoc/verifier/ledger"
)

// An anchor's digests are in the index twice: all of them in their order, in
// chunks, and the beginning of each as a key that says where it stands. A look-up
// reads the key and then the digest itself, since two digests may begin alike.

// chunkDigests is how many digests a chunk holds.
const chunkDigests = 128

// digestBeginning is how many bytes of a digest are in its key.
const digestBeginning = 16

// setDigests adds an anchor's digests, in their order, to a batch. What stands at
// digests that begin alike is joined when it is read (pebble.DefaultMerger).
func setDigests(to *pebble.Batch, issuer []byte, sequence uint64, digests []ledger.Digest) error {
	k := key(spaceDigestPosition, issuer)
	place := binary.AppendUvarint(nil, sequence)
	before, ofSequence := len(k), len(place)
	for i, d := range digests {
		k = append(k[:before], d[:digestBeginning]...)
		place = binary.AppendUvarint(place[:ofSequence], uint64(i))
		if err := to.Merge(k, place, nil); err != nil {
			return err
		}
	}
	chunk := make([]byte, 0, chunkDigests*ledger.DigestSize)
	for i := 0; i < len(digests); i += chunkDigests {
		chunk = chunk[:0]
		for _, d := range digests[i:min(i+chunkDigests, len(digests))] {
			chunk = append(chunk, d[:]...)
		}
		if err := to.Set(chunkKey(issuer, sequence, uint64(i)), chunk, nil); err != nil {
			return err
		}
	}
	return nil
}

// chunkKey is the key of the chunk that an anchor's digest with that index is in.
func chunkKey(issuer []byte, sequence, index uint64) []byte {
	return key(spaceDigests, issuer, u64(sequence), u32(uint32(index/chunkDigests)))
}

// findLeaves returns where a digest stands among an issuer's anchors, without their
// positions.
func findLeaves(r pebble.Reader, issuer []byte, digest ledger.Digest) ([]ledger.Leaf, error) {
	places, found, err := find(r, key(spaceDigestPosition, issuer, digest[:digestBeginning]))
	if err != nil || !found {
		return nil, err
	}
	var leaves []ledger.Leaf
	for len(places) > 0 {
		sequence, size := binary.Uvarint(places)
		if size <= 0 {
			return nil, errIndex
		}
		places = places[size:]
		index, size := binary.Uvarint(places)
		if size <= 0 {
			return nil, errIndex
		}
		places = places[size:]
		is, err := hasDigest(r, issuer, sequence, index, digest)
		if err != nil {
			return nil, err
		}
		if is {
			leaves = append(leaves, ledger.Leaf{Sequence: sequence, Index: index})
		}
	}
	return leaves, nil
}

// hasDigest reports whether an anchor's digest with that index is this one.
func hasDigest(r pebble.Reader, issuer []byte, sequence, index uint64, digest ledger.Digest) (bool, error) {
	chunk, closer, err := r.Get(chunkKey(issuer, sequence, index))
	if err != nil {
		return false, errIndex
	}
	at := int(index%chunkDigests) * ledger.DigestSize
	if len(chunk) < at+ledger.DigestSize {
		return false, errors.Join(errIndex, closer.Close())
	}
	is := ledger.Digest(chunk[at:at+ledger.DigestSize]) == digest
	return is, closer.Close()
}

// readDigests returns an anchor's digests in their order.
func readDigests(r pebble.Reader, issuer []byte, sequence uint64) ([]ledger.Digest, error) {
	var digests []ledger.Digest
	err := scan(r, key(spaceDigests, issuer, u64(sequence)), func(_, chunk []byte) error {
		if len(chunk)%ledger.DigestSize != 0 || len(digests)%chunkDigests != 0 {
			return errIndex
		}
		for ; len(chunk) > 0; chunk = chunk[ledger.DigestSize:] {
			digests = append(digests, ledger.Digest(chunk[:ledger.DigestSize]))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return digests, nil
}
