package registrar

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// changesData is what the list of changes of status shows.
type changesData struct {
	Changes []registry.ListedChange
	Names   map[uuid.UUID]string
	Waiting waitingData
	Change  changeData          // to begin a new one; empty for a person who may not
	Open    []registry.Proposal // that wait for a second person
	pageLinks
}

// waitingData is how many changes are on their way.
type waitingData struct {
	Count   int
	Moving  bool
	Address string
}

// changeData is what a form for a change of status shows.
type changeData struct {
	Form    changeForm
	Choices []statusChoice
	Items   []status.BulkItem // of the preview
	Bad     int               // of them cannot be changed
	Along   int               // of them go with their diplomas
	Final   bool              // it takes two persons: this one proposes it
	keyData
}

// statusChoice is one thing that can be done to a status, with the grounds for it.
type statusChoice struct {
	To      ledger.State
	Grounds []registry.Ground
}

// changeForm is a change as it is typed. A ground belongs to one state, so it
// says both.
type changeForm struct {
	Credentials    []uuid.UUID
	Numbers        string // serial numbers, one a line
	Ground         registry.Ground
	DecisionNumber string
	DecisionDate   string
	One            bool // it began on a credential's page
	Alone          bool // transcripts stay as they are
}

// statusChoices returns what can be done where those states are allowed.
func statusChoices(allowed func(to ledger.State) bool) []statusChoice {
	var all []statusChoice
	for _, to := range []ledger.State{ledger.Suspended, ledger.Active, ledger.Revoked} {
		if allowed(to) {
			all = append(all, statusChoice{to, registry.Grounds(to)})
		}
	}
	return all
}

// mayAskFor returns which changes a person may ask for: a registrar may propose what
// is final, an approver may do the rest as well.
func (v *visit) mayAskFor(to ledger.State) bool {
	return v.actor.Has(registry.RoleApprover) || v.actor.Has(registry.RoleRegistrar) && status.IsFinal(to)
}

func anyState(ledger.State) bool { return true }

func changeFormOf(values url.Values) (changeForm, error) {
	f := changeForm{
		Numbers:        values.Get("numbers"),
		Ground:         registry.Ground(values.Get("ground")),
		DecisionNumber: tidy(values.Get("decisionNumber")),
		DecisionDate:   tidy(values.Get("decisionDate")),
		One:            values.Get("one") != "",
		Alone:          values.Get("alone") != "",
	}
	for _, text := range values["credential"] {
		id, err := uuid.Parse(text)
		if err != nil {
			return f, registry.ErrNotFound
		}
		f.Credentials = append(f.Credentials, id)
	}
	return f, nil
}

// request returns what the form asks for; of no state where it does not say.
func (f changeForm) request() status.BulkRequest {
	r := status.BulkRequest{
		Credentials:    f.Credentials,
		Ground:         f.Ground,
		DecisionNumber: f.DecisionNumber,
		DecisionDate:   dateOf(f.DecisionDate),
		Alone:          f.Alone,
	}
	for number := range strings.Lines(f.Numbers) {
		if number = tidy(number); number != "" {
			r.Serials = append(r.Serials, number)
		}
	}
	for _, w := range statusChoices(anyState) {
		if slices.Contains(w.Grounds, f.Ground) {
			r.State = w.To
		}
	}
	return r
}

func (u *UI) showChanges(v *visit) error { return u.changes(v, http.StatusOK, "", changeForm{}) }

const changesOnPage = 50

// changes lists the changes of status; an approver begins a new one there.
func (u *UI) changes(v *visit, code int, trouble string, form changeForm) error {
	data := changesData{pageLinks: pageLinks{Page: pageOf(v)}}
	found, err := u.Register.Reading.ListChanges(
		v.ctx(),
		v.actor,
		registry.Page{Offset: (data.Page - 1) * changesOnPage, Limit: changesOnPage + 1},
	)
	if err != nil {
		return err
	}
	data.Changes, data.Previous = found, data.Page-1
	if len(found) > changesOnPage {
		data.Changes, data.Next = found[:changesOnPage], data.Page+1
	}
	if data.Names, err = u.Register.Reading.PeopleNames(v.ctx(), v.actor); err != nil {
		return err
	}
	data.Waiting = waitingOf(found)
	data.Change = changeData{Form: form, Choices: statusChoices(v.mayAskFor)}
	data.Open, err = u.Register.Status.Proposals(v.ctx(), v.actor, "", registry.ProposalOpen, registry.Page{Limit: 1000})
	if err != nil {
		return err
	}
	return v.render(code, "changes", view{Trouble: trouble, Data: data})
}

// waitingOf counts what is on its way; that comes first in every list.
func waitingOf(found []registry.ListedChange) waitingData {
	w := waitingData{Address: Prefix + "/status-changes/progress"}
	for _, c := range found {
		if c.State == registry.ChangePending {
			w.Count++
		}
	}
	w.Moving = w.Count > 0
	return w
}

func (u *UI) showChangesProgress(v *visit) error {
	found, err := u.Register.Reading.ListChanges(v.ctx(), v.actor, registry.Page{Limit: status.MaxBulk})
	if err != nil {
		return err
	}
	return u.write(v.c, http.StatusOK, view{Language: v.language, Page: "changes-progress", Data: waitingOf(found)})
}

// previewChange shows what a change would do, and does nothing.
func (u *UI) previewChange(v *visit) error {
	if err := v.c.Request.ParseForm(); err != nil {
		return web.ReadError(err)
	}
	form, err := changeFormOf(v.c.Request.PostForm)
	if err != nil {
		return err
	}
	return u.preview(v, http.StatusOK, "", form)
}

// preview shows the form with what it names, and what stands against it.
func (u *UI) preview(v *visit, code int, trouble string, form changeForm) error {
	data := changeData{Form: form, Choices: statusChoices(v.mayAskFor)}
	r := form.request()
	data.Final = status.IsFinal(r.State)
	if len(r.Credentials)+len(r.Serials) == 0 {
		return u.changes(v, http.StatusUnprocessableEntity, v.say("nameSome"), form)
	}
	if r.State != "" {
		var err error
		data.Items, err = u.Register.Status.PreviewStatuses(v.ctx(), v.actor, r)
		if errors.Is(err, registry.ErrInvalid) {
			code, trouble, err = http.StatusUnprocessableEntity, u.formTrouble(v, r), nil
		}
		if err != nil {
			return err
		}
		for _, item := range data.Items {
			if item.Obstacle != "" {
				data.Bad++
			}
			if item.Along {
				data.Along++
			}
		}
		if data.Final {
			return v.render(code, "change", view{Trouble: trouble, Data: data}) // nothing is signed yet
		}
		if data.keyData, err = v.key(); err != nil {
			return err
		}
	}
	return v.render(code, "change", view{Trouble: trouble, Data: data})
}

// formTrouble says what is wrong with a form.
func (u *UI) formTrouble(v *visit, r status.BulkRequest) string {
	if r.DecisionDate.Validate() == nil && r.DecisionDate > ledger.DateOf(u.Now()) {
		return v.say("decisionInFuture")
	}
	return v.say("changeForm", status.MaxBulk)
}

// change commits a change of all that the form names, or of none.
func (u *UI) change(v *visit) error {
	if err := v.c.Request.ParseForm(); err != nil {
		return web.ReadError(err)
	}
	form, err := changeFormOf(v.c.Request.PostForm)
	if err != nil {
		return err
	}
	again := func(trouble string) error { return u.preview(v, http.StatusUnprocessableEntity, trouble, form) }
	r := form.request()
	if r.State == "" { // nothing was chosen: the page asks again
		return again(u.formTrouble(v, r))
	}
	if status.IsFinal(r.State) {
		return u.propose(v, form, r)
	}
	if open, err := v.openKeyForActs(again); !open {
		return err
	}
	_, err = u.Register.Status.SetStatuses(v.ctx(), v.actor, r)
	var refused *status.BulkRefused
	switch {
	case errors.As(err, &refused): // somebody was faster; the page says with what
		return u.preview(v, http.StatusConflict, v.say("changeRefused"), form)
	case errors.Is(err, registry.ErrInvalid):
		return again(u.formTrouble(v, r))
	case errors.Is(err, registry.ErrKey):
		return again(v.say(keyTrouble(err)))
	case err != nil:
		return err
	}
	v.finishedChange()
	if form.One && len(form.Credentials) == 1 {
		return v.redirect("/credentials/" + form.Credentials[0].String())
	}
	return v.redirect("/status-changes")
}
