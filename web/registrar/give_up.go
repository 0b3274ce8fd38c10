package registrar

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/giveup"
)

// giveUpData is what the page of a batch shows about giving it up.
type giveUpData struct {
	Would    *registry.GiveUpConsequences // nil where it cannot be given up, or not by this person
	Asks     bool                         // the person may ask for it now
	Confirms bool                         // the person may confirm it now
	Waits    bool                         // for an approver who is another person
	Voided   []registry.VoidEntry         // of a batch that was given up: one page
	By       string                       // who confirmed it; "" for nobody yet
}

// giveUpOf says what this person may do about giving a batch up.
func (u *UI) giveUpOf(
	v *visit, b registry.Batch, names map[uuid.UUID]string, page registry.Page,
) (giveUpData, error) {
	var data giveUpData
	if g := b.GivingUp; g != nil && g.ConfirmedBy != nil {
		data.By = names[*g.ConfirmedBy]
	}
	if b.State == registry.BatchGivenUp {
		var err error
		data.Voided, err = u.Register.GiveUp.VoidEntries(v.ctx(), v.actor, b.ID, page)
		return data, err
	}
	open := b.State == registry.BatchApproved || b.State == registry.BatchSealed
	if !open || b.GivingUp.Confirmed() || !v.actor.Has(registry.RoleRegistrar, registry.RoleApprover) {
		return data, nil
	}
	would, err := u.Register.GiveUp.Preview(v.ctx(), v.actor, b.ID)
	if errors.Is(err, registry.ErrState) { // it moved on a moment ago
		return data, nil
	}
	if err != nil {
		return data, err
	}
	asked := b.GivingUp.Asked()
	data.Would = &would
	data.Asks = !asked
	data.Confirms = asked && v.actor.Has(registry.RoleApprover) && b.GivingUp.AskedBy != v.actor.ID
	data.Waits = asked && !data.Confirms
	return data, nil
}

// giveUp asks for a batch to be given up, or confirms what another person asked for:
// the form says which of the two its reader saw.
func (u *UI) giveUp(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	b, err := u.Register.Reading.Batch(v.ctx(), v.actor, id)
	if err != nil {
		return err
	}
	if sawAsked := v.c.PostForm("step") == "confirm"; sawAsked != b.GivingUp.Asked() {
		return u.batchPage(v, http.StatusConflict, v.say("giveUp:changed"))
	}
	request := giveup.Request{Reason: tidy(v.c.PostForm("reason")), Passphrase: v.passphrase()}
	_, err = u.Register.GiveUp.GiveUp(v.ctx(), v.actor, id, request)
	if text := v.passphraseTrouble(err); text != "" {
		return u.batchPage(v, http.StatusUnprocessableEntity, text)
	}
	switch {
	case errors.Is(err, registry.ErrInvalid):
		return u.batchPage(v, http.StatusUnprocessableEntity, v.say("giveUp:needReason"))
	case errors.Is(err, registry.ErrConflict): // and ErrState: it was decided a moment ago
		return u.batchPage(v, http.StatusConflict, v.say("giveUp:changed"))
	case err != nil:
		return err
	}
	return v.redirect("/batches/" + id.String())
}

func (u *UI) withdrawGiveUp(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	_, err = u.Register.GiveUp.Withdraw(v.ctx(), v.actor, id)
	if err != nil && !errors.Is(err, registry.ErrState) { // ErrState: it was taken back or decided a moment ago
		return err
	}
	return v.redirect("/batches/" + id.String())
}
