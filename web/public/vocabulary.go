package public

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier/credential"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// The addresses of the meanings that credentials name.
const (
	pathVocabulary = "/ns"
	pathSchema     = "/ns/credential.schema.json"
	pathKind       = "/kinds/:type"
	pathKindField  = "/kinds/:type/:field"
)

// describeFor is how long a meaning may be kept: it changes with the program alone.
const describeFor = 24 * time.Hour

const mediaHTML = "text/html"

// meaning is what a page about a term or a kind shows.
type meaning struct {
	Language language
	Title    string
	Kind     *credential.Type // of a page about a kind
	Code     ledger.Kind
	Terms    []credential.Term // of the vocabulary's page
	// Vocabulary is what the terms begin with, on the vocabulary's page.
	Vocabulary string
}

// showVocabulary answers GET /ns, which says what the terms of credentials mean.
func (s *service) showVocabulary(c *gin.Context) error {
	return s.describe(c, credential.VocabularyDocument, func(l language) meaning {
		return meaning{
			Title:      texts["vocabulary"].In(l),
			Terms:      credential.Terms(),
			Vocabulary: credential.Vocabulary,
		}
	})
}

// showSchema answers the JSON Schema of the own members.
func (s *service) showSchema(c *gin.Context) error {
	host, err := s.publicHost(c)
	if err != nil {
		return err
	}
	if !s.publicLimits.allow(s.clientOf(c)) {
		return web.ErrRateLimited
	}
	media := preferred(c.GetHeader("Accept"), credential.MediaSchema, "application/json")
	if media == "" {
		return fmt.Errorf("%w: there are %s and application/json", errNotAcceptable, credential.MediaSchema)
	}
	content, err := credential.Schema(host)
	if err != nil {
		return err
	}
	return publish(c, media, content, describeFor)
}

// showKind answers GET /kinds/KIND, the identifier of an award's achievement.
func (s *service) showKind(c *gin.Context) error {
	kind := ledger.Kind(strings.TrimPrefix(c.Request.URL.Path, "/kinds/"))
	known, err := credential.TypeOf(kind)
	if err != nil {
		return web.ErrNotFound
	}
	document := func(host string) ([]byte, error) { return credential.KindAchievement(host, kind) }
	return s.describe(c, document, func(l language) meaning {
		return meaning{Title: said{known.Label, known.LabelEn}.In(l), Kind: &known, Code: kind}
	})
}

// describe answers with a document in JSON-LD, or with a page for people where the
// client would rather have that.
func (s *service) describe(
	c *gin.Context,
	document func(host string) ([]byte, error),
	of func(language) meaning,
) error {
	host, err := s.publicHost(c)
	if err != nil {
		return err
	}
	if !s.publicLimits.allow(s.clientOf(c)) {
		return web.ErrRateLimited
	}
	accepted := c.GetHeader("Accept")
	media := preferred(accepted, credential.MediaLinkedData, "application/json", mediaHTML)
	switch media {
	case "":
		return fmt.Errorf("%w: there are %s, application/json and %s", errNotAcceptable,
			credential.MediaLinkedData, mediaHTML)
	case mediaHTML:
		return s.describeInHTML(c, of)
	}
	content, err := document(host)
	if err != nil {
		return err
	}
	return publish(c, media, content, describeFor)
}

func (s *service) describeInHTML(c *gin.Context, of func(language) meaning) error {
	l := s.newPage(web.LanguageOf(c.Query(fieldLanguage), c.Request)).Language
	shown := of(l)
	shown.Language = l
	var b bytes.Buffer
	if err := s.pages[l].ExecuteTemplate(&b, "meaning.html", shown); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	return publish(c, mediaHTML+"; charset=utf-8", b.Bytes(), describeFor)
}

// preferred returns the media type that a header Accept (RFC 9110 §12.5.1) gives the
// most weight, of equals the first, and "" where it admits none.
func preferred(header string, medias ...string) string {
	best, most := "", 0.0
	for _, media := range medias {
		if weight := weightOf(header, media); weight > most {
			best, most = media, weight
		}
	}
	return best
}

// weightOf returns the weight of a media type: that of the range which says most of it.
func weightOf(header, media string) float64 {
	if strings.TrimSpace(header) == "" {
		return 1
	}
	family, _, _ := strings.Cut(media, "/")
	closeness := map[string]int{"*/*": 1, family + "/*": 2, media: 3}
	weight, closest := 0.0, 0
	for part := range strings.SplitSeq(header, ",") {
		one, parameters, err := mime.ParseMediaType(part)
		if err != nil || closeness[one] <= closest {
			continue
		}
		closest, weight = closeness[one], 1
		if q, given := parameters["q"]; given {
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				weight = 0
			}
		}
	}
	return weight
}

// publishMeanings adds the addresses of the meanings.
func (s *service) publishMeanings(engine *gin.Engine) {
	public := engine.Group("", openToPages, web.SetCSP(web.PagePolicy))
	for path, handle := range map[string]func(*gin.Context) error{
		pathVocabulary: s.showVocabulary,
		pathSchema:     s.showSchema,
		pathKind:       s.showKind,
		pathKindField:  s.showKind,
	} {
		public.GET(path, web.Handle(handle))
		public.HEAD(path, web.Handle(handle))
		public.OPTIONS(path, func(c *gin.Context) { c.Status(http.StatusNoContent) })
	}
}
