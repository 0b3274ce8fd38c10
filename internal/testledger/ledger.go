// Package testledger is a ledger for tests: the real chaincode over a world
// state in memory, without Fabric.
//
// A transaction is endorsed (the chaincode runs through the contract API, its
// reads and writes are kept) and committed (all its writes, or none where
// something that it read has changed since), as a peer does. The package leaves
// out what the chaincode does not rely on: orderers, several endorsers, blocks
// with more than one transaction.
//
// A Ledger serves as register.Ledger, with failures on demand, and gives a
// ledger.View over what was committed. Only tests and the generators of test
// vectors may import this package.
package testledger

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/stretchr/testify/require"

	"sogoc/chaincode"
	"sogoc/verifier/ledger"
)

// Organisations of the test ledger. MinistryMSP is the accreditor unless
// Options say otherwise.
const (
	MinistryMSP   = "MinistryMSP"
	UniversityMSP = "UniversityMSP"
	SchoolsMSP    = "SchoolsMSP"
	AuditorMSP    = "AuditorMSP"
)

// ErrMVCC is returned by Commit when something that the transaction read has
// changed since: Fabric's MVCC_READ_CONFLICT.
var ErrMVCC = errors.New("a key that was read has changed since")

// Options of a test ledger; all may be left out.
type Options struct {
	Genesis      ledger.Digest
	Accreditors  []string         // MinistryMSP by default
	TickInterval time.Duration    // five minutes by default
	Now          func() time.Time // clock of endorsers and clients; Ledger.Clock by default
	// WithoutReasons makes a ledger whose records are as they were before accreditors
	// said why: no record has a reason or, of an anchor's state, a detail.
	WithoutReasons bool
}

// Ledger is safe for concurrent use.
type Ledger struct {
	Clock      *Clock   // the time, unless Options gave another clock
	Accreditor Identity // accreditor of MinistryMSP
	Registry   Identity // registry of SchoolsMSP, in whose name Ledger serves as register.Ledger

	rules          shim.Chaincode
	genesis        ledger.Digest
	now            func() time.Time
	withoutReasons bool

	mu       sync.Mutex
	state    map[string]entry
	endorsed int // transactions so far, for their ids
	history  history
	down     bool
	failures map[string][]Failure
}

// entry is a key's value, and the height at which it was written.
type entry struct {
	value   []byte
	version int
}

// New returns an empty ledger.
func New(t testing.TB, o Options) *Ledger {
	t.Helper()
	if o.Genesis.IsZero() {
		o.Genesis = ledger.SumDigest([]byte("genesis block of a test ledger"))
	}
	if o.Accreditors == nil {
		o.Accreditors = []string{MinistryMSP}
	}
	clock := NewClock()
	if o.Now == nil {
		o.Now = clock.Now
	}
	rules, err := chaincode.New(
		chaincode.Options{Ledger: o.Genesis, Accreditors: o.Accreditors, TickInterval: o.TickInterval, Now: o.Now},
	)
	require.NoError(t, err)
	return &Ledger{
		Clock:      clock,
		Accreditor: NewIdentity(t, MinistryMSP, "accreditor"),
		Registry:   NewIdentity(t, SchoolsMSP, "registry"),
		rules:      rules,
		genesis:    o.Genesis,
		now:        o.Now,

		withoutReasons: o.WithoutReasons,

		state:    map[string]entry{},
		history:  newHistory(),
		failures: map[string][]Failure{},
	}
}

// Call is one invocation. Where its last argument would be an accreditor's reason, or
// the digest of one, and is left out, the ledger supplies one that is the same for
// every call of the function: most tests are about something else. Exact keeps the
// arguments as they are.
type Call struct {
	As       Identity
	Function string
	Args     []string
	At       time.Time // the transaction's timestamp; zero for now
	ID       string    // the transaction's id; "" for one that the ledger makes up
	Exact    bool
}

// Transaction is an endorsed call.
type Transaction struct {
	Call
	Reads  []string          // world-state keys, in the order of reading
	Writes map[string][]byte // by world-state key
	Answer string

	seen map[string]int // version of each key when it was read
}

// Endorse runs a call and commits nothing. The chaincode's refusal is a
// *ledger.Refusal.
func (l *Ledger) Endorse(c Call) (*Transaction, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.endorse(c)
}

func (l *Ledger) endorse(c Call) (*Transaction, error) {
	if c.At.IsZero() {
		c.At = l.now()
	}
	if l.endorsed++; c.ID == "" {
		c.ID = ledger.SumDigest([]byte(strconv.Itoa(l.endorsed))).String()
	}
	if !c.Exact {
		c.Args = withReason(c)
	}
	tx := &Transaction{Call: c, Writes: map[string][]byte{}, seen: map[string]int{}}
	response := l.rules.Invoke(&stub{tx: tx, state: l.state})
	if response.GetStatus() != shim.OK {
		return nil, refusal(response.GetMessage())
	}
	tx.Answer = string(response.GetPayload())
	if l.withoutReasons {
		return tx, tx.dropReasons()
	}
	return tx, nil
}

// Commit applies an endorsed transaction, or returns ErrMVCC. Each transaction
// is a block of its own.
func (l *Ledger) Commit(tx *Transaction) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.commit(tx)
}

func (l *Ledger) commit(tx *Transaction) error {
	for key, version := range tx.seen {
		if l.state[key].version != version {
			return ErrMVCC
		}
	}
	position := l.history.beginBlock(tx)
	for key, value := range tx.Writes {
		l.state[key] = entry{value: slices.Clone(value), version: int(position.Block)}
		if err := l.history.addRecord(position, key, value); err != nil {
			return err
		}
	}
	return l.history.addWrites(position, tx.Writes)
}

// Invoke endorses a call and commits it.
func (l *Ledger) Invoke(as Identity, function string, args ...string) (string, error) {
	return l.InvokeCall(Call{As: as, Function: function, Args: args})
}

// InvokeCall is Invoke with a timestamp of the caller's choice.
func (l *Ledger) InvokeCall(c Call) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	tx, err := l.endorse(c)
	if err != nil {
		return "", err
	}
	return tx.Answer, l.commit(tx)
}

// Query endorses a call and commits nothing.
func (l *Ledger) Query(as Identity, function string, args ...string) (string, error) {
	tx, err := l.Endorse(Call{As: as, Function: function, Args: args})
	if err != nil {
		return "", err
	}
	return tx.Answer, nil
}

// State returns what world state holds under a key, nil for nothing.
func (l *Ledger) State(key string) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.state[key].value)
}

// CopyState gives the ledger another one's world state. Its view stays its own.
func (l *Ledger) CopyState(from *Ledger) {
	from.mu.Lock()
	state := maps.Clone(from.state)
	from.mu.Unlock()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = state
}

// Set puts a value into world state, past the chaincode and past the view.
func (l *Ledger) Set(key ledger.StateKey, value []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state[key.String()] = entry{value: value, version: -1}
}

// refusal takes the chaincode's message apart.
func refusal(message string) error {
	code := ledger.CodeIn(message)
	text, cut := strings.CutPrefix(message, string(code)+": ")
	if code == "" || !cut {
		return fmt.Errorf("the chaincode refused without a code: %s", message)
	}
	return &ledger.Refusal{Code: code, Text: text}
}
