package follower

import (
	"log/slog"
	"os"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"
	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"sogoc/verifier/ledger"
)

// Options say what to follow and where to keep it. Dir, HeadFile and Trust
// are required.
type Options struct {
	Trust    ledger.Trust
	Dir      string           // folder of index and stored blocks, made if absent
	HeadFile string           // outside Dir, so that no copy of Dir brings back its own
	Genesis  *common.Block    // the pinned block itself; nil: the sources' block 0, held against Trust
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger     // nil: none

	MaxBehind   time.Duration // for which a higher block may be told of unproven; 0: 30 seconds
	Confirm     int           // sources of different organisations that are read at once; 0: 2
	ConfirmWait time.Duration // to wait for a second organisation's copy of a block; 0: 3 seconds
	AskWait     time.Duration // to wait for all others' copies of a block in doubt, or told of; 0: 10 seconds
	RetryWait   time.Duration // before a source that failed is asked again, doubled up to 30 s; 0: 1 second
	PollWait    time.Duration // between questions how high the sources are; 0: 10 seconds
	DiskWait    time.Duration // before a disk that could not be written is tried again; 0: 30 seconds
	MergeWait   time.Duration // without a new block before the index's files are merged; 0: 10 seconds
	DiskReserve uint64        // bytes that must be free before a block is taken; 0: 64 MiB

	indexFS    vfs.FS // under the index; tests put their own in the place of the disk
	leastMerge int64  // bytes above the index's last level that are worth a merge; 0: 1 MiB

	// Fatal is told of an error of the index's files after which nothing can be
	// written or read any more; it must end the process. nil: status 3.
	Fatal func(error)
}

func (o Options) withDefaults() Options {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Confirm == 0 {
		o.Confirm = 2
	}
	for d, standard := range map[*time.Duration]time.Duration{
		&o.MaxBehind: 30 * time.Second, &o.ConfirmWait: 3 * time.Second,
		&o.AskWait: 10 * time.Second, &o.RetryWait: time.Second, &o.PollWait: 10 * time.Second,
		&o.DiskWait: 30 * time.Second, &o.MergeWait: 10 * time.Second,
	} {
		if *d == 0 {
			*d = standard
		}
	}
	if o.DiskReserve == 0 {
		o.DiskReserve = 64 << 20
	}
	if o.leastMerge == 0 {
		o.leastMerge = 1 << 20
	}
	if o.indexFS == nil {
		o.indexFS = vfs.Default
	}
	if o.Fatal == nil {
		o.Fatal = func(error) { os.Exit(3) }
	}
	return o
}
