package roster

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// personalHeaders are of columns that lists have of people beside what is awarded. Some
// rows fill them and others do not, which says nothing of graduating.
var personalHeaders = phraseList(`
	sđt; đt; số đt; điện thoại; email; thư điện tử; zalo; facebook; cha; mẹ; bố; giám hộ; phụ huynh; chủ hộ;
	địa chỉ;
	thường trú; tạm trú; hộ khẩu; chỗ ở; nơi ở; quê quán; nguyên quán; quê; xã; huyện; tỉnh; phường; quận; thôn;
	ấp; tôn giáo;
	cmnd; cmt; cccd; căn cước; định danh; nơi cấp; ngày cấp; lớp; điểm; đtb; tb; tbc; tbcm; hạnh kiểm; học lực;
	rèn luyện; đoàn; đoàn viên; đảng; đảng viên; đội; ưu tiên; ưt; đưt; khuyến khích; kk; đkk; chính sách; khu vực; đối tượng;
	ngoại ngữ;
	khuyết tật; nghề; nghề nghiệp; tên khác; bí danh; báo danh; số báo danh; sbd; phòng thi; mã; ảnh; chữ ký;
	ký nhận; ký tên; ký;
	ngày nhận; người nhận; tài khoản; bhyt; khóa; khoá; khoa; tiếng anh; dân tộc; hộ nghèo; cận nghèo; liệt sĩ;
	thương binh; nữ dân tộc;
	miễn thi; miễn giảm; học phí; ý kiến gì; góp ý; ngày vào; chức vụ; khen thưởng; giải thưởng; giải; danh hiệu; thi đua;
	học bổng; chứng chỉ; tin học; phone;
	mobile; address; class;
	quốc tịch; năm sinh; ngày sinh; nơi sinh; giới tính; họ; tên; họ tên; chuyên ngành; ngành; hệ; hình thức;
	số tc; tín chỉ;
	môn; toán; văn; lý; hóa; sinh; sử; địa; anh; gdcd; đơn vị; trường; tổ hợp; tự chọn; năm tn; năm tốt nghiệp`)

// correcting are the words of headers of columns in which people write what is right.
var correcting = phraseList(`đúng; đính chính; cải chính; sửa; sửa thành; sửa lại; điều chỉnh; thay đổi; mới;
đổi thành;
	đề nghị sửa; hủy điểm`)

// inTime is what "đúng" says of another thing.
var inTime = phrases("đúng hạn", "đúng tiến độ", "trễ hạn")

// maxUnlike is how many values, or marked rows, of a column are asked about one by one, and fewValues how
// many values a column has that says one of few things of each row.
const (
	maxUnlike = 20
	fewValues = 3
)

// leastOfGaps is how many rows a list has before a cell that is empty, where most are
// filled, says something.
const leastOfGaps = 5

var runningNumber = regexp.MustCompile(`^[0-9]{1,6}(?:[.,]0)?[.)]?$`)

// unlike are the rows that columns that are not read say something of that most rows do
// not have.
type unlike struct {
	rows    map[int]map[int]bool // by column
	codes   map[int]Code         // the question about each column
	leftOut map[int]bool         // columns whose rows are left out, of those that are asked about as one
	as1     map[int]bool         // columns that are asked about as one
}

// unlikeOthers finds these rows. Columns with many values are asked about as one.
func (r *reader) unlikeOthers(rows, columns []int) unlike {
	u := unlike{map[int]map[int]bool{}, map[int]Code{}, map[int]bool{}, map[int]bool{}}
	read := r.readColumns()
	for _, col := range columns {
		if slices.Contains(read, col) {
			continue
		}
		odd, code := r.ofOtherGrades(rows, col), CodeOtherGrade
		if len(odd) == 0 {
			odd, code = r.askTogether(r.oddOf(rows, col), col), CodeRowUnlike
		}
		if len(odd) == 0 {
			continue
		}
		u.rows[col], u.codes[col] = map[int]bool{}, code
		values := map[string]bool{}
		for _, row := range odd {
			u.rows[col][row] = true
			values[r.table.shown(row, col)] = true
		}
		each := r.columnAnswer(CodeRemarksTogether, col) == AnswerEach
		if u.as1[col] = len(values) > maxUnlike && !each; !u.as1[col] {
			continue
		}
		for _, row := range odd {
			r.reportColumn(code, row, col, r.table.shown(row, col), "–", "–")
		}
		u.leftOut[col] = r.columnAnswer(code, col) == AnswerLeaveOut
	}
	return u
}

// askUnlike asks about one cell; true leaves its row out.
func (r *reader) askUnlike(u unlike, row, col int) bool {
	switch {
	case !u.rows[col][row]:
		return false
	case u.as1[col]:
		return u.leftOut[col]
	}
	text := r.table.shown(row, col)
	return r.addValueOf(r.peopleWith(col, text), r.problem(u.codes[col], row, col, text)) == AnswerLeaveOut
}

// oddOf returns the rows of which a column says what it does not say of most.
func (r *reader) oddOf(rows []int, col int) []int {
	header := r.layout.names[col]
	s := sayingOf(header)
	running := slices.Contains(runningHeaders, shortKey(header))
	kind := standingOf(header)
	if r.layout.dropped[col] || kind == standsByMark {
		return nil
	}
	if excluded, known := r.excluded(rows, col); known && len(excluded) > 0 {
		return excluded
	}
	personal := kind == standsNowhere && !running && isPersonal(s)
	switch {
	case kind == standsInWord:
		return r.onlyCertified(rows, col)
	case personal && isSorting(s):
		return nil
	}
	counts, empty := map[string]int{}, 0
	for _, row := range rows {
		text := r.table.shown(row, col)
		switch {
		case text == "":
			empty++
		case running && runningNumber.MatchString(text):
			counts[""]++
		default:
			counts[text]++
		}
	}
	gap := leastOfGaps <= len(rows)
	few := func(n int) bool { return n > 0 && 2*n < len(rows) }
	isOdd := func(text string) bool { return false }
	var rare map[string]bool
	if kind == standsNowhere && !running && !isSorting(s) && !r.hasOnlyMarks(rows, col) {
		rare = r.rareWords(rows, col)
	}
	switch {
	case counts[""] > 0:
		isOdd = func(text string) bool { return !runningNumber.MatchString(text) }
	case few(len(rows) - empty):
		quiet := personal || kind == standsNowhere && r.holdsNumbers(rows, col)
		isOdd = func(text string) bool { return text != "" && !quiet }
	case len(counts) <= fewValues && (kind == standsInText || running):
		isOdd = func(text string) bool { return few(counts[text]) || text == "" && gap && few(empty) }
	case len(counts) <= fewValues || len(rare) > 0:
		isOdd = func(text string) bool {
			return text == "" && gap && few(empty) && len(counts) <= fewValues ||
				few(counts[text]) && saysNo(text) || rare[rareKey(text)]
		}
	}
	odd := slices.DeleteFunc(slices.Clone(rows), func(row int) bool {
		text := r.table.shown(row, col)
		return !isOdd(text) || sayingOf(text).is(inTime)
	})
	if !few(len(odd)) {
		return nil
	}
	return odd
}

// saysNo reports whether a cell says no.
func saysNo(text string) bool {
	return text != "" && (slices.Contains(noSigns, strings.ToLower(text)) || sayingOf(text).is(failedWords) ||
		slices.Contains([]string{"✗", "✘", "☐", "×"}, text))
}

// isCorrecting reports whether a header is of a column in which people write what is right.
func isCorrecting(header string) bool {
	s := sayingOf(header)
	return s.has(correcting) && !s.has(inTime) && !s.has(phrases("địa chỉ", "thường trú", "điện thoại", "sđt",
		"lớp"))
}

// askCorrections asks about columns that are not read and correct others.
func (r *reader) askCorrections(rows []int) {
	read := r.readColumns()
	for _, col := range slices.Sorted(maps.Keys(r.layout.names)) {
		if slices.Contains(read, col) || r.layout.dropped[col] || !isCorrecting(r.layout.names[col]) {
			continue
		}
		for _, row := range rows {
			if text := r.table.shown(row, col); text != "" {
				r.reportColumn(CodeColumnCorrects, row, col, text, "–")
			}
		}
	}
}
