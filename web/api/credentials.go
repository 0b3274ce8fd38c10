package api

import (
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
	"github.com/google/uuid"

	"sogoc/registry"
	"sogoc/registry/qr"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/web"
	"sogoc/web/api/wire"
)

func (h *handler) search(c *gin.Context, actor registry.Actor) error {
	var s wire.Search
	if err := web.Bind(c, &s); err != nil {
		return err
	}
	filter := registry.CredentialFilter{Issuer: s.Issuer, Batch: s.Batch, SerialNumber: s.SerialNumber, RegisterNumber: s.RegisterNumber,
		LearnerCode: s.LearnerCode, NationalID: s.NationalID, ByName: s.ByName, Page: registry.Page{Offset: s.Offset, Limit: s.Limit}}
	if s.Name != "" || s.Match != "" {
		var err error
		if filter.Name, err = registry.NameQuery(s.Name, s.Match); err != nil {
			return err
		}
	}
	found, err := h.Service.List(c.Request.Context(), actor, filter)
	return answer(c, wire.Credentials{Credentials: found}, err)
}

func (h *handler) credential(c *gin.Context, actor registry.Actor) error {
	credential, err := id(c)
	if err != nil {
		return err
	}
	shown, err := h.Service.Show(c.Request.Context(), actor, credential)
	return answer(c, shown, err)
}

// document reads what the holder of the credential in the path gets.
func (h *handler) document(c *gin.Context, actor registry.Actor) (registry.Document, error) {
	credential, err := id(c)
	if err != nil {
		return registry.Document{}, err
	}
	return h.Service.Document(c.Request.Context(), actor, credential)
}

// download names a file by the credential's id: a name or number would be
// personal data in every downloads folder.
func download(c *gin.Context, credential uuid.UUID, ending string) {
	c.Header("Content-Disposition", `attachment; filename="`+credential.String()+ending+`"`)
}

func (h *handler) sdJWT(c *gin.Context, actor registry.Actor) error {
	d, err := h.document(c, actor)
	if err != nil {
		return err
	}
	download(c, d.Credential.ID, ".sdjwt")
	c.Data(http.StatusOK, "application/vc+sd-jwt", []byte(d.Issued.SDJWT()))
	return nil
}

func (h *handler) holderFile(c *gin.Context, actor registry.Actor) error {
	d, err := h.document(c, actor)
	if err != nil {
		return err
	}
	file, err := presentation.HolderFile(d.Issued.SDJWT(), d.Issued.QRClaims)
	if err != nil {
		return err
	}
	download(c, d.Credential.ID, ".sogoc.json")
	c.Data(http.StatusOK, "application/json", file)
	return nil
}

func (h *handler) qrPNG(c *gin.Context, actor registry.Actor) error {
	if err := known(c, "scale"); err != nil {
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
	return h.qr(c, actor, "image/png", ".qr.png", func(link string) ([]byte, error) { return h.drawer.PNG(link, scale) })
}

func (h *handler) qrSVG(c *gin.Context, actor registry.Actor) error {
	return h.qr(c, actor, "image/svg+xml", ".qr.svg", h.drawer.SVG)
}

func (h *handler) qr(c *gin.Context, actor registry.Actor, media, ending string, draw func(link string) ([]byte, error)) error {
	d, err := h.document(c, actor)
	if err != nil {
		return err
	}
	image, err := draw(presentation.URL(h.PublicURL, d.Issued.QRToken))
	if err != nil {
		return err
	}
	download(c, d.Credential.ID, ending)
	c.Data(http.StatusOK, media, image)
	return nil
}

func (h *handler) revoke(c *gin.Context, actor registry.Actor) error {
	return h.setStatus(c, actor, ledger.Revoked)
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
	credential, err := id(c)
	if err != nil {
		return err
	}
	var body wire.StatusChange
	if err := web.Bind(c, &body); err != nil {
		return err
	}
	change, err := h.Service.SetStatus(c.Request.Context(), actor, registry.StatusRequest{Credential: credential, State: state,
		Ground: body.Ground, DecisionNumber: body.DecisionNumber, DecisionDate: body.DecisionDate})
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusAccepted, change)
}
