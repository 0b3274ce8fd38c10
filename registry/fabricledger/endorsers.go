package fabricledger

import (
	"slices"
	"sync"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"
)

// endorsers chooses the organisations that endorse a transaction, in turn: of
// four any three. The client names them itself, so that no endorsement rests on
// what a peer discovers of the network: an organisation that bends its own
// policy, or hides its peer, would spoil every answer of discovery.
type endorsers struct {
	organisations []string // MSPs whose peers the connection names
	size          int      // of a set; 0: the gateway chooses

	mu     sync.Mutex
	turn   int       // which set comes first
	failed time.Time // when one last failed: for a while the order stays
}

// newEndorsers takes the organisations of a connection's peers. Of n it asks
// n-f, where f = (n-1)/3 of them may be away or lie. Where a connection names
// fewer than three, it is not told enough to choose, and the gateway does.
func newEndorsers(organisations []string) *endorsers {
	e := &endorsers{}
	for _, o := range organisations {
		if !slices.Contains(e.organisations, o) {
			e.organisations = append(e.organisations, o)
		}
	}
	if n := len(e.organisations); n >= 3 {
		e.size = n - (n-1)/3
	}
	return e
}

// sets returns the sets of organisations to ask, in the order in which to ask
// them. Together they leave each organisation out once. The first changes with
// every call, but for a while after a failure, so that an organisation that is
// away does not hold up each transaction anew.
func (e *endorsers) sets(now time.Time) [][]string {
	if e.size == 0 {
		return [][]string{nil}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if now.Sub(e.failed) > askLast {
		e.turn++
	}
	n := len(e.organisations)
	sets := make([][]string, n)
	for i := range sets {
		for k := range e.size {
			sets[i] = append(sets[i], e.organisations[(e.turn+i+k)%n])
		}
	}
	return sets
}

// noteFailure has the next call begin with the set after the one that failed.
func (e *endorsers) noteFailure(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.turn++
	e.failed = now
}

// among returns the first of the peers whose organisation is in the set.
func among(peers []*endpoint, set []string) *endpoint {
	for _, e := range peers {
		if set == nil || slices.Contains(set, e.MSP) {
			return e
		}
	}
	return nil
}

// proposalOptions are the gateway's options for a call that a set endorses.
func proposalOptions(arguments, set []string) []client.ProposalOption {
	options := []client.ProposalOption{client.WithArguments(arguments...)}
	if len(set) > 0 {
		options = append(options, client.WithEndorsingOrganizations(set...))
	}
	return options
}
