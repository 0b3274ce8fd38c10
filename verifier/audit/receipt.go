package audit

import (
	"fmt"
	"time"

	"sogoc/verifier"
	"sogoc/verifier/answer"
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

// ReceiptCheck is what a replayed folder says of a receipt, and of the credential
// that the receipt is about.
type ReceiptCheck struct {
	Head ledger.Head `json:"head"` // of the folder
	// Result is the answer of the later moment: as of Head, where the folder could
	// be asked and reaches the block that the receipt names; otherwise as
	// receipt.Check has it. Its Receipt is what the receipt states by itself; nil
	// where that is not genuine. A file that is no receipt at all is malformed,
	// not_read_here.
	Result verifier.Result `json:"result"`
	// Folder is what the folder's blocks say of the credential at their end; nil
	// where the receipt names no credential whose signature was found good.
	Folder *verifier.Present `json:"folder"`
	Named  *ledger.Head      `json:"named"` // the block that a genuine receipt names; nil: none
	// Block is how the block stands that a genuine receipt names; "" of another
	// receipt, and of one whose service had read no block.
	Block Standing `json:"block"`
}

// Receipt judges a receipt by the keys that the trust file names and those
// that its accreditors registered on this ledger, and holds the block that it
// names against the folder: a service that signs for another one has seen
// another ledger, or lies. What the folder says of the same credential at its
// end decides, unless the receipt names a later block. It returns ErrFolder.
func (r *Replay) Receipt(text string, now time.Time) (ReceiptCheck, error) {
	in := answer.Read(text)
	switch {
	case in.CutShort:
		return r.unreadReceipt(verifier.DetailCutShort, now), nil
	case in.Kind != answer.Receipt:
		return r.unreadReceipt(verifier.DetailNotRead, now), nil
	}
	text = in.Text
	c := ReceiptCheck{Head: r.Head(), Result: receipt.Check(text, r.options.Trust, r.view, now)}
	if c.Result.Receipt == nil {
		return c, nil
	}
	c.Named = c.Result.Ledger
	var err error
	if c.Block, err = r.standing(c.Named); err != nil {
		return c, err
	}
	end, asked := r.answerAtEnd(text, now)
	if !asked {
		return c, nil
	}
	present := end.Present()
	c.Folder = &present
	if c.Block != Beyond {
		c.Result = end
	}
	return c, nil
}

// unreadReceipt says why a file could not be read as a receipt; nothing is said of
// what it is about.
func (r *Replay) unreadReceipt(why verifier.Detail, now time.Time) ReceiptCheck {
	return ReceiptCheck{Head: r.Head(), Result: verifier.Unread(why, verifier.Reading{}, now)}
}

// standing holds a block that a receipt names against the folder's.
func (r *Replay) standing(named *ledger.Head) (Standing, error) {
	if named == nil {
		return "", nil
	}
	if named.Height > r.Head().Height {
		return Beyond, nil
	}
	number := named.Height - 1
	block, err := r.folder.read(number)
	if err != nil {
		return "", err
	}
	if fingerprint(block) != r.sums[number] {
		return "", fmt.Errorf("%w: %s is not the block that was checked before", ErrFolder, r.folder.path(number))
	}
	if blocks.HeaderHash(block.GetHeader()) == named.Hash {
		return Same, nil
	}
	return Other, nil
}

// answerAtEnd answers a genuine receipt as a verifier service would that had
// read the folder and no more, at the ledger time of its last block. It reports
// whether there was anything to ask.
func (r *Replay) answerAtEnd(text string, now time.Time) (verifier.Result, bool) {
	end := r.Head().Time.UTC()
	if end.IsZero() {
		return verifier.Result{}, false
	}
	grounds := answer.Grounds{Trust: &r.options.Trust, Reading: verifier.FreshReading(r.view)}
	result := answer.To(answer.Question{Input: text}, grounds, end)
	if result.AsOf != nil { // the receipt's own result, which is always of a past moment
		return result, false
	}
	// The folder was up to date then. What came later, it does not know.
	result.AsOf, result.CheckedAt = &end, now.UTC()
	result.Cause, result.Reading.Kind = verifier.DetailUnconfirmed, verifier.ReadingUnconfirmed
	result.Fail(
		verifier.StepFreshness,
		verifier.Verdict{Code: verifier.Indeterminate, Detail: verifier.DetailUnconfirmed},
	)
	return result, true
}
