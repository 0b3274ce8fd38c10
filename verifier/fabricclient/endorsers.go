package fabricclient

import (
	"slices"
	"sync"
	"time"

	"github.com/hyperledger/fabric-gateway/pkg/client"

	"sogoc/verifier/clientfile"
)

// Endorsers chooses the organisations that endorse a call, in turn: of four any
// three. The client names them itself, so that no endorsement rests on what a
// peer discovers of the network: an organisation that bends its own policy, or
// hides its peer, would spoil every answer of discovery. It is safe for
// concurrent use.
type Endorsers struct {
	organisations []string // MSPs whose peers the connection names
	size          int      // of a set; 0: the gateway chooses

	mu     sync.Mutex
	turn   int       // which set comes first
	failed time.Time // when one last failed: for a while the order stays
}

// KeepOrder is for how long after a failure the order of the sets stays as it
// is, so that an organisation that is away does not hold up each call anew.
const KeepOrder = 15 * time.Second

// NewEndorsers takes the organisations of a connection's peers. Of n it asks
// n-f, where f = (n-1)/3 of them may be away or lie. Where a connection names
// fewer than three, it is not told enough to choose, and the gateway does.
func NewEndorsers(peers []clientfile.Peer) *Endorsers {
	e := &Endorsers{}
	for _, p := range peers {
		if !slices.Contains(e.organisations, p.MSP) {
			e.organisations = append(e.organisations, p.MSP)
		}
	}
	if n := len(e.organisations); n >= 3 {
		e.size = n - (n-1)/3
	}
	return e
}

// EndorsementAttempt is a peer to ask, and the organisations that are to endorse.
type EndorsementAttempt struct {
	Peer          int      // its place in the order that was given to Attempts
	Through       string   // its organisation
	Organisations []string // nil: the gateway chooses
}

// ProposalOptions returns the gateway client's options for a call with these
// arguments that the attempt's organisations endorse.
func (a EndorsementAttempt) ProposalOptions(arguments []string) []client.ProposalOption {
	options := []client.ProposalOption{client.WithArguments(arguments...)}
	if len(a.Organisations) > 0 {
		options = append(options, client.WithEndorsingOrganizations(a.Organisations...))
	}
	return options
}

// Attempts returns what to try, one after the other, until one succeeds or a
// refusal stands: each set of organisations through a peer of its first member,
// and then each through one of its second. Each organisation is left out by one
// set, and each set goes through two organisations' peers: so one that is away, or
// lies, never spoils all attempts, nor decides alone what was refused. Where the
// gateway chooses, every peer is asked. organisations are those of the peers, in
// the order in which the caller wants peers of one organisation asked.
func (e *Endorsers) Attempts(now time.Time, organisations []string) []EndorsementAttempt {
	var attempts []EndorsementAttempt
	if e.size == 0 {
		for i, o := range organisations {
			attempts = append(attempts, EndorsementAttempt{Peer: i, Through: o})
		}
		return attempts
	}
	sets := e.sets(now)
	for member := range 2 {
		for _, set := range sets { // their first members are distinct, and so are their second
			if peer := slices.Index(organisations, set[member]); peer >= 0 {
				attempts = append(attempts, EndorsementAttempt{peer, set[member], set})
			}
		}
	}
	return attempts
}

// sets returns the sets of organisations to ask, in the order in which to ask
// them. The first changes with every call, but for a while after a failure.
func (e *Endorsers) sets(now time.Time) [][]string {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now.Sub(e.failed) > KeepOrder {
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

// NoteFailure has the next call begin with the set after the one that failed.
func (e *Endorsers) NoteFailure(now time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.turn++
	e.failed = now
}
