package api

import (
	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// key says with which key the caller's school would sign now.
func (h *handler) key(c *gin.Context, actor registry.Actor) error {
	state, err := h.Register.Keys.SigningKey(c.Request.Context(), actor)
	return answer(c, state, err)
}

// unlockKey opens the school's own key in this process: for the batches that
// wait for it, and for what the caller does in the next half hour.
func (h *handler) unlockKey(c *gin.Context, actor registry.Actor) error {
	var body wire.Unlock
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	if err := h.Register.Keys.OpenForWaiting(c.Request.Context(), actor, registry.Secret(body.Passphrase)); err != nil {
		return err
	}
	return h.key(c, actor)
}
