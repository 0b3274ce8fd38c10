package registrar

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/intake"
	"sogoc/registry/reading"
	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// batchesData is what the list of batches shows.
type batchesData struct {
	Batches []registry.Batch
	Names   map[uuid.UUID]string
	Waiting []intake.Upload
	Imports bool // the person may import
	State   registry.BatchState
	States  []registry.BatchState
	pageLinks
}

// pageLinks are the neighbours of a page of a list.
type pageLinks struct {
	Page       int
	Previous   int // 0 for none
	Next       int
	QueryStart string // what the list is narrowed to, as the beginning of a query
}

const batchesOnPage = 50

func (u *UI) showBatches(v *visit) error {
	data := batchesData{
		States:    registry.BatchStates(),
		Imports:   v.actor.Has(registry.RoleRegistrar),
		pageLinks: pageLinks{Page: pageOf(v)},
	}
	if state := registry.BatchState(v.c.Query("state")); slices.Contains(registry.BatchStates(), state) {
		data.State, data.QueryStart = state, "state="+string(state)+"&"
	}
	found, err := u.Register.Reading.Batches(v.ctx(), v.actor, reading.BatchFilter{State: data.State,
		Page: registry.Page{Offset: (data.Page - 1) * batchesOnPage, Limit: batchesOnPage + 1}})
	if err != nil {
		return err
	}
	data.Batches, data.Previous = found, data.Page-1
	if len(found) > batchesOnPage {
		data.Batches, data.Next = found[:batchesOnPage], data.Page+1
	}
	if data.Names, err = u.Register.Reading.PeopleNames(v.ctx(), v.actor); err != nil {
		return err
	}
	if data.Imports {
		if data.Waiting, err = u.Register.Intake.Uploads(v.ctx(), v.actor); err != nil {
			return err
		}
	}
	return v.render(http.StatusOK, "batches", view{Data: data})
}

// pageOf returns the page of a list that is asked for, from 1.
func pageOf(v *visit) int {
	n, _ := strconv.Atoi(v.c.Query("page"))
	return min(max(n, 1), 100_000)
}

// batchData is what the page of a batch shows.
type batchData struct {
	Batch    registry.Batch
	Progress progressData
	Names    map[uuid.UUID]string
	Review   *reviewData       // while it waits to be signed
	listData                   // once it is
	Asides   []registry.Batch  // of rows that were set aside from it
	Forms    []credential.Form // that can be printed
	pageLinks
	keyData

	Approves bool // the person may decide now
	Read     int  // credentials that it had when the person began to read; as many as it has unless rows went
	Own      bool // is an approver, but imported it
	Discards bool // may discard it now
	Retries  bool // may let the worker go on with it: it waits

	Quota         *quotaData // what it takes; nil once it is signed
	GiveUp        giveUpData
	GiveUpTrouble bool // the trouble shown is about giving it up
}

// progressData is how far a batch is, and what it waits for.
type progressData struct {
	wire.Progress
	Steps   []stepData
	Moving  bool // something happens by itself
	Signing bool // and it is the signing
	Trouble string
	Address string
}

type stepData struct {
	Text  string
	State string // "done", "now" or "later"
}

const rowsOfBatch = 50

// readOf returns how many credentials a batch had on the page at which a person began to
// read it. The links between the pages of its rows carry the number: where rows are set
// aside meanwhile, others move to pages that were read already.
func readOf(v *visit, b registry.Batch) int {
	if read, err := strconv.Atoi(v.c.Query("read")); err == nil && read > 0 {
		return read
	}
	return b.Count
}

func (u *UI) showBatch(v *visit) error { return u.batchPage(v, http.StatusOK, "") }

func (u *UI) batchPage(v *visit, status int, trouble string) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	b, err := u.Register.Reading.Batch(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	data := batchData{Batch: b, Progress: u.progress(v, b), pageLinks: pageLinks{Page: pageOf(v)}}
	if data.Names, err = u.Register.Reading.PeopleNames(v.ctx(), v.actor); err != nil {
		return err
	}
	if err := u.rows(v, &data); err != nil {
		return err
	}
	if data.Asides, err = u.Register.Review.Asides(v.ctx(), v.actor, b.ID); err != nil {
		return err
	}
	approver := v.actor.Has(registry.RoleApprover)
	data.Own = approver && b.State == registry.BatchDraft && b.ImportedBy == v.actor.ID
	data.Read = readOf(v, b)
	data.Approves = approver && b.State == registry.BatchDraft && b.ImportedBy != v.actor.ID
	data.Retries = approver && b.WaitsFor != registry.WaitHalted &&
		(b.WaitsFor != registry.WaitNothing || len(data.Progress.Refusals) > 0)
	data.Discards = v.actor.Has(registry.RoleRegistrar) && b.State == registry.BatchDraft
	if data.Quota, err = v.quotaOfBatch(b); err != nil {
		return err
	}
	page := registry.Page{Offset: (data.Page - 1) * rowsOfBatch, Limit: rowsOfBatch}
	if data.GiveUp, err = u.giveUpOf(v, b, data.Names, page); err != nil {
		return err
	}
	data.GiveUpTrouble = trouble != "" && data.GiveUp.Asks && v.c.PostForm("step") != ""
	if data.Approves || data.Retries || data.GiveUp.Confirms {
		if data.keyData, err = v.key(); err != nil {
			return err
		}
	}
	title := v.say("title:batch") + " " + kindName(ledger.Kind(b.Terms.Type), v.language)
	return v.render(status, "batch", view{Title: title, Trouble: trouble, Data: data})
}

// rows reads one page of a batch's drafts or, once it is issued, credentials.
func (u *UI) rows(v *visit, data *batchData) error {
	page := registry.Page{Offset: (data.Page - 1) * rowsOfBatch, Limit: rowsOfBatch}
	switch state := data.Batch.State; {
	case state == registry.BatchDiscarded:
		return nil
	case !state.Signed():
		return u.drafts(v, data)
	default:
		found, err := u.Register.Reading.Credentials(
			v.ctx(),
			v.actor,
			reading.CredentialFilter{Batch: data.Batch.ID, Page: page},
		)
		if err != nil {
			return err
		}
		data.listData = listData{Credentials: found, Chooses: registrarsAndApprovers.admits(v.actor)}
		if state == registry.BatchAnchored || (state == registry.BatchGivenUp && len(found) > 0) {
			data.Forms = forms(data.Batch)
		}
	}
	data.Previous = data.Page - 1
	if data.Page*rowsOfBatch < data.Batch.Count {
		data.Next = data.Page + 1
	}
	return nil
}

// drafts shows what will be signed of a batch, row by row.
func (u *UI) drafts(v *visit, data *batchData) error {
	drafts, remarks, err := u.Register.Review.Drafts(v.ctx(), v.actor, data.Batch.ID)
	if err != nil || len(drafts) == 0 {
		return err
	}
	table, err := u.table(data.Batch.Issuer, drafts, remarks)
	if err != nil {
		return err
	}
	if data.Review, err = u.review(v, table, "/batches/"+data.Batch.ID.String(), data.Names); err != nil {
		return err
	}
	data.Review.Read = readOf(v, data.Batch)
	data.Review.Chooses = data.Batch.State == registry.BatchDraft && registrarsAndApprovers.admits(v.actor)
	if !data.Review.Chooses {
		return nil
	}
	return v.markedElsewhere(data.Review)
}

// forms returns which papers can be printed of a batch, once it is anchored.
func forms(b registry.Batch) []credential.Form {
	var found []credential.Form
	for _, form := range []credential.Form{credential.FormDiploma, credential.FormTranscript} {
		if slices.ContainsFunc(b.Anchors, func(a registry.AnchorRef) bool {
			kind, err := credential.TypeOf(a.Kind)
			return err == nil && kind.Form == form && a.State == registry.AnchorAnchored
		}) {
			found = append(found, form)
		}
	}
	return found
}

// progress says how far a batch is.
func (u *UI) progress(v *visit, b registry.Batch) progressData {
	p := progressData{
		Progress: wire.ProgressOf(b, u.Register.Issuing.Signed(b.ID)),
		Address:  Prefix + "/batches/" + b.ID.String() + "/progress",
	}
	p.Signing = b.State == registry.BatchApproved && b.WaitsFor == registry.WaitNothing
	p.Moving = p.Signing || b.State == registry.BatchSealed
	if b.WaitsFor != registry.WaitNothing {
		p.Trouble = v.waitText(b.WaitsFor)
	}
	if p.Trouble == "" && len(p.Refusals) > 0 {
		p.Trouble = v.refusalText(p.Refusals[0])
	}
	reached := b.State.Step()
	if reached == 0 { // it goes nowhere any more
		return p
	}
	for i, name := range []string{"step:imported", "step:approved", "step:signed", "step:anchored"} {
		state := "later"
		switch {
		case i < reached:
			state = "done"
		case i == reached:
			state = "now"
		}
		p.Steps = append(p.Steps, stepData{v.say(name), state})
	}
	return p
}

// showProgress answers with the part of the page that changes while a batch is
// on its way, for the page's script.
func (u *UI) showProgress(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	b, err := u.Register.Reading.Batch(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	return u.write(v.c, http.StatusOK, view{Language: v.language, Page: "progress", Data: u.progress(v, b)})
}

// approve approves a batch; the worker does what follows.
func (u *UI) approve(v *visit) error {
	return u.moveBatch(v, func(
		ctx context.Context, actor registry.Actor, id uuid.UUID, passphrase registry.Secret,
	) (registry.Batch, error) {
		read, err := strconv.Atoi(v.c.PostForm("count"))
		if err != nil {
			return registry.Batch{}, registry.ErrNotAsRead // a page without the number that must be read again
		}
		return u.Register.Issuing.Approve(ctx, actor, id, passphrase, read)
	})
}

// retryBatch lets the worker go on at once with a batch that waits, and opens
// the school's key for it where that is what it waits for.
func (u *UI) retryBatch(v *visit) error {
	return u.moveBatch(v, u.Register.Issuing.Retry)
}

// moveBatch does something to the batch in the path, with the passphrase in the
// form, and shows the batch again.
func (u *UI) moveBatch(
	v *visit,
	move func(context.Context, registry.Actor, uuid.UUID, registry.Secret) (registry.Batch, error),
) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	_, err = move(v.ctx(), v.actor, id, v.passphrase())
	if text := v.passphraseTrouble(err); text != "" {
		return u.batchPage(v, http.StatusUnprocessableEntity, text)
	}
	if errors.Is(err, registry.ErrNotAsRead) {
		return u.batchPage(v, http.StatusConflict, v.say("notAsRead"))
	}
	if err != nil && !errors.Is(err, registry.ErrState) { // ErrState: it was done a moment ago
		return err
	}
	return v.redirect("/batches/" + id.String())
}

func (u *UI) reject(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	_, err = u.Register.Issuing.Reject(v.ctx(), v.actor, id, tidy(v.c.PostForm("reason")))
	if errors.Is(err, registry.ErrInvalid) {
		return u.batchPage(v, http.StatusUnprocessableEntity, v.say("needReason"))
	}
	if err != nil {
		return err
	}
	return v.redirect("/batches/" + id.String())
}

// setAside leaves the chosen rows for later, in a draft batch of their own, and
// shows the rest.
func (u *UI) setAside(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	var drafts []uuid.UUID
	for _, text := range v.c.PostFormArray("row") {
		draft, err := uuid.Parse(text)
		if err != nil {
			return registry.ErrNotFound
		}
		drafts = append(drafts, draft)
	}
	_, err = u.Register.Review.SetAside(v.ctx(), v.actor, id, drafts, tidy(v.c.PostForm("reason")))
	if errors.Is(err, registry.ErrInvalid) {
		return u.batchPage(v, http.StatusUnprocessableEntity, v.say("asideNeeds"))
	}
	if err != nil {
		return err
	}
	return v.redirect("/batches/" + id.String())
}

func (u *UI) discard(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if _, err := u.Register.Intake.Discard(v.ctx(), v.actor, id); err != nil {
		return err
	}
	return v.redirect("/batches/" + id.String())
}

// kindName returns a kind's name, with its field of study.
func kindName(kind ledger.Kind, l web.Language) string {
	for _, t := range credential.Types() {
		if t.Code == kind.Type() {
			name := web.Text{t.Label, t.LabelEn}.In(l)
			if kind.Field() != "" {
				name += " · " + kind.Field()
			}
			return name
		}
	}
	return string(kind)
}
