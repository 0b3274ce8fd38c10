package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/handout"
)

// zip streams what all holders of a batch get. An answer that breaks off has
// no directory at its end.
func (h *handler) zip(c *gin.Context, actor registry.Actor) error {
	if err := known(c); err != nil {
		return err
	}
	batch, err := id(c)
	if err != nil {
		return err
	}
	each, err := h.Service.OpenDocuments(c.Request.Context(), actor, batch)
	if err != nil {
		return err
	}
	download(c, batch, ".zip")
	c.Header("Content-Type", "application/zip")
	c.Status(http.StatusOK)
	return handout.Write(c.Writer, h.PublicURL, each)
}
