package public

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// page is what a template shows.
type page struct {
	Language language
	Other    language // that the switch offers
	Input    string   // what was pasted, given back so that the switch of language can post it again
	On       string   // the day that was asked about, given back likewise; "" for now
	Today    string   // the last day that can be asked about
	Trouble  string   // why there is no answer, in words
	Answer   *shownAnswer
}

// shownAnswer is a result in words.
type shownAnswer struct {
	Code      verifier.Code
	Detail    verifier.Detail
	Shape     string // "check", "clock", "cross", "pause" or "question"
	Word      string
	Sentence  string
	Note      string // why it may not be the last word: not fresh, or about a moment in the past
	Confirmed bool   // the facts are what an accredited issuer put on the ledger
	Issuer    *issuerWords
	Kind      string
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
	return s.render(c, http.StatusOK, s.newPage(web.LanguageOf(c.Query(fieldLanguage), c.Request)))
}

// showAnswer answers POST /v, for the script and without one alike: the page
// with the answer in it.
func (s *service) showAnswer(c *gin.Context) error {
	now := s.now()
	p, at, err := s.readForm(c, now)
	if err != nil || p.Input == "" {
		return s.renderTrouble(c, p, err)
	}
	result := s.answer(c, answer.Question{Input: p.Input, At: at}, now)
	p.Answer = words(result, p.Language, !at.IsZero())
	p.Answer.Keep = s.keeping(p.Input, p.On, at, p.Language, result)
	return s.render(c, http.StatusOK, p)
}

func (s *service) newPage(l language) page {
	p := page{Language: vietnamese, Other: english, Today: string(ledger.DateOf(s.now()))}
	if l == english {
		p.Language, p.Other = english, vietnamese
	}
	return p
}

// words says a result in one language; asked says that the question was about
// a day in the past.
func words(r verifier.Result, l language, asked bool) *shownAnswer {
	s := signs[r.Result]
	a := &shownAnswer{
		Code:      r.Result,
		Detail:    r.Detail,
		Shape:     s.shape,
		Word:      s.word.In(l),
		Sentence:  s.sentence.In(l),
		CheckedAt: moment(r.At, l),
	}
	if sharp, known := sharper[r.Detail]; known {
		a.Sentence = sharp.In(l)
	}
	if r.Result == verifier.Valid && r.AsOf != nil { // valid all the same, and not to be taken for the present
		a.Shape, a.Word = "clock", texts["validWord"].In(l)
		if asked {
			a.Word = texts["validThen"].In(l)
		}
		a.Sentence = fmt.Sprintf(texts["validAsOf"].In(l), moment(*r.AsOf, l))
	}
	a.Note = note(r, l, asked)
	a.Confirmed = r.Passed(verifier.StepAccreditation)
	if i := r.Issuer; i != nil {
		a.Issuer = &issuerWords{Name: i.Name, NameEn: i.NameEn, Now: i.Now, Code: i.Code, Successor: i.Successor}
	}
	if c := r.Credential; c != nil {
		a.Kind = said{c.Kind.Name, c.Kind.NameEn}.In(l)
		for _, f := range c.Facts {
			a.Facts = append(
				a.Facts,
				row{Label: factLabels[f.Name].In(l), Value: factValue(f, l), Printed: f.Printed},
			)
		}
		a.Courses = c.Courses
		if c.CoursesTotal != nil {
			a.Shown = fmt.Sprintf(texts["shown"].In(l), *c.CoursesShown, *c.CoursesTotal)
		}
	}
	for _, check := range r.Checks {
		a.Steps = append(
			a.Steps,
			stepWords{
				Number:  check.Step,
				Name:    steps[check.Step].In(l),
				Outcome: outcomes[check.Outcome].In(l),
				State:   check.Outcome,
				Reason:  check.Reason,
				Detail:  check.Detail,
			},
		)
	}
	a.Evidence = evidence(r, l)
	return a
}

// note says in plain words when an answer is not about this very moment.
func note(r verifier.Result, l language, asked bool) string {
	if r.AsOf == nil {
		if cause, known := causes[r.Freshness.Cause]; known && !r.Freshness.Fresh {
			return cause.In(l)
		}
		return ""
	}
	switch {
	case asked && r.Freshness.Fresh && r.Result == verifier.Valid: // the sentence names the day
		return texts["askedLater"].In(l)
	case asked && r.Freshness.Fresh:
		return fmt.Sprintf(texts["asked"].In(l), moment(*r.AsOf, l))
	}
	text := fmt.Sprintf(texts["asOf"].In(l), moment(*r.AsOf, l))
	if cause, known := causes[r.Freshness.Cause]; known {
		text = cause.In(l) + " " + text
	}
	return text
}

func evidence(r verifier.Result, l language) []row {
	rows := []row{
		{
			Label: texts["code"].In(l),
			Value: strings.TrimSuffix(string(r.Result)+" / "+string(r.Detail), " / "),
			Mono:  true,
		},
	}
	if a := r.Anchor; a != nil {
		rows = append(
			rows,
			row{Label: texts["anchored"].In(l), Value: moment(a.Time, l)},
			row{
				Label: texts["anchor"].In(l),
				Value: fmt.Sprintf("%d, %s %d", a.Sequence, texts["block"].In(l), a.Block),
			},
		)
	}
	if s := r.Status; s != nil && s.Since != nil {
		rows = append(
			rows,
			row{Label: texts["changed"].In(l), Value: moment(*s.Since, l) + ", " + texts["by_"+s.By].In(l)},
		)
	}
	if r.Digest != nil {
		rows = append(rows, row{Label: texts["digest"].In(l), Value: r.Digest.String(), Mono: true})
	}
	if e := r.Evidence; e != nil {
		rows = append(
			rows,
			row{Label: texts["attested"].In(l), Value: moment(e.Time, l) + ", " + strings.Join(e.Endorsers, ", ")},
			row{Label: texts["genesis"].In(l), Value: e.Genesis.String(), Mono: true},
		)
	}
	if p := r.Receipt; p != nil {
		rows = append(
			rows,
			row{Label: texts["receiptOf"].In(l), Value: moment(p.At, l)},
			row{Label: texts["receiptKey"].In(l), Value: strings.TrimSpace(p.Name + " " + p.Key), Mono: true},
		)
	}
	if h := r.Ledger; h != nil {
		rows = append(
			rows,
			row{Label: texts["ledger"].In(l), Value: headWords(*h, l)},
			row{Label: texts["blockHash"].In(l), Value: h.Hash.String(), Mono: true},
		)
	}
	return rows
}

func headWords(h ledger.Head, l language) string {
	text := strconv.FormatUint(h.Height, 10) + " " + texts["height"].In(l)
	if !h.Time.IsZero() {
		text += ", " + texts["ledgerTime"].In(l) + " " + moment(h.Time, l)
	}
	return text
}

func moment(t time.Time, l language) string {
	if l == english {
		return t.In(ledger.Vietnam).Format("15:04:05, 2 January 2006") + " (UTC+7)"
	}
	return t.In(ledger.Vietnam).Format("15:04:05 ngày 02/01/2006") + " (giờ Việt Nam)"
}

// factValue writes dates as they are written in the language; a birth date may
// be a year, or a year and a month. All else stands as it is.
func factValue(f verifier.Fact, l language) string {
	if f.Printed {
		return f.Value
	}
	for _, form := range []struct{ iso, vi, en string }{{time.DateOnly, "02/01/2006", "2 January 2006"}, {"2006-01", "01/2006", "January 2006"}} {
		if day, err := time.Parse(form.iso, f.Value); err == nil {
			return day.Format(said{form.vi, form.en}.In(l))
		}
	}
	return f.Value
}
