// Package certificate has a program warn of the end of the certificate by which it
// speaks to the network: in its log at the start, in a metric, and in /readyz.
package certificate

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sogoc/verifier/clientfile"
)

// Watch reads the end of a connection's certificate. The result is the note for
// /readyz: "" while the end is more than clientfile.NoticeDays away.
func Watch(
	c clientfile.Connection,
	metrics prometheus.Registerer,
	log *slog.Logger,
) (note func() string, err error) {
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

// Watched is a certificate that its operator replaces by hand.
type Watched struct {
	File   string
	Metric string
	Whose  string // "the signer's certificate"
	Advice string // what to do before it ends
}

// WatchFile is Watch for such a certificate.
func WatchFile(w Watched, metrics prometheus.Registerer, log *slog.Logger) (note func() string, err error) {
	read, err := clientfile.ReadCertificate(w.File)
	if err != nil {
		return nil, err
	}
	metrics.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: w.Metric,
		Help: "When " + w.Whose + " ends.",
	}, func() float64 { return float64(read.NotAfter.Unix()) }))
	note = func() string {
		warning := clientfile.EndWarning(read.NotAfter, time.Now())
		if warning == "" {
			return ""
		}
		return fmt.Sprintf("%s: %s, %s, ends at %s: %s", warning, w.Whose, w.File,
			read.NotAfter.UTC().Format(time.RFC3339), w.Advice)
	}
	if said := note(); said != "" {
		log.Warn("a certificate ends soon", slog.String("note", said), slog.String("file", w.File))
	}
	return note, nil
}
