package blocks

import (
	"errors"
	"fmt"
)

// What can be wrong with a block. Whatever Check or Genesis returns wraps one
// of these, and no such block may be indexed. All but ErrBeyond are integrity
// alarms: they cannot happen unless several organisations act together, or
// the source that handed the block over lies.
var (
	// ErrForm is returned for a block whose envelopes are not what was hashed:
	// none, merged, or badly encoded.
	ErrForm = errors.New("block is badly formed")
	// ErrChain is returned for a block that does not follow the one before.
	ErrChain = errors.New("block does not follow the chain")
	// ErrDataHash is returned for a block whose envelopes do not match its header.
	ErrDataHash = errors.New("block's data does not match its header")
	// ErrGenesis is returned for a first block that is not the pinned one.
	ErrGenesis = errors.New("not the pinned genesis block")
	// ErrQuorum is returned for a block without valid signatures of a quorum of the consenters.
	ErrQuorum = errors.New("block lacks a quorum of the consenters' signatures")
	// ErrConfig is returned for a configuration that does not read.
	ErrConfig = errors.New("channel configuration")
	// ErrConfigChange is returned for a configuration that is not the one
	// before it, changed by those who may change it.
	ErrConfigChange = errors.New("configuration was not changed by those who may")
	// ErrDefinition is returned when the application chaincode's definition is,
	// by its own text, weaker than the majority of organisations.
	ErrDefinition = errors.New("chaincode definition is weaker than the majority of organisations")
	// ErrFlag is returned when the validation flag of a transaction that writes
	// the application's public state contradicts the checks; it wraps the
	// reason why the transaction is invalid, if there is one.
	ErrFlag = errors.New("validation flag contradicts the transaction")
	// ErrContent is returned for a valid transaction that writes the
	// application's public state and holds more than public reads and writes
	// of it and reads of the lifecycle's.
	ErrContent = errors.New("transaction of the application holds more than its public reads and writes")
	// ErrFloor is returned for a valid transaction that writes the
	// application's public state and was not signed by peers of enough
	// distinct organisations of the pinned genesis block.
	ErrFloor = errors.New("transaction of the application was endorsed by peers of too few organisations")
	// ErrIndirect is returned for a valid transaction that writes the
	// application's public state through another chaincode.
	ErrIndirect = errors.New("application namespace written through another chaincode")
	// ErrBeyond is wrapped by a BeyondError: the block may be good, and this
	// program is too old to judge it.
	ErrBeyond = errors.New("beyond this program")
)

// BeyondError says what this program does not know, and what to install. It
// wraps ErrBeyond.
type BeyondError struct {
	What    string // that is not known here
	Install string // what a person must install
}

// Error says both.
func (e *BeyondError) Error() string { return fmt.Sprintf("%s: %s; %s", ErrBeyond, e.What, e.Install) }

// Unwrap returns ErrBeyond.
func (e *BeyondError) Unwrap() error { return ErrBeyond }

// Why a transaction is invalid. These are no errors of a block: a transaction
// that is flagged invalid as well is simply without effect.
var (
	// ErrHeader is for headers that are missing, malformed or of another type or channel.
	ErrHeader = errors.New("transaction header")
	// ErrCreator is for a creator without a valid certificate or signature.
	ErrCreator = errors.New("transaction creator")
	// ErrTxID is for an id that is not the hash of nonce and creator.
	ErrTxID = errors.New("transaction id is not the hash of nonce and creator")
	// ErrDuplicate is for an id that stands on the ledger already.
	ErrDuplicate = errors.New("transaction id stands on the ledger already")
	// ErrAction is for a transaction without exactly one well-formed action.
	ErrAction = errors.New("transaction action")
	// ErrProposalHash is for an endorsed proposal that is not the submitted one.
	ErrProposalHash = errors.New("proposal hash does not match")
	// ErrWriteSet is for a write set that does not read or names a namespace twice.
	ErrWriteSet = errors.New("transaction write set")
	// ErrEndorsement is for endorsements that do not satisfy a written namespace's policy.
	ErrEndorsement = errors.New("endorsement policy is not satisfied")
	// ErrRace is for a transaction that read what another one, ordered before it, has changed since.
	ErrRace = errors.New("transaction read what has changed since")
)

// ErrUnjudged is wrapped by the reason why a transaction's verdict rests on
// what is not judged here, so that its flag decides.
var ErrUnjudged = errors.New("not judged here")
