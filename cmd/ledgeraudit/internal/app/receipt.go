package app

import (
	"context"
	"fmt"
	"io"
	"strings"

	"sogoc/cmd/internal/cli"
	"sogoc/verifier"
	"sogoc/verifier/audit"
	"sogoc/verifier/words"
)

// checkReceipt says whether a receipt is genuine, by the keys on the ledger.
// What it states is the service's word.
func checkReceipt(ctx context.Context, r *run, args []string) error {
	r.replayFlags()
	rest, err := r.Parse(args, 2)
	if err != nil {
		return err
	}
	text, err := r.input(rest[1])
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
	switch {
	case c.Result.Result == verifier.Malformed && c.Result.Receipt == nil:
		return cli.Usage("%s is no receipt in its one form", rest[1])
	case c.Result.Receipt == nil:
		return errNotGenuine
	case c.Block == audit.Other:
		return fmt.Errorf("%w: the receipt names a block that is not this ledger's", errIntegrity)
	case c.Block == audit.Beyond:
		return errBeyond
	}
	return nil
}

func (s speaker) receipt(c audit.ReceiptCheck) {
	r := c.Result
	if r.Receipt == nil {
		s.say(words.Text{
			"BIÊN NHẬN NÀY KHÔNG THẬT, hoặc không do ai mà sổ cái này biết ký: %s",
			"NOT GENUINE, or of nobody that this ledger knows: %s",
		}, strings.TrimSuffix(string(r.Result)+"/"+string(r.Detail), "/"))
		return
	}
	said := words.Of(r, s.lang)
	s.say(words.Text{
		"Biên nhận này là thật. Đó là lời của một trang kiểm tra: %s",
		"The receipt is genuine. It is one verifier service's word: %s",
	}, said.Sentence)
	for _, note := range said.Notes {
		fmt.Fprintln(s.w, note)
	}
	if said.Today != nil {
		s.say(words.Text{"Khi biên nhận được lập: %s", "When the receipt was made: %s"}, said.Today.Sentence)
	}
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
	fmt.Fprintln(s.w)
	s.table(func(w io.Writer) {
		s.field(w, words.Text{"trang kiểm tra", "service"}, "%s", name)
		s.field(w, words.Text{"khoá", "key"}, "%s", r.Receipt.Key)
		s.field(w, words.Text{"kết quả", "result"}, "%s, %s",
			strings.TrimSuffix(string(r.Result)+"/"+string(r.Detail), "/"), words.Moment(*r.AsOf, s.lang))
		if r.Digest != nil {
			s.field(w, words.Text{"văn bằng", "credential"}, "%s", r.Digest)
		}
		if r.Ledger != nil {
			s.field(w, words.Text{"đã đọc đến", "read up to"},
				words.Text{"khối %d, %s, %s", "block %d, %s, %s"}.In(s.lang), r.Ledger.Height-1, r.Ledger.Hash, standing)
		}
	})
}
