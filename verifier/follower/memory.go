package follower

import (
	"math"
	"os"
	"strconv"
	"strings"
)

// The index's cache: an eighth of the memory that there is, within these bounds. It grows
// to that as blocks of the index's files are read.
const (
	leastCache = 128 << 20
	mostCache  = 1 << 30
)

// cacheSize returns how many bytes the index's cache may take.
func cacheSize() int64 { return cacheOf(memoryLimit("/")) }

func cacheOf(memory int64) int64 { return min(max(memory/8, leastCache), mostCache) }

// memoryLimit returns how many bytes of memory this process may use: those of the machine
// (proc(5), meminfo) or, where it is less, those of its control group (Linux kernel
// documentation, Control Group v2, memory.max); 0 where neither can be read. root is "/" but in
// tests.
func memoryLimit(root string) int64 {
	memory := int64(math.MaxInt64)
	if text, err := os.ReadFile(root + "proc/meminfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line)
			if len(fields) != 3 || fields[0] != "MemTotal:" {
				continue
			}
			if kilobytes, err := strconv.ParseInt(fields[1], 10, 44); err == nil {
				memory = kilobytes << 10
			}
		}
	}
	if text, err := os.ReadFile(root + "sys/fs/cgroup/memory.max"); err == nil { // "max" where there is none
		if bytes, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil {
			memory = min(memory, bytes)
		}
	}
	if memory == math.MaxInt64 {
		return 0
	}
	return memory
}
