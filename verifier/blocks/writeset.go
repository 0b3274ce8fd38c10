package blocks

import (
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"google.golang.org/protobuf/proto"
)

// Write is one key of a namespace's public state as a transaction leaves it.
type Write struct {
	Key    string
	Value  []byte
	Delete bool
}

// isDelete reports whether Fabric takes a write for a deletion.
func isDelete(w *kvrwset.KVWrite) bool { return w.GetIsDelete() || len(w.GetValue()) == 0 }

// writeSet is what a transaction reads and writes, by namespace.
type writeSet struct {
	order      []string
	namespaces map[string]namespaceWrites
}

type namespaceWrites struct {
	public      []*kvrwset.KVWrite
	collections []string // that are written
	metadata    bool     // key-level endorsement policies are written
	reads       []*kvrwset.KVRead
	ranges      int // queries over ranges of keys
	hashed      []hashedSet
}

// hashedSet is what a transaction does in a collection of private data.
type hashedSet struct {
	collection string
	*kvrwset.HashedRWSet
}

func (n namespaceWrites) any() bool { return len(n.public) > 0 || len(n.collections) > 0 || n.metadata }

func parseWriteSet(raw []byte) (writeSet, error) {
	set, w := &rwset.TxReadWriteSet{}, writeSet{namespaces: map[string]namespaceWrites{}}
	if err := proto.Unmarshal(raw, set); err != nil {
		return w, fmt.Errorf("%w: %w", ErrWriteSet, err)
	}
	for _, entry := range set.GetNsRwset() {
		if _, twice := w.namespaces[entry.GetNamespace()]; twice {
			return w, fmt.Errorf("%w: namespace %.64q is there twice", ErrWriteSet, entry.GetNamespace())
		}
		n, err := parseNamespace(entry)
		if err != nil {
			return w, fmt.Errorf("%w: namespace %.64q: %w", ErrWriteSet, entry.GetNamespace(), err)
		}
		w.order = append(w.order, entry.GetNamespace())
		w.namespaces[entry.GetNamespace()] = n
	}
	return w, nil
}

func parseNamespace(entry *rwset.NsReadWriteSet) (namespaceWrites, error) {
	public := &kvrwset.KVRWSet{}
	if err := proto.Unmarshal(entry.GetRwset(), public); err != nil {
		return namespaceWrites{}, err
	}
	n := namespaceWrites{public: public.GetWrites(), metadata: len(public.GetMetadataWrites()) > 0,
		reads: public.GetReads(), ranges: len(public.GetRangeQueriesInfo())}
	for _, collection := range entry.GetCollectionHashedRwset() {
		hashed := &kvrwset.HashedRWSet{}
		if err := proto.Unmarshal(collection.GetHashedRwset(), hashed); err != nil {
			return n, err
		}
		n.hashed = append(n.hashed, hashedSet{collection.GetCollectionName(), hashed})
		n.metadata = n.metadata || len(hashed.GetMetadataWrites()) > 0
		if len(hashed.GetHashedWrites()) > 0 || len(hashed.GetMetadataWrites()) > 0 {
			n.collections = append(n.collections, collection.GetCollectionName())
		}
	}
	return n, nil
}
