package fabricledger_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

// The organisations of the fakes, of which the last one lies.
const lyingMSP = "AuditorMSP"

var honest = []string{"MinistryMSP", "UniversityMSP", "SchoolsMSP"}

// openFour returns a client for four gateways: the honest ones answer as the
// organisations do that are to endorse, the liar as it likes.
func openFour(t *testing.T, liar error, answers func(organisations []string) error) *fabricledger.Client {
	t.Helper()
	fakes := []*faults{{msp: lyingMSP, endorse: []error{liar}}}
	for _, msp := range honest {
		fakes = append(fakes, &faults{msp: msp, refuses: answers})
	}
	return open(t, 5*time.Second, fakes...)
}

// One organisation of four that refuses, as an endorser and as a gateway that tells
// of refusals which nobody gave, neither stops a transaction nor decides what the
// ledger is taken to have said.
func TestARefusalByOneOrganisationDecidesNothing(t *testing.T) {
	t.Parallel()
	lie := refused(ledger.CodeConflict, ledger.CodeConflict, ledger.CodeConflict, ledger.CodeConflict)

	t.Run("WhatTheOthersEndorseIsCommitted", func(t *testing.T) {
		t.Parallel()
		client := openFour(t, lie, func(organisations []string) error {
			if slices.Contains(organisations, lyingMSP) {
				return refused(ledger.CodeConflict)
			}
			return nil
		})
		for range 8 {
			require.NoError(t, fabricledger.NewLedger(client).Tick(t.Context()))
		}
	})
	t.Run("WhatTheOthersRefuseIsRefusedWithTheirCode", func(t *testing.T) {
		t.Parallel()
		client := openFour(t, lie, func(organisations []string) error {
			if slices.Contains(organisations, lyingMSP) {
				return refused(ledger.CodeConflict, ledger.CodeTickTooEarly, ledger.CodeTickTooEarly)
			}
			return refused(ledger.CodeTickTooEarly, ledger.CodeTickTooEarly, ledger.CodeTickTooEarly)
		})
		for range 8 {
			requireRefusal(t, fabricledger.NewLedger(client).Tick(t.Context()), ledger.CodeTickTooEarly)
		}
	})
}

// Peers that have not committed the same blocks yet give different answers. That
// passes, also where another organisation refuses everything meanwhile.
func TestAnswersThatDifferAreAskedForAgain(t *testing.T) {
	t.Parallel()
	const mismatch = "ProposalResponsePayloads do not match"
	var asked atomic.Int32
	soon := func(organisations []string) error {
		if slices.Contains(organisations, lyingMSP) {
			return refused(ledger.CodeConflict)
		}
		if asked.Add(1) < 3 {
			return endorsementError(mismatch)
		}
		return nil
	}
	require.NoError(t, fabricledger.NewLedger(openFour(t, refused(ledger.CodeConflict), soon)).Tick(t.Context()))

	never := func([]string) error { return endorsementError(mismatch) }
	err := fabricledger.NewLedger(openFour(t, refused(ledger.CodeConflict), never)).Tick(t.Context())
	require.ErrorIs(t, err, registry.ErrLedgerUnavailable, "a lone refusal is not the ledger's")
}
