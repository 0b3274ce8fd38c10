package public

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier"
	"sogoc/verifier/answer"
	"sogoc/verifier/unpack"
	"sogoc/verifier/words"
	"sogoc/web"
)

// FileAnswer is the answer to POST /api/v1/verify/file.
type FileAnswer struct {
	Answers []FoundAnswer      `json:"answers"` // one for each credential in the file, in the order of finding
	Unread  []unpack.Unread    `json:"unread"`  // what was in the file and not read
	Seals   []unpack.FoundSeal `json:"seals"`   // electronic seals of PDF files, beside the answers
}

// FoundAnswer is the result for one credential of a file.
type FoundAnswer struct {
	Places []unpack.Place  `json:"places"` // where it stands; a paper's code and its embedded file are one credential
	Result verifier.Result `json:"result"`
}

// verifyFile answers POST /api/v1/verify/file. A file without a credential is an
// answer with none, and the reasons.
func (s *service) verifyFile(c *gin.Context) error {
	if err := s.admit(c); err != nil {
		return err
	}
	content, err := formFile(c.Request)
	switch {
	case err != nil:
		return err
	case len(content) == 0:
		return web.BadRequest("part %q is missing or empty", fieldFile)
	}
	contents, err := s.files.Unpack(c.Request.Context(), content)
	if err != nil {
		return err
	}
	return s.longWork.serve(c, func() error { return s.tellOfFile(c, contents) })
}

// tellOfFile answers on every credential of a file.
func (s *service) tellOfFile(c *gin.Context, contents unpack.Contents) error {
	now := s.now()
	all := FileAnswer{
		Answers: []FoundAnswer{},
		Unread:  append([]unpack.Unread{}, contents.Unread...),
		Seals:   s.judgeSeals(contents, now),
	}
	for _, g := range contents.Groups() {
		result := s.answer(c, answer.Question{Input: g.Text}, now)
		all.Answers = append(all.Answers, FoundAnswer{Places: g.Places, Result: result})
	}
	return web.JSON(c, http.StatusOK, all)
}

// openFile puts into the page what an uploaded file holds: one credential as if
// it had been pasted, several side by side. The error is a trouble, or of the
// request.
func (s *service) openFile(ctx context.Context, p *page, content []byte) error {
	contents, err := s.files.Unpack(ctx, content)
	switch {
	case errors.Is(err, unpack.ErrBusy):
		return &trouble{"busyReading", http.StatusServiceUnavailable, 10}
	case errors.Is(err, unpack.ErrTooLarge):
		return &trouble{"large", http.StatusRequestEntityTooLarge, 0}
	case err != nil:
		return err
	}
	if !unpack.IsText(content) {
		p.File = describeFile(contents, p.Language)
		p.File.SealsNote = words.SealsNote(p.Language)
		p.File.Seals = sealWords(s.judgeSeals(contents, s.now()), p.Language)
	}
	switch groups := contents.Groups(); len(groups) {
	case 0:
		return &trouble{"nothingFound", http.StatusOK, 0}
	case 1:
		p.Input = groups[0].Text
	default:
		p.groups = groups
	}
	return nil
}

// fileWords says how a file was read.
type fileWords struct {
	Read   []string // where each credential was, of a file with one credential
	Many   string   // how many there are, where they are several
	Unseen bool     // a PDF file carries a credential whose code none of its pages shows
	Unread []string

	SealsNote string // before Seals
	Seals     []string
}

func describeFile(c unpack.Contents, l language) *fileWords {
	w := &fileWords{}
	groups := c.Groups()
	if len(groups) == 1 {
		for _, at := range groups[0].Places {
			w.Read = append(w.Read, placeWords(at, l))
		}
	} else if len(groups) > 1 {
		w.Many = countWords(groups, l)
	}
	w.Unseen = isUnseen(groups)
	for _, u := range c.Unread {
		line := texts["unread_"+string(u.Why)].In(l)
		if at := placeWords(u.Place, l); at != "" {
			line = at + ": " + line
		}
		w.Unread = append(w.Unread, line)
	}
	return w
}

// countWords says how many credentials a file holds. A damaged copy is not one of
// them: nothing says of what it is a copy.
func countWords(groups []unpack.Group, l language) string {
	broken := 0
	for _, g := range groups {
		if g.Broken {
			broken++
		}
	}
	if broken == 0 {
		return fmt.Sprintf(texts["manyFound"].In(l), len(groups))
	}
	return fmt.Sprintf(texts["someBroken"].In(l), len(groups)-broken, broken)
}

// isUnseen reports whether a credential is carried by a PDF file on whose pages
// its code does not stand.
func isUnseen(groups []unpack.Group) bool {
	return slices.ContainsFunc(groups, func(g unpack.Group) bool {
		return !slices.ContainsFunc(g.Places, func(p unpack.Place) bool { return p.Way != unpack.WayEmbedded })
	})
}

// placeWords says where something stands in a file.
func placeWords(at unpack.Place, l language) string {
	var parts []string
	if at.File != "" {
		parts = append(parts, at.File)
	}
	if at.Way == unpack.WayQR || at.Way == unpack.WayEmbedded {
		parts = append(parts, texts["way_"+string(at.Way)].In(l))
	}
	if at.Page > 0 {
		parts = append(parts, texts["page"].In(l)+" "+strconv.Itoa(at.Page))
	}
	return strings.Join(parts, ", ")
}

// found is one of several answers on a page.
type found struct {
	Place  string
	Name   string // of the learner, where it is shown
	Answer *shownAnswer
}

// showEach shows the page with the answers on all credentials of a file, as of one moment.
func (s *service) showEach(c *gin.Context, p page, at, now time.Time) error {
	for i, g := range p.groups {
		result := s.answer(c, answer.Question{Input: g.Text, At: at}, now)
		shown := inWords(result, p.Language)
		shown.ID = "-" + strconv.Itoa(i+1)
		var places []string
		for _, place := range g.Places {
			places = append(places, placeWords(place, p.Language))
		}
		p.Found = append(p.Found, found{
			Place:  strings.Join(places, "; "),
			Name:   nameIn(result),
			Answer: shown,
		})
	}
	return s.render(c, http.StatusOK, p)
}

// nameIn returns the learner's name in a result, as it may be shown.
func nameIn(r verifier.Result) string {
	if r.Credential == nil {
		return ""
	}
	for _, f := range r.Credential.Facts {
		if f.Name == "fullName" {
			return words.Visible(f.Value)
		}
	}
	return ""
}
