package registrar

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/unicode/norm"

	"sogoc/registry"
	"sogoc/registry/classlist"
	"sogoc/registry/intake"
	"sogoc/registry/reading"
	"sogoc/registry/roster"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// termsData is what the form of an upload's terms shows.
type termsData struct {
	Terms registry.Terms
	Types []credential.Type // that may be chosen
}

// uploadData is what the page for a new upload shows.
type uploadData struct {
	termsData
	Waiting []intake.Upload
	Quota   *quotaData
	Kept    *keptFiles // that the person chose before; nil for none
}

func (u *UI) showNewUpload(v *visit) error {
	return u.newUpload(v, http.StatusOK, "", registry.Terms{})
}

// newUpload shows the form; without terms those of the school's last batch are
// filled in, except what differs for each batch.
func (u *UI) newUpload(v *visit, status int, trouble string, terms registry.Terms) error {
	waiting, err := u.Register.Intake.Uploads(v.ctx(), v.actor)
	if err != nil {
		return err
	}
	if terms == (registry.Terms{}) {
		last, err := u.Register.Reading.Batches(v.ctx(), v.actor, reading.BatchFilter{Page: registry.Page{Limit: 1}})
		if err != nil {
			return err
		}
		if len(last) > 0 {
			terms = last[0].Terms
			terms.DecisionNumber, terms.DecisionDate, terms.IssueDate = "", "", ""
		}
	}
	quota, err := v.quotaOfList(nil)
	if err != nil {
		return err
	}
	kept, err := v.keptFilesOf("/uploads/new", "/uploads")
	if err != nil {
		return err
	}
	data := uploadData{termsData{terms, u.types(v)}, waiting, quota, kept}
	return v.render(status, "upload", view{Trouble: trouble, Data: data})
}

// ledgerPatience is how long a page waits for the ledger before it is shown
// without what the ledger would say.
const ledgerPatience = 3 * time.Second

// types returns the types that the school may issue by its accreditation, or
// all where the ledger does not answer now.
func (u *UI) types(v *visit) []credential.Type {
	ctx, cancel := context.WithTimeout(v.ctx(), ledgerPatience)
	defer cancel()
	scopes, err := u.Register.Reading.Scope(ctx, v.actor)
	return slices.DeleteFunc(credential.Types(), func(t credential.Type) bool {
		return t.Legacy ||
			(err == nil && !slices.ContainsFunc(scopes, func(s ledger.Scope) bool { return s.Type == t.Code }))
	})
}

func (u *UI) upload(v *visit) error {
	end, err := web.ReadInTurn(v.c, func(ctx context.Context) (func(), error) {
		return u.Register.Lists.BeginUpload(ctx, v.actor)
	})
	if err != nil {
		return err
	}
	defer end()
	f, err := readForm(v.c.Request)
	if err != nil {
		return err
	}
	for _, field := range []string{"list", "courses"} {
		if len(f.files[field].content) > 0 {
			continue
		}
		kept, err := u.keptFile(v, f, field)
		if err != nil {
			return err
		}
		if kept != nil {
			f.files[field] = *kept
		}
	}
	terms, list := termsOf(f.values), f.files["list"]
	if len(list.content) == 0 {
		return u.newUpload(v, http.StatusUnprocessableEntity, v.say("noFile"), terms)
	}
	for _, file := range f.files {
		if len(file.content) > roster.MaxFile {
			return u.newUpload(v, http.StatusRequestEntityTooLarge, v.say("problem:too_large"), terms)
		}
	}
	settings := intake.UploadSettings{ListName: list.name, CoursesName: f.files["courses"].name, Terms: terms}
	kept, err := u.Register.Intake.KeepUpload(v.ctx(), v.actor, settings, list.content, f.files["courses"].content)
	if err != nil {
		return err
	}
	return v.redirect("/uploads/" + kept.ID.String())
}

// form is a posted form with files, all of it in memory: nothing of a class
// list is ever written to disk unsealed.
type form struct {
	values url.Values
	files  map[string]file
}

type file struct {
	name    string
	content []byte // nil for none
}

const maxField = 4 << 10

func readForm(r *http.Request) (form, error) {
	f := form{url.Values{}, map[string]file{}}
	parts, err := r.MultipartReader()
	if err != nil {
		return f, web.BadRequest("the form cannot be read")
	}
	for count := 0; count < 100; count++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return f, nil
		}
		if err != nil {
			return f, web.ReadError(err)
		}
		most := int64(maxField)
		if part.FileName() != "" {
			most = roster.MaxFile + 1
		}
		content, err := io.ReadAll(io.LimitReader(part, most))
		if err != nil {
			return f, web.ReadError(err)
		}
		if part.FileName() == "" {
			f.values.Add(part.FormName(), string(content))
		} else if len(content) > 0 {
			f.files[part.FormName()] = file{fileName(part.FileName()), content}
		}
	}
	return f, web.BadRequest("too many fields")
}

// fileName keeps what a person recognises a file by.
func fileName(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(filepath.Base(strings.ReplaceAll(name, `\`, "/")), "?"))
	if runes := []rune(name); len(runes) > 120 {
		name = string(runes[:120])
	}
	return name
}

// termsOf reads the form of terms. What is wrong with them the register says.
func termsOf(values url.Values) registry.Terms {
	text := func(name string) string { return tidy(values.Get(name)) }
	date := func(name string) ledger.Date { return dateOf(values.Get(name)) }
	year, _ := strconv.Atoi(text("graduationYear")) // 0 where it is none
	return registry.Terms{
		Type: text("type"), Field: text("field"), Major: text("major"), MajorEn: text("majorEn"), Book: text("book"),
		DecisionNumber: text("decisionNumber"), DecisionDate: date("decisionDate"), IssueDate: date("issueDate"),
		SignedBy: credential.Signatory{
			Name:  text("signerName"),
			Title: text("signerTitle"),
		}, Place: text("place"), Mode: text("mode"),
		GraduationYear: year, School: text("school"), ExamCouncil: text("examCouncil"), ExamSession: text("examSession"),
	}
}

// tidy cleans what was typed into one line of text.
func tidy(typed string) string {
	return norm.NFC.String(strings.Join(strings.Fields(strings.ToValidUTF8(typed, "?")), " "))
}

// dateOf reads a date as it is written in Viet Nam, the day first, whatever the
// browser's country is. What is none the register refuses.
func dateOf(typed string) ledger.Date {
	for _, form := range []string{"2/1/2006", "2-1-2006", "2.1.2006"} {
		if d, err := time.Parse(form, tidy(typed)); err == nil {
			return ledger.Date(d.Format(time.DateOnly))
		}
	}
	return ledger.Date(tidy(typed)) // perhaps 2006-01-02
}

// movedTo is the error of something that is now at another path of these pages.
type movedTo struct{ path string }

func (movedTo) Error() string { return "it is elsewhere now" }

// waiting returns the upload in the path with what was said of it so far. One that
// became a batch has moved there: pressing again, going back and loading again lead to it.
func (u *UI) waiting(v *visit) (intake.Upload, roster.Reading, error) {
	var reading roster.Reading
	id, err := v.id()
	if err != nil {
		return intake.Upload{}, reading, err
	}
	up, err := u.Register.Intake.Upload(v.ctx(), v.actor, id)
	if errors.Is(err, registry.ErrNotFound) {
		if batch, made := u.Register.Intake.OfUpload(v.ctx(), v.actor, id); made == nil {
			return up, reading, movedTo{"/batches/" + batch.String()}
		}
	}
	if err != nil {
		return intake.Upload{}, reading, err
	}
	if len(up.Reading) > 0 {
		if err := json.Unmarshal(up.Reading, &reading); err != nil {
			return up, reading, fmt.Errorf("what was said of upload %s does not read", up.ID)
		}
	}
	return up, reading, nil
}

// requestOf is how an upload is read.
func requestOf(up intake.Upload, reading roster.Reading) classlist.Request {
	return classlist.Request{
		Issuer:  up.Issuer,
		Terms:   up.Terms,
		List:    up.List,
		Courses: up.Courses,
		Choices: reading.Choices,
		Answers: reading.Values(),
		Afresh:  reading.Afresh,
	}
}

// changeUpload takes corrections of columns and terms, and shows the preview again.
func (u *UI) changeUpload(v *visit) error {
	up, reading, err := u.waiting(v)
	if err != nil {
		return err
	}
	if err := v.c.Request.ParseForm(); err != nil {
		return web.ReadError(err)
	}
	values := v.c.Request.PostForm
	if values.Has("type") {
		up.Terms = termsOf(values)
	}
	if values.Has("columns") {
		result, err := u.Register.Lists.ReadFiles(v.ctx(), v.actor, requestOf(up, reading))
		if err != nil {
			return err
		}
		reading.Choices = corrected(&result, reading.Choices, values)
	}
	if values.Has("asRead") {
		reading.Choices, reading.Afresh = nil, true
	}
	if up.Reading, err = json.Marshal(reading); err != nil {
		return err
	}
	if err := u.Register.Intake.ChangeUpload(v.ctx(), v.actor, up); err != nil {
		return err
	}
	return v.redirect("/uploads/" + up.ID.String())
}

// corrected adds to the choices what the form says otherwise than the sheets
// were read.
func corrected(result *roster.Result, choices []roster.Choice, values url.Values) []roster.Choice {
	for i, sheet := range result.Sheets() {
		at := slices.IndexFunc(
			choices,
			func(c roster.Choice) bool { return c.File == sheet.File && c.Sheet == sheet.Name },
		)
		choice := roster.Choice{File: sheet.File, Sheet: sheet.Name}
		if at >= 0 {
			choice = choices[at]
		}
		changed := false
		if header, err := strconv.Atoi(values.Get(headerField(i))); err == nil && header != sheet.Header &&
			header > 0 &&
			header <= sheet.Rows {
			choice.Header, choice.Columns, changed = header, nil, true // other columns than those that the form showed
		} else {
			read := fieldsOf(result, sheet)
			for _, letter := range sheet.Letters() {
				name := columnField(i, letter)
				field := roster.Field(values.Get(name))
				if !values.Has(name) || field == read[letter] || (field != "" && !slices.Contains(roster.Fields(sheet.File), field)) {
					continue
				}
				if choice.Columns == nil {
					choice.Columns = map[string]roster.Field{}
				}
				choice.Columns[letter], changed = field, true
			}
		}
		switch {
		case !changed:
		case at >= 0:
			choices[at] = choice
		default:
			choices = append(choices, choice)
		}
	}
	return choices
}

// fieldsOf returns what each column of a sheet was read as.
func fieldsOf(result *roster.Result, sheet roster.Sheet) map[string]roster.Field {
	read := map[string]roster.Field{}
	for _, c := range result.Report.Columns {
		if c.File == sheet.File && c.Sheet == sheet.Name {
			read[c.Column] = c.Field
		}
	}
	return read
}

func headerField(sheet int) string                { return fmt.Sprintf("header.%d", sheet) }
func columnField(sheet int, letter string) string { return fmt.Sprintf("column.%d.%s", sheet, letter) }

func (u *UI) dropUpload(v *visit) error {
	up, _, err := u.waiting(v)
	if err != nil {
		return err
	}
	if err := u.Register.Intake.DropUpload(v.ctx(), v.actor, up); err != nil {
		return err
	}
	return v.redirect("/batches")
}

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// templates are the files to fill in, by the name in the path.
var templates = map[string]string{
	"danh-sach-tot-nghiep.xlsx": roster.FileList,
	"bang-diem.xlsx":            roster.FileCourses,
}

func (u *UI) template(v *visit) error {
	file, ok := templates[v.c.Param("file")]
	if !ok {
		return registry.ErrNotFound
	}
	content, err := roster.Template(file)
	if err != nil {
		return err
	}
	return web.Attach(v.c, v.c.Param("file"), mediaXLSX, bytes.NewReader(content))
}
