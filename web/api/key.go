package api

import (
	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// key says with which key the caller's school would sign now.
func (h *handler) key(c *gin.Context, actor registry.Actor) error {
	state, err := h.Service.SigningKey(c.Request.Context(), actor)
	return answer(c, state, err)
}

// unlockKey opens the school's own key in this process, for a while.
func (h *handler) unlockKey(c *gin.Context, actor registry.Actor) error {
	var body wire.Unlock
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	if err := h.Service.UnlockKey(c.Request.Context(), actor, registry.Password(body.Passphrase)); err != nil {
		return err
	}
	return h.key(c, actor)
}
