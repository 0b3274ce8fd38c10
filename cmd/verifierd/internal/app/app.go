package app

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"sogoc/cmd/internal/receiptkey"
	"sogoc/verifier"
	"sogoc/verifier/blocks"
	"sogoc/verifier/bundle"
	"sogoc/verifier/clientfile"
	"sogoc/verifier/follower"
	"sogoc/verifier/follower/gateway"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receiptpdf"
	"sogoc/verifier/unpack"
	"sogoc/web"
	"sogoc/web/public"
)

// Run follows the ledger and serves until ctx is done. It tells ready where it
// listens; what it answers before the first block was checked is
// indeterminate. After an integrity alarm it goes on answering from what was
// checked before, saying so, and returns the alarm at its end.
//
// It returns nil when ctx ended, ErrConfig for settings and files that cannot
// be used, follower.ErrIntegrity for an alarm, and other errors where starting
// again later may help.
func Run(ctx context.Context, c Config, log *slog.Logger, ready func(net.Addr)) (err error) {
	options, connection, err := read(c, log)
	if err != nil {
		return err
	}
	receipts, err := readReceiptKey(c, &options.Trust)
	if err != nil {
		return err
	}
	if receipts != nil {
		defer func() { err = errors.Join(err, receipts.Close()) }()
	}
	roots, err := readSealRoots(c.SealRoots)
	if err != nil {
		return err
	}
	f, err := follower.Open(options)
	if errors.Is(err, follower.ErrTrust) {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if err != nil {
		return fmt.Errorf("open the index: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	peers, err := gateway.Open(connection)
	if err != nil {
		return fmt.Errorf("%w: SOGOC_CONNECTION: %w", ErrConfig, err)
	}
	defer func() { err = errors.Join(err, peers.Close()) }()

	metrics := newMetrics()
	note, err := watchCertificates(c, connection, metrics, log)
	if err != nil {
		return err
	}
	files := unpack.New(unpack.Config{})
	defer func() { err = errors.Join(err, files.Close()) }()
	settings := c.public(f, peers, options.Trust, receipts)
	settings.Files, settings.Log = files, log
	settings.Printer = printerOfReceipts(c, receipts, log)
	settings.SealRoots = roots
	settings.Metrics, settings.ReadyNote = metrics, note
	engine, err := public.New(settings)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrConfig, err)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return follow(ctx, f, peers.Sources()) })
	group.Go(func() error { return web.Serve(ctx, c.Listen, engine, log, ready) })
	group.Go(files.Prepare) // while nobody waits for it
	if c.MetricsListen != "" {
		group.Go(func() error { return serveMetrics(ctx, c.MetricsListen, metrics, log) })
	}
	return group.Wait()
}

// public returns the settings of the pages and the API. Receipts may be nil.
func (c Config) public(
	f *follower.Follower, peers *gateway.Peers, trust ledger.Trust, receipts *receiptkey.Signer,
) public.Config {
	index := &indexed{follower: f}
	settings := public.Config{
		Ledger:    index,
		Following: index.Following,
		Trust:     trust,
		Hosts:     c.Hosts,
		Rate:      c.Rate,
		Burst:     c.Burst,

		EvidenceLimit: c.Evidence,
		ReceiptLimit:  c.Receipts,

		Proxies: c.Proxies,
		Evidence: &bundle.Maker{
			Trust:    trust,
			Chain:    f,
			Attester: peers.Attester(trust.Chaincode),
		},
	}
	if receipts != nil {
		settings.Signer = receipts
	}
	return settings
}

// readSealRoots reads the authorities of electronic seals, nil for no file.
func readSealRoots(file string) (*x509.CertPool, error) {
	if file == "" {
		return nil, nil
	}
	roots, err := clientfile.ReadAuthorities(file)
	if err != nil {
		return nil, fmt.Errorf("%w: SOGOC_SEAL_ROOTS: %w", ErrConfig, err)
	}
	return roots, nil
}

// printerOfReceipts returns what prints receipts, nil where there are none or the fonts
// are not on this machine.
func printerOfReceipts(c Config, receipts *receiptkey.Signer, log *slog.Logger) *receiptpdf.Printer {
	if receipts == nil {
		return nil
	}
	printer, err := receiptpdf.New(c.FontDir)
	if err != nil {
		log.Warn("receipts are given and not printed", slog.Any("error", err))
		return nil
	}
	return printer
}

func newMetrics() *prometheus.Registry {
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return metrics
}

// serveMetrics serves the metrics at an address of their own.
func serveMetrics(ctx context.Context, address string, metrics *prometheus.Registry, log *slog.Logger) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	return web.Serve(ctx, address, mux, log, nil)
}

// read reads the files that the settings name and holds them against each other.
func read(c Config, log *slog.Logger) (follower.Options, clientfile.Connection, error) {
	bad := func(what string, err error) (follower.Options, clientfile.Connection, error) {
		return follower.Options{}, clientfile.Connection{}, fmt.Errorf("%w: %s: %w", ErrConfig, what, err)
	}
	trust, err := clientfile.ReadTrust(c.Trust)
	if err != nil {
		return bad("SOGOC_TRUST", err)
	}
	connection, err := clientfile.ReadConnection(c.Connection)
	if err != nil {
		return bad("SOGOC_CONNECTION", err)
	}
	if connection.Channel != trust.Channel || connection.Genesis != trust.Genesis {
		return bad("SOGOC_CONNECTION", errors.New("is of another ledger than the trust file"))
	}
	options := follower.Options{
		Trust:     trust,
		Dir:       c.Index,
		HeadFile:  c.HeadFile,
		Log:       log,
		MaxBehind: verifier.MaxBehind,
	}
	if c.Genesis == "" {
		return options, connection, nil
	}
	text, err := os.ReadFile(c.Genesis)
	if err != nil {
		return bad("SOGOC_GENESIS", err)
	}
	options.Genesis = &common.Block{}
	if err := proto.Unmarshal(text, options.Genesis); err != nil {
		return bad("SOGOC_GENESIS", err)
	}
	return options, connection, nil
}

// follow follows until ctx is done. An alarm, or a block that this program is
// too old for, stops the following and nothing else: what was checked before
// stays checked.
func follow(ctx context.Context, f *follower.Follower, sources []follower.Source) error {
	err := f.Run(ctx, sources...)
	if errors.Is(err, follower.ErrIntegrity) || errors.Is(err, follower.ErrBeyond) {
		<-ctx.Done()
		return err
	}
	if ctx.Err() != nil {
		return nil
	}
	if err == nil {
		err = errors.New("no peer has more blocks to give")
	}
	return fmt.Errorf("follow the ledger: %w", err)
}

// indexed is the follower as the public service sees it.
type indexed struct {
	follower *follower.Follower

	mu        sync.Mutex
	confirmed verifier.Progress // the last one that was confirmed
	height    uint64            // of the reading that it confirmed
}

var _ public.Ledger = (*indexed)(nil)

// Reading implements public.Ledger.
func (i *indexed) Reading(now time.Time) (verifier.Reading, error) {
	view, err := i.follower.View()
	if err != nil {
		state := i.follower.State(now)
		return verifier.Reading{Info: verifier.ReadingInfo{
			Kind:         verifier.ReadingStarting,
			Height:       state.Head.Height,
			ProvenHeight: max(state.Proven.Height, state.Highest),
		}}, err
	}
	head := view.Head()
	return verifier.Reading{View: view, Info: verifier.JudgeReading(head, i.progress(head.Height, now), now)}, nil
}

// progress says what the follower knows besides its index. That enough
// organisations once told of this height is remembered: it is known for as long
// as a reading counts as fresh.
func (i *indexed) progress(height uint64, now time.Time) verifier.Progress {
	p := i.follower.State(now).Progress(now)
	i.mu.Lock()
	defer i.mu.Unlock()
	switch {
	case !p.ConfirmedAt.IsZero():
		i.confirmed, i.height = p, height
	case i.height == height:
		p.ConfirmedAt = i.confirmed.ConfirmedAt
	}
	return p
}

// mostNotes is how many of the newest notes are told.
const mostNotes = 100

// Following says how the ledger is followed.
func (i *indexed) Following() public.Following {
	facts := i.follower.State(time.Now())
	told := public.Following{Proven: facts.Proven.Height, Waiting: facts.Waiting, Notes: []blocks.Note{}}
	if notes, err := i.follower.Notes(mostNotes); err == nil && notes != nil {
		told.Notes = notes
	}
	if facts.Alarm != nil {
		told.Alarm = facts.Alarm.Error()
	}
	if facts.Beyond != nil {
		told.Beyond = facts.Beyond.Error()
	}
	for _, s := range i.follower.Sources() {
		told.Sources = append(told.Sources, public.Source{
			Organisation: s.Organisation,
			Told:         s.Told,
			Proven:       s.Proven,
			Dropped:      s.Dropped != "",
			Note:         s.Unproven,
		})
	}
	return told
}
