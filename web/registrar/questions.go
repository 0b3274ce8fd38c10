package registrar

import (
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"sogoc/registry/roster"
	"sogoc/web"
)

// questionData is a question about an upload, with the answer where it has one.
type questionData struct {
	roster.Problem
	Whose string // of a question about one row: its learner, as the file says
	By    string // name of the person who answered; "" where nobody has
	At    time.Time
}

// Text is the question in the page's language.
func (q questionData) Text() web.Text { return web.Text{q.Message.Vi, q.Message.En} }

// OptionText is an option in the page's language, with the value that would be
// printed where the question is about one.
func (q questionData) OptionText(o roster.Option) web.Text {
	value := ""
	switch {
	case q.Suggestion == "" || len(q.Options) < 2:
	case o.Value == roster.AnswerSuggested:
		value = q.Suggestion
	case o.Value == roster.AnswerConfirm:
		value = q.Found
	}
	if value != "" {
		value = ": “" + value + "”"
	}
	return web.Text{o.Label.Vi + value, o.Label.En + value}
}

// questionsOnPage bounds the questions of one page; the others come when these are
// answered.
const questionsOnPage = 100

// questionsOf returns what can be answered of a report: open questions first, errors
// before others.
func questionsOf(result *roster.Result, reading roster.Reading) []questionData {
	var questions []questionData
	for _, p := range result.Report.Problems {
		if len(p.Options) == 0 {
			continue
		}
		given := reading.Answers[p.ID]
		q := questionData{Problem: p, Whose: learnerAt(result, p)}
		if p.Answer != "" {
			q.By, q.At = given.Name, given.At
		}
		questions = append(questions, q)
	}
	weight := func(q questionData) int {
		switch {
		case q.Answer != "":
			return 2
		case q.Severity == roster.Error:
			return 0
		}
		return 1
	}
	slices.SortStableFunc(questions, func(a, b questionData) int { return weight(a) - weight(b) })
	return questions[:min(len(questions), questionsOnPage)]
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
	for name, values := range v.c.Request.PostForm {
		id, is := strings.CutPrefix(name, answerPrefix)
		if !is || len(id) != 32 || len(values) != 1 {
			continue
		}
		switch value := values[0]; {
		case value == "":
			delete(reading.Answers, id)
		case reading.Answers[id].Value != value && len(value) <= 20 && len(reading.Answers) < roster.MaxProblems:
			reading.Answers[id] = roster.Answer{Value: value, Person: v.actor.ID, Name: v.actor.Name, At: u.Now()}
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
