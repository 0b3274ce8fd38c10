package follower

import (
	"errors"
	"fmt"
	"strings"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

var (
	// ErrIntegrity is wrapped by whatever stops the follower for good: a block
	// that fails a check at sources of several organisations, sources that
	// contradict each other, a ledger other than the one known before. A person
	// must look.
	ErrIntegrity = errors.New("integrity alarm")
	// ErrBeyond is wrapped by what ends Run where this program is too old to
	// judge a block. It is no alarm: the error says what to install.
	ErrBeyond = blocks.ErrBeyond
	// ErrBelowHead is returned by View while the index is behind the head
	// file: after a rebuild, or when an old copy of the folder was put in place.
	ErrBelowHead = errors.New("the index is below the highest block that was checked before")
	// ErrTrust is returned by Open for a folder or head file of another ledger.
	ErrTrust = errors.New("the folder belongs to another ledger")
	// ErrClosed is returned by View after Close.
	ErrClosed = errors.New("follower is closed")
	// ErrStore is returned when the stored blocks are damaged or fewer than the index says.
	ErrStore = errors.New("stored blocks")
	// ErrDisk is wrapped by what keeps the follower from writing: it goes on
	// answering from what it has, and tries again.
	ErrDisk = errors.New("the follower's folder cannot be written")
	// ErrRecord is returned for a write of the application that is not what its
	// invocation says; it stops the follower.
	ErrRecord = errors.New("ledger record contradicts its transaction")
	// ErrDisagreement is wrapped by a Conflict.
	ErrDisagreement = errors.New("sources disagree on a block")
	// ErrUnconfirmed is returned when all sources ended, and a block whose
	// flags one organisation cannot vouch for alone was given by too few.
	ErrUnconfirmed = errors.New("too few organisations gave a block with the same flags")
)

// Conflict is the error when sources give different blocks at one height that
// pass all checks: a quorum of the orderers signed both, or several
// organisations' peers differ on flags that are not judged here. It wraps
// ErrDisagreement.
type Conflict struct {
	Block    uint64
	Versions []Held
}

// Held is one version of a block and the sources that gave it.
type Held struct {
	Hash    ledger.Digest // of the header
	Sources []string      // each with its organisation
}

// Error names the versions and their sources.
func (c *Conflict) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "%s: block %d", ErrDisagreement, c.Block)
	separator := ":"
	for _, v := range c.Versions {
		fmt.Fprintf(&text, "%s %s from %s", separator, v.Hash, strings.Join(v.Sources, ", "))
		separator = ";"
	}
	return text.String()
}

// Unwrap returns ErrDisagreement.
func (c *Conflict) Unwrap() error { return ErrDisagreement }

// blockErrors are the errors that a block is to blame for.
var blockErrors = []error{
	blocks.ErrForm,
	blocks.ErrChain,
	blocks.ErrDataHash,
	blocks.ErrGenesis,
	blocks.ErrQuorum,
	blocks.ErrConfig,
	blocks.ErrConfigChange,
	blocks.ErrDefinition,
	blocks.ErrFlag,
	blocks.ErrContent,
	blocks.ErrFloor,
	blocks.ErrIndirect,
	ErrRecord,
}

func asIntegrity(err error) error {
	for _, fault := range blockErrors {
		if errors.Is(err, fault) {
			return fmt.Errorf("%w: %w", ErrIntegrity, err)
		}
	}
	return err
}
