package bundle

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"sogoc/verifier"
	"sogoc/verifier/batch"
	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
)

var (
	// ErrNoEvidence is returned for what no bundle can be made of: a credential
	// that is malformed, tampered with, or in none of its issuer's anchors. The
	// result that comes with it says which.
	ErrNoEvidence = errors.New("there is nothing on the ledger to attest")
	// ErrUnavailable is returned when too few organisations attest at present,
	// or what they attest is not yet, or no more, what this reading holds. It
	// may be tried again.
	ErrUnavailable = errors.New("the ledger's majority does not attest at present")
)

// Attester asks peers of most organisations to endorse the query Attest.
type Attester interface {
	// Attest returns the payload of the endorsed transaction's envelope. The
	// transaction is not submitted. Every error means that it may be tried again.
	Attest(ctx context.Context, issuer string, sequence uint64, list, index uint32) ([]byte, error)
}

// Chain is what was checked of a channel's blocks. Package follower's Follower is one.
type Chain interface {
	// Head returns the last checked block.
	Head() ledger.Head
	// Block returns a checked block.
	Block(number uint64) (*common.Block, error)
}

// Maker makes bundles. All fields but Now are required. It is safe for
// concurrent use, and must not be copied after the first.
type Maker struct {
	Trust    ledger.Trust
	Chain    Chain
	Attester Attester
	Now      func() time.Time // nil for time.Now

	mu     sync.Mutex
	height uint64  // up to which newest is known
	newest uint64  // number of the newest configuration block
	chain  []Bytes // encoded
}

// Make verifies what a holder presents against one reading of the ledger and
// returns a bundle of it, checked once more as its reader will. What is
// revoked, suspended, superseded or expired has evidence too. The result is
// the bundle's own, or with ErrNoEvidence that of the reading.
func (m *Maker) Make(ctx context.Context, input string, reading ledger.View) ([]byte, verifier.Result, error) {
	now := m.Now
	if now == nil {
		now = time.Now
	}
	r := verifier.Verify(input, verifier.FreshReading(reading), now(), verifier.Options{})
	if !Possible(r) {
		return nil, r, ErrNoEvidence
	}
	b := Bundle{Type: Type}
	var err error
	if b.Presentation, err = normalise(input); err != nil {
		return nil, r, ErrNoEvidence
	}
	if b.Proof, err = prove(reading, r); err != nil {
		return nil, r, err
	}
	shown, err := presentation.Parse(b.Presentation)
	if err != nil {
		return nil, r, ErrNoEvidence
	}
	if b.Configuration, err = m.configuration(); err != nil {
		return nil, r, fmt.Errorf("configurations: %w", err)
	}
	if b.Attestation, err = m.Attester.Attest(ctx, r.Issuer.Code, r.Anchor.Sequence, shown.Status().List, shown.Status().Index); err != nil {
		return nil, r, fmt.Errorf("%w: %w", ErrUnavailable, err)
	}
	text, err := b.Encode()
	if err != nil {
		return nil, r, err
	}
	// A bundle that does not hold is of no use to anybody: the peers' state may
	// be newer than this reading, or its configuration.
	made := b.Check(m.Trust, now())
	if made.Evidence == nil || made.Anchor == nil {
		return nil, made, fmt.Errorf("%w: the answer does not hold: %s", ErrUnavailable, made.Detail)
	}
	return text, made, nil
}

// Possible reports whether a bundle can be made of what gave this result now:
// a credential as its issuer signed it, on the ledger.
func Possible(r verifier.Result) bool {
	return r.Anchor != nil && r.Passed(verifier.StepDisclosures)
}

func prove(reading ledger.View, r verifier.Result) (batch.Proof, error) {
	digests, err := reading.Digests(r.Issuer.Code, r.Anchor.Sequence)
	if err != nil {
		return batch.Proof{}, fmt.Errorf("digests of anchor %d: %w", r.Anchor.Sequence, err)
	}
	p, err := batch.Prove(digests, int(r.Anchor.Index))
	if err != nil {
		return p, fmt.Errorf("anchor %d: %w", r.Anchor.Sequence, err)
	}
	return p, nil
}

// configuration returns the encoded chain of configurations up to the last
// checked block. Configurations are rare: the chain is kept until there is another.
func (m *Maker) configuration() ([]Bytes, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	height := m.Chain.Head().Height
	if height == 0 {
		return nil, fmt.Errorf("%w: no block was checked yet", ErrUnavailable)
	}
	if m.chain != nil && height == m.height {
		return m.chain, nil
	}
	last, err := m.Chain.Block(height - 1)
	if err != nil {
		return nil, err
	}
	newest, err := blocks.LastConfig(last)
	if err != nil {
		return nil, err
	}
	if m.chain == nil || newest != m.newest {
		if m.chain, err = encodeChain(m.Chain, newest, m.Trust); err != nil {
			return nil, err
		}
	}
	m.newest, m.height = newest, height
	return m.chain, nil
}

// encodeChain collects the configuration blocks backwards: the block before
// one names the configuration before it.
func encodeChain(from Chain, newest uint64, trust ledger.Trust) ([]Bytes, error) {
	var found []*common.Block
	for number := newest; ; {
		block, err := from.Block(number)
		if err != nil {
			return nil, err
		}
		found = append([]*common.Block{block}, found...)
		if number == 0 {
			break
		}
		before, err := from.Block(number - 1)
		if err != nil {
			return nil, err
		}
		if number, err = blocks.LastConfig(before); err != nil {
			return nil, err
		}
	}
	encoded, err := blocks.EncodeConfigChain(found, trust.Channel, trust.Genesis)
	if err != nil {
		return nil, err
	}
	chain := make([]Bytes, len(encoded))
	for i := range encoded {
		chain[i] = encoded[i]
	}
	return chain, nil
}
