package public

import (
	"github.com/prometheus/client_golang/prometheus"

	"sogoc/verifier"
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
	gauge("sogoc_ledger_height", "Number of checked blocks; 0 while there is no reading.", func() float64 {
		view, err := s.ledger.View()
		if err != nil {
			return 0
		}
		defer func() { _ = view.Close() }() // a reading that is not released shows in the next one
		return float64(view.Head().Height)
	})
	gauge("sogoc_ledger_fresh", "1 while answers are fresh.", func() float64 {
		view, err := s.ledger.View()
		if err != nil {
			return 0
		}
		defer func() { _ = view.Close() }()
		now := s.now()
		return number(verifier.JudgeFreshness(view.Head(), s.ledger.Freshness(now), now).Fresh)
	})
	gauge("sogoc_ledger_alarm", "1 after the follower stopped at a block that failed a check.", func() float64 {
		return number(s.ledger.Freshness(s.now()).Alarm)
	})
}

func number(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
