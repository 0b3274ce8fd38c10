package app

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"sogoc/registry/signer/signingservice"
)

// rereading reads the policy file again while the service runs. A file that cannot be
// read, or holds no policy, changes nothing: what it would have allowed or forbidden is
// not guessed. The log, a metric and /readyz say so until a good file was read.
type rereading struct {
	file string
	set  func(signingservice.Policy)
	log  *slog.Logger

	mu      sync.Mutex
	read    time.Time // of the policy in force
	refused time.Time // of the file, after that; zero: it was not
	why     error
}

// newRereading counts the start as the first reading.
func newRereading(
	file string, set func(signingservice.Policy), metrics prometheus.Registerer, log *slog.Logger,
) *rereading {
	r := &rereading{file: file, set: set, log: log, read: time.Now()}
	metrics.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sogoc_signer_policy_read_timestamp_seconds",
			Help: "When the policy was read that is in force.",
		}, func() float64 { read, _, _ := r.state(); return float64(read.Unix()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "sogoc_signer_policy_refused",
			Help: "1 where the policy file could not be used when it was read again: the policy before it is in force.",
		}, func() float64 {
			if _, _, why := r.state(); why != nil {
				return 1
			}
			return 0
		}),
	)
	return r
}

// run reads the file again whenever it is asked to, until ctx is done.
func (r *rereading) run(ctx context.Context, asked <-chan os.Signal) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-asked:
			r.reread()
		}
	}
}

func (r *rereading) reread() {
	policy, err := signingservice.ReadPolicy(r.file)
	if err == nil {
		r.set(policy)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.why = err; err != nil {
		r.refused = time.Now()
		r.log.Error("policy file refused, the policy before it stays in force", slog.Any("error", err),
			slog.Time("in_force_since", r.read))
		return
	}
	r.read = time.Now()
	r.log.Info("policy read again", slog.String("file", r.file), slog.Any("clients", policy.ClientNames()))
}

func (r *rereading) state() (read, refused time.Time, why error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.read, r.refused, r.why
}

// note is the line of /readyz, "" where the file was good.
func (r *rereading) note() string {
	read, refused, why := r.state()
	if why == nil {
		return ""
	}
	return fmt.Sprintf("the policy file was refused at %s, the policy read at %s is in force: %v",
		refused.UTC().Format(time.RFC3339), read.UTC().Format(time.RFC3339), why)
}
