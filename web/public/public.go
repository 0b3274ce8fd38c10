// Package public is the verifier's face: the page behind a QR code, and the
// API that answers the same question for programs. It imports nothing of the
// register.
//
// What is presented is never logged, kept, or put into an address: the page
// reads it from the fragment, which a browser keeps to itself, and posts it.
// The pages work without script, ask nobody outside and set no cookie.
package public

import (
	"bytes"
	"context"
	"crypto/x509"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	lru "github.com/hashicorp/golang-lru/v2"
	"github.com/prometheus/client_golang/prometheus"

	"sogoc/verifier"
	"sogoc/verifier/bundle"
	"sogoc/verifier/ledger"
	"sogoc/verifier/presentation"
	"sogoc/verifier/receipt"
	"sogoc/verifier/receiptpdf"
	"sogoc/verifier/unpack"
	"sogoc/web"
)

// Ledger is where answers come from: the index of checked blocks.
type Ledger interface {
	// Reading returns one consistent reading, whose View the caller closes, and
	// what it is worth at that moment. With an error there is no View, and the
	// reading's Info says why there is nothing to answer from.
	Reading(now time.Time) (verifier.Reading, error)
}

// Config is what the service needs. Ledger is required.
type Config struct {
	Ledger Ledger
	// Following says how the ledger is followed; nil: nothing is told of it.
	Following func() Following

	Trust    ledger.Trust   // by which bundles and receipts are judged; zero: none is believed
	Evidence Evidence       // makes bundles; nil: this service makes none
	Signer   receipt.Signer // signs receipts; nil: this service gives none
	// Printer makes PDF files of receipts; nil: this service prints none.
	Printer *receiptpdf.Printer
	// SealRoots are the authorities whose electronic seals are called trusted; nil: the
	// chain of a seal's certificate is not judged.
	SealRoots *x509.CertPool
	Now       func() time.Time // nil for time.Now
	// Hosts are the public names of the registers whose ledger this is; see
	// verifier.Options. Under them issuers' DID documents are published and, with a
	// Signer, status lists; without Hosts nothing is.
	Hosts   []string
	Log     *slog.Logger          // nil for slog.Default
	Metrics prometheus.Registerer // nil for nowhere
	Rate    float64               // verifications a second from one client address, 0 for DefaultRate; clients on this machine have none
	Burst   int                   // that may come at once, 0 for DefaultBurst
	// EvidenceLimit and ReceiptLimit bound what one client address has made to keep,
	// besides Rate; zero for DefaultEvidenceLimit and DefaultReceiptLimit.
	EvidenceLimit Limit
	ReceiptLimit  Limit
	// ReadyNote is what /readyz says beside being ready; nil for nothing.
	ReadyNote func() string
	// Capacity bounds what is worked on at once, whoever asks.
	Capacity Capacity
	Files    *unpack.Unpacker // reads PDF files, pictures and ZIP files; nil for one of its own
	Proxies  []string         // addresses or networks whose X-Forwarded-For is believed; none by default
}

// The rate of one client address, generous enough for an office behind one.
const (
	DefaultRate  = 5
	DefaultBurst = 100
)

// Prefix is the path of the API.
const Prefix = "/api/v1"

// maxRequest bounds an API request: a string's escapes can lengthen it.
const maxRequest = 2*presentation.MaxSize + 4<<10

// maxLookup bounds a look-up's request, which has five short members.
const maxLookup = 4 << 10

// maxEvidence bounds a request that may hold a bundle or a file (unpack.MaxSize).
const maxEvidence = bundle.MaxSize + maxRequest

type service struct {
	following func() Following
	ledger    Ledger
	trust     ledger.Trust
	evidence  Evidence
	signer    receipt.Signer
	printer   *receiptpdf.Printer
	sealRoots *x509.CertPool
	hosts     []string
	files     *unpack.Unpacker
	now       func() time.Time
	log       *slog.Logger
	limits    *limiter
	// evidenceLimits and receiptLimits are those of what is made to keep.
	evidenceLimits *limiter
	receiptLimits  *limiter
	// work bounds answers, evidenceWork what costs the network a query, longWork printed
	// receipts and the answers on a file.
	work            *gate
	evidenceWork    *gate
	longWork        *gate
	undeclaredProxy sync.Once // the log was told of it
	// publicLimits bounds what is published: software that reads many lists takes
	// nothing from a person who scans.
	publicLimits *limiter
	lists        *signedLists
	pages        map[language]*template.Template
	results      *prometheus.CounterVec
	lookups      *prometheus.CounterVec
	readyNote    func() string
}

// withDefaults returns c with what stands for nil members.
func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Files == nil {
		c.Files = unpack.New(unpack.Config{})
	}
	return c
}

// readAssets and readPages read what is embedded, once: it is the same for each engine.
var (
	readAssets = sync.OnceValues(func() (web.Assets, error) { return web.ReadAssets("", files) })
	readPages  = sync.OnceValues(func() (map[language]*template.Template, error) {
		assets, err := readAssets()
		if err != nil {
			return nil, err
		}
		return web.ParsePages(files, assets, say, func(l language) template.FuncMap { return readingFuncs(assets, l) })
	})
)

// New returns the engine with all routes.
func New(c Config) (*gin.Engine, error) {
	c = c.withDefaults()
	limits, errLimits := newLimiter(c.Rate, c.Burst, c.Now)
	publicLimits, errPublic := newLimiter(c.Rate, c.Burst, c.Now)
	evidenceLimits, errEvidence := c.EvidenceLimit.limiter(DefaultEvidenceLimit, c.Now)
	receiptLimits, errReceipts := c.ReceiptLimit.limiter(DefaultReceiptLimit, c.Now)
	lists, errLists := lru.New[listID, signedList](keptLists)
	if err := errors.Join(errLimits, errPublic, errEvidence, errReceipts, errLists); err != nil {
		return nil, err
	}
	assets, errAssets := readAssets()
	pages, errPages := readPages()
	if err := errors.Join(errAssets, errPages); err != nil {
		return nil, err
	}
	s := &service{
		ledger:    c.Ledger,
		following: c.Following,
		trust:     c.Trust,
		evidence:  c.Evidence,
		signer:    c.Signer,
		printer:   c.Printer,
		sealRoots: c.SealRoots,
		hosts:     c.Hosts,
		files:     c.Files,
		now:       c.Now,
		log:       c.Log,
		limits:    limits,

		evidenceLimits: evidenceLimits,
		receiptLimits:  receiptLimits,

		work:         c.Capacity.gate(),
		evidenceWork: newGate(runningEvidence, waitingEvidence, longestEvidence),
		longWork:     newLongGate(),
		publicLimits: publicLimits,
		lists:        lists,
		pages:        pages,
		results:      newResults(c.Metrics),
		lookups:      newLookups(c.Metrics),
		readyNote:    c.ReadyNote,
	}
	observeLedger(c.Metrics, s)
	observeFollowing(c.Metrics, c.Following)
	engine := web.New(web.Config{Log: c.Log, Metrics: c.Metrics, Rules: Rules()})
	if err := engine.SetTrustedProxies(c.Proxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	s.route(engine)
	if err := s.keepsPage(engine, assets); err != nil {
		return nil, err
	}
	for _, a := range assets {
		engine.Group("", web.SetCSP(policyOf(a))).GET(a.Address, a.Serve)
	}
	return engine, nil
}

// route is the one list of addresses. A new one of the API also needs its
// description in internal/apidoc.
func (s *service) route(engine *gin.Engine) {
	web.Health(engine, s.ready, s.readyNote)

	api := engine.Group(Prefix)
	page := engine.Group("", web.SetCSP(pagePolicy), web.AllowCamera())
	open := api.Group("", openToAnyPage)
	open.POST("/verify", web.LimitBody(maxEvidence), web.Handle(s.verify))
	open.POST("/lookup", web.LimitBody(maxLookup), web.Handle(s.lookUp))
	for _, path := range []string{"/verify", "/lookup"} {
		open.OPTIONS(path, func(c *gin.Context) { c.Status(http.StatusNoContent) })
	}
	api.POST("/verify/file", web.LimitBody(maxEvidence), web.Handle(s.verifyFile))
	api.POST("/credential", web.LimitBody(maxRequest), web.Handle(s.makeCredential))
	if s.evidence != nil {
		api.POST("/evidence", web.LimitBody(maxRequest), web.Handle(s.makeEvidence))
	}
	if s.signer != nil {
		api.POST("/receipt", web.LimitBody(maxRequest), web.Handle(s.makeReceipt))
	}
	if s.signer != nil && s.printer != nil {
		api.POST("/receipt/pdf", web.LimitBody(maxRequest), web.Handle(s.makeReceiptPDF))
		page.POST(pathReceiptPDF, web.LimitBody(maxEvidence), web.Handle(s.keepReceiptPDF))
	}
	api.GET("/ledger", web.Handle(s.showLedger))
	api.GET("/openapi.json", web.Described(description))

	engine.NoRoute(web.Handle(mendAddress))
	s.publishes(engine)
	page.GET("/", web.Handle(s.showPage))
	page.GET("/v", web.Handle(s.showPage))
	page.POST("/v", web.LimitBody(maxEvidence), web.Handle(s.showAnswer))
	page.POST(pathCredential, web.LimitBody(maxEvidence), web.Handle(s.keepCredential))
	if s.evidence != nil {
		page.POST(pathEvidence, web.LimitBody(maxEvidence), web.Handle(s.keepEvidence))
	}
	if s.signer != nil {
		page.POST(pathReceipt, web.LimitBody(maxEvidence), web.Handle(s.keepReceipt))
	}
}

// ready is nil when questions can be answered: the ledger's proven end was
// reached once, and reading goes on.
func (s *service) ready(context.Context) error {
	reading, err := s.ledger.Reading(s.now())
	if err != nil {
		return unread(reading.Info, err)
	}
	head := reading.Head()
	if err := reading.View.Close(); err != nil {
		return err
	}
	switch kind := reading.Info.Kind; {
	case kind == verifier.ReadingStarting, reading.Info.Restarted:
		return startingAt(head.Height, reading.Info.ProvenHeight)
	case kind == verifier.ReadingAlarm:
		return errAlarm // what spreads load should prefer a verifier that still reads
	}
	return nil
}

//go:embed static templates
var files embed.FS

// render writes a page whole or not at all.
func (s *service) render(c *gin.Context, status int, p page) error {
	var b bytes.Buffer
	if err := s.pages[p.Language].ExecuteTemplate(&b, "page.html", p); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	c.Data(status, "text/html; charset=utf-8", b.Bytes())
	return nil
}
