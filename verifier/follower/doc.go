// Package follower follows a channel's blocks from the pinned genesis block,
// checks every one of them (package blocks) and keeps a local index of what
// they say: issuers, keys, anchors and their digests, statuses, each with its
// history. A verification is then a look-up that asks nobody.
//
// Blocks come from a [Source]: peers (package gateway), or files. No source is
// trusted: what one hands over must pass every check, and the races are run
// again against the version of every key on the ledger, which the index
// carries. A block is taken when peers of two organisations agree on it, where
// two can be reached; one whose flags are not all judged here is never taken on
// the word of fewer than f+1 organisations.
//
// One organisation's source stops nobody. One whose block fails a check is
// dropped and named, and the others are asked. If f+1 organisations stand by
// what fails, or two good blocks stand at one height ([Conflict]), the follower
// stops with an [Alarm], which names block, transaction, organisations and rule
// and says what a person must do. A source that tells of a height counts for
// nothing until it shows a header of it that a quorum signed; one that keeps
// the others waiting is not waited for. What could not be checked is never
// indexed.
//
// On disk, in one folder: index/ (Pebble) and blocks/ (append-only segments of
// the raw blocks, from which the index can be rebuilt: delete index/). Apart
// from it the head file, with the highest height and its hash: below it no
// answer is given, so that a restored old copy of the folder cannot bring a
// revoked credential back to life. A full disk pauses reading, not answering.
package follower
