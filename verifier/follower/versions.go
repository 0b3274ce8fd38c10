package follower

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"

	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
)

// blockVersion is one version of the next block, and the sources that gave it.
type blockVersion struct {
	block         *common.Block
	header        ledger.Digest
	readers       []*reader
	organisations map[string]bool
	step          *pendingBlock // of a good one
	err           error         // why it is not good: it wraps ErrIntegrity or ErrBeyond
}

func (v *blockVersion) add(c blockCopy) {
	v.readers = append(v.readers, c.reader)
	v.organisations[c.reader.status.Organisation] = true
}

// sources names the sources that gave this version.
func (v *blockVersion) sources() []string {
	var names []string
	for _, reader := range v.readers {
		names = append(names, fmt.Sprintf("%s (%s)", reader.status.Name, reader.status.Organisation))
	}
	return names
}

// discardAll lets go of what was prepared for versions that are not taken.
func discardAll(versions []*blockVersion) error {
	var errs []error
	for _, v := range versions {
		if v.step != nil {
			errs = append(errs, v.step.discard())
			v.step = nil
		}
	}
	return errors.Join(errs...)
}

// checkedVersions are the versions of the next block by what came of their checks.
type checkedVersions struct{ good, bad, beyond []*blockVersion }

func (v checkedVersions) count() int { return len(v.good) + len(v.bad) + len(v.beyond) }

// checkVersions groups the copies by version and checks each version. Of equal
// versions one source's copy may lack signatures: a version is good if any
// copy of it is, and a copy that is not is a version of its own.
func (r *following) checkVersions(copies []blockCopy) (checkedVersions, error) {
	var checked checkedVersions
	good := map[[sha256.Size]byte]*blockVersion{}
	for _, c := range copies {
		print := effectFingerprint(c.block)
		if known := good[print]; known != nil {
			known.add(c)
			continue
		}
		v := &blockVersion{
			block:         c.block,
			header:        blocks.HeaderHash(c.block.GetHeader()),
			organisations: map[string]bool{},
		}
		v.add(c)
		switch v.step, v.err = r.f.check(c.block); {
		case v.err == nil:
			good[print] = v
			checked.good = append(checked.good, v)
		case errors.Is(v.err, ErrBeyond):
			checked.beyond = append(checked.beyond, v)
		case errors.Is(v.err, ErrIntegrity):
			checked.bad = append(checked.bad, v)
		default:
			return checked, v.err
		}
	}
	checked.bad, checked.beyond = mergeEqual(checked.bad), mergeEqual(checked.beyond)
	return checked, nil
}

// mergeEqual joins versions that are equal, so that the organisations which
// stand by one are counted together.
func mergeEqual(versions []*blockVersion) []*blockVersion {
	known := map[[sha256.Size]byte]*blockVersion{}
	var merged []*blockVersion
	for _, v := range versions {
		print := exactFingerprint(v.block)
		if same := known[print]; same != nil {
			for _, reader := range v.readers {
				same.add(blockCopy{reader, v.block})
			}
			continue
		}
		known[print] = v
		merged = append(merged, v)
	}
	return merged
}

// organisationsOf returns how many organisations gave any of these versions.
func organisationsOf(versions []*blockVersion) int {
	all := map[string]bool{}
	for _, v := range versions {
		for name := range v.organisations {
			all[name] = true
		}
	}
	return len(all)
}

// fingerprint tells versions of a block apart by what counts: the header, the
// envelopes themselves (merged ones hash the same) and the validation flags.
// Consenters' signatures may differ between good copies.
func fingerprint(block *common.Block, flags []byte) [sha256.Size]byte {
	hash := sha256.New()
	header := blocks.HeaderHash(block.GetHeader())
	hash.Write(header[:])
	for _, envelope := range block.GetData().GetData() {
		sum := sha256.Sum256(envelope)
		hash.Write(sum[:])
	}
	hash.Write(flags)
	return [sha256.Size]byte(hash.Sum(nil))
}

// exactFingerprint is the fingerprint with all flags as they are.
func exactFingerprint(block *common.Block) [sha256.Size]byte {
	flags, err := blocks.Flags(block)
	if err != nil {
		flags = []byte("none")
	}
	return fingerprint(block, flags)
}

// effectFingerprint is the fingerprint by which transactions are valid: which fault a
// peer names of one that is invalid anyway makes no difference.
func effectFingerprint(block *common.Block) [sha256.Size]byte {
	if block.GetHeader().GetNumber() == 0 {
		return fingerprint(block, nil) // it is pinned, and its flags say nothing
	}
	flags, err := blocks.Flags(block)
	if err != nil {
		return exactFingerprint(block)
	}
	reduced := make([]byte, len(flags))
	for i, f := range flags {
		if f != byte(peer.TxValidationCode_VALID) {
			reduced[i] = 1
		}
	}
	return fingerprint(block, reduced)
}
