package registrar

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sogoc/registry/roster"
	"sogoc/web"
)

// reportedData is one thing that reading an upload asks about or notes, as the preview
// shows it once.
type reportedData struct {
	roster.Problem
	Where     string    // file, column, cell and learner, as far as it is about one
	Was       []string  // what the file holds at its rows, where that was changed
	By        string    // name of the person who answered; "" where nobody has
	At        time.Time // of the answer
	Excerpt   excerpt   // the first of its rows, as they were read
	OtherRows string    // numbers of its other rows: "15–40, 44"
	MoreRows  int       // how many rows it has beyond those that are named
	First     int       // number of its first row among those that will be signed; 0 for none
}

// Text says what it is, in the page's language.
func (r reportedData) Text() web.Text { return web.Text{r.Message.Vi, r.Message.En} }

// OptionText is an option in the page's language, with the value that would be
// printed where the question is about one.
func (r reportedData) OptionText(o roster.Option) web.Text {
	value := ""
	switch {
	case r.Suggestion == "" || len(r.Options) < 2:
	case o.Value == roster.AnswerSuggested:
		value = r.Suggestion
	case o.Value == roster.AnswerConfirm:
		value = r.Found
	}
	if value != "" {
		value = ": “" + value + "”"
	}
	return web.Text{o.Label.Vi + value, o.Label.En + value}
}

// Reading is the only way to read the only example, where there is no other; nil where
// readings have to be compared.
func (r reportedData) Reading() *roster.Example {
	if len(r.Examples) != 1 || len(r.Examples[0].Readings) != 1 {
		return nil
	}
	return &r.Examples[0]
}

// ShowsRows reports whether its rows stand open: nothing else says what it is about.
func (r reportedData) ShowsRows() bool { return r.Found == "" && len(r.Examples) == 0 && r.Count > 1 }

// reportedKind is all of one kind: what it says is said once.
type reportedKind struct {
	First reportedData // its text and severity are those of all
	All   []reportedData
}

// kindsOf puts what is of one kind together, each kind where its first one stands.
func kindsOf(reported []reportedData) []reportedKind {
	var kinds []reportedKind
	for _, r := range reported {
		i := slices.IndexFunc(kinds, func(k reportedKind) bool { return k.First.Code == r.Code })
		if i < 0 {
			kinds = append(kinds, reportedKind{First: r})
			i = len(kinds) - 1
		}
		kinds[i].All = append(kinds[i].All, r)
	}
	return kinds
}

// Bounds of one page of the preview. The next questions come when these are answered.
const (
	questionsOnPage = 100
	notesOnPage     = 100
	rowsOfReported  = 10  // rows of one question or note
	rowsOfAll       = 300 // rows of all questions and notes together
)

// reporter makes what the preview shows of a report's problems.
type reporter struct {
	upload   *readUpload
	reading  roster.Reading
	language web.Language
	review   *reviewData // nil where the list cannot be imported
	sheets   int         // that have rows
	rows     int         // that may still be shown
}

func newReporter(l *readUpload, reading roster.Reading, language web.Language, review *reviewData) *reporter {
	sheets := 0
	for _, s := range l.Sheets() {
		if s.Rows > 0 {
			sheets++
		}
	}
	return &reporter{
		upload:   l,
		reading:  reading,
		language: language,
		review:   review,
		sheets:   sheets,
		rows:     rowsOfAll,
	}
}

// reported returns what is shown of problems that the report holds at these places.
func (r *reporter) reported(places []int) []reportedData {
	result := &r.upload.Result.Result
	remarks := result.Remarks(r.reading.Answers) // one for each problem, as far as they are kept
	var all []reportedData
	for _, i := range places {
		p := result.Report.Problems[i]
		data := reportedData{Problem: p, Where: r.where(p)}
		if i < len(remarks) {
			data.Was = remarks[i].Texts
			if r.review != nil && len(remarks[i].Lines) > 0 {
				data.First = r.review.RowOf(remarks[i].Lines[0])
			}
		}
		if p.Answer != "" {
			given := r.reading.Answers[p.ID]
			data.By, data.At = given.Name, given.At
		}
		r.addRows(&data)
		all = append(all, data)
	}
	return all
}

// where says what a problem is about: the file where there are several, the column, the
// cell or the number of rows, and the learner as the row says.
func (r *reporter) where(p roster.Problem) string {
	var parts []string
	add := func(part string) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if r.sheets > 1 || p.File == roster.FileTerms || (p.Header == "" && p.Row == 0) {
		file := texts["file:"+p.File].In(r.language)
		if p.Sheet != "" {
			file += ", " + texts["sheet"].In(r.language) + " " + p.Sheet
		}
		add(file)
	}
	add(p.Header)
	switch {
	case p.Count > 1:
		add(sprintf(r.language, texts["rowsOf"].In(r.language), p.Count))
	case p.Row > 0 && p.Column == "":
		add(texts["rowNo"].In(r.language) + " " + strconv.Itoa(p.Row))
	case p.Row > 0:
		add(cellName("", p.Row, p.Column))
	}
	add(learnerAt(&r.upload.Result.Result, p))
	add(namesOf(p.People))
	return strings.Join(parts, " · ")
}

// namesInQuestion bounds the learners that are named of whom one answer is.
const namesInQuestion = 30

// namesOf lists learners, and says how many more there are.
func namesOf(people []string) string {
	more := ""
	if n := len(people) - namesInQuestion; n > 0 {
		people, more = people[:namesInQuestion], "; … (+"+strconv.Itoa(n)+")"
	}
	named := slices.DeleteFunc(slices.Clone(people), func(called string) bool { return called == "" })
	return strings.Join(named, "; ") + more
}

// learnerAt says which learner a problem of one row is about: code and name as they
// stand in the row.
func learnerAt(result *roster.Result, p roster.Problem) string {
	sheet, ok := result.Sheet(p.File, p.Sheet)
	if !ok || p.Row == 0 || p.Row <= sheet.Header || p.Count > 1 {
		return ""
	}
	var parts []string
	for _, field := range []roster.Field{roster.FieldLearnerCode, roster.FieldMOETID, roster.FieldFullName,
		roster.FieldFamilyName, roster.FieldGivenName} {
		for _, c := range columnsOf(result, p.File, p.Sheet) {
			if c.Field == field && c.Column != p.Column {
				parts = append(parts, sheet.Cell(p.Row, c.Column))
			}
		}
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}

// cellForm is the form of a cell's name: "Sheet1!C7", or "C7" where there are no sheets.
var cellForm = regexp.MustCompile(`^(?:(.*)!)?[A-Z]+([0-9]+)$`)

// clashingRow returns the row of the cell that a problem clashes with, 0 where that is on
// another sheet or there is none.
func clashingRow(p roster.Problem) int {
	found := cellForm.FindStringSubmatch(p.Other)
	if found == nil || found[1] != p.Sheet {
		return 0
	}
	row, err := strconv.Atoi(found[2])
	if err != nil {
		return 0
	}
	return row
}

// addRows shows the first rows of a problem with their neighbours, and the row that it
// clashes with, and names the others.
func (r *reporter) addRows(data *reportedData) {
	rows := slices.Clone(data.Rows)
	if len(rows) == 0 && data.Row > 0 {
		rows = []int{data.Row}
	}
	data.MoreRows = max(0, data.Count-len(rows))
	slices.Sort(rows)
	rows = slices.Compact(rows)
	sheet, found := r.upload.Sheet(data.File, data.Sheet)
	shown := 0
	if found {
		shown = min(len(rows), rowsOfReported, r.rows)
	}
	data.OtherRows = rangesOf(rows[shown:])
	if shown == 0 {
		return
	}
	r.rows -= shown
	data.Excerpt = r.upload.excerptOf(data.File, data.Sheet)
	severity := data.Severity
	if data.Answer != "" {
		severity = roster.Note
	}
	looked := slices.Clone(rows[:shown])
	if clashing := clashingRow(data.Problem); clashing > 0 {
		looked = append(looked, clashing)
		slices.Sort(looked)
		looked = slices.Compact(looked)
	}
	for _, row := range looked {
		data.Excerpt.around(sheet, row, []fault{{Column: data.Column, Severity: severity}})
	}
}

// rangesOf writes ascending numbers of rows shortly: "15–40, 44".
func rangesOf(rows []int) string {
	var parts []string
	for i := 0; i < len(rows); {
		end := i
		for end+1 < len(rows) && rows[end+1] == rows[end]+1 {
			end++
		}
		part := strconv.Itoa(rows[i])
		if end > i {
			part += "–" + strconv.Itoa(rows[end])
		}
		parts = append(parts, part)
		i = end + 1
	}
	return strings.Join(parts, ", ")
}
