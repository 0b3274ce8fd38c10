// Package api is the register's HTTP interface, /api/v1, for the people of a
// school and their programs, and the public DID documents.
//
// A handler binds the request, calls one function of the register.Register and
// renders the answer. Every route names the roles that may call it, and a
// route without roles cannot be registered: what is not allowed is refused.
// The act decides again, by role, by school, and that two persons act.
package api

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/account"
	"sogoc/registry/handout"
	"sogoc/registry/register"
	"sogoc/registry/roster"
	"sogoc/verifier/diddocument"
	"sogoc/web"
	"sogoc/web/api/wire"
)

// Config is what the API needs.
type Config struct {
	Register *register.Register
	// Desk makes what is handed out.
	Desk *handout.Desk
	// Ready says whether the register can serve at present.
	Ready func(context.Context) error
	// ReadyNote is what /readyz says beside being ready; nil for nothing.
	ReadyNote func() string
	// PublicURL is the base address under which the verifier service answers what
	// credentials point to; the register names it where it is asked for that.
	PublicURL string
}

// handler has a method for each route.
type handler struct {
	Config
}

// staff may read everything of their school.
var staff = registry.ReadingRoles()

// people work in a school and may see its learners' data; an operator is none.
var people = registry.LearnerRoles()

// route is a line of the table of the API.
type route struct {
	method, path string
	roles        []registry.Role
	handle       func(*gin.Context, registry.Actor) error
	before       []gin.HandlerFunc
}

func (h *handler) routes() []route {
	registrar, approver := []registry.Role{registry.RoleRegistrar}, []registry.Role{registry.RoleApprover}
	proposers := []registry.Role{registry.RoleRegistrar, registry.RoleApprover}
	large := []gin.HandlerFunc{web.LimitBody(2*roster.MaxFile + 1<<20)}
	return []route{
		{http.MethodGet, "/me", staff, h.me, nil},
		{http.MethodGet, "/issuers", staff, h.issuers, nil},
		{http.MethodGet, "/key", approver, h.key, nil},
		{http.MethodPost, "/key/unlock", approver, h.unlockKey, nil},
		{http.MethodGet, "/quota", people, h.quota, nil},
		{http.MethodPost, "/batches", registrar, h.importBatch, large},
		{http.MethodGet, "/batches", staff, h.batches, nil},
		{http.MethodGet, "/batches/:id", staff, h.batch, nil},
		{http.MethodGet, "/batches/:id/progress", staff, h.progress, nil},
		{http.MethodGet, "/uploads/progress", registrar, h.uploadProgress, nil},
		{http.MethodGet, "/batches/:id/drafts", people, h.drafts, nil},
		{http.MethodGet, "/batches/:id/quota", staff, h.batchQuota, nil},
		{http.MethodPost, "/batches/:id/review", people, h.review, nil},
		{http.MethodGet, "/batches/:id/specimens/:row", people, h.specimen, nil},
		{http.MethodGet, "/batches/:id/documents", staff, h.documents, nil},
		{http.MethodGet, "/batches/:id/zip", staff, h.zip, nil},
		{http.MethodGet, "/batches/:id/pdf", staff, h.batchPDF, nil},
		{http.MethodPost, "/batches/:id/approve", approver, h.approve, nil},
		{http.MethodPost, "/batches/:id/reject", approver, h.reject, nil},
		{http.MethodPost, "/batches/:id/set-aside", proposers, h.setAside, nil},
		{http.MethodPost, "/batches/:id/discard", registrar, h.discard, nil},
		{http.MethodPost, "/batches/:id/retry", approver, h.retry, nil},
		{http.MethodGet, "/batches/:id/give-up", proposers, h.previewGiveUp, nil},
		{http.MethodPost, "/batches/:id/give-up", proposers, h.giveUp, nil},
		{http.MethodPost, "/batches/:id/give-up/withdraw", proposers, h.withdrawGiveUp, nil},
		{http.MethodGet, "/batches/:id/void-entries", people, h.voidEntries, nil},
		{http.MethodPost, "/credentials/search", people, h.search, nil},
		{http.MethodPost, "/credentials/status", proposers, h.bulkStatus, nil},
		{http.MethodGet, "/credentials/:id", people, h.credential, nil},
		{http.MethodGet, "/credentials/:id/sd-jwt", staff, h.sdJWT, nil},
		{http.MethodGet, "/credentials/:id/holder", staff, h.holderFile, nil},
		{http.MethodGet, "/credentials/:id/pdf", staff, h.credentialPDF, nil},
		{http.MethodGet, "/credentials/:id/qr.png", staff, h.qrPNG, nil},
		{http.MethodGet, "/credentials/:id/qr.svg", staff, h.qrSVG, nil},
		{http.MethodPost, "/credentials/:id/revoke", proposers, h.revoke, nil},
		{http.MethodPost, "/credentials/:id/suspend", approver, h.suspend, nil},
		{http.MethodPost, "/credentials/:id/reinstate", approver, h.reinstate, nil},
		{http.MethodGet, "/proposals", people, h.proposals, nil},
		{http.MethodGet, "/proposals/:id", people, h.proposal, nil},
		{http.MethodPost, "/proposals/:id/confirm", approver, h.confirm, nil},
		{http.MethodPost, "/proposals/:id/refuse", approver, h.refuse, nil},
		{http.MethodPost, "/proposals/:id/withdraw", proposers, h.withdraw, nil},
		{http.MethodGet, "/export/digests", staff, h.exportDigests, nil},
		{http.MethodGet, "/audit", staff, h.audit, nil},
		{http.MethodPost, "/issuers/:code/resume", []registry.Role{registry.RoleOperator}, h.resume, nil},
	}
}

// Prefix is the path of the API.
const Prefix = "/api/v1"

// Paths of the routes that are public.
const (
	pathDescription = Prefix + "/openapi.json"
	pathDID         = "/issuers/:code/did.json"
)

// Route is what a route is to those who call it.
type Route struct {
	Method, Path string
	Roles        []registry.Role // that may call it; nil where it is public
}

// Routes returns all routes of the API and the public ones.
func Routes() []Route {
	var routes []Route
	for _, r := range (*handler)(nil).routes() { // the table only: nothing of it is called
		routes = append(routes, Route{r.method, Prefix + r.path, r.roles})
	}
	return append(routes, Route{http.MethodGet, pathDescription, nil}, Route{http.MethodGet, pathDID, nil})
}

// Mount adds the API, the DID documents and the health checks to an engine
// that was made with the Rules of this package.
func Mount(engine *gin.Engine, c Config) {
	h := &handler{Config: c}
	group := engine.Group(Prefix)
	for _, r := range h.routes() {
		if len(r.roles) == 0 {
			panic("api: nobody may call " + r.method + " " + r.path)
		}
		handlers := append([]gin.HandlerFunc{h.authenticate(r.roles)}, r.before...)
		handlers = append(handlers, web.Handle(func(c *gin.Context) error { return r.handle(c, actorOf(c)) }))
		group.Handle(r.method, r.path, handlers...)
	}
	engine.GET(pathDescription, web.Described(description))
	engine.GET(pathDID, web.Handle(h.didDocument))
	engine.NoRoute(sayElsewhere(c.PublicURL))
	web.Health(engine, c.Ready, c.ReadyNote)
}

const actorKey = "sogoc.actor"

func actorOf(c *gin.Context) registry.Actor {
	actor, _ := c.MustGet(actorKey).(registry.Actor)
	return actor
}

// authenticate admits a caller that shows a token and has one of the roles, before
// anything of the request is read.
func (h *handler) authenticate(roles []registry.Role) gin.HandlerFunc {
	return web.Handle(func(c *gin.Context) error {
		scheme, token, ok := strings.Cut(c.GetHeader("Authorization"), " ")
		if !ok || !strings.EqualFold(scheme, "Bearer") || token == "" {
			return web.ErrUnauthenticated
		}
		actor, err := h.Register.Accounts.Authenticate(c.Request.Context(), account.Token(token))
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(roles, func(r registry.Role) bool { return actor.Has(r) }) {
			return errRole
		}
		c.Set(actorKey, actor)
		return nil
	})
}

// errRole is ErrForbidden for a role that a route does not admit.
var errRole = fmt.Errorf("%w: the route does not admit this role", registry.ErrForbidden)

func (h *handler) me(c *gin.Context, actor registry.Actor) error {
	return web.JSON(
		c,
		http.StatusOK,
		wire.Me{ID: actor.ID, Login: actor.Login, Name: actor.Name, Issuer: actor.Issuer, Roles: actor.Roles},
	)
}

func (h *handler) issuers(c *gin.Context, actor registry.Actor) error {
	issuers, err := h.Register.Reading.Issuers(c.Request.Context(), actor)
	if err != nil {
		return err
	}
	return web.JSON(c, http.StatusOK, wire.Issuers{Issuers: issuers})
}

func (h *handler) resume(c *gin.Context, actor registry.Actor) error {
	if err := h.Register.Anchoring.Resume(c.Request.Context(), actor, c.Param("code")); err != nil {
		return err
	}
	c.Status(http.StatusNoContent)
	return nil
}

// didDocument is public and changes seldom; a verifier takes keys from the
// ledger and never from here.
func (h *handler) didDocument(c *gin.Context) error {
	document, err := h.Register.Reading.DIDDocument(c.Request.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	c.Header("Cache-Control", "public, max-age=300")
	c.Header("Access-Control-Allow-Origin", "*") // did:web resolvers run in browsers
	c.Header("Cross-Origin-Resource-Policy", "cross-origin")
	c.Data(http.StatusOK, diddocument.MediaType, document)
	return nil
}
