package public

import (
	"errors"
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// LookupRequest is the body of POST /api/v1/lookup.
type LookupRequest struct {
	// Credential says of which credential the ledger is asked; without it the answer
	// tells of the reading alone.
	Credential *verifier.LookupQuestion `json:"credential,omitempty"`
}

var lookupTooLong = web.Rule{
	Is:     verifier.ErrLookupTooLong,
	Status: http.StatusUnprocessableEntity,
	Code:   "lookup_too_long",
	Title:  "The ledger holds more of this than a look-up tells; ask for a verification",
}

// lookUp answers POST /api/v1/lookup. It judges nothing: who asks has read the
// credential and its signature, and takes the steps by itself.
func (s *service) lookUp(c *gin.Context) error {
	if err := s.admit(c); err != nil {
		return err
	}
	var q LookupRequest
	if err := web.Bind(c, &q); err != nil {
		return err
	}
	if q.Credential != nil {
		if err := ledger.ValidateIssuerCode(q.Credential.Issuer); err != nil {
			return web.BadRequest("member %q is no issuer code", "/credential/issuer")
		}
	}
	return s.work.serve(c, func() error { return s.tellOf(c, q) })
}

// tellOf answers a look-up.
func (s *service) tellOf(c *gin.Context, q LookupRequest) error {
	now, ctx := s.now(), c.Request.Context()
	options := verifier.Options{Hosts: s.hosts, Accreditors: s.trust.Accreditors}
	reading, err := s.ledger.Reading(now)
	if err != nil {
		s.log.WarnContext(ctx, "no reading of the ledger", slog.Any("error", err))
	}
	found := verifier.NewLookupAnswer(reading, now, options)
	if reading.View != nil {
		if q.Credential != nil {
			found, err = verifier.LookUp(*q.Credential, reading, now, options)
		}
		err = errors.Join(err, reading.View.Close())
	}
	s.countLookup(q.Credential != nil, found, err)
	if err != nil && reading.View != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, found)
}

// openToAnyPage lets pages of every other host ask by POST: the endpoint needs no
// credentials and reads none, so that a page gains nothing by a reader's browser
// that it would not have by its own server.
func openToAnyPage(c *gin.Context) {
	c.Header("Access-Control-Allow-Origin", "*")
	c.Header("Access-Control-Allow-Methods", "POST")
	c.Header("Access-Control-Allow-Headers", "Accept, Content-Type")
	c.Header("Access-Control-Expose-Headers", "Retry-After")
	c.Header("Access-Control-Max-Age", "86400")
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	c.Next()
}
