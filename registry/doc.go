// Package registry holds the nouns and the errors of the register: the
// issuer's side, where class lists become drafts, a second person approves
// them, they are numbered, signed, anchored on the ledger, and later revoked
// or suspended.
//
// What belongs here: a type that two acts need, and the errors by which
// callers decide. What does not: anything that reads, writes or decides over
// time. Each act has a package of its own with a small service and the store
// interface that it needs:
//
//	account    users, passwords, sessions, known devices, invitations
//	intake     uploaded class lists become drafts
//	review     all that will be signed, as two persons see it; rows set aside
//	quota      what a school may still issue, and what a list takes of it
//	issuing    approval, numbers, signatures, sealed anchors
//	anchoring  sealed anchors go to the ledger
//	giveup     batches that are not to stand on the ledger, and voids
//	status     changes of status, and how they go to the ledger
//	reading    lists, documents, exports and reports
//	keys       the issuers' signing keys, and who may use them
//
// No act imports another. Package postgres implements their stores, package
// fabricledger their ledgers, package worker carries their work to its end,
// and package register puts all of them together.
//
// Two rules hold in all of them. The person who imported a batch does not
// approve it, which the database checks again. And nothing personal is ever
// in a log, an error's text or a statement: types that hold it implement
// slog.LogValuer.
package registry
