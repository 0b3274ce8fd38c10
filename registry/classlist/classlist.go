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

// Reader reads class lists. It is safe for concurrent use.
type Reader struct {
	intake   *intake.Service
	proc     *process.Process
	canPrint func(rune) bool
	turns    *turns
}

// parallelReadings bounds the memory that unpacked spreadsheets take.
const parallelReadings = 2

// New returns the reader. paper is nil where nothing is printed: then no letter is
// refused for it.
func New(s *intake.Service, p *process.Process, paper Paper) *Reader {
	r := &Reader{intake: s, proc: p, turns: newTurns(parallelReadings)}
	if paper != nil {
		r.canPrint = paper.CanPrint
	}
	return r
}

// Request is what is read.
type Request struct {
	Issuer  string // issuer code of the school
	Terms   registry.Terms
	List    []byte
	Courses []byte          // nil for none
	Choices []roster.Choice // what a person says of the columns
	Answers map[string]string
}

// Result is what reading gave, and what the register says of it.
type Result struct {
	roster.Result
	Check intake.ImportCheck
}

// Ready reports whether the list may be imported.
func (r *Result) Ready() bool {
	return !r.Report.Failed() && !r.Report.Open() && len(r.Check.Problems) == 0
}

// ReadFiles reads the files alone. The only errors are the context's.
func (r *Reader) ReadFiles(ctx context.Context, request Request) (roster.Result, error) {
	done, err := r.turns.wait(ctx, request.Issuer)
	if err != nil {
		return roster.Result{}, err
	}
	defer done()
	return roster.Read(ctx, roster.Input{
		List:     request.List,
		Courses:  request.Courses,
		At:       r.proc.Now(),
		Terms:    request.Terms,
		Choices:  request.Choices,
		Answers:  request.Answers,
		CanPrint: r.canPrint,
	})
}

// Read reads the files and, unless these have errors, asks the register about their
// rows. Role registrar.
func (r *Reader) Read(ctx context.Context, actor registry.Actor, request Request) (Result, error) {
	if err := actor.Authorize(request.Issuer, registry.RoleRegistrar); err != nil {
		return Result{}, err
	}
	read, err := r.ReadFiles(ctx, request)
	result := Result{Result: read}
	if err != nil || read.Report.Failed() {
		return result, err
	}
	asked := intake.ImportRequest{Issuer: request.Issuer, Terms: request.Terms, Rows: read.Rows}
	if result.Check, err = r.intake.Check(ctx, actor, asked); err != nil {
		return result, err
	}
	var inRegister []roster.InRegister
	for _, k := range result.Check.Known {
		inRegister = append(inRegister, roster.InRegister{Line: k.Line, RegisterNumber: k.RegisterNumber})
	}
	result.AskInRegister(inRegister)
	return result, nil
}
