package public

import (
	"errors"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/web"
)

// errNotForSoftware is why a processed credential is not given: it has no proof of
// its own, so that this service gives it only of what it has just found valid.
var errNotForSoftware = errors.New("no processed credential of this")

// makeCredential answers POST /api/v1/credential with the processed credential.
func (s *service) makeCredential(c *gin.Context) error {
	input, q, err := s.plainQuestion(c)
	if err != nil {
		return err
	}
	if !q.At.IsZero() {
		return web.BadRequest("member %q: a processed credential is about the present only", "/at")
	}
	return s.giveCredential(c, input, s.now())
}

// giveCredential answers with the processed credential of what is presented and
// found valid now.
func (s *service) giveCredential(c *gin.Context, input string, now time.Time) error {
	return s.work.serve(c, func() error { return s.processed(c, input, now) })
}

func (s *service) processed(c *gin.Context, input string, now time.Time) error {
	result := s.answer(c, answer.Question{Input: input}, now)
	if result.Result != verifier.Valid {
		return &without{result, errNotForSoftware}
	}
	text, err := answer.ProcessedCredential(input)
	if errors.Is(err, answer.ErrNoCredential) {
		return &without{result, errNotForSoftware}
	}
	if err != nil {
		return err
	}
	return download(c, answer.MediaVerifiableCredential, result, answer.CredentialSuffix, text)
}

// keepCredential answers POST /v/credential with the same file, or the page that
// says why there is none.
func (s *service) keepCredential(c *gin.Context) error {
	return s.keep(c, func(p page, now, at time.Time) error {
		if !at.IsZero() {
			return web.BadRequest("field %q: a processed credential is about the present only", fieldDay)
		}
		return s.giveCredential(c, p.Input, now)
	})
}
