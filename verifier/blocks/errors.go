package blocks

import "errors"

// What can be wrong with a block. Whatever Check or Genesis returns wraps one
// of these, and no such block may be indexed.
var (
	// ErrForm is returned for a block whose envelopes are not what was hashed: none, merged, or badly encoded.
	ErrForm = errors.New("block is badly formed")
	// ErrChain is returned for a block that does not follow the one before.
	ErrChain = errors.New("block does not follow the chain")
	// ErrDataHash is returned for a block whose envelopes do not match its header.
	ErrDataHash = errors.New("block's data does not match its header")
	// ErrGenesis is returned for a first block that is not the pinned one.
	ErrGenesis = errors.New("not the pinned genesis block")
	// ErrQuorum is returned for a block without valid signatures of a quorum of the consenters.
	ErrQuorum = errors.New("block lacks a quorum of the consenters' signatures")
	// ErrConfig is returned for a configuration that cannot be read or is of a kind that is not judged here.
	ErrConfig = errors.New("channel configuration")
	// ErrConfigChange is returned for a configuration that is not the one before it with an update that those signed who may.
	ErrConfigChange = errors.New("configuration was not changed by those who may")
	// ErrDefinition is returned when the application chaincode is defined more weakly than the majority of organisations.
	ErrDefinition = errors.New("chaincode definition is weaker than the majority of organisations")
	// ErrFlag is returned when a transaction's validation flag contradicts the checks; it wraps the fault, if there is one.
	ErrFlag = errors.New("validation flag contradicts the transaction")
	// ErrReadSet is returned for a good transaction of the application's chaincode that reads its namespace as that never does: ranges, private data.
	ErrReadSet = errors.New("application namespace read in a way that is not replayed")
)

// Faults of one transaction. In a transaction that is flagged invalid they
// are no error of the block.
var (
	// ErrHeader is the fault of headers that are missing, malformed or of another type or channel.
	ErrHeader = errors.New("transaction header")
	// ErrCreator is the fault of a creator without a valid certificate or signature.
	ErrCreator = errors.New("transaction creator")
	// ErrTxID is the fault of an id that is not the hash of nonce and creator.
	ErrTxID = errors.New("transaction id is not the hash of nonce and creator")
	// ErrDuplicate is the fault of an id that stands on the ledger already.
	ErrDuplicate = errors.New("transaction id stands on the ledger already")
	// ErrAction is the fault of a transaction without exactly one well-formed action.
	ErrAction = errors.New("transaction action")
	// ErrProposalHash is the fault of an endorsed proposal that is not the submitted one.
	ErrProposalHash = errors.New("proposal hash does not match")
	// ErrWriteSet is the fault of a write set that cannot be read or writes what nobody may write here.
	ErrWriteSet = errors.New("transaction write set")
	// ErrEndorsement is the fault of endorsements that do not satisfy a written namespace's policy.
	ErrEndorsement = errors.New("endorsement policy is not satisfied")
	// ErrRace is the fault of a transaction that read what another one, ordered before it, has changed since.
	ErrRace = errors.New("transaction read what has changed since")
	// ErrIndirect is the fault of writing the application's namespace through another chaincode.
	ErrIndirect = errors.New("application namespace written through another chaincode")
)
