package ledger

import "time"

// View is one consistent reading of the ledger at one height: what the
// follower has checked and indexed. All its histories are oldest first and
// empty where the ledger holds nothing. A View is safe for concurrent use
// until it is closed. What it returns may be shared with others: nobody changes it.
type View interface {
	// Head returns the last checked block.
	Head() Head
	// Issuer returns all versions of an issuer's record.
	Issuer(code string) ([]IssuerVersion, error)
	// Key returns all versions of a public key's record.
	Key(thumbprint string) ([]KeyVersion, error)
	// Leaves returns where a digest stands among that issuer's anchors.
	Leaves(issuer string, digest Digest) ([]Leaf, error)
	// Anchor returns an anchor; the last result is false where there is none.
	Anchor(issuer string, sequence uint64) (AnchorRecord, Position, bool, error)
	// Digests returns the sorted digests that came with an anchor.
	Digests(issuer string, sequence uint64) ([]Digest, error)
	// Void returns a void sequence number; the last result is false where the
	// number is an anchor's, or is not taken yet.
	Void(issuer string, sequence uint64) (VoidRecord, Position, bool, error)
	// AnchorStatus returns what accreditors said of an anchor.
	AnchorStatus(issuer string, sequence uint64) ([]AnchorStatus, error)
	// Status returns all versions of one status entry.
	Status(issuer string, list, index uint32) ([]StatusVersion, error)
	// StatusList returns, by index, all versions of those entries of one list that
	// were ever set. Which lists an issuer has, the ledger does not know: of one that
	// it never used the answer is empty.
	StatusList(issuer string, list uint32) (map[uint32][]StatusVersion, error)
	// Close releases the reading.
	Close() error
}

// Head is the last block that was checked.
type Head struct {
	Height uint64 `json:"height"` // number of blocks: the last block's number plus one
	Hash   Digest `json:"hash"`   // header hash of the last block
	// Time is the latest ledger time of a valid transaction so far; zero before the first.
	Time time.Time `json:"time,omitzero"`
}

// Position is where a transaction stands on the ledger.
type Position struct {
	Block uint64    `json:"block"`
	Index int       `json:"index"` // in the block
	TxID  string    `json:"txId"`
	Time  time.Time `json:"time"` // ledger time: the transaction's timestamp
}

// IssuerVersion is an issuer's record as one transaction left it.
type IssuerVersion struct {
	Issuer   Issuer   `json:"issuer"`
	Position Position `json:"position"`
}

// KeyVersion is a key's record as one transaction left it.
type KeyVersion struct {
	Key      Key      `json:"key"`
	Position Position `json:"position"`
}

// StatusVersion is a status entry as one transaction left it.
type StatusVersion struct {
	Status   StatusRecord `json:"status"`
	Position Position     `json:"position"`
}

// Leaf is where a digest stands: the anchor's sequence and the digest's
// index among the anchor's sorted digests.
type Leaf struct {
	Sequence uint64   `json:"sequence"`
	Index    uint64   `json:"index"`
	Position Position `json:"position"`
}
