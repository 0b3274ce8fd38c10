package api

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// id returns the UUID in the path; a malformed one names nothing.
func id(c *gin.Context) (uuid.UUID, error) {
	parsed, err := uuid.Parse(c.Param("id"))
	if err != nil || parsed.String() != c.Param("id") {
		return uuid.UUID{}, registry.ErrNotFound
	}
	return parsed, nil
}

// page reads offset and limit.
func page(c *gin.Context) (registry.Page, error) {
	var p registry.Page
	for name, to := range map[string]*int{"offset": &p.Offset, "limit": &p.Limit} {
		text := c.Query(name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 {
			return p, web.BadRequest("%s is not a number from 0", name)
		}
		*to = n
	}
	return p, nil
}

// known refuses query parameters that a route does not have: a misspelt
// filter would quietly show everything.
func known(c *gin.Context, names ...string) error {
	for name := range c.Request.URL.Query() {
		if !slices.Contains(names, name) {
			return web.BadRequest("unknown query parameter; this route has %v", names)
		}
	}
	return nil
}

func (h *handler) batches(c *gin.Context, actor registry.Actor) error {
	if err := known(c, "issuer", "state", "offset", "limit"); err != nil {
		return err
	}
	p, err := page(c)
	if err != nil {
		return err
	}
	batches, err := h.Service.Batches(c.Request.Context(), actor,
		registry.BatchFilter{Issuer: c.Query("issuer"), State: registry.BatchState(c.Query("state")), Page: p})
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, wire.Batches{Batches: batches})
}

func (h *handler) batch(c *gin.Context, actor registry.Actor) error {
	batch, err := id(c)
	if err != nil {
		return err
	}
	b, err := h.Service.Batch(c.Request.Context(), actor, batch)
	return answer(c, b, err)
}

func (h *handler) progress(c *gin.Context, actor registry.Actor) error {
	batch, err := id(c)
	if err != nil {
		return err
	}
	b, err := h.Service.Batch(c.Request.Context(), actor, batch)
	return answer(c, wire.ProgressOf(b), err)
}

func (h *handler) drafts(c *gin.Context, actor registry.Actor) error {
	batch, err := id(c)
	if err != nil {
		return err
	}
	p, err := page(c)
	if err != nil {
		return err
	}
	drafts, err := h.Service.Drafts(c.Request.Context(), actor, batch, p)
	return answer(c, wire.Drafts{Drafts: drafts}, err)
}

// approve approves a batch, signs and seals it: each step may be repeated, so
// that the same call finishes what a crash left half done.
func (h *handler) approve(c *gin.Context, actor registry.Actor) error {
	batch, err := id(c)
	if err != nil {
		return err
	}
	if _, err := h.Service.Approve(c.Request.Context(), actor, batch); err != nil && !h.approvedBy(c, actor, batch, err) {
		return err
	}
	return h.seal(c, actor, batch)
}

// approvedBy reports whether approving failed for the only reason that this
// actor did it before, and the batch has gone on from there.
func (h *handler) approvedBy(c *gin.Context, actor registry.Actor, batch uuid.UUID, err error) bool {
	if !errors.Is(err, registry.ErrState) {
		return false
	}
	b, err := h.Service.Batch(c.Request.Context(), actor, batch)
	if err != nil || b.DecidedBy == nil || *b.DecidedBy != actor.ID {
		return false
	}
	return b.State == registry.BatchIssued || b.State == registry.BatchSealed || b.State == registry.BatchAnchored
}

// issue signs and seals a batch that was approved: for another approver,
// where the first one's call did not get so far, and to hurry a sealed one.
func (h *handler) issue(c *gin.Context, actor registry.Actor) error {
	batch, err := id(c)
	if err != nil {
		return err
	}
	return h.seal(c, actor, batch)
}

func (h *handler) seal(c *gin.Context, actor registry.Actor, batch uuid.UUID) error {
	if _, err := h.Service.Issue(c.Request.Context(), actor, batch); err != nil {
		return err
	}
	b, err := h.Service.Seal(c.Request.Context(), actor, batch)
	return answer(c, b, err)
}

func (h *handler) reject(c *gin.Context, actor registry.Actor) error {
	batch, err := id(c)
	if err != nil {
		return err
	}
	var body wire.Rejection
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	b, err := h.Service.Reject(c.Request.Context(), actor, batch, body.Reason)
	return answer(c, b, err)
}

func (h *handler) discard(c *gin.Context, actor registry.Actor) error {
	batch, err := id(c)
	if err != nil {
		return err
	}
	b, err := h.Service.Discard(c.Request.Context(), actor, batch)
	return answer(c, b, err)
}

// answer renders v unless err.
func answer(c *gin.Context, v any, err error) error {
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, v)
}
