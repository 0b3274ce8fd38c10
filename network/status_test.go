package network

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/ledger"
)

func TestAgreement(t *testing.T) {
	t.Parallel()
	same, other := ledger.SumDigest([]byte("same")), ledger.SumDigest([]byte("other"))

	t.Run("EqualHashesAgree", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, compareHeads(map[string]ledger.Digest{"ministry-peer": same, "schools-peer": same}, 7))
		require.NoError(t, compareHeads(nil, 0))
	})

	t.Run("OneOtherHashIsAnAlarmThatNamesWhoHoldsIt", func(t *testing.T) {
		t.Parallel()
		err := compareHeads(
			map[string]ledger.Digest{"ministry-peer": same, "schools-peer": other, "auditor-peer": same},
			7,
		)
		require.ErrorIs(t, err, ErrDiverged)
		require.ErrorContains(t, err, "schools-peer: "+other.String())
	})
}

func TestLeader(t *testing.T) {
	t.Parallel()
	follow := func(leaders ...string) (nodes []NodeStatus) {
		for _, l := range leaders {
			nodes = append(nodes, NodeStatus{Leader: l})
		}
		return nodes
	}

	t.Run("IsWhomThreeFollow", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, "a", majorityLeader(follow("a", "b", "a", "a"), len(Organisations())))
		require.Empty(t, majorityLeader(follow("a", "b", "a", "b"), len(Organisations())))
		require.Empty(t, majorityLeader(follow("", "", "", ""), len(Organisations())))
	})

	t.Run("IsReadFromMetrics", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct{ name, metrics, want string }{
			{"second", "# HELP x\nconsensus_BFT_leader_id{channel=\"sogoc\"} 2\n", "university-orderer"},
			{"none yet", "consensus_BFT_leader_id{channel=\"sogoc\"} 0\n", ""},
			{"another channel", "consensus_BFT_leader_id{channel=\"other\"} 1\n", ""},
			{"out of range", "consensus_BFT_leader_id{channel=\"sogoc\"} 9\n", ""},
			{"absent", "go_goroutines 5\n", ""},
		} {
			got, err := leaderIn(c.metrics)
			require.NoError(t, err, c.name)
			require.Equal(t, c.want, got, c.name)
		}
	})
}

func TestErrorsKeepTheirMeaningAcrossTheSocket(t *testing.T) {
	t.Parallel()
	for _, sentinel := range []error{ErrUsage, ErrNotReady, ErrDiverged} {
		err := outcomeOf(fmt.Errorf("step: %w", sentinel)).err()
		require.ErrorIs(t, err, sentinel)
		require.Equal(t, "step: "+sentinel.Error(), err.Error())
	}
	require.NoError(t, outcomeOf(nil).err())
	require.Error(t, outcomeOf(errors.New("other")).err())
}
