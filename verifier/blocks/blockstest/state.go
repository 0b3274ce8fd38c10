package blockstest

import (
	"slices"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"sogoc/verifier/blocks"
)

// Own returns keys of the application's namespace.
func Own(keys ...string) []blocks.Key {
	own := make([]blocks.Key, len(keys))
	for i, k := range keys {
		own[i] = blocks.Key{Namespace: Chaincode, Key: k}
	}
	return own
}

// apply notes the versions of what a block's valid transactions write.
func (c *Channel) apply(block *common.Block) {
	for i, raw := range block.Data.Data {
		if block.Metadata.Metadata[common.BlockMetadataIndex_TRANSACTIONS_FILTER][i] != byte(
			peer.TxValidationCode_VALID,
		) {
			continue
		}
		version := &kvrwset.Version{BlockNum: block.Header.Number, TxNum: uint64(i)}
		for _, entry := range c.setOf(raw).NsRwset {
			public := &kvrwset.KVRWSet{}
			require.NoError(c.t, proto.Unmarshal(entry.Rwset, public))
			for _, w := range public.Writes {
				key := blocks.Key{Namespace: entry.Namespace, Key: w.Key}
				if c.versions[key] = version; w.IsDelete || len(w.Value) == 0 {
					delete(c.versions, key)
				}
			}
			for _, collection := range entry.CollectionHashedRwset {
				hashed := &kvrwset.HashedRWSet{}
				require.NoError(c.t, proto.Unmarshal(collection.HashedRwset, hashed))
				for _, w := range hashed.HashedWrites {
					c.versions[blocks.Key{Namespace: entry.Namespace, Collection: collection.CollectionName, Key: string(w.KeyHash)}] = version
				}
			}
		}
	}
}

func (c *Channel) setOf(raw []byte) *rwset.TxReadWriteSet {
	envelope, payload := &common.Envelope{}, &common.Payload{}
	tx, action := &peer.Transaction{}, &peer.ChaincodeActionPayload{}
	response, result, set := &peer.ProposalResponsePayload{}, &peer.ChaincodeAction{}, &rwset.TxReadWriteSet{}
	require.NoError(c.t, proto.Unmarshal(raw, envelope))
	require.NoError(c.t, proto.Unmarshal(envelope.Payload, payload))
	require.NoError(c.t, proto.Unmarshal(payload.Data, tx))
	require.NotEmpty(c.t, tx.Actions)
	require.NoError(c.t, proto.Unmarshal(tx.Actions[0].Payload, action))
	require.NoError(c.t, proto.Unmarshal(action.Action.ProposalResponsePayload, response))
	require.NoError(c.t, proto.Unmarshal(response.Extension, result))
	require.NoError(c.t, proto.Unmarshal(result.Results, set))
	return set
}

// State is what a follower would know of the blocks that were applied to it.
// Its zero value knows of none.
type State struct {
	ids      map[string]bool
	versions map[blocks.Key]*blocks.Version
	Fail     error // of every look-up
}

var _ blocks.State = (*State)(nil)

// Seen reports whether an id was applied.
func (s *State) Seen(txID string) (bool, error) { return s.ids[txID], s.Fail }

// Version returns the version that was applied last.
func (s *State) Version(key blocks.Key) (*blocks.Version, error) { return s.versions[key], s.Fail }

// Apply notes what a checked block changed.
func (s *State) Apply(checked blocks.Checked) {
	if s.ids == nil {
		s.ids, s.versions = map[string]bool{}, map[blocks.Key]*blocks.Version{}
	}
	for _, t := range checked.Transactions {
		s.ids[t.TxID] = true
	}
	for key, version := range checked.Versions {
		s.versions[key] = version
	}
}

// Splice returns good with cut bytes at a place replaced by others. Fuzz
// targets take such edits where keys are drawn anew in each of their processes:
// no whole input would be good in two of them.
func Splice(good []byte, at uint32, cut uint8, insert []byte) []byte {
	from := int(at) % (len(good) + 1)
	return slices.Concat(good[:from], insert, good[min(from+int(cut), len(good)):])
}
