package bench_test

import "sogoc/internal/bench"

// schoolSide are the measurements of issuing, importing and printing.
func schoolSide() []bench.Measurement { return nil }
