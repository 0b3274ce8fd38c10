package app

import (
	"fmt"
	"io"
	"strings"

	"sogoc/verifier/audit"
	"sogoc/verifier/blocks"
	"sogoc/verifier/words"
)

func (s speaker) report(r audit.Report) {
	s.verdict(r)
	fmt.Fprintln(s.w)
	s.table(func(w io.Writer) {
		s.field(w, words.Text{"sổ cái", "ledger"}, "%s", r.Ledger)
		s.field(w, words.Text{"kênh, chương trình", "channel, chaincode"}, "%s, %s", r.Channel, r.Chaincode)
		s.field(w, words.Text{"khối cuối", "last block"}, "%s", r.Head.Hash)
		if !r.First.IsZero() {
			s.field(w, words.Text{"giờ sổ cái từ", "ledger time from"}, "%s", words.Moment(r.First, s.lang))
			s.field(w, words.Text{"đến", "to"}, "%s", words.Moment(r.Head.Time, s.lang))
		}
	})
	s.transactions(r)
	s.issuers(r)
	s.channel(r)
	s.notes(r.Notes)
	s.list(words.Text{"Đã chứng minh:", "Proved:"}, s.proved(r))
	s.list(words.Text{"Không chứng minh được:", "Not proved:"}, audit.In(audit.NotProved(), s.lang))
}

// proved is nothing where no block holds.
func (s speaker) proved(r audit.Report) []string {
	if len(r.Proved) == 0 {
		return nil
	}
	return audit.In(audit.Proved(), s.lang)
}

// verdict says in sentences what the replay came to.
func (s speaker) verdict(r audit.Report) {
	switch {
	case r.StoppedBy != "":
		s.say(words.Text{
			"CHỈ %[1]d TRONG %[2]d KHỐI LÀ ĐÚNG. Khối tiếp theo không qua được kiểm tra: %[3]s",
			"ONLY %[1]d OF %[2]d BLOCKS HOLD. The next one fails a check: %[3]s",
		}, r.Head.Height, r.Blocks, words.Technical(r.StoppedBy, s.lang))
	default:
		s.say(words.Text{
			"Cả %d khối trong thư mục đều đúng, từ khối đầu mà tệp tin cậy ghim đến %s.",
			"All %d blocks of the folder hold, from the genesis block that the trust file pins to %s.",
		}, r.Head.Height, s.asOf(r.Head))
	}
	s.agreed(r)
	for _, d := range r.Distrusted {
		s.say(words.Text{
			"KHÔNG ĐÁNG TIN: tệp tin cậy không nêu %[1]s là cơ quan công nhận. Những gì tổ chức này công nhận " +
				"không có giá trị theo tệp tin cậy này: %[2]s.",
			"NOT TRUSTED: the trust file does not name %[1]s as an accreditor. What it accredited counts for nothing " +
				"under this trust file: %[2]s.",
		}, d.Organisation, strings.Join(append(d.Issuers, d.Verifiers...), ", "))
	}
	for _, name := range r.UnknownAccreditors {
		s.say(words.Text{
			"Tệp tin cậy nêu cơ quan công nhận %s, nhưng kênh này chưa từng có tổ chức đó. Đây có đúng là tệp tin cậy?",
			"The trust file names the accreditor %s, which was never an organisation of this channel. Is it the right file?",
		}, name)
	}
}

// agreed says what stands behind the trust file. Where not even the genesis block
// holds, no signature was held against it, and nothing is said.
func (s speaker) agreed(r audit.Report) {
	if r.Head.Height == 0 {
		return
	}
	if len(r.Agreed) == 0 {
		s.say(words.Text{
			"Tệp tin cậy không mang chữ ký của tổ chức nào: nó chỉ đáng tin như con đường mà nó đến tay bạn.",
			"The trust file carries no organisation's signature: it is as good as the way by which it came to you.",
		})
		return
	}
	s.say(words.Text{
		"Tệp tin cậy do quản trị viên của %s ký, theo chứng thư trong khối đầu.",
		"The trust file is signed by administrators of %s, by their certificates in the genesis block.",
	}, strings.Join(r.Agreed, ", "))
}

func (s speaker) transactions(r audit.Report) {
	s.say(words.Text{
		"\nGiao dịch: %d hợp lệ, %d không hợp lệ",
		"\nTransactions: %d valid, %d invalid",
	}, r.Transactions.Valid, r.Transactions.Invalid)
	s.table(func(w io.Writer) {
		for _, f := range r.Functions {
			fmt.Fprintf(w, "  %s\t%d\t%d\n", f.Name, f.Valid, f.Invalid)
		}
	})
	var flags []string
	for _, f := range r.Flags {
		flags = append(flags, fmt.Sprintf("%s %d", f.Flag, f.Count))
	}
	s.say(words.Text{"Cờ: %s", "Flags: %s"}, strings.Join(flags, ", "))
	s.say(words.Text{
		"\n%d neo với %d mã băm; %d thay đổi tình trạng của neo; %d thay đổi tình trạng của văn bằng",
		"\n%d anchors with %d digests; %d changes of anchors' states; %d changes of status entries",
	}, r.Anchors, r.Digests, r.AnchorStatuses, r.StatusChanges)
	for _, state := range r.Statuses {
		s.say(words.Text{"  hiện nay %s: %d", "  now %s: %d"}, s.state(state.State), state.Count)
	}
	s.say(words.Text{
		"Khoá: %d của nơi cấp, %d của trang kiểm tra; %d đã ngừng dùng, %d đã lộ",
		"Keys: %d of issuers, %d of verifiers; %d retired, %d compromised",
	}, r.Keys.Issuer, r.Keys.Verifier, r.Keys.Retired, r.Keys.Compromised)
}

func (s speaker) issuers(r audit.Report) {
	s.say(words.Text{"\n%d nơi cấp", "\n%d issuers"}, len(r.Issuers))
	form := words.Text{
		"  %s\t%s\tdo %s công nhận\t%d khoá\t%d neo\t%d mã băm\t%d thay đổi tình trạng\t%s\n",
		"  %s\t%s\taccredited by %s\t%d keys\t%d anchors\t%d digests\t%d status changes\t%s\n",
	}.In(s.lang)
	s.table(func(w io.Writer) {
		for _, i := range r.Issuers {
			fmt.Fprintf(w, form, i.Code, s.issuerState(i.State), i.Accreditor, i.Keys, i.Anchors, i.Digests, i.Statuses,
				words.Visible(i.Name))
		}
	})
}

func (s speaker) channel(r audit.Report) {
	fmt.Fprintln(s.w)
	for _, c := range r.Configurations {
		s.say(words.Text{
			"Cấu hình %d ở khối %d: %s; %d bên sắp xếp, %d phải ký%s%s",
			"Configuration %d in block %d: %s; %d orderers, %d must sign%s%s",
		}, c.Sequence, c.Block, strings.Join(c.Organisations, ", "), c.Consenters, c.Quorum,
			s.among(words.Text{"; mới: ", "; new: "}, c.Added), s.among(words.Text{"; đã rời: ", "; gone: "}, c.Removed))
	}
	for _, d := range r.Definitions {
		s.say(words.Text{
			"Định nghĩa %[2]d của chương trình %[1]s, bản %[3]s, ở khối %[4]d: %[5]s, %[6]s",
			"Chaincode %[1]s definition %[2]d, version %[3]s, in block %[4]d: %[5]s, %[6]s",
		}, d.Chaincode, d.Sequence, d.Version, d.Position.Block, d.Plugin, d.Policy)
	}
}

func (s speaker) among(before words.Text, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return before.In(s.lang) + strings.Join(names, ", ")
}

// notes tells what was odd and stopped nobody.
func (s speaker) notes(notes []blocks.Note) {
	form := words.Text{"khối %d, %s: %s", "block %d, %s: %s"}.In(s.lang)
	var lines []string
	for _, n := range notes {
		line := fmt.Sprintf(form, n.Block, strings.Join(n.Organisations, ", "), words.Technical(n.Text, s.lang))
		if n.Transaction != "" {
			line += fmt.Sprintf(words.Text{" (giao dịch %s)", " (transaction %s)"}.In(s.lang), n.Transaction)
		}
		lines = append(lines, line)
	}
	s.list(words.Text{"Lạ, nhưng không cản trở ai:", "Odd, and stopped nobody:"}, lines)
}
