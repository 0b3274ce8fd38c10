package follower

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// indexing is one block on its way into the index: an atomic batch that can
// be read before it is committed.
type indexing struct {
	genesis ledger.Digest
	batch   *pebble.Batch
	head    ledger.Head
}

// apply puts a checked block into the batch. It returns ErrRecord for writes
// that are not what their invocation says; then the batch must be thrown away.
func (x *indexing) apply(block *common.Block, checked blocks.Checked, before blocks.Chain) error {
	number := u64(checked.Number)
	for _, t := range checked.Transactions {
		if t.TxID != "" {
			if err := x.setNew(key(spaceTxID, []byte(t.TxID)), number); err != nil {
				return err
			}
		}
		if !t.Valid() || t.Config {
			continue
		}
		p := ledger.Position{Block: checked.Number, Index: t.Index, TxID: t.TxID, Time: t.Time}
		for _, w := range t.Writes {
			if err := x.write(p, t, w); err != nil {
				return fmt.Errorf("block %d, transaction %d: %w", checked.Number, t.Index, err)
			}
		}
		// Only what our chaincode's endorsers saw has a timestamp that they held against their clocks.
		if len(t.Writes) > 0 && t.Time.After(x.head.Time) {
			x.head.Time = t.Time
		}
	}
	x.head.Height, x.head.Hash = checked.Chain.Height, checked.Chain.Hash
	return errors.Join(
		x.setLifecycle(before.Lifecycle, checked.Chain.Lifecycle),
		x.setVersions(checked.Versions),
		x.setConfig(block, checked, before),
		x.batch.Set(key(spaceHash, number), checked.Hash[:], nil),
		x.batch.Set(key(spaceHead), encodeHead(x.head), nil))
}

// setNew keeps the first value: an id belongs to the first block that has it.
func (x *indexing) setNew(k, v []byte) error {
	_, found, err := find(x.batch, k)
	if err != nil || found {
		return err
	}
	return x.batch.Set(k, v, nil)
}

func (x *indexing) setLifecycle(before, after blocks.Lifecycle) error {
	for k, v := range after {
		if old, had := before[k]; had && bytes.Equal(old, v) {
			continue
		}
		if err := x.batch.Set(key(spaceLifecycle, []byte(k)), v, nil); err != nil {
			return err
		}
	}
	for k := range before {
		if _, kept := after[k]; !kept {
			if err := x.batch.Delete(key(spaceLifecycle, []byte(k)), nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (x *indexing) setVersions(versions map[blocks.Key]*blocks.Version) error {
	for k, v := range versions {
		var err error
		if v == nil {
			err = x.batch.Delete(stateKey(k), nil)
		} else {
			err = x.batch.Set(stateKey(k), append(u64(v.Block), u64(v.Index)...), nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *indexing) setConfig(block *common.Block, checked blocks.Checked, before blocks.Chain) error {
	if before.Config == checked.Chain.Config {
		return nil
	}
	raw, err := proto.Marshal(block)
	if err != nil {
		return err
	}
	return x.batch.Set(key(spaceConfigBlock), raw, nil)
}

// write indexes one key of the application's world state.
func (x *indexing) write(p ledger.Position, t blocks.Transaction, w blocks.Write) error {
	k, err := ledger.ParseStateKey(w.Key)
	if err != nil || k.String() != w.Key || w.Delete {
		return fmt.Errorf("%w: a key that the chaincode does not have, or a deletion", ErrRecord)
	}
	if !ledger.MayWrite(function(t), k.Object) {
		return fmt.Errorf("%w: %.40s writes %s", ErrRecord, function(t), k.Object)
	}
	index, known := indexers[k.Object]
	if !known {
		return fmt.Errorf("%w: this program does not know how to check %s", ErrRecord, k.Object)
	}
	return index(x, p, t, k, w.Value)
}

// indexers says how each record of the world state is checked and indexed.
var indexers = map[string]func(*indexing, ledger.Position, blocks.Transaction, ledger.StateKey, []byte) error{
	ledger.ObjectIssuer:         (*indexing).writeIssuer,
	ledger.ObjectKey:            (*indexing).writeKey,
	ledger.ObjectAnchor:         (*indexing).writeAnchor,
	ledger.ObjectSequence:       (*indexing).checkSequence,
	ledger.ObjectStatus:         (*indexing).writeStatus,
	ledger.ObjectAnchorStatuses: (*indexing).writeAnchorStatuses,
	ledger.ObjectTick:           (*indexing).writeTick,
	ledger.ObjectQuota:          (*indexing).checkQuota,
}

// function returns the invoked function's name, without a contract's name
// before it ("Contract:Function").
func function(t blocks.Transaction) string {
	if len(t.Arguments) == 0 {
		return ""
	}
	name := t.Arguments[0]
	return string(name[bytes.LastIndexByte(name, ':')+1:])
}

// argument returns an argument after the function's name, or "".
func argument(t blocks.Transaction, index int) string {
	if index+1 >= len(t.Arguments) {
		return ""
	}
	return string(t.Arguments[index+1])
}

func decode[R ledger.Record](text []byte) (R, error) {
	record, err := ledger.DecodeRecord[R](text)
	if err != nil {
		return record, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return record, nil
}

func setVersion[R ledger.Record](x *indexing, k []byte, p ledger.Position, record R) error {
	value, err := encodeVersion(p, record)
	if err != nil {
		return err
	}
	return x.batch.Set(k, value, nil)
}

// lastVersion returns the newest version below a prefix.
func lastVersion[R ledger.Record](r pebble.Reader, prefix []byte) (R, bool, error) {
	var none R
	value, found, err := last(r, prefix)
	if err != nil || !found {
		return none, false, err
	}
	record, _, err := decodeVersion[R](value)
	return record, err == nil, err
}

// sameTime reports whether a record carries the time of its own transaction.
func sameTime(t time.Time, p ledger.Position) bool { return t.Equal(p.Time) }
