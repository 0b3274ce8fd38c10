// Package follower follows a channel's blocks from the pinned genesis block,
// checks every one of them (package blocks) and keeps a local index of what
// they say: issuers, keys, anchors and their digests, statuses, each with its
// history. A verification is then a look-up that asks nobody.
//
// Blocks come from a [Source]: peers (package gateway), or files. No source is
// trusted: what one hands over must pass every check, validation flags
// included, for the index carries the version of every key on the ledger and
// the races are run again. A block is taken when peers of two organisations
// agree on it, where two can be reached. A source whose block fails a check is
// dropped and named, and another organisation's asked; if that one agrees with
// it, or nobody has a good block, or two are good and different ([Conflict]),
// the follower stops with an integrity alarm that says who held what.
// What could not be checked is never indexed. Two organisations are read as a
// rule; who tells of a block that these do not give is read beside them.
//
// On disk, in one folder: index/ (Pebble) and blocks/ (append-only segments of
// the raw blocks, from which the index can be rebuilt: delete index/). Apart
// from it the head file, with the highest height and its hash: below it no
// answer is given, so that a restored old copy of the folder cannot bring a
// revoked credential back to life.
package follower
