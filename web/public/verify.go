package public

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

var (
	errStarting = errors.New("the ledger's end is not reached yet")
	errAlarm    = errors.New("reading stopped at a block that failed a check")
)

// Progress says how far a service has come that reads the ledger for the first
// time: the report of the problem "starting".
type Progress struct {
	Height uint64 `json:"height"` // blocks that were read and checked
	// ProvenHeight is how many blocks there are at least; null: no source has shown
	// one yet, and none was read before.
	ProvenHeight *uint64 `json:"provenHeight"`
}

// starting is errStarting with how far the reading has come.
type starting struct{ progress Progress }

// startingAt says how far a reading has come: height blocks of those that are known.
func startingAt(height, known uint64) *starting {
	s := &starting{Progress{Height: height}}
	if known = max(known, height); known > 0 {
		s.progress.ProvenHeight = &known
	}
	return s
}

func (s *starting) Error() string {
	if s.progress.ProvenHeight == nil {
		return fmt.Sprintf("%v: no block was read, and no source has shown one yet", errStarting)
	}
	return fmt.Sprintf(
		"%v: %d of at least %d blocks were read",
		errStarting,
		s.progress.Height,
		*s.progress.ProvenHeight,
	)
}

// unread is why there is no reading: errStarting with the heights, or an error
// of the index.
func unread(info verifier.ReadingInfo, err error) error {
	if info.Kind == verifier.ReadingStarting {
		return errors.Join(startingAt(info.Height, info.ProvenHeight), err)
	}
	return &web.Unready{Err: err}
}

func (s *starting) Unwrap() error { return errStarting }

func reportProgress(err error, p *web.Problem) {
	var s *starting
	if errors.As(err, &s) {
		p.Report, p.Detail = s.progress, s.Error()
	}
}

// Question is the body of POST /api/v1/verify, evidence and receipt.
type Question struct {
	// Presentation is the QR code's text, an SD-JWT, a holder's file, a bundle
	// or a receipt; files of JSON as a string or as the object that they are.
	Presentation jsontext.Value `json:"presentation"`
	// At asks about a moment in the past (RFC 3339); without it about now.
	At time.Time `json:"at,omitzero"`
}

// notAsked stands in At until a question names a moment: a program that sends the
// zero time by mistake must not be answered about now.
var notAsked = time.Unix(0, 1).UTC()

// bindQuestion reads a question. At is zero where it is about now.
func bindQuestion(c *gin.Context) (Question, error) {
	q := Question{At: notAsked}
	if err := web.Bind(c, &q); err != nil {
		return q, err
	}
	switch {
	case q.At.IsZero():
		return q, web.BadRequest("member %q is no moment; leave it out to ask about now", "/at")
	case q.At.Equal(notAsked):
		q.At = time.Time{}
	}
	return q, nil
}

// verify answers POST /api/v1/verify. A bad credential is an answer with
// status 200; only a bad request is a problem.
func (s *service) verify(c *gin.Context) error {
	if err := s.admit(c); err != nil {
		return err
	}
	q, err := bindQuestion(c)
	if err != nil {
		return err
	}
	input, err := presented(q.Presentation)
	if err != nil {
		return err
	}
	if !q.At.IsZero() && answer.KindOf(input).IsEvidence() {
		return web.BadRequest("member %q: evidence is about a moment of its own", "/at")
	}
	now := s.now()
	if q.At.After(now) {
		return web.BadRequest("member %q is in the future", "/at")
	}
	return s.work.serve(c, func() error {
		return web.JSON(c, http.StatusOK, s.answer(c, answer.Question{Input: input, At: q.At}, now))
	})
}

// answer takes one reading of the ledger and verifies; a bundle answers from
// what it brings, and a receipt says what its signer found. Where there is no
// reading, the answer is indeterminate, not an error.
func (s *service) answer(c *gin.Context, q answer.Question, now time.Time) verifier.Result {
	ctx := c.Request.Context()
	reading, err := s.ledger.Reading(now)
	if err != nil {
		s.log.WarnContext(ctx, "no reading of the ledger", slog.Any("error", err))
	}
	result := answer.To(q, answer.Grounds{Trust: &s.trust, Reading: reading, Hosts: s.hosts}, now)
	if reading.View != nil {
		if err := reading.View.Close(); err != nil {
			s.log.ErrorContext(ctx, "reading of the ledger not released", slog.Any("error", err))
		}
	}
	if s.results != nil {
		s.results.WithLabelValues(string(result.Result)).Inc()
	}
	s.log.InfoContext(ctx, "verified", slog.String("request", web.RequestID(c)), slog.Any("verification", result))
	return result
}

// LedgerState is the answer to GET /api/v1/ledger.
type LedgerState struct {
	Ledger    *ledger.Head         `json:"ledger"`             // null before the first block
	Reading   verifier.ReadingInfo `json:"reading"`            // what it is worth now
	Following *Following           `json:"following,omitzero"` // how it is followed, where that is known
}

// showLedger answers how far the ledger was read and checked.
func (s *service) showLedger(c *gin.Context) error {
	reading, err := s.ledger.Reading(s.now())
	if err != nil {
		return unread(reading.Info, err)
	}
	state := LedgerState{Reading: reading.Info}
	if head := reading.Head(); head.Height > 0 {
		state.Ledger = &head
	}
	if err := reading.View.Close(); err != nil {
		return err
	}
	if s.following != nil {
		following := s.following()
		state.Following = &following
	}
	return web.JSON(c, http.StatusOK, state)
}
