package public

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/verifier"
	"sogoc/verifier/ledger"
	"sogoc/web"
)

// What is published at the addresses that credentials name, for other people's
// software: see Config.Hosts.
const (
	pathIssuerDID  = "/issuers/:code/did.json"
	pathServiceDID = "/.well-known/did.json"
	pathKeySet     = "/.well-known/jwks.json"
	pathTokenList  = "/status/:code/:list"
	pathBitstring  = "/status/:code/:list/:purpose"
)

// publishFor is how long what is published may be kept: a change on the ledger
// is seen within it.
const publishFor = time.Minute

var (
	errOutdated = errors.New("the reading of the ledger is not of the present")
	errOwnKey   = errors.New("this service's key does not count on the ledger")

	errNotAcceptable = errors.New("not in a media type that is asked for")
)

// publishes adds the addresses that credentials name.
func (s *service) publishes(engine *gin.Engine) {
	if len(s.hosts) == 0 {
		return
	}
	public := engine.Group("", openToPages)
	get := func(path string, handle func(*gin.Context) error) {
		public.GET(path, web.Handle(handle))
		public.HEAD(path, web.Handle(handle))
		public.OPTIONS(path, func(c *gin.Context) { c.Status(http.StatusNoContent) })
	}
	s.publishMeanings(engine)
	get(pathIssuerDID, s.showIssuerDID)
	if s.signer != nil {
		get(pathServiceDID, s.showServiceDID)
		get(pathKeySet, s.showKeySet)
		get(pathTokenList, s.showTokenList)
		get(pathBitstring, s.showBitstring)
	}
}

// openToPages lets pages of other hosts read: verifiers run in browsers too.
func openToPages(c *gin.Context) {
	c.Header("Access-Control-Allow-Origin", "*")
	c.Header("Access-Control-Allow-Methods", "GET, HEAD")
	c.Header("Access-Control-Allow-Headers", "Accept, If-None-Match")
	c.Header("Access-Control-Expose-Headers", "ETag")
	c.Header("Access-Control-Max-Age", "86400")
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	c.Next()
}

// publicHost returns the public name under which the request came, as it stands
// in credentials: its Host where that is one of ours, or the only one that we
// have. ErrNotFound where neither tells.
func (s *service) publicHost(c *gin.Context) (string, error) {
	asked := strings.ToLower(c.Request.Host)
	switch {
	case slices.Contains(s.hosts, asked):
		return asked, nil
	case len(s.hosts) == 1:
		return s.hosts[0], nil
	}
	return "", web.ErrNotFound
}

// present takes a reading for what is published, which may be made of the
// ledger's present state only. The caller closes its View. The error is an
// Unready.
func (s *service) present(now time.Time) (verifier.Reading, error) {
	reading, err := s.ledger.Reading(now)
	if err != nil {
		return reading, &web.Unready{Err: err}
	}
	switch {
	case reading.Info.Kind == verifier.ReadingStarting:
		err = errStarting
	case !reading.Info.Kind.Current():
		err = fmt.Errorf("%w: %s", errOutdated, reading.Info.Kind)
	default:
		return reading, nil
	}
	return verifier.Reading{}, &web.Unready{Err: errors.Join(err, reading.View.Close())}
}

// fromPresent answers with what make makes of a present reading.
func (s *service) fromPresent(c *gin.Context, media string, make func(verifier.Reading) ([]byte, error)) error {
	if !s.publicLimits.allow(s.clientOf(c)) {
		return web.ErrRateLimited
	}
	if !accepts(c.GetHeader("Accept"), media) {
		return fmt.Errorf("%w: there is %s", errNotAcceptable, media)
	}
	reading, err := s.present(s.now())
	if err != nil {
		return err
	}
	content, err := make(reading)
	if err := errors.Join(err, reading.View.Close()); err != nil {
		return err
	}
	return publish(c, media, content, publishFor)
}

// publish answers with content that anybody may keep for that time, 304 to the
// client that has it.
func publish(c *gin.Context, media string, content []byte, keep time.Duration) error {
	sum := sha256.Sum256(content)
	c.Header("Cache-Control", "public, max-age="+strconv.Itoa(int(keep/time.Second)))
	c.Header("Vary", "Accept")
	c.Header("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	c.Header("Content-Type", media)
	http.ServeContent(c.Writer, c.Request, "", time.Time{}, bytes.NewReader(content))
	return nil
}

// accepts reports whether a header Accept (RFC 9110 §12.5.1) admits the media
// type; without one it does. What has one representation needs no order of weights.
func accepts(header, media string) bool {
	if strings.TrimSpace(header) == "" {
		return true
	}
	family, _, _ := strings.Cut(media, "/")
	for part := range strings.SplitSeq(header, ",") {
		one, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if weight, err := strconv.ParseFloat(parameters["q"], 64); err == nil && weight == 0 {
			continue
		}
		if one == media || one == family+"/*" || one == "*/*" {
			return true
		}
	}
	return false
}

// newestIssuer returns an issuer's newest record and those of its keys.
// ErrNotFound for one that is not on the ledger.
func newestIssuer(view ledger.View, code string) (ledger.Issuer, []ledger.Key, error) {
	if ledger.ValidateIssuerCode(code) != nil {
		return ledger.Issuer{}, nil, web.ErrNotFound
	}
	versions, err := view.Issuer(code)
	if err != nil {
		return ledger.Issuer{}, nil, err
	}
	if len(versions) == 0 {
		return ledger.Issuer{}, nil, web.ErrNotFound
	}
	issuer := versions[len(versions)-1].Issuer
	keys := make([]ledger.Key, 0, len(issuer.Keys))
	for _, thumbprint := range issuer.Keys {
		history, err := view.Key(thumbprint)
		if err != nil {
			return issuer, nil, err
		}
		if len(history) == 0 {
			return issuer, nil, fmt.Errorf("key %s of issuer %s is not in the index", thumbprint, code)
		}
		keys = append(keys, history[len(history)-1].Key)
	}
	return issuer, keys, nil
}
