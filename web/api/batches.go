package api

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// pathID returns the UUID in the path; a malformed one names nothing.
func pathID(c *gin.Context) (uuid.UUID, error) {
	parsed, err := uuid.Parse(c.Param("id"))
	if err != nil || parsed.String() != c.Param("id") {
		return uuid.UUID{}, registry.ErrNotFound
	}
	return parsed, nil
}

// pageOf reads offset and limit.
func pageOf(c *gin.Context) (registry.Page, error) {
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

// rejectUnknownQuery refuses query parameters that a route does not have: a misspelt
// filter would quietly show everything.
func rejectUnknownQuery(c *gin.Context, names ...string) error {
	for name := range c.Request.URL.Query() {
		if !slices.Contains(names, name) {
			return web.BadRequest("unknown query parameter; this route has %v", names)
		}
	}
	return nil
}

func (h *handler) batches(c *gin.Context, actor registry.Actor) error {
	if err := rejectUnknownQuery(c, "issuer", "state", "offset", "limit"); err != nil {
		return err
	}
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	batches, err := h.Register.Reading.Batches(c.Request.Context(), actor,
		reading.BatchFilter{Issuer: c.Query("issuer"), State: registry.BatchState(c.Query("state")), Page: p})
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, wire.Batches{Batches: batches})
}

func (h *handler) batch(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	b, err := h.Register.Reading.Batch(c.Request.Context(), actor, batch)
	return answer(c, b, err)
}

func (h *handler) progress(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	b, err := h.Register.Reading.Batch(c.Request.Context(), actor, batch)
	return answer(c, wire.ProgressOf(b, h.Register.Issuing.Signed(b.ID)), err)
}

// batchQuota says what a batch takes of its school's quotas, by the ledger.
func (h *handler) batchQuota(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	state, err := h.Register.Quota.OfBatch(c.Request.Context(), actor, batch)
	return answer(c, state, err)
}

func (h *handler) drafts(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	drafts, err := h.Register.Reading.Drafts(c.Request.Context(), actor, batch, p)
	return answer(c, wire.Drafts{Drafts: drafts}, err)
}

// approve approves a batch, which the worker then carries to the ledger.
func (h *handler) approve(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	var body wire.Approval
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	secret := registry.Secret(body.Passphrase)
	b, err := h.Register.Issuing.Approve(c.Request.Context(), actor, batch, secret, body.Count)
	return answer(c, b, err)
}

// retry lets the worker go on at once with a batch that waits.
func (h *handler) retry(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	var body wire.Unlock
	if c.Request.ContentLength != 0 {
		if err := web.Bind(c, &body); err != nil {
			return err
		}
	}
	b, err := h.Register.Issuing.Retry(c.Request.Context(), actor, batch, registry.Secret(body.Passphrase))
	return answer(c, b, err)
}

func (h *handler) reject(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	var body wire.Rejection
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	b, err := h.Register.Issuing.Reject(c.Request.Context(), actor, batch, body.Reason)
	return answer(c, b, err)
}

// setAside makes a draft batch of rows that are not to be signed yet.
func (h *handler) setAside(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	var body wire.SettingAside
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	aside, err := h.Register.Review.SetAside(c.Request.Context(), actor, batch, body.Drafts, body.Reason)
	if err != nil {
		return err
	}
	c.Header("Location", Prefix+"/batches/"+aside.ID.String())
	return web.JSON(c, http.StatusCreated, aside)
}

func (h *handler) discard(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	b, err := h.Register.Intake.Discard(c.Request.Context(), actor, batch)
	return answer(c, b, err)
}

// answer renders v unless err.
func answer(c *gin.Context, v any, err error) error {
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, v)
}
