package app

import (
	"fmt"
	"io"
	"strings"

	"sogoc/verifier/audit"
	"sogoc/verifier/ledger"
	"sogoc/verifier/words"
)

func (s speaker) issuerHistory(h audit.IssuerHistory) {
	s.say(words.Text{
		"Nơi cấp %s, theo sổ cái đến %s: có %d mã băm trong các neo, %d lần đổi tình trạng văn bằng (không liệt kê).",
		"Issuer %s, by the ledger up to %s: %d digests in its anchors, %d changes of its credentials' status (not listed).",
	}, h.Code, s.asOf(h.Head), h.Digests, h.StatusChanges)
	s.accreditedBy(h.AccreditedBy)
	s.events(h.Events)
}

func (s speaker) credentialHistory(h audit.CredentialHistory) {
	switch {
	case h.Entry == nil:
		s.say(words.Text{
			"Neo của văn bằng này %s. Tình trạng riêng của văn bằng chưa được xét: mã băm không cho biết " +
				"nó nằm ở đâu (thêm -entry LIST/INDEX).",
			"The credential's anchor is %s. Its own status is not told: a digest does not say where it stands " +
				"(-entry LIST/INDEX).",
		}, s.state(h.State))
	case h.EntryByHand:
		s.say(words.Text{
			"Mục tình trạng %d/%d do người hỏi nhập tay, không có gì gắn nó với mã băm này: nếu đúng là mục của " +
				"văn bằng này thì văn bằng %s, theo tình trạng của neo và của mục đó.",
			"The status entry %d/%d was given by hand and is not bound to this digest: if it is this credential's, " +
				"the credential is %s, by the status of its anchor and of that entry.",
		}, h.Entry.List, h.Entry.Index, s.state(h.State)+s.sinceAndBy(h))
	default:
		s.say(words.Text{
			"Văn bằng này %s, theo tình trạng của neo và của chính nó.",
			"The credential is %s, by the status of its anchor and its own.",
		}, s.state(h.State)+s.sinceAndBy(h))
	}
	if strings.HasPrefix(string(h.Detail), "compromised_") {
		s.say(words.Text{
			"Điều đó do một khoá ký đã bị báo lộ ghi: cho đến khi cơ quan công nhận quyết định, văn bằng được coi là tạm dừng.",
			"A key that was reported compromised said so: until the accreditor decides, it counts as a suspension.",
		})
	}
	s.say(words.Text{
		"Đó là theo sổ cái đến %s. Chữ ký, khoá và thẩm quyền không được xét ở đây.",
		"That is by the ledger up to %s. Signature, key and accreditation are not judged here.",
	}, s.asOf(h.Head))
	s.accreditedBy(h.AccreditedBy)
	fmt.Fprintln(s.w)
	s.table(func(w io.Writer) {
		s.field(w, words.Text{"mã băm", "digest"}, "%s", h.Digest)
		s.field(w, words.Text{"nơi cấp", "issuer"}, "%s", h.Issuer)
		form := words.Text{"số %d, lá %d, khối %d", "%d, leaf %d, block %d"}.In(s.lang)
		for _, p := range h.Places {
			s.field(w, words.Text{"neo", "anchor"}, form, p.Sequence, p.Index, p.Position.Block)
		}
	})
	s.events(h.Events)
}

// sinceAndBy says of a state that is not active since when it holds and by whom.
func (s speaker) sinceAndBy(h audit.CredentialHistory) string {
	if h.Status == nil || h.State == ledger.Active {
		return ""
	}
	text := ""
	if h.Status.Since != nil {
		text = words.Text{" từ ", " since "}.In(s.lang) + words.Moment(*h.Status.Since, s.lang)
	}
	if by := words.Author(h.Status.By, s.lang); by != "" {
		text += fmt.Sprintf(words.Text{", do %s", ", by %s"}.In(s.lang), by)
	}
	return text
}

func (s speaker) events(events []audit.Event) {
	form := words.Text{"  %s\tkhối %d/%d\t%s\t%s\t%s\n", "  %s\tblock %d/%d\t%s\t%s\t%s\n"}.In(s.lang)
	fmt.Fprintln(s.w)
	s.table(func(w io.Writer) {
		for _, e := range events {
			fmt.Fprintf(w, form, words.Moment(e.Position.Time, s.lang), e.Position.Block, e.Position.Index,
				e.Function, who(e.By), s.event(e))
			for _, line := range s.accreditation(e) {
				fmt.Fprintf(w, "\t\t\t\t  %s\n", line)
			}
		}
	})
}

func (s speaker) transactionHistory(h audit.TransactionHistory) {
	switch {
	case !h.Valid:
		s.say(words.Text{
			"Giao dịch này KHÔNG có hiệu lực, và không ai kiểm tra điều nó nói.",
			"This transaction had NO effect, and nobody has checked what it says.",
		})
	default:
		s.say(words.Text{
			"Giao dịch này hợp lệ và có hiệu lực từ %s.",
			"This transaction is valid and took effect at %s.",
		}, words.Moment(h.Position.Time, s.lang))
	}
	s.accreditedBy(h.Accreditors...)
	fmt.Fprintln(s.w)
	s.table(func(w io.Writer) {
		s.field(w, words.Text{"giao dịch", "transaction"}, "%s", h.Position.TxID)
		s.field(w, words.Text{"khối", "block"}, words.Text{"%d, thứ %d trong khối, %s", "%d, number %d in it, %s"}.In(s.lang),
			h.Position.Block, h.Position.Index, h.BlockHash)
		s.field(w, words.Text{"giờ sổ cái", "ledger time"}, "%s", words.Moment(h.Position.Time, s.lang))
		s.field(w, words.Text{"cờ", "flag"}, "%s", h.Flag)
		s.field(w, words.Text{"bên tạo", "creator"}, "%s", who(h.Creator))
		if h.Config {
			s.field(w, words.Text{"loại", "kind"}, "%s", words.Text{"cấu hình", "configuration"}.In(s.lang))
			return
		}
		s.transactionParts(w, h)
	})
}

func (s speaker) transactionParts(w io.Writer, h audit.TransactionHistory) {
	s.field(w, words.Text{"hàm", "function"}, "%s (%s)", h.Function, h.Chaincode)
	for i, a := range h.Arguments {
		text := words.Visible(a.Text)
		switch {
		case len(a.JSON) > 0:
			text = words.Visible(a.JSON.String())
		case a.Digests > 0:
			text = fmt.Sprintf(words.Text{"%d mã băm", "%d digests"}.In(s.lang), a.Digests)
		case a.Hex != "":
			text = "0x" + a.Hex
		}
		s.field(w, words.Text{"tham số", "argument"}, "%d: %s", i+1, text)
	}
	for _, e := range h.Endorsers {
		s.field(w, words.Text{"bên xác nhận", "endorser"}, "%s", who(e))
	}
	for _, x := range h.Writes {
		key := words.Visible(x.Key)
		if x.Object != "" {
			key = strings.TrimSpace(x.Object + " " + strings.Join(x.Attributes, " "))
		}
		s.field(w, words.Text{"ghi", "write"}, "%s: %s, %d bytes %s", x.Namespace, key, x.Bytes,
			words.Visible(x.Record.String()))
	}
	for _, c := range h.Collections {
		s.field(w, words.Text{"riêng", "private"}, "%s: %d, %s", c.Namespace, c.Writes, c.Name)
	}
}
