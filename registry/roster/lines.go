package roster

import (
	"regexp"
	"slices"
	"strings"

	"sogoc/registry/roster/letters"
)

// groupTitles begin the lines between the rows of a list that name a group and say
// nothing of how its people stand.
var groupTitles = phraseList(`
	lớp; tổ; khối; khoa; khóa; khoá; ngành; nghề; chuyên ngành; nhóm; ban; phòng; phòng thi; đơn vị; điểm thi;
	cơ sở; hội đồng; hội đồng thi; năm tốt nghiệp; năm học; hệ chính quy; đợt; danh sách lớp;
	danh sách học sinh lớp; danh sách sinh viên lớp; học sinh lớp; class; group; đủ điều kiện;
	được công nhận tốt nghiệp; danh sách học sinh; danh sách sinh viên`)

// groupSexes are groups too.
var groupSexes = phrases("nam", "nữ", "học sinh nam", "học sinh nữ")

// groupWords is how many words a group's title has at most: a longer line says more.
const groupWords = 9

// waitingPhrases are those of a heading whose people have not graduated, beside
// failedPhrases.
var waitingPhrases = phraseList(`
	danh sách chờ; chờ; chưa hoàn thành; không hoàn thành; phúc khảo; chưa đủ; không cấp; chưa cấp; hoãn; rớt;
	hỏng; chưa nộp; chưa xong; chưa có; không thi; bỏ; diện không`)

// enumerated is how a heading of one of several parts begins: "II.", "B)", "2 -".
var enumerated = regexp.MustCompile(`^\s*(?:[IVX]{1,4}|[A-Za-z]|[0-9]{1,2})\s*[.)/:–-]\s*`)

// heading is a line between rows of data that says of the rows below it that their people
// have not graduated.
type heading struct {
	text string
	part bool // it is one of several parts: lines that are none do not end it
}

// maxLines is after how many lines of a sheet that are not read they are asked about
// together.
const maxLines = 30

var datePart = regexp.MustCompile(`\d{1,2}[/.-]\d{1,2}[/.-]\d{4}`)

// passOver says what becomes of a row with a single cell, and returns the heading under
// which the next rows stand: it may be a group's title, a row whose separators are others
// than the file's, or somebody of whom only the name stands there.
func (r *reader) passOver(row int, text string, under *heading) *heading {
	separators := max(
		strings.Count(text, ";"),
		strings.Count(text, "\t"),
		strings.Count(text, "|"),
		strings.Count(text, ","),
	)
	words := strings.Fields(text)
	title := len(words) == 0 || isGroupTitle(text)
	col := int(r.table.Rows[row].Cells[0].Col)
	_, named := r.column(r.nameField())
	part := enumerated.MatchString(text)
	next := under
	if next != nil && (part || title && !next.part) {
		next = nil
	}
	switch {
	case saysOfOthers(text) && len(words) > 0:
		r.headings[row] = text
		return &heading{text, part}
	case separators >= 2 && (datePart.MatchString(text) || !title):
		r.report(CodeRowJoined, row, col, text)
	case named && col == r.layout.columns[r.nameField()] && len(words) >= 2 && !title && letters.IsName(text):
		r.report(CodeRowName, row, col, text)
	case title && !sayingOf(text).has(correctedPhrases) && r.contradiction(text) == "" && !r.isOtherYear(text) &&
		!r.isOtherSession(text),
		isCount(sayingOf(text)):
		r.report(CodeRowIgnored, row, -1, text)
	case title && (r.isOtherMajor(text) || r.isOtherMode(text) || r.isOtherSession(text)):
		r.addValue(r.problem(CodeTitleDiffers, row, -1, text))
	default:
		r.askLine(row, text)
	}
	return next
}

// saysOfOthers reports whether a line says that people have not graduated.
func saysOfOthers(text string) bool {
	s := sayingOf(text)
	return s.has(failedPhrases) || s.has(waitingPhrases)
}

// isGroupTitle reports whether a line does nothing but name a group.
func isGroupTitle(text string) bool {
	s := sayingOf(enumerated.ReplaceAllString(text, ""))
	words := strings.Fields(s.words)
	return s.is(groupSexes) || len(words) <= groupWords && s.begins(groupTitles)
}

// begins reports whether a text begins with one of some phrases, in whole words.
func (s saying) begins(of []phrase) bool {
	return slices.ContainsFunc(of, func(p phrase) bool { return strings.HasPrefix(s.words, s.in(p)) })
}

// askLine asks about a line that is no row of data and is not read, once for each text.
func (r *reader) askLine(row int, text string) {
	if r.lines++; r.lines > maxLines {
		r.addToColumn(r.problem(CodeRowText, row, -1, text), "–")
		return
	}
	col := -1
	if cells := r.table.Rows[row].Cells; len(cells) == 1 {
		col = int(cells[0].Col)
	}
	r.addValue(r.problem(CodeRowText, row, col, text))
}

// withoutGroups asks about the rows under each heading that says that its people have not
// graduated, and leaves them out where a person said so. A heading without rows is asked
// about as a line.
func (r *reader) withoutGroups(rows []int) []int {
	used := map[string]bool{}
	people := r.peopleBy(rows, func(row int) []string {
		if h := r.under[row]; h != nil {
			return []string{h.text}
		}
		return nil
	})
	rows = slices.DeleteFunc(rows, func(row int) bool {
		h := r.under[row]
		if h == nil {
			return false
		}
		used[h.text] = true
		if r.addValueOf(people[h.text].String(), r.problem(CodeGroupOfOthers, row, -1, h.text)) != AnswerLeaveOut {
			return false
		}
		r.leave(row)
		r.reportColumn(CodeRowLeftOut, row, -1, r.nameShown(row))
		return true
	})
	for row := range r.table.Rows {
		if text := r.headings[row]; text != "" && !used[text] {
			r.askLine(row, text)
		}
	}
	return rows
}

// passOverBelow notes a row below the list, and asks about one that is none of those that
// stand below lists.
func (r *reader) passOverBelow(row int) {
	var unknown []string
	for _, text := range r.shownRow(row) {
		if !isBelowList(text) {
			unknown = append(unknown, strings.TrimSpace(text))
		}
	}
	if len(unknown) > 0 {
		r.askLine(row, strings.Join(unknown, " | "))
		return
	}
	r.addToColumn(r.problem(CodeBelowList, row, -1, ""))
}

// signing begin the lines of those who sign below a list, and of the page.
var signing = phraseList(`
	kt; tm; tl; tuq; q; phó; trưởng; chủ tịch; ủy viên; uỷ viên; thư ký; cán bộ; người lập; người kiểm;
	người đối chiếu; người nhập; người đọc; người ghi; người viết; người duyệt; hiệu trưởng; giám đốc;
	thủ trưởng; ban giám hiệu; bgh; giáo viên; giáo vụ; văn thư; kế toán; đại diện; duyệt; xác nhận; nơi nhận;
	lưu; như trên; ký; đã ký; trang; page; phòng; sở; bộ; viện; hội đồng; lập bảng; lập biểu; xem xét;
	họ và tên và chữ ký; chữ ký; hết; trường; đóng dấu; lập tại`)

// counting begin the lines of totals.
var counting = phraseList(`
	tổng; tổng số; tổng cộng; cộng; trong đó; nam; nữ; giỏi; khá; trung bình; xuất sắc; yếu; dân tộc; tỷ lệ;
	tỉ lệ; số lượng; ấn định; danh sách này; danh sách gồm; danh sách có; danh sách trên; số học sinh;
	số sinh viên; loại giỏi; loại khá; loại trung bình; đạt; đỗ; tốt nghiệp; bằng chữ; viết bằng chữ`)

// numerals are the words of a number of people.
var numerals = phraseList(`không; một; mốt; hai; ba; bốn; tư; năm; lăm; sáu; bảy; tám; chín; mười; mươi; trăm; nghìn;
	linh; lẻ; học; sinh; viên; người; em`)

// isCount reports whether a line tells how many people a list or a page has, or which page
// it is, and nothing of single people.
func isCount(s saying) bool {
	words := strings.Fields(s.words)
	if s.has(correctedPhrases) || s.has(singlePhrases) || len(words) > 2*signingWords {
		return false
	}
	inWords := len(words) > 2 &&
		!slices.ContainsFunc(words, func(w string) bool { return !(saying{" " + w + " ", s.plain}).is(numerals) })
	return inWords || s.begins(counting) || len(words) < 5 && s.begins(phrases("trang", "page", "hết"))
}

// signingWords is how many words a line of somebody who signs has at most.
const signingWords = 12

// isBelowList reports whether a cell is one of those that stand below lists: totals, place
// and date, and those who sign. A line that speaks of single people is none.
func isBelowList(text string) bool {
	s := sayingOf(text)
	words := strings.Fields(s.words)
	corrects := s.has(correctedPhrases) || s.has(singlePhrases)
	switch {
	case isPartOfDay(text), !corrects && !saysOfOthers(text) && placeAndDay.MatchString(text):
		return true
	case len(words) == 0, !corrects && strings.Trim(strings.Join(words, ""), "0123456789./%") == "":
		return true
	case saysOfOthers(text) || corrects || len(words) > 2*signingWords,
		len(words) > 2 && s.begins(phrases("ghi chú")):
		return false
	case s.has(phrases("ngày")) && s.has(phrases("tháng")) && s.has(phrases("năm")):
		return true
	case isCount(s):
		return true
	}
	return len(words) <= signingWords && (s.begins(signing) || isFooter([]string{text})) ||
		len(words) <= 6 && letters.IsName(strings.Trim(text, "./ ")) && !isSentence(s)
}

// singlePhrases tell that a line speaks of a row of the list.
var singlePhrases = phraseList(`
	số thứ tự; stt; dòng số; học sinh số; tên đúng; đúng là; sinh ngày; ngày sinh; nơi sinh; họ tên đúng;
	bị; riêng; trừ; ngoại trừ; chú ý; lưu ý`)

// isSentence reports whether a text that has the letters of a name only says something:
// names seldom have such words.
func isSentence(s saying) bool { return s.has(ofSentences) }

var ofSentences = phraseList(`không; chưa; đã; được; cấp; bằng; của; các; những; học; danh; nhận; và; từ; đến`)
