package words

import (
	"strings"
	"time"

	"sogoc/verifier/ledger"
)

// grounds has every ground of an accreditor's decision.
var grounds = map[ledger.Ground]Text{
	ledger.GroundAsDecided:   {"theo nội dung quyết định", "as the decision says"},
	ledger.GroundEstablished: {"trường được thành lập", "the school was founded"},
	ledger.GroundAuthorised: {
		"trường được phép cấp văn bằng, chứng chỉ",
		"the school may now issue credentials",
	},
	ledger.GroundReorganised:  {"sáp nhập, chia, tách trường", "schools were merged, divided or separated"},
	ledger.GroundRenamed:      {"đổi tên trường", "the school has another name"},
	ledger.GroundScopeChanged: {"thay đổi loại văn bằng, ngành hoặc thời hạn", "other kinds, fields or periods"},
	ledger.GroundQuotaChanged: {"thay đổi số lượng hằng năm", "other yearly numbers"},
	ledger.GroundDelegation: {
		"thay đổi đơn vị được uỷ quyền",
		"another organisation acts for the accreditor, or none",
	},
	ledger.GroundCorrection:      {"đính chính sai sót", "a clerical error is put right"},
	ledger.GroundInspection:      {"đang thanh tra, kiểm tra", "under inspection"},
	ledger.GroundCleared:         {"thanh tra, kiểm tra không phát hiện sai phạm", "the inspection found nothing"},
	ledger.GroundViolation:       {"vi phạm quy định về cấp văn bằng, chứng chỉ", "rules on issuing were broken"},
	ledger.GroundConditions:      {"không bảo đảm điều kiện được công nhận", "the conditions are not met"},
	ledger.GroundObtainedByFraud: {"gian lận để được công nhận", "the accreditation was obtained by fraud"},
	ledger.GroundRemedied:        {"đã khắc phục sai phạm", "what was wrong has been put right"},
	ledger.GroundTermEnded:       {"hết thời hạn đình chỉ", "the time of the suspension is over"},
	ledger.GroundComplaintUpheld: {
		"khiếu nại, khởi kiện được chấp nhận",
		"a complaint or a court lifted the earlier decision",
	},
	ledger.GroundDissolved:        {"trường giải thể", "the school was dissolved"},
	ledger.GroundAtOwnRequest:     {"theo đề nghị của đơn vị", "at its own request"},
	ledger.GroundFirstKey:         {"khoá đầu tiên", "its first key"},
	ledger.GroundAdditionalKey:    {"thêm khoá", "one more key"},
	ledger.GroundReplacementKey:   {"thay khoá cũ", "a key in another's place"},
	ledger.GroundReplaced:         {"đã có khoá khác thay thế", "another key is in its place"},
	ledger.GroundCustodianChanged: {"thay đổi bộ phận giữ khoá", "somebody else keeps the keys"},
	ledger.GroundLost:             {"mất khoá", "nobody has the private key any more"},
	ledger.GroundDisclosed:        {"khoá bị lộ hoặc có thể đã bị lộ", "others have the private key, or may have it"},
	ledger.GroundMisused: {
		"khoá bị dùng để ký trái quyết định của trường",
		"it signed what the school did not decide",
	},
	ledger.GroundAnchorRevoked:  {"neo đã bị thu hồi", "the anchor was revoked"},
	ledger.GroundKeyCompromised: {"khoá của neo đã bị lộ khi đó", "the anchor's key was compromised by then"},

	// Of credentials; these and the register's others are the law's.
	ledger.GroundFraud: {
		"gian lận trong tuyển sinh, học tập, thi cử hoặc hồ sơ",
		"fraud in admission, study, examination or file",
	},
	ledger.GroundIneligible:  {"người học không đủ điều kiện", "the holders were not eligible"},
	ledger.GroundNoAuthority: {"cấp không đúng thẩm quyền", "issued without authority"},
	ledger.GroundIssuerError: {"lỗi của cơ sở cấp", "the issuer's error"},
}

// Ground says a ground of an accreditor's decision; one that is not known, of a newer
// program, is its code.
func Ground(g ledger.Ground, l Language) string {
	if text, known := grounds[g]; known {
		return text.In(l)
	}
	return Visible(string(g))
}

// Decision says by which decision something was done, and on what ground, as an
// office writes it; "" for no reason.
func Decision(r ledger.Reason, l Language) string {
	if r.IsZero() {
		return ""
	}
	number, day := Visible(r.DecisionNumber), Visible(string(r.DecisionDate))
	if at, err := time.ParseInLocation(time.DateOnly, string(r.DecisionDate), ledger.Vietnam); err == nil {
		day = Day(at, l)
	}
	if l == English {
		return "by decision " + number + " of " + day + ": " + Ground(r.Ground, l)
	}
	return strings.Join([]string{"theo Quyết định số ", number, " ngày ", day, ", lý do: ", Ground(r.Ground, l)}, "")
}
