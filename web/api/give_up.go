package api

import (
	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/giveup"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// previewGiveUp says what giving a batch up would do now.
func (h *handler) previewGiveUp(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	consequences, err := h.Register.GiveUp.Preview(c.Request.Context(), actor, batch)
	return answer(c, consequences, err)
}

// giveUp asks for a batch to be given up, or confirms what another person asked for.
func (h *handler) giveUp(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	var body wire.GiveUp
	if c.Request.ContentLength != 0 {
		if err := web.Bind(c, &body); err != nil {
			return err
		}
	}
	request := giveup.Request{Reason: body.Reason, Passphrase: registry.Secret(body.Passphrase)}
	b, err := h.Register.GiveUp.GiveUp(c.Request.Context(), actor, batch, request)
	return answer(c, b, err)
}

func (h *handler) withdrawGiveUp(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	b, err := h.Register.GiveUp.Withdraw(c.Request.Context(), actor, batch)
	return answer(c, b, err)
}

// voidEntries lists the lines of the book that are void with a batch.
func (h *handler) voidEntries(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	entries, err := h.Register.GiveUp.VoidEntries(c.Request.Context(), actor, batch, p)
	return answer(c, wire.VoidEntries{Entries: entries}, err)
}
