package registrar

import (
	"errors"
	"net/http"

	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/status"
)

// proposalData is what the page of a proposal shows.
type proposalData struct {
	Proposal  registry.Proposal
	Items     []status.BulkItem
	Bad       int // of them cannot be changed now
	Names     map[uuid.UUID]string
	Decides   bool // the person may confirm or refuse it now
	Own       bool // the person proposed it
	Withdraws bool
	keyData
}

// propose asks for a final change, which another person confirms.
func (u *UI) propose(v *visit, form changeForm, r status.BulkRequest) error {
	p, err := u.Register.Status.Propose(v.ctx(), v.actor, r)
	var refused *status.BulkRefused
	switch {
	case errors.As(err, &refused): // somebody was faster; the page says with what
		return u.preview(v, http.StatusConflict, v.say("changeRefused"), form)
	case errors.Is(err, registry.ErrInvalid):
		return u.preview(v, http.StatusUnprocessableEntity, u.formTrouble(v, r), form)
	case err != nil:
		return err
	}
	v.finishedChange()
	return v.redirect("/proposals/" + p.ID.String())
}

func (u *UI) showProposal(v *visit) error { return u.proposal(v, http.StatusOK, "") }

// proposal shows a proposal, with what stands against it now.
func (u *UI) proposal(v *visit, code int, trouble string) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	data := proposalData{}
	if data.Proposal, data.Items, err = u.Register.Status.Proposal(v.ctx(), v.actor, id); err != nil {
		return err
	}
	if data.Names, err = u.Register.Reading.PeopleNames(v.ctx(), v.actor); err != nil {
		return err
	}
	open := data.Proposal.State == registry.ProposalOpen
	for _, item := range data.Items {
		if open && item.Obstacle != "" {
			data.Bad++
		}
	}
	data.Own = open && data.Proposal.ProposedBy == v.actor.ID
	data.Withdraws = data.Own && registrarsAndApprovers.admits(v.actor)
	data.Decides = open && !data.Own && v.actor.Has(registry.RoleApprover)
	if data.Decides {
		if data.keyData, err = v.key(); err != nil {
			return err
		}
	}
	return v.render(code, "proposal", view{Trouble: trouble, Data: data})
}

// confirmProposal commits what another person proposed.
func (u *UI) confirmProposal(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	again := func(trouble string) error { return u.proposal(v, http.StatusUnprocessableEntity, trouble) }
	if open, err := v.openKeyForActs(again); !open {
		return err
	}
	_, err = u.Register.Status.Confirm(v.ctx(), v.actor, id)
	var refused *status.BulkRefused
	switch {
	case errors.As(err, &refused):
		return u.proposal(v, http.StatusConflict, v.say("changeRefused"))
	case errors.Is(err, registry.ErrKey):
		return again(v.say(keyTrouble(err)))
	case err != nil:
		return err
	}
	return v.redirect("/status-changes")
}

func (u *UI) refuseProposal(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	_, err = u.Register.Status.Refuse(v.ctx(), v.actor, id, tidy(v.c.PostForm("reason")))
	if errors.Is(err, registry.ErrInvalid) {
		return u.proposal(v, http.StatusUnprocessableEntity, v.say("needReason"))
	}
	if err != nil {
		return err
	}
	return v.redirect("/proposals/" + id.String())
}

func (u *UI) withdrawProposal(v *visit) error {
	id, err := v.id()
	if err != nil {
		return err
	}
	if _, err := u.Register.Status.Withdraw(v.ctx(), v.actor, id); err != nil {
		return err
	}
	return v.redirect("/proposals/" + id.String())
}
