// Package blocks judges the blocks of a Fabric channel as Fabric's peers and
// orderers judge them, so that no source of blocks has to be believed: form,
// hash chain, a quorum of the BFT consenters' signatures, and of each
// transaction the creator, the proposal hash, the endorsements and the
// endorsement policy of every namespace that it writes.
//
// A [Chain] is all that must be known before a block to judge it; [Genesis]
// starts one from a pinned hash, [Chain.Check] judges the next block and
// returns the chain after it. The package does no I/O, reads no clock and
// holds no key.
//
// One organisation's will must not stop the others. So each kind of content of
// a block has one kind of finding, in one table ([FindingOf]):
//
//   - an integrity alarm: what cannot happen unless two organisations act
//     together, or a source lies against a quorum;
//   - judged as Fabric judges it, and no alarm by itself;
//   - not ours: where only this decides a transaction's verdict, its flag
//     counts if enough organisations told the same (Checked.NeedsWitnesses);
//   - beyond this program: reading stops, and the error says what to install.
//
// A transaction's validation flag is signed by nobody. What a transaction read
// is run again against the versions that the valid transactions before it left
// (MVCC), and a flag that says otherwise is an error of the block, if the
// transaction writes the application's public state or its definition. Below
// all policies stands the floor: peers of f+1 organisations of the pinned
// genesis block signed such a transaction. A configuration must be the one
// before it with its update applied, signed by those who may change what it
// changes. What is odd and stops nobody is noted (Checked.Notes).
//
// Which check refuses which forgery:
//
//	a transaction changed, dropped, added, reordered, repeated   ErrDataHash
//	the same, with a data hash to match                          ErrQuorum
//	two envelopes merged into one                                ErrForm
//	a block of another channel or place                          ErrChain, ErrGenesis
//	orderers' signatures missing, repeated, swapped, too few,
//	or by a consenter that is not in force                       ErrQuorum
//	a configuration without those who may change it              ErrConfigChange
//	an application's transaction that is no transaction of its
//	chaincode: other contents, another chaincode, too few peers  ErrContent, ErrIndirect, ErrFloor
//	a flag turned round on a transaction of the application      ErrFlag, with the reason:
//	a transaction of another channel                             ErrHeader
//	an envelope by a certificate foreign, revoked, of no role    ErrCreator
//	endorsements of too few, twice by one, by a client, by a
//	certificate foreign or revoked, or of another result         ErrEndorsement
//	an id that stands on the ledger already                      ErrDuplicate
//	a transaction that was held back past a tick, a suspension
//	or any other change of what it read                          ErrRace
//
// Two blocks at one height that a quorum signed both are each good here; a
// reader of several sources sees them (package follower, Conflict). The tests
// here try each forgery on synthetic channels, those of package
// follower/gateway on a real network's blocks with the real orderers' keys.
//
// Formats: fabric-protos, and Fabric 3.1 with channel capability V3_0,
// application capability V2_0 or V2_5 and BFT ordering.
package blocks
