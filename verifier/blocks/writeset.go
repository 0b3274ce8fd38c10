package blocks

import (
	"fmt"
	"strings"

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
	namespaces map[string]namespaceSet
}

// namespaceSet is what a transaction does in one namespace.
type namespaceSet struct {
	reads       []*kvrwset.KVRead
	writes      []*kvrwset.KVWrite
	metadata    []*kvrwset.KVMetadataWrite // key-level endorsement policies
	ranges      int                        // queries over ranges of keys
	collections []collectionSet
}

// collectionSet is what a transaction does in a collection of private data.
type collectionSet struct {
	name string
	*kvrwset.HashedRWSet
}

// writes reports whether anything is written in the collection.
func (c collectionSet) writes() bool {
	return len(c.GetHashedWrites()) > 0 || len(c.GetMetadataWrites()) > 0
}

// writesPublic reports whether the namespace's public state is written.
func (n namespaceSet) writesPublic() bool { return len(n.writes) > 0 || len(n.metadata) > 0 }

// writesAny reports whether anything is written in the namespace.
func (n namespaceSet) writesAny() bool {
	for _, c := range n.collections {
		if c.writes() {
			return true
		}
	}
	return n.writesPublic()
}

// repeats reports whether a key is written twice, which Fabric counts oddly.
func (n namespaceSet) repeats() bool {
	seen := map[string]bool{}
	for _, w := range n.writes {
		if seen[w.GetKey()] {
			return true
		}
		seen[w.GetKey()] = true
	}
	return false
}

func parseWriteSet(raw []byte) (writeSet, error) {
	set, w := &rwset.TxReadWriteSet{}, writeSet{namespaces: map[string]namespaceSet{}}
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

func parseNamespace(entry *rwset.NsReadWriteSet) (namespaceSet, error) {
	public := &kvrwset.KVRWSet{}
	if err := proto.Unmarshal(entry.GetRwset(), public); err != nil {
		return namespaceSet{}, err
	}
	n := namespaceSet{
		reads:    public.GetReads(),
		writes:   public.GetWrites(),
		metadata: public.GetMetadataWrites(),
		ranges:   len(public.GetRangeQueriesInfo()),
	}
	for _, collection := range entry.GetCollectionHashedRwset() {
		hashed := &kvrwset.HashedRWSet{}
		if err := proto.Unmarshal(collection.GetHashedRwset(), hashed); err != nil {
			return n, err
		}
		n.collections = append(n.collections, collectionSet{collection.GetCollectionName(), hashed})
	}
	return n, nil
}

// checkContent returns ErrContent for a transaction that writes the
// application's public state and holds anything but public reads and writes
// of it, each key once, and reads of the lifecycle's public state.
func (w writeSet) checkContent(application string) error {
	for _, namespace := range w.order {
		n := w.namespaces[namespace]
		odd := n.ranges > 0 || len(n.metadata) > 0 || len(n.collections) > 0
		switch {
		case namespace == application:
			odd = odd || n.repeats()
		case namespace == lifecycleNamespace:
			odd = odd || n.writesAny()
		default:
			odd = true
		}
		if odd {
			return fmt.Errorf("%w: in namespace %.64q", ErrContent, namespace)
		}
	}
	return nil
}

// isImplicit reports whether a collection is an organisation's own, whose data
// never expires, so that its versions are kept.
func isImplicit(collection string) bool { return strings.HasPrefix(collection, implicitPrefix) }
