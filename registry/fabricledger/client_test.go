package fabricledger_test

import (
	"testing"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"sogoc/registry"
	"sogoc/registry/fabricledger"
	"sogoc/verifier/ledger"
)

var down = status.Error(codes.Unavailable, "no orderers could successfully process transaction")

func TestTick(t *testing.T) {
	t.Parallel()
	const quick = time.Second

	for _, c := range []struct {
		name      string
		fake      *faults
		want      error       // nil: committed
		code      ledger.Code // of a refusal
		endorsed  int
		submitted int
	}{
		{"CommittedAsValid", &faults{}, nil, "", 1, 1},
		{"RefusalCarriesItsCode", &faults{endorse: []error{refused(ledger.CodeTickTooEarly)}}, nil, ledger.CodeTickTooEarly, 1, 0},
		{"RefusalThatALaggingPeerGivesIsAskedAgain", &faults{endorse: []error{refused(ledger.CodeSequence), nil}}, nil, "", 2, 1},
		{"RefusalThatStaysIsBelieved", &faults{endorse: []error{refused(ledger.CodeSequence)}}, nil, ledger.CodeSequence, 5, 0},
		{"WhoeverIsCaughtByATickSubmitsAgain", &faults{statuses: []peer.TxValidationCode{peer.TxValidationCode_MVCC_READ_CONFLICT, peer.TxValidationCode_VALID}}, nil, "", 2, 2},
		{"ConflictsAreBounded", &faults{statuses: []peer.TxValidationCode{peer.TxValidationCode_MVCC_READ_CONFLICT}}, registry.ErrLedgerUnavailable, "", 5, 5},
		{"AnotherInvalidityIsNotRepeated", &faults{statuses: []peer.TxValidationCode{peer.TxValidationCode_ENDORSEMENT_POLICY_FAILURE}}, registry.ErrLedgerUnavailable, "", 1, 1},
		{"SubmitErrorOfATransactionThatWasOrderedIsSuccess", &faults{submit: []error{down}}, nil, "", 1, 1},
		{"SubmitErrorWithoutStatusIsUnknown", &faults{submit: []error{down}, silent: true}, registry.ErrOutcomeUnknown, "", 1, 1},
		{"CommitStatusThatNeverComesIsUnknown", &faults{silent: true}, registry.ErrOutcomeUnknown, "", 1, 1},
		{"EndorsementThatFailsEverywhereIsUnavailable", &faults{endorse: []error{status.Error(codes.FailedPrecondition, "no combination of peers")}}, registry.ErrLedgerUnavailable, "", 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := fabricledger.NewLedger(open(t, quick, c.fake)).Tick(t.Context())
			var refusal *ledger.Refusal
			switch {
			case c.code != "":
				require.ErrorAs(t, err, &refusal)
				require.Equal(t, c.code, refusal.Code)
				require.Equal(t, "for people", refusal.Text)
			case c.want != nil:
				require.ErrorIs(t, err, c.want)
				require.NotErrorAs(t, err, &refusal)
			default:
				require.NoError(t, err)
			}
			require.Equal(t, c.endorsed, c.fake.called("endorse"))
			require.Equal(t, c.submitted, c.fake.called("submit"))
		})
	}
}

func TestFailover(t *testing.T) {
	t.Parallel()
	const limit = 5 * time.Second

	t.Run("AnotherPeerTransacts", func(t *testing.T) {
		t.Parallel()
		good := &faults{}
		require.NoError(
			t,
			fabricledger.NewLedger(open(t, limit, nil, &faults{endorse: []error{status.Error(codes.Unavailable, "going down")}}, good)).
				Tick(t.Context()),
		)
		require.Equal(t, 1, good.called("submit"))
	})

	t.Run("AnotherPeerTransactsWhereOneLags", func(t *testing.T) {
		t.Parallel()
		behind, good := &faults{endorse: []error{refused(ledger.CodeSequence)}}, &faults{}
		require.NoError(t, fabricledger.NewLedger(open(t, limit, behind, good)).Tick(t.Context()))
		require.Equal(t, 1, behind.called("endorse"))
		require.Equal(t, 1, good.called("submit"))
	})

	t.Run("APeerThatFailedIsAskedLast", func(t *testing.T) {
		t.Parallel()
		ill, good := &faults{
			evaluate: []error{status.Error(codes.Unavailable, "going down")},
		}, &faults{
			answer: ledger.EncodeRecord(ledger.StatusRecord{State: ledger.Active}),
		}
		client := open(t, limit, ill, good)
		for range 3 {
			entry, err := client.Status(t.Context(), "TH-MAU", 1, 7)
			require.NoError(t, err)
			require.Equal(t, ledger.Active, entry.State)
		}
		require.Equal(t, 1, ill.called("evaluate"))
		require.Equal(t, 3, good.called("evaluate"))
	})

	t.Run("ARefusalIsNoReasonToAskElsewhere", func(t *testing.T) {
		t.Parallel()
		first := &faults{
			evaluate: []error{
				status.Error(
					codes.Unknown,
					"evaluate call to endorser returned error: chaincode response 500, E_NOT_FOUND: no such issuer",
				),
			},
		}
		second := &faults{}
		_, err := open(t, limit, first, second).Issuer(t.Context(), "TH-MAU")
		var refusal *ledger.Refusal
		require.ErrorAs(t, err, &refusal)
		require.Equal(t, ledger.CodeNotFound, refusal.Code)
		require.Zero(t, second.called("evaluate"))
	})

	t.Run("NobodyThere", func(t *testing.T) {
		t.Parallel()
		client := open(t, limit, nil, nil)
		_, err := client.Issuer(t.Context(), "TH-MAU")
		require.ErrorIs(t, err, registry.ErrLedgerUnavailable)
		require.ErrorIs(t, fabricledger.NewLedger(client).Tick(t.Context()), registry.ErrLedgerUnavailable)
	})

	t.Run("WhatIsNoRecordIsAnIntegrityError", func(t *testing.T) {
		t.Parallel()
		_, err := open(t, limit, &faults{answer: []byte(`{"state":"active"}`)}).Status(t.Context(), "TH-MAU", 1, 7)
		require.ErrorIs(t, err, registry.ErrIntegrity)
	})
}
