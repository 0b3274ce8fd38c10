package blocks

import (
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	mspb "github.com/hyperledger/fabric-protos-go-apiv2/msp"

	"sogoc/verifier/ledger"
)

// ErrAgreement is for an agreement in a trust file by somebody who was, by the
// genesis block, no administrator of the organisation that the agreement names. The
// trust file is at fault then, and no block.
var ErrAgreement = errors.New("trust file")

// CheckAgreements holds the agreements of a trust file against the pinned genesis
// block: each certificate must be one of an administrator of the organisation that it
// agrees for, as the block describes that organisation. The signatures themselves are
// verified by ledger.ParseTrust. It returns ErrAgreement, or ErrForm or ErrConfig
// for a block that cannot be read.
func CheckAgreements(genesis *common.Block, agreements []ledger.Agreement) error {
	if len(agreements) == 0 {
		return nil
	}
	config, err := ParseConfig(genesis)
	if err != nil {
		return err
	}
	for _, a := range agreements {
		if err := config.checkAdministrator(a.Organisation, a.Certificate); err != nil {
			return fmt.Errorf("%w: the agreement of %.64q is by no administrator of that organisation "+
				"in the genesis block: %w", ErrAgreement, a.Organisation, err)
		}
	}
	return nil
}

// checkAdministrator says why a certificate in DER is not one of an administrator of
// the organisation.
func (c *Config) checkAdministrator(msp string, certificate []byte) error {
	o, ok := c.organisations[msp]
	if !ok {
		return errors.New("the channel has no such organisation")
	}
	id, err := o.identityOf(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
	switch {
	case err != nil:
		return err
	case id.invalid != nil:
		return id.invalid
	case !id.hasRole(mspb.MSPRole_ADMIN):
		return errors.New("the certificate is another member's")
	}
	return nil
}
