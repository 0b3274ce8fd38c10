package register_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
)

// The largest batch of one school in the year's peak has about 1,500 rows.
func BenchmarkBatchOf1500(b *testing.B) {
	steps := map[string]func(b *testing.B, s *bundle, batch registry.Batch) registry.Batch{
		"Approve": func(b *testing.B, s *bundle, batch registry.Batch) registry.Batch {
			batch, err := s.register.Issuing.Approve(b.Context(), s.approver, batch.ID, "", batch.Count)
			require.NoError(b, err)
			return batch
		},
		"Sign": func(b *testing.B, s *bundle, batch registry.Batch) registry.Batch {
			s.sign(b)
			return batch
		},
	}
	order := []string{"Import", "Approve", "Sign"}
	for i, timed := range order {
		b.Run(timed, func(b *testing.B) {
			s := setup(b)
			rows := graduates(1500)
			for b.Loop() {
				var batch registry.Batch
				for _, step := range order[:i+1] {
					if step != timed {
						b.StopTimer()
					}
					if step == "Import" {
						batch = s.imported(b, len(rows))
					} else {
						batch = steps[step](b, s, batch)
					}
					b.StartTimer()
				}
			}
		})
	}
}
