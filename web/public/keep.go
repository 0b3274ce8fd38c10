package public

import (
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/bundle"
	"sogoc/verifier/presentation"
	"sogoc/web"
)

// The page's addresses of what an answer can be kept as.
const (
	pathEvidence   = "/v/evidence"
	pathReceipt    = "/v/receipt"
	pathReceiptPDF = "/v/receipt/pdf"
	pathCredential = "/v/credential"
)

// keeping is the form by which a reader keeps an answer: what was asked, and
// what this service makes of it. A file that was uploaded is not in it: it is
// posted again out of the field where it was chosen.
type keeping struct {
	Input, On         string
	Language          language
	Evidence, Receipt bool
	ReceiptPDF        bool
	Credential        bool // for other software; see giveCredential
	File              bool
}

// keeping returns nil where there is nothing to keep: evidence is kept already.
func (s *service) keeping(p page, at time.Time, r verifier.Result) *keeping {
	k := keeping{Input: p.Input, On: p.On, Language: p.Language, File: p.uploaded}
	if p.uploaded {
		k.Input = ""
	}
	if !answer.KindOf(p.Input).IsEvidence() {
		k.Evidence = s.evidence != nil && at.IsZero() && bundle.Possible(r)
		k.Receipt = s.signer != nil && s.checkSigner(s.now()) == nil
		k.ReceiptPDF = k.Receipt && s.printer != nil
		k.Credential = at.IsZero() && r.Result == verifier.Valid && r.Form != presentation.FormQR
	}
	if !k.Evidence && !k.Receipt && !k.Credential {
		return nil
	}
	return &k
}

// keepEvidence answers POST /v/evidence with a bundle, as the API does, or the
// page that says why there is none.
func (s *service) keepEvidence(c *gin.Context) error {
	return s.keep(c, func(p page, _, at time.Time) error {
		if !at.IsZero() {
			return &trouble{"presentOnly", http.StatusBadRequest, 0}
		}
		return s.giveEvidence(c, p.Input)
	})
}

// keepReceipt answers POST /v/receipt with a receipt likewise.
func (s *service) keepReceipt(c *gin.Context) error {
	return s.keep(c, func(p page, now, at time.Time) error { return s.giveReceipt(c, p.Input, now, at) })
}

func (s *service) keep(c *gin.Context, give func(p page, now, at time.Time) error) error {
	now := s.now()
	p, at, err := s.readForm(c, now)
	if err == nil && p.groups != nil {
		err = &trouble{"oneAtATime", http.StatusUnprocessableEntity, 0}
	}
	if err != nil || p.Input == "" {
		return s.renderTrouble(c, p, err)
	}
	if answer.KindOf(p.Input).IsEvidence() {
		return s.renderTrouble(c, p, &trouble{"keptAlready", http.StatusBadRequest, 0})
	}
	err = troubleOf(give(p, now, at))
	if errors.Is(err, web.ErrRateLimited) {
		err = &trouble{"keepBusy", http.StatusTooManyRequests, 60}
	}
	ownKey := errors.Is(err, errOwnKey)
	if unready := (*web.Unready)(nil); errors.Is(err, bundle.ErrUnavailable) || errors.Is(err, errStarting) ||
		errors.As(err, &unready) {
		s.log.WarnContext(
			c.Request.Context(),
			"nothing to keep was made",
			slog.String("request", web.RequestID(c)),
			slog.Any("error", err),
		)
		err = &trouble{"noEvidence", http.StatusServiceUnavailable, 5}
		if ownKey {
			err = &trouble{"noReceipt", http.StatusServiceUnavailable, 0}
		}
	} else if errors.Is(err, bundle.ErrNoEvidence) || errors.Is(err, errNotForSoftware) {
		err = &trouble{"nothingToKeep", http.StatusUnprocessableEntity, 0}
	}
	if err != nil {
		return s.renderTrouble(c, p, err)
	}
	return nil
}
