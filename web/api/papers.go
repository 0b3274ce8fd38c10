package api

import (
	"context"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/diploma"
	"sogoc/verifier/credential"
	"sogoc/web"
)

// parallelPrints bounds the memory that files in the making take.
const parallelPrints = 2

// print waits for a place among those who print.
func (h *handler) print(ctx context.Context) (done func(), err error) {
	select {
	case h.prints <- struct{}{}:
		return func() { <-h.prints }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// send answers with a file that is whole.
func send(c *gin.Context, file *diploma.File) error {
	c.Header("Content-Type", "application/pdf")
	c.Status(http.StatusOK)
	_, err := file.WriteTo(c.Writer)
	return err
}

// credentialPDF prints one credential.
func (h *handler) credentialPDF(c *gin.Context, actor registry.Actor) error {
	if err := known(c); err != nil {
		return err
	}
	done, err := h.print(c.Request.Context())
	if err != nil {
		return err
	}
	defer done()
	d, err := h.document(c, actor)
	if err != nil {
		return err
	}
	file, err := h.Printer.File(d.Credential.Issuer)
	if err != nil {
		return err
	}
	if err := file.Add(d.Issued); err != nil {
		return err
	}
	download(c, d.Credential.ID, ".pdf")
	return send(c, file)
}

// selection is which credentials of a batch are printed.
type selection struct {
	form          credential.Form // "" for both
	offset, limit int             // of those of the form; limit 0 for all
	seen          int
}

func selectionOf(c *gin.Context) (selection, error) {
	if err := known(c, "form", "offset", "limit"); err != nil {
		return selection{}, err
	}
	p, err := page(c)
	s := selection{form: credential.Form(c.Query("form")), offset: p.Offset, limit: p.Limit}
	if s.form != "" && s.form != credential.FormDiploma && s.form != credential.FormTranscript {
		err = web.BadRequest("form is %s or %s", credential.FormDiploma, credential.FormTranscript)
	}
	return s, err
}

// takes reports whether the next credential of the batch is one of them.
func (s *selection) takes(c registry.Credential) bool {
	if s.form != "" {
		if kind, err := credential.TypeOf(c.Kind); err != nil || kind.Form != s.form {
			return false
		}
	}
	s.seen++
	return s.seen > s.offset && (s.limit == 0 || s.seen <= s.offset+s.limit)
}

// batchPDF prints a batch, or a part of it, into one file, in the order of the
// class list.
func (h *handler) batchPDF(c *gin.Context, actor registry.Actor) error {
	batch, err := id(c)
	if err != nil {
		return err
	}
	chosen, err := selectionOf(c)
	if err != nil {
		return err
	}
	done, err := h.print(c.Request.Context())
	if err != nil {
		return err
	}
	defer done()
	var file *diploma.File
	count := 0
	err = h.Service.Documents(c.Request.Context(), actor, batch, func(d registry.Document) error {
		if !chosen.takes(d.Credential) {
			return nil
		}
		if file == nil {
			if file, err = h.Printer.File(d.Credential.Issuer); err != nil {
				return err
			}
		}
		count++
		return file.Add(d.Issued)
	})
	if err != nil {
		return err
	}
	if file == nil {
		return registry.ErrNotFound
	}
	download(c, batch, ".pdf")
	c.Header("Sogoc-Count", strconv.Itoa(count))
	return send(c, file)
}
