package fabricledger

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var four = []string{"MinistryMSP", "UniversityMSP", "SchoolsMSP", "AuditorMSP"}

func TestAnyThreeOfFourEndorseInTurn(t *testing.T) {
	t.Parallel()
	e := newEndorsers(append(four, "MinistryMSP"))
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

func TestAfterAFailureTheSetThatDidItStaysFirst(t *testing.T) {
	t.Parallel()
	e := newEndorsers(four)
	now := time.Date(2026, 11, 2, 8, 0, 0, 0, time.UTC)
	sets := e.sets(now)
	e.noteFailure(now)
	require.Equal(t, sets[1], e.sets(now)[0])
	require.Equal(t, sets[1], e.sets(now.Add(askLast))[0])
	require.Equal(t, sets[2], e.sets(now.Add(askLast + time.Second))[0])
}

// TestAConnectionThatNamesTooFewLeavesItToTheGateway: two of four are no majority.
func TestAConnectionThatNamesTooFewLeavesItToTheGateway(t *testing.T) {
	t.Parallel()
	require.Equal(t, [][]string{nil}, newEndorsers(four[:2]).sets(time.Now()))
	require.Len(t, newEndorsers(four[:3]).sets(time.Now())[0], 3)
}
