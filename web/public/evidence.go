package public

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/go-json-experiment/json/jsontext"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/receipt"
	"sogoc/verifier/unpack"
	"sogoc/web"
)

// Evidence makes bundles; *bundle.Maker does.
type Evidence interface {
	// Make returns a bundle of what is presented, and its result. It returns
	// bundle.ErrNoEvidence with the reading's result, or bundle.ErrUnavailable.
	Make(ctx context.Context, input string, reading ledger.View) ([]byte, verifier.Result, error)
}

// evidenceLimit is how long the organisations' peers may take to attest. It is
// shorter than a request may take, so that the answer says what is wrong.
const evidenceLimit = 15 * time.Second

var errEvidenceLimit = fmt.Errorf("the organisations' peers did not attest within %s", evidenceLimit)

// media type of a receipt: a JWS in its compact serialisation (RFC 7515 §9.2.1).
const mediaReceipt = "application/jose"

// Rules returns what this service's own errors become.
func Rules() []web.Rule {
	return []web.Rule{
		{
			Is:     errStarting,
			Status: http.StatusServiceUnavailable,
			Code:   "starting",
			Title:  "The ledger is still being read for the first time; report says how far",
			Retry:  30,
			Log:    slog.LevelInfo,
			Extend: reportProgress,
		},
		{
			Is:     errNotAcceptable,
			Status: http.StatusNotAcceptable,
			Code:   "not_acceptable",
			Title:  "Not in a media type that the request accepts",
			Detail: true,
		},
		{
			Is:     bundle.ErrUnavailable,
			Status: http.StatusServiceUnavailable,
			Code:   "ledger_unavailable",
			Title:  "Too few organisations attest at present",
			Retry:  5,
			Log:    slog.LevelWarn,
		},
		{
			Is:     unpack.ErrBusy,
			Status: http.StatusServiceUnavailable,
			Code:   "busy",
			Title:  "Too many files are being read",
			Retry:  10,
		},
		{
			Is:     unpack.ErrTooLarge,
			Status: http.StatusRequestEntityTooLarge,
			Code:   "file_too_large",
			Title:  "The file is too large",
			Detail: true,
		},
		lookupTooLong,
		overloaded,
		{
			Is:     bundle.ErrNoEvidence,
			Status: http.StatusUnprocessableEntity,
			Code:   "no_evidence",
			Title:  "The ledger holds nothing of this to attest; report is the result",
			Extend: reportResult,
		},
		{
			Is:     errNotForSoftware,
			Status: http.StatusUnprocessableEntity,
			Code:   "no_credential",
			Title:  "Not valid now, or not shown as an SD-JWT or a holder's file; report is the result",
			Extend: reportResult,
		},
	}
}

// without is an error that comes with the result which explains it. Its text
// says nothing of what was presented.
type without struct {
	result verifier.Result
	err    error
}

func (w *without) Error() string { return w.err.Error() + ": " + string(w.result.Result) }
func (w *without) Unwrap() error { return w.err }

func reportResult(err error, p *web.Problem) {
	var w *without
	if errors.As(err, &w) {
		p.Report = w.result
	}
}

// presented returns a request's presentation: a string, or the JSON object
// that it is, byte by byte as it was sent.
func presented(value jsontext.Value) (string, error) {
	switch value.Kind() {
	case '"':
		text, err := jsontext.AppendUnquote(nil, value)
		if err != nil {
			return "", web.BadRequest("member %q is not a string", "/presentation")
		}
		return string(text), nil
	case '{':
		return string(value), nil
	}
	return "", web.BadRequest("member %q is missing, or neither a string nor an object", "/presentation")
}

// plainQuestion reads a question about a presentation itself.
func (s *service) plainQuestion(c *gin.Context) (string, Question, error) {
	if err := s.admit(c); err != nil {
		return "", Question{}, err
	}
	q, err := bindQuestion(c)
	if err != nil {
		return "", q, err
	}
	input, err := presented(q.Presentation)
	if err == nil && answer.KindOf(input).IsEvidence() {
		err = web.BadRequest("member %q is evidence already", "/presentation")
	}
	return input, q, err
}

// makeEvidence answers POST /api/v1/evidence with a bundle.
func (s *service) makeEvidence(c *gin.Context) error {
	input, q, err := s.plainQuestion(c)
	if err != nil {
		return err
	}
	if !q.At.IsZero() {
		return web.BadRequest("member %q: the ledger attests the present only", "/at")
	}
	return s.giveEvidence(c, input)
}

// giveEvidence answers with a bundle of what is presented.
func (s *service) giveEvidence(c *gin.Context, input string) error {
	if !s.evidenceLimits.allow(s.clientOf(c)) {
		return web.ErrRateLimited
	}
	return s.evidenceWork.serve(c, func() error { return s.attest(c, input) })
}

// attest answers with a bundle that the organisations' peers attest.
func (s *service) attest(c *gin.Context, input string) error {
	reading, err := s.ledger.Reading(s.now())
	if err != nil {
		return unread(reading.Info, err)
	}
	if reading.Info.Kind == verifier.ReadingStarting {
		return errors.Join(s.ready(c.Request.Context()), reading.View.Close())
	}
	ctx, cancel := context.WithTimeoutCause(c.Request.Context(), evidenceLimit, errEvidenceLimit)
	defer cancel()
	in := answer.Read(input)
	if in.CutShort {
		result := verifier.Unread(verifier.DetailCutShort, reading, s.now())
		return errors.Join(&without{result, bundle.ErrNoEvidence}, reading.View.Close())
	}
	text, result, err := s.evidence.Make(ctx, in.Text, reading.View)
	if err != nil && context.Cause(ctx) == errEvidenceLimit {
		err = errors.Join(bundle.ErrUnavailable, errEvidenceLimit, err)
	}
	if err := errors.Join(err, reading.View.Close()); err != nil {
		return &without{result, err}
	}
	s.log.InfoContext(
		c.Request.Context(),
		"evidence made",
		slog.String("request", web.RequestID(c)),
		slog.Any("verification", result),
	)
	return download(c, "application/json", result, bundle.Suffix, text)
}

// makeReceipt answers POST /api/v1/receipt with a signed receipt.
func (s *service) makeReceipt(c *gin.Context) error {
	input, q, err := s.plainQuestion(c)
	if err != nil {
		return err
	}
	now := s.now()
	if q.At.After(now) {
		return web.BadRequest("member %q is in the future", "/at")
	}
	return s.giveReceipt(c, input, now, q.At)
}

// giveReceipt answers with a receipt of what holds of a presentation at a
// moment; the zero moment is now. The error is an Unready where the service's own
// key signs no more.
func (s *service) giveReceipt(c *gin.Context, input string, now, at time.Time) error {
	if err := s.admitToReceipt(c, now); err != nil {
		return err
	}
	text, result, err := s.signReceipt(c, input, now, at)
	if err != nil {
		return err
	}
	return download(c, mediaReceipt, result, receipt.Suffix, []byte(text))
}

// admitToReceipt counts a receipt against its client's limit. The error is an Unready
// where the service's own key signs no more.
func (s *service) admitToReceipt(c *gin.Context, now time.Time) error {
	if err := s.checkSigner(now); err != nil {
		return err
	}
	if !s.receiptLimits.allow(s.clientOf(c)) {
		return web.ErrRateLimited
	}
	return nil
}

// signReceipt makes the receipt, with its result.
func (s *service) signReceipt(
	c *gin.Context, input string, now, at time.Time,
) (text string, result verifier.Result, err error) {
	leave, err := s.work.enter(c.Request.Context())
	if err != nil {
		return "", result, err
	}
	defer leave()
	result = s.answer(c, answer.Question{Input: input, At: at}, now)
	text, err = receipt.Issue(result, s.trust.Genesis, s.signer)
	if err != nil {
		return "", result, &without{result, unready(err)}
	}
	return text, result, nil
}

// download answers with a file that is named after the credential's digest,
// which says nothing of anybody.
func download(c *gin.Context, media string, r verifier.Result, suffix string, content []byte) error {
	name := "unreadable"
	if r.Digest != nil {
		name = r.Digest.String()[:16]
	}
	return web.Attach(c, name+suffix, media, bytes.NewReader(content))
}
