package roster

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// withoutOthers asks about a sheet whose name or titles say that its people have not
// graduated, and leaves it out where a person said so.
func (r *reader) withoutOthers(rows []int) []int {
	row, title := r.titleOfOthers()
	if title == "" || len(rows) == 0 {
		return rows
	}
	if r.report(CodeListOfOthers, row, -1, title) != AnswerLeaveOut {
		return rows
	}
	return r.withoutAll(rows)
}

// withoutAll leaves out all rows of a sheet.
func (r *reader) withoutAll(rows []int) []int {
	for _, row := range rows {
		r.leave(row)
		r.reportColumn(CodeRowLeftOut, row, -1, r.nameShown(row))
	}
	return nil
}

// titleOfOthers returns what says so: the sheet's name or a text above the table, of
// row -1, or a cell above the header.
func (r *reader) titleOfOthers() (row int, title string) {
	name := sayingOf(r.table.Name)
	isLetter := len(strings.TrimSpace(name.words)) < 3 // of a class, such as K
	if name.is(failedWords) && !isLetter {
		return -1, r.table.Name
	}
	return r.titleThat(func(title string) bool { return sayingOf(title).has(failedPhrases) })
}

// titleThat returns the first of the sheet's name, the text above the table and the cells
// above the header that says something; "" for none.
func (r *reader) titleThat(says func(string) bool) (row int, title string) {
	for _, title := range append([]string{r.table.Name, r.table.Title}, r.table.PageTexts...) {
		if says(title) {
			return -1, title
		}
	}
	for row := range min(r.layout.first, len(r.table.Rows)) {
		for _, c := range r.table.Rows[row].Cells {
			if says(c.Text) {
				return row, c.Text
			}
		}
	}
	return 0, ""
}

// draftPhrases say that a list is not yet what was decided.
var draftPhrases = phrases("dự kiến", "dự thảo", "bản nháp", "nháp", "tạm thời", "đề nghị xét", "đề nghị công nhận",
	"chưa chính thức", "bản thử", "draft", "provisional", "ví dụ", "biểu mẫu", "minh họa", "example", "template")

// askTitles asks about titles of a list that is none of a decision, or of another year.
func (r *reader) askTitles(rows []int) {
	if len(rows) == 0 {
		return
	}
	isDraft := func(title string) bool {
		return sayingOf(title).has(draftPhrases) && !(r.isKept && title == r.table.Name)
	}
	if row, title := r.titleThat(isDraft); title != "" {
		r.report(CodeListOfDraft, row, -1, title)
	}
	r.askContradictions()
	decided := yearOf(r.input.Terms.DecisionDate)
	if decided == 0 {
		return
	}
	newest, text := 0, ""
	_, _ = r.titleThat(func(title string) bool {
		for _, found := range titleYear.FindAllString(title, -1) {
			if year := parseSmall(found); year > newest {
				newest, text = year, title
			}
		}
		return false
	})
	if newest == 0 || newest >= decided-1 && newest <= decided+1 {
		r.askYearOfTitle()
		return
	}
	at, _ := r.titleThat(func(title string) bool { return title == text })
	r.report(CodeTitleYear, at, -1, text)
}

// titleYear is a year in a title.
var titleYear = regexp.MustCompile(`\b(?:19|20)[0-9]{2}\b`)

// totalOfPeople is how a list says at its end how many people are on it.
var totalOfPeople = regexp.MustCompile(`(?:gom|co|tong|tongso|tongcong)` +
	`(?:tatca|cong|so|la|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin|muoi|tram|linh|le)*([0-9]{1,6})` +
	`(?:hocsinh|sinhvien|hocvien|thisinh|nguoi|em|hs|sv)`)

// runningHeaders are those of a column that numbers the rows.
var runningHeaders = []string{"stt", "tt", "sott", "sothutu", "thutu", "no", "order"}

// runningColumns returns the columns that number the rows, in order.
func (r *reader) runningColumns() []int {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(r.layout.names)), func(col int) bool {
		return !slices.Contains(runningHeaders, shortKey(r.layout.names[col]))
	})
}

// noteSkips notes where the running number leaves one out.
func (r *reader) noteSkips(rows []int) {
	columns := r.runningColumns()
	if len(columns) == 0 {
		return
	}
	before := 0
	for _, row := range rows {
		text := r.table.shown(row, columns[0])
		n := 0
		if onlyDigits.MatchString(text) && len(text) < 7 {
			n = parseSmall(text)
		}
		if before > 0 && n > before+1 {
			r.reportColumn(CodeNumbersSkip, row, columns[0], text)
		}
		before = n
	}
}
