package network

import (
	"context"
	"fmt"
	"time"

	"github.com/hyperledger/fabric-sdk-go/pkg/client/channel"
	sdkledger "github.com/hyperledger/fabric-sdk-go/pkg/client/ledger"
	"github.com/hyperledger/fabric-sdk-go/pkg/client/resmgmt"
	"github.com/hyperledger/fabric-sdk-go/pkg/common/providers/fab"
	"github.com/hyperledger/fabric-sdk-go/pkg/core/config"
	"github.com/hyperledger/fabric-sdk-go/pkg/fab/discovery"
	"github.com/hyperledger/fabric-sdk-go/pkg/fabsdk"
	"golang.org/x/sync/errgroup"

	"sogoc/verifier/ledger"
)

// administrator acts for one organisation, through fabric-sdk-go.
type administrator struct {
	organisation Organisation
	peer         string
	sdk          *fabsdk.FabricSDK
	resources    *resmgmt.Client
}

// openAdministrator connects nothing yet. It is closed after use.
func openAdministrator(d Dir, members []Member, o Organisation) (*administrator, error) {
	text, err := profile(d, members, o)
	if err != nil {
		return nil, err
	}
	sdk, err := fabsdk.New(config.FromRaw(text, "json"))
	if err != nil {
		return nil, fmt.Errorf("administrator of %s: %w", o.Name, err)
	}
	resources, err := resmgmt.New(sdk.Context(fabsdk.WithUser(sdkUser), fabsdk.WithOrg(o.Name)))
	if err != nil {
		sdk.Close()
		return nil, fmt.Errorf("administrator of %s: %w", o.Name, err)
	}
	return &administrator{o, o.Node(KindPeer), sdk, resources}, nil
}

func (a *administrator) close() { a.sdk.Close() }

// ownPeer names the organisation's peer as the target of a request.
func (a *administrator) ownPeer(ctx context.Context) []resmgmt.RequestOption {
	return []resmgmt.RequestOption{resmgmt.WithTargetEndpoints(a.peer), resmgmt.WithParentContext(ctx),
		resmgmt.WithTimeout(fab.ResMgmt, adminTimeout)}
}

// adminTimeout bounds one request; the whole is bounded by its caller.
const adminTimeout = 40 * time.Second

// join makes the organisation's peer a member of the channel, unless it is.
func (a *administrator) join(ctx context.Context) error {
	joined, err := a.resources.QueryChannels(a.ownPeer(ctx)...)
	if err != nil {
		return fmt.Errorf("channels of %s: %w", a.peer, err)
	}
	for _, c := range joined.Channels {
		if c.ChannelId == Channel {
			return nil
		}
	}
	options := append(a.ownPeer(ctx), resmgmt.WithOrdererEndpoint(a.organisation.Node(KindOrderer)))
	if err := a.resources.JoinChannel(Channel, options...); err != nil {
		return fmt.Errorf("join %s to the channel: %w", a.peer, err)
	}
	return nil
}

// install puts the organisation's package on its peer, unless it is there.
func (a *administrator) install(ctx context.Context, p chaincodePackage) error {
	_, err := a.resources.LifecycleInstallCC(
		resmgmt.LifecycleInstallCCRequest{Label: p.label, Package: p.bytes},
		a.ownPeer(ctx)...)
	if err != nil {
		return fmt.Errorf("install %s on %s: %w", p.label, a.peer, err)
	}
	return nil
}

// approve has the organisation agree to a version of the chaincode, run from
// its own package, unless it has.
func (a *administrator) approve(ctx context.Context, v version, p chaincodePackage) error {
	approved, err := a.resources.LifecycleQueryApprovedCC(Channel,
		resmgmt.LifecycleQueryApprovedCCRequest{Name: Chaincode, Sequence: int64(v)}, a.ownPeer(ctx)...)
	if err == nil && approved.PackageID == p.ID() {
		return nil
	}
	_, err = a.resources.LifecycleApproveCC(
		Channel,
		resmgmt.LifecycleApproveCCRequest{Name: Chaincode, Version: v.String(),
			Sequence: int64(v), PackageID: p.ID()},
		a.ownPeer(ctx)...)
	if err != nil {
		return fmt.Errorf("%s approves chaincode version %d: %w", a.organisation.Name, v, err)
	}
	return nil
}

// approvals returns which organisations the organisation's peer has seen approve a
// version, and which not, by name.
func (a *administrator) approvals(ctx context.Context, v version) (approved, missing []Organisation, err error) {
	readiness, err := a.resources.LifecycleCheckCCCommitReadiness(
		Channel,
		resmgmt.LifecycleCheckCCCommitReadinessRequest{
			Name: Chaincode, Version: v.String(), Sequence: int64(v)},
		a.ownPeer(ctx)...)
	if err != nil {
		return nil, nil, fmt.Errorf("approvals of chaincode version %d at %s: %w", v, a.peer, err)
	}
	for _, o := range Organisations() {
		if readiness.Approvals[o.MSP] {
			approved = append(approved, o)
		} else {
			missing = append(missing, o)
		}
	}
	return approved, missing, nil
}

// approvedByAll returns nil when the organisation's peer has seen every
// organisation approve a version.
func (a *administrator) approvedByAll(ctx context.Context, v version) error {
	_, missing, err := a.approvals(ctx, v)
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("%w: %s has not seen the approval of %s", ErrNotReady, a.peer, missing[0].Name)
	}
	return err
}

// commit makes a version of the chaincode the channel's, with the
// endorsement of the peers of those that approved it.
func (a *administrator) commit(ctx context.Context, v version, approved []Organisation) error {
	var peers []string
	for _, o := range approved {
		peers = append(peers, o.Node(KindPeer))
	}
	_, err := a.resources.LifecycleCommitCC(
		Channel,
		resmgmt.LifecycleCommitCCRequest{Name: Chaincode, Version: v.String(), Sequence: int64(v)},
		append(a.ownPeer(ctx), resmgmt.WithTargetEndpoints(peers...))...)
	if err != nil {
		return fmt.Errorf("commit chaincode version %d: %w", v, err)
	}
	return nil
}

// committed returns the chaincode's version on the channel as the
// organisation's peer knows it, 0 where there is none yet.
func (a *administrator) committed(ctx context.Context) (version, error) {
	definitions, err := a.resources.LifecycleQueryCommittedCC(
		Channel,
		resmgmt.LifecycleQueryCommittedCCRequest{},
		a.ownPeer(ctx)...)
	if err != nil {
		return 0, fmt.Errorf("chaincode of the channel, asked of %s: %w", a.peer, err)
	}
	for _, definition := range definitions {
		if definition.Name == Chaincode {
			return version(definition.Sequence), nil
		}
	}
	return 0, nil
}

// chainHead is the end of a peer's ledger.
type chainHead struct {
	height uint64
	hash   ledger.Digest // of the last block
}

// ledgers returns a reader of any peer's ledger.
func (a *administrator) ledgers() (*sdkledger.Client, error) {
	client, err := sdkledger.New(
		a.sdk.ChannelContext(Channel, fabsdk.WithUser(sdkUser), fabsdk.WithOrg(a.organisation.Name)),
	)
	if err != nil {
		return nil, fmt.Errorf("read ledgers for %s: %w", a.organisation.Name, err)
	}
	return client, nil
}

func queryHead(ctx context.Context, client *sdkledger.Client, peer string) (chainHead, error) {
	info, err := client.QueryInfo(sdkledger.WithTargetEndpoints(peer), sdkledger.WithParentContext(ctx))
	if err != nil {
		return chainHead{}, fmt.Errorf("height of %s: %w", peer, err)
	}
	h := chainHead{height: info.BCI.Height}
	if copy(h.hash[:], info.BCI.CurrentBlockHash) != ledger.DigestSize {
		return chainHead{}, fmt.Errorf(
			"height of %s: its block hash has %d bytes",
			peer,
			len(info.BCI.CurrentBlockHash),
		)
	}
	return h, nil
}

// queryHash returns the header hash of one block as a peer holds it.
func queryHash(ctx context.Context, client *sdkledger.Client, peer string, number uint64) (ledger.Digest, error) {
	block, err := client.QueryBlock(number, sdkledger.WithTargetEndpoints(peer), sdkledger.WithParentContext(ctx))
	if err != nil {
		return ledger.Digest{}, fmt.Errorf("block %d of %s: %w", number, peer, err)
	}
	return headerHash(block.Header)
}

// reachesChaincode returns nil when the organisation's peer reaches its chaincode: the
// question is one that the chaincode refuses with a code of its own.
func (a *administrator) reachesChaincode(ctx context.Context) error {
	client, err := channel.New(
		a.sdk.ChannelContext(Channel, fabsdk.WithUser(sdkUser), fabsdk.WithOrg(a.organisation.Name)),
	)
	if err != nil {
		return err
	}
	_, err = client.Query(channel.Request{ChaincodeID: Chaincode, Fcn: ledger.FuncIssuer, Args: [][]byte{nil}},
		channel.WithTargetEndpoints(a.peer), channel.WithParentContext(ctx),
		channel.WithTimeout(fab.Query, adminTimeout))
	if err != nil && ledger.CodeIn(err.Error()) == "" {
		return fmt.Errorf("chaincode at %s: %w", a.peer, err)
	}
	return nil
}

// seesAllPeers returns nil when the organisation's peer knows that all four peers run
// the chaincode, so that a client can find endorsers through it.
func (a *administrator) seesAllPeers(ctx context.Context) error {
	local, err := a.sdk.Context(fabsdk.WithUser(sdkUser), fabsdk.WithOrg(a.organisation.Name))()
	if err != nil {
		return err
	}
	client, err := discovery.New(local)
	if err != nil {
		return err
	}
	target, found := local.EndpointConfig().PeerConfig(a.peer)
	if !found {
		return fmt.Errorf("%s is not in the profile", a.peer)
	}
	calls := discovery.CcCalls(Chaincode)
	responses, err := client.Send(ctx, discovery.NewRequest().OfChannel(Channel).AddPeersQuery(calls...), *target)
	if err != nil {
		return err
	}
	response, answered := <-responses
	if !answered {
		return fmt.Errorf("discovery at %s did not answer", a.peer)
	}
	if response.Error() != nil {
		return fmt.Errorf("discovery at %s: %w", a.peer, response.Error())
	}
	peers, err := response.ForChannel(Channel).Peers(calls...)
	if err != nil {
		return fmt.Errorf("discovery at %s: %w", a.peer, err)
	}
	if len(peers) < len(Organisations()) {
		return fmt.Errorf("%w: %s sees %d of %d peers with the chaincode", ErrNotReady, a.peer, len(peers),
			len(Organisations()))
	}
	return nil
}

// administrators are one for each organisation of a folder.
type administrators []*administrator

func openAdministrators(d Dir, members []Member, own []Organisation) (administrators, error) {
	var all administrators
	for _, o := range own {
		a, err := openAdministrator(d, members, o)
		if err != nil {
			all.close()
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

func (all administrators) close() {
	for _, a := range all {
		a.close()
	}
}

// each runs a step for all organisations at once.
func (all administrators) each(ctx context.Context, step func(context.Context, *administrator) error) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, a := range all {
		group.Go(func() error { return step(ctx, a) })
	}
	return group.Wait()
}
