// Package registrar is the register's face for the people of a school: what
// registrars, approvers and administrators do in a browser.
//
// Pages are made on the server and work without script. A handler reads the
// form, calls the register.Register and renders; the service decides again what
// the person may, for which school, and that two persons act. Every route says
// who may ask for it, and one that says nothing cannot be mounted.
//
// What people upload or type is never logged and never in an address or a
// cookie. The session's cookie is sent to these pages only.
package registrar

import (
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gin-gonic/gin"

	"sogoc/registry"
	"sogoc/registry/handout"
	"sogoc/registry/register"
	"sogoc/registry/roster"
	"sogoc/registry/unfinished"
	"sogoc/web"
)

// Prefix is the path below which all pages are.
const Prefix = "/registrar"

// Config is what the pages need. Register and Desk are required.
type Config struct {
	Register *register.Register
	Desk     *handout.Desk
	// Secure says that people reach these pages by https: cookies are sent by
	// nothing else.
	Secure bool
	Now    func() time.Time // nil for time.Now
	Log    *slog.Logger     // nil for slog.Default
}

// UI is the pages.
type UI struct {
	Config
	assets  web.Assets
	pages   map[web.Language]*template.Template
	signIns *signInLimiter
	sameWeb *http.CrossOriginProtection
}

//go:embed static templates
var files embed.FS

// New reads the pages.
func New(c Config) (*UI, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	u := &UI{Config: c, sameWeb: http.NewCrossOriginProtection()}
	var err error
	if u.signIns, err = newSignInLimiter(c.Now); err != nil {
		return nil, err
	}
	if u.assets, err = readAssets(); err != nil {
		return nil, err
	}
	if u.pages, err = readPages(); err != nil {
		return nil, err
	}
	return u, nil
}

// readAssets and readPages read what is embedded, once.
var (
	readAssets = sync.OnceValues(func() (web.Assets, error) { return web.ReadAssets(Prefix, files) })
	readPages  = sync.OnceValues(func() (map[web.Language]*template.Template, error) {
		assets, err := readAssets()
		if err != nil {
			return nil, err
		}
		return web.ParsePages(files, assets, say, functions)
	})
)

// access says who may ask for a route: everybody, everybody who is signed in,
// or those with one of the roles. The zero access is nobody.
type access struct {
	everybody, signedIn bool
	roles               []registry.Role
}

func (a access) admits(actor registry.Actor) bool {
	return a.everybody || a.signedIn || actor.Has(a.roles...)
}

var (
	everybody      = access{everybody: true}
	signedIn       = access{signedIn: true}
	administrators = access{roles: []registry.Role{registry.RoleAdministrator}}
	registrars     = access{roles: []registry.Role{registry.RoleRegistrar}}
	approvers      = access{roles: []registry.Role{registry.RoleApprover}}
	// registrarsAndApprovers may leave rows of a draft batch for later, and ask
	// for a batch to be given up.
	registrarsAndApprovers = access{roles: []registry.Role{registry.RoleRegistrar, registry.RoleApprover}}
	staff                  = access{
		roles: []registry.Role{registry.RoleRegistrar, registry.RoleApprover, registry.RoleReader},
	}
)

// route is a line of the table of pages.
type route struct {
	method, path string
	who          access
	handle       func(*UI, *visit) error
	maxBody      int64 // 0 for the engine's
	// page is the path of the page that the form stands on, where the browser does not
	// say it; "" for what is no form of a person's work and is never kept.
	page string
}

// isPreview reports whether the route shows what a form would do, and leaves it to be
// sent.
func (r route) isPreview() bool { return r.path == "/status-changes/preview" }

// routes are all pages, and what their forms are sent to.
func routes() []route { return slices.Concat(accountRoutes(), workRoutes()) }

// accountRoutes are what people do as somebody who signs in, and what they left
// unfinished.
func accountRoutes() []route {
	return []route{
		{http.MethodGet, "", signedIn, (*UI).home, 0, ""},
		{http.MethodGet, "/sign-in", everybody, (*UI).showSignIn, 0, ""},
		{http.MethodPost, "/sign-in", everybody, (*UI).signIn, 0, ""},
		{http.MethodPost, "/sign-out", everybody, (*UI).signOut, 0, ""},
		{http.MethodPost, "/language", everybody, (*UI).setLanguage, 0, ""},
		{http.MethodGet, "/invitation", everybody, (*UI).showInvitation, 0, ""},
		{http.MethodPost, "/invitation", everybody, (*UI).acceptInvitation, 0, ""},
		{http.MethodGet, "/password", signedIn, (*UI).showPassword, 0, ""},
		{http.MethodPost, "/password", signedIn, (*UI).changePassword, 0, ""},
		{http.MethodGet, "/devices", signedIn, (*UI).showDevices, 0, ""},
		{http.MethodPost, "/devices/forget", signedIn, (*UI).forgetDevice, 0, ""},
		{http.MethodPost, "/devices/forget-all", signedIn, (*UI).forgetDevices, 0, ""},
		{http.MethodGet, "/people", administrators, (*UI).showPeople, 0, ""},
		{http.MethodPost, "/people", administrators, (*UI).invite, 0, "/people"},
		{http.MethodPost, "/people/:id/invitation", administrators, (*UI).inviteAgain, 0, "/people"},
		{http.MethodPost, "/people/:id/disable", administrators, (*UI).disable, 0, "/people"},
		{http.MethodPost, "/people/:id/enable", administrators, (*UI).enable, 0, "/people"},

		{http.MethodPost, "/unfinished", signedIn, (*UI).keepForm, 2*roster.MaxFile + 1<<20, ""},
		{http.MethodPost, "/unfinished/discard", signedIn, (*UI).throwAway, 0, ""},
		{http.MethodPost, "/unfinished/notices", signedIn, (*UI).dropNotices, 0, ""},
	}
}

// workRoutes are the school's work: lists, batches, credentials.
func workRoutes() []route {
	return []route{
		{http.MethodGet, "/templates/:file", registrars, (*UI).template, 0, ""},
		{http.MethodGet, "/uploads/new", registrars, (*UI).showNewUpload, 0, ""},
		{http.MethodPost, "/uploads", registrars, (*UI).upload, 2*roster.MaxFile + 1<<20, "/uploads/new"},
		{http.MethodGet, "/uploads/progress", registrars, (*UI).showUploadProgress, 0, ""},
		{http.MethodGet, "/uploads/:id", registrars, (*UI).showUpload, 0, ""},
		{http.MethodPost, "/uploads/:id", registrars, (*UI).changeUpload, 0, "/uploads/:id"},
		{http.MethodPost, "/uploads/:id/answers", registrars, (*UI).answerUpload, 1 << 20, "/uploads/:id"},
		{http.MethodPost, "/uploads/:id/find", registrars, (*UI).findInUpload, 0, "/uploads/:id"},
		{http.MethodGet, "/uploads/:id/specimens/:file", registrars, (*UI).uploadSpecimen, 0, ""},
		{http.MethodPost, "/uploads/:id/import", registrars, (*UI).importUpload, 0, "/uploads/:id"},
		{http.MethodPost, "/uploads/:id/discard", registrars, (*UI).dropUpload, 0, "/uploads/:id"},
		{http.MethodGet, "/uploads/:id/marked/:file", registrars, (*UI).markedUpload, 0, ""},

		{http.MethodGet, "/overview", staff, (*UI).showOverview, 0, ""},
		{http.MethodGet, "/batches", staff, (*UI).showBatches, 0, ""},
		{http.MethodGet, "/batches/:id", staff, (*UI).showBatch, 0, ""},
		{http.MethodGet, "/batches/:id/progress", staff, (*UI).showProgress, 0, ""},
		{http.MethodPost, "/batches/:id/find", staff, (*UI).findInBatch, 0, "/batches/:id"},
		{http.MethodGet, "/batches/:id/specimens/:file", staff, (*UI).batchSpecimen, 0, ""},
		{http.MethodPost, "/batches/:id/approve", approvers, (*UI).approve, 0, "/batches/:id"},
		{http.MethodPost, "/batches/:id/retry", approvers, (*UI).retryBatch, 0, "/batches/:id"},
		{http.MethodPost, "/batches/:id/give-up", registrarsAndApprovers, (*UI).giveUp, 0, "/batches/:id"},
		{http.MethodPost, "/batches/:id/give-up/withdraw", registrarsAndApprovers, (*UI).withdrawGiveUp, 0, "/batches/:id"},
		{http.MethodPost, "/batches/:id/reject", approvers, (*UI).reject, 0, "/batches/:id"},
		{http.MethodPost, "/batches/:id/set-aside", registrarsAndApprovers, (*UI).setAside, 0, "/batches/:id"},
		{http.MethodPost, "/batches/:id/discard", registrars, (*UI).discard, 0, "/batches/:id"},
		{http.MethodGet, "/batches/:id/files/:file", staff, (*UI).downloadBatch, 0, ""},

		{http.MethodGet, "/credentials", staff, (*UI).showCredentials, 0, ""},
		{http.MethodPost, "/credentials", staff, (*UI).findCredentials, 0, "/credentials"},
		{http.MethodGet, "/credentials/:id", staff, (*UI).showCredential, 0, ""},
		{http.MethodGet, "/credentials/:id/progress", staff, (*UI).showCredentialProgress, 0, ""},
		{http.MethodGet, "/credentials/:id/files/:file", staff, (*UI).downloadFile, 0, ""},
		{http.MethodGet, "/status-changes", staff, (*UI).showChanges, 0, ""},
		{http.MethodGet, "/status-changes/progress", staff, (*UI).showChangesProgress, 0, ""},
		{http.MethodGet, "/status-changes/unfinished", registrarsAndApprovers, (*UI).resumeChange, 0, ""},
		{http.MethodPost, "/status-changes/preview", registrarsAndApprovers, (*UI).previewChange, 0, "/status-changes/unfinished"},
		{http.MethodPost, "/status-changes", registrarsAndApprovers, (*UI).change, 0, "/status-changes/unfinished"},
		{http.MethodGet, "/proposals/:id", staff, (*UI).showProposal, 0, ""},
		{http.MethodPost, "/proposals/:id/confirm", approvers, (*UI).confirmProposal, 0, "/proposals/:id"},
		{http.MethodPost, "/proposals/:id/refuse", approvers, (*UI).refuseProposal, 0, "/proposals/:id"},
		{http.MethodPost, "/proposals/:id/withdraw", registrarsAndApprovers, (*UI).withdrawProposal, 0, "/proposals/:id"},
	}
}

// sections are what the navigation leads to, where it shows what this person may open.
var sections = []struct {
	path  string
	below []string // the section is where the paths below these are
	text  string
	who   access
}{
	{"/overview", []string{"/overview"}, "overview", staff},
	{"/batches", []string{"/batches"}, "batches", staff},
	{"/uploads/new", []string{"/uploads"}, "import", registrars},
	{"/credentials", []string{"/credentials"}, "credentials", staff},
	{"/status-changes", []string{"/status-changes", "/proposals"}, "changes", staff},
	{"/people", []string{"/people"}, "people", administrators},
}

// Mount adds the pages to an engine that was made with Problem as its Page.
func (u *UI) Mount(engine *gin.Engine) {
	engine.GET("/", func(c *gin.Context) { c.Redirect(http.StatusSeeOther, Prefix) })
	group := engine.Group(Prefix, web.SetCSP(web.PagePolicy))
	for _, r := range routes() {
		if !r.who.everybody && !r.who.signedIn && len(r.who.roles) == 0 {
			panic("registrar: nobody may ask for " + r.method + " " + r.path)
		}
		var handlers []gin.HandlerFunc
		if r.maxBody > 0 {
			handlers = append(handlers, web.LimitBody(r.maxBody))
		}
		group.Handle(r.method, r.path, append(handlers, web.Handle(func(c *gin.Context) error {
			v, err := u.admit(c, r)
			if v == nil || err != nil {
				return err
			}
			err = v.follow(r.handle(u, v))
			v.afterForm(r, err)
			return err
		}))...)
	}
	for _, a := range u.assets {
		group.GET(strings.TrimPrefix(a.Address, Prefix), a.Serve)
	}
}

// home leads to the first section that the person may enter.
func (u *UI) home(v *visit) error {
	for _, r := range sections {
		if r.who.admits(v.actor) {
			return v.redirect(r.path)
		}
	}
	return v.redirect("/password")
}

// view is what a template shows.
type view struct {
	Language web.Language
	Here     string // this page's path, for the switch of language; "" where it cannot be asked for again
	Page     string // name of the template
	Title    string
	Person   string // "" for nobody
	School   string
	Sections []section
	Left     []leftForm          // on other pages
	Notices  []unfinished.Notice // of what was deleted
	Trouble  string              // what is wrong, in words
	Done     string              // what was done, in words
	Data     any
}

type section struct {
	Address, Text string
	Current       bool
}

// Problem answers a problem of these pages as a page, for web.Config.Page.
func (u *UI) Problem(c *gin.Context, p web.Problem) bool {
	if path := c.Request.URL.Path; path != Prefix && !strings.HasPrefix(path, Prefix+"/") {
		return false
	}
	c.Header("Content-Security-Policy", web.PagePolicy)
	l := languageOf(c)
	text, ok := texts["problem:"+p.Code]
	if !ok {
		text = texts["problem:internal"]
	}
	fill := view{Language: l, Page: "problem", Title: text.In(l), Data: p}
	if err := u.write(c, p.Status, fill); err != nil {
		u.Log.ErrorContext(c.Request.Context(), "problem not shown", slog.Any("error", err))
		return false
	}
	return true
}

// Rules returns what this service's errors become beyond those of the API.
func Rules() []web.Rule {
	return []web.Rule{
		{Is: errCrossOrigin, Status: http.StatusForbidden, Code: "cross_origin", Title: "Sent from another site"},
	}
}

// has reports whether a person has a role, for templates.
func has(roles []registry.Role, role registry.Role) bool { return slices.Contains(roles, role) }
