package api

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/status"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// bulkStatus says what would happen to many credentials, or lets it happen to
// all of them.
func (h *handler) bulkStatus(c *gin.Context, actor registry.Actor) error {
	var body wire.BulkStatus
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	if body.Preview == nil {
		return web.BadRequest("preview is required: true or false")
	}
	r := status.BulkRequest{
		Issuer:         body.Issuer,
		Credentials:    body.Credentials,
		Serials:        body.Serials,
		State:          body.State,
		Ground:         body.Ground,
		DecisionNumber: body.DecisionNumber,
		DecisionDate:   body.DecisionDate,
		Alone:          body.Alone,
	}
	if !*body.Preview && status.IsFinal(r.State) {
		return h.propose(c, actor, r)
	}
	if !*body.Preview {
		changes, err := h.Register.Status.SetStatuses(c.Request.Context(), actor, r)
		if err != nil {
			return err
		}
		return web.JSON(c, http.StatusAccepted, wire.BulkChanges{Changes: changes})
	}
	items, err := h.Register.Status.PreviewStatuses(c.Request.Context(), actor, r)
	preview := wire.BulkPreview{Items: items}
	for _, item := range items {
		if item.Obstacle != "" {
			preview.Obstacles++
		}
	}
	return answer(c, preview, err)
}
