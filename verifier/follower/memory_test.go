package follower

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTheCacheFitsTheMemory(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		machine, group string
		want           int64
	}{
		"OfTheMachine":      {"MemTotal:        8388608 kB\nMemFree:          100 kB\n", "max\n", 8 << 30},
		"OfAContainer":      {"MemTotal:        8388608 kB\n", "2147483648\n", 2 << 30},
		"LargerThanMachine": {"MemTotal:        1048576 kB\n", "2147483648\n", 1 << 30},
		"NoGroups":          {"MemTotal:        1048576 kB\n", "", 1 << 30},
		"Unknown":           {"", "", 0},
		"Damaged":           {"MemTotal: much kB\n", "some\n", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir() + "/"
			for path, text := range map[string]string{"proc/meminfo": c.machine, "sys/fs/cgroup/memory.max": c.group} {
				if text != "" {
					require.NoError(t, os.MkdirAll(filepath.Dir(root+path), 0o700))
					require.NoError(t, os.WriteFile(root+path, []byte(text), 0o600))
				}
			}
			require.Equal(t, c.want, memoryLimit(root))
		})
	}
	require.EqualValues(t, 128<<20, cacheOf(0))
	require.EqualValues(t, 512<<20, cacheOf(4<<30))
	require.EqualValues(t, 1<<30, cacheOf(64<<30))
}
