package follower

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"github.com/cockroachdb/pebble/v2"
	"github.com/go-json-experiment/json"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
	"sogoc/verifier/canonicaljson"
	"sogoc/verifier/ledger"
)

// blockIndexer is one block on its way into the index: an atomic batch that can
// be read before it is committed.
type blockIndexer struct {
	genesis ledger.Digest
	version string // of the chaincode's definition in force
	batch   *pebble.Batch
	// digests is the other part of the batch: what is many and is not read before it
	// is committed. A batch that can be read sorts all that is written to it.
	digests *pebble.Batch
	head    ledger.Head
}

// apply puts a checked block into the batch. It returns ErrRecord for writes
// that are not what their invocation says; then the batch must be thrown away.
func (x *blockIndexer) apply(block *common.Block, checked blocks.Checked, before blocks.Chain) error {
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
				return &blocks.TransactionError{
					Block:         checked.Number,
					Index:         t.Index,
					TxID:          t.TxID,
					Organisations: []string{t.Creator.MSP},
					Err:           err,
				}
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
		x.setNotes(checked.Number, checked.Notes),
		x.batch.Set(key(spaceHash, number), checked.Hash[:], nil),
		x.batch.Set(key(spaceHead), encodeHead(x.head), nil))
}

// setNew keeps the first value: an id belongs to the first block that has it.
func (x *blockIndexer) setNew(k, v []byte) error {
	_, found, err := find(x.batch, k)
	if err != nil || found {
		return err
	}
	return x.batch.Set(k, v, nil)
}

func (x *blockIndexer) setLifecycle(before, after blocks.Lifecycle) error {
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

func (x *blockIndexer) setVersions(versions map[blocks.Key]*blocks.Version) error {
	for k, v := range versions {
		var err error
		if v == nil {
			err = x.batch.Delete(stateKey(k), nil)
		} else {
			err = x.batch.Set(stateKey(k), encodeKeyVersion(v), nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (x *blockIndexer) setConfig(block *common.Block, checked blocks.Checked, before blocks.Chain) error {
	after := checked.Chain
	if before.ConfigBlock != after.ConfigBlock || before.Config == nil {
		record, err := json.Marshal(chainRecord{Owners: after.Owners, ConfigBlock: after.ConfigBlock})
		if err == nil {
			err = x.batch.Set(key(spaceChain), record, nil)
		}
		if err != nil {
			return err
		}
	}
	if before.Config == after.Config {
		return nil
	}
	raw, err := proto.Marshal(block)
	if err != nil {
		return err
	}
	return x.batch.Set(key(spaceConfigBlock), raw, nil)
}

func (x *blockIndexer) setNotes(number uint64, notes []blocks.Note) error {
	for i, note := range notes {
		text, err := json.Marshal(note)
		if err == nil {
			err = x.batch.Set(key(spaceNote, u64(number), u32(uint32(i))), text, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// write indexes one key of the application's world state. What no majority of
// this program's time can have written is ErrBeyond: the chaincode is newer.
func (x *blockIndexer) write(p ledger.Position, t blocks.Transaction, w blocks.Write) error {
	k, err := ledger.ParseStateKey(w.Key)
	index, known := indexers[k.Object]
	if _, isFunction := ledger.FindFunction(function(t)); !isFunction {
		return x.beyond("function %.40q of the chaincode", function(t))
	}
	switch {
	case err != nil || !known:
		return x.beyond("state key %.40q of the chaincode", w.Key)
	case k.String() != w.Key || w.Delete:
		return fmt.Errorf("%w: a key in another form, or a deletion", ErrRecord)
	case !ledger.MayWrite(function(t), k.Object):
		return fmt.Errorf("%w: %.40s writes %s", ErrRecord, function(t), k.Object)
	}
	err = index(x, p, t, k, w.Value)
	if errors.Is(err, canonicaljson.ErrUnknownMember) {
		return x.beyond("a record of type %s with unknown members", k.Object)
	}
	return err
}

// beyond returns the error for something of a newer version of the chaincode.
func (x *blockIndexer) beyond(format string, args ...any) error {
	return &blocks.BeyondError{
		What: fmt.Sprintf(format, args...),
		Install: fmt.Sprintf(
			"install the version of this program that was released for version %q of the chaincode, "+
				"which the channel has in force, and start it again: it goes on where this one stopped",
			x.version,
		),
	}
}

// indexers says how each record of the world state is checked and indexed.
var indexers = map[string]func(*blockIndexer, ledger.Position, blocks.Transaction, ledger.StateKey, []byte) error{
	ledger.ObjectIssuer:         (*blockIndexer).writeIssuer,
	ledger.ObjectKey:            (*blockIndexer).writeKey,
	ledger.ObjectAnchor:         (*blockIndexer).writeAnchor,
	ledger.ObjectSequence:       (*blockIndexer).checkSequence,
	ledger.ObjectStatus:         (*blockIndexer).writeStatus,
	ledger.ObjectVoid:           (*blockIndexer).writeVoid,
	ledger.ObjectVoidCount:      (*blockIndexer).checkVoidCount,
	ledger.ObjectQuotaUsed:      (*blockIndexer).checkQuotaUsed,
	ledger.ObjectQuotaReturned:  (*blockIndexer).checkQuotaReturned,
	ledger.ObjectQuotaReturn:    (*blockIndexer).writeQuotaReturn,
	ledger.ObjectAnchorQuotas:   (*blockIndexer).checkAnchorQuotas,
	ledger.ObjectAnchorStatus:   (*blockIndexer).writeAnchorStatus,
	ledger.ObjectAnchorStatuses: (*blockIndexer).writeAnchorStatuses,
	ledger.ObjectCustody:        (*blockIndexer).writeCustody,
	ledger.ObjectTick:           (*blockIndexer).writeTick,
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

func setVersion[R ledger.Record](x *blockIndexer, k []byte, p ledger.Position, record R) error {
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
