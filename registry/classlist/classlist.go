// Package classlist reads class lists for the schools that hand them in. It gives
// each school its turn, so that one school's files hold up no other's, asks the
// paper which letters it can show, and lets the register ask its own questions about
// the rows.
//
// What belongs here: how reading files (package roster) and the register (package
// intake) work together, for pages and programs alike. What does not: what is wrong
// with a file, and what the register knows. The package holds files in memory only.
package classlist

import (
	"context"
	"errors"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/registry/process"
	"sogoc/registry/roster"
)

// Paper knows what can be printed. Package diploma's Printer implements it.
type Paper interface {
	// CanPrint reports whether every school's papers can show a letter.
	CanPrint(r rune) bool
}

// Store is what the register remembers of earlier lists. Package postgres implements
// it.
type Store interface {
	// Mappings returns how a school's columns are read, newest first.
	Mappings(ctx context.Context, issuer string) ([]intake.Mapping, error)
	// Issuer returns a school; registry.ErrNotFound for none.
	Issuer(ctx context.Context, code string) (registry.Issuer, error)
}

// Reader reads class lists. It is safe for concurrent use.
type Reader struct {
	store    Store
	intake   *intake.Service
	proc     *process.Process
	canPrint func(rune) bool
	turns    *turns // of reading files
	uploads  *turns // of sending files
	underWay underWay
}

const (
	// parallelReadings bounds the memory that unpacked spreadsheets take.
	parallelReadings = 2
	// parallelUploads bounds the memory that files take between their first byte and
	// the answer.
	parallelUploads = 8
	// waitingUploads bounds the connections of one school that wait for their turn.
	waitingUploads = 16
)

// New returns the reader. paper is nil where nothing is printed: then no letter is
// refused for it.
func New(store Store, s *intake.Service, p *process.Process, paper Paper) *Reader {
	r := &Reader{
		store:   store,
		intake:  s,
		proc:    p,
		turns:   newTurns(parallelReadings, 0),
		uploads: newTurns(parallelUploads, waitingUploads),
	}
	if paper != nil {
		r.canPrint = paper.CanPrint
	}
	return r
}

// BeginUpload waits for the school's turn to send files. Call it before anything of
// them is read into memory, and end when the files are stored or refused. A school
// sends one upload at a time, so that a school that sends slowly holds its own turn
// only. Role registrar. Where too many uploads of the school wait already, it returns
// ErrTooManyWait at once.
func (r *Reader) BeginUpload(ctx context.Context, actor registry.Actor) (end func(), err error) {
	if err := actor.Authorize(actor.Issuer, registry.RoleRegistrar); err != nil {
		return nil, err
	}
	return r.uploads.wait(ctx, actor.Issuer)
}

// Request is what is read.
type Request struct {
	Issuer  string // issuer code of the school
	Terms   registry.Terms
	List    []byte
	Courses []byte          // nil for none
	Choices []roster.Choice // what a person says of the columns
	Answers map[string]string
	Afresh  bool // columns are read without what the school remembers of them
}

// Result is what reading gave, and what the register says of it.
type Result struct {
	roster.Result
	Check intake.ImportCheck
}

// Ready reports whether the list may be imported.
func (r Result) Ready() bool {
	return !r.Report.Failed() && !r.Report.Open() && len(r.Check.Problems) == 0
}

// Confirm puts into an import what was answered and chosen about its list.
func Confirm(request *intake.ImportRequest, read *roster.Result) {
	request.Confirmed = read.Report.Confirmations()
	request.TermsAnswers = termsAnswers(&read.Report)
	for _, m := range read.Mappings() {
		columns := make(map[string]string, len(m.Columns))
		for letter, field := range m.Columns {
			columns[letter] = string(field)
		}
		request.Mappings = append(request.Mappings, intake.Mapping{File: m.File, Header: m.Header, Columns: columns})
	}
}

// Read reads the files and, unless these have errors, asks the register about their
// rows. Role registrar.
func (r *Reader) Read(ctx context.Context, actor registry.Actor, request Request) (Result, error) {
	at := r.underWay.begin(actor.ID)
	defer at.end()
	read, err := r.readFiles(ctx, actor, request, at)
	result := Result{Result: read}
	if err != nil || read.Report.Failed() {
		return result, err
	}
	at.enter(StageChecking)
	asked := intake.ImportRequest{Issuer: request.Issuer, Terms: request.Terms, Rows: read.Rows}
	if result.Check, err = r.intake.Check(ctx, actor, asked); err != nil {
		return result, err
	}
	if err := r.leaveOutKnown(ctx, actor, asked, &result); err != nil || result.Report.Failed() {
		return result, err
	}
	result.AskForeignNumbers(oddNumbers(result.Check.Foreign))
	result.AskNumberJumps(oddNumbers(result.Check.Jumps))
	if name := result.Check.School; name != "" {
		result.AskOtherSchool(request.Terms.School, name)
	}
	if book := result.Check.NewBook; book != nil {
		result.AskNewBook(book.Code, book.Others, result.Years(request.Terms))
	}
	return result, nil
}

// leaveOutKnown asks about people who are in the register already. Where their rows are left
// out, the register is asked about the others, which get their numbers.
func (r *Reader) leaveOutKnown(
	ctx context.Context, actor registry.Actor, asked intake.ImportRequest, result *Result,
) (err error) {
	known := result.AskInRegister(inRegister(result.Check.Known))
	persons := result.AskSamePersons(inRegister(result.Check.Persons))
	if !known && !persons || result.Report.Failed() {
		return nil
	}
	asked.Rows = result.Rows
	result.Check, err = r.intake.Check(ctx, actor, asked)
	return err
}

func oddNumbers(odd []intake.OddNumber) []roster.OddNumber {
	rows := make([]roster.OddNumber, len(odd))
	for i, n := range odd {
		rows[i] = roster.OddNumber{Line: n.Line, Number: n.Number, Want: n.Want}
	}
	return rows
}

func inRegister(known []intake.Known) []roster.InRegister {
	rows := make([]roster.InRegister, len(known))
	for i, k := range known {
		rows[i] = roster.InRegister{Line: k.Line, LearnerCode: k.LearnerCode, RegisterNumber: k.RegisterNumber}
	}
	return rows
}

// ReadFiles reads the files alone. Role registrar.
func (r *Reader) ReadFiles(ctx context.Context, actor registry.Actor, request Request) (roster.Result, error) {
	at := r.underWay.begin(actor.ID)
	defer at.end()
	return r.readFiles(ctx, actor, request, at)
}

func (r *Reader) readFiles(
	ctx context.Context, actor registry.Actor, request Request, at *position,
) (roster.Result, error) {
	if err := actor.Authorize(request.Issuer, registry.RoleRegistrar); err != nil {
		return roster.Result{}, err
	}
	remembered, err := r.store.Mappings(ctx, request.Issuer)
	if err != nil {
		return roster.Result{}, err
	}
	school, err := r.store.Issuer(ctx, request.Issuer)
	if err != nil && !errors.Is(err, registry.ErrNotFound) { // which the register says of the rows
		return roster.Result{}, err
	}
	at.enter(StageWaiting)
	done, err := r.turns.wait(ctx, request.Issuer)
	if err != nil {
		return roster.Result{}, err
	}
	defer done()
	at.enter(StageOpening)
	return roster.Read(ctx, roster.Input{
		List:     request.List,
		Courses:  request.Courses,
		At:       r.proc.Now(),
		Terms:    request.Terms,
		School:   school.Name,
		Choices:  request.Choices,
		Mappings: mappingsOf(remembered),
		Afresh:   request.Afresh,
		Answers:  request.Answers,
		Judged:   at.judged,
		CanPrint: r.canPrint,
	})
}

func mappingsOf(remembered []intake.Mapping) []roster.Mapping {
	mappings := make([]roster.Mapping, len(remembered))
	for i, m := range remembered {
		columns := make(map[string]roster.Field, len(m.Columns))
		for letter, field := range m.Columns {
			columns[letter] = roster.Field(field)
		}
		mappings[i] = roster.Mapping{File: m.File, Header: m.Header, Columns: columns, By: m.By, At: m.At}
	}
	return mappings
}
