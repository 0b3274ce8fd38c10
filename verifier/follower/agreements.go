package follower

import (
	"errors"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"sogoc/verifier/blocks"
)

// checkAgreements holds the agreements of the trust file against the genesis block that
// is stored. Where none is yet, check does it when that block comes.
func (f *Follower) checkAgreements() error {
	if f.store.height == 0 || len(f.options.Trust.Agreements) == 0 {
		return nil
	}
	var fault error
	enough := errors.New("one block is enough")
	err := f.store.each(0, func(genesis *common.Block) error {
		fault = blocks.CheckAgreements(genesis, f.options.Trust.Agreements)
		return enough
	})
	if !errors.Is(err, enough) {
		return err
	}
	return fault
}
