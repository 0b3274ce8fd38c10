package network

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	sdkledger "github.com/hyperledger/fabric-sdk-go/pkg/client/ledger"

	"sogoc/verifier/ledger"
)

// Status is how a network is.
type Status struct {
	Healthy bool          `json:"healthy"` // every node is
	Genesis ledger.Digest `json:"genesis"`
	Version int           `json:"version"` // of the chaincode
	PID     int           `json:"pid"`     // of the supervisor, 0 where none runs
	Leader  string        `json:"leader"`  // the orderer that led at least three to the last block, "" where none
	Nodes   []NodeStatus  `json:"nodes"`

	Chaincodes   []HeldChaincode   `json:"chaincodes"`   // of the organisations here: what they run
	Certificates []HeldCertificate `json:"certificates"` // the earliest end first
}

// NodeStatus is how a node is.
type NodeStatus struct {
	Process
	Healthy bool           `json:"healthy"`
	Problem string         `json:"problem,omitempty"` // why not
	Height  uint64         `json:"height,omitempty"`  // of orderers and peers: number of blocks
	Hash    *ledger.Digest `json:"hash,omitempty"`    // of peers: header hash of the last block
	Leader  string         `json:"leader,omitempty"`  // of orderers: who led it to the last block
}

// ReadStatus asks the supervisor and every node. It works while nodes are
// away; where no supervisor runs it asks none. It returns ErrDiverged, beside the status, when two peers hold
// different blocks at one height.
func ReadStatus(ctx context.Context, d Dir) (Status, error) {
	r, err := readRecord(d)
	if err != nil {
		return Status{}, err
	}
	s := Status{Genesis: r.Genesis, Version: int(r.Version)}
	if s.Chaincodes, err = heldChaincodes(d, r); err != nil {
		return s, err
	}
	if s.Certificates, err = Certificates(d, time.Now()); err != nil {
		return s, err
	}
	processes := map[string]Process{}
	supervised, err := Processes(ctx, d)
	if err != nil && !errors.Is(err, ErrNotRunning) {
		return s, err
	}
	s.PID = supervised.PID
	for _, p := range supervised.Processes {
		processes[p.Node] = p
	}
	if s.PID == 0 {
		for _, name := range nodeNames(r.Addresses.organisations()) {
			s.Nodes = append(s.Nodes, NodeStatus{Process: Process{Node: name, State: StateStopped}})
		}
		return s, nil
	}
	s.Nodes, err = readNodes(ctx, d, r, processes)
	if err != nil {
		return s, err
	}
	s.Healthy = true
	for _, n := range s.Nodes {
		s.Healthy = s.Healthy && n.Healthy
	}
	s.Leader = majorityLeader(s.Nodes, len(r.Addresses))
	if err := checkAgreement(ctx, d, r, s.Nodes); err != nil {
		s.Healthy = false
		return s, err
	}
	return s, nil
}

func readNodes(ctx context.Context, d Dir, r record, processes map[string]Process) ([]NodeStatus, error) {
	names := nodeNames(r.Addresses.organisations())
	members, err := readMembers(d, r)
	if err != nil {
		return nil, err
	}
	nodes := make([]NodeStatus, len(names))
	var asking sync.WaitGroup
	for i, name := range names {
		process, known := processes[name]
		if !known {
			process = Process{Node: name, State: StateStopped}
		}
		nodes[i].Process = process
		o, k := ownerOf(name)
		e, err := openEndpoints(d, o, r.Addresses[o.Name])
		if err != nil {
			return nil, err
		}
		asking.Go(func() {
			defer e.close()
			readNode(ctx, d, r, members, e, k, &nodes[i])
		})
	}
	asking.Wait()
	return nodes, nil
}

// readNode asks one node for what it can say.
func readNode(ctx context.Context, d Dir, r record, members []Member, e *endpoints, k Kind, n *NodeStatus) {
	running := r.Version
	if running == 0 {
		running = r.Next // approved, and not committed
	}
	if k == KindChaincode && running == 0 {
		n.Problem = "the organisation has approved no chaincode: networkctl chaincode approve"
		return
	}
	err := e.checkHealth(ctx, k, running)
	if err == nil {
		switch k {
		case KindOrderer:
			err = readOrderer(ctx, e, n)
		case KindPeer:
			err = readPeer(ctx, d, members, e.organisation, n)
		}
	}
	if err != nil {
		n.Problem = err.Error()
		return
	}
	n.Healthy = true
}

func readOrderer(ctx context.Context, e *endpoints, n *NodeStatus) error {
	p, err := e.participation(ctx)
	if err != nil {
		return err
	}
	n.Height = p.Height
	if n.Leader, err = e.leader(ctx); err != nil {
		return err
	}
	return e.checkOrdering(ctx)
}

func readPeer(ctx context.Context, d Dir, members []Member, o Organisation, n *NodeStatus) error {
	return withLedgers(d, members, o, func(client *sdkledger.Client) error {
		h, err := queryHead(ctx, client, o.Node(KindPeer))
		if err == nil {
			n.Height, n.Hash = h.height, &h.hash
		}
		return err
	})
}

func withLedgers(d Dir, members []Member, o Organisation, use func(*sdkledger.Client) error) error {
	a, err := openAdministrator(d, members, o)
	if err != nil {
		return err
	}
	defer a.close()
	client, err := a.ledgers()
	if err != nil {
		return err
	}
	return use(client)
}

// majorityLeader returns the orderer that most of the folder's orderers follow, at
// least three where it holds all four; "" where none is.
func majorityLeader(nodes []NodeStatus, orderers int) string {
	votes := map[string]int{}
	for _, n := range nodes {
		if n.Leader != "" {
			if votes[n.Leader]++; votes[n.Leader] > orderers/2 {
				return n.Leader
			}
		}
	}
	return ""
}

// checkAgreement compares the peers' hashes at the height that all of them have.
func checkAgreement(ctx context.Context, d Dir, r record, nodes []NodeStatus) error {
	members, err := readMembers(d, r)
	if err != nil {
		return err
	}
	var lowest uint64
	for _, n := range nodes {
		if n.Hash != nil && (lowest == 0 || n.Height < lowest) {
			lowest = n.Height
		}
	}
	heads := map[string]ledger.Digest{}
	for _, n := range nodes {
		if n.Hash == nil {
			continue
		}
		if n.Height == lowest {
			heads[n.Node] = *n.Hash
			continue
		}
		o, _ := ownerOf(n.Node)
		if err := withLedgers(d, members, o, func(client *sdkledger.Client) error {
			hash, err := queryHash(ctx, client, n.Node, lowest-1)
			heads[n.Node] = hash
			return err
		}); err != nil {
			return err
		}
	}
	return compareHeads(heads, lowest)
}

// compareHeads returns ErrDiverged, and who holds what, unless all hashes are equal.
func compareHeads(heads map[string]ledger.Digest, height uint64) error {
	distinct := map[ledger.Digest]bool{}
	text := ""
	for _, node := range NodeNames() {
		if hash, has := heads[node]; has {
			distinct[hash] = true
			text += fmt.Sprintf("\n  %s: %s", node, hash)
		}
	}
	if len(distinct) > 1 {
		return fmt.Errorf("%w: at height %d%s", ErrDiverged, height, text)
	}
	return nil
}

// RunsProgram reports whether a network's chaincode is this very program.
func RunsProgram(d Dir, program string) (bool, error) {
	r, err := readRecord(d)
	if err != nil {
		return false, err
	}
	if _, err := os.Stat(program); err != nil {
		return false, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	return sameProgram(d, r.Version, program)
}
