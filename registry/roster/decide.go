package roster

import (
	"slices"
	"strings"

	"sogoc/registry/names"
	"sogoc/registry/roster/grid"
	"sogoc/registry/roster/letters"
)

// statusHeaders are columns that may say that somebody has not graduated; in the
// first group a word stands alone, in the second there is free text.
var (
	statusHeaders = []string{"trangthai", "tinhtrang", "ketqua", "ketquatn", "ketquatotnghiep", "kqtn",
		"kqtotnghiep", "ketquaxettotnghiep", "ketquaxet",
		"xettn", "xettotnghiep", "totnghiep", "tn", "dien", "dientotnghiep", "ketquathi", "status", "result",
		"trangthaihoc", "trangthaihoctap"}
	remarkHeaders = []string{"ghichu", "ghichukhac", "nhanxet", "luuy", "note", "notes", "remark", "remarks", "lydo"}
)

// The words by which a row says so, as keys: as a whole cell, and within a text.
var (
	failedWords = []string{"hong", "rot", "truot", "khong", "chua", "no", "f", "vang", "cam", "0", "false", "loai",
		"huy", "hoan"}
	failedParts = []string{"thoihoc", "nghihoc", "bohoc", "truot", "khongdat", "chuadat", "khongtotnghiep",
		"chuatotnghiep", "khongtn", "chuatn",
		"luuban", "thilai", "hoclai", "baoluu", "dinhchi", "duoihoc", "buocthoi", "chuyentruong", "chuyendi",
		"bothi", "vangthi", "camthi", "khongdu",
		"chuadu", "khongcongnhan", "khongxet", "chuaxet", "xoaten", "xoaso", "nomon", "notinchi", "nohocphi",
		"hoanxet", "hoantn", "hoantotnghiep",
		"tuvong", "damat", "dahuy", "huybo", "huyketqua", "khongduthi", "khongthamdu", "rutho", "rutten", "thatlac",
		"namsau", "hongthi", "rottn",
		"failed", "withdrawn", "droppedout", "notgraduated", "expelled", "suspended", "deceased"}
)

// decided asks about every row that says of itself that it may not be issued, and
// leaves out those that a person chose to leave out.
func (r *reader) decided(rows []int) []int {
	var status, remarks []int
	for col, name := range r.layout.names {
		switch key := letters.Key(name); {
		case slices.Contains(statusHeaders, key):
			status = append(status, col)
		case slices.Contains(remarkHeaders, key):
			remarks = append(remarks, col)
		}
	}
	slices.Sort(status)
	slices.Sort(remarks)
	return slices.DeleteFunc(rows, func(row int) bool {
		leaveOut := false
		for _, col := range status {
			leaveOut = r.askStatus(row, col, true) || leaveOut
		}
		for _, col := range remarks {
			leaveOut = r.askStatus(row, col, false) || leaveOut
		}
		leaveOut = r.askStruck(row) || leaveOut
		if leaveOut {
			r.leave(row)
			r.reportRow(CodeRowLeftOut, row)
		}
		return leaveOut
	})
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
func leftName(name string) string { return "name:" + names.Of(name).Tone }

// isLeftOut notes marks of a learner whose row in the list is left out.
func (r *reader) isLeftOut(row, col int, learner string) bool {
	if !r.leftOut[learner] {
		return false
	}
	r.reportColumn(CodeCoursesLeftOut, row, col, learner)
	return true
}

// askStatus asks about a cell with a word of not graduating; true leaves the row out.
func (r *reader) askStatus(row, col int, oneWord bool) bool {
	text := r.table.shown(row, col)
	key := letters.Key(text)
	if key == "" || r.table.Cell(row, col).Kind == grid.Number {
		return false
	}
	failed := slices.ContainsFunc(failedParts, func(part string) bool { return strings.Contains(key, part) })
	failed = failed || oneWord && slices.Contains(failedWords, key)
	return failed && r.report(CodeRowStatus, row, col, text) == AnswerLeaveOut
}

// askStruck asks about a row whose name or code is struck through.
func (r *reader) askStruck(row int) bool {
	for _, f := range append([]Field{r.nameField()}, learnerFields...) {
		col, ok := r.column(f)
		if !ok {
			continue
		}
		if c := r.table.Cell(row, col); c.Style != nil && c.Style.Struck {
			return r.report(CodeRowStruck, row, col, c.Text) == AnswerLeaveOut
		}
	}
	return false
}
