package roster

import (
	"maps"
	"slices"
	"strings"

	"sogoc/registry/names"
	"sogoc/registry/roster/grid"
)

// Headers of columns that say something of how a learner stands. In the first group
// a word stands alone; in the second there is free text; in the third the column
// itself is of those who have not graduated.
var (
	statusHeaders = []string{"trangthai", "tinhtrang", "ketqua", "ketquatn", "kqtn", "ketquaxet", "xettn", "kqxet",
		"totnghiep", "tn",
		"dien", "ketquathi", "kq", "status", "result", "dotn", "dautn", "dat", "do", "dau", "hoanthanhchuongtrinh",
		"capbang", "duoccapbang", "xetduyet", "ketluan", "dktn", "dkxtn", "duyet", "duocxet", "congnhan",
		"congnhantn"}
	statusParts = []string{"trangthai", "tinhtrang", "ketqua", "kqtotnghiep", "kqtn", "xettotnghiep",
		"congnhantotnghiep",
		"dutotnghiep", "dototnghiep", "dieukien", "duockhongduoc",
		"duoccongnhan", "duoccap"}
	remarkHeaders = []string{"ghichu", "ghichukhac", "nhanxet", "luuy", "note", "notes", "remark", "remarks",
		"lydo"}
	failedHeaders = []string{"truot", "hong", "rot", "khongdat", "chuadat", "thilai", "hoclai", "nomon",
		"khongtn", "chuatn",
		"khongtotnghiep", "chuatotnghiep", "thoihoc", "bohoc", "nghihoc", "kyluat", "dinhchi", "baoluu", "luuban",
		"hoantn",
		"vang", "loai"}
)

// What cells say, with accents. A text without any accent is compared without.
var (
	// goodWords are those of a learner who has graduated, as a whole cell.
	goodWords = phrases("đạt", "đỗ", "đậu", "tốt nghiệp", "đã tốt nghiệp", "tn", "được công nhận", "công nhận",
		"công nhận tốt nghiệp", "hoàn thành", "đã hoàn thành", "hoàn thành chương trình", "đủ điều kiện", "đủ đk",
		"đủ",
		"có", "được", "đang học", "bình thường", "x", "đ", "t", "pass", "passed", "ok", "graduated", "yes", "true",
		"xong",
		"đỗ tn", "đỗ tốt nghiệp", "đậu tn", "đạt tn", "được tn", "được cấp bằng", "đã xét", "đúng hạn", "trễ hạn",
		"xuất sắc", "giỏi", "tốt", "khá", "trung bình", "trung bình khá", "tb", "yếu")
	// failedWords are those of one who has not, as a whole cell.
	failedWords = phrases("hỏng", "rớt", "trượt", "không", "chưa", "nợ", "f", "vắng", "cấm", "loại", "hủy",
		"hoãn", "k", "o",
		"no", "false", "kém", "cđ", "kđ", "0", "ko", "kh", "n", "kđk", "ct", "bỏ", "chết", "mất", "thiếu",
		"sai", "dự bị", "chờ")
	// failedPhrases are those of one who has not, within a text.
	failedPhrases = phrases("thôi học", "nghỉ học", "bỏ học", "trượt", "không đạt", "chưa đạt",
		"không tốt nghiệp",
		"chưa tốt nghiệp", "không tn", "chưa tn", "lưu ban", "thi lại", "học lại", "bảo lưu", "đình chỉ",
		"đuổi học",
		"buộc thôi", "chuyển trường", "chuyển đi", "bỏ thi", "vắng thi", "cấm thi", "không đủ", "chưa đủ",
		"không công nhận", "chưa công nhận", "không xét", "chưa xét", "xóa tên", "xóa sổ", "nợ môn", "nợ tín chỉ",
		"nợ học phí",
		"hoãn xét", "hoãn tn", "hoãn tốt nghiệp", "tử vong", "đã mất", "qua đời", "đã hủy", "hủy bỏ", "hủy kết quả",
		"không dự thi", "không tham dự", "rút hồ sơ", "rút tên", "hỏng thi", "rớt tn", "dừng học", "tạm dừng",
		"ngừng học",
		"còn nợ", "môn nợ", "chưa hoàn thành", "không hoàn thành", "không thi", "không cấp", "chưa cấp",
		"không in", "điểm liệt", "môn liệt", "bị liệt", "ở lại lớp", "kỷ luật", "cảnh cáo", "chờ xét", "không được", "failed", "withdrawn",
		"dropped out", "not graduated",
		"expelled", "suspended", "deceased")
	// correctedPhrases say that something in the row is not right.
	correctedPhrases = phrases("đính chính", "cải chính", "điều chỉnh", "sửa", "sai", "nhầm", "đổi tên",
		"đổi họ", "trùng",
		"chờ xác minh", "kiểm tra lại", "xem lại", "bổ sung hồ sơ", "thiếu hồ sơ", "correct", "wrong", "check")
)

// phrase is one or several words, with accents and without, with a space before and
// after them.
type phrase struct{ tone, plain string }

func phrases(texts ...string) []phrase {
	all := make([]phrase, len(texts))
	for i, text := range texts {
		keys := names.Of(text)
		all[i] = phrase{keys.Tone, keys.Plain}
	}
	return all
}

// phraseList is phrases of a text that has a semicolon between them.
func phraseList(text string) []phrase { return phrases(strings.Split(text, ";")...) }

// saying is a cell's text, to be looked at for phrases.
type saying struct {
	words string // with a space before and after each word
	plain bool   // the text has no accents, so that phrases are compared without
}

func sayingOf(text string) saying {
	text = strings.Map(func(r rune) rune {
		if strings.ContainsRune(".,;:()[]{}!?\"'/-–_+*", r) {
			return ' '
		}
		return r
	}, clip(text))
	if isASCII(text) {
		return saying{names.PlainOf(text), true}
	}
	return saying{names.ToneOf(text), false}
}

func (s saying) in(p phrase) string {
	if s.plain {
		return p.plain
	}
	return p.tone
}

// is reports whether the whole text is one of some phrases.
func (s saying) is(of []phrase) bool {
	return slices.ContainsFunc(of, func(p phrase) bool { return s.words == s.in(p) })
}

// has reports whether one of some phrases stands in the text, in whole words.
func (s saying) has(of []phrase) bool {
	return slices.ContainsFunc(of, func(p phrase) bool { return strings.Contains(s.words, s.in(p)) })
}

// standing is what a column may say of how learners stand.
type standing int

const (
	standsNowhere standing = iota // nothing but by chance
	standsInWord                  // a word each
	standsInText                  // in free text
	standsByMark                  // any sign says that the learner has not graduated
)

// standingOf judges a column that is not read by its header.
func standingOf(header string) standing {
	key := shortKey(header)
	contains := func(part string) bool { return strings.Contains(key, part) }
	switch {
	case slices.Contains(remarkHeaders, key):
		return standsInText
	case slices.Contains(failedHeaders, key), isOfOthers(header):
		return standsByMark
	case slices.Contains(statusHeaders, key), slices.ContainsFunc(statusParts, contains):
		return standsInWord
	}
	return standsNowhere
}

// isOfOthers reports whether a header says that the people whom its column marks have not
// graduated.
func isOfOthers(header string) bool {
	s := sayingOf(header)
	return s.has(failedPhrases) && !s.has(parents) && !s.has(phrases("khen thưởng",
		"lý do")) && !s.has(deniedPhrases)
}

// deniedPhrases say of what failedPhrases name that it is not so: "Không bị kỷ luật".
var deniedPhrases = phraseList(`
	không bị; chưa bị; không nợ; không còn nợ; chưa nợ; không vi phạm; không thôi học; không bỏ học;
	không học lại; không thi lại;
	không kỷ luật; không cảnh cáo`)

// decided asks about every row that says of itself that it may not be issued, and
// leaves out those that a person chose to leave out.
func (r *reader) decided(rows []int) []int {
	read := map[int]bool{}
	for f, col := range r.layout.columns {
		read[col] = f != FieldRank && f != FieldMode
	}
	filled := r.filledStatus(rows, read)
	marks := r.marksOf(rows)
	r.askCorrections(rows)
	columns := r.unreadColumns(rows, read)
	unlike := r.unlikeOthers(rows, columns)
	many := r.remarkingMany(rows, columns, filled)
	return slices.DeleteFunc(rows, func(row int) bool {
		leaveOut := false
		for _, col := range columns {
			leave, asked := r.askStanding(row, col, filled[col], many)
			leaveOut = leave || !asked && r.askUnlike(unlike, row, col) || leaveOut
		}
		leaveOut = r.askStruck(row) || leaveOut
		leaveOut = r.askMarks(row, marks) || leaveOut
		if leaveOut {
			r.leave(row)
			r.add(r.problem(CodeRowLeftOut, row, -1, r.nameShown(row)))
		}
		return leaveOut
	})
}

// filledStatus finds columns of one word each in which some rows say that they have
// graduated: there an empty cell says something too.
func (r *reader) filledStatus(rows []int, read map[int]bool) map[int]bool {
	filled := map[int]bool{}
	for col, name := range r.layout.names {
		if read[col] || standingOf(name) != standsInWord {
			continue
		}
		for _, row := range rows {
			text := r.table.shown(row, col)
			if text == "1" || sayingOf(text).is(goodWords) {
				filled[col] = true
				break
			}
		}
	}
	return filled
}

// unreadColumns returns the columns with a header or with content that are not read, in
// order, but for those that correct others.
func (r *reader) unreadColumns(rows []int, read map[int]bool) []int {
	has, last := map[int]bool{}, r.layout.lastColumn()
	for col := range r.layout.names {
		has[col] = true
	}
	for _, row := range rows {
		for _, c := range r.table.Rows[row].Cells {
			if col := int(c.Col); col <= last {
				has[col] = true
			}
		}
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(has)), func(col int) bool {
		return read[col] || col == r.layout.joined || isCorrecting(r.layout.names[col])
	})
}

// remarkingMany returns the columns whose remarks are on more rows than can be asked about one
// by one.
func (r *reader) remarkingMany(rows, columns []int, filled map[int]bool) map[int]bool {
	many := map[int]bool{}
	for _, col := range columns {
		marked := 0
		for _, row := range rows {
			marked += count(r.standingOfCell(row, col, filled[col]) == CodeRowRemark)
		}
		many[col] = marked > maxUnlike
	}
	return many
}

// askStanding asks about cells of a column that is not read, where they say something of how
// learners stand; leaveOut leaves the row out. Rows that say the same are one question, of which
// the answer is for these people. What is to be corrected is each row's own.
func (r *reader) askStanding(row, col int, filled bool, many map[int]bool) (leaveOut, asked bool) {
	code, text := r.standingOfCell(row, col, filled), r.table.shown(row, col)
	answer := ""
	switch {
	case code == "":
		return false, false
	case code == CodeRowRemark && !many[col]:
		answer = r.report(code, row, col, text)
	default:
		answer = r.addValueOf(r.peopleWith(col, text), r.problem(code, row, col, text))
	}
	if answer == "" {
		r.undecided[cellAt{row, col}] = true
	}
	return answer == AnswerLeaveOut, true
}

// headerSaying is what the header of a column says of its cells.
type headerSaying struct {
	kind     standing
	ofParent bool
}

func (r *reader) headerSaying(col int) headerSaying {
	says, known := r.headers[col]
	if !known {
		header := r.layout.names[col]
		says = headerSaying{standingOf(header), isOfParent(header)}
		if r.holdsRanks(col) {
			says.kind = standsInWord
		}
		r.headers[col] = says
	}
	return says
}

// standingOfCell returns what is to be asked about such a cell, "" for nothing.
func (r *reader) standingOfCell(row, col int, filled bool) Code {
	c := r.table.Cell(row, col)
	text, header := r.table.shown(row, col), r.headerSaying(col)
	kind := header.kind
	if text == "" && kind == standsInWord && filled {
		return CodeRowStatusEmpty
	}
	if text == "" || header.ofParent {
		return ""
	}
	s := sayingOf(text)
	switch {
	case kind == standsByMark:
		if slices.Contains(noSigns, text) || s.is(phrases("không", "0")) {
			return ""
		}
		return CodeRowStatus
	case s.has(failedPhrases), r.isWeakRank(col, s):
		return CodeRowStatus
	case kind == standsInText && s.has(correctedPhrases):
		return CodeRowRemark
	case kind != standsInWord:
		return ""
	case s.is(failedWords):
		return CodeRowStatus
	case s.is(goodWords), c.Kind == grid.Bool && text == "1", c.Kind == grid.Number, isDecimal(text):
		return ""
	}
	return CodeStatusUnknown
}

func isDecimal(text string) bool {
	_, code := parseDecimal(text, 1000)
	return code == ""
}

// leave remembers whose row is left out, so that their marks are left out too.
func (r *reader) leave(row int) {
	if r.table.file != FileList {
		return
	}
	for _, f := range learnerFields {
		if col, ok := r.column(f); ok && r.table.shown(row, col) != "" {
			r.leftOut[strings.TrimPrefix(r.table.shown(row, col), "'")] = true
		}
	}
	if name := r.nameShown(row); name != "" {
		r.leftOut[leftName(name)] = true
	}
}

// leftName is how a name stands among codes and ids.
func leftName(name string) string { return "name:" + names.ToneOf(name) }

// isLeftOut notes marks of a learner whose row in the list is left out.
func (r *reader) isLeftOut(row, col int, learner string) bool {
	if !r.leftOut[learner] {
		return false
	}
	r.reportColumn(CodeCoursesLeftOut, row, col, learner)
	return true
}

// askStruck asks about a row of which any cell is struck through; true leaves it out.
// A cell that is struck through in part is refused where it is read.
func (r *reader) askStruck(row int) bool {
	cells := r.table.Rows[row].Cells
	i := slices.IndexFunc(cells, func(c grid.Cell) bool { return c.Style != nil && c.Style.Struck && !c.Style.Partly })
	if i < 0 {
		return false
	}
	return r.report(CodeRowStruck, row, int(cells[i].Col), cells[i].Text) == AnswerLeaveOut
}

// withoutMarked asks about rows of courses that are struck through or marked, or that a
// column which is not read sets apart, and leaves out those that a person said so of.
func (r *reader) withoutMarked(rows []int) []int {
	marks := r.marksOf(rows)
	r.askCorrections(rows)
	read := map[int]bool{}
	for _, col := range r.readColumns() {
		read[col] = true
	}
	columns := r.unreadColumns(rows, read)
	unlike := r.unlikeOthers(rows, columns)
	return slices.DeleteFunc(rows, func(row int) bool {
		leaveOut := r.askStruck(row)
		leaveOut = r.askMarks(row, marks) || leaveOut
		for _, col := range columns {
			leaveOut = r.askUnlike(unlike, row, col) || leaveOut
		}
		return leaveOut
	})
}
