package bench

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"syscall"
	"time"
)

// Repetitions is how often Compare measures figure and floor in turn.
const Repetitions = 21

// leastWork is how long one repetition lasts at least, in CPU time, so that the
// kernel's own accounting is exact enough.
const leastWork = 20 * time.Millisecond

// Trial makes Compare measure once and briefly: to see that a measurement
// works, not what it gives.
var Trial bool

// CPUTime returns the CPU time that this process has used so far, in user and
// system mode, all threads together (getrusage).
func CPUTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic("getrusage: " + err.Error()) // only for a wrong argument
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// CPUTimeOf returns the CPU time that this process uses while do runs.
func CPUTimeOf(do func()) time.Duration {
	before := CPUTime()
	do()
	return CPUTime() - before
}

// Floor is what a figure is held against.
type Floor struct {
	Name string
	Do   func() // once
}

// Compare returns the CPU time of one call of do, with the floor's, both in
// microseconds. Once the heap has its size, it runs the two in turn and takes the median of
// each over Repetitions.
func Compare(do func(), floor Floor) Figure {
	works := []func(){do, floor.Do}
	repetitions, least := Repetitions, leastWork
	if Trial {
		repetitions, least = 1, 0
	}
	calls := make([]int, len(works))
	for i, work := range works {
		calls[i] = callsFor(work, least)
	}
	if !Trial {
		rehearse(do)
	}
	runtime.GC()
	times := make([][]float64, len(works))
	for range repetitions {
		for i, work := range works {
			took := CPUTimeOf(func() {
				for range calls[i] {
					work()
				}
			})
			times[i] = append(times[i], micros(took)/float64(calls[i]))
		}
	}
	return Figure{Value: Median(times[0]), Unit: "µs", Floor: Median(times[1]), FloorName: floor.Name}
}

// rehearse does work until garbage has been collected once, or for a second: until then
// the heap takes new pages from the kernel, which a process does once in its life.
func rehearse(work func()) {
	for start, before := CPUTime(), collections(); collections() == before && CPUTime()-start < time.Second; {
		for range 100 {
			work()
		}
	}
}

// collections returns how often garbage has been collected.
func collections() uint64 {
	sample := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// callsFor returns how often work is called for that much CPU time at least.
func callsFor(work func(), least time.Duration) int {
	for calls := 1; ; calls *= 2 {
		took := CPUTimeOf(func() {
			for range calls {
				work()
			}
		})
		if took >= least {
			return calls
		}
	}
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// Median returns the middle of some numbers, 0 for none.
func Median(numbers []float64) float64 { return Percentile(numbers, 50) }

// Percentile returns the smallest of some numbers that so many percent of them
// do not exceed. Of none it is 0.
func Percentile(numbers []float64, percent int) float64 {
	if len(numbers) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(numbers))
	at := (len(sorted)*percent + 99) / 100
	return sorted[max(at, 1)-1]
}
