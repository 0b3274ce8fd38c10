package diploma_test

import (
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/credential"
)

// BenchmarkFile prints a year's graduates of a large school into one file, and
// one diploma alone.
func BenchmarkFile(b *testing.B) {
	for _, count := range []int{1, 1500} {
		b.Run(fmt.Sprintf("%dDiplomas", count), func(b *testing.B) {
			printer := newPrinter(b, "")
			all := make([]credential.Issued, count)
			for i := range all {
				d := bachelor()
				d.ID = fmt.Sprintf("urn:uuid:3f1c2b9e-7a64-4a1d-9d35-%012d", i)
				d.Subject.FullName = fmt.Sprintf("Nguyễn Văn Mẫu %d", i)
				all[i] = issue(b, d)
			}
			var size int64
			var heap uint64
			for b.Loop() {
				file, err := printer.File("DH-MAU")
				require.NoError(b, err)
				for _, one := range all {
					require.NoError(b, file.Add(one))
				}
				size, err = file.WriteTo(io.Discard)
				require.NoError(b, err)
				var memory runtime.MemStats
				runtime.ReadMemStats(&memory)
				heap = max(heap, memory.HeapAlloc)
			}
			b.ReportMetric(float64(size)/1e6, "MB/file")
			b.ReportMetric(float64(heap)/1e6, "MB-heap")
		})
	}
}
