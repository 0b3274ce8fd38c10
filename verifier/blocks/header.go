package blocks

import (
	"crypto/sha256"
	"encoding/asn1"
	"math/big"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"

	"sogoc/verifier/ledger"
)

// HeaderBytes returns what is hashed and signed of a block's header: the ASN.1
// DER SEQUENCE of number, previous hash and data hash.
func HeaderBytes(h *common.BlockHeader) []byte {
	der, err := asn1.Marshal(struct {
		Number       *big.Int
		PreviousHash []byte
		DataHash     []byte
	}{new(big.Int).SetUint64(h.GetNumber()), h.GetPreviousHash(), h.GetDataHash()})
	if err != nil {
		panic("blocks: ASN.1 of an integer and two byte strings: " + err.Error())
	}
	return der
}

// HeaderHash returns the hash by which the next block names this one; that of
// block 0 names the ledger.
func HeaderHash(h *common.BlockHeader) ledger.Digest { return sha256.Sum256(HeaderBytes(h)) }

// DataHash returns the hash of the concatenated envelopes. Concatenation has
// no borders: it means something only for a block whose form was checked.
func DataHash(d *common.BlockData) ledger.Digest {
	hash := sha256.New()
	for _, envelope := range d.GetData() {
		hash.Write(envelope)
	}
	return ledger.Digest(hash.Sum(nil))
}
