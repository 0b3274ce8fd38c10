package audit

import (
	"fmt"
	"time"

	"sogoc/verifier"
	"sogoc/verifier/blocks"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
)

// Standing says how a block that somebody names stands to a replayed folder.
type Standing string

// The standings.
const (
	Same   Standing = "same"   // it is the folder's
	Other  Standing = "other"  // the folder has another at that height
	Beyond Standing = "beyond" // the folder does not reach that far
)

// ReceiptCheck is what a replayed folder says of a receipt.
type ReceiptCheck struct {
	Head   ledger.Head     `json:"head"`   // of the folder
	Result verifier.Result `json:"result"` // as receipt.Check has it; without Receipt where that is not genuine
	// Block is how the block stands that a genuine receipt names; "" of another
	// receipt, and of one whose service had read no block.
	Block Standing `json:"block"`
}

// Receipt judges a receipt by the keys that the trust file names and those
// that its accreditors registered on this ledger, and holds the block that it
// names against the folder: a service that signs for another one has seen
// another ledger, or lies. It returns ErrFolder.
func (r *Replay) Receipt(text string, now time.Time) (ReceiptCheck, error) {
	c := ReceiptCheck{Head: r.Head(), Result: receipt.Check(text, r.options.Trust, r.view, now)}
	named := c.Result.Ledger
	if c.Result.Receipt == nil || named == nil {
		return c, nil
	}
	if named.Height > c.Head.Height {
		c.Block = Beyond
		return c, nil
	}
	number := named.Height - 1
	block, err := r.folder.read(number)
	if err != nil {
		return c, err
	}
	if fingerprint(block) != r.sums[number] {
		return c, fmt.Errorf("%w: %s is not the block that was checked before", ErrFolder, r.folder.path(number))
	}
	c.Block = Other
	if blocks.HeaderHash(block.GetHeader()) == named.Hash {
		c.Block = Same
	}
	return c, nil
}
