package bench_test

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/internal/bench"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
)

// indexSide are the measurements on a real index.
func indexSide() []bench.Measurement {
	return []bench.Measurement{
		{
			Name: "verify_qr_index_ratio",
			What: "diploma, QR token, index of 1,000,000 digests",
			Goal: bench.AtMost(2.2),
			Run: func(t testing.TB) bench.Figure {
				return verifyOnIndex(t, link)
			},
		},
		{
			Name: "verify_sdjwt_index_ratio",
			What: "diploma, SD-JWT with all disclosures, index of 1,000,000 digests",
			Goal: bench.AtMost(3),
			Run: func(t testing.TB) bench.Figure {
				return verifyOnIndex(t, credential.Issued.SDJWT)
			},
		},
		{
			Name: "lookup_growth",
			What: "finding a digest, index of 1,000,000 ÷ index of 100,000",
			Goal: bench.AtMost(1.3),
			Run: func(t testing.TB) bench.Figure {
				return lookupGrowth(t, million, million/10)
			},
		},
		{
			Name: "lookup_growth_10m",
			What: "finding a digest, index of 10,000,000 ÷ index of 1,000,000",
			Goal: bench.AtMost(1.3),
			Run: func(t testing.TB) bench.Figure {
				if os.Getenv(large) == "" {
					t.Skip("takes minutes and 2 GB of disk: make bench LARGE=1")
				}
				return lookupGrowth(t, 10*million, million)
			},
		},
		{
			Name:     "follow_digests_per_cpu_s",
			What:     "digests read, checked and indexed in a second of CPU time, blocks of 16,384",
			Goal:     bench.AtLeast(250_000),
			Absolute: true,
			Run: func(t testing.TB) bench.Figure {
				i := indexOf(t, million)
				return bench.Figure{
					Value: million / i.cpu.Seconds(), Unit: "1/s",
					Floor: floorOfDigests(), FloorName: "two SHA-256 of 64 bytes and a write of 64 bytes each",
				}
			},
		},
		{
			Name:     "index_bytes_per_digest",
			What:     "bytes on disk for a digest, index of 1,000,000, all else in it included",
			Goal:     bench.AtMost(65),
			Absolute: true,
			Run: func(t testing.TB) bench.Figure {
				i := indexOf(t, million)
				return bench.Figure{
					Value: float64(i.size(t)) / million, Unit: "B",
					Floor: ledger.DigestSize, FloorName: "the digest itself",
				}
			},
		},
	}
}

const million = 1_000_000

// indexes are made once in a process.
var indexes struct {
	sync.Mutex
	made map[int]*index
	root testing.TB
}

// indexOf returns an index of that many digests.
func indexOf(t testing.TB, digests int) *index {
	t.Helper()
	indexes.Lock()
	defer indexes.Unlock()
	if i := indexes.made[digests]; i != nil {
		return i
	}
	require.NotNil(t, indexes.root, "TestMeasurements sets it")
	fmt.Fprintf(os.Stderr, "  making an index of %d digests\n", digests)
	i := follow(indexes.root, newChain(indexes.root, digests))
	indexes.root.Cleanup(func() { _ = i.Close() })
	awaitIdle(t, os.Getpid())
	if indexes.made == nil {
		indexes.made = map[int]*index{}
	}
	indexes.made[digests] = i
	return i
}

// verifyOnIndex measures whole verifications of one diploma on an index.
func verifyOnIndex(t testing.TB, present func(credential.Issued) string) bench.Figure {
	t.Helper()
	i := indexOf(t, million)
	view := i.reading(t)
	defer func() { require.NoError(t, view.Close()) }()
	return compareVerification(t, present(i.chain.diploma), view, time.Now())
}

// lookupGrowth compares finding digests in two indexes, in turn. Every digest of the sample
// was found once before: what is measured is a service that has answered for some time.
func lookupGrowth(t testing.TB, larger, smaller int) bench.Figure {
	t.Helper()
	lookUp := func(i *index) (func(), func()) {
		view := i.reading(t)
		next := 0
		find := func() {
			next = (next + 1) % len(i.chain.sample)
			leaves, err := view.Leaves(schoolCode, i.chain.sample[next])
			if err != nil || len(leaves) != 1 {
				t.Fatalf("a digest that was anchored stands at %d places: %v", len(leaves), err)
			}
		}
		for range i.chain.sample {
			find()
		}
		return find, func() { require.NoError(t, view.Close()) }
	}
	// The smaller one is made first: how fast it is followed is another measurement.
	small, closeSmall := lookUp(indexOf(t, smaller))
	defer closeSmall()
	large, closeLarge := lookUp(indexOf(t, larger))
	defer closeLarge()
	runtime.GC()
	return bench.Compare(large, bench.Floor{Name: fmt.Sprintf("index of %d", smaller), Do: small})
}

// floorOfDigests returns how many digests could be read in a second if there were
// nothing to do but the tree's hashing and a copy.
func floorOfDigests() float64 {
	const count = 200_000
	pair, kept := make([]byte, 2*ledger.DigestSize), make([]byte, 0, 2*count*ledger.DigestSize)
	took := bench.CPUTimeOf(func() {
		for range count {
			for range 2 {
				sum := ledger.SumDigest(pair)
				copy(pair, sum[:])
			}
			kept = append(kept, pair...)
		}
	})
	return count / took.Seconds()
}
