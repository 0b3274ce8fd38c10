package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/handout"
	"sogoc/registry/reading"
	"sogoc/registry/status"
	"sogoc/verifier/ledger"
	"sogoc/verifier/qr"
	"sogoc/web"
	"sogoc/web/api/wire"
)

func (h *handler) search(c *gin.Context, actor registry.Actor) error {
	var s wire.Search
	if err := web.Bind(c, &s); err != nil {
		return err
	}
	filter := reading.CredentialFilter{
		Issuer:         s.Issuer,
		Batch:          s.Batch,
		SerialNumber:   s.SerialNumber,
		RegisterNumber: s.RegisterNumber,
		LearnerCode:    s.LearnerCode,
		NationalID:     s.NationalID,
		ByName:         s.ByName,
		Page:           registry.Page{Offset: s.Offset, Limit: s.Limit},
	}
	if s.Name != "" || s.Match != "" {
		var err error
		if filter.Name, err = reading.NameQuery(s.Name, s.Match); err != nil {
			return err
		}
	}
	found, err := h.Register.Reading.Credentials(c.Request.Context(), actor, filter)
	return answer(c, wire.Credentials{Credentials: found}, err)
}

func (h *handler) credential(c *gin.Context, actor registry.Actor) error {
	credential, err := pathID(c)
	if err != nil {
		return err
	}
	shown, err := h.Register.Reading.Credential(c.Request.Context(), actor, credential)
	if err == nil {
		shown.OnLedger = h.Register.Reading.OnLedger(c.Request.Context(), shown)
	}
	return answer(c, shown, err)
}

// give answers with one item of the credential in the path.
func (h *handler) give(c *gin.Context, actor registry.Actor, item handout.Item, scale int) error {
	credential, err := pathID(c)
	if err != nil {
		return err
	}
	file, err := h.Desk.Give(c.Request.Context(), actor, credential, item, scale)
	if err != nil {
		return err
	}
	return web.Attach(c, file.Name, file.Media, file)
}

func (h *handler) sdJWT(c *gin.Context, actor registry.Actor) error {
	return h.give(c, actor, handout.ItemSDJWT, 0)
}

func (h *handler) holderFile(c *gin.Context, actor registry.Actor) error {
	return h.give(c, actor, handout.ItemHolder, 0)
}

func (h *handler) credentialPDF(c *gin.Context, actor registry.Actor) error {
	if err := rejectUnknownQuery(c); err != nil {
		return err
	}
	return h.give(c, actor, handout.ItemPDF, 0)
}

func (h *handler) qrPNG(c *gin.Context, actor registry.Actor) error {
	if err := rejectUnknownQuery(c, "scale"); err != nil {
		return err
	}
	scale := qr.DefaultScale
	if text := c.Query("scale"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n == 0 {
			return qr.ErrScale
		}
		scale = n
	}
	return h.give(c, actor, handout.ItemPNG, scale)
}

func (h *handler) qrSVG(c *gin.Context, actor registry.Actor) error {
	return h.give(c, actor, handout.ItemSVG, 0)
}

// revoke proposes a revocation, which another person confirms.
func (h *handler) revoke(c *gin.Context, actor registry.Actor) error {
	credential, err := pathID(c)
	if err != nil {
		return err
	}
	var body wire.StatusChange
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	shown, err := h.Register.Reading.Credential(c.Request.Context(), actor, credential)
	if err != nil {
		return err
	}
	return h.propose(c, actor, status.BulkRequest{
		Issuer:         shown.Issuer,
		Credentials:    []uuid.UUID{credential},
		State:          ledger.Revoked,
		Ground:         body.Ground,
		DecisionNumber: body.DecisionNumber,
		DecisionDate:   body.DecisionDate,
		Alone:          body.Alone,
	})
}

func (h *handler) suspend(c *gin.Context, actor registry.Actor) error {
	return h.setStatus(c, actor, ledger.Suspended)
}

func (h *handler) reinstate(c *gin.Context, actor registry.Actor) error {
	return h.setStatus(c, actor, ledger.Active)
}

// setStatus commits the change; the worker carries it to the ledger, and
// showing the credential says when it stands there.
func (h *handler) setStatus(c *gin.Context, actor registry.Actor, state ledger.State) error {
	credential, err := pathID(c)
	if err != nil {
		return err
	}
	var body wire.StatusChange
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	change, err := h.Register.Status.SetStatus(
		c.Request.Context(),
		actor,
		status.Request{Credential: credential, State: state,
			Ground: body.Ground, DecisionNumber: body.DecisionNumber, DecisionDate: body.DecisionDate, Alone: body.Alone},
	)
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusAccepted, change)
}
