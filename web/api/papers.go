package api

import (
	"strconv"

	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/handout"
	"sogoc/verifier/credential"
	"sogoc/web"
)

func selectionOf(c *gin.Context) (handout.Selection, error) {
	if err := rejectUnknownQuery(c, "form", "offset", "limit"); err != nil {
		return handout.Selection{}, err
	}
	p, err := pageOf(c)
	s := handout.Selection{Form: credential.Form(c.Query("form")), Offset: p.Offset, Limit: p.Limit}
	if s.Form != "" && s.Form != credential.FormDiploma && s.Form != credential.FormTranscript {
		err = web.BadRequest("form is %s or %s", credential.FormDiploma, credential.FormTranscript)
	}
	return s, err
}

// batchPDF prints a batch, or a part of it, into one file, in the order of the
// class list.
func (h *handler) batchPDF(c *gin.Context, actor registry.Actor) error {
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	chosen, err := selectionOf(c)
	if err != nil {
		return err
	}
	file, err := h.Desk.Print(c.Request.Context(), actor, batch, chosen)
	if err != nil {
		return err
	}
	c.Header("Sogoc-Count", strconv.Itoa(file.Count))
	return web.Attach(c, file.Name, file.Media, file)
}

// zip streams what all holders of a batch get. An answer that breaks off has
// no directory at its end.
func (h *handler) zip(c *gin.Context, actor registry.Actor) error {
	if err := rejectUnknownQuery(c); err != nil {
		return err
	}
	batch, err := pathID(c)
	if err != nil {
		return err
	}
	file, err := h.Desk.Pack(c.Request.Context(), actor, batch)
	if err != nil {
		return err
	}
	return web.Attach(c, file.Name, file.Media, file)
}
