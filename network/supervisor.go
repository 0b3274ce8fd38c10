package network

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"sogoc/network/programs"
	"sogoc/verifier/ledger"
)

// Options say how a network is brought up.
type Options struct {
	Dir        Dir
	Tools      programs.Tools
	Chaincoded func(context.Context) (string, error) // the chaincode's program; asked only when the network is new
	Tick       time.Duration                         // the chaincode's tick interval of a new network; 0 for its own
	// CertificateLife is of a new network's first certificates, for tests; 0 for the lifetimes by kind.
	CertificateLife time.Duration
	// OwnPolicies has each organisation of a new network change its own policies
	// alone, as networks were made before. It is for tests: of readers, which must
	// stand what one organisation does then, and of the upgrade.
	OwnPolicies bool
	Timeout     time.Duration    // for becoming healthy; 0 for three minutes
	Progress    func(string)     // told each step in words; may be nil
	Now         func() time.Time // the clock; nil for time.Now
	Log         *slog.Logger
}

const defaultTimeout = 3 * time.Minute

// Ready describes a network that is up.
type Ready struct {
	Ready   bool          `json:"ready"`
	Dir     string        `json:"dir"`
	Genesis ledger.Digest `json:"genesis"`
	Resumed bool          `json:"resumed"` // the ledger was there before
	Running bool          `json:"running"` // the network was up before, and nothing was started
	PID     int           `json:"pid"`     // of the supervisor
	Seconds float64       `json:"seconds"`
}

// supervisor runs a network's processes. It alone writes to the network's
// folder while it holds the lock in it.
type supervisor struct {
	Options
	lock    *flock.Flock
	held    heldPorts // ports of nodes that have not started yet
	resumed bool
	members []Member // of the channel: the folder's organisations and the others

	mu        sync.Mutex
	record    record
	processes map[string]*process // by node name
	next      map[string]*process // chaincodes of the next version, during an upgrade

	endpoints map[string]*endpoints // by organisation
	acts      acts
	healthy   chan struct{} // closed when the network is up
	down      chan struct{} // closed when down is asked for
	downOnce  sync.Once
}

// Run brings the network up, calls ready once it is healthy, and keeps it up
// until ctx ends or Down is asked for; then it stops every process. The
// processes end with this one, however it ends. It may be repeated: a network
// that was made before resumes its ledger. A first start that did not get as
// far as ready begins again, with another genesis block: a peer that is killed
// while it makes its databases does not start any more, and nobody has been
// told of the ledger yet.
//
// Errors wrap ErrRunning where another supervisor holds the folder, ErrUsage
// and ErrNotReady.
func Run(ctx context.Context, o Options, ready func(Ready) error) error {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	began := o.Now()
	s := &supervisor{Options: o, processes: map[string]*process{}, next: map[string]*process{},
		endpoints: map[string]*endpoints{}, healthy: make(chan struct{}), down: make(chan struct{})}
	if err := s.acquire(); err != nil {
		return err
	}
	defer s.release()
	life, endLife := context.WithCancel(ctx)
	defer endLife()
	closeControl, err := s.serveControl(life)
	if err != nil {
		return err
	}
	defer closeControl()
	defer func() {
		endLife()
		s.acts.endAll() // an upgrade starts processes; it ends with its context
		s.stopAll()
	}()

	starting, cancel := context.WithTimeoutCause(ctx, o.Timeout, fmt.Errorf("gave up after %s", o.Timeout))
	defer cancel()
	go func() { // down ends a start that is under way too
		select {
		case <-s.down:
			cancel()
		case <-starting.Done():
		}
	}()
	if err := s.bringUp(starting); err != nil {
		return err
	}
	cancel()
	close(s.healthy)
	report := s.report()
	report.Seconds = o.Now().Sub(began).Seconds()
	o.Log.Info("network ready", slog.Float64("seconds", report.Seconds), slog.Bool("resumed", s.resumed))
	if err := ready(report); err != nil {
		return err
	}
	go s.adoptCommitted(life)
	go s.takeRenewed(life)
	select {
	case <-ctx.Done():
	case <-s.down:
	}
	return nil
}

// lockGrace is how long a start waits for the folder's lock.
const lockGrace = 2 * time.Second

// acquire makes the folder and takes its lock.
func (s *supervisor) acquire() error {
	if err := os.MkdirAll(string(s.Dir), privateFolder); err != nil {
		return err
	}
	s.lock = flock.New(s.Dir.lock())
	// A question whether the network runs holds the lock for a moment too.
	ctx, cancel := context.WithTimeout(context.Background(), lockGrace)
	defer cancel()
	_, err := s.lock.TryLockContext(ctx, pollInterval)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%w in %s", ErrRunning, s.Dir)
	}
	return err
}

func (s *supervisor) release() {
	for _, e := range s.endpoints {
		e.close()
	}
	s.held.release()
	_ = s.lock.Unlock()
}

// bringUp is the whole way from a folder to a healthy network. Every step looks
// first whether it has been done.
func (s *supervisor) bringUp(ctx context.Context) error {
	if err := s.prepare(ctx); err != nil {
		return err
	}
	for _, o := range s.own() {
		e, err := openEndpoints(s.Dir, o, s.snapshot().Addresses[o.Name])
		if err != nil {
			return err
		}
		s.endpoints[o.Name] = e
	}
	s.Progress(fmt.Sprintf("starting %d orderers, peers and chaincodes", len(s.own())))
	if err := s.startAll(); err != nil {
		return err
	}
	if err := s.startOrdering(ctx); err != nil {
		return err
	}
	if err := s.waitNodes(ctx, s.startedKinds()...); err != nil {
		return err
	}
	admins, err := s.openAdministrators()
	if err != nil {
		return err
	}
	defer admins.close()
	s.Progress("peers join the channel")
	if err := admins.each(ctx, func(ctx context.Context, a *administrator) error {
		return repeatTimedOut(ctx, a.join)
	}); err != nil {
		return err
	}
	if err := s.checkGenesis(ctx, admins); err != nil {
		return err
	}
	if err := s.finishUpgrade(ctx, admins); err != nil {
		return err
	}
	if err := s.approveRenewedPackages(ctx, admins); err != nil {
		return err
	}
	if s.snapshot().Together {
		if err := s.defineChaincode(ctx, admins, s.snapshot().Version); err != nil {
			return err
		}
	}
	s.Progress("waiting until every peer answers")
	if err := s.waitService(ctx, admins); err != nil {
		return err
	}
	return s.markComplete()
}

// own returns the organisations whose nodes this folder holds.
func (s *supervisor) own() []Organisation { return s.snapshot().Addresses.organisations() }

// startedKinds are the kinds of nodes, orderers apart, that have been started: a
// chaincode only once the organisation has approved one.
func (s *supervisor) startedKinds() []Kind {
	if s.snapshot().Version == 0 {
		return []Kind{KindPeer}
	}
	return []Kind{KindPeer, KindChaincode}
}

// markComplete remembers that the first start has ended well: from here on the
// ledger is kept.
func (s *supervisor) markComplete() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.record.Complete {
		return nil
	}
	s.record.Complete = true
	return s.record.write(s.Dir)
}

func (s *supervisor) setRecord(r record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.record = r
}

// startAll starts every node's process; each takes its ports over from the hold.
func (s *supervisor) startAll() error {
	if err := copyNodeConfig(s.Dir, s.Tools); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.record.Addresses.organisations() {
		p := s.record.Addresses[o.Name]
		s.held.release(p.Orderer, p.OrdererAdmin, p.OrdererOperations)
		s.launch(s.processes, o.Node(KindOrderer), ordererCommand(s.Dir, s.Tools, o, p))
		s.held.release(p.Peer, p.PeerChaincode, p.PeerOperations)
		s.launch(s.processes, o.Node(KindPeer), peerCommand(s.Dir, s.Tools, o, p))
	}
	if s.record.Version > 0 {
		if err := s.startChaincodes(s.processes, s.record.Version); err != nil {
			return err
		}
	}
	if s.record.Next > 0 { // the channel may have committed it
		if err := s.startChaincodes(s.next, s.record.Next); err != nil {
			return err
		}
	}
	s.held.release()
	return nil
}

// startChaincodes starts a version's process of every organisation; the lock is held.
func (s *supervisor) startChaincodes(into map[string]*process, v version) error {
	for _, o := range s.record.Addresses.organisations() {
		p := s.record.Addresses[o.Name]
		packed, err := v.readPackage(s.Dir, o)
		if err != nil {
			return fmt.Errorf("chaincode package of %s: %w", o.Name, err)
		}
		s.held.release(v.port(p))
		s.launch(into, o.Node(KindChaincode),
			chaincodeCommand(s.Dir, o, v, packed.ID(), v.port(p), s.record.Genesis, s.record.Tick))
	}
	return nil
}

func (s *supervisor) launch(into map[string]*process, node string, c command) {
	p := newProcess(node, c, s.Dir.Log(node), s.Now, s.Log)
	into[node] = p
	p.start()
}

// stopAll stops all processes at once and waits for their end.
func (s *supervisor) stopAll() {
	s.mu.Lock()
	var all []*process
	for _, group := range []map[string]*process{s.processes, s.next} {
		for _, p := range group {
			all = append(all, p)
		}
	}
	s.mu.Unlock()
	stopProcesses(all, syscall.SIGTERM)
	s.Log.Info("network stopped")
}

func stopProcesses(all []*process, signal syscall.Signal) {
	var stopping sync.WaitGroup
	for _, p := range all {
		stopping.Go(func() { p.stop(signal) })
	}
	stopping.Wait()
}

// snapshot returns what the network remembers of itself at this moment.
func (s *supervisor) snapshot() record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.record
}

// report describes the network as it is when it is up.
func (s *supervisor) report() Ready {
	return Ready{Ready: true, Dir: string(s.Dir), Genesis: s.snapshot().Genesis, Resumed: s.resumed, PID: os.Getpid()}
}

// process returns a node's process.
func (s *supervisor) process(node string) (*process, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, found := s.processes[node]
	if !found {
		return nil, fmt.Errorf(
			"%w: there is no node %q; there are %s",
			ErrUsage,
			node,
			join(nodeNames(s.record.Addresses.organisations())),
		)
	}
	return p, nil
}

func (s *supervisor) openAdministrators() (administrators, error) {
	return openAdministrators(s.Dir, s.members, s.own())
}
