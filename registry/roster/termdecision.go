package roster

import (
	"regexp"
	"slices"
	"strings"
)

// otherDecisions are the words of columns of decisions and dates that are not of graduating.
var otherDecisions = phraseList(`
	trúng tuyển; tuyển sinh; nhập học; khen thưởng; kỷ luật; chuyển trường; tiếp nhận; phân công; đề tài; đồ án;
	luận văn; luận án; khóa luận; miễn; giảm; học bổng; đổi tên; cải chính; thành lập; thôi học; bảo lưu; hội đồng;
	ký nhận; nhận bằng; người nhận; ngày nhận; hợp đồng; chứng chỉ; vào; đoàn; đảng; cmnd; cmt; cccd; căn cước;
	định danh; hộ chiếu; thẻ; sinh; thi; bảo vệ; hết hạn; xác nhận; bàn giao; trả; gửi`)

var (
	decisions = phrases("quyết định", "QĐ", "QĐTN", "QĐCNTN")
	signed    = phrases("ký", "ban hành", "công nhận", "tốt nghiệp", "TN")
)

// isOfDecisionNumber knows the header of a column of numbers of the decision by its words.
func isOfDecisionNumber(header saying) bool {
	return header.has(decisions) && !header.has(phrases("ngày")) && !header.has(otherDecisions)
}

// isOfDecisionDate knows the header of a column of dates of the decision, or of those on which
// documents were signed.
func isOfDecisionDate(header saying) bool {
	return header.begins(phrases("ngày")) && !header.is(phrases("ngày cấp")) &&
		(header.has(decisions) || header.has(signed)) && !header.has(otherDecisions)
}

// decisionIn is a number in a cell, with what follows the digits.
var decisionIn = regexp.MustCompile(`[0-9]+[a-zA-Z]?(?:\s*/\s*[\p{L}0-9.&/–-]*)?`)

// namesDecision reports whether a cell has the number of a decision, alone or with more.
func namesDecision(found, printed string) bool {
	return slices.ContainsFunc(decisionIn.FindAllString(found, -1), func(number string) bool {
		return sameNumber(strings.ReplaceAll(number, " ", ""), printed)
	})
}

// datesOfTerms returns the dates of decision and issue, with a comma between them.
func datesOfTerms(in *Input) string {
	dates := []string{dateOfTerms(string(in.Terms.DecisionDate)), dateOfTerms(string(in.Terms.IssueDate))}
	dates = slices.DeleteFunc(slices.Compact(dates), func(date string) bool { return date == "" })
	return strings.Join(dates, ", ")
}

// isOneOfDates reports whether a cell is one of dates with commas between them.
func isOneOfDates(found, printed string) bool {
	return slices.ContainsFunc(strings.Split(printed, ", "), func(date string) bool { return sameDate(found, date) })
}
