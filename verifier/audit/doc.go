// Package audit holds a folder of a channel's blocks against the pinned
// genesis block and against what others say.
//
// [Fetch] fills a folder from several organisations' peers and compares their
// copies. [Open] replays the folder offline with package follower, which
// judges every block; what it accepted can then be summed up
// ([Replay.Report]), told as a history ([Replay.IssuerHistory],
// [Replay.CredentialHistory], [Replay.TransactionHistory]) and held against
// the register's export ([Replay.Reconcile]).
//
// A folder has one file a block, "0.block", "1.block" and so on, each a
// marshalled Block as Fabric's own tools write it: [follower.Files] reads it,
// a block that is damaged is found by its name, and an auditor needs no
// program of ours to make one. (The follower's own segments are smaller in
// number, and nobody else reads them.)
//
// Nothing here is a person's: the ledger holds digests, and what is given in
// is not given out again.
package audit
