package public

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier/answer"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// The fields of the forms, which are posted to /v and below it.
const (
	fieldPresentation = "presentation"
	fieldFile         = "file" // instead, and before what is pasted
	fieldLanguage     = "lang"
	fieldSwitch       = "switch" // the other language, of the button for it
	fieldDay          = "on"
)

// trouble is why a form has no answer, as the page says it.
type trouble struct {
	text   string // its name in texts
	status int
	retry  int // seconds, 0 for not by waiting
}

func (t *trouble) Error() string { return t.text }

// readForm reads a posted form: the page that gives it back, and the moment
// that it asks about, zero for now. The error is a trouble, or of the request.
func (s *service) readForm(c *gin.Context, now time.Time) (page, time.Time, error) {
	p := s.newPage(web.LanguageOf("", c.Request))
	switch err := s.admit(c); {
	case errors.Is(err, web.ErrRateLimited):
		return p, time.Time{}, &trouble{"busy", http.StatusTooManyRequests, 60}
	case err != nil:
		return p, time.Time{}, troubleOf(err)
	}
	file, err := formFile(c.Request)
	if err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			return p, time.Time{}, &trouble{"large", http.StatusRequestEntityTooLarge, 0}
		}
		if errors.Is(err, errSeveralFiles) {
			return p, time.Time{}, &trouble{"severalFiles", http.StatusUnprocessableEntity, 0}
		}
		return p, time.Time{}, web.BadRequest("the form cannot be read")
	}
	form := c.Request.PostForm
	p = s.newPage(web.LanguageOf(cmp.Or(form.Get(fieldSwitch), form.Get(fieldLanguage)), c.Request))
	p.Input = strings.TrimSpace(form.Get(fieldPresentation))
	if p.uploaded = len(file) > 0; p.uploaded {
		if err := s.openFile(c.Request.Context(), &p, file); err != nil {
			return p, time.Time{}, err
		}
	}
	p.On = strings.TrimSpace(form.Get(fieldDay))
	at, text := endOfDay(p.On, now)
	switch {
	case p.Input == "" && p.groups == nil && form.Has(fieldSwitch):
		text = ""
	case p.Input == "" && p.groups == nil:
		text = "empty"
	case text == "" && p.On != "" && answer.KindOf(p.Input).IsEvidence():
		text = "ownMoment"
	}
	if text != "" {
		return p, at, &trouble{text, http.StatusOK, 0}
	}
	return p, at, nil
}

// errSeveralFiles means that a form brings more files than one: none of them is
// chosen in silence.
var errSeveralFiles = web.BadRequest("part %q stands more than once: put several files into one ZIP file", fieldFile)

// formFile reads a posted form of either encoding and returns its file's
// content, nil where there is none. What is posted stays in memory.
func formFile(r *http.Request) ([]byte, error) {
	if err := r.ParseForm(); err != nil {
		return nil, err // the next call would not tell
	}
	if err := r.ParseMultipartForm(maxEvidence); err != nil {
		if errors.Is(err, http.ErrNotMultipart) {
			return nil, nil
		}
		return nil, err
	}
	if len(r.MultipartForm.File[fieldFile]) > 1 {
		return nil, errSeveralFiles
	}
	file, _, err := r.FormFile(fieldFile)
	if errors.Is(err, http.ErrMissingFile) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(file)
	return content, errors.Join(err, file.Close())
}

// renderTrouble shows the page without an answer, and why there is none.
func (s *service) renderTrouble(c *gin.Context, p page, err error) error {
	t := &trouble{status: http.StatusOK}
	if err != nil && !errors.As(err, &t) {
		return err
	}
	if t.text != "" {
		p.Trouble = texts[t.text].In(p.Language)
	}
	if p.uploaded {
		p.Input, p.groups = "", nil
	}
	if t.retry > 0 {
		c.Header("Retry-After", strconv.Itoa(t.retry))
	}
	return s.render(c, t.status, p)
}

// endOfDay returns the last second of a day in Vietnam, which is the moment
// that a question about the day is about; of today, and of no day, zero: now.
// The second result names the text that says why there is no such moment.
func endOfDay(day string, now time.Time) (time.Time, string) {
	if day == "" {
		return time.Time{}, ""
	}
	begin, err := ledger.Date(day).Begin()
	switch today := string(ledger.DateOf(now)); {
	case err != nil:
		return time.Time{}, "dayForm"
	case day > today:
		return time.Time{}, "dayToCome"
	case day == today:
		return time.Time{}, ""
	}
	return begin.AddDate(0, 0, 1).Add(-time.Second), ""
}
