package blocks

import "github.com/hyperledger/fabric-protos-go-apiv2/peer"

// flag is what a peer says became of a transaction.
type flag = peer.TxValidationCode

const flagValid = peer.TxValidationCode_VALID

// passedEndorsement reports whether a flag says that everything was well with
// a transaction but for what Fabric asks last: races, and what a database can
// hold, and the id within the block.
func passedEndorsement(f flag) bool {
	switch f {
	case flagValid, peer.TxValidationCode_MVCC_READ_CONFLICT, peer.TxValidationCode_PHANTOM_READ_CONFLICT,
		peer.TxValidationCode_INVALID_WRITESET, peer.TxValidationCode_DUPLICATE_TXID:
		return true
	}
	return false
}
