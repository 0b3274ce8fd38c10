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
// What it relies on others for: a validation flag that says "lost a race"
// (MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT) is believed, for read sets are
// not replayed here; flags are not signed by anybody, so whoever follows a
// channel compares them among peers of several organisations. A configuration
// that changes anything by which blocks are judged is refused, not replayed
// ([ErrConfigChange]).
//
// Formats: fabric-protos, and Fabric 3.1 with channel capability V3_0,
// application capability V2_0 or V2_5 and BFT ordering. Other channels are
// refused by [ParseConfig].
package blocks
