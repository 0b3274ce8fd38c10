package follower

import (
	"encoding/binary"

	"github.com/cockroachdb/pebble/v2"

	"sogoc/verifier/ledger"
)

// view is one consistent reading: a snapshot of the index.
type view struct {
	snapshot *pebble.Snapshot
	head     ledger.Head
}

var _ ledger.View = (*view)(nil)

func (v *view) Head() ledger.Head { return v.head }

func (v *view) Close() error { return v.snapshot.Close() }

func (v *view) Issuer(code string) ([]ledger.IssuerVersion, error) {
	return versions(
		v.snapshot,
		key(spaceIssuer, terminated(code)),
		func(r ledger.Issuer, p ledger.Position) ledger.IssuerVersion {
			return ledger.IssuerVersion{Issuer: r, Position: p}
		},
	)
}

func (v *view) Key(thumbprint string) ([]ledger.KeyVersion, error) {
	return versions(
		v.snapshot,
		key(spaceKey, terminated(thumbprint)),
		func(r ledger.Key, p ledger.Position) ledger.KeyVersion {
			return ledger.KeyVersion{Key: r, Position: p}
		},
	)
}

func (v *view) Status(issuer string, list, index uint32) ([]ledger.StatusVersion, error) {
	return versions(
		v.snapshot,
		key(spaceStatus, terminated(issuer), u32(list), u32(index)),
		func(r ledger.StatusRecord, p ledger.Position) ledger.StatusVersion {
			return ledger.StatusVersion{Status: r, Position: p}
		},
	)
}

func (v *view) StatusList(issuer string, list uint32) (map[uint32][]ledger.StatusVersion, error) {
	entries := map[uint32][]ledger.StatusVersion{}
	prefix := key(spaceStatus, terminated(issuer), u32(list))
	err := scan(v.snapshot, prefix, func(k, value []byte) error {
		if len(k) < len(prefix)+4 {
			return errIndex
		}
		record, p, err := decodeVersion[ledger.StatusRecord](value)
		if err != nil {
			return err
		}
		index := binary.BigEndian.Uint32(k[len(prefix):])
		entries[index] = append(entries[index], ledger.StatusVersion{Status: record, Position: p})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return entries, nil
}

// versions reads all versions below a prefix, oldest first.
func versions[R ledger.Record, V any](
	r pebble.Reader,
	prefix []byte,
	make func(R, ledger.Position) V,
) ([]V, error) {
	var all []V
	err := scan(r, prefix, func(_, value []byte) error {
		record, p, err := decodeVersion[R](value)
		if err == nil {
			all = append(all, make(record, p))
		}
		return err
	})
	return all, err
}

func (v *view) Anchor(issuer string, sequence uint64) (ledger.AnchorRecord, ledger.Position, bool, error) {
	value, found, err := find(v.snapshot, key(spaceAnchor, terminated(issuer), u64(sequence)))
	if err != nil || !found {
		return ledger.AnchorRecord{}, ledger.Position{}, false, err
	}
	record, p, err := decodeVersion[ledger.AnchorRecord](value)
	return record, p, err == nil, err
}

func (v *view) Leaves(issuer string, digest ledger.Digest) ([]ledger.Leaf, error) {
	var places []ledger.Leaf
	prefix := key(spaceDigestPosition, terminated(issuer), digest[:])
	err := scan(v.snapshot, prefix, func(k, value []byte) error {
		if len(k) != len(prefix)+8 || len(value) != 8 {
			return errIndex
		}
		places = append(
			places,
			ledger.Leaf{Sequence: binary.BigEndian.Uint64(k[len(prefix):]), Index: binary.BigEndian.Uint64(value)},
		)
		return nil
	})
	for i := 0; i < len(places) && err == nil; i++ {
		var found bool
		if _, places[i].Position, found, err = v.Anchor(issuer, places[i].Sequence); err == nil && !found {
			err = errIndex
		}
	}
	if err != nil {
		return nil, err
	}
	return places, nil
}

func (v *view) Digests(issuer string, sequence uint64) ([]ledger.Digest, error) {
	joined, found, err := find(v.snapshot, key(spaceDigests, terminated(issuer), u64(sequence)))
	if err != nil || !found {
		return nil, err
	}
	if len(joined)%ledger.DigestSize != 0 {
		return nil, errIndex
	}
	digests := make([]ledger.Digest, len(joined)/ledger.DigestSize)
	for i := range digests {
		copy(digests[i][:], joined[i*ledger.DigestSize:])
	}
	return digests, nil
}

func (v *view) AnchorStatus(issuer string, sequence uint64) ([]ledger.AnchorStatus, error) {
	return anchorStatusHistory(v.snapshot, issuer, sequence)
}

func (v *view) Void(issuer string, sequence uint64) (ledger.VoidRecord, ledger.Position, bool, error) {
	value, found, err := find(v.snapshot, key(spaceVoid, terminated(issuer), u64(sequence)))
	if err != nil || !found {
		return ledger.VoidRecord{}, ledger.Position{}, false, err
	}
	record, p, err := decodeVersion[ledger.VoidRecord](value)
	return record, p, err == nil, err
}
