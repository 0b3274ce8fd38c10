package public

import (
	"errors"

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

// What a look-up can know of the credential that it is asked about. It is not the
// answer: the signature, the dates and the scope are judged on the reader's device.
const (
	foundReading  = "reading"        // nothing was asked but what the reading is worth: the text was no credential
	foundNoLedger = "no_ledger"      // there is no reading
	foundNoIssuer = "unknown_issuer" // no such issuer on the ledger
	foundNoAnchor = "not_anchored"   // the issuer's anchors do not have the digest
	foundTooLong  = "too_long"       // more than a look-up tells; a verification follows
	foundAnchored = "anchored"       // and the status entry was never changed, or is active again
)

// foundKinds returns the closed set of them: what is anchored is told apart by the
// newest state of its status entry.
func foundKinds() []string {
	return []string{
		foundReading, foundNoLedger, foundNoIssuer, foundNoAnchor, foundTooLong, foundAnchored,
		foundAnchored + "_" + string(ledger.Suspended),
		foundAnchored + "_" + string(ledger.Superseded),
		foundAnchored + "_" + string(ledger.Revoked),
	}
}

// newLookups counts what look-ups found: of answers that are made on readers'
// devices the service knows no more.
func newLookups(registry prometheus.Registerer) *prometheus.CounterVec {
	if registry == nil {
		return nil
	}
	lookups := prometheus.NewCounterVec(
		prometheus.CounterOpts{
			Name: "sogoc_lookups_total",
			Help: "Look-ups for answers made on readers' devices, by what the ledger holds.",
		},
		[]string{"found"},
	)
	for _, kind := range foundKinds() {
		lookups.WithLabelValues(kind)
	}
	registry.MustRegister(lookups)
	return lookups
}

// countLookup counts one look-up by what was found.
func (s *service) countLookup(asked bool, found verifier.LookupAnswer, err error) {
	if s.lookups != nil {
		s.lookups.WithLabelValues(kindOfFound(asked, found, err)).Inc()
	}
}

func kindOfFound(asked bool, found verifier.LookupAnswer, err error) string {
	switch {
	case errors.Is(err, verifier.ErrLookupTooLong):
		return foundTooLong
	case err != nil || found.Ledger == nil:
		return foundNoLedger
	case !asked:
		return foundReading
	case len(found.Issuer) == 0:
		return foundNoIssuer
	case len(found.Anchors) == 0:
		return foundNoAnchor
	}
	if n := len(found.Entry); n > 0 && found.Entry[n-1].Status.State != ledger.Active {
		return foundAnchored + "_" + string(found.Entry[n-1].Status.State)
	}
	return foundAnchored
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
