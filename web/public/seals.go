package public

import (
	"fmt"
	"time"

	"sogoc/verifier/pdfseal"
	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
)

// FoundSeal is an electronic seal by an external certificate that a PDF file has. It
// stands beside the answers and is no part of any: no seal makes a credential valid, and
// none is needed.
type FoundSeal struct {
	pdfseal.Seal
	Place unpack.Place `json:"place"` // the file that has it
}

// judgeSeals holds a file's seals against the authorities that the operator named.
func (s *service) judgeSeals(c unpack.Contents, now time.Time) []FoundSeal {
	seals := []FoundSeal{}
	for _, found := range c.Seals {
		found.Judge(s.sealRoots, now)
		seals = append(seals, FoundSeal{Seal: found.Seal, Place: found.Place})
	}
	return seals
}

// sealWords says each seal in a sentence.
func sealWords(seals []FoundSeal, l language) []string {
	var said []string
	for _, s := range seals {
		line := sealTexts["seal_"+string(s.State)].In(l)
		if s.State != pdfseal.Unreadable {
			moment := sealTexts["sealNoTime"].In(l)
			if !s.Time.IsZero() {
				moment = words.Moment(s.Time, l)
			}
			who := fmt.Sprintf(sealTexts["sealBy"].In(l), words.Visible(s.Signer), words.Visible(s.Issuer), moment)
			line = who + " " + line
		}
		if s.State == pdfseal.Intact || s.State == pdfseal.Extended {
			line += " " + sealTexts["sealChain_"+string(s.Chain)].In(l)
		}
		if at := placeWords(s.Place, l); at != "" {
			line = at + ": " + line
		}
		said = append(said, line)
	}
	return said
}

// sealTexts say seals. None has a colour or a sign.
var sealTexts = map[string]said{
	"seals": {
		"Tệp PDF này còn mang con dấu điện tử của chứng thư khác. Con dấu không thuộc kết quả kiểm tra và không thay cho kết quả đó:",
		"This PDF file also has an electronic seal by another certificate. It is no part of the result and does not replace it:",
	},
	"sealBy": {
		"Con dấu của “%s”, chứng thư do “%s” cấp, tự ghi lúc %s.",
		"Seal of “%s”, whose certificate is by “%s”, by its own word at %s.",
	},
	"sealNoTime": {"không rõ lúc nào", "no time"},
	"seal_intact": {
		"Nội dung tệp không thay đổi từ khi đóng dấu.", "The file has not changed since it was sealed.",
	},
	"seal_extended": {
		"SAU KHI ĐÓNG DẤU, TỆP ĐÃ ĐƯỢC THÊM VÀO: con dấu chỉ nói về phần có trước.",
		"CHANGED AFTER SEALING: something was added to the file, and the seal speaks of what was there before only.",
	},
	"seal_broken": {
		"CON DẤU KHÔNG ĐÚNG: nội dung dưới con dấu hoặc chính con dấu đã bị thay đổi, hoặc chứng thư không còn hiệu lực lúc đó.",
		"THE SEAL DOES NOT HOLD: what it covers or the seal itself was changed, or its certificate was not in force at that time.",
	},
	"seal_unreadable": {
		"Có con dấu nhưng trang này không đọc được.", "There is a seal in a form that is not read here.",
	},
	"sealChain_not_judged": {
		"Trang này không xét chứng thư đó là của ai.", "Whose certificate that is this site does not judge.",
	},
	"sealChain_trusted": {
		"Chứng thư thuộc một cơ quan chứng thực mà trang này tin (không xét việc thu hồi chứng thư).",
		"The certificate is under an authority that this site trusts (whether it was revoked is not looked at).",
	},
	"sealChain_untrusted": {
		"Chứng thư KHÔNG thuộc cơ quan chứng thực nào mà trang này tin: tên ghi trong đó có thể do bất kỳ ai đặt.",
		"The certificate is NOT under any authority that this site trusts: anybody may have written the name in it.",
	},
}
