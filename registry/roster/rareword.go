package roster

import (
	"slices"
	"strconv"

	"sogoc/registry/roster/letters"
)

// A column says one thing of nearly all rows where no more than one row in rareShare says
// something else, of at least leastOfGaps rows.
const rareShare = 5

// groupingHeaders are of columns that sort people, or tell something of them that has
// nothing to do with graduating, beside personalHeaders: there a few may stand apart.
var groupingHeaders = phraseList(`
	buổi; ca; ban; khối; cơ sở; điểm trường; phân hiệu; niên khóa; niên khoá; năm học; năm vào; ngân hàng; cỡ;
	size; suất; xe; chiều cao; cân nặng; nhóm; nhóm máu; tổ; dãy; đường; số nhà; tuổi; gvcn; cvht; giáo viên;
	chủ nhiệm; cố vấn; giảng viên; thầy; cô; nguyện vọng; tiếng; ngôn ngữ; học kỳ; môn học; liên hệ; họ và tên;
	người nộp; người lập; người nhập; ngày tạo; ngày nhập; ngày cập nhật; cập nhật; nguồn; tổ hợp; nội trú;
	bán trú; ở; nhà; hạng; kết nạp; chi đoàn; chi bộ; thôn bản; dtts; tạm vắng; bộ môn; hướng dẫn; đề tài;
	teacher; school; religion; father; mother; parent; guardian; group; shift; campus; grade; course; email;
	homeroom; advisor; updated`)

// faultHeaders are words of headers of columns that tell of a fault of whoever they mark, or
// that somebody has left for another school, whatever else the header says: "Mã lỗi".
var faultHeaders = phraseList(`lỗi; vi phạm; phạt; rớt; trượt; thiếu; khiếu nại; tố cáo; xác minh; cảnh báo; treo;
	chuyển đến; trường chuyển; nơi chuyển`)

// isPersonal reports whether a header is of a column of each person's own, in which some
// rows have something and others do not.
func isPersonal(header saying) bool { return header.has(personalHeaders) && !header.has(faultHeaders) }

// targets are words of personalHeaders that also say as whose the people are awarded.
var targets = phraseList(`đối tượng`)

// isSorting reports whether a header is of a column that sorts people or tells of them
// alone, so that a word which only a few have says nothing.
func isSorting(header saying) bool {
	return (isPersonal(header) || header.has(groupingHeaders)) && !header.is(targets)
}

// rareWords returns the keys of what a column says of a few rows where it says one other
// thing of nearly all; nil where it does not.
func (r *reader) rareWords(rows []int, col int) map[string]bool {
	counts, most := map[string]int{}, ""
	for _, row := range rows {
		key := rareKey(r.table.shown(row, col))
		if key == "" {
			continue
		}
		if counts[key]++; counts[key] > counts[most] {
			most = key
		}
	}
	if len(rows) < leastOfGaps || most == "" || (len(rows)-counts[most])*rareShare > len(rows) {
		return nil
	}
	rare := map[string]bool{}
	for key := range counts {
		if key != most && !(isGood(key) && isGood(most)) {
			rare[key] = true
		}
	}
	return rare
}

// rareKey is a cell's text without case and spaces; a text of signs only is itself.
func rareKey(text string) string {
	if key := letters.Key(clip(text)); key != "" {
		return key
	}
	return text
}

// isGood reports whether a key is one of the short words that say yes: people mix them.
func isGood(key string) bool {
	return slices.Contains(
		[]string{"x", "v", "co", "dat", "d", "ok", "yes", "true", "du", "duoc", "roi", "xong", "✓", "✔", "√", "☑"},
		key,
	)
}

// certified are words for what is given to people who have not graduated: they have only
// finished the programme (Law on Education, article 34).
var certified = phraseList(`hoàn thành chương trình; hoàn thành ct; hoàn thành; htct; ht; gcn; chứng nhận;
	giấy chứng nhận`)

// onlyCertified finds rows of a status column that say that the programme was finished,
// where most say that people have graduated.
func (r *reader) onlyCertified(rows []int, col int) []int {
	certifiedRows := slices.DeleteFunc(slices.Clone(rows), func(row int) bool {
		return !sayingOf(r.table.shown(row, col)).is(certified)
	})
	graduated := slices.DeleteFunc(slices.Clone(rows), func(row int) bool {
		return !sayingOf(r.table.shown(row, col)).has(graduatedWords)
	})
	if len(graduated) <= len(certifiedRows) {
		return nil
	}
	return certifiedRows
}

var graduatedWords = phraseList(`tốt nghiệp; tn; đỗ; đậu; bằng`)

// judgement is a column of what the school or the exam thinks of people, with what excludes
// them from graduating.
type judgement struct {
	headers  []phrase
	excludes func(text string) bool
}

// judgements are by the rules of upper secondary graduation: nobody is admitted with weak
// conduct or with poor results or after 45 missed days, nobody passes with a mean below 5.
var judgements = []judgement{
	{phraseList(`hạnh kiểm; hk; rèn luyện; kqrl; rl`), wordOf(`yếu; kém; chưa đạt; không đạt; cđ; kđ; kxl`)},
	{phraseList(`học lực; hl; học tập; kqht; kết quả học tập`), wordOf(`kém; chưa đạt; không đạt; cđ; kđ; kxl`)},
	{phraseList(`điểm xtn; đxtn; xtn; điểm xét tn; điểm xét tốt nghiệp; điểm tn; đtn; điểm tốt nghiệp`), below(5)},
	{phraseList(`đtb; tbc; tbcm; tbm; điểm tb; điểm trung bình; trung bình; điểm tbc`), below(0.5)},
	{phraseList(`ngày nghỉ; buổi nghỉ; nghỉ; buổi vắng; ngày vắng; vắng`), above(45)},
}

func wordOf(text string) func(string) bool {
	words := phraseList(text)
	return func(text string) bool { return sayingOf(text).is(words) }
}

func below(least float64) func(string) bool {
	return func(text string) bool {
		n, ok := numberIn(text)
		return ok && n < least
	}
}

func above(most float64) func(string) bool {
	return func(text string) bool {
		n, ok := numberIn(text)
		return ok && n > most
	}
}

func numberIn(text string) (float64, bool) {
	decimal, code := parseDecimal(text, 1000)
	if code != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(decimal, 64)
	return n, err == nil
}

// otherYears say that a column is of an earlier class or of one course.
var otherYears = phraseList(`lớp; môn; 10; 11; 6; 7; 8; l10; l11; hk1; hki; kỳ; thi; kk; ut; hệ 4; thang 4`)

// excluded returns the rows of a column of judgements that tell of people who cannot have
// graduated; known is false for other columns.
func (r *reader) excluded(rows []int, col int) (excluded []int, known bool) {
	header := sayingOf(r.layout.names[col])
	if header.has(otherYears) || isOfParent(r.layout.names[col]) {
		return nil, false
	}
	i := slices.IndexFunc(judgements, func(j judgement) bool { return header.has(j.headers) })
	if i < 0 {
		return nil, false
	}
	return slices.DeleteFunc(slices.Clone(rows), func(row int) bool {
		return !judgements[i].excludes(r.table.shown(row, col))
	}), true
}
