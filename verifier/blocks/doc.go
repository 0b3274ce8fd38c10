// Package blocks judges the blocks of a Fabric channel exactly as Fabric's
// peers and orderers judge them, so that nobody has to be believed who hands
// them over: form, hash chain, a quorum of the BFT consenters' signatures,
// and of each transaction the creator, the proposal hash, the endorsements
// and the endorsement policy of every namespace that it writes.
//
// A [Chain] is all that must be known before a block to judge it; [Genesis]
// starts one from a pinned hash, [Chain.Check] judges the next block and
// returns the chain after it. The package does no I/O, reads no clock and
// holds no key.
//
// A transaction's validation flag is signed by nobody, so it is judged again
// too: what a transaction read is replayed against the versions that the valid
// transactions before it left (MVCC), and a flag that says otherwise is an
// error of the block. A configuration must be the one before it with its update
// applied, which those must have signed whom the one before it names.
//
// What is believed and not replayed: a race over ranges of keys, or over
// private data in collections that a definition names. The application has
// neither. In Fabric's own lifecycle namespace keys and the organisations'
// collections are replayed; ranges, which queries there may use, are not.
//
// Which check refuses which forgery:
//
//	a transaction changed, dropped, added, reordered, repeated   ErrDataHash
//	the same, with a data hash to match                          ErrQuorum
//	two envelopes merged into one                                ErrForm
//	a block of another channel or place                          ErrChain, ErrGenesis
//	orderers' signatures missing, repeated, swapped, too few,
//	or by a consenter of an older configuration                  ErrQuorum
//	a configuration without those who may change it              ErrConfigChange
//	a transaction of another channel                             ErrHeader
//	an envelope by a certificate foreign, revoked, of no role    ErrCreator
//	endorsements of too few, twice by one, by a client, by a
//	certificate foreign or revoked, or of another result         ErrEndorsement
//	an id that stands on the ledger already                      ErrDuplicate
//	a transaction that was held back past a tick, a suspension
//	or any other change of what it read                          ErrRace
//	a flag turned round, either way                              ErrFlag
//
// Two blocks at one height that a quorum signed both are each good here; who
// reads several sources sees them (package follower, Conflict). The tests
// here try each forgery on synthetic channels, those of package
// follower/gateway on a real network's blocks with the real orderers' keys.
//
// Formats: fabric-protos, and Fabric 3.1 with channel capability V3_0,
// application capability V2_0 or V2_5 and BFT ordering. Other channels are
// refused by [ParseConfig].
package blocks
