package words

import (
	"fmt"

	"sogoc/verifier"
)

// changeWords say the change of status behind a result, with as much as is
// known of it: %[1]s is the author, %[2]s the day.
type changeWords struct {
	dated   Text // day and author are known
	undated Text // the author alone: an attestation does not say since when an anchor is revoked
	before  Text // what was so when the ledger was last read: it follows "at …,"
}

// changes has every result that a change of status makes.
var changes = map[verifier.Code]changeWords{
	verifier.Revoked: {
		dated: Text{
			"Văn bằng này đã bị %[1]s thu hồi ngày %[2]s, không còn giá trị.",
			"This document was revoked on %[2]s by %[1]s and is no longer worth anything.",
		},
		undated: Text{
			"Văn bằng này đã bị %[1]s thu hồi, không còn giá trị.",
			"This document was revoked by %[1]s and is no longer worth anything.",
		},
		before: Text{
			"văn bằng đã bị %[1]s thu hồi ngày %[2]s",
			"the document had been revoked on %[2]s by %[1]s",
		},
	},
	verifier.Suspended: {
		dated: Text{
			"Văn bằng này bị %[1]s tạm dừng hiệu lực từ ngày %[2]s. Hãy hỏi nơi cấp trước khi dùng.",
			"This document has been suspended by %[1]s since %[2]s. Ask its issuer before you rely on it.",
		},
		undated: Text{
			"Văn bằng này đang bị %[1]s tạm dừng hiệu lực. Hãy hỏi nơi cấp trước khi dùng.",
			"This document is suspended by %[1]s for now. Ask its issuer before you rely on it.",
		},
		before: Text{
			"văn bằng bị %[1]s tạm dừng hiệu lực từ ngày %[2]s",
			"the document was suspended by %[1]s, since %[2]s",
		},
	},
	verifier.Superseded: {
		dated: Text{
			"Văn bằng này đã được %[1]s thay bằng một bản mới ngày %[2]s. Hãy yêu cầu bản mới.",
			"This document was replaced by a newer one on %[2]s by %[1]s. Ask for the newer one.",
		},
		undated: Text{
			"Văn bằng này đã được %[1]s thay bằng một bản mới. Hãy yêu cầu bản mới.",
			"This document was replaced by %[1]s with a newer one. Ask for the newer one.",
		},
		before: Text{
			"văn bằng đã được %[1]s thay bằng bản mới ngày %[2]s",
			"the document had been replaced by a newer one on %[2]s by %[1]s",
		},
	},
}

// compromisedStatus is said of a revocation by a compromised key.
var compromisedStatus = Text{
	"Ngày %[2]s, một khoá ký đã lộ của %[1]s được dùng để báo thu hồi văn bằng này; " +
		"đang chờ cơ quan công nhận quyết định. Hãy hỏi nơi cấp.",
	"On %[2]s a compromised key of %[1]s was used to revoke this document; " +
		"the accreditor has yet to decide. Ask the issuer.",
}

// author says by whom a status was set.
var author = map[string]Text{
	"issuer":     {"nơi cấp", "its issuer"},
	"successor":  {"nơi kế tục giữ sổ gốc", "the keeper of its issuer's register"},
	"accreditor": {"cơ quan công nhận", "the accreditor"},
}

// changeOf says the change of status behind a result, "" where it is not known
// or is not what decided. The function day writes the day of the change.
func changeOf(r verifier.Result, l Language, day writeDay) string {
	code, s := r.Result, statusOf(r)
	words, is := changes[code]
	if !is || s == nil || author[s.By].In(l) == "" {
		return ""
	}
	switch {
	case s.Since == nil:
		return fmt.Sprintf(words.undated.In(l), author[s.By].In(l))
	case r.Detail == verifier.DetailCompromisedStatus:
		return fmt.Sprintf(compromisedStatus.In(l), author[s.By].In(l), day(*s.Since, l))
	}
	return fmt.Sprintf(words.dated.In(l), author[s.By].In(l), day(*s.Since, l))
}

// stateBefore says what was so at another moment, after "at …,".
func stateBefore(code verifier.Code, s *verifier.StatusInfo, l Language) string {
	words, is := changes[code]
	if is && s != nil && s.Since != nil && author[s.By].In(l) != "" {
		return fmt.Sprintf(words.before.In(l), author[s.By].In(l), Day(*s.Since, l))
	}
	return results[code].before.In(l)
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
