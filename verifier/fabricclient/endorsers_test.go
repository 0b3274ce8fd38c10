package fabricclient

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sogoc/verifier/clientfile"
)

var four = []string{"MinistryMSP", "UniversityMSP", "SchoolsMSP", "AuditorMSP"}

func endorsersOf(organisations ...string) *Endorsers {
	var peers []clientfile.Peer
	for _, o := range organisations {
		peers = append(peers, clientfile.Peer{MSP: o})
	}
	return NewEndorsers(peers)
}

func TestAnyThreeOfFourEndorseInTurn(t *testing.T) {
	t.Parallel()
	e := endorsersOf(append(four, "MinistryMSP")...)
	now := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	first := map[string]int{}
	for range 8 {
		sets := e.sets(now)
		require.Len(t, sets, 4)
		leftOut := map[string]bool{}
		for _, set := range sets {
			require.Len(t, set, 3)
			for _, o := range four {
				if !slices.Contains(set, o) {
					leftOut[o] = true
				}
			}
		}
		require.Len(t, leftOut, 4, "each is left out once, so any one may be away")
		for _, o := range sets[0] {
			first[o]++
		}
	}
	for _, o := range four {
		require.Equal(t, 6, first[o], "%s endorses as often as the others", o)
	}
}

// TestAnAttemptIsMadeThroughAPeerOfItsOrganisations: the peer that collects the
// endorsements is one of those that endorse, so that one organisation that lies
// has no part in the attempt that leaves it out.
func TestAnAttemptIsMadeThroughAPeerOfItsOrganisations(t *testing.T) {
	t.Parallel()
	attempts := endorsersOf(four...).Attempts(time.Now(), four)
	require.Len(t, attempts, 8)
	through, ofSet := map[int]int{}, map[string]map[string]bool{}
	for _, a := range attempts {
		require.Equal(t, four[a.Peer], a.Through)
		require.Contains(t, a.Organisations, a.Through)
		require.Len(t, a.ProposalOptions(nil), 2)
		through[a.Peer]++
		set := strings.Join(a.Organisations, " ")
		if ofSet[set] == nil {
			ofSet[set] = map[string]bool{}
		}
		ofSet[set][a.Through] = true
	}
	require.Equal(t, map[int]int{0: 2, 1: 2, 2: 2, 3: 2}, through)
	for _, gateways := range ofSet {
		require.Len(t, gateways, 2, "each set through two of its members")
	}
}

func TestAfterAFailureTheSetThatDidItStaysFirst(t *testing.T) {
	t.Parallel()
	e := endorsersOf(four...)
	now := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	sets := e.sets(now)
	e.NoteFailure(now)
	require.Equal(t, sets[1], e.sets(now)[0])
	require.Equal(t, sets[1], e.sets(now.Add(KeepOrder))[0])
	require.Equal(t, sets[2], e.sets(now.Add(KeepOrder + time.Second))[0])
}

// TestAConnectionThatNamesTooFewLeavesItToTheGateway: two of four are no majority.
func TestAConnectionThatNamesTooFewLeavesItToTheGateway(t *testing.T) {
	t.Parallel()
	attempts := endorsersOf(four[:2]...).Attempts(time.Now(), four[:2])
	require.Equal(t, []EndorsementAttempt{{Peer: 0, Through: four[0]}, {Peer: 1, Through: four[1]}}, attempts)
	require.Len(t, attempts[0].ProposalOptions(nil), 1)
	for _, a := range endorsersOf(four[:3]...).Attempts(time.Now(), four[:3]) {
		require.Len(t, a.Organisations, 3)
	}
}
