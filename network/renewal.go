package network

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"syscall"
	"time"

	sdkledger "github.com/hyperledger/fabric-sdk-go/pkg/client/ledger"

	"sogoc/verifier/wait"
)

// Renewal is what renewing one organisation's certificates came to.
type Renewal struct {
	Organisation string `json:"organisation"`
	// Update is the change of the channel's configuration that most organisations have
	// to sign before the orderer takes its new certificates; nil where it has them.
	Update *ConfigUpdate `json:"update,omitempty"`
}

// Renew gives the folder's organisations new certificates, with new keys but for the
// one that signs blocks and those that are elsewhere, one after the other, on their running nodes: peer, chaincode, operator and clients at once, and the
// orderer when the channel's configuration names its new ones. Where the folder holds
// all organisations they sign that themselves; otherwise it is in the result, for
// the others, and the orderer takes its certificates once it is submitted. It may be
// repeated: what has been made and waits for the others is made no more.
//
// Programs that use a client's identity read it when they start. Only names one
// organisation of the folder; "" is for all of them.
func Renew(ctx context.Context, d Dir, only string) ([]Renewal, error) {
	o, err := send(ctx, d, "/renew", []byte(only))
	return o.Renewals, err
}

// HoldsAll reports whether the folder holds all organisations of the network.
func HoldsAll(d Dir) (bool, error) {
	r, err := readRecord(d)
	return r.whole(), err
}

func (s *supervisor) renew(ctx context.Context, only string) ([]Renewal, error) {
	if err := s.acts.begin(ctx); err != nil {
		return nil, err
	}
	defer s.acts.end()
	if s.snapshot().Next > 0 {
		return nil, fmt.Errorf("%w: a version of the chaincode is approved and not committed", ErrUsage)
	}
	chosen := s.own()
	if only != "" {
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(o Organisation) bool { return o.Name != only })
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("%w: the folder does not hold the organisation %q", ErrUsage, only)
	}
	var all []Renewal
	for _, o := range chosen {
		one, err := s.renewOrganisation(ctx, o)
		if err != nil {
			return all, fmt.Errorf("renew the certificates of %s: %w", o.Name, err)
		}
		all = append(all, one)
	}
	return all, nil
}

func (s *supervisor) renewOrganisation(ctx context.Context, o Organisation) (Renewal, error) {
	done := Renewal{Organisation: o.Name}
	i, err := readIssuer(s.Dir, o, s.snapshot(), s.Now())
	if err != nil {
		return done, err
	}
	if !renews(s.Dir, o) { // otherwise the members were renewed, and the orderer waits
		if err := s.renewMembers(ctx, i); err != nil {
			return done, err
		}
		if err := makePart(s.Dir, i, partOrderer); err != nil {
			return done, err
		}
		s.Log.Info("certificates of peer, chaincode and clients renewed", slog.String("organisation", o.Name))
	}
	a, err := openAdministrator(s.Dir, s.members, o)
	if err != nil {
		return done, err
	}
	defer a.close()
	update, err := s.ordererUpdate(ctx, a)
	if err != nil {
		return done, err
	}
	if update != nil {
		if err := s.giveUpLead(ctx, o); err != nil {
			return done, err
		}
	}
	if update != nil && !s.snapshot().whole() {
		done.Update = &ConfigUpdate{TypeConfigUpdate, s.snapshot().Genesis, update}
		return done, s.renewPackage(ctx, a)
	}
	if update != nil {
		if err := s.submitUpdate(ctx, a, update); err != nil {
			return done, err
		}
		if err := poll(ctx, func(ctx context.Context) error { return s.channelNamesRenewed(ctx, a) }, nil); err != nil {
			return done, err
		}
	}
	if err := s.renewPackage(ctx, a); err != nil { // which is also the block after the configuration
		return done, err
	}
	return done, s.takeOrderer(ctx, a)
}

// renewMembers gives peer, chaincode, operator and clients new certificates. The
// organisation's peer is away for as long as it takes to start.
func (s *supervisor) renewMembers(ctx context.Context, i issuer) error {
	o, v := i.organisation, s.snapshot().Version
	unlock, err := lockClients(ctx, s.Dir, o)
	if err != nil {
		return err
	}
	defer unlock()
	if err := makePart(s.Dir, i, partMembers); err != nil {
		return err
	}
	peer, err := s.process(o.Node(KindPeer))
	if err != nil {
		return err
	}
	nodes := []*process{peer}
	if v > 0 {
		chaincode, err := s.process(o.Node(KindChaincode))
		if err != nil {
			return err
		}
		nodes = append(nodes, chaincode)
	}
	stopProcesses(nodes, syscall.SIGTERM)
	err = takePart(s.Dir, o, partMembers)
	for _, node := range nodes {
		node.start() // with the old certificates where the new ones could not be taken
	}
	if err != nil {
		return err
	}
	if v > 0 {
		if err := writeFile(s.Dir.organisation(o).join("renewal", markerPackage), nil); err != nil {
			return err
		}
	}
	return s.waitStarted(ctx, o.Node(KindPeer), peer)
}

// renewPackage makes the chaincode's package of an organisation anew, with the
// certificate by which the peer calls its chaincode now, and approves it as the
// package of the version that is committed. It does nothing where that was done.
func (s *supervisor) renewPackage(ctx context.Context, a *administrator) error {
	o, v := a.organisation, s.snapshot().Version
	dir := s.Dir.organisation(o)
	if !exists(dir.join("renewal", markerPackage)) {
		return nil
	}
	packed, err := makePackage(dir, v.port(s.snapshot().Addresses[o.Name]), int(v))
	if err != nil {
		return err
	}
	if err := writeFile(v.packagePath(s.Dir, o), packed.bytes); err != nil {
		return err
	}
	if err := s.approveChaincode(ctx, administrators{a}, v); err != nil {
		return err
	}
	if err := s.restartChaincode(o, v, packed); err != nil {
		return err
	}
	if err := s.waitPeer(ctx, a); err != nil {
		return err
	}
	return os.Remove(dir.join("renewal", markerPackage))
}

// restartChaincode runs an organisation's chaincode under the name of its new package.
func (s *supervisor) restartChaincode(o Organisation, v version, packed chaincodePackage) error {
	node := o.Node(KindChaincode)
	old, err := s.process(node)
	if err != nil {
		return err
	}
	old.stop(syscall.SIGTERM)
	s.mu.Lock()
	defer s.mu.Unlock()
	port := v.port(s.record.Addresses[o.Name])
	s.launch(s.processes, node, chaincodeCommand(s.Dir, o, v, packed.ID(), port, s.record.Genesis, s.record.Tick))
	return nil
}

// approveRenewedPackages tells the peers of packages that an interrupted renewal made.
func (s *supervisor) approveRenewedPackages(ctx context.Context, admins administrators) error {
	for _, a := range admins {
		marker := s.Dir.organisation(a.organisation).join("renewal", markerPackage)
		if !exists(marker) {
			continue
		}
		if err := s.approveChaincode(ctx, administrators{a}, s.snapshot().Version); err != nil {
			return err
		}
		if err := os.Remove(marker); err != nil {
			return err
		}
	}
	return nil
}

// channelNamesRenewed returns nil when the channel's configuration, as the
// organisation's peer has it, names the orderer's new certificates.
func (s *supervisor) channelNamesRenewed(ctx context.Context, a *administrator) error {
	update, err := s.ordererUpdate(ctx, a)
	if err == nil && update != nil {
		err = fmt.Errorf("%w: %s has not the new configuration", ErrNotReady, a.peer)
	}
	return err
}

// leaderPause is how long an orderer stays away: longer than the others need to miss
// their leader (three seconds) and to agree on another one. A leader that is back before
// they miss it goes on as their leader, with the state of its last start, and proposes
// what they do not take.
const leaderPause = 10 * time.Second

// giveUpLead takes an orderer that leads away for so long that the others follow another
// one. When the certificates of the leader changed, the others would have to agree on
// another one with a configuration block as their last, which they do not manage.
func (s *supervisor) giveUpLead(ctx context.Context, o Organisation) error {
	leader, err := s.endpoints[o.Name].leader(ctx)
	if err != nil || leader != o.Node(KindOrderer) {
		return err
	}
	return s.restartOrderer(ctx, o, func() error { return nil })
}

// restartOrderer takes an orderer away for leaderPause, does something in between, and
// returns when it takes part again and has the blocks.
func (s *supervisor) restartOrderer(ctx context.Context, o Organisation, do func() error) error {
	orderer, err := s.process(o.Node(KindOrderer))
	if err != nil {
		return err
	}
	orderer.stop(syscall.SIGTERM)
	if err = do(); err == nil {
		err = wait.For(ctx, leaderPause)
	}
	orderer.start()
	if err != nil {
		return err
	}
	if err := s.waitStarted(ctx, o.Node(KindOrderer), orderer); err != nil {
		return err
	}
	return poll(ctx, func(ctx context.Context) error { return s.ordererHasAll(ctx, o) }, nil)
}

// blockWait is how long a block is waited for that follows the configuration. Where
// nobody sends a transaction there is none, and the orderer, which the others do not
// hear any more, need not wait for ever.
const blockWait = 15 * time.Second

// takeOrderer puts the orderer's new certificates in place and starts it with them,
// once a block follows the configuration. The other orderers, three of four, go on
// meanwhile.
func (s *supervisor) takeOrderer(ctx context.Context, a *administrator) error {
	o := a.organisation
	waiting, cancel := context.WithTimeout(ctx, blockWait)
	err := poll(waiting, func(ctx context.Context) error { return blockFollowsConfig(ctx, a) }, nil)
	cancel()
	if err != nil && ctx.Err() != nil {
		return err
	}
	err = s.restartOrderer(ctx, o, func() error { return takePart(s.Dir, o, partOrderer) })
	if err == nil {
		s.Log.Info("the orderer's certificates renewed", slog.String("organisation", o.Name))
	}
	return err
}

// blockFollowsConfig returns nil when a block stands behind the channel's configuration
// on an organisation's peer.
func blockFollowsConfig(ctx context.Context, a *administrator) error {
	client, err := a.ledgers()
	if err != nil {
		return err
	}
	config, err := client.QueryConfigBlock(sdkledger.WithTargetEndpoints(a.peer), sdkledger.WithParentContext(ctx))
	if err != nil {
		return fmt.Errorf("configuration of %s: %w", a.peer, err)
	}
	h, err := queryHead(ctx, client, a.peer)
	if err == nil && h.height <= config.GetHeader().GetNumber()+1 {
		err = fmt.Errorf("%w: no block follows the new configuration yet", ErrNotReady)
	}
	return err
}

// ordererHasAll returns nil when an orderer has every block that another one of the
// folder has: before that, no second one is taken away. The last one it may lack: that
// it fetches with the next.
func (s *supervisor) ordererHasAll(ctx context.Context, o Organisation) error {
	ordered, err := s.orderedHeight(ctx)
	if err != nil {
		return err
	}
	p, err := s.endpoints[o.Name].participation(ctx)
	if err == nil && p.Height+1 < ordered {
		err = fmt.Errorf("%w: %s has %d of %d blocks", ErrNotReady, o.Node(KindOrderer), p.Height, ordered)
	}
	return err
}

// takeRenewed gives orderers the certificates that most organisations have signed
// since, until ctx ends.
func (s *supervisor) takeRenewed(ctx context.Context) {
	if s.snapshot().whole() {
		return // one act signs and takes
	}
	for wait.For(ctx, commitInterval) == nil {
		for _, o := range s.own() {
			if !renews(s.Dir, o) || !s.acts.look() {
				continue
			}
			err := s.takeIfNamed(ctx, o)
			s.acts.end()
			if err != nil && !errors.Is(err, ErrNotReady) && ctx.Err() == nil {
				s.Log.Warn("asked in vain whether the channel names the new certificates", slog.Any("error", err))
			}
		}
	}
}

func (s *supervisor) takeIfNamed(ctx context.Context, o Organisation) error {
	ctx, cancel := s.withTimeout(ctx)
	defer cancel()
	a, err := openAdministrator(s.Dir, s.members, o)
	if err != nil {
		return err
	}
	defer a.close()
	if err := s.channelNamesRenewed(ctx, a); err != nil {
		return err
	}
	if err := blockFollowsConfig(ctx, a); err != nil {
		return err
	}
	return s.takeOrderer(ctx, a)
}

// ordersOrTakesRenewed is ordersOrWaits of an orderer that starts. One whose
// certificates the channel names no more, with new ones at hand, takes these: a renewal
// was interrupted after the channel had changed.
func (s *supervisor) ordersOrTakesRenewed(o Organisation) func(context.Context) error {
	orders := s.ordersOrWaits(o)
	return func(ctx context.Context) error {
		err := orders(ctx)
		if err == nil || !renews(s.Dir, o) {
			return err
		}
		p, asked := s.endpoints[o.Name].participation(ctx)
		if asked != nil || p.ConsensusRelation == relationConsenter {
			return err
		}
		orderer, err := s.process(o.Node(KindOrderer))
		if err != nil {
			return err
		}
		orderer.stop(syscall.SIGTERM)
		err = takePart(s.Dir, o, partOrderer)
		orderer.start()
		return errors.Join(err, fmt.Errorf("%w: %s starts with its new certificates", ErrNotReady, o.Node(KindOrderer)))
	}
}
