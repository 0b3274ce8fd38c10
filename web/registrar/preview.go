package registrar

import (
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
	Asked          bool // an answer mends it as well
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
		Found: p.Found, Other: p.Other, Message: web.Text{p.Message.Vi, p.Message.En}, Asked: len(p.Options) > 0}
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
	Errors    int       // that only another file or other terms mend
	Asked     int       // questions that are open
	Omitted   int       // problems that the report has no room for
	General   []fault   // errors of files, sheets and terms
	Excerpts  []excerpt // rows with errors
	Page      int       // of the excerpts, from 1
	Pages     int
	Questions questionsData
	Notes     notesData
	Sheets    []sheetData
	Marked    map[string]bool // files that can be had with their problems in their cells
	Chosen    bool            // columns are read as a person chose, now or at an earlier import
	Quota     *quotaData      // what it would take; nil where the list cannot be imported
	Before    *registry.Batch // that the file made already; nil for none
	Importer  string          // who imported that
	Review    *reviewData     // what would be signed; nil where the list cannot be imported
}

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
		Omitted:   l.Report.Omitted,
		Marked:    map[string]bool{},
		Chosen:    len(reading.Choices) > 0 || isAsLastTime(&l.Result.Result),
		Sheets:    sheetsOf(&l.Result.Result),
	}
	if data.Review, err = u.reviewUpload(v, up, &l, reading); err != nil {
		return err
	}
	data.addReported(v, &l, reading)
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
	if len(l.Check.Drafts) > 0 {
		if data.Quota, err = v.quotaOfList(kindCounts(l.Check.Drafts)); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, "preview", view{Data: data})
}

// addReported puts what was found in an upload where the page shows it, each once.
func (d *previewData) addReported(v *visit, l *readUpload, reading roster.Reading) {
	answerable := 0
	for _, p := range l.Report.Problems {
		if p.Severity == roster.Error && p.Open() && len(p.Options) > 0 {
			answerable++
		}
	}
	d.Errors = l.Report.Errors - answerable + len(l.Check.Problems)
	d.Asked = l.Report.Questions + answerable
	d.Page, _ = strconv.Atoi(v.c.Query("page"))
	d.errors(l)
	r := newReporter(l, reading, v.language, d.Review)
	d.Questions = r.questions(d)
	page, _ := strconv.Atoi(v.c.Query("notes"))
	d.Notes = r.notes(page)
}

// reviewUpload shows what would be signed of an upload; nil where it cannot be
// imported as it stands.
func (u *UI) reviewUpload(v *visit, up intake.Upload, l *readUpload, said roster.Reading) (*reviewData, error) {
	if len(l.Check.Drafts) == 0 {
		return nil, nil
	}
	settled := *l // what is still open is asked about on the same page
	settled.Report.Problems = slices.DeleteFunc(
		slices.Clone(l.Report.Problems),
		func(p roster.Problem) bool { return p.Open() },
	)
	table, err := u.table(up.Issuer, l.Check.Drafts, settled.remarks(up, said))
	if err != nil {
		return nil, err
	}
	names := map[uuid.UUID]string{v.actor.ID: v.actor.Name} // an upload is its registrar's alone
	d, err := u.review(v, table, "/uploads/"+up.ID.String(), names)
	if err != nil {
		return nil, err
	}
	d.Notes = nil // the preview shows them with their rows in the file
	return d, nil
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
