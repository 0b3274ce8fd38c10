package words

import (
	"fmt"

	"sogoc/verifier"
)

// changeWords say the change of status behind a result, with as much as is
// known of it: %[1]s is the author, %[2]s the day.
type changeWords struct {
	dated         Text // day and author are known
	latest        Text // the author is known, and a day on which it was already so
	undated       Text // the author alone
	before        Text // what was so at another moment, of which day and author are known: it follows "at …,"
	beforeUndated Text // likewise, of the author alone
}

// changes has every result that a change of status makes.
var changes = map[verifier.Code]changeWords{
	verifier.Revoked: {
		dated: Text{
			"Văn bằng này đã bị %[1]s thu hồi ngày %[2]s, không còn giá trị.",
			"This document was revoked on %[2]s by %[1]s and is no longer worth anything.",
		},
		latest: Text{
			"Văn bằng này đã bị %[1]s thu hồi, không muộn hơn ngày %[2]s, và không còn giá trị.",
			"This document was revoked by %[1]s, on %[2]s at the latest, and is no longer worth anything.",
		},
		undated: Text{
			"Văn bằng này đã bị %[1]s thu hồi, không còn giá trị.",
			"This document was revoked by %[1]s and is no longer worth anything.",
		},
		before: Text{
			"văn bằng đã bị %[1]s thu hồi ngày %[2]s",
			"the document had been revoked on %[2]s by %[1]s",
		},
		beforeUndated: Text{"văn bằng đã bị %[1]s thu hồi", "the document had been revoked by %[1]s"},
	},
	verifier.Suspended: {
		dated: Text{
			"Văn bằng này bị %[1]s tạm dừng hiệu lực từ ngày %[2]s. Hãy hỏi nơi cấp trước khi dùng.",
			"This document has been suspended by %[1]s since %[2]s. Ask its issuer before you rely on it.",
		},
		latest: Text{
			"Văn bằng này bị %[1]s tạm dừng hiệu lực, không muộn hơn ngày %[2]s. Hãy hỏi nơi cấp trước khi dùng.",
			"This document was suspended by %[1]s, on %[2]s at the latest. Ask its issuer before you rely on it.",
		},
		undated: Text{
			"Văn bằng này đang bị %[1]s tạm dừng hiệu lực. Hãy hỏi nơi cấp trước khi dùng.",
			"This document is suspended by %[1]s for now. Ask its issuer before you rely on it.",
		},
		before: Text{
			"văn bằng bị %[1]s tạm dừng hiệu lực từ ngày %[2]s",
			"the document was suspended by %[1]s, since %[2]s",
		},
		beforeUndated: Text{"văn bằng bị %[1]s tạm dừng hiệu lực", "the document was suspended by %[1]s"},
	},
	verifier.Superseded: {
		dated: Text{
			"Văn bằng này đã được %[1]s thay bằng một bản mới ngày %[2]s. Hãy yêu cầu bản mới.",
			"This document was replaced by a newer one on %[2]s by %[1]s. Ask for the newer one.",
		},
		latest: Text{
			"Văn bằng này đã được %[1]s thay bằng một bản mới, không muộn hơn ngày %[2]s. Hãy yêu cầu bản mới.",
			"This document was replaced by %[1]s, on %[2]s at the latest, with a newer one. Ask for the newer one.",
		},
		undated: Text{
			"Văn bằng này đã được %[1]s thay bằng một bản mới. Hãy yêu cầu bản mới.",
			"This document was replaced by %[1]s with a newer one. Ask for the newer one.",
		},
		before: Text{
			"văn bằng đã được %[1]s thay bằng bản mới ngày %[2]s",
			"the document had been replaced by a newer one on %[2]s by %[1]s",
		},
		beforeUndated: Text{
			"văn bằng đã được %[1]s thay bằng bản mới", "the document had been replaced by %[1]s with a newer one",
		},
	},
}

// reportedStates say what a compromised key reported, as a verb.
var reportedStates = map[verifier.Detail]Text{
	verifier.DetailCompromisedStatus:      {"thu hồi", "revoke"},
	verifier.DetailCompromisedSuspension:  {"tạm dừng hiệu lực", "suspend"},
	verifier.DetailCompromisedReplacement: {"thay thế", "replace"},
}

// compromisedReport is said of a change of status by a compromised key: %[3]s is
// what that key reported.
var compromisedReport = changeWords{
	dated: Text{
		"Ngày %[2]s, một khoá ký đã lộ của %[1]s được dùng để báo %[3]s văn bằng này; " +
			"đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
		"On %[2]s a compromised key of %[1]s was used to %[3]s this document; " +
			"the accreditor has yet to decide. Ask the issuer.",
	},
	before: Text{
		"văn bằng tạm dừng hiệu lực, vì ngày %[2]s một khoá ký đã lộ của %[1]s được dùng để báo %[3]s văn bằng",
		"the document was suspended, since a compromised key of %[1]s was used on %[2]s to %[3]s it",
	},
	beforeUndated: Text{
		"văn bằng tạm dừng hiệu lực, vì một khoá ký đã lộ của %[1]s được dùng để báo %[3]s văn bằng",
		"the document was suspended, since a compromised key of %[1]s was used to %[3]s it",
	},
}

// author says by whom a status was set.
var author = map[string]Text{
	"issuer":     {"nơi cấp", "its issuer"},
	"successor":  {"nơi kế tục giữ sổ gốc", "the keeper of its issuer's register"},
	"accreditor": {"cơ quan công nhận", "the accreditor"},
}

// Author says by whom a status was set, "" for an author that is not known; by
// is StatusInfo's.
func Author(by string, l Language) string { return author[by].In(l) }

// changeOf says the change of status behind a result, "" where it is not known
// or is not what decided. The function day writes the day of the change.
func changeOf(r verifier.Result, l Language, day writeDay) string {
	code, s := r.Result, statusOf(r)
	words, is := changes[code]
	if !is || s == nil || author[s.By].In(l) == "" {
		return ""
	}
	by := author[s.By].In(l)
	reported, isReport := reportedStates[r.Detail]
	switch {
	case isReport && s.Since != nil:
		return fmt.Sprintf(compromisedReport.dated.In(l), by, day(*s.Since, l), reported.In(l))
	case isReport:
		return "" // the detail's own sentence tells it without author and day
	case s.Since != nil:
		return fmt.Sprintf(words.dated.In(l), by, day(*s.Since, l))
	case s.NoLaterThan != nil:
		return fmt.Sprintf(words.latest.In(l), by, day(*s.NoLaterThan, l))
	}
	return fmt.Sprintf(words.undated.In(l), by)
}

// stateBefore says what was so at another moment, after "at …,": by the author,
// the act and the day that the first sentence would name at that moment.
func stateBefore(k verifier.Known, s *verifier.StatusInfo, l Language) string {
	words, is := changes[k.Result]
	if !is || s == nil || author[s.By].In(l) == "" {
		return results[k.Result].before.In(l)
	}
	values := []any{author[s.By].In(l), ""}
	if reported, isReport := reportedStates[k.Detail]; isReport {
		words = compromisedReport
		values = append(values, reported.In(l))
	}
	if s.Since == nil {
		return fmt.Sprintf(words.beforeUndated.In(l), values...)
	}
	values[1] = Day(*s.Since, l)
	return fmt.Sprintf(words.before.In(l), values...)
}

// statusOf is what a result tells of the change of status behind it: the
// ledger's word, or the receipt's where that is the answer.
func statusOf(r verifier.Result) *verifier.StatusInfo {
	if r.Status == nil && r.Receipt != nil {
		return statedChange(*r.Receipt)
	}
	return r.Status
}

// statedChange is the change of status that a receipt states.
func statedChange(e verifier.ReceiptInfo) *verifier.StatusInfo {
	return &verifier.StatusInfo{Since: e.Since, By: e.By}
}
