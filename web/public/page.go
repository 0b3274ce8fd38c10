package public

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
	"sogoc/web"
)

// page is what a template shows.
type page struct {
	Language language
	Other    language // that the switch offers
	Input    string   // what was pasted, given back so that the switch of language can post it again
	uploaded bool     // Input came as a file, which is not given back
	On       string   // the day that was asked about, given back likewise; "" for now
	Today    string   // the last day that can be asked about
	Trouble  string   // why there is no answer, in words
	Notice   string   // what a reader must know of this service before asking
	Answer   *shownAnswer
	File     *fileWords // how an uploaded file was read, where it is no text
	Found    []found    // the answers, where the file holds several credentials
	Makes    making     // what of an answer this service makes to keep
	groups   []unpack.Group
}

// making says what a page may offer with an answer that it makes itself.
type making struct {
	Evidence, Receipt bool
	ReceiptPDF        bool
	ReceiptKey        *ledger.PublicKey // by which it believes receipts; nil without Receipt
}

// shownAnswer is a result in words.
type shownAnswer struct {
	words.Said
	ID        string // ends the identifiers of its elements, of several answers on a page
	Code      verifier.Code
	Detail    verifier.Detail
	Confirmed bool // the facts are what an accredited issuer put on the ledger
	Wait      string
	Unchanged bool // since the day that was asked about
	Issuer    *issuerWords
	Kind      string
	Who       string // the learner; "" where the holder does not show the name
	Major     string // in the reader's language where it is said in it
	Facts     []row
	Courses   []verifier.Course
	Shown     string // "k of n shown"
	Steps     []stepWords
	Evidence  []row
	CheckedAt string
	Keep      *keeping // nil where this service makes nothing of it to keep
}

type issuerWords struct{ Name, NameEn, Now, Code, Successor string }

// row is a labelled value; Printed marks the issuer's own words.
type row struct {
	Label, Value string
	Printed      bool
	Mono         bool // a code, shown letter by letter
}

type stepWords struct {
	Number        int
	Name, Outcome string
	State         verifier.Outcome
	Reason        verifier.Code
	Detail        verifier.Detail
}

// showPage answers GET / and GET /v: the same page, which reads the fragment
// where there is one and has a field to paste into where there is none.
func (s *service) showPage(c *gin.Context) error {
	p := s.newPage(web.LanguageOf(c.Query(fieldLanguage), c.Request))
	if err := s.ready(c.Request.Context()); errors.Is(err, errStarting) {
		p.Notice = texts["starting"].In(p.Language)
	}
	return s.render(c, http.StatusOK, p)
}

// mendAddress answers GET /v%23DIGITS, which a mail program made of a link, and
// /v%2523DIGITS, which two of them made: the browser is sent to the same page with the
// digits behind the number sign, where it keeps them to itself. Anything else is not found.
func mendAddress(c *gin.Context) error {
	path := strings.Replace(c.Request.URL.Path, "/v%23", "/v#", 1)
	digits, is := strings.CutPrefix(path, "/v#")
	if !is || digits == "" || strings.Trim(digits, "0123456789") != "" {
		return web.ErrNotFound
	}
	c.Redirect(http.StatusSeeOther, "/v#"+digits)
	return nil
}

// showAnswer answers POST /v, for the script and without one alike: the page
// with the answer in it.
func (s *service) showAnswer(c *gin.Context) error {
	now := s.now()
	p, at, err := s.readForm(c, now)
	if err != nil || p.Input == "" && p.groups == nil {
		return s.renderTrouble(c, p, err)
	}
	if p.groups != nil {
		err = s.longWork.serve(c, func() error { return s.showEach(c, p, at, now) })
	} else {
		err = s.work.serve(c, func() error { return s.showOne(c, p, at, now) })
	}
	if errors.Is(err, errOverloaded) {
		return s.renderTrouble(c, p, troubleOf(err))
	}
	return err
}

// showOne shows the page with an answer.
func (s *service) showOne(c *gin.Context, p page, at, now time.Time) error {
	result := s.answer(c, answer.Question{Input: p.Input, At: at}, now)
	p.Answer = inWords(result, p.Language)
	p.Answer.Keep = s.keeping(p, at, result)
	if p.uploaded {
		p.Input = ""
	}
	return s.render(c, http.StatusOK, p)
}

// troubleOf says in the page's words that the service is overloaded; any other
// error stays as it is.
func troubleOf(err error) error {
	if errors.Is(err, errOverloaded) {
		return &trouble{"overloaded", http.StatusServiceUnavailable, 1}
	}
	return err
}

func (s *service) newPage(l language) page {
	p := page{Language: vietnamese, Other: english, Today: string(ledger.DateOf(s.now()))}
	p.Makes.Evidence = s.evidence != nil
	if s.signer != nil && s.checkSigner(s.now()) == nil {
		key := s.signer.PublicKey()
		p.Makes.Receipt, p.Makes.ReceiptKey = true, &key
		p.Makes.ReceiptPDF = s.printer != nil
	}
	if l == english {
		p.Language, p.Other = english, vietnamese
	}
	return p
}

// inWords says a result in one language.
func inWords(r verifier.Result, l language) *shownAnswer {
	a := &shownAnswer{
		Said:      words.Of(r, l),
		Code:      r.Result,
		Detail:    r.Detail,
		Confirmed: r.Passed(verifier.StepAccreditation),
		CheckedAt: words.Moment(r.CheckedAt, l),
		Evidence:  grounds(r, l),
	}
	if r.Today != nil {
		a.Unchanged = r.Today.Result == r.Result && r.Today.Detail == r.Detail
	}
	if r.RetryAfter > 0 {
		a.Wait = fmt.Sprintf(texts["wait"].In(l), r.RetryAfter)
	}
	if i := r.Issuer; i != nil {
		a.Issuer = &issuerWords{
			Name:      words.Visible(i.Name),
			NameEn:    words.Visible(i.NameEn),
			Now:       words.Visible(i.Now),
			Code:      i.Code,
			Successor: i.Successor,
		}
	}
	if r.Credential != nil {
		a.showContent(*r.Credential, l)
	}
	for _, check := range r.Checks {
		a.Steps = append(a.Steps, stepWords{
			Number:  check.Step,
			Name:    words.Step(check.Step, l),
			Outcome: words.Outcome(check.Outcome, l),
			State:   check.Outcome,
			Reason:  check.Reason,
			Detail:  check.Detail,
		})
	}
	return a
}

func (a *shownAnswer) showContent(c verifier.Content, l language) {
	a.Kind = said{c.Kind.Name, c.Kind.NameEn}.In(l)
	for _, f := range c.Facts {
		a.Facts = append(a.Facts, row{
			Label:   words.FactLabel(f.Name, l),
			Value:   words.FactValue(f, l),
			Printed: f.Printed,
		})
		switch {
		case f.Name == "fullName":
			a.Who = words.FactValue(f, l)
		case f.Name == "major", f.Name == "majorEn" && l == english:
			a.Major = words.FactValue(f, l)
		}
	}
	for _, course := range c.Courses {
		a.Courses = append(a.Courses, visibleCourse(course))
	}
	if c.CoursesTotal != nil {
		a.Shown = fmt.Sprintf(texts["shown"].In(l), *c.CoursesShown, *c.CoursesTotal)
	}
}

// visibleCourse returns the course as the page shows it.
func visibleCourse(c verifier.Course) verifier.Course {
	for _, text := range []*string{
		&c.Code, &c.Name, &c.NameEn, &c.Credits, &c.TenPoint, &c.Letter, &c.FourPoint, &c.Term, &c.Year, &c.Note,
	} {
		*text = words.Visible(*text)
	}
	return c
}

// grounds are what an answer stands on, for readers who look closer.
func grounds(r verifier.Result, l language) []row {
	label := func(name string) string { return texts[name].In(l) }
	code := strings.TrimSuffix(string(r.Result)+" / "+string(r.Detail), " / ")
	rows := []row{{Label: label("code"), Value: code, Mono: true}}
	if a := r.Anchor; a != nil {
		rows = append(rows,
			row{Label: label("anchored"), Value: words.Moment(a.Time, l)},
			row{Label: label("anchor"), Value: fmt.Sprintf("%d, %s %d", a.Sequence, label("block"), a.Block)})
	}
	if s := r.Status; s != nil && s.Since != nil {
		rows = append(rows, row{Label: label("changed"), Value: words.Moment(*s.Since, l) + ", " + label("by_"+s.By)})
	}
	if r.Digest != nil {
		rows = append(rows, row{Label: label("digest"), Value: r.Digest.String(), Mono: true})
	}
	if e := r.Evidence; e != nil {
		attested := words.Moment(e.AsOf, l) + ", " + strings.Join(e.Endorsers, ", ")
		rows = append(rows,
			row{Label: label("attested"), Value: attested},
			row{Label: label("genesis"), Value: e.Genesis.String(), Mono: true})
	}
	if p := r.Receipt; p != nil {
		rows = append(rows,
			row{Label: label("receiptOf"), Value: words.Moment(p.MadeAt, l)},
			row{Label: label("receiptKey"), Value: strings.TrimSpace(p.Name + " " + p.Key), Mono: true})
	}
	rows = append(rows, row{Label: label("reading"), Value: words.OfReading(r.Reading.Kind, l)})
	if h := r.Ledger; h != nil {
		rows = append(rows,
			row{Label: label("ledger"), Value: words.Head(*h, l)},
			row{Label: label("blockHash"), Value: h.Hash.String(), Mono: true})
	}
	return rows
}
