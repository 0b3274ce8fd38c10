package follower

import (
	"encoding/binary"

	"github.com/cockroachdb/pebble/v2"

	"sogoc/verifier/ledger"
)

// A status entry's versions stand one behind the other in one value, each with its
// length before it, so that a look-up is one Get.

// addStatus adds an entry's next version to a batch (pebble.DefaultMerger).
func addStatus(to *pebble.Batch, entry []byte, p ledger.Position, record ledger.StatusRecord) error {
	version, err := encodeVersion(p, record)
	if err != nil {
		return err
	}
	return to.Merge(entry, append(binary.AppendUvarint(nil, uint64(len(version))), version...), nil)
}

// statusHistory returns an entry's versions, oldest first.
func statusHistory(r pebble.Reader, entry []byte) ([]ledger.StatusVersion, error) {
	value, found, err := find(r, entry)
	if err != nil || !found {
		return nil, err
	}
	return decodeStatuses(value)
}

func decodeStatuses(value []byte) (history []ledger.StatusVersion, err error) {
	for len(value) > 0 {
		length, size := binary.Uvarint(value)
		if size <= 0 || length > uint64(len(value)-size) {
			return nil, errIndex
		}
		record, p, err := decodeVersion[ledger.StatusRecord](value[size : size+int(length)])
		if err != nil {
			return nil, err
		}
		history = append(history, ledger.StatusVersion{Status: record, Position: p})
		value = value[size+int(length):]
	}
	return history, nil
}
