package words

import (
	"fmt"

	"sogoc/verifier/pdfseal"
)

// SealsNote says what electronic seals are beside an answer. It stands before them.
func SealsNote(l Language) string { return sealTexts["sealsNote"].In(l) }

// Seal says one seal. It has no colour and no sign: it is no part of the answer.
func Seal(s pdfseal.Seal, l Language) string {
	say := func(name string) string { return sealTexts[name].In(l) }
	line := say("seal_" + string(s.State))
	if s.State != pdfseal.Unreadable {
		moment := say("sealNoTime")
		if !s.Time.IsZero() {
			moment = fmt.Sprintf(say("sealTime"), Moment(s.Time, l))
		}
		line = fmt.Sprintf(say("sealBy"), Visible(s.Signer), Visible(s.Issuer), moment) + " " + line
	}
	if s.State == pdfseal.Intact || s.State == pdfseal.Extended {
		line += " " + say("sealChain_"+string(s.Chain))
	}
	return line
}

// sealTexts has the texts by name; those of states and chains end in them.
var sealTexts = map[string]Text{
	"sealsNote": {
		"Tệp PDF còn mang con dấu điện tử của chứng thư khác. Con dấu không thuộc kết quả kiểm tra và không thay cho kết quả đó:",
		"The PDF file also has an electronic seal by another certificate. It is no part of the result and does not replace it:",
	},
	"sealBy": {
		"Con dấu của “%s”, chứng thư do “%s” cấp, %s.",
		"Seal of “%s”, whose certificate is by “%s”, %s.",
	},
	"sealTime":   {"tự ghi lúc %s", "by its own word at %s"},
	"sealNoTime": {"không ghi lúc nào", "without a time"},
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
		"Có con dấu nhưng ở dạng không đọc được ở đây.", "There is a seal in a form that is not read here.",
	},
	"sealChain_not_judged": {
		"Ở đây không xét chứng thư đó là của ai.", "Whose certificate that is was not judged here.",
	},
	"sealChain_trusted": {
		"Chứng thư thuộc một cơ quan chứng thực được tin ở đây (không xét việc thu hồi chứng thư).",
		"The certificate is under an authority that is trusted here (whether it was revoked is not looked at).",
	},
	"sealChain_untrusted": {
		"Chứng thư KHÔNG thuộc cơ quan chứng thực nào được tin ở đây: tên ghi trong đó có thể do bất kỳ ai đặt.",
		"The certificate is NOT under any authority that is trusted here: anybody may have written the name in it.",
	},
}
