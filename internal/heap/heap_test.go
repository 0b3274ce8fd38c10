package heap

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestPercentFor(t *testing.T) {
	t.Parallel()
	for kept, want := range map[uint64]int{
		0:         3200,
		1 << 20:   3200,
		8 << 20:   1500,
		32 << 20:  300,
		63 << 20:  103,
		64 << 20:  100,
		1 << 30:   100,
		128 << 30: 100,
	} {
		require.Equal(t, want, percentFor(kept), kept)
	}
}

// How long the setting that follows a collection is waited for.
const (
	waitLimit = time.Minute
	pause     = 5 * time.Millisecond
)

// churn makes so many mebibytes of garbage, and returns how often it was collected.
func churn(mebibytes int) uint32 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range mebibytes {
		garbage = make([]byte, 1<<20)
	}
	runtime.ReadMemStats(&after)
	return after.NumGC - before.NumGC
}

var garbage []byte

// percentage returns what is set now.
func percentage() int {
	now := debug.SetGCPercent(usual)
	debug.SetGCPercent(now)
	return now
}

func TestSmallHeapsAreCollectedRarely(t *testing.T) { // not parallel: the settings are the process's
	before := percentage()
	often := churn(1000)
	undo := GrowTo128MB("")
	runtime.GC()
	rarely := churn(1000)
	undo()
	require.Less(t, rarely, often/4)
	require.Equal(t, before, percentage())

	undo = GrowFiveTimes("")
	require.Equal(t, verifierGrowth, percentage())
	undo()
	require.Equal(t, before, percentage())
}

// A heap that has become large is collected as usual again.
func TestLargeHeapsAreCollectedAsUsual(t *testing.T) {
	undo := GrowTo128MB("")
	defer undo()
	var kept [][]byte
	for range 256 {
		kept = append(kept, make([]byte, 1<<20))
	}
	require.Eventually(t, func() bool {
		runtime.GC()
		return percentage() == usual
	}, waitLimit, pause)
	runtime.KeepAlive(kept)
	kept = nil
	require.Eventually(t, func() bool {
		runtime.GC()
		return percentage() > usual
	}, waitLimit, pause)
}

func TestTheEnvironmentsSettingStays(t *testing.T) {
	before := percentage()
	GrowTo128MB("50")()
	undo := GrowFiveTimes("off")
	require.Equal(t, before, percentage())
	undo()
	require.Equal(t, before, percentage())
}
