package registrar

import (
	"strings"

	"github.com/go-json-experiment/json"

	"sogoc/registry/roster"
	"sogoc/web"
)

// questionsData is what the preview shows of what can be answered about an upload.
type questionsData struct {
	Self     string // path of the upload
	Errors   int    // that another file has to mend first
	Open     int    // questions that nobody has answered
	Later    int    // of them not on this page
	Kinds    []reportedKind
	Answered []reportedKind
	Answers  int // questions that are answered and on this page
	Unshown  int // answered questions that are not on this page
}

// isShort reports whether so few things stand open on the page.
func isShort(n int) bool { return n < manyNotes }

// IsShort reports whether the answered questions stand open.
func (q questionsData) IsShort() bool { return isShort(q.Answers) }

// questions shows what can be answered of a report: open questions first, of them those
// that keep the list from being read, and each kind together.
func (r *reporter) questions(d *previewData) questionsData {
	q := questionsData{Self: "/uploads/" + d.Upload.ID.String(), Errors: d.Errors, Open: d.Asked}
	var refused, open, answered []int
	for i, p := range r.upload.Report.Problems {
		switch {
		case len(p.Options) == 0:
		case p.Answer != "":
			answered = append(answered, i)
		case p.Severity == roster.Error:
			refused = append(refused, i)
		default:
			open = append(open, i)
		}
	}
	open = append(refused, open...)
	shown := open[:min(len(open), questionsOnPage)]
	q.Later = q.Open - len(shown)
	q.Kinds = kindsOf(r.reported(shown))
	shown = answered[:min(len(answered), questionsOnPage)]
	q.Answers, q.Unshown = len(shown), len(answered)-len(shown)
	q.Answered = kindsOf(r.reported(shown))
	return q
}

// notesData is what the preview shows of what was understood by itself or passed over.
type notesData struct {
	Count int // on all pages
	Kinds []reportedKind
	Page  int // from 1
	Pages int
}

// IsShort reports whether the notes stand open.
func (n notesData) IsShort() bool { return isShort(n.Count) || n.Page > 1 }

// notes shows one page of what needs no answer. Rows that were left out stand in a part
// of their own where there is a review.
func (r *reporter) notes(page int) notesData {
	var notes []int
	for i, p := range r.upload.Report.Problems {
		if p.Severity == roster.Note && len(p.Options) == 0 && (r.review == nil || p.Code != roster.CodeRowLeftOut) {
			notes = append(notes, i)
		}
	}
	n := notesData{Count: len(notes), Pages: max(1, (len(notes)+notesOnPage-1)/notesOnPage)}
	n.Page = min(max(page, 1), n.Pages)
	n.Kinds = kindsOf(r.reported(notes[(n.Page-1)*notesOnPage : min(len(notes), n.Page*notesOnPage)]))
	return n
}

const answerPrefix = "answer."

// answerUpload takes the answers to questions about an upload, in the name of the
// person who gives them, and shows the preview again.
func (u *UI) answerUpload(v *visit) error {
	up, reading, err := u.waiting(v)
	if err != nil {
		return err
	}
	if err := v.c.Request.ParseForm(); err != nil {
		return web.ReadError(err)
	}
	if reading.Answers == nil {
		reading.Answers = map[string]roster.Answer{}
	}
	now := u.Now()
	for name, values := range v.c.Request.PostForm {
		id, is := strings.CutPrefix(name, answerPrefix)
		if !is || len(id) != 32 || len(values) != 1 {
			continue
		}
		switch value := values[0]; {
		case value == "":
			delete(reading.Answers, id)
		case reading.Answers[id].Value != value && len(value) <= 20 && len(reading.Answers) < roster.MaxProblems:
			reading.Answers[id] = roster.Answer{Value: value, Person: v.actor.ID, Name: v.actor.Name, At: now}
		}
	}
	if up.Reading, err = json.Marshal(reading); err != nil {
		return err
	}
	if err := u.Register.Intake.ChangeUpload(v.ctx(), v.actor, up); err != nil {
		return err
	}
	return v.redirect("/uploads/" + up.ID.String())
}
