package registrar

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/classlist"
	"sogoc/registry/intake"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
	"sogoc/web"
)

// fault is one thing that is wrong with an upload, or worth a
// look, whichever part found it: the reader of the files or the register.
type fault struct {
	File, Sheet    string
	Row            int    // from 1; 0 for a whole sheet, file, or the terms
	Column, Header string // "" for the whole row
	Severity       roster.Severity
	Found, Other   string // what stands there; the place that it clashes with
	Suggestion     string // what was probably meant
	Message        web.Text
}

// text is what a cell's comment says.
func (f fault) text(l web.Language) string {
	text := f.Message.In(l)
	for _, more := range []string{f.Other, f.Suggestion} {
		if more != "" {
			text += " → " + more
		}
	}
	return text
}

// readUpload is what the preview shows of an upload: its rows, and what is wrong with them.
type readUpload struct {
	classlist.Result
	faults []fault // in the order of the files
}

// readAndCheck reads an upload's files and asks the register about their rows.
func (u *UI) readAndCheck(v *visit, up intake.Upload, reading roster.Reading) (readUpload, error) {
	read, err := u.Register.Lists.Read(v.ctx(), v.actor, requestOf(up, reading))
	if err != nil {
		return readUpload{}, err
	}
	l := readUpload{Result: read}
	for _, p := range l.Report.Problems {
		l.faults = append(l.faults, faultsOf(p)...)
	}
	for _, p := range l.Check.Problems {
		l.faults = append(l.faults, l.registerFault(p))
	}
	return l, nil
}

// faultsOf returns a problem once for each of its rows, as far as they are named.
func faultsOf(p roster.Problem) []fault {
	f := fault{File: p.File, Sheet: p.Sheet, Row: p.Row, Column: p.Column, Header: p.Header, Severity: p.Severity,
		Found: p.Found, Other: p.Other, Message: web.Text{p.Message.Vi, p.Message.En}}
	if p.Answer != "" {
		f.Severity = roster.Note
	}
	f.Suggestion = p.Suggestion
	if len(p.Rows) == 0 {
		return []fault{f}
	}
	var all []fault
	for _, row := range p.Rows {
		f.Row = row
		all = append(all, f)
	}
	return all
}

// registerFault puts what the register says of a row at its cell.
func (l readUpload) registerFault(p intake.Problem) fault {
	name := strings.TrimPrefix(p.Field, "subject.")
	f := fault{
		Severity: roster.Error,
		Message:  web.Text{faultWord(p, web.Vietnamese), faultWord(p, web.English) + " – " + p.Want},
	}
	if p.Line == 0 {
		return f
	}
	f.File = roster.FileList
	f.Sheet, f.Row = l.Position(p.Line)
	for _, c := range l.Report.Columns {
		if c.File == f.File && c.Sheet == f.Sheet &&
			(string(c.Field) == name || (c.Field == roster.FieldMajorCode && (name == "field" || name == "kind"))) {
			f.Column, f.Header = c.Column, c.Header
			break
		}
	}
	return f
}

// faultWord says a fault of a field in words.
func faultWord(p intake.Problem, l web.Language) string {
	name := strings.TrimPrefix(p.Field, "subject.")
	label, ok := texts["field:"+name]
	if !ok {
		label = web.Text{name, name}
	}
	word := texts["fault:"+string(p.Fault)]
	if p.Fault == credential.FaultConflict && (name == "serialNumber" || name == "registerNumber") {
		word = texts["fault:taken"]
		if p.InRegister != "" {
			return label.In(l) + ": " + fmt.Sprintf(texts["fault:in_register"].In(l), p.InRegister)
		}
	}
	return label.In(l) + ": " + word.In(l)
}

// previewData is what the preview shows.
type previewData struct {
	termsData
	Upload    intake.Upload
	Rows      int
	Check     intake.ImportCheck
	Ready     bool
	Errors    int
	Asked     int // questions that are open
	Notes     int
	Questions []questionData // open ones first
	Omitted   int
	General   []fault // of files, sheets and terms
	Excerpts  []excerpt
	Page      int // of the excerpts, from 1
	Pages     int
	Sheets    []sheetData
	Marked    map[string]bool // files that can be had with their problems in their cells
	Chosen    bool            // columns are read as a person chose, now or at an earlier import
	Quota     *quotaData      // what it would take; nil where the list cannot be imported
	Before    *registry.Batch // that the file made already; nil for none
	Importer  string          // who imported that
	Review    *reviewData     // what would be signed; nil where the list cannot be imported
}

// excerpt is part of a sheet around rows that something is wrong with.
type excerpt struct {
	File, Sheet string
	Columns     []roster.Column
	Lines       []line
}

// line is a row of a sheet, or what is wrong with the row before.
type line struct {
	Row    int
	Gap    bool // rows before it are not shown
	Cells  []cell
	Faults []fault // not nil: something is wrong with this row
}

type cell struct{ Text, Class string } // Class: "", "bad" or "odd", as the style sheet names it

var cellClasses = map[roster.Severity]string{roster.Error: "bad", roster.Question: "odd"}

// sheetData is a sheet with what its columns are read as.
type sheetData struct {
	Index   int
	Sheet   roster.Sheet
	Columns []columnData
	Fields  []roster.Field
}

type columnData struct {
	Name, Letter, Header, Sample string
	Field                        roster.Field
}

// rowsOnPage is how many rows with problems one page of the preview shows.
const rowsOnPage = 50

func (u *UI) showUpload(v *visit) error {
	up, reading, err := u.waiting(v)
	if err != nil {
		return err
	}
	l, err := u.readAndCheck(v, up, reading)
	if err != nil {
		return err
	}
	data := previewData{
		termsData: termsData{up.Terms, u.types(v)},
		Upload:    up,
		Rows:      len(l.Rows),
		Check:     l.Check,
		Ready:     l.Ready(),
		Errors:    l.Report.Errors + len(l.Check.Problems),
		Asked:     l.Report.Questions,
		Notes:     l.Report.Notes,
		Omitted:   l.Report.Omitted,
		Marked:    map[string]bool{},
		Chosen:    len(reading.Choices) > 0 || isAsLastTime(&l.Result.Result),
	}
	data.Page, _ = strconv.Atoi(v.c.Query("page"))
	data.excerpts(&l)
	data.Sheets = sheetsOf(&l.Result.Result)
	data.Questions = questionsOf(&l.Result.Result, reading)
	if data.Before, err = u.importedBefore(v, up, reading); err != nil {
		return err
	}
	if data.Before != nil {
		names, err := u.Register.Reading.PeopleNames(v.ctx(), v.actor)
		if err != nil {
			return err
		}
		data.Importer = names[data.Before.ImportedBy]
	}
	if data.Review, err = u.reviewUpload(v, up, &l, reading); err != nil {
		return err
	}
	if len(l.Check.Drafts) > 0 {
		if data.Quota, err = v.quotaOfList(kindCounts(l.Check.Drafts)); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, "preview", view{Data: data})
}

// reviewUpload shows what would be signed of an upload; nil where it cannot be
// imported as it stands.
func (u *UI) reviewUpload(v *visit, up intake.Upload, l *readUpload, said roster.Reading) (*reviewData, error) {
	if len(l.Check.Drafts) == 0 {
		return nil, nil
	}
	table, err := u.table(up.Issuer, l.Check.Drafts, l.remarks(up, said))
	if err != nil {
		return nil, err
	}
	names := map[uuid.UUID]string{v.actor.ID: v.actor.Name} // an upload is its registrar's alone
	return u.review(v, table, "/uploads/"+up.ID.String(), names)
}

// remarks are what goes to the approver beside the rows.
func (l *readUpload) remarks(up intake.Upload, said roster.Reading) []registry.Remark {
	return append(l.OriginRemarks(up.ListName, up.CoursesName), l.Remarks(said.Answers)...)
}

// isAsLastTime reports whether columns of any sheet are read as a person chose for an
// earlier list.
func isAsLastTime(result *roster.Result) bool {
	return slices.ContainsFunc(result.Sheets(), func(s roster.Sheet) bool { return s.LastTime })
}

// excerpts sorts the faults into what concerns no row, and one page of the
// rows that something is wrong with, each with its neighbours.
func (d *previewData) excerpts(l *readUpload) {
	type rowPosition struct {
		file, sheet string
		row         int
	}
	byRow, order := map[rowPosition][]fault{}, []rowPosition{}
	for _, f := range l.faults {
		if f.Row == 0 {
			d.General = append(d.General, f)
			continue
		}
		d.Marked[f.File] = true
		at := rowPosition{f.File, f.Sheet, f.Row}
		if byRow[at] == nil {
			order = append(order, at)
		}
		byRow[at] = append(byRow[at], f)
	}
	sheets := map[[2]string]int{}
	for i, s := range l.Sheets() {
		sheets[[2]string{s.File, s.Name}] = i
	}
	slices.SortStableFunc(order, func(a, b rowPosition) int {
		return cmp.Or(
			cmp.Compare(sheets[[2]string{a.file, a.sheet}], sheets[[2]string{b.file, b.sheet}]),
			cmp.Compare(a.row, b.row),
		)
	})
	d.Pages = max(1, (len(order)+rowsOnPage-1)/rowsOnPage)
	d.Page = min(max(d.Page, 1), d.Pages)
	order = order[min(len(order), (d.Page-1)*rowsOnPage):min(len(order), d.Page*rowsOnPage)]
	for _, at := range order {
		sheet, ok := l.Sheet(at.file, at.sheet)
		if !ok {
			continue
		}
		if n := len(d.Excerpts); n == 0 || d.Excerpts[n-1].File != at.file || d.Excerpts[n-1].Sheet != at.sheet {
			columns := columnsOf(&l.Result.Result, at.file, at.sheet)
			d.Excerpts = append(d.Excerpts, excerpt{File: at.file, Sheet: at.sheet, Columns: columns})
		}
		d.Excerpts[len(d.Excerpts)-1].around(sheet, at.row, byRow[at])
	}
}

func columnsOf(result *roster.Result, file, sheet string) []roster.Column {
	var columns []roster.Column
	for _, c := range result.Report.Columns {
		if c.File == file && c.Sheet == sheet {
			columns = append(columns, c)
		}
	}
	return columns
}

// around adds a row with its faults, and its neighbours where they do not
// stand there already.
func (e *excerpt) around(sheet roster.Sheet, row int, faults []fault) {
	for at := max(1, row-1); at <= min(row+1, sheet.Rows); at++ {
		if at == sheet.Header && at != row {
			continue
		}
		last := 0
		if n := len(e.Lines); n > 0 {
			last = e.Lines[n-1].Row
		}
		if at > last {
			added := line{Row: at, Gap: last > 0 && at > last+1}
			for _, c := range e.Columns {
				added.Cells = append(added.Cells, cell{Text: sheet.Cell(at, c.Column)})
			}
			e.Lines = append(e.Lines, added)
		}
	}
	i := slices.IndexFunc(e.Lines, func(l line) bool { return l.Row == row })
	if i < 0 { // beyond the sheet
		return
	}
	e.Lines[i].Faults = faults
	for _, f := range faults {
		for k, c := range e.Columns {
			if c.Column == f.Column && e.Lines[i].Cells[k].Class != "bad" && f.Severity != roster.Note {
				e.Lines[i].Cells[k].Class = cellClasses[f.Severity]
			}
		}
	}
}

// sheetsOf describes the columns of each sheet, with a sample of each.
func sheetsOf(result *roster.Result) []sheetData {
	var all []sheetData
	for i, sheet := range result.Sheets() {
		if sheet.Rows == 0 {
			continue
		}
		data, read := sheetData{Index: i, Sheet: sheet, Fields: roster.Fields(sheet.File)}, fieldsOf(result, sheet)
		headers := map[string]string{}
		for _, columns := range [][]roster.Column{result.Report.Columns, result.Report.Dropped} {
			for _, c := range columns {
				if c.File == sheet.File && c.Sheet == sheet.Name {
					headers[c.Column] = c.Header
				}
			}
		}
		for _, letter := range sheet.Letters() {
			c := columnData{Name: columnField(i, letter), Letter: letter, Header: headers[letter], Field: read[letter]}
			for row := sheet.Header + 1; row <= min(sheet.Rows, sheet.Header+8) && c.Sample == ""; row++ {
				c.Sample = sheet.Cell(row, letter)
			}
			if c.Header != "" || c.Sample != "" {
				data.Columns = append(data.Columns, c)
			}
		}
		all = append(all, data)
	}
	return all
}
