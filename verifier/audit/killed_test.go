package audit_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/stretchr/testify/require"

	"sogoc/verifier/audit"
	"sogoc/verifier/blocks"
	"sogoc/verifier/follower"
)

// deadly is a source in whose middle the process is killed.
type deadly struct {
	follower.Files
	after uint64
}

func (d deadly) Blocks(ctx context.Context, from uint64, yield func(*common.Block) error) error {
	return d.Files.Blocks(ctx, from, func(b *common.Block) error {
		if b.GetHeader().GetNumber() == d.after {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {} // it comes at any moment
		}
		return yield(b)
	})
}

const killedAt = "AUDIT_TEST_KILLED_AT" // set in the process that is to be killed

// fetchAndDie is the process that is killed.
func fetchAndDie(t *testing.T) {
	at, err := strconv.ParseUint(os.Getenv(killedAt), 10, 64)
	require.NoError(t, err)
	files := follower.Files{Dir: os.Getenv("AUDIT_TEST_FROM")}
	var genesis *common.Block
	stop := context.Canceled
	require.ErrorIs(t, files.Blocks(t.Context(), 0, func(b *common.Block) error { genesis = b; return stop }), stop)
	_, err = audit.Fetch(t.Context(), []follower.Source{deadly{files, at}},
		audit.FetchOptions{Folder: os.Getenv("AUDIT_TEST_TO"), Genesis: blocks.HeaderHash(genesis.GetHeader())})
	require.NoError(t, err)
}

func TestAKilledFetchLosesNothing(t *testing.T) {
	if os.Getenv(killedAt) != "" {
		fetchAndDie(t)
		return
	}
	t.Parallel()
	b := setup(t)
	from, to := b.Save(), t.TempDir()
	for _, at := range []uint64{0, 1, 4, 4, 7} {
		child := exec.Command(os.Args[0], "-test.run=^TestAKilledFetchLosesNothing$")
		child.Env = append(
			os.Environ(),
			killedAt+"="+strconv.FormatUint(at, 10),
			"AUDIT_TEST_FROM="+from,
			"AUDIT_TEST_TO="+to,
		)
		out, err := child.CombinedOutput()
		require.Error(t, err, string(out))
		require.Equal(t, syscall.SIGKILL, child.ProcessState.Sys().(syscall.WaitStatus).Signal(), string(out))
		names, err := filepath.Glob(filepath.Join(to, "*.block"))
		require.NoError(t, err)
		require.Len(t, names, int(at), "each block that was there before is there")
	}
	got, err := b.fetch(t, to, b.PeersOf("SchoolsMSP")...)
	require.NoError(t, err)
	require.Equal(t, []uint64{uint64(len(b.Blocks)), uint64(len(b.Blocks)) - 7}, []uint64{got.Blocks, got.New})
	require.NoError(t, open(t, b.World, to).StoppedBy())
}
