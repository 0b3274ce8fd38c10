package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier"
	"sogoc/verifier/audit"
	"sogoc/verifier/words"
)

// checkReceipt says whether a receipt is genuine, by the keys on the ledger.
// What it states is the service's word. What the folder's blocks say of the same
// credential later decides.
func checkReceipt(ctx context.Context, r *run, args []string) error {
	r.replayFlags()
	rest, err := r.Parse(args, 2)
	if err != nil {
		return err
	}
	raw, err := r.content(rest[1])
	if err != nil {
		return err
	}
	text, err := r.opened(ctx, raw)
	if errors.Is(err, errHoldsNothing) {
		text, err = "", nil // which is no receipt, and is said to be none
	}
	if err != nil {
		return err
	}
	replay, err := r.replay(ctx, rest[0], true)
	if err != nil {
		return err
	}
	defer func() { _ = replay.Close() }()
	c, err := replay.Receipt(text, r.now())
	if err != nil {
		return err
	}
	if err := r.print(c, func(s speaker) { s.receipt(c) }); err != nil {
		return err
	}
	if c.Result.Result == verifier.Malformed && c.Result.Receipt == nil {
		return cli.Usage("%s %s", rest[1], whyUnread(c.Result.Detail))
	}
	return receiptError(c)
}

// whyUnread says what is wrong with an input that could not be read as a receipt.
func whyUnread(why verifier.Detail) string {
	switch why {
	case verifier.DetailCutShort:
		return "is incomplete: its end was lost"
	case verifier.DetailNotRead:
		return "is no receipt"
	}
	return "is no receipt in its one form"
}

// notAReceipt is said of a file of another kind.
var notAReceipt = words.Text{
	"ĐÂY KHÔNG PHẢI BIÊN NHẬN. Lệnh này chỉ đọc biên nhận (*.sogoc.jws, hoặc bản in *.sogoc.pdf); hãy kiểm tra các tệp khác bằng credverify.",
	"THIS IS NO RECEIPT. This command reads receipts alone (*.sogoc.jws, or printed: *.sogoc.pdf); check other files with credverify.",
}

// receiptError is nil for a genuine receipt whose credential is valid.
func receiptError(c audit.ReceiptCheck) error {
	switch {
	case c.Result.Receipt == nil:
		return errNotBelieved
	case c.Block == audit.Other:
		return fmt.Errorf("%w: the receipt names a block that is not this ledger's", errIntegrity)
	case c.Block == audit.Beyond:
		return errBeyond
	case c.Result.Result == verifier.Malformed:
		return errUnreadable
	}
	switch c.Result.Result.Meaning() {
	case verifier.Accepted:
		return nil
	case verifier.Undecided:
		return fmt.Errorf("%w: %s", errUndecided, code(c.Result.Known()))
	}
	return fmt.Errorf("%w: %s", errNotValid, code(c.Result.Known()))
}

func code(k verifier.Known) string {
	return strings.TrimSuffix(string(k.Result)+"/"+string(k.Detail), "/")
}

func (s speaker) receipt(c audit.ReceiptCheck) {
	r := c.Result
	if r.Receipt == nil && r.Detail == verifier.DetailNotRead {
		s.say(notAReceipt)
		return
	}
	said := words.Of(r, s.lang)
	if r.Receipt == nil {
		fmt.Fprintf(s.w, "%s (%s)\n%s\n", strings.ToUpper(said.Word), code(r.Known()), said.Sentence)
		return
	}
	fmt.Fprintln(s.w, said.Sentence)
	s.receiptGrounds(c)
	s.say(words.Text{
		"Biên nhận này là thật. Đó là lời của một trang kiểm tra. %s",
		"The receipt is genuine. It is one verifier service's word. %s",
	}, words.StatedByReceipt(*r.Receipt, s.lang))
	if r.Receipt.Today != nil {
		today := words.Of(verifier.Result{Today: r.Receipt.Today}, s.lang).Today
		s.say(
			words.Text{"Khi biên nhận được lập, lúc %s: %s", "When the receipt was made, at %s: %s"},
			words.Moment(r.Receipt.Today.AsOf, s.lang),
			today.Sentence,
		)
	}
	fmt.Fprintln(s.w)
	s.receiptFields(c)
}

// receiptGrounds says by what the first sentence is so.
func (s speaker) receiptGrounds(c audit.ReceiptCheck) {
	switch {
	case c.Folder == nil:
		s.say(words.Text{
			"Đó là điều biên nhận ghi. Không thể hỏi các khối của thư mục này: biên nhận không nêu văn bằng nào " +
				"có chữ ký đã được xác nhận là đúng.",
			"That is what the receipt states. The blocks of this folder cannot be asked: the receipt names no " +
				"credential whose signature was found good.",
		})
	case c.Block == audit.Beyond:
		s.say(words.Text{
			"Đó là điều biên nhận ghi, ở một khối mà thư mục này chưa tới. Thư mục này hết ở %s: hãy tải lại.",
			"That is what the receipt states, at a block that this folder does not reach. The folder ends at %s: fetch again.",
		}, s.asOf(c.Head))
	default:
		s.say(words.Text{
			"Đó là điều các khối của thư mục này cho biết về văn bằng, ở khối cuối: %s.",
			"That is what the blocks of this folder say of the credential at their end: %s.",
		}, s.asOf(c.Head))
	}
}

func (s speaker) receiptFields(c audit.ReceiptCheck) {
	r := c.Result
	standing := map[audit.Standing]words.Text{
		audit.Same:  {"đúng là của sổ cái này", "which is this ledger's"},
		audit.Other: {"KHÔNG PHẢI CỦA SỔ CÁI NÀY", "WHICH IS NOT THIS LEDGER'S"},
		audit.Beyond: {
			"thư mục này chưa tới khối đó: hãy tải lại",
			"and this folder does not reach it: fetch again",
		},
	}[c.Block].In(s.lang)
	name := words.Visible(r.Receipt.Name)
	if name == "" {
		name = words.Text{"do tệp tin cậy nêu, không có trên sổ cái", "named by the trust file, not on the ledger"}.In(s.lang)
	}
	known := func(w io.Writer, label words.Text, k verifier.Known) {
		s.field(w, label, "%s, %s", code(k), words.Moment(k.AsOf, s.lang))
	}
	s.table(func(w io.Writer) {
		s.field(w, words.Text{"trang kiểm tra", "service"}, "%s", name)
		s.field(w, words.Text{"khoá", "key"}, "%s", r.Receipt.Key)
		if r.Digest != nil {
			s.field(w, words.Text{"văn bằng", "credential"}, "%s", r.Digest)
		}
		known(w, words.Text{"biên nhận ghi", "receipt states"}, r.Receipt.Known)
		if c.Named != nil {
			s.field(w, words.Text{"đã đọc đến", "read up to"},
				words.Text{"khối %d, %s, %s", "block %d, %s, %s"}.In(s.lang), c.Named.Height-1, c.Named.Hash, standing)
		}
		if c.Folder != nil {
			known(w, words.Text{"thư mục cho biết", "folder says"}, c.Folder.Known)
		}
	})
}
