package follower

import (
	"encoding/binary"
	"errors"
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"

	"sogoc/verifier/ledger"
)

// view is one user of a reading.
type view struct {
	*reading
	closed atomic.Bool
}

var _ ledger.View = (*view)(nil)

func (v *view) Head() ledger.Head { return v.head }

// Close may be repeated.
func (v *view) Close() error {
	if v.closed.Swap(true) {
		return nil
	}
	return v.release()
}

func (v *view) Issuer(code string) ([]ledger.IssuerVersion, error) {
	return remember(v.records.issuers, code, func() ([]ledger.IssuerVersion, error) {
		return versions(v.snapshot, key(spaceIssuer, terminated(code)),
			func(r ledger.Issuer, p ledger.Position) ledger.IssuerVersion {
				return ledger.IssuerVersion{Issuer: r, Position: p}
			})
	})
}

func (v *view) Key(thumbprint string) ([]ledger.KeyVersion, error) {
	return remember(v.records.keys, thumbprint, func() ([]ledger.KeyVersion, error) {
		return versions(v.snapshot, key(spaceKey, terminated(thumbprint)),
			func(r ledger.Key, p ledger.Position) ledger.KeyVersion {
				return ledger.KeyVersion{Key: r, Position: p}
			})
	})
}

func (v *view) Status(issuer string, list, index uint32) ([]ledger.StatusVersion, error) {
	return statusHistory(v.snapshot, key(spaceStatus, terminated(issuer), u32(list), u32(index)))
}

func (v *view) StatusList(issuer string, list uint32) (map[uint32][]ledger.StatusVersion, error) {
	entries := map[uint32][]ledger.StatusVersion{}
	prefix := key(spaceStatus, terminated(issuer), u32(list))
	err := scan(v.snapshot, prefix, func(k, value []byte) error {
		if len(k) != len(prefix)+4 {
			return errIndex
		}
		history, err := decodeStatuses(value)
		entries[binary.BigEndian.Uint32(k[len(prefix):])] = history
		return err
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
	found, err := remember(v.records.anchors, anchorID{issuer, sequence}, func() ([]placedAnchor, error) {
		value, found, err := find(v.snapshot, key(spaceAnchor, terminated(issuer), u64(sequence)))
		if err != nil || !found {
			return nil, err
		}
		record, p, err := decodeVersion[ledger.AnchorRecord](value)
		return []placedAnchor{{record, p}}, err
	})
	if err != nil || len(found) == 0 {
		return ledger.AnchorRecord{}, ledger.Position{}, false, err
	}
	return found[0].record, found[0].position, true, nil
}

func (v *view) Leaves(issuer string, digest ledger.Digest) ([]ledger.Leaf, error) {
	leaves, err := findLeaves(v.snapshot, terminated(issuer), digest)
	if err != nil {
		return nil, err
	}
	for i := range leaves {
		_, position, found, err := v.Anchor(issuer, leaves[i].Sequence)
		if err != nil || !found {
			return nil, errors.Join(errIndex, err)
		}
		leaves[i].Position = position
	}
	return leaves, nil
}

func (v *view) Digests(issuer string, sequence uint64) ([]ledger.Digest, error) {
	return readDigests(v.snapshot, terminated(issuer), sequence)
}

func (v *view) AnchorStatus(issuer string, sequence uint64) ([]ledger.AnchorStatus, error) {
	return rememberAll(v.records.anchorStatuses, anchorID{issuer, sequence}, func() ([]ledger.AnchorStatus, error) {
		return anchorStatusHistory(v.snapshot, issuer, sequence)
	})
}

func (v *view) Void(issuer string, sequence uint64) (ledger.VoidRecord, ledger.Position, bool, error) {
	value, found, err := find(v.snapshot, key(spaceVoid, terminated(issuer), u64(sequence)))
	if err != nil || !found {
		return ledger.VoidRecord{}, ledger.Position{}, false, err
	}
	record, p, err := decodeVersion[ledger.VoidRecord](value)
	return record, p, err == nil, err
}
