package public

import (
	"github.com/prometheus/client_golang/prometheus"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
)

// newResults counts verifications by reason code, a closed set.
func newResults(registry prometheus.Registerer) *prometheus.CounterVec {
	if registry == nil {
		return nil
	}
	results := prometheus.NewCounterVec(
		prometheus.CounterOpts{Name: "sogoc_verifications_total", Help: "Verifications by result."},
		[]string{"result"},
	)
	for _, code := range verifier.Codes() {
		results.WithLabelValues(string(code))
	}
	registry.MustRegister(results)
	return results
}

// observeLedger tells how far the ledger was read, whenever metrics are asked for.
func observeLedger(registry prometheus.Registerer, s *service) {
	if registry == nil {
		return
	}
	gauge := func(name, help string, read func() float64) {
		registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, read))
	}
	read := func() (head ledger.Head, kind verifier.ReadingKind) {
		reading, err := s.ledger.Reading(s.now())
		if err != nil {
			return head, reading.Info.Kind
		}
		defer func() { _ = reading.View.Close() }() // a reading that is not released shows in the next one
		return reading.Head(), reading.Info.Kind
	}
	gauge("sogoc_ledger_height", "Number of checked blocks; 0 while there is no reading.", func() float64 {
		head, _ := read()
		return float64(head.Height)
	})
	gauge("sogoc_ledger_fresh", "1 while every result stands on the reading.", func() float64 {
		_, kind := read()
		return number(kind.Current())
	})
	gauge("sogoc_ledger_alarm", "1 after the follower stopped at a block that failed a check.", func() float64 {
		_, kind := read()
		return number(kind == verifier.ReadingAlarm)
	})
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
