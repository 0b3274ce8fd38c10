package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/status"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// propose makes a proposal of a final change, which another person confirms.
func (h *handler) propose(c *gin.Context, actor registry.Actor, r status.BulkRequest) error {
	p, err := h.Register.Status.Propose(c.Request.Context(), actor, r)
	if err != nil {
		return err
	}
	c.Header("Location", Prefix+"/proposals/"+p.ID.String())
	return web.JSON(c, http.StatusCreated, p)
}

func (h *handler) proposals(c *gin.Context, actor registry.Actor) error {
	if err := rejectUnknownQuery(c, "issuer", "state", "offset", "limit"); err != nil {
		return err
	}
	page, err := pageOf(c)
	if err != nil {
		return err
	}
	state := registry.ProposalState(c.Query("state"))
	found, err := h.Register.Status.Proposals(c.Request.Context(), actor, c.Query("issuer"), state, page)
	return answer(c, wire.Proposals{Proposals: found}, err)
}

func (h *handler) proposal(c *gin.Context, actor registry.Actor) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	p, items, err := h.Register.Status.Proposal(c.Request.Context(), actor, id)
	return answer(c, wire.ShownProposal{Proposal: p, Items: items}, err)
}

// confirm commits what another person proposed.
func (h *handler) confirm(c *gin.Context, actor registry.Actor) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	changes, err := h.Register.Status.Confirm(c.Request.Context(), actor, id)
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusAccepted, wire.BulkChanges{Changes: changes})
}

func (h *handler) refuse(c *gin.Context, actor registry.Actor) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	var body wire.Rejection
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	p, err := h.Register.Status.Refuse(c.Request.Context(), actor, id, body.Reason)
	return answer(c, p, err)
}

func (h *handler) withdraw(c *gin.Context, actor registry.Actor) error {
	id, err := pathID(c)
	if err != nil {
		return err
	}
	p, err := h.Register.Status.Withdraw(c.Request.Context(), actor, id)
	return answer(c, p, err)
}
