// Package certificate has a program warn of the end of the certificate by which it
// speaks to the network: in its log at the start, in a metric, and in /readyz.
package certificate

import (
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sogoc/verifier/clientfile"
)

// Watch reads the end of a connection's certificate. The result is the note for
// /readyz: "" while the end is more than clientfile.NoticeDays away.
func Watch(c clientfile.Connection, metrics prometheus.Registerer, log *slog.Logger) (note func() string, err error) {
	end, err := clientfile.ReadClientEnd(c)
	if err != nil {
		return nil, err
	}
	metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "sogoc_client_certificate_end_timestamp_seconds",
		Help: "When the certificate ends by which the program speaks to the network.",
	}, func() float64 { return float64(end.Ends.Unix()) }))
	note = func() string { return end.Note(time.Now()) }
	if said := note(); said != "" {
		log.Warn("the client's certificate", slog.String("note", said), slog.String("file", end.File))
	}
	return note, nil
}
