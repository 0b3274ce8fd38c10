package api

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/reading"
	"sogoc/verifier/presentation"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// lines writes one JSON value a line. The last line is {"end":count}: without
// it the answer broke off.
type lines struct {
	c     *gin.Context
	count int
}

func (l *lines) write(v any) error {
	if l.count == 0 {
		l.begin()
	}
	l.count++
	return l.line(v)
}

func (l *lines) begin() {
	l.c.Header("Content-Type", "application/x-ndjson")
	l.c.Status(http.StatusOK)
}

func (l *lines) line(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = l.c.Writer.Write(append(text, '\n'))
	return err
}

func (l *lines) end() error {
	if l.count == 0 {
		l.begin()
	}
	return l.line(wire.End{End: l.count})
}

// documents streams what all holders of a batch get.
func (h *handler) documents(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	out := &lines{c: c}
	err = h.Register.Reading.Documents(c.Request.Context(), actor, batch, func(d registry.Document) error {
		holder, err := presentation.HolderFile(d.Issued.SDJWT(), d.Issued.QRClaims)
		if err != nil {
			return err
		}
		return out.write(wire.Document{Credential: d.Credential, SDJWT: d.Issued.SDJWT(), Holder: holder,
			Link: h.Desk.Link(d)})
	})
	if err != nil {
		return err
	}
	return out.end()
}

// exportDigests streams what the ledger must hold of an issuer, for audits.
func (h *handler) exportDigests(c *gin.Context, actor registry.Actor) error {
	if err := rejectUnknownQuery(c, "issuer", "registerNumbers"); err != nil {
		return err
	}
	request := reading.ExportRequest{Issuer: c.DefaultQuery("issuer", actor.Issuer)}
	if text, asked := c.GetQuery("registerNumbers"); asked {
		if text != "true" && text != "false" {
			return web.BadRequest("registerNumbers is true or false")
		}
		request.RegisterNumbers = text == "true"
	}
	out := &lines{c: c}
	each := func(e reading.ExportEntry) error { return out.write(e) }
	if err := h.Register.Reading.ExportDigests(c.Request.Context(), actor, request, each); err != nil {
		return err
	}
	return out.end()
}

func (h *handler) audit(c *gin.Context, actor registry.Actor) error {
	if err := rejectUnknownQuery(c, "issuer", "batch", "credential", "action", "offset", "limit"); err != nil {
		return err
	}
	p, err := pageOf(c)
	if err != nil {
		return err
	}
	filter := reading.AuditFilter{Issuer: c.Query("issuer"), Action: registry.Action(c.Query("action")), Page: p}
	for name, to := range map[string]*uuid.UUID{"batch": &filter.Batch, "credential": &filter.Credential} {
		if text := c.Query(name); text != "" {
			if *to, err = uuid.Parse(text); err != nil {
				return web.BadRequest("%s is not a UUID", name)
			}
		}
	}
	entries, err := h.Register.Reading.Audit(c.Request.Context(), actor, filter)
	return answer(c, wire.Audit{Entries: entries}, err)
}
